"""Random firms as folders of CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.oracle.rows import Folder

Cell = object


def write_folder(firm: Folder, folder: Path) -> Path:
    """Write the rows of a firm in the layout; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    people = dict.fromkeys(
        [job.person for job in firm.employments]
        + [one.person for one in (*firm.touches, *firm.closeness, *firm.promises) if one.person is not None]
    )
    _write(folder, "firm.csv", ("name", "currency", "time_zone"), [("The firm", "EUR", "Europe/Berlin")])
    _write(
        folder,
        "staff.csv",
        ("id", "name", "team", "start", "end"),
        [(s.id, s.id.title(), s.team, s.start, s.end) for s in firm.staff],
    )
    _write(folder, "accounts.csv", ("id", "name", "since"), [(a.id, a.id, a.since) for a in firm.accounts])
    _write(folder, "people.csv", ("id", "name"), [(one, one.title()) for one in people])
    _write(
        folder,
        "buying.csv",
        ("account_id", "from", "approach", "decision_rule", "switching_cost", "other_suppliers"),
        [
            (b.account, b.start, b.approach, b.decision_rule, b.switching_cost, _whole(b.other_suppliers))
            for b in firm.buying
        ],
    )
    _write(
        folder,
        "employments.csv",
        ("person_id", "account_id", "decision_role", "decision_weight", "veto", "start", "end"),
        [(e.person, e.account, e.role, e.weight, "yes" if e.veto else "", e.start, e.end) for e in firm.employments],
    )
    _write(
        folder,
        "services.csv",
        ("staff_id", "account_id", "role", "start", "end"),
        [(s.staff, s.account, s.role, s.start, s.end) for s in firm.services],
    )
    _write(
        folder,
        "touches.csv",
        ("id", "at", "staff_id", "person_id", "account_id", "channel", "direction"),
        [(f"t{n}", t.day, t.staff, t.person, t.account, t.channel, t.direction) for n, t in enumerate(firm.touches)],
    )
    _write(
        folder,
        "closeness.csv",
        ("staff_id", "person_id", "closeness", "on"),
        [(c.staff, c.person, _whole(c.rating), c.on) for c in firm.closeness],
    )
    _write(
        folder,
        "promises.csv",
        ("id", "staff_id", "person_id", "account_id", "made_on", "outcome", "closed_on"),
        [
            (f"p{n}", p.staff, p.person, p.account, p.made_on, p.outcome, p.closed_on)
            for n, p in enumerate(firm.promises)
        ],
    )
    _write(
        folder,
        "revenue.csv",
        ("account_id", "on", "amount", "line"),
        [(b.account, b.on, b.amount, b.line) for b in firm.bookings],
    )
    _write(
        folder,
        "covenants.csv",
        ("staff_id", "kind", "from", "account_id", "until"),
        [(c.staff, c.kind, c.start, c.account, c.until) for c in firm.covenants],
    )
    return folder


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _write(folder: Path, name: str, header: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([_text(cell) for cell in row] for row in rows)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}"  # 1e-09 is no number of the layout
    return cell.isoformat() if isinstance(cell, date) else str(cell)
