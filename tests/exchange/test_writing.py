"""The units of work of an import, on a real store."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from graph.changes.importing import fold_marked_ties, write_records
from graph.changes.marking import Claim, abandon_import, begin_import, end_import
from graph.changes.pace import LARGEST, LARGEST_ALONE, Pace
from graph.domain.records import Account, Firm, Person, StaffMember, Touch
from graph.domain.vocabulary import Channel
from graph.errors import InvalidRecord, StoreBusy, StoreError, StoreFilled
from graph.store.embedded import EmbeddedStore, open_store
from graph.store.values import ALIVE, ImportMark, Written

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2025, 6, 1)


def lives(_owner: str) -> bool:
    """Nobody is known to be gone."""
    return False


def touch(number: int, staff: str, person: str) -> Touch:
    day = date(2024, 1, 1) + timedelta(days=number)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Touch(f"t{number}", at, day, staff, Channel.MEETING, person_id=person)


async def fill(store: EmbeddedStore) -> None:
    await write_records(store, [StaffMember("ada", "Ada"), StaffMember("ben", "Ben")])
    await write_records(store, [Person(f"p{number}") for number in range(30)])
    touches = [touch(number, "ada" if number % 2 else "ben", f"p{number % 30}") for number in range(120)]
    assert await write_records(store, touches) == Written(new=120)


async def test_records_are_written_in_one_unit_and_told_apart(store: EmbeddedStore) -> None:
    assert await write_records(store, [Account("a", "A"), Account("b", "B")]) == Written(new=2)
    assert await store.revision() == 1
    written = await write_records(store, [Account("a", "A"), Account("b", "Bee"), Account("c", "C")])
    assert written == Written(new=1, updated=1, unchanged=1, changed={"name": 1})
    assert await store.revision() == 2


async def test_touches_are_written_like_any_record_and_a_unit_is_all_or_nothing(store: EmbeddedStore) -> None:
    await fill(store)
    written = await write_records(store, [touch(0, "ben", "p0"), touch(1, "ben", "p1"), touch(500, "ada", "p1")])
    assert written == Written(new=1, updated=1, unchanged=1, changed={"staff_id": 1})
    with pytest.raises(InvalidRecord):
        await write_records(store, [touch(501, "ada", "p1"), touch(502, "ada", "nobody")])
    assert (await store.held()).touches == 121


async def test_marked_ties_are_folded_until_none_is_left_and_change_no_answer(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store)
    revision = await store.revision()
    unfolded = await store.whole(DAY)
    assert unfolded.ties.unfolded.all()
    monkeypatch.setattr("graph.changes.importing.Pace", lambda: Pace(largest=4))
    monkeypatch.setattr("graph.changes.pace._SMALLEST", 4)
    told: list[int] = []

    assert await fold_marked_ties(store, told.append) == 30

    assert told == [4, 8, 12, 16, 20, 24, 28, 30]
    folded = await store.whole(DAY)
    assert not folded.ties.unfolded.any()
    assert folded.ties.statistics.count.tolist() == [4] * 30
    assert np.all(folded.ties.statistics.incoming > 0)
    assert (await store.held()).unfolded == 0
    assert await store.revision() == revision
    assert await fold_marked_ties(store) == 0


async def test_a_store_that_takes_other_assumptions_is_not_folded_for_ever(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "other.sqlite", "other assumptions")
    await fill(store)
    with pytest.raises(RuntimeError, match="not opened with the engine's assumptions"):
        await fold_marked_ties(store)
    await store.close()


async def test_an_import_bears_a_mark_from_its_begin_to_its_end(store: EmbeddedStore) -> None:
    mark = ImportMark(NOW, NOW, "folder", "owner")
    assert await begin_import(store, Claim(mark, None), lives) == mark
    later = NOW + timedelta(hours=1)
    beat = ImportMark(NOW, later, "folder", "owner")
    await write_records(store, [StaffMember("ada", "Ada")], lambda: beat)
    assert await store.import_mark() == beat
    await end_import(store, mark)
    assert await store.import_mark() is None


async def test_an_import_after_an_interrupted_one_says_since_when_the_firm_is_incomplete(store: EmbeddedStore) -> None:
    await begin_import(store, Claim(ImportMark(NOW, NOW, "folder", "first"), None), lives)
    later = NOW + timedelta(hours=1)
    resumed = await begin_import(store, Claim(ImportMark(later, later, "folder", "second"), None), lives)
    assert resumed == await store.import_mark() == ImportMark(NOW, later, "folder", "second")


async def test_of_two_imports_that_begin_at_once_only_one_does(store: EmbeddedStore) -> None:
    claims = [Claim(ImportMark(NOW, NOW, "folder", f"{number}"), None) for number in range(8)]
    begun = await asyncio.gather(*(begin_import(store, claim, lives) for claim in claims), return_exceptions=True)
    assert sum(isinstance(one, ImportMark) for one in begun) == 1
    refused = [one for one in begun if isinstance(one, StoreBusy)]
    assert len(refused) == 7
    assert "is running since 2026-01-01 00:00 UTC: wait for it" in str(refused[0])


@pytest.mark.parametrize(
    ("silent_for", "folder", "gone", "error"),
    [
        (ALIVE, "folder", False, StoreBusy),
        (ALIVE, "other", False, StoreBusy),
        (ALIVE, "folder", True, None),
        (ALIVE, "other", True, StoreFilled),
        (ALIVE + timedelta(seconds=1), "folder", False, None),
        (ALIVE + timedelta(seconds=1), "other", False, StoreFilled),
    ],
)
async def test_a_mark_is_taken_over_by_the_same_folder_once_its_owner_is_silent_or_gone(
    store: EmbeddedStore, silent_for: timedelta, folder: str, gone: bool, error: type[StoreError] | None
) -> None:
    first = ImportMark(NOW, NOW, "folder", "first")
    await begin_import(store, Claim(first, None), lives)
    later = NOW + silent_for
    claim = Claim(ImportMark(later, later, folder, "second"), None)
    if error is None:
        assert (await begin_import(store, claim, lambda _owner: gone)).owner == "second"
        return
    remedy = r"--store FILE\.$" if error is StoreBusy else r"or give it up with `whither import --abandon`\.$"
    with pytest.raises(error, match=remedy):
        await begin_import(store, claim, lambda _owner: gone)
    assert await store.import_mark() == first


async def test_an_import_whose_mark_was_taken_over_writes_no_more(store: EmbeddedStore) -> None:
    first = ImportMark(NOW, NOW, "folder", "first")
    await begin_import(store, Claim(first, None), lives)
    second = await begin_import(store, Claim(ImportMark(NOW, NOW, "folder", "second"), None), lambda _owner: True)
    for writing in (
        write_records(store, [StaffMember("ada", "Ada")], lambda: first),
        fold_marked_ties(store, None, lambda: first),
        end_import(store, first),
    ):
        with pytest.raises(StoreBusy, match="Another import has taken over"):
            await writing
    assert (await store.import_mark(), await store.revision()) == (second, 0)


@pytest.mark.parametrize("told", [Firm("Ours", time_zone="Asia/Tokyo"), Firm("Ours", currency="USD")])
async def test_a_store_that_was_told_of_another_zone_or_currency_since_it_was_looked_at_takes_no_import(
    store: EmbeddedStore, told: Firm
) -> None:
    await write_records(store, [Firm("Ours")])
    claim = Claim(ImportMark(NOW, NOW, "folder", "late"), await store.firm())
    await write_records(store, [told])
    with pytest.raises(StoreBusy, match="another time zone or currency while the folder was checked: import it again"):
        await begin_import(store, claim, lives)
    assert await store.import_mark() is None


async def test_what_else_was_written_since_a_store_was_looked_at_stands_in_no_imports_way(store: EmbeddedStore) -> None:
    await write_records(store, [Firm("Ours", currency="USD")])
    claim = Claim(ImportMark(NOW, NOW, "folder", "late"), await store.firm())
    await write_records(store, [Firm("Ours and theirs", currency="USD")])
    await write_records(store, [StaffMember("ada", "Ada")])
    assert await begin_import(store, claim, lives) == await store.import_mark() == claim.mark


async def test_an_import_that_was_given_up_leaves_its_rows_and_no_mark(store: EmbeddedStore) -> None:
    mark = ImportMark(NOW, NOW, "folder", "owner")
    await begin_import(store, Claim(mark, None), lives)
    await write_records(store, [StaffMember("ada", "Ada")], lambda: mark)
    with pytest.raises(StoreBusy, match="is running since"):
        await abandon_import(store, NOW + ALIVE, lives)
    assert await store.import_mark() == mark
    assert await abandon_import(store, NOW + ALIVE + timedelta(seconds=1), lives) == mark
    assert await store.import_mark() is None
    assert (await store.held()).staff == 1
    assert await abandon_import(store, NOW, lives) is None


async def test_an_import_that_was_given_up_writes_no_more(store: EmbeddedStore) -> None:
    mark = ImportMark(NOW, NOW, "folder", "owner")
    await begin_import(store, Claim(mark, None), lives)
    await abandon_import(store, NOW, lambda _owner: True)
    with pytest.raises(StoreBusy, match=r"Somebody gave up this import into .* while it ran: import the folder again"):
        await write_records(store, [StaffMember("ada", "Ada")], lambda: mark)
    assert await store.revision() == 0


def test_a_unit_grows_while_it_is_quick_and_shrinks_when_it_is_slow() -> None:
    pace = Pace()
    first = pace.size
    pace.took(first, 0.001)
    assert pace.size == first * 4
    pace.took(pace.size, 0.001)
    assert pace.size == LARGEST
    pace.took(LARGEST, 2.5)
    assert pace.size == LARGEST // 10
    pace.took(pace.size, 1_000)
    assert pace.size == 500
    assert Pace(largest=7).size == 7


def test_a_unit_is_larger_where_nobody_else_is_expected_to_write_but_never_unbounded() -> None:
    pace, small = Pace(), Pace(largest=700)
    for one in (pace, small):
        one.enlarge()
        for _ in range(4):
            one.took(one.size, 0.001)
    assert (pace.size, small.size) == (LARGEST_ALONE, 700)
    pace.took(LARGEST_ALONE, 8.0)
    assert pace.size == LARGEST_ALONE // 4
