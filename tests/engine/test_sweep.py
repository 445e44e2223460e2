"""Everybody's departure at once: each row is the row of that departure, wherever the sweep was made."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.domain.network import Network
from graph.domain.vocabulary import Status
from graph.engine import sweep as sweeping
from graph.engine.as_of import as_of
from graph.engine.parts import around_accounts, sorted_out
from graph.engine.sweep import Sweep, kept, sweep
from tests.engine.asking import ask
from tests.engine.building import network_of
from tests.engine.firms import ACCOUNTS, questions
from tests.oracle.rows import Folder

Question = tuple[Folder, dict[str, str], date]
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def stakes_of(network: Network, found: Sweep) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    """(value, held, loss, ordinary loss) in ten-thousandths by staff member and account."""
    table, value = found.stakes, found.standings.value
    place = {int(account): row for row, account in enumerate(found.standings.account.tolist())}
    columns = (table.staff, table.account, table.held, table.loss, table.ordinary)
    return {
        (network.staff.ids[staff], network.accounts.ids[account]): (int(value[place[account]]), held, loss, ordinary)
        for staff, account, held, loss, ordinary in zip(*(column.tolist() for column in columns), strict=True)
    }


def holders_of(network: Network, found: Sweep) -> dict[tuple[str, str], float]:
    """The strength of each holder of each account."""
    table = found.holders
    rows = zip(table.account.tolist(), table.staff.tolist(), table.strength.tolist(), strict=True)
    return {(network.accounts.ids[account], network.staff.ids[staff]): strength for account, staff, strength in rows}


@MANY
@given(questions(), st.sampled_from((1, 2, 2**17)))
def test_each_row_of_the_sweep_is_the_row_of_that_staff_members_own_departure(question: Question, rows: int) -> None:
    folder, _, day = question
    network = network_of(folder, day)
    firm = as_of(network)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeping, "_ROWS_AT_ONCE", rows)
        swept = stakes_of(network, sweep(firm))
    alone = {}
    for index in range(len(network.staff)):
        if firm.employed[index]:
            one = network.staff.ids[index]
            for row in ask(network, {one: "rival"}, day).accounts:
                amounts = (row.value, row.value_held, row.expected_loss, row.baseline_loss)
                if row.status is Status.INSUFFICIENT_DATA:
                    alone[one, row.account_id] = (0, 0, 0, 0)
                else:
                    value, held, loss, ordinary = (amount.amount for amount in amounts if amount is not None)
                    alone[one, row.account_id] = value, held, loss, ordinary
    assert swept == alone


@MANY
@given(questions(), st.sets(st.sampled_from(ACCOUNTS), min_size=1))
def test_the_part_around_some_accounts_gives_their_rows_of_the_whole_sweep(question: Question, some: set[str]) -> None:
    folder, _, day = question
    whole = network_of(folder, day)
    part = around_accounts(sorted_out(whole), [whole.accounts.ids.index(one) for one in some])
    there, here = sweep(as_of(whole)), sweep(as_of(part))
    theirs = kept(there, _flags(whole, some))
    ours = kept(here, _flags(part, some))
    assert stakes_of(part, ours) == stakes_of(whole, theirs)
    assert holders_of(part, ours) == pytest.approx(holders_of(whole, theirs), abs=1e-12)
    for name in ("value", "booked", "in_touch", "contacts", "reached", "renewal"):
        assert getattr(ours.standings, name).tolist() == getattr(theirs.standings, name).tolist()


def _flags(network: Network, some: set[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([one in some for one in network.accounts.ids])
