"""Everybody's departure at once: each row is the row of that departure, wherever the sweep was made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.domain.network import Network
from graph.domain.vocabulary import Status
from graph.engine import pieces, sections
from graph.engine.as_of import as_of
from graph.engine.parts import around_accounts, sorted_out
from graph.engine.resweep import concerned, swept_again
from graph.engine.sweep import Sweep, kept, sweep
from tests.engine.asking import ask
from tests.engine.building import cached, network_of
from tests.engine.by_bytes import rows
from tests.engine.firms import ACCOUNTS, questions
from tests.oracle.rows import Account, Booking, Closeness, Covenant, Employment, Folder, Promise, Service, Staff, Touch

Question = tuple[Folder, dict[str, str], date]
TABLES = ("buying", "employments", "services", "touches", "closeness", "promises", "bookings", "covenants")
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
def test_each_row_of_the_sweep_is_the_row_of_that_staff_members_own_departure(question: Question, ties: int) -> None:
    folder, _, day = question
    network = network_of(folder, day)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "_TIES_AT_ONCE", ties)
        patch.setattr(pieces, "_ROWS_AT_ONCE", ties)
        firm = as_of(network)
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
@given(questions(), st.sampled_from((1, 2, 3)))
def test_a_firm_swept_section_by_section_gives_the_bytes_of_one_sweep(question: Question, ties: int) -> None:
    folder, _, day = question
    for network in (network_of(folder, day), cached(network_of(folder, day))):
        at_once = rows(sweep(as_of(network)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sections, "_TIES_AT_ONCE", ties)
            patch.setattr(pieces, "_ROWS_AT_ONCE", ties)
            assert rows(sweep(as_of(network))) == at_once


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


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(questions(), questions(), st.data())
def test_sweeping_again_what_changed_gives_what_sweeping_everything_gives(
    question: Question, other: Question, data: st.DataObject
) -> None:
    folder, _, day = question
    changed, named = _mixed(folder, other[0], data)
    then, now = network_of(folder, day), sorted_out(network_of(changed, day))
    found = swept_again(sweep(as_of(then)), then, now, concerned(now, *named))
    fresh = sweep(as_of(now.network))
    assert stakes_of(now.network, found) == stakes_of(now.network, fresh)
    assert holders_of(now.network, found) == pytest.approx(holders_of(now.network, fresh), abs=1e-12)
    for table in ("stakes", "holders", "standings"):
        ours, theirs = getattr(found, table), getattr(fresh, table)
        for name in ours.__dataclass_fields__:
            assert getattr(ours, name).dtype == getattr(theirs, name).dtype
            assert getattr(ours, name).tolist() == pytest.approx(getattr(theirs, name).tolist(), abs=1e-12)


def _mixed(folder: Folder, other: Folder, data: st.DataObject) -> tuple[Folder, list[set[str]]]:
    """The folder less a row and with another, or without all rows of a table, and whom the rows concerned name."""
    table = data.draw(st.sampled_from(TABLES))
    rows = list(getattr(folder, table))
    gone = data.draw(st.sampled_from([[], rows, *([row] for row in rows)]))
    come = [row for row in getattr(other, table) if _key(row) not in {_key(one) for one in rows}]
    come = data.draw(st.sampled_from([[], *([row] for row in come)]))
    named: list[set[str]] = [set(), set(), set()]
    for row in (*gone, *come):
        for ids, entity in zip(named, ("staff", "person", "account"), strict=True):
            ids.update(filter(None, [getattr(row, entity, None)]))
    stay = [row for row in rows if not any(row is one for one in gone)]
    return replace(folder, **{table: (*stay, *come)}), named


def _key(row: object) -> tuple[object, ...]:
    """What tells two rows of a table apart at the most."""
    return tuple(getattr(row, name, None) for name in ("staff", "person", "account", "role", "start", "on", "kind"))


DAY = date(2024, 6, 30)
PAT_AT_ACME = Employment("pat", "acme", "economic", None, False, None, None)
FIRM = Folder(
    staff=(Staff("ada", None, None, None), Staff("ben", None, None, None)),
    accounts=(Account("acme", None), Account("bolt", None), Account("cove", None)),
    buying=(),
    employments=(PAT_AT_ACME, Employment("pat", "bolt", "economic", None, False, None, None)),
    services=(Service("ben", "acme", "lead", None, None), Service("ben", "cove", "lead", None, None)),
    touches=tuple(Touch(DAY - timedelta(30 * month), "ada", "pat", None, "meeting", None) for month in range(12)),
    closeness=(),
    promises=(Promise("ada", None, "acme", DAY - timedelta(90), "broken", DAY - timedelta(60)),),
    bookings=tuple(Booking(account, DAY, Decimal(1000), None) for account in ("acme", "bolt", "cove")),
    covenants=(),
)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        pytest.param(
            replace(FIRM, covenants=(Covenant("ada", "non_solicit", None, None, None),)),
            (["ada"], [], []),
            id="a covenant that names no account",
        ),
        pytest.param(
            replace(FIRM, employments=(FIRM.employments[1],)),
            ([], ["pat"], ["acme"]),
            id="a job, with which a promise no longer counts for the tie with somebody employed elsewhere too",
        ),
        pytest.param(replace(FIRM, bookings=FIRM.bookings[:2]), ([], [], ["cove"]), id="a booking"),
        pytest.param(replace(FIRM, touches=()), (["ada"], ["pat"], []), id="the first touch of the whole firm"),
    ],
)
def test_a_change_is_swept_at_every_account_that_it_concerns(
    changed: Folder, named: tuple[list[str], list[str], list[str]]
) -> None:
    then, now = network_of(FIRM, DAY), sorted_out(network_of(changed, DAY))
    before = sweep(as_of(then))
    found = swept_again(before, then, now, concerned(now, *named))
    fresh = stakes_of(now.network, sweep(as_of(now.network)))
    assert stakes_of(now.network, found) == fresh
    assert fresh != stakes_of(then, before)


def test_a_covenant_binds_at_the_account_that_it_names_in_whichever_section_that_lies() -> None:
    bound = replace(
        FIRM,
        employments=(*FIRM.employments, Employment("quin", "cove", None, None, False, None, None)),
        closeness=(Closeness("ada", "quin", 4.0, DAY - timedelta(30)),),
        covenants=(
            Covenant("ada", "non_compete", None, "bolt", None),
            Covenant("ada", "non_solicit", None, "cove", None),
        ),
    )
    firm = as_of(network_of(bound, DAY))
    at_once = rows(sweep(firm))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "_TIES_AT_ONCE", 1)
        assert len(sections.Sections(firm).stretches) > 1
        assert rows(sweep(firm)) == at_once
    assert rows(sweep(as_of(network_of(replace(bound, covenants=()), DAY)))) != at_once
