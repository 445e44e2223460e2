"""What one change by hand does to the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph.changes.by_hand import Add, Correct, Done, Put, Retract
from graph.domain.further_records import Amendment
from graph.domain.kinds import KIND_NAMES, Record, key_of
from graph.domain.records import Account, Booking, Employment, Firm, Person, Promise, Service, StaffMember
from graph.domain.vocabulary import AmendmentKind, PromiseOutcome, ServiceRole
from graph.errors import AlreadyThere, Conflict, InvalidInput, InvalidRecord, NotFound, StillReferredTo
from graph.store.protocol import Transaction
from tests.changes.kinds import SAMPLES, Sample
from tests.changes.office import KINDS, NOW, Office, touch

EACH_KIND = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: KIND_NAMES[type(sample.row)])
PIA_AT_ACME = Employment("pia", "acme")


def told(done: Done) -> tuple[Record | None, bool, int]:
    """What came of a change: the row, whether anything changed, and the row's version."""
    return done.record, done.changed, done.record.version if done.record else 0


async def imported(office: Office, row: Record) -> None:
    """A file says so."""

    async def unit(transaction: Transaction) -> None:
        await transaction.put([row])

    await office.store.write(unit)


def test_every_kind_of_row_has_a_sample() -> None:
    assert {type(sample.row) for sample in SAMPLES} | {Firm} == set(KINDS)


@EACH_KIND
async def test_a_row_that_is_added_is_there_with_the_revision_that_added_it_as_its_version(
    office: Office, sample: Sample
) -> None:
    before = await office.store.revision()
    done = await office.wish(Add(sample.row))
    assert told(done) == (sample.row, True, before + 1)
    assert (done.kind, done.key, done.revision) == (type(sample.row), key_of(sample.row), before + 1)
    assert await office.store.revision() == before + 1
    found = await office.found(done.kind, done.key)
    assert found == sample.row
    assert found is not None
    assert found.version == before + 1


@EACH_KIND
async def test_a_row_that_is_added_again_changes_nothing(office: Office, sample: Sample) -> None:
    first = await office.wish(Add(sample.row))
    again = await office.wish(Add(sample.row))
    assert told(again) == (sample.row, False, first.revision)
    assert again.revision == first.revision == await office.store.revision()


@EACH_KIND
async def test_a_row_is_not_added_where_another_row_has_its_key(office: Office, sample: Sample) -> None:
    first = await office.wish(Add(sample.row))
    with pytest.raises(AlreadyThere):
        await office.wish(Add(replace(sample.row, **sample.corrected)))  # type: ignore[arg-type]  # its own fields
    assert await office.found(first.kind, first.key) == sample.row
    assert await office.store.revision() == first.revision


@EACH_KIND
async def test_a_row_is_put_over_another_only_at_the_version_that_was_read(office: Office, sample: Sample) -> None:
    other = replace(sample.row, **sample.corrected)  # type: ignore[arg-type]  # its own fields
    first = await office.wish(Put(sample.row))
    assert first.changed
    with pytest.raises(AlreadyThere, match="read it, then change it at its version"):
        await office.wish(Put(other))
    assert await office.found(first.kind, first.key) == sample.row
    assert told(await office.wish(Put(other), first.revision))[:2] == (other, True)
    for version in (None, first.revision + 1):
        assert not (await office.wish(Put(other), version)).changed


@EACH_KIND
async def test_a_correction_changes_the_named_fields_and_keeps_the_others(office: Office, sample: Sample) -> None:
    await office.wish(Put(sample.row))
    done = await office.correct(sample.row, **sample.corrected)
    assert told(done) == (replace(sample.row, **sample.corrected), True, done.revision)  # type: ignore[arg-type]
    assert await office.found(done.kind, done.key) == done.record
    again = await office.correct(sample.row, **sample.corrected)
    assert told(again) == (done.record, False, done.revision)


@EACH_KIND
async def test_a_corrected_key_leaves_no_row_under_the_old_one(office: Office, sample: Sample) -> None:
    await office.wish(Put(sample.row))
    moved = replace(sample.row, **sample.moved)  # type: ignore[arg-type]  # its own fields
    done = await office.correct(sample.row, **sample.moved)
    assert (done.key, done.record, done.changed) == (key_of(moved), moved, True)
    assert await office.found(type(moved), key_of(moved)) == moved
    assert await office.found(type(moved), key_of(sample.row)) is None


