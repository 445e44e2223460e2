"""What somebody decided by hand about a row, against what files say of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from exchange.exporting import export_folder
from exchange.importing import import_folder
from exchange.report import FileReport
from graph.domain.further_records import Amendment
from graph.domain.kinds import Key, Record, amended_key, key_of
from graph.domain.records import Account, Booking, Employment, Firm, Person, Promise, Service, StaffMember, Touch
from graph.domain.vocabulary import AmendmentKind, DecisionRole
from graph.errors import StoreBusy
from graph.store.embedded import EmbeddedStore
from graph.store.protocol import Transaction
from graph.store.values import Source
from tests.exchange.holding import AT, amendments_in, corrected, retracted, rows_in
from tests.exchange.small_firm import FILES, FURTHER, brought_in, folder_of, of, rejects_of

T = TypeVar("T")


@pytest.fixture
async def filled(store: EmbeddedStore, tmp_path: Path) -> EmbeddedStore:
    """A store with the small firm."""
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    return store


async def monthly(store: EmbeddedStore, place: Path, files: dict[str, str]) -> dict[str, FileReport]:
    """The same folder once more, with these files in place of its own; what became of each."""
    report = await brought_in(store, folder_of(place / "again", {**FILES, **files}))
    assert report.exit_code == 0, rejects_of(report)
    for file in report.files:
        counts = file.new + file.updated + file.unchanged + file.withheld + file.repeated
        assert counts == file.rows, file.name
    return {file.name: file for file in report.files}


async def erase_rex(store: EmbeddedStore) -> None:
    await retracted(store, Person, ("rex",))


async def test_a_retracted_row_stays_away_month_after_month(filled: EmbeddedStore, tmp_path: Path) -> None:
    await retracted(filled, Touch, ("t2",))
    await retracted(filled, Employment, ("quinn", "globex", date(2018, 1, 1)))
    await erase_rex(filled)
    revision = await filled.revision()

    for _ in range(2):
        files = await monthly(filled, tmp_path, {})
        withheld = {name: file.withheld for name, file in files.items() if file.withheld}
        assert withheld == {"touches.csv": 1, "employments.csv": 1, "people.csv": 1}
    assert await filled.revision() == revision


async def test_rows_that_refer_to_what_was_retracted_are_withheld_and_not_told_as_bad(
    filled: EmbeddedStore, tmp_path: Path
) -> None:
    await erase_rex(filled)
    late = {
        "touches.csv": FILES["touches.csv"] + "t8,2025-08-01,ada,rex,,call,\nt9,2025-08-01,ada,rex,globex,call,\n",
        "employments.csv": FILES["employments.csv"] + "rex,initech,,,,,,\n",
        "people.csv": FILES["people.csv"] + "rex,Rex,rex@globex.example,\n",
    }
    with pytest.raises(AssertionError):
        await monthly(filled, tmp_path, {"people.csv": late["people.csv"] + "sam\n"})
    del late["people.csv"]
    files = await monthly(filled, tmp_path, late)

    assert (files["touches.csv"].withheld, files["employments.csv"].withheld) == (2, 1)
    assert await filled.fetch(Person, ["rex"]) == {}
    assert (await filled.held()).touches == 4


async def test_who_reports_to_somebody_retracted_stays_with_all_that_is_theirs(
    filled: EmbeddedStore, tmp_path: Path
) -> None:
    staff = FILES["staff.csv"] + "dan,Dan,,,,ada,,\neve,Eve,,,,dan,,\n"
    await monthly(filled, tmp_path, {"staff.csv": staff})
    await corrected(filled, StaffMember("eve", "Eve"))
    await retracted(filled, StaffMember, ("dan",))
    revision = await filled.revision()
    file = (await monthly(filled, tmp_path, {"staff.csv": staff}))["staff.csv"]

    assert (file.unchanged, file.withheld) == (4, 1)  # nor does eve get a manager who is gone
    assert (await filled.fetch(StaffMember, ["dan", "eve"])) == {"eve": StaffMember("eve", "Eve")}
    assert await filled.revision() == revision

    staff += "fay,Fay,,,,dan,,\n"
    file = (await monthly(filled, tmp_path, {"staff.csv": staff}))["staff.csv"]
    assert (file.new, file.unchanged, file.withheld) == (1, 4, 1)
    assert (await filled.fetch(StaffMember, ["fay"]))["fay"].manager_id is None


async def test_a_corrected_field_stands_until_the_file_changes_it_itself(filled: EmbeddedStore, tmp_path: Path) -> None:
    right = Employment("pia", "globex", "Head", DecisionRole.ECONOMIC, 25.0)
    await corrected(filled, right)
    revision = await filled.revision()
    same = (await monthly(filled, tmp_path, {}))["employments.csv"]
    assert (same.unchanged, same.withheld, await filled.revision()) == (2, 1, revision)

    changed = FILES["employments.csv"].replace("Engineer,technical", "Director,technical")
    file = (await monthly(filled, tmp_path, {"employments.csv": changed}))["employments.csv"]
    assert (file.updated, file.unchanged, dict(file.changed)) == (1, 2, {"title": 1})
    found = await filled.find(Employment, [key_of(right)])
    assert found[key_of(right)] == replace(right, title="Director")
    assert len(await amendments_in(filled)) == 1


async def test_a_booking_whose_day_was_corrected_goes_on_being_the_files_booking(
    filled: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path
) -> None:
    row = "initech,2025-02-02,{},EUR,r9,\n"
    revenue = {"revenue.csv": FILES["revenue.csv"] + row.format(100)}
    await monthly(filled, tmp_path, revenue)
    before = Booking("initech", date(2025, 2, 2), 1_000_000, "r9", currency="EUR")
    after = replace(before, on=date(2025, 2, 3))

    async def move(transaction: Transaction) -> None:
        await transaction.stamp(AT)
        await transaction.move(Booking, key_of(before), key_of(after))
        await transaction.put([after], Source.HAND)

    await filled.write(move)
    assert (await monthly(filled, tmp_path, revenue))["revenue.csv"].withheld == 1
    more = folder_of(tmp_path / "more", {"revenue.csv": FILES["revenue.csv"] + row.format(250)})
    rehearsed = await brought_in(filled, more, dry_run=True)
    report = await import_folder(filled, more, now=AT, rejects=None, complete=["revenue.csv"])
    for told in (rehearsed, report):
        assert (of(told, "revenue.csv").updated, of(told, "revenue.csv").retracted) == (1, 0)
    assert await filled.find(Booking, [key_of(before), key_of(after)]) == {
        key_of(after): replace(after, amount=2_500_000)
    }

    await brought_in(another_store, folder_of(tmp_path / "other", {**FILES, **revenue}))
    await export_folder(filled, tmp_path / "export")
    await brought_in(another_store, tmp_path / "export")
    assert await rows_in(another_store) == await rows_in(filled)
    revision = await another_store.revision()
    await brought_in(another_store, tmp_path / "export")
    assert await another_store.revision() == revision


async def test_a_complete_file_remembers_nothing_of_bookings_that_have_but_a_rank(
    filled: EmbeddedStore, tmp_path: Path
) -> None:
    few = "account_id,on,amount,currency,ref,line\n"
    day = "initech,2025-05-05,{},EUR,,\n"
    await monthly(filled, tmp_path, {"revenue.csv": FILES["revenue.csv"] + day.format(1)})
    folder = folder_of(tmp_path / "few", {"revenue.csv": FILES["revenue.csv"]})
    report = await import_folder(filled, folder, now=AT, rejects=None, complete=["revenue.csv"])
    assert of(report, "revenue.csv").retracted == 1
    assert await amendments_in(filled) == []
    folder = folder_of(tmp_path / "another", {"revenue.csv": few + day.format(2)})
    assert of(await brought_in(filled, folder), "revenue.csv").new == 1


async def test_a_folder_that_says_what_stands_ends_a_correction_that_it_does_not_bring(
    filled: EmbeddedStore, tmp_path: Path
) -> None:
    await corrected(filled, Person("pia", "Pia P."))
    await export_folder(filled, tmp_path / "export")
    await brought_in(filled, tmp_path / "export")
    assert len(await amendments_in(filled)) == 1
    (tmp_path / "export" / "retractions.csv").unlink()
    await brought_in(filled, tmp_path / "export")
    assert await amendments_in(filled) == []


async def test_a_correction_of_ourselves_outlives_a_folder_that_does_not_name_us(
    filled: EmbeddedStore, tmp_path: Path
) -> None:
    ours = Firm("Ours & Sons", ("ours.example",), "EUR", "Europe/Berlin")
    await corrected(filled, ours)
    revenue = {"revenue.csv": FILES["revenue.csv"] + "initech,2025-02-02,1,EUR,r9,\n"}
    await brought_in(filled, folder_of(tmp_path / "revenue", revenue))
    file = (await monthly(filled, tmp_path, revenue))["firm.csv"]
    assert (await filled.firm(), file.withheld) == (ours, 1)


async def test_the_rank_that_was_retracted_is_withheld(filled: EmbeddedStore, tmp_path: Path) -> None:
    await retracted(filled, Booking, ("globex", date(2025, 1, 10), "", 1))
    file = (await monthly(filled, tmp_path, {}))["revenue.csv"]
    assert (file.rows, file.unchanged, file.withheld) == (3, 2, 1)


# What comes from another store, in retractions.csv.

HEADER = "file,kind,key,at,imported\n"


def retraction(file: str, kind: type[Record], key: Key) -> str:
    text = amended_key(kind, key).replace('"', '""')
    return f'{file},retracted,"{text}",2025-12-24T18:00:00Z,\n'


async def test_a_folder_retracts_rows_that_the_store_has(filled: EmbeddedStore, tmp_path: Path) -> None:
    rows = (
        retraction("people.csv", Person, ("rex",))
        + retraction("employments.csv", Employment, ("quinn", "globex", date(2018, 1, 1)))
        + retraction("touches.csv", Touch, ("t2",))
        + retraction("touches.csv", Touch, ("unheard of",))
        + retraction("services.csv", Service, ("ben", "globex", 1, date(2020, 1, 1))).replace('""1""', '""backup""')
    )
    files = await monthly(filled, tmp_path, {"retractions.csv": HEADER + rows})

    assert (files["retractions.csv"].rows, files["retractions.csv"].new) == (5, 5)
    assert {name: file.withheld for name, file in files.items() if file.withheld} == {
        "people.csv": 1,
        "employments.csv": 1,
        "touches.csv": 1,
        "services.csv": 1,
    }
    held = await filled.held()
    assert (held.people, held.employments, held.touches, held.services) == (2, 2, 3, 1)
    assert {one.at for one in await amendments_in(filled)} == {AT}

    revision = await filled.revision()
    again = await monthly(filled, tmp_path, {"retractions.csv": HEADER + rows})
    assert (again["retractions.csv"].unchanged, await filled.revision()) == (5, revision)


async def test_a_folder_retracts_what_refers_before_what_is_referred_to_whatever_the_order_of_its_rows(
    filled: EmbeddedStore, tmp_path: Path
) -> None:
    rows = [
        retraction("people.csv", Person, ("pia",)),
        retraction("accounts.csv", Account, ("initech",)),
        *(retraction("touches.csv", Touch, (one,)) for one in ("t1", "t2", "t3")),
        retraction("employments.csv", Employment, ("pia", "globex", None)),
        retraction("promises.csv", Promise, ("p1",)),
    ]
    files = await monthly(filled, tmp_path, {"retractions.csv": HEADER + "".join(rows)})

    told = files["retractions.csv"]
    assert (told.new, told.withheld) == (5, 2)  # ratings of pia stay, and globex belongs to initech
    assert set(await filled.fetch(Person, ["pia", "quinn"])) == {"pia", "quinn"}
    assert (files["people.csv"].withheld, files["accounts.csv"].withheld) == (1, 1)
    assert {one.row_kind for one in await amendments_in(filled)} == {"touch", "employment", "promise"}


async def test_a_folder_with_corrections_comes_as_often_as_one_likes(
    filled: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path
) -> None:
    await brought_in(filled, folder_of(tmp_path / "further", FURTHER))
    await corrected(filled, Employment("pia", "globex", "Head", DecisionRole.ECONOMIC, 25.0))
    await corrected(filled, StaffMember("ada", "Ada Augusta", manager_id="cora"))
    await corrected(filled, Firm("Ours & Sons", ("ours.example",), "EUR", "Europe/Berlin"))
    await retracted(filled, Touch, ("t4",))
    await export_folder(filled, tmp_path / "export")
    before = await rows_in(filled)

    revision = await filled.revision()
    same = await brought_in(filled, tmp_path / "export")
    assert [file.unchanged for file in same.files] == [file.rows for file in same.files]
    assert await filled.revision() == revision

    first = await brought_in(another_store, tmp_path / "export")
    assert (first.exit_code, [file.new for file in first.files]) == (0, [file.rows for file in first.files])
    assert await rows_in(another_store) == before
    revision = await another_store.revision()
    second = await brought_in(another_store, tmp_path / "export")
    assert [file.unchanged for file in second.files] == [file.rows for file in second.files]
    assert (await another_store.revision(), await rows_in(another_store)) == (revision, before)


async def test_a_correction_whose_row_the_folder_lacks_comes_all_the_same(
    filled: EmbeddedStore, tmp_path: Path
) -> None:
    imported = '{""id"":""pia"",""name"":""Pia"",""email"":"""",""title"":""""}'
    key = amended_key(Person, ("pia",))
    row = f'people.csv,corrected,{key},2025-12-24T18:00:00Z,"{imported}"\n'
    report = await brought_in(filled, folder_of(tmp_path / "second", {"retractions.csv": HEADER + row}))
    assert of(report, "retractions.csv").new == 1
    (amendment,) = await amendments_in(filled)
    assert (amendment.kind, amendment.row_key) == (AmendmentKind.CORRECTED, key)


# While an import runs, others write.


async def test_what_is_retracted_between_checking_and_writing_stops_the_import_with_one_sentence(
    filled: EmbeddedStore, tmp_path: Path
) -> None:
    touches = {"touches.csv": "id,at,staff_id,person_id,channel\nt7,2025-07-01,ada,rex,call\n"}
    folder = folder_of(tmp_path / "second", touches)
    write = filled.write
    calls = 0

    async def others_write(work: Callable[[Transaction], Awaitable[T]]) -> T:
        nonlocal calls
        calls += 1
        if calls == 2:  # the import has begun and writes its first row
            filled.write = write  # type: ignore[method-assign]
            await erase_rex(filled)
        return await write(work)

    filled.write = others_write  # type: ignore[method-assign]  # somebody else, while the import runs
    with pytest.raises(
        StoreBusy, match=r"has changed since the folder was checked \(person_id 'rex': .*import it again"
    ):
        await brought_in(filled, folder)
    assert await filled.import_mark() is not None

    report = await brought_in(filled, folder)
    assert (report.exit_code, of(report, "touches.csv").withheld, await filled.import_mark()) == (0, 1, None)


async def test_amendments_are_rows_like_any(filled: EmbeddedStore) -> None:
    await retracted(filled, Touch, ("t2",))
    assert await amendments_in(filled) == [Amendment("touch", '["t2"]', AmendmentKind.RETRACTED, AT)]
