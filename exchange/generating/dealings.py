"""The rows of what accounts and we have agreed: who serves whom, how they buy, what they pay, what binds staff.

Decides: who takes over when a lead has left, how often an account pays, who is bound by a covenant.
Does not decide: who leads an account (``shape``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from exchange.generating import words
from exchange.generating.chance import Chance, Stream
from exchange.generating.entities import Rows, blocks
from exchange.generating.shape import LAST, TEAM, YEAR, Shape
from graph.domain.calendar import STILL
from graph.domain.network import NOBODY, Counts
from graph.domain.vocabulary import BuyingApproach, CovenantKind, DecisionRule, ServiceRole

_SERVED: Final = (0.9, 0.45, 0.15)
"""The shares of accounts with a lead, a backup (of those that a second staff member keeps up with), a specialist."""
_APPROACHES: Final = tuple(approach.word for approach in BuyingApproach)
_APPROACH_SHARES: Final = (0.30, 0.20, 0.12, 0.18, 0.12, 0.05, 0.03)
_RULES: Final = (*(rule.word for rule in DecisionRule), "")
_RULE_SHARES: Final = (0.20, 0.35, 0.10, 0.35)
_DESCRIBED: Final = 0.8
_TAKEN_OVER: Final = 0.1
_MONTHS: Final = 24
_MONTH: Final = 30
_PAYS_EVERY: Final = (1, 3, 12)
"""Months between the bookings of an account."""
_PAYS_SHARES: Final = (0.1, 0.5, 0.4)
_CREDIT_NOTES: Final = 0.02
_YEARS_OF_PLANS: Final = 2
_BOUND: Final = 0.25
_LARGEST_COST: Final = 5


def services(shape: Shape) -> Iterator[Rows]:
    """Who leads, backs up and advises each account; where the lead has left, a colleague of the team leads since."""
    for block, numbers in blocks(shape.size.accounts):
        chance, count = Chance(shape.seed, Stream.SERVICES, block), len(numbers)
        leads = shape.lead(_numbers(numbers)).tolist()
        days = (LAST - chance.below(count, 6 * YEAR)).tolist()
        shares = zip(_SERVED, ServiceRole, strict=True)
        is_there = [(role, chance.happens(count, share).tolist()) for share, role in shares]
        specialists = (1 + chance.below(count, TEAM - 1)).tolist()
        rows: list[tuple[str, ...]] = []
        for row, number in enumerate(numbers):
            lead = leads[row]
            serving = (lead, int(shape.second[number]), _team_mate(shape, lead, specialists[row]))
            for (role, there), who in zip(is_there, serving, strict=True):
                if there[row] and who != NOBODY and (who != lead or role is ServiceRole.LEAD):
                    rows += _served(shape, who, number, role, days[row])
            gone = int(shape.end[lead])
            successor = _team_mate(shape, lead, 0)
            if is_there[0][1][row] and gone != STILL and successor != lead:
                rows += _served(shape, successor, number, ServiceRole.LEAD, gone)
        yield rows


def _team_mate(shape: Shape, staff: int, steps: int) -> int:
    """Another of the team, so many places on; its head for none."""
    first = staff - staff % TEAM
    size = min(TEAM, shape.size.staff - first)
    return first + (staff - first + steps) % size if steps else first


def _served(shape: Shape, staff: int, account: int, role: ServiceRole, day: int) -> list[tuple[str, ...]]:
    """A service that began on a day on which the staff member was with us; none where there is no such day."""
    begin, end = max(day, int(shape.start[staff])), int(shape.end[staff])
    if begin >= end or begin > LAST:
        return []
    cells = (words.staff_id(staff), words.account_id(account), role.word, words.day_text(begin))
    return [(*cells, "" if end == STILL else words.day_text(end))]


def buying(shape: Shape) -> Iterator[Rows]:
    """How most accounts buy; at some, purchasing has taken over within the last year."""
    for block, numbers in blocks(shape.size.accounts):
        chance, count = Chance(shape.seed, Stream.BUYING, block), len(numbers)
        known, taken = chance.happens(count, _DESCRIBED).tolist(), chance.happens(count, _TAKEN_OVER).tolist()
        approach, rule = chance.pick(count, _APPROACH_SHARES).tolist(), chance.pick(count, _RULE_SHARES).tolist()
        cost, suppliers = chance.below(count, _LARGEST_COST + 1).tolist(), chance.below(count, 5).tolist()
        since, lately = chance.below(count, 4 * YEAR).tolist(), chance.below(count, YEAR).tolist()
        renewal = chance.below(count, _YEARS_OF_PLANS * YEAR).tolist()
        rows: list[tuple[str, ...]] = []
        for row, number in enumerate(numbers):
            if not known[row]:
                continue
            told = (
                _RULES[rule[row]],
                str(cost[row]) if cost[row] < _LARGEST_COST else "",
                str(suppliers[row]) if suppliers[row] < 4 else "",
                words.day_text(LAST + renewal[row]) if renewal[row] < 1.5 * YEAR else "",
            )
            account, begin = words.account_id(number), words.day_text(LAST - YEAR - since[row])
            rows.append((account, begin, _APPROACHES[approach[row]], *told))
            if taken[row]:
                rows.append((account, words.day_text(LAST - lately[row]), BuyingApproach.PURCHASING.word, *told))
        yield rows


def revenue(shape: Shape) -> Iterator[Rows]:
    """Two years of bookings: few accounts pay most, some monthly, most each quarter, the others once a year."""
    booked = 0
    for block, numbers in blocks(shape.size.accounts):
        chance, count = Chance(shape.seed, Stream.BOOKINGS, block), len(numbers)
        every = np.array(_PAYS_EVERY)[chance.pick(count, _PAYS_SHARES)]
        times = _MONTHS // every
        account = np.repeat(np.arange(count), times)
        turn = np.arange(len(account)) - np.repeat(np.cumsum(times) - times, times)
        day = LAST - (turn * every[account] + chance.uniform(count)[account] * every[account]).astype(np.int64) * _MONTH
        yearly = shape.worth[numbers.start : numbers.stop]
        amount = yearly[account] * every[account] / 12 * np.exp(0.3 * chance.normal(len(account)))
        amount *= np.where(chance.happens(len(account), _CREDIT_NOTES), -0.1, 1.0)
        first, several = chance.below(count, len(words.LINES)), chance.below(count, 2)
        line = (first[account] + turn * several[account]) % len(words.LINES)
        cells = zip(account.tolist(), day.tolist(), np.round(amount, 2).tolist(), line.tolist(), strict=True)
        yield [
            (
                words.account_id(numbers[one]),
                words.day_text(on),
                f"{paid:.2f}",
                words.CURRENCY,
                f"R{booked + row + 1}",
                words.LINES[what],
            )
            for row, (one, on, paid, what) in enumerate(cells)
        ]
        booked += len(account)


def covenants(shape: Shape) -> Iterator[Rows]:
    """Who may not take customers along: a quarter of the staff, a few of them for one account alone."""
    for block, numbers in blocks(shape.size.staff):
        chance, count = Chance(shape.seed, Stream.COVENANTS, block), len(numbers)
        bound, strict = chance.happens(count, _BOUND).tolist(), chance.happens(count, 0.1).tolist()
        alone, account = chance.happens(count, 0.2).tolist(), chance.below(count, shape.size.accounts).tolist()
        ends, days = chance.happens(count, 0.5).tolist(), chance.below(count, 3 * YEAR).tolist()
        yield [
            (
                words.staff_id(number),
                (CovenantKind.NON_COMPETE if strict[row] else CovenantKind.NON_SOLICIT).word,
                words.day_text(int(shape.start[number])),
                words.account_id(account[row]) if alone[row] else "",
                words.day_text(LAST - YEAR // 2 + days[row]) if ends[row] and days[row] > YEAR else "",
            )
            for row, number in enumerate(numbers)
            if bound[row]
        ]


def _numbers(numbers: range) -> Counts:
    return np.arange(numbers.start, numbers.stop, dtype=np.int64)
