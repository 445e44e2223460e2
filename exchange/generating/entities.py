"""The rows of who is there: ourselves, staff members, accounts, people and where they work.

Decides: names, teams, who reports to whom, parts in a decision. Does not decide: how many there are and since when
(``shape``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from exchange.generating import words
from exchange.generating.chance import Chance, Stream
from exchange.generating.naming import firm_name
from exchange.generating.shape import LAST, REGION, TEAM, YEAR, Shape
from graph.domain.calendar import STILL
from graph.domain.network import Counts
from graph.domain.vocabulary import DecisionRole

Rows = Sequence[tuple[str, ...]]
"""Some rows of a file, their cells in the order of the layout's columns."""

AT_ONCE: Final = 10_000
"""Rows made at a time, and drawn from one stream."""
_ROLES: Final = (*(role.word for role in DecisionRole), "")
_ROLE_SHARES: Final = (0.10, 0.15, 0.15, 0.07, 0.05, 0.48)
_PART_OF: Final = 0.05


def blocks(count: int) -> Iterator[tuple[int, range]]:
    """The numbers below ``count`` in blocks, each with its place."""
    for block, begin in enumerate(range(0, count, AT_ONCE)):
        yield block, range(begin, min(begin + AT_ONCE, count))


def firm(shape: Shape) -> Iterator[Rows]:
    """The one row of ourselves."""
    yield [(firm_name(shape.size, shape.seed), *words.FIRM[1:])]


def staff(shape: Shape) -> Iterator[Rows]:
    """Staff members in teams of ten, in regions of ten teams."""
    for block, numbers in blocks(shape.size.staff):
        chance = Chance(shape.seed, Stream.STAFF, block)
        names = _names(chance, len(numbers))
        titles = chance.below(len(numbers), len(words.STAFF_TITLES)).tolist()
        yield [
            (
                words.staff_id(number),
                name,
                f"{name.lower().replace(' ', '.')}.{number + 1}@{words.FIRM[1]}",
                "Head of sales" if number % TEAM == 0 else words.STAFF_TITLES[title],
                f"Team {1 + number // TEAM}",
                _manager(number),
                words.day_text(int(shape.start[number])),
                _end(int(shape.end[number])),
            )
            for number, name, title in zip(numbers, names, titles, strict=True)
        ]


def accounts(shape: Shape) -> Iterator[Rows]:
    """Accounts, a few of them part of one with a smaller number."""
    for block, numbers in blocks(shape.size.accounts):
        chance, count = Chance(shape.seed, Stream.ACCOUNTS, block), len(numbers)
        places = chance.below(count, 1_000_000).tolist()
        industries = chance.below(count, len(words.INDUSTRIES)).tolist()
        parents = chance.uniform(count).tolist()
        part, dated = chance.happens(count, _PART_OF).tolist(), chance.happens(count, 0.7).tolist()
        years = (LAST - 30 - chance.below(count, 10 * YEAR)).tolist()
        yield [
            (
                words.account_id(number),
                words.account_name(places[row], number),
                f"account-{number + 1}.example",
                words.INDUSTRIES[industries[row]],
                words.account_id(int(parents[row] * number)) if part[row] and number else "",
                words.day_text(years[row]) if dated[row] else "",
            )
            for row, number in enumerate(numbers)
        ]


def people(shape: Shape) -> Iterator[Rows]:
    """People, with the address that their present account gave them."""
    for block, numbers in blocks(shape.size.people):
        chance = Chance(shape.seed, Stream.PEOPLE, block)
        names = _names(chance, len(numbers))
        titles = chance.below(len(numbers), len(words.PEOPLE_TITLES)).tolist()
        employers = shape.employer(_numbers(numbers)).tolist()
        yield [
            (
                words.person_id(number),
                name,
                f"{name.lower().replace(' ', '.')}.{number + 1}@account-{employer + 1}.example",
                words.PEOPLE_TITLES[title],
            )
            for number, name, title, employer in zip(numbers, names, titles, employers, strict=True)
        ]


def employments(shape: Shape) -> Iterator[Rows]:
    """Where each person works or did last, and where they were before if they moved."""
    for block, numbers in blocks(shape.size.people):
        chance, count = Chance(shape.seed, Stream.EMPLOYMENTS, block), len(numbers)
        roles = chance.pick(count, _ROLE_SHARES).tolist()
        weights = chance.below(count, 10).tolist()
        veto = chance.happens(count, 0.02).tolist()
        earlier = (1 + chance.below(count, 6 * YEAR)).tolist()
        employers = shape.employer(_numbers(numbers)).tolist()
        rows: list[tuple[str, ...]] = []
        for row, number in enumerate(numbers):
            since, before = int(shape.since[number]), int(shape.before[number])
            begin, role = words.day_text(since), _ROLES[roles[row]]
            weight = str(10 * (1 + weights[row])) if role and weights[row] < 1 else ""
            ours = (words.person_id(number), words.account_id(employers[row]), "", role, weight)
            rows.append((*ours, "yes" if veto[row] else "no", begin, _end(int(shape.until[number]))))
            if before >= 0 and before != employers[row]:
                then = words.day_text(since - earlier[row])
                rows.append((ours[0], words.account_id(before), "", role, "", "no", then, begin))
        yield rows


def _names(chance: Chance, count: int) -> list[str]:
    first = chance.below(count, len(words.FIRST_NAMES)).tolist()
    last = chance.below(count, len(words.LAST_NAMES)).tolist()
    return [f"{words.FIRST_NAMES[one]} {words.LAST_NAMES[other]}" for one, other in zip(first, last, strict=True)]


def _manager(number: int) -> str:
    """Whom a staff member reports to: the head of the team, of the region, of all; nobody for the last of these."""
    for span in (TEAM, REGION):
        if number % span:
            return words.staff_id(number - number % span)
    return words.staff_id(0) if number else ""


def _numbers(numbers: range) -> Counts:
    return np.arange(numbers.start, numbers.stop, dtype=np.int64)


def _end(day: int) -> str:
    return "" if day == STILL else words.day_text(day)
