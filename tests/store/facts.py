"""A Network read as facts: rows with ids in place of indices, so that two Networks can be compared.

Decides: what makes two Networks state the same. Does not decide: what they should state.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from graph.domain.network import Network, Table

Fact = tuple[object, ...]

ENTITIES = ("staff", "people", "accounts")
RELATIONS = (
    "employments",
    "services",
    "ties",
    "touches",
    "evidence",
    "ratings",
    "promises",
    "bookings",
    "buying",
    "covenants",
)


def facts(network: Network) -> dict[str, list[Fact]]:
    """For each table its rows in order; the numbers of lines of business, which tell rows apart, are left out."""
    return {name: rows(network, name) for name in ENTITIES + RELATIONS}


def rows(network: Network, name: str) -> list[Fact]:
    """The rows of one table, columns in the order of its fields."""
    table = getattr(network, name)
    columns = [
        _named(network, column.name, getattr(table, column.name)) for column in fields(table) if column.name != "line"
    ]
    return list(zip(*columns, strict=True))


def content(network: Network) -> bytes:
    """Everything in a Network but its revision, byte for byte."""
    parts = [repr((network.day, network.firm)).encode()]
    for name in ENTITIES + RELATIONS:
        parts += _bytes(getattr(network, name))
    return b"\n".join(parts)


def with_plain_lines(network: Network) -> Network:
    """The same with the lines of business of each account numbered from 0 as its rows come: the numbers only say which
    lines are equal, and only within an account."""
    numbers: dict[tuple[int, int], int] = {}
    lines: list[int] = []
    seen: dict[int, int] = {}
    for account, line in zip(network.bookings.account.tolist(), network.bookings.line.tolist(), strict=True):
        if line >= 0 and (account, line) not in numbers:
            numbers[account, line] = seen[account] = seen.get(account, -1) + 1
        lines.append(numbers.get((account, line), line))
    return replace(network, bookings=replace(network.bookings, line=np.array(lines, dtype=np.int32)))


def _bytes(table: Table) -> list[bytes]:
    parts = [type(table).__name__.encode()]
    for column in fields(table):
        values = getattr(table, column.name)
        if isinstance(values, Table):
            parts += _bytes(values)
        elif isinstance(values, np.ndarray):
            parts.append(str(values.dtype).encode() + values.tobytes())
        else:
            parts.append(repr(values).encode())
    return parts


def _named(network: Network, name: str, values: object) -> list[object]:
    """A column as Python values: ids for indices, None for NaN."""
    if isinstance(values, Table):
        return list(
            zip(*(_named(network, column.name, getattr(values, column.name)) for column in fields(values)), strict=True)
        )
    if isinstance(values, tuple):
        return list(values)
    assert isinstance(values, np.ndarray)
    plain: list[object] = [None if value != value else value for value in values.tolist()]  # noqa: PLR0124  # NaN
    ids = {"staff": network.staff.ids, "person": network.people.ids, "account": network.accounts.ids}
    if name in ids:
        return [_one(ids[name], value) for value in plain]
    if name == "tie":
        ties = [row[:3] for row in rows(network, "ties")]
        return [ties[value] for value in plain if isinstance(value, int)]
    return plain


def _one(ids: tuple[str, ...], index: object) -> str | None:
    assert isinstance(index, int)
    return None if index < 0 else ids[index]
