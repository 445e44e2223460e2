"""When an import loads nothing, what it leaves behind, and what it says."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from exchange.importing import import_folder
from exchange.report import Progress
from graph.errors import FolderError
from graph.store.embedded import EmbeddedStore
from tests.exchange.small_firm import FILES, NOW, ROWS, brought_in, folder_of, network_in, of, rejects_of

SPOILT = {**FILES, "people.csv": FILES["people.csv"] + "sam,Sam\n"}


async def test_a_folder_that_is_not_there_gets_one_sentence(store: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"^There is no folder .*/nowhere: check the path\.$"):
        await brought_in(store, tmp_path / "nowhere")


async def test_a_file_in_place_of_a_folder_gets_one_sentence(store: EmbeddedStore, tmp_path: Path) -> None:
    file = folder_of(tmp_path, {"staff.csv": "id,name\n"}) / "staff.csv"
    with pytest.raises(FolderError, match=r"staff\.csv is a file: name the folder that holds it\.$"):
        await brought_in(store, file)


async def test_an_empty_folder_gets_one_sentence_that_lists_what_is_read(store: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"folder holds none of .*firm\.csv, .*, attention\.csv: check the path\.$"):
        await brought_in(store, folder_of(tmp_path / "folder", {}))


async def test_a_folder_of_files_for_later_gets_one_sentence_that_names_them(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    with pytest.raises(FolderError, match=r"attention\.csv \(decisions\.csv: not read yet\): check the path\.$"):
        await brought_in(store, folder_of(tmp_path / "folder", {"decisions.csv": "id\n", "pairs.csv": "id\n"}))


async def test_a_folder_in_place_of_a_file_gets_one_sentence(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", {"staff.csv": FILES["staff.csv"]})
    (folder / "touches.csv").mkdir()
    with pytest.raises(FolderError, match=r"touches\.csv is not a file: move it out of the folder\.$"):
        await brought_in(store, folder)
    assert await store.revision() == 0


async def test_a_file_that_cannot_be_read_gets_one_sentence_and_nothing_is_loaded(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path / "folder", {"staff.csv": FILES["staff.csv"]})
    (folder / "touches.csv").symlink_to(tmp_path / "gone")
    with pytest.raises(FolderError, match=r"touches\.csv cannot be read \(No such file .*\): allow it, or move it"):
        await brought_in(store, folder)
    assert await store.revision() == 0


async def test_a_file_that_changes_while_it_is_read_stops_the_import(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", FILES)

    def change(_progress: object) -> None:
        with (folder / "touches.csv").open("a") as file:
            file.write("t9,2024-03-01,ada,pia,,call,\n")

    with pytest.raises(FolderError, match=r"touches\.csv changed while it was read: import the folder again\.$"):
        await brought_in(store, folder, progress=change)
    assert await store.revision() == 0


async def test_strict_loads_nothing_when_a_row_is_bad(store: EmbeddedStore, tmp_path: Path) -> None:
    report = await brought_in(store, folder_of(tmp_path / "folder", SPOILT), strict=True)

    assert (report.exit_code, report.loaded, report.rejected, report.quality) == (1, False, 1, None)
    assert [(file, line) for file, line, _, _ in rejects_of(report)] == [("people.csv", 5)]
    assert (await store.revision(), await store.import_mark()) == (0, None)


async def test_strict_loads_everything_when_no_row_is_bad(store: EmbeddedStore, tmp_path: Path) -> None:
    report = await brought_in(store, folder_of(tmp_path / "folder", FILES), strict=True)

    assert (report.exit_code, report.loaded, of(report, "touches.csv").new) == (0, True, 4)


@pytest.mark.parametrize(("files", "code"), [(FILES, 0), (SPOILT, 3)])
async def test_a_dry_run_only_reports(store: EmbeddedStore, tmp_path: Path, files: dict[str, str], code: int) -> None:
    report = await brought_in(store, folder_of(tmp_path / "folder", files), dry_run=True)

    assert (report.exit_code, report.loaded, report.dry_run, report.quality) == (code, False, True, None)
    people = of(report, "people.csv")
    assert (people.rows - people.rejected, people.new) == (3, 3)
    assert report.revenue[0].decimal() == "1150.75"
    assert (await store.revision(), await store.import_mark(), await store.firm()) == (0, None, None)


async def test_rejects_are_listed_as_read_for_the_owner_alone(store: EmbeddedStore, tmp_path: Path) -> None:
    files = {"people.csv": 'id,name\nsam,"Sam, ""the man""",x\ntom,Tom\n', "staff.csv": "id,name\ndan,\n"}
    report = await brought_in(store, folder_of(tmp_path / "folder", files))

    assert report.rejects is not None
    assert stat.S_IMODE(report.rejects.stat().st_mode) == 0o600
    header, first, second = report.rejects.read_text().splitlines()
    assert header == "file,line,column,value,reason,row"
    assert first == 'staff.csv,2,name,,this cell is required: fill it in,"dan,"'
    assert second.endswith(',"sam,""Sam, """"the man"""""",x"')


