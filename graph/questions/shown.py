"""Which rows of an answer are shown, and what the others add up to.

Decides: the pages of an answer's accounts, and that the rows shown and the rows not shown make the totals.
Does not decide: the order of the rows, nor any figure (the engine does).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph.domain.answers import AccountImpact, DepartureImpact
from graph.domain.money import Money
from graph.errors import InvalidCursor
from graph.questions.paging import Page, PageRequest, cursor_at, page_within, place_of

IMPACTS: Final = "departureImpact.accounts"


@dataclass(frozen=True, slots=True)
class Remainder:
    """What the accounts that a page does not show add up to; ``without_money`` of them have no booking.

    When that is all of them, and there are any, the sums are zero and mean nothing: ``money_known`` says so."""

    accounts: int
    without_money: int
    value_held: Money
    value_in_touch: Money
    expected_loss: Money
    baseline_loss: Money

    @property
    def money_known(self) -> bool:
        """Whether the sums say something: no account is left out, or one of them at least has a booking."""
        return self.accounts == 0 or self.without_money < self.accounts


def account_page(answer: DepartureImpact, request: PageRequest) -> Page[AccountImpact]:
    """A page of the answer's accounts, in the answer's order.

    A cursor carries a mark of the rows it was cut from, for pages of two different answers would not add up: it raises
    InvalidCursor once another basis has changed the rows or their order."""
    mark = _mark(answer)
    cursors = [cursor_at(IMPACTS, mark, identifier) for identifier in answer.accounts.ids]
    if request.cursor is None:
        return page_within(answer.accounts, cursors, request)
    place_of(IMPACTS, request.cursor, parts=2)
    if request.cursor not in cursors:
        raise InvalidCursor(request.cursor[:40])
    at = cursors.index(request.cursor)
    start, stop = (0, at) if request.backwards else (at + 1, len(cursors))
    return page_within(answer.accounts, cursors, request, start, stop)


def remainder(answer: DepartureImpact, page: Page[AccountImpact]) -> Remainder:
    """The answer's totals less the rows of the page."""
    totals, rows = answer.totals, page.rows
    return Remainder(
        accounts=page.total - len(rows),
        without_money=answer.accounts.without_money - sum(row.value is None for row in rows),
        value_held=_less(totals.value_held, (row.value_held for row in rows)),
        value_in_touch=_less(totals.value_in_touch, (row.value for row in rows)),
        expected_loss=_less(totals.expected_loss, (row.expected_loss for row in rows)),
        baseline_loss=_less(totals.baseline_loss, (row.baseline_loss for row in rows)),
    )


def _less(total: Money, shown: Iterable[Money | None]) -> Money:
    return Money(total.amount - sum(amount.amount for amount in shown if amount is not None), total.currency)


def _mark(answer: DepartureImpact) -> str:
    """A short mark of the rows, their order and their losses."""
    listed = tuple(zip(answer.accounts.ids, answer.accounts.losses, strict=True))
    return hashlib.blake2b(repr(listed).encode(), digest_size=8).hexdigest()
