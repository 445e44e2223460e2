"""Single-threaded accounts: by which rule, how urgent, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import HealthCheck, given, settings

from graph.domain.calendar import NO_DAY, day_number
from graph.domain.firm_answers import AccountRisk, Severity, ThreadReason, UrgencyReason
from graph.domain.network import Network
from graph.engine.as_of import as_of
from graph.engine.sweep import Holders, Sweep, sweep
from graph.engine.threads import account_risks, threads_of
from tests.engine.building import network_of
from tests.engine.firms import questions
from tests.oracle.rows import Account, Folder, Staff

Question = tuple[Folder, dict[str, str], date]
DAY = date(2024, 6, 30)
EMPTY = ("buying", "employments", "services", "touches", "closeness", "promises", "bookings", "covenants")
UNTOLD = {"value": 0, "booked": True, "in_touch": 2, "contacts": 0, "reached": 0, "renewal": NO_DAY}


def risks(network: Network, found: Sweep) -> tuple[AccountRisk, ...]:
    """All single-threaded accounts, in the order shown."""
    threads = threads_of(network, found)
    return account_risks(network, found, threads, range(len(threads.account)))


def stated(*accounts: dict[str, int], holders: tuple[tuple[int, int, float], ...] = ()) -> dict[str, AccountRisk]:
    """The single-threaded accounts of a firm that stands as stated, by id: a, b, c, and so on."""
    names = [chr(ord("a") + place) for place in range(len(accounts))]
    folder = Folder(
        staff=(Staff("ada", None, None, None), Staff("ben", None, None, None)),
        accounts=tuple(Account(name, None) for name in names),
        **dict.fromkeys(EMPTY, ()),
    )
    network = network_of(folder, DAY)
    found = sweep(as_of(network))
    columns = {
        name: np.array([(UNTOLD | one)[name] for one in accounts], dtype=getattr(found.standings, name).dtype)
        for name in UNTOLD
    }
    rows = sorted(holders)
    held = Holders(
        account=np.array([row[0] for row in rows], dtype=np.int32),
        staff=np.array([row[1] for row in rows], dtype=np.int32),
        strength=np.array([row[2] for row in rows], dtype=np.float64),
    )
    found = replace(found, standings=replace(found.standings, **columns), holders=held)
    return {one.account_id: one for one in risks(network, found)}


def after(days: int) -> int:
    """The day number of so many days after the day asked about."""
    return day_number(DAY + timedelta(days))


def test_an_account_held_by_one_is_a_single_thread_however_many_are_in_touch() -> None:
    found = stated({"in_touch": 9}, {"in_touch": 9}, {"in_touch": 9}, holders=((0, 1, 0.4), (1, 0, 0.3), (1, 1, 0.5)))
    assert list(found) == ["a"]
    assert found["a"].reasons == (ThreadReason.HELD_BY_ONE,)
    assert [(one.staff_id, one.strength) for one in found["a"].holders] == [("ben", 0.4)]


def test_fewer_than_two_staff_members_in_touch_are_too_few() -> None:
    found = stated({"in_touch": 0}, {"in_touch": 1}, {"in_touch": 2})
    assert {one: row.reasons for one, row in found.items()} == {
        "a": (ThreadReason.FEW_STAFF_IN_TOUCH,),
        "b": (ThreadReason.FEW_STAFF_IN_TOUCH,),
    }


def test_one_contact_in_twenty_must_be_reached_and_five_are_always_enough() -> None:
    reached = [(0, 0), (1, 0), (20, 0), (20, 1), (39, 1), (41, 2), (42, 2), (100, 4), (100, 5), (900, 4), (900, 5)]
    found = stated(*({"contacts": contacts, "reached": some} for contacts, some in reached))
    few = [reached[ord(one) - ord("a")] for one in sorted(found)]
    assert few == [(1, 0), (20, 0), (39, 1), (41, 2), (42, 2), (100, 4), (900, 4)]
    assert all(row.reasons == (ThreadReason.FEW_CONTACTS_IN_TOUCH,) for row in found.values())


def test_a_renewal_within_ninety_days_is_red_and_within_a_hundred_and_eighty_amber() -> None:
    days = [0, 85, 90, 91, 170, 180, 181]
    found = stated(*({"in_touch": 1, "renewal": after(left)} for left in days), {"in_touch": 1})
    severities = [found[one].severity for one in sorted(found)]
    assert severities == [Severity.RED] * 3 + [Severity.AMBER] * 3 + [Severity.WATCH] * 2
    assert found["a"].urgency == (UrgencyReason.RENEWAL_NEAR,)
    assert found["f"].urgency == (UrgencyReason.RENEWAL_AHEAD,)
    assert found["g"].urgency == ()
    assert (found["a"].renewal, found["h"].renewal) == (DAY, None)


def test_more_than_a_twentieth_of_the_firms_value_is_red_without_any_renewal() -> None:
    found = stated(
        {"in_touch": 1, "value": 5_250_000}, {"in_touch": 1, "value": 4_750_000}, {"value": 90_000_000, "in_touch": 5}
    )
    assert {one: (row.severity, row.urgency) for one, row in found.items()} == {
        "a": (Severity.RED, (UrgencyReason.LARGE_VALUE,)),
        "b": (Severity.WATCH, ()),
    }


def test_the_most_urgent_come_first_then_the_largest_then_by_id() -> None:
    found = stated(
        {"in_touch": 1, "value": 5},
        {"in_touch": 1, "value": 7},
        {"in_touch": 1, "value": 5, "renewal": after(100)},
        {"in_touch": 1, "renewal": after(9)},
        {"in_touch": 1, "value": 5},
        {"in_touch": 5, "value": 10**6},
    )
    assert list(found) == ["d", "c", "b", "a", "e"]


def test_an_account_without_a_booking_has_no_value_rather_than_none_at_all() -> None:
    found = stated({"in_touch": 1, "booked": 0}, {"in_touch": 1, "booked": 1})
    assert found["a"].value is None
    assert found["b"].value is not None


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(questions())
def test_every_account_held_by_one_is_listed_and_no_other_is_said_to_be(question: Question) -> None:
    folder, _, day = question
    network = network_of(folder, day)
    found = sweep(as_of(network))
    holding = np.bincount(found.holders.account, minlength=len(network.accounts))
    alone = {network.accounts.ids[account] for account in np.flatnonzero(holding == 1).tolist()}
    listed = {one.account_id: one for one in risks(network, found)}
    assert {name for name, one in listed.items() if ThreadReason.HELD_BY_ONE in one.reasons} == alone
    assert all(one.reasons for one in listed.values())
    assert all(one.reached <= one.contacts for one in listed.values())
    assert all(one.renewal is None or one.renewal >= day for one in listed.values())
