"""A file that was wrongly said to be complete is undone by the full one; what was decided by hand is not."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.exporting import export_folder
from exchange.importing import import_folder
from exchange.report import FileReport
from graph.domain.further_records import Amendment
from graph.domain.kinds import KeyPart, Record, amended_key, key_of
from graph.domain.plain import plain_text
from graph.domain.records import Employment, Person, Service, Touch
from graph.domain.vocabulary import AmendmentKind, Channel, ServiceRole
from graph.engine.assumptions import VERSION
from graph.store.embedded import EmbeddedStore, open_store
from tests.exchange.holding import amendments_in, corrected, retracted, rows_in
from tests.exchange.small_firm import FILES, FURTHER, NOW, folder_of, network_in
from tests.exchange.test_any_two_imports import an_earlier_state
from tests.exchange.test_round_trips import bytes_in

WHOLE = {**FILES, **FURTHER}
COMPLETE = tuple(name for name in WHOLE if name not in ("firm.csv", "retractions.csv"))
"""The files that can be the whole truth."""


async def came(store: EmbeddedStore, folder: Path, *complete: str) -> Mapping[str, FileReport]:
    """Import a folder, in which these files are said to be complete; what became of each file."""
    report = await import_folder(store, folder, now=NOW, rejects=None, complete=complete)
    return {file.name: file for file in report.files}


async def exported(store: EmbeddedStore, folder: Path) -> dict[str, bytes]:
    await export_folder(store, folder)
    return bytes_in(folder)


def halves(files: Mapping[str, str]) -> dict[str, str]:
    """Every other row of each file."""
    return {
        name: "".join(line for at, line in enumerate(text.splitlines(keepends=True)) if at == 0 or at % 2)
        for name, text in files.items()
    }


def without(name: str, beginning: str) -> dict[str, str]:
    """A file of the small firm without the rows that begin so."""
    lines = FILES[name].splitlines(keepends=True)
    return {name: "".join(line for line in lines if not line.startswith(beginning))}


async def test_a_partial_folder_once_said_to_be_complete_is_undone_by_the_full_one(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    full = folder_of(tmp_path / "full", WHOLE)
    await came(store, full)
    before, network = await exported(store, tmp_path / "before"), await network_in(store)

    part = await came(store, folder_of(tmp_path / "part", halves(WHOLE)), *COMPLETE)
    gone = {name: part[name].retracted for name in COMPLETE if part[name].retracted}
    assert gone.keys() >= {"employments.csv", "services.csv", "touches.csv", "revenue.csv", "gains.csv", "buying.csv"}
    kinds = [one.kind for one in await amendments_in(store)]
    ranked = 1  # a booking without a ref, of which nothing is remembered
    assert kinds.count(AmendmentKind.ABSENT) == sum(gone.values()) - ranked

    back = await came(store, full, *COMPLETE)
    assert {name: file.new for name, file in back.items() if file.new} == gone
    assert not any(file.withheld or file.retracted for file in back.values())
    assert await exported(store, tmp_path / "after") == before
    assert (await network_in(store), (await store.held()).unfolded) == (network, 0)


async def test_without_being_complete_the_full_folder_brings_nothing_back(store: EmbeddedStore, tmp_path: Path) -> None:
    full = folder_of(tmp_path / "full", WHOLE)
    await came(store, full)
    names = ("touches.csv", "employments.csv")
    part = await came(store, folder_of(tmp_path / "part", halves({name: FILES[name] for name in names})), *names)
    revision, rows = await store.revision(), await rows_in(store)
    again = await came(store, full)
    withheld = {name: file.withheld for name, file in again.items() if file.withheld}
    assert withheld == {"touches.csv": part["touches.csv"].retracted, "employments.csv": 1}
    assert (await store.revision(), await rows_in(store)) == (revision, rows)

    back = await came(store, full, "touches.csv")  # of the one file that is complete, and of no other
    assert (back["touches.csv"].new, back["touches.csv"].withheld) == (part["touches.csv"].retracted, 0)
    assert back["employments.csv"].withheld == 1


@settings(max_examples=12)
@given(st.integers(0, 2**32))
def test_whatever_was_said_to_be_complete_the_full_folder_ends_as_if_it_had_come_alone(seed: int) -> None:
    async def compare(place: Path) -> None:
        full = folder_of(place / "full", WHOLE)
        part = an_earlier_state(full, place / "part", Random(seed))
        both, alone = [await open_store(place / f"{number}.sqlite", VERSION) for number in range(2)]
        try:
            await came(both, full)
            await came(both, part, *(name for name in COMPLETE if (part / name).exists()))
            await came(both, full, *COMPLETE)
            await came(alone, full)
            found, expected = await rows_in(both), await rows_in(alone)
            left = {one.row_key for one in found.pop(Amendment) if isinstance(one, Amendment)}
            decided = {one.row_key for one in expected.pop(Amendment) if isinstance(one, Amendment)}
            assert found == expected
            assert await network_in(both) == await network_in(alone)
            here = {amended_key(kind, key_of(row)) for kind, rows in found.items() for row in rows}
            assert decided <= left
            assert not left & here
            revision = await both.revision()
            await came(both, full, *COMPLETE)
            assert await both.revision() == revision
        finally:
            await both.close()
            await alone.close()

    with tempfile.TemporaryDirectory() as place:
        asyncio.run(compare(Path(place)))


async def test_what_was_retracted_by_hand_does_not_come_back(store: EmbeddedStore, tmp_path: Path) -> None:
    full = folder_of(tmp_path / "full", FILES)
    await came(store, full)
    await retracted(store, Touch, ("t1",))
    await came(store, folder_of(tmp_path / "part", without("touches.csv", "t2")), "touches.csv")
    back = (await came(store, full, "touches.csv"))["touches.csv"]
    assert (back.new, back.unchanged, back.withheld) == (1, 2, 1)
    assert [key_of(row) for row in (await rows_in(store))[Touch]] == [("t2",), ("t3",), ("t4",)]


async def test_rows_of_who_is_absent_are_withheld_until_the_file_of_people_is_complete_again(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    await came(store, folder_of(tmp_path / "full", FILES))
    await came(store, folder_of(tmp_path / "part", without("people.csv", "rex")), "people.csv")
    late = {
        "people.csv": FILES["people.csv"],
        "touches.csv": "id,at,staff_id,person_id,channel\nt9,2025-08-01,ada,rex,call\n",
    }
    folder = folder_of(tmp_path / "late", late)
    files = await came(store, folder)
    assert (files["people.csv"].withheld, files["touches.csv"].withheld) == (1, 1)
    files = await came(store, folder, "people.csv")
    assert (files["people.csv"].new, files["touches.csv"].new) == (1, 1)


@pytest.mark.parametrize("spoilt", ["rex,R\tx,,\n", "rex,Rex,,\nrex,Other,,\n"])
async def test_who_refers_to_a_bad_row_of_a_complete_file_is_told_so(
    store: EmbeddedStore, tmp_path: Path, spoilt: str
) -> None:
    await came(store, folder_of(tmp_path / "full", FILES))
    await came(store, folder_of(tmp_path / "part", without("people.csv", "rex")), "people.csv")
    people = without("people.csv", "rex")["people.csv"] + "half\ud800,,,\n" + spoilt
    files = {
        "people.csv": people.encode("utf-16", "surrogatepass"),
        "touches.csv": b"id,at,staff_id,person_id,channel\nt9,2025-08-01,ada,rex,call\n",
    }
    folder = folder_of(tmp_path / "spoilt", files)
    report = await import_folder(store, folder, now=NOW, rejects=None, complete=["people.csv"])
    lines = [(one.file, one.line) for one in report.first_rejects]
    bad = range(4, 5 + spoilt.count("\n"))
    assert lines == [*(("people.csv", line) for line in bad), ("touches.csv", 2)]
    assert "line 5 of people.csv, which has this id, was set aside" in report.first_rejects[-1].reason


async def test_a_dry_run_tells_what_would_come_back_and_what_would_be_withheld(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    full = folder_of(tmp_path / "full", FILES)
    await came(store, full)
    await came(store, folder_of(tmp_path / "part", halves(FILES)), "touches.csv", "revenue.csv")
    for complete in (("touches.csv",), ("touches.csv", "revenue.csv")):
        dry = await import_folder(store, full, now=NOW, rejects=None, dry_run=True, complete=complete)
        assert list(dry.files) == list((await came(store, full, *complete)).values())


# What is absent, in retractions.csv.

HEADER = "file,kind,key,at,imported\n"


def amendment(file: str, kind: str, of: type[Record], *key: KeyPart, imported: str = "") -> str:
    """A row of retractions.csv."""
    cells = (text.replace('"', '""') for text in (amended_key(of, key), imported))
    quoted, before = (f'"{text}"' for text in cells)
    return f"{file},{kind},{quoted},2025-12-24T18:00:00Z,{before}\n"


async def test_what_is_absent_is_exported_and_comes_back_elsewhere_as_here(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path
) -> None:
    full = folder_of(tmp_path / "full", WHOLE)
    await came(store, full)
    whole = await exported(store, tmp_path / "whole")
    await came(store, folder_of(tmp_path / "part", halves(WHOLE)), *COMPLETE)
    part = await exported(store, tmp_path / "exported")
    assert b"touches.csv,absent," in part["retractions.csv"]

    files = await came(another_store, tmp_path / "exported")
    assert all(file.new == file.rows for file in files.values())
    assert await exported(another_store, tmp_path / "again") == part
    revision = await another_store.revision()
    await came(another_store, tmp_path / "exported", *COMPLETE)
    assert await another_store.revision() == revision
    await came(another_store, full, *COMPLETE)
    assert await exported(another_store, tmp_path / "back") == whole


async def test_a_row_comes_back_with_the_correction_that_a_folder_brings(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path
) -> None:
    full = folder_of(tmp_path / "full", FILES)
    for one in (store, another_store):
        await came(one, full)
    await corrected(another_store, Person("rex", "King"))
    right = await exported(another_store, tmp_path / "right")
    await came(store, folder_of(tmp_path / "part", without("people.csv", "rex")), "people.csv")

    files = await came(store, tmp_path / "right")  # not complete: the row stays away, and its correction with it
    assert (files["people.csv"].withheld, files["retractions.csv"].withheld) == (1, 1)
    assert [one.kind for one in await amendments_in(store)] == [AmendmentKind.ABSENT]
    await came(store, tmp_path / "right", "people.csv")
    assert await exported(store, tmp_path / "after") == right


async def test_a_folder_that_holds_a_row_in_a_complete_file_does_not_make_it_absent(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    await came(store, folder_of(tmp_path / "full", FILES))
    said = {
        **FILES,
        "retractions.csv": HEADER
        + amendment("touches.csv", "absent", Touch, "t2")
        + amendment("touches.csv", "absent", Touch, "gone")
        + amendment("employments.csv", "absent", Employment, "pia", "globex", None),
    }
    folder = folder_of(tmp_path / "said", said)
    files = await came(store, folder, "touches.csv")
    assert (files["retractions.csv"].new, files["retractions.csv"].withheld) == (2, 1)
    assert (files["touches.csv"].unchanged, files["employments.csv"].withheld) == (4, 1)
    revision = await store.revision()
    files = await came(store, folder, "touches.csv")
    assert (files["retractions.csv"].unchanged, files["retractions.csv"].withheld) == (2, 1)
    assert await store.revision() == revision


async def test_a_retraction_by_hand_yields_to_no_folder_and_an_absence_to_a_retraction_alone(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    await came(store, folder_of(tmp_path / "full", FILES))
    await retracted(store, Touch, ("t1",), ("t2",))
    await came(store, folder_of(tmp_path / "part", without("touches.csv", "t3")), "touches.csv")
    ben = Service("ben", "globex", ServiceRole.BACKUP, date(2020, 1, 1), date(2023, 1, 1))
    await corrected(store, ben)
    said = plain_text(Touch("t", NOW, NOW.date(), "ada", Channel.CALL, "pia"))
    rows = (
        amendment("touches.csv", "absent", Touch, "t1")
        + amendment("touches.csv", "corrected", Touch, "t2", imported=said)
        + amendment("touches.csv", "corrected", Touch, "t3", imported=said)
        + amendment("services.csv", "absent", Service, "ben", "globex", ServiceRole.BACKUP, date(2020, 1, 1))
    )
    folder = folder_of(tmp_path / "said", {"retractions.csv": HEADER + rows})
    dry = await import_folder(store, folder, now=NOW, rejects=None, dry_run=True)
    done = (await came(store, folder))["retractions.csv"]
    assert (dry.files[0].withheld, done.withheld, done.new) == (3, 3, 1)
    assert {(one.row_key, one.kind) for one in await amendments_in(store)} == {
        ('["t1"]', AmendmentKind.RETRACTED),
        ('["t2"]', AmendmentKind.RETRACTED),
        ('["t3"]', AmendmentKind.ABSENT),
        ('["ben","globex","backup","2020-01-01"]', AmendmentKind.ABSENT),
    }
    assert ben not in (await rows_in(store))[Service]