@EACH_KIND
async def test_a_retracted_row_is_gone_and_no_import_brings_it_back(office: Office, sample: Sample) -> None:
    await office.wish(Add(sample.row))
    before = await office.store.revision()
    done = await office.retract(sample.row)
    assert (done.key, told(done), done.revision) == (key_of(sample.row), (None, True, 0), before + 1)
    await imported(office, sample.row)
    assert await office.found(type(sample.row), key_of(sample.row)) is None


@EACH_KIND
async def test_nobody_corrects_or_retracts_a_row_that_is_not_there(office: Office, sample: Sample) -> None:
    before = await office.store.revision()
    for change in (
        Correct(type(sample.row), key_of(sample.row), sample.corrected),
        Retract(type(sample.row), key_of(sample.row)),
    ):
        with pytest.raises(NotFound):
            await office.wish(change)
    assert await office.store.revision() == before


@EACH_KIND
async def test_a_retracted_row_can_be_added_anew_and_imported_from_then_on(office: Office, sample: Sample) -> None:
    await office.wish(Add(sample.row))
    await office.retract(sample.row)
    assert (await office.wish(Add(sample.row))).changed
    other = replace(sample.row, **sample.corrected)  # type: ignore[arg-type]  # its own fields
    await imported(office, other)
    assert await office.found(type(sample.row), key_of(sample.row)) == other


async def test_a_correction_wins_over_imports_until_the_file_says_something_else(office: Office) -> None:
    await office.correct(PIA_AT_ACME, title="Head of engineering")
    as_imported = Employment("pia", "acme", "Engineer", (await office.rows_of(Employment))[0].decision_role)  # type: ignore[union-attr]
    await imported(office, as_imported)
    assert (await office.rows_of(Employment))[0].title == "Head of engineering"  # type: ignore[union-attr]
    await imported(office, replace(as_imported, title="Director"))
    assert (await office.rows_of(Employment))[0].title == "Director"  # type: ignore[union-attr]


async def test_an_amendment_says_when_it_was_made(office: Office) -> None:
    await office.correct(PIA_AT_ACME, title="Head of engineering")
    await office.retract(Service("ada", "acme", ServiceRole.LEAD))
    amendments = await office.rows_of(Amendment)
    assert {(row.row_kind, row.kind, row.at) for row in amendments if isinstance(row, Amendment)} == {
        ("employment", AmendmentKind.CORRECTED, NOW),
        ("service", AmendmentKind.RETRACTED, NOW),
    }


async def test_a_key_is_not_corrected_to_that_of_another_row(office: Office) -> None:
    before = await office.rows()
    with pytest.raises(AlreadyThere, match="account bolt"):
        await office.correct(Account("acme", "Acme"), id="bolt")
    with pytest.raises(AlreadyThere):
        await office.correct(touch("pia-1", NOW.date(), "ada", "pia"), id="pia-2")
    assert await office.rows() == before


@pytest.mark.parametrize("row", [StaffMember("ada", "Ada"), Person("pia"), Account("acme", "Acme")])
async def test_what_others_refer_to_is_neither_retracted_nor_given_another_id(office: Office, row: Account) -> None:
    before = await office.rows()
    with pytest.raises(StillReferredTo):
        await office.retract(row)
    with pytest.raises(StillReferredTo):
        await office.correct(row, id="another")
    assert await office.rows() == before


@pytest.mark.parametrize(
    "row",
    [
        touch("new", NOW.date(), "ada", "nobody"),
        StaffMember("dov", "Dov", manager_id="nobody"),
        Booking("nowhere", date(2026, 1, 1), 5, "r1"),
    ],
)
async def test_a_row_that_refers_to_nobody_is_refused(office: Office, row: Record) -> None:
    before = await office.store.revision()
    with pytest.raises(InvalidRecord):
        await office.wish(Add(row))
    assert await office.store.revision() == before


async def test_nobody_comes_to_manage_those_who_manage_them(office: Office) -> None:
    await office.wish(Add(StaffMember("dov", "Dov", manager_id="ada")))  # whom ben manages
    before = await office.rows()
    with pytest.raises(InvalidRecord, match=r"manager_id 'dov'.*dov is managed by ben, directly or through others"):
        await office.correct(StaffMember("ben", "Ben"), manager_id="dov")
    assert await office.rows() == before
    assert (await office.correct(StaffMember("ben", "Ben"), manager_id="cora")).changed


async def test_no_account_comes_to_be_part_of_its_own_parts(office: Office) -> None:
    await office.wish(Add(Account("aa1", "Branch", parent_id="acme")))
    with pytest.raises(InvalidRecord, match=r"parent_id 'aa1'.*aa1 belongs to acme"):
        await office.correct(Account("acme", "Acme"), parent_id="aa1")
    await office.correct(Account("aa1", "Branch"), parent_id="bolt")
    assert (await office.correct(Account("acme", "Acme"), parent_id="aa1")).changed


