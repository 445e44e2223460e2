"""What was decided by hand outlives the files: retractions for good, corrections until the file says something else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from graph.domain.further_records import Amendment
from graph.domain.kinds import KIND_NAMES, Record, amended_key, key_of
from graph.domain.plain import from_plain, plain_text
from graph.domain.records import Employment, Person, StaffMember
from graph.domain.vocabulary import AmendmentKind
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Leaving, Source, Written
from tests.store.changed_rows import CHANGES, ENTITIES, LATER
from tests.store.test_records import differing
from tests.store.writing import JANUARY, NOON, put, put_by_hand, remove, retract, standing, touch, write

RETRACTABLE = sorted(CHANGES.keys() - {"firm"})
"""Kinds whose rows may be retracted: we ourselves are only corrected."""


async def amendment_of(store: GraphStore, row: Record) -> Amendment | None:
    """What was decided by hand about the row with this key."""
    key = (KIND_NAMES[type(row)], amended_key(type(row), key_of(row)))
    return (await store.find(Amendment, [key])).get(key)


@pytest.mark.parametrize("kind", RETRACTABLE)
async def test_a_row_that_was_retracted_is_withheld_from_every_later_file(store: GraphStore, kind: str) -> None:
    row, changed, _ = CHANGES[kind]
    await write(store, *ENTITIES, row)
    await retract(store, type(row), key_of(row))
    found = await amendment_of(store, row)
    assert found is not None
    assert (found.kind, found.at, found.imported, found.version) == (AmendmentKind.RETRACTED, NOON, "", 2)
    assert await put(store, row) == Written(withheld=1)
    assert await put(store, changed) == Written(withheld=1)
    assert await standing(store, row) is None
    assert await store.revision() == 2


@pytest.mark.parametrize("kind", RETRACTABLE)
async def test_a_row_that_was_absent_comes_back_with_a_complete_file_and_with_no_other(
    store: GraphStore, kind: str
) -> None:
    row, changed, _ = CHANGES[kind]
    await write(store, *ENTITIES, row)
    await retract(store, type(row), key_of(row), as_=AmendmentKind.ABSENT)
    found = await amendment_of(store, row)
    assert found is not None
    assert (found.kind, found.at, found.imported, found.version) == (AmendmentKind.ABSENT, NOON, "", 2)
    assert await put(store, row) == Written(withheld=1)
    assert await put(store, changed) == Written(withheld=1)
    assert await store.revision() == 2
    assert await put(store, changed, source=Source.WHOLE_FILE) == Written(new=1)
    assert await standing(store, row) == changed
    assert await amendment_of(store, row) is None
    assert await store.revision() == 3
    assert await put(store, row) == Written(updated=1, changed=differing(changed, row))


async def test_what_was_decided_by_hand_stands_against_a_complete_file_as_against_any(store: GraphStore) -> None:
    await write(store, Person("p0", "Pat"), Person("p1", "Pat"))
    await retract(store, Person, ("p0",))
    await retract(store, Person, ("p2",), as_=AmendmentKind.ABSENT)
    await put_by_hand(store, Person("p1", "Quin"))
    rows = [Person(f"p{number}", "Pat") for number in range(4)]
    assert await put(store, *rows, source=Source.WHOLE_FILE) == Written(new=2, withheld=2)
    assert await put(store, Person("p1", "Rae"), source=Source.WHOLE_FILE) == Written(updated=1, changed={"name": 1})


async def test_an_absence_ends_when_somebody_puts_the_row_by_hand(store: GraphStore) -> None:
    await retract(store, Person, ("pat",), as_=AmendmentKind.ABSENT)
    assert await put_by_hand(store, Person("pat", "Pat")) == Written(new=1)
    assert await amendment_of(store, Person("pat")) is None
    assert (await put(store, Person("pat", "Patricia"))).updated == 1


async def test_a_retraction_by_hand_outranks_an_absence_whichever_comes_first(store: GraphStore) -> None:
    later = NOON + timedelta(days=1)
    orders: tuple[tuple[Leaving, Leaving], ...] = (
        (AmendmentKind.ABSENT, AmendmentKind.RETRACTED),
        (AmendmentKind.RETRACTED, AmendmentKind.ABSENT),
    )
    for first, second in orders:
        row = Person(first.word)
        await retract(store, Person, key_of(row), as_=first)
        await retract(store, Person, key_of(row), now=later, as_=second)
        found = await amendment_of(store, row)
        assert found is not None
        assert found.kind is AmendmentKind.RETRACTED
        assert found.at == (later if second is AmendmentKind.RETRACTED else NOON)
        assert await put(store, row, source=Source.WHOLE_FILE) == Written(withheld=1)
    assert await store.revision() == 3  # that a retracted row is absent, too, is nothing new


async def test_a_row_is_absent_since_the_first_file_that_lacked_it(store: GraphStore) -> None:
    await retract(store, Person, ("pat",), as_=AmendmentKind.ABSENT)
    await retract(store, Person, ("pat",), now=NOON + timedelta(days=1), as_=AmendmentKind.ABSENT)
    found = await amendment_of(store, Person("pat"))
    assert found is not None
    assert (found.at, await store.revision()) == (NOON, 1)


async def test_a_correction_ends_when_its_row_is_absent(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"))
    await put_by_hand(store, Person("pat", "Patricia"))
    await retract(store, Person, ("pat",), as_=AmendmentKind.ABSENT)
    found = await amendment_of(store, Person("pat"))
    assert found is not None
    assert (found.kind, found.imported) == (AmendmentKind.ABSENT, "")
    assert await put(store, Person("pat", "Pat"), source=Source.WHOLE_FILE) == Written(new=1)


@pytest.mark.parametrize("kind", CHANGES)
async def test_a_correction_stands_while_the_file_says_what_it_said(store: GraphStore, kind: str) -> None:
    row, corrected, _ = CHANGES[kind]
    await write(store, *ENTITIES, row)
    assert await put_by_hand(store, corrected) == Written(updated=1, changed=differing(row, corrected))
    assert await put(store, row) == Written(withheld=1)
    assert await standing(store, row) == corrected
    found = await amendment_of(store, row)
    assert found is not None
    assert (found.kind, found.at, found.version) == (AmendmentKind.CORRECTED, NOON, 2)
    assert from_plain(type(row), json.loads(found.imported)) == row
    assert await store.revision() == 2


async def test_a_correction_ends_when_the_file_says_something_else(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"))
    await put_by_hand(store, Person("pat", "Patricia"))
    assert await put(store, Person("pat", "Patty")) == Written(updated=1, changed={"name": 1})
    assert await amendment_of(store, Person("pat")) is None
    assert await put(store, Person("pat", "Pat")) == Written(updated=1, changed={"name": 1})


@pytest.mark.parametrize("kind", CHANGES)
async def test_a_correction_ends_when_the_file_says_what_was_corrected_to(store: GraphStore, kind: str) -> None:
    row, corrected, _ = CHANGES[kind]
    await write(store, *ENTITIES, row)
    await put_by_hand(store, corrected)
    assert await put(store, corrected) == Written(unchanged=1)
    assert await amendment_of(store, row) is None
    assert await put(store, row) == Written(updated=1, changed=differing(corrected, row))
    assert await standing(store, row) == row


async def test_a_field_that_was_corrected_stays_when_the_file_changes_another(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat", "old@a.example", "Buyer"))
    await put_by_hand(store, Person("pat", "Pat", "new@a.example", "Buyer"))
    renamed = Person("pat", "Patricia", "old@a.example", "Head")
    assert await put(store, Person("pat", "Patricia"), keep=["email", "title"]) == Written(
        updated=1, changed={"name": 1}
    )
    assert await put(store, renamed) == Written(updated=1, changed={"title": 1})
    assert await put(store, renamed) == Written(withheld=1)
    assert await standing(store, renamed) == replace(renamed, email="new@a.example")
    found = await amendment_of(store, renamed)
    assert found is not None
    assert found.imported == plain_text(renamed)
    third = replace(renamed, email="third@a.example")
    assert await put(store, third) == Written(updated=1, changed={"email": 1})
    assert await amendment_of(store, third) is None


async def test_a_touch_that_a_file_moves_to_another_instant_gets_its_day_too(store: GraphStore) -> None:
    first, moved, later = (
        touch("t", "ada", "pat", on=JANUARY, hour=9),
        touch("t", "ada", "pat", on=LATER, hour=9),
        touch("t", "ada", "pat", on=JANUARY, hour=10),
    )
    await write(store, *ENTITIES, first)
    await put_by_hand(store, moved)
    assert (await put(store, later)).updated == 1
    assert await standing(store, later) == later


async def test_what_the_file_says_anew_is_written_whole_where_it_contradicts_the_hand(store: GraphStore) -> None:
    row = StaffMember("eve", "Eve", end=LATER)
    await write(store, row)
    await put_by_hand(store, replace(row, start=LATER))
    sooner = replace(row, end=JANUARY)
    assert await put(store, sooner) == Written(updated=1, changed={"start": 1, "end": 1})
    assert await standing(store, sooner) == sooner
    assert await amendment_of(store, sooner) is None


# Rows whose key was corrected.

OLD = Employment("pat", "acme", "Buyer", start=JANUARY)
MOVED = replace(OLD, start=LATER)


async def move(store: GraphStore, before: Record, after: Record) -> None:
    """Correct the key of a row by hand."""

    async def work(transaction: Transaction) -> None:
        await transaction.stamp(NOON)
        assert (await transaction.move(type(before), key_of(before), key_of(after))).gone == 1
        await transaction.put([after], Source.HAND)

    await store.write(work)


async def moved_employment(store: GraphStore) -> None:
    await write(store, *ENTITIES, OLD)
    await move(store, OLD, MOVED)


async def test_what_a_file_says_of_a_row_whose_key_was_corrected_comes_to_that_row(store: GraphStore) -> None:
    await moved_employment(store)
    assert await put(store, OLD) == Written(withheld=1)
    ended = replace(OLD, end=date(2025, 1, 1))
    assert await put(store, ended) == Written(updated=1, changed={"end": 1})
    assert await standing(store, OLD) is None
    assert await standing(store, MOVED) == replace(MOVED, end=ended.end)
    assert await put(store, ended) == Written(withheld=1)


async def test_a_file_that_has_a_row_under_both_keys_is_believed_of_the_new_one(store: GraphStore) -> None:
    await moved_employment(store)
    both = (replace(OLD, title="Head"), replace(MOVED, title="Chief"))
    assert await put(store, *both) == Written(updated=1, withheld=1, changed={"title": 1})
    assert await standing(store, MOVED) == both[1]


async def test_a_row_whose_key_was_corrected_twice_is_still_the_same(store: GraphStore) -> None:
    await moved_employment(store)
    last = replace(OLD, start=date(2024, 9, 1))
    await move(store, MOVED, last)
    assert await put(store, replace(OLD, title="Head")) == Written(updated=1, changed={"title": 1})
    assert await standing(store, last) == replace(last, title="Head")


async def test_a_row_whose_key_was_corrected_back_is_one_that_was_never_corrected(store: GraphStore) -> None:
    await moved_employment(store)
    await move(store, MOVED, OLD)
    assert await amendment_of(store, OLD) is None
    assert await put(store, OLD) == Written(unchanged=1)


@pytest.mark.parametrize("leaving", [AmendmentKind.RETRACTED, AmendmentKind.ABSENT])
async def test_what_becomes_of_the_moved_row_becomes_of_its_old_key(store: GraphStore, leaving: Leaving) -> None:
    await moved_employment(store)
    await retract(store, Employment, key_of(MOVED), as_=leaving)
    found = await amendment_of(store, OLD)
    assert found is not None
    assert (found.kind, found.imported) == (leaving, "")
    assert await put(store, replace(OLD, title="Head")) == Written(withheld=1)


async def test_nothing_holds_the_old_key_of_a_moved_row_that_was_removed(store: GraphStore) -> None:
    await moved_employment(store)
    await remove(store, Employment, key_of(MOVED))
    assert await put(store, OLD) == Written(new=1)


async def test_a_file_that_contradicts_the_moved_row_is_withheld(store: GraphStore) -> None:
    await moved_employment(store)
    assert await put(store, replace(OLD, end=JANUARY)) == Written(withheld=1)
    assert await standing(store, MOVED) == MOVED


async def test_a_row_where_none_stands_is_put_whatever_was_corrected(store: GraphStore) -> None:
    amendment = Amendment(
        "person", amended_key(Person, ("pat",)), AmendmentKind.CORRECTED, NOON, plain_text(Person("pat", "Pat"))
    )
    await write(store, amendment)
    assert await put(store, Person("pat", "Pat")) == Written(new=1)
    assert await amendment_of(store, Person("pat")) == amendment


async def test_a_row_is_remembered_as_it_was_before_its_first_correction(store: GraphStore) -> None:
    first, second, third = (Person("pat", name) for name in ("Pat", "Patricia", "Patty"))
    await write(store, first)
    await put_by_hand(store, second)
    later = NOON + timedelta(days=1, microseconds=7)
    await put_by_hand(store, third, now=later)
    found = await amendment_of(store, first)
    assert found is not None
    assert (found.imported, found.at, found.version) == (plain_text(first), later, 3)
    assert await put(store, first) == Written(withheld=1)
    assert await put(store, second) == Written(updated=1, changed={"name": 1})


async def test_fields_that_a_file_keeps_say_nothing_against_a_correction(store: GraphStore) -> None:
    full = Person("pat", "Pat", "pat@a.example", "Buyer")
    await write(store, full)
    await put_by_hand(store, replace(full, name="Patricia"))
    assert await put(store, Person("pat", "Pat", "pat@a.example"), keep=["title"]) == Written(withheld=1)
    assert await put(store, Person("pat", "Pat", "pat@a.example")) == Written(updated=1, changed={"title": 1})


async def test_a_row_put_by_hand_that_changes_nothing_is_not_remembered(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"))
    assert await put_by_hand(store, Person("pat", "Pat")) == Written(unchanged=1)
    assert await amendment_of(store, Person("pat")) is None
    assert await store.revision() == 1


async def test_a_row_added_by_hand_is_no_correction_and_the_file_may_change_it(store: GraphStore) -> None:
    assert await put_by_hand(store, Person("pat", "Pat")) == Written(new=1)
    assert await amendment_of(store, Person("pat")) is None
    assert (await put(store, Person("pat", "Patricia"))).updated == 1


async def test_a_retraction_ends_when_somebody_puts_the_row_by_hand(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"))
    await retract(store, Person, ("pat",))
    assert await put_by_hand(store, Person("pat", "Patricia")) == Written(new=1)
    assert await amendment_of(store, Person("pat")) is None
    assert (await put(store, Person("pat", "Pat"))).updated == 1


async def test_retracting_a_row_that_was_corrected_keeps_it_out(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"))
    await put_by_hand(store, Person("pat", "Patricia"))
    await retract(store, Person, ("pat",))
    for name in ("Pat", "Patricia", "Patty"):
        assert await put(store, Person("pat", name)) == Written(withheld=1)


async def test_a_correction_goes_with_a_row_that_is_removed(store: GraphStore) -> None:
    await write(store, *ENTITIES, Employment("pat", "acme", "Buyer"))
    await put_by_hand(store, Employment("pat", "acme", "Head of buying"))
    await remove(store, Employment, ("pat", "acme", None))
    assert await put(store, Employment("pat", "acme", "Buyer")) == Written(new=1)


async def test_a_retraction_stays_when_a_row_under_its_key_is_removed(store: GraphStore) -> None:
    await write(store, Person("pat"))
    await retract(store, Person, ("pat",))
    await remove(store, Person, ("pat",))
    assert await put(store, Person("pat")) == Written(withheld=1)


async def test_what_is_withheld_is_counted_apart_from_what_is_put_beside_it(store: GraphStore) -> None:
    await write(store, *(Person(f"p{number}", "Pat") for number in range(4)))
    await retract(store, Person, ("p0",))
    await put_by_hand(store, Person("p1", "Quin"))
    rows = (*(Person(f"p{number}", "Pat") for number in range(3)), Person("p3", "Rae"), Person("p4", "Pat"))
    assert await put(store, *rows) == Written(new=1, updated=1, unchanged=1, withheld=2, changed={"name": 1})


async def test_a_row_that_is_withheld_may_refer_to_nobody(store: GraphStore) -> None:
    await write(store, *ENTITIES, touch("t", "ada", "pat"))
    await retract(store, type(touch("t", "ada", "pat")), ("t",))
    assert await put(store, touch("t", "nobody", "pat")) == Written(withheld=1)


async def test_an_amendment_of_one_kind_says_nothing_of_another(store: GraphStore) -> None:
    await retract(store, Person, ("ada",))
    assert await put(store, StaffMember("ada", "Ada")) == Written(new=1)


async def test_whoever_amends_says_first_what_time_it_is(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"))
    with pytest.raises(RuntimeError, match="what time it is"):
        await store.write(lambda transaction: transaction.put([Person("pat", "Quin")], Source.HAND))
    with pytest.raises(RuntimeError, match="what time it is"):
        await store.write(lambda transaction: transaction.retract(Person, [("pat",)]))
    assert await standing(store, Person("pat")) == Person("pat", "Pat")
    added = await store.write(lambda transaction: transaction.put([Person("quin")], Source.HAND))
    assert added == Written(new=1)


async def test_a_correction_that_no_program_can_read_ends_with_the_next_row_of_the_file(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"))
    for number, imported in enumerate(("{", "[]", '{"name": 7, "nobody": 1}', "{}", '{"id": " "}')):
        key = amended_key(Person, ("pat",))
        await put(store, Amendment("person", key, AmendmentKind.CORRECTED, NOON, imported))
        assert (await put(store, Person("pat", f"Pat {number}"))).updated == 1
        assert await amendment_of(store, Person("pat")) is None


async def test_amendments_are_rows_that_a_file_brings_back(store: GraphStore) -> None:
    rows = [
        Amendment("employment", amended_key(Employment, ("pat", "acme", JANUARY)), AmendmentKind.RETRACTED, NOON),
        Amendment(
            "person",
            amended_key(Person, ("pat",)),
            AmendmentKind.CORRECTED,
            NOON,
            plain_text(Person("pat", "Pat")),
        ),
    ]
    await write(store, *ENTITIES, *rows)
    await put_by_hand(store, Person("pat", "Patricia"))
    assert await put(store, Employment("pat", "acme", start=JANUARY)) == Written(withheld=1)
    assert await put(store, Employment("pat", "acme", start=LATER)) == Written(new=1)
    assert await put(store, Person("pat", "Pat")) == Written(withheld=1)


async def test_a_unit_finds_the_amendments_that_it_made(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"))

    async def work(transaction: Transaction) -> Written:
        await transaction.stamp(NOON)
        await transaction.retract(Person, [("pat",)])
        return await transaction.put([Person("pat", "Pat")])

    assert await store.write(work) == Written(withheld=1)
