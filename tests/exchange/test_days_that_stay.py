"""A file tells only when its rows begin, or only when they end: the other day stays as the store holds it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph.domain.records import StaffMember
from graph.errors import InvalidRecord
from graph.store.embedded import EmbeddedStore
from tests.exchange.holding import corrected, rows_in
from tests.exchange.small_firm import FILES, FURTHER, brought_in, folder_of, of, rejects_of

FIRST = {**FILES, **FURTHER}
HOLDS = "it lies {} {} that the store holds and this file does not tell: add the column {}, or correct the date"
CASES = {
    "a start after the end": (
        {"staff.csv": "id,name,start\nada,Ada,2015-01-01\ncora,Cora,2024-01-01\n"},
        ("staff.csv", 3, "start", HOLDS.format("after the end", "2020-01-01", "end")),
    ),
    "an end before the start": (
        {"staff.csv": "id,name,end\nada,Ada,2014-01-01\ncora,Cora,2010-01-01\n"},
        ("staff.csv", 2, "end", HOLDS.format("before the start", "2015-01-01", "start")),
    ),
    "a promise made after it was kept": (
        {"promises.csv": "id,staff_id,person_id,made_on\np1,ada,pia,2024-01-21\np2,ada,pia,2026-01-01\n"},
        ("promises.csv", 2, "made_on", HOLDS.format("after the end", "2024-01-20", "closed_on")),
    ),
    "a departure before its notice": (
        {"departures.csv": "id,staff_id,left_on,destination\nd1,cora,2019-09-30,rival\nd2,ada,2019-01-01,rival\n"},
        ("departures.csv", 2, "left_on", HOLDS.format("before the start", "2019-10-01", "noticed_on")),
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_a_row_that_contradicts_the_day_which_stays_is_set_aside_alone(
    store: EmbeddedStore, tmp_path: Path, case: str
) -> None:
    files, reject = CASES[case]
    await brought_in(store, folder_of(tmp_path / "first", FIRST))
    folder = folder_of(tmp_path / "second", files)

    strict = await brought_in(store, folder, strict=True)
    assert (strict.exit_code, rejects_of(strict)) == (1, [reject])
    dry = await brought_in(store, folder, dry_run=True)
    assert (dry.exit_code, rejects_of(dry)) == (3, [reject])
    done = await brought_in(store, folder)
    assert (done.exit_code, rejects_of(done), await store.import_mark()) == (3, [reject], None)
    (name,) = files
    assert of(done, name).rejected == 1
    assert list(dry.files) == list(done.files)


async def test_a_row_that_begins_or_ends_on_the_day_which_stays_is_good(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "first", FIRST))
    for number, (column, cell) in enumerate([("start", "2020-01-01"), ("end", "2020-01-01"), ("title", "Sir")]):
        staff = {"staff.csv": f"id,name,{column}\ncora,Cora,{cell}\n"}
        assert (await brought_in(store, folder_of(tmp_path / f"{number}", staff))).exit_code == 0


async def test_a_file_that_tells_both_days_may_move_them_past_those_that_stand(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    await brought_in(store, folder_of(tmp_path / "first", FIRST))
    staff = {"staff.csv": "id,name,start,end\ncora,Cora,2024-01-01,\n"}
    assert (await brought_in(store, folder_of(tmp_path / "second", staff))).exit_code == 0


async def test_only_what_a_file_says_anew_after_a_correction_is_held_against_the_day_that_stays(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    await brought_in(store, folder_of(tmp_path / "first", FIRST))
    (cora,) = [row for row in (await rows_in(store))[StaffMember] if isinstance(row, StaffMember) and row.id == "cora"]
    assert cora.start is not None
    earlier = replace(cora, start=cora.start.replace(year=2000), end=cora.start.replace(year=2005))
    await corrected(store, earlier)
    staff = {"staff.csv": "id,name,email,title,team,manager_id,start\ncora,Cora,,Sales,South,ben,2010-01-01\n"}
    again = await brought_in(store, folder_of(tmp_path / "again", staff))
    assert (again.exit_code, of(again, "staff.csv").withheld) == (0, 1)
    staff["staff.csv"] = staff["staff.csv"].replace("2010", "2011")
    other = await brought_in(store, folder_of(tmp_path / "other", staff))
    assert [(line, column) for _, line, column, _ in rejects_of(other)] == [(2, "start")]


async def test_a_row_that_the_store_refuses_for_its_days_is_no_sign_that_a_row_it_names_is_gone(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_arguments: object, **_named: object) -> None:
        raise InvalidRecord("end", "2020-01-01", "it lies before its start 2024-01-01")

    monkeypatch.setattr("exchange.writing.write_records", refuse)
    with pytest.raises(
        InvalidRecord, match=r"^end '2020-01-01' cannot be used: it lies before its start 2024-01-01\.$"
    ):
        await brought_in(store, folder_of(tmp_path / "folder", FILES))