async def test_a_ring_that_stands_may_be_led_to_described_and_opened_by_hand(office: Office) -> None:
    async def ring(transaction: Transaction) -> None:
        for one, above in (("ben", "cora"), ("cora", "ben")):
            await transaction.put([StaffMember(one, one, manager_id=above)])

    await office.store.write(ring)
    assert (await office.wish(Add(StaffMember("dov", "Dov", manager_id="ben")))).changed
    assert (await office.correct(StaffMember("ben", "ben"), title="Head")).changed
    assert (await office.correct(StaffMember("ben", "ben"), manager_id=None)).changed
    with pytest.raises(InvalidRecord):
        await office.correct(StaffMember("ben", "ben"), manager_id="cora")


OPEN = Promise("drawings", "ada", date(2026, 1, 1), "pia")
KEPT = replace(OPEN, outcome=PromiseOutcome.KEPT, closed_on=date(2026, 2, 1))


@pytest.mark.parametrize("row", [replace(KEPT, closed_on=None), replace(KEPT, outcome=PromiseOutcome.OPEN)])
async def test_a_promise_by_hand_has_ended_on_a_day_or_is_open(office: Office, row: Promise) -> None:
    with pytest.raises(InvalidRecord, match="a promise that"):
        await office.wish(Add(row))
    for standing in (OPEN, KEPT):
        await office.wish(Add(standing))
        with pytest.raises(InvalidRecord, match="a promise that"):
            await office.correct(standing, outcome=row.outcome, closed_on=row.closed_on)
        await office.retract(standing)


async def test_what_a_file_says_of_a_promise_may_stand_while_something_else_is_corrected(office: Office) -> None:
    said = replace(KEPT, closed_on=None)
    await imported(office, said)
    assert (await office.correct(said, due_on=date(2026, 1, 31))).changed
    assert (await office.correct(said, outcome=PromiseOutcome.OPEN)).changed


async def test_a_correction_that_the_record_refuses_changes_nothing(office: Office) -> None:
    before = await office.rows()
    with pytest.raises(InvalidRecord):
        await office.correct(Employment("quinn", "bolt", start=date(2019, 1, 1)), end=date(2018, 1, 1))
    assert await office.rows() == before


@pytest.mark.parametrize("field", ["nickname", "version"])
async def test_a_field_that_the_kind_has_not_is_a_mistake_of_the_program(office: Office, field: str) -> None:
    with pytest.raises(TypeError, match=field):
        await office.correct(Person("pia"), **{field: 1})


async def test_amendments_are_no_rows_to_be_changed(office: Office) -> None:
    with pytest.raises(TypeError, match="amendments"):
        await office.wish(Add(Amendment("person", "x", AmendmentKind.RETRACTED, NOW)))


async def test_we_ourselves_are_corrected_but_never_retracted(office: Office) -> None:
    done = await office.wish(Correct(Firm, (), {"name": "Ours & Sons"}))
    assert done.record == Firm("Ours & Sons", ("ours.example",), "EUR", "Europe/Berlin")
    with pytest.raises(InvalidInput, match="never retracted"):
        await office.wish(Retract(Firm, ()))
    with pytest.raises(AlreadyThere, match="There is a firm"):
        await office.wish(Add(Firm("Theirs", (), "EUR", "Europe/Berlin")))
    assert await office.store.firm() == done.record


async def test_we_ourselves_are_told_to_an_empty_store(empty_office: Office) -> None:
    with pytest.raises(NotFound, match="firm"):
        await empty_office.wish(Correct(Firm, (), {"name": "Ours"}))
    done = await empty_office.wish(Add(Firm("Ours")))
    assert (done.revision, await empty_office.store.firm()) == (1, Firm("Ours"))


async def test_we_ourselves_are_told_by_correcting_version_0_and_only_once(empty_office: Office) -> None:
    currency = Correct(Firm, (), {"currency": "EUR"})
    with pytest.raises(NotFound, match="firm"):
        await empty_office.wish(currency, 1)
    done = await empty_office.wish(currency, 0)
    assert told(done) == (Firm("", currency="EUR"), True, 1)
    with pytest.raises(Conflict):
        await empty_office.wish(Correct(Firm, (), {"name": "Theirs"}), 0)
    assert await empty_office.store.firm() == done.record


async def test_nothing_but_ourselves_is_made_by_correcting_version_0(office: Office) -> None:
    with pytest.raises(NotFound):
        await office.wish(Correct(Person, ("sam",), {"name": "Sam"}), 0)
