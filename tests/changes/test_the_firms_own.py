"""The firm's time zone cuts touches into days, and its currency is that of every amount."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from graph.changes.by_hand import Add, Correct, Put
from graph.domain.further_records import Departure, Gain, Outcome
from graph.domain.records import Account, Booking, Firm, Person, StaffMember, Touch
from graph.domain.vocabulary import AccountOutcome, Channel, Destination
from graph.errors import InvalidRecord
from tests.changes.office import FIRM, Office, touch

SPRING = Gain("spring", "acme", date(2026, 1, 1), date(2026, 4, 1), 5_000)


async def some_people(office: Office) -> None:
    """Somebody of ours, and somebody at a customer."""
    for row in (StaffMember("ada", "Ada"), Account("acme", "Acme"), Person("pia", "Pia")):
        await office.wish(Add(row))


def late(hour: int) -> Touch:
    """A touch on the tenth of June at this hour (UTC), whose day was not cut from it."""
    return Touch("late", datetime(2026, 6, 10, hour, 30, tzinfo=UTC), date(2020, 1, 1), "ada", Channel.CALL, "pia")


async def test_a_touch_has_the_day_on_which_it_falls_where_the_firm_is(office: Office) -> None:
    done = await office.wish(Add(late(22)))  # half past midnight in Berlin
    assert done.record == replace(late(22), on=date(2026, 6, 11))
    done = await office.correct(late(22), at=late(21).at)
    assert done.record == replace(late(21), on=date(2026, 6, 10))
    done = await office.correct(late(22), on=date(2021, 1, 1))
    assert (done.record, done.changed) == (replace(late(21), on=date(2026, 6, 10)), False)


async def test_before_the_firm_is_told_a_touch_has_its_day_in_utc(empty_office: Office) -> None:
    await some_people(empty_office)
    done = await empty_office.wish(Add(late(22)))
    assert done.record == replace(late(22), on=date(2026, 6, 10))


async def test_an_instant_may_be_told_in_any_zone(office: Office) -> None:
    tokyo = timezone(timedelta(hours=9))
    first = await office.wish(Put(late(22)))
    again = await office.wish(Put(replace(late(22), at=late(22).at.astimezone(tokyo))))
    assert (again.changed, again.record) == (False, first.record)


async def test_the_time_zone_stays_once_touches_were_cut_by_it(office: Office) -> None:
    with pytest.raises(InvalidRecord, match=r"time_zone 'Asia/Tokyo'.*Europe/Berlin: keep it"):
        await office.wish(Correct(Firm, (), {"time_zone": "Asia/Tokyo"}))
    for row in await office.rows_of(Touch):
        await office.retract(row)
    assert (await office.wish(Correct(Firm, (), {"time_zone": "Asia/Tokyo"}))).changed
    assert (await office.wish(Add(late(22)))).record == replace(late(22), on=date(2026, 6, 11))


async def test_touches_cut_in_utc_hold_a_firm_that_is_told_later_to_it(empty_office: Office) -> None:
    await some_people(empty_office)
    await empty_office.wish(Add(late(22)))
    with pytest.raises(InvalidRecord, match="time_zone"):
        await empty_office.wish(Add(Firm("Ours", (), "EUR", "Europe/Berlin")))
    assert (await empty_office.wish(Add(Firm("Ours", (), "EUR", "UTC")))).changed


@pytest.mark.parametrize(
    "row", [Booking("acme", date(2026, 6, 1), 5, "r1", currency="USD"), replace(SPRING, currency="USD")]
)
async def test_an_amount_in_another_currency_is_refused(office: Office, row: Booking | Gain) -> None:
    before = await office.store.revision()
    with pytest.raises(InvalidRecord, match=r"currency 'USD'.*EUR: convert it first"):
        await office.wish(Add(row))
    await office.wish(Add(replace(row, currency="EUR")))
    with pytest.raises(InvalidRecord, match="convert it first"):
        await office.correct(row, currency="USD")
    assert await office.store.revision() == before + 1


@pytest.mark.parametrize("row", [Booking("acme", date(2026, 6, 1), 5, "r1"), SPRING])
async def test_an_amount_without_a_currency_is_in_the_firms(office: Office, row: Booking | Gain) -> None:
    done = await office.wish(Add(row))
    assert done.record == replace(row, currency="EUR")
    assert not (await office.wish(Add(row))).changed
    assert not (await office.correct(row, currency="")).changed


@pytest.mark.parametrize("row", [Booking("acme", date(2026, 6, 1), 5, "r1"), SPRING])
async def test_the_first_amount_says_what_the_firms_currency_is(empty_office: Office, row: Booking | Gain) -> None:
    await some_people(empty_office)
    with pytest.raises(InvalidRecord, match="the firm has no currency yet"):
        await empty_office.wish(Add(row))
    done = await empty_office.wish(Add(replace(row, currency="CHF")))
    firm = await empty_office.store.firm()
    assert firm is not None
    assert (firm.currency, done.revision, await empty_office.store.revision()) == ("CHF", 4, 4)
    with pytest.raises(InvalidRecord, match="convert it first"):
        await empty_office.wish(Add(Booking("acme", date(2026, 6, 2), 5, "r2", currency="EUR")))


async def test_a_refused_first_amount_leaves_the_firm_without_a_currency(empty_office: Office) -> None:
    with pytest.raises(InvalidRecord, match="nowhere"):
        await empty_office.wish(Add(Booking("nowhere", date(2026, 6, 1), 5, "r1", currency="CHF")))
    assert await empty_office.store.firm() is None


@pytest.mark.parametrize("kept", [Booking, Gain])
async def test_the_currency_stays_as_long_as_there_are_amounts(office: Office, kept: type[Booking | Gain]) -> None:
    await office.wish(Add(SPRING))
    dollars = Correct(Firm, (), {"currency": "USD"})
    for kind in (Gain, Booking) if kept is Booking else (Booking, Gain):
        with pytest.raises(InvalidRecord, match=r"currency 'USD'.*in EUR: keep it"):
            await office.wish(dollars)
        for row in await office.rows_of(kind):
            await office.retract(row)
    assert (await office.wish(dollars)).changed
    assert (await office.wish(Add(SPRING))).record == replace(SPRING, currency="USD")


async def test_what_an_outcome_was_worth_is_an_amount_too(empty_office: Office) -> None:
    await some_people(empty_office)
    gone = Departure("gone", "ada", Destination.RIVAL, date(2026, 1, 1))
    outcome = Outcome("gone", "acme", AccountOutcome.SHRANK, value=5_000)
    for row in (Firm("Ours"), gone, outcome):
        await empty_office.wish(Add(row))
    assert (await empty_office.wish(Correct(Firm, (), {"currency": "EUR"}))).changed  # nothing said otherwise yet
    with pytest.raises(InvalidRecord, match="in EUR: keep it"):
        await empty_office.wish(Correct(Firm, (), {"currency": "USD"}))
    await empty_office.correct(outcome, value=None)
    assert (await empty_office.wish(Correct(Firm, (), {"currency": "USD"}))).changed


async def test_a_booking_by_hand_needs_a_ref(office: Office) -> None:
    ranked = Booking("acme", date(2026, 6, 1), 5, rank=1, currency="EUR")
    for change in (Add(ranked), Put(ranked)):
        with pytest.raises(InvalidRecord, match="needs a ref"):
            await office.wish(change)
    with pytest.raises(InvalidRecord, match="needs a ref"):
        await office.correct(Booking("acme", date(2026, 3, 2), 1, rank=1), on=date(2026, 3, 3))


async def test_a_booking_that_a_file_ranked_is_corrected_retracted_and_given_a_ref(office: Office) -> None:
    first, second = (Booking("acme", date(2026, 3, 2), 1, rank=rank) for rank in (1, 2))
    done = await office.correct(first, amount=77)
    assert done.record == Booking("acme", date(2026, 3, 2), 77, rank=1, currency="EUR")
    done = await office.correct(first, ref="a2")
    assert done.record == Booking("acme", date(2026, 3, 2), 77, "a2", currency="EUR")
    assert (await office.retract(second)).changed
    left = [row for row in await office.rows_of(Booking) if isinstance(row, Booking)]
    assert [row.ref for row in left] == ["a1", "a2", "b1"]


def test_the_firm_of_these_tests_is_in_berlin_and_counts_in_euros() -> None:
    assert FIRM[0] == [Firm("Ours", ("ours.example",), "EUR", "Europe/Berlin")]
    assert touch("x", date(2026, 6, 10), "ada", "pia").on == date(2026, 6, 10)