async def test_a_list_of_rejects_is_replaced_only_by_a_new_one(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path
) -> None:
    spoilt = await brought_in(store, folder_of(tmp_path / "folder", SPOILT))
    assert spoilt.rejects is not None
    spoilt.rejects.chmod(0o644)
    await brought_in(another_store, folder_of(tmp_path / "folder", SPOILT), dry_run=True)
    assert stat.S_IMODE(spoilt.rejects.stat().st_mode) == 0o600

    mended = await brought_in(another_store, folder_of(tmp_path / "folder", FILES))
    assert (mended.rejects, mended.earlier_rejects) == (None, spoilt.rejects)
    assert spoilt.rejects.read_text().count("\n") == 2  # it may be that of another store


async def test_a_file_of_somebody_else_is_neither_removed_nor_written_over(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    (tmp_path / "folder-rejects.csv").write_text("precious\n")
    with pytest.raises(
        FolderError, match=r"cannot be written to .*-rejects\.csv \(File exists\): choose another place"
    ):
        await brought_in(store, folder_of(tmp_path / "folder", SPOILT))
    assert await store.revision() == 0
    await brought_in(store, folder_of(tmp_path / "folder", FILES))

    assert (tmp_path / "folder-rejects.csv").read_text() == "precious\n"


async def test_rejects_may_go_into_a_folder_of_their_own_but_never_into_the_source(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path / "folder", SPOILT)
    with pytest.raises(FolderError, match=r"^Rejects are never written into the folder itself: choose another place"):
        await import_folder(store, folder, now=NOW, rejects=folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(SPOILT)

    (tmp_path / "elsewhere").mkdir()
    report = await import_folder(store, folder, now=NOW, rejects=tmp_path / "elsewhere")
    assert report.rejects == tmp_path / "elsewhere" / "rejects.csv"
    assert report.rejects.is_file()


async def test_rejects_that_cannot_be_written_stop_the_import_before_anything_is_loaded(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match=r"^The rejects cannot be written to .*: choose another place\.$"):
        await import_folder(
            store, folder_of(tmp_path / "folder", SPOILT), now=NOW, rejects=tmp_path / "file" / "rejects.csv"
        )
    assert await store.revision() == 0


async def test_without_a_place_for_rejects_they_are_counted_and_the_first_are_told(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    bad = "".join(f"sam{n},Sam\n" for n in range(15))
    folder = folder_of(tmp_path / "folder", {"people.csv": FILES["people.csv"] + bad})
    report = await import_folder(store, folder, now=NOW, rejects=None)

    assert (report.rejects, report.rejected, report.exit_code) == (None, 15, 3)
    assert [reject.line for reject in report.first_rejects] == list(range(5, 15))


async def test_the_order_of_rows_and_files_changes_nothing(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path
) -> None:
    ordered = {**FILES, "revenue.csv": FILES["revenue.csv"] + "globex,2025-01-10,250.25,,,valves\n" * 3}
    turned = {}
    for name in reversed(ordered):
        header, *rows = ordered[name].splitlines(keepends=True)
        turned[name] = header + "".join(reversed(rows))
    await brought_in(store, folder_of(tmp_path / "ordered", ordered))
    await brought_in(another_store, folder_of(tmp_path / "turned", turned))

    assert await network_in(store) == await network_in(another_store)


@pytest.mark.parametrize(
    ("touches", "rows"), [("id,at,staff_id,person_id\nt1,,,\nt2,,,\nt3,,,\n", 3), ("", 0)], ids=["no column", "empty"]
)
async def test_rows_and_files_that_are_set_aside_are_counted_apart(
    store: EmbeddedStore, tmp_path: Path, touches: str, rows: int
) -> None:
    files = {**SPOILT, "touches.csv": touches}
    report = await brought_in(store, folder_of(tmp_path / "folder", files))

    assert of(report, "touches.csv").rejected == rows
    assert (report.rejected, report.unusable, report.listed) == (rows + 1, 1, 2)
    assert len(rejects_of(report)) == len(report.first_rejects) == 2


async def test_an_empty_file_alone_is_an_import_with_rejects(store: EmbeddedStore, tmp_path: Path) -> None:
    report = await brought_in(store, folder_of(tmp_path / "folder", {**FILES, "touches.csv": ""}))
    assert (report.exit_code, report.rejected, report.unusable, report.listed) == (3, 0, 1, 1)


FUTURE = "t5,2026-01-01T12:00:00Z,ben,quinn,,call,\nt6,2026-01-01T12:00:01Z,ben,quinn,,call,\n"
"""A touch just now, and one a second later."""


async def test_the_quality_page_counts_what_is_thin(store: EmbeddedStore, tmp_path: Path) -> None:
    files = {**FILES, "touches.csv": FILES["touches.csv"] + FUTURE}
    report = await brought_in(store, folder_of(tmp_path / "folder", files))

    quality = report.quality
    assert quality is not None
    assert (quality.accounts, quality.accounts_without_touch) == (2, 0)
    assert (quality.people, quality.people_without_touch) == (3, 1)
    assert (quality.nameless_people, quality.own_domain_people) == (1, 1)
    assert (quality.ties, quality.thin_ties) == (3, 1)
    assert (quality.touches_read, quality.future_touches) == (6, 1)
    assert str(quality.last_touch) == "2026-01-01"


async def test_the_quality_page_names_who_has_no_employment_and_who_is_about_to_leave(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    ends = {"dan": "2026-01-01", "eve": "2026-01-02", **{f"f{number:02}": "2026-06-30" for number in range(12)}}
    staff = FILES["staff.csv"] + "".join(f"{one},{one.title()},,,,,,{end}\n" for one, end in ends.items())
    report = await brought_in(store, folder_of(tmp_path / "folder", {**FILES, "staff.csv": staff}))

    quality = report.quality
    assert quality is not None
    assert (quality.people, quality.people_without_employment) == (3, 1)
    assert quality.leaving_staff == 13  # who left today, or years ago, is gone
    assert quality.leaving[0] == ("eve", "Eve", date(2026, 1, 2))
    assert len(quality.leaving) == 10


async def test_the_quality_page_is_of_all_that_the_store_holds(store: EmbeddedStore, tmp_path: Path) -> None:
    first = await brought_in(store, folder_of(tmp_path / "folder", FILES))
    second = await brought_in(store, folder_of(tmp_path / "staff", {"staff.csv": FILES["staff.csv"]}))

    assert first.quality is not None
    assert second.quality == replace(first.quality, touches_read=0, future_touches=0)


async def test_progress_rises_to_the_end_in_every_stage(store: EmbeddedStore, tmp_path: Path) -> None:
    touches = FILES["touches.csv"] + "".join(f"m{n},2024-03-01,ada,pia,,call,\n" for n in range(20_000))
    rows_in_all = sum(ROWS.values()) + 20_000
    told: list[Progress] = []
    await brought_in(store, folder_of(tmp_path / "folder", {**FILES, "touches.csv": touches}), progress=told.append)

    for stage, total in (("checking", rows_in_all), ("writing", rows_in_all), ("folding", 3)):
        of_stage = [progress for progress in told if progress.stage.value == stage]
        rows = [progress.rows for progress in of_stage]
        shares = [progress.share for progress in of_stage]
        assert rows == sorted(rows)
        assert shares == sorted(shares)
        assert (rows[-1], shares[-1]) == (total, 1.0)
    assert sum(progress.file == "touches.csv" for progress in told) >= 8
    stages = [progress.stage.value for progress in told]
    assert stages == sorted(stages, key=["checking", "writing", "folding"].index)
