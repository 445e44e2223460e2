"""``whither import``: what became of each file, where rejects are listed, and how it ends."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest

from tests.app.commanding import Terminal, company, folder_with

STAFF = "id,name\ns1,Sam\ns2,Sue\n"
ONE_BAD_ROW = "id,name,start\ns1,Sam,2024-01-01\ns2,Sue,soon\n"


def folder(tmp_path: Path, staff: str = STAFF) -> str:
    return str(folder_with(tmp_path / "folder", staff=staff))


def test_a_clean_folder_is_loaded_and_told_file_by_file(terminal: Terminal) -> None:
    ended = terminal.whither("import", company())
    assert ended.code == 0
    assert ended.out.splitlines()[0] == f"Store: {terminal.store}"
    touches = next(line.split() for line in ended.out.splitlines() if line.startswith("touches.csv"))
    assert touches == ["touches.csv", "485", "485", "0", "0", "0"]
    assert "Loaded 836 rows" in ended.out
    assert "no row set aside" in ended.out


def test_an_import_ends_with_the_quality_of_the_data(terminal: Terminal) -> None:
    out = terminal.whither("import", company()).out
    quality = {
        words: figures.strip()
        for words, _, figures in (line.strip().partition("  ") for line in out.partition("quality")[2].splitlines())
    }
    assert quality["people without a touch"] == "1 of 25"
    assert quality["accounts without a touch"] == "0 of 14"
    assert quality["last touch"] == "8 July 2026"


def test_programs_get_the_same_counts_and_nothing_else_on_standard_output(terminal: Terminal) -> None:
    ended = terminal.whither("import", company(), "--json")
    report = ended.data()
    assert {file["name"]: file["new"] for file in report["files"]}["touches.csv"] == 485
    assert all(
        file["new"] + file["updated"] + file["unchanged"] + file["repeated"] + file["rejected"] == file["rows"]
        for file in report["files"]
    )
    assert report["revenue"] == [{"amount": "11015015.00", "currency": "EUR"}]
    assert report["quality"]["peopleWithoutTouch"] == 1
    assert report["quality"]["lastTouch"] == "2026-07-08"
    assert (report["loaded"], report["dryRun"], report["rejected"], report["rejects"]) == (True, False, 0, None)
    assert ended.err.strip() == f"Store: {terminal.store}"


def test_a_row_that_cannot_be_used_is_set_aside_and_the_rest_is_loaded(terminal: Terminal, tmp_path: Path) -> None:
    ended = terminal.whither("import", folder(tmp_path, ONE_BAD_ROW))
    assert ended.code == 3
    assert "staff.csv, line 3, start:" in ended.out
    assert "1 row set aside" in ended.out
    listed = terminal.data / "rejects.csv"
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600
    with listed.open(encoding="utf-8", newline="") as file:
        assert [(row["file"], row["line"], row["value"]) for row in csv.DictReader(file)] == [
            ("staff.csv", "3", "soon")
        ]
    assert terminal.whither("ask", "Sam").code == 0


def test_rejects_go_where_they_are_wanted(terminal: Terminal, tmp_path: Path) -> None:
    wanted = tmp_path / "some" / "where"
    ended = terminal.whither("import", folder(tmp_path, ONE_BAD_ROW), "--rejects", str(wanted), "--json")
    assert ended.code == 3
    assert ended.data()["rejects"] == str(wanted / "rejects.csv")
    assert (wanted / "rejects.csv").is_file()
    assert not (terminal.data / "rejects.csv").exists()


def test_strict_loads_nothing_if_any_row_is_bad(terminal: Terminal, tmp_path: Path) -> None:
    ended = terminal.whither("import", folder(tmp_path, ONE_BAD_ROW), "--strict")
    assert ended.code == 1
    assert "Nothing was loaded" in ended.out
    assert "empty" in terminal.whither("ask", "Sam").sentence()


def test_a_dry_run_checks_every_row_and_leaves_no_store(terminal: Terminal, tmp_path: Path) -> None:
    ended = terminal.whither("import", folder(tmp_path, ONE_BAD_ROW), "--dry-run")
    assert ended.code == 3
    assert "dry run" in ended.out
    assert "1 row set aside" in ended.out
    assert not terminal.store.exists()


def test_a_dry_run_against_a_file_without_a_byte_finds_an_empty_store(terminal: Terminal) -> None:
    missing = terminal.whither("import", company(), "--dry-run")
    terminal.store.parent.mkdir(exist_ok=True)
    terminal.store.touch()
    empty = terminal.whither("import", company(), "--dry-run")
    assert (empty.code, empty.out) == (missing.code, missing.out) == (0, missing.out)
    assert terminal.store.read_bytes() == b""
    assert terminal.whither("import", company()).code == 0


@pytest.mark.parametrize("name", ["nowhere", "empty", "file.csv"])
def test_what_is_no_folder_of_the_layout_is_refused_and_leaves_no_store(
    terminal: Terminal, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.csv").write_text(STAFF)
    ended = terminal.whither("import", str(tmp_path / name))
    assert (ended.code, name in ended.sentence()) == (1, True)
    assert not terminal.store.exists()


def test_rejects_are_never_written_into_the_folder_itself(terminal: Terminal, tmp_path: Path) -> None:
    source = folder(tmp_path, ONE_BAD_ROW)
    ended = terminal.whither("import", source, "--rejects", source)
    assert (ended.code, "another place" in ended.sentence()) == (1, True)


def test_files_of_the_layout_that_are_not_read_yet_are_named(terminal: Terminal, tmp_path: Path) -> None:
    source = folder_with(tmp_path / "folder", staff=STAFF, decisions="id\n", notes="x\n")
    out = terminal.whither("import", str(source)).out
    assert "Not read by this version: decisions.csv" in out
    assert "Not part of the layout: notes.csv" in out


def test_a_column_of_another_layout_is_named_and_ignored(terminal: Terminal, tmp_path: Path) -> None:
    out = terminal.whither("import", folder(tmp_path, "id,name,shoe_size\ns1,Sam,44\n")).out
    assert "staff.csv: ignored columns that the layout does not have: shoe_size" in out


@pytest.mark.parametrize("name", ["Ada\tAble", "Ada\nAble", "Ada\x1b[2J", "Ada\x07", "Ada\x9b2J"])
def test_a_name_that_could_drive_a_terminal_is_set_aside_and_not_printed(terminal: Terminal, name: str) -> None:
    folder = folder_with(terminal.data / "folder", staff=f'id,name\ns1,"{name}"\ns2,Sam\n')
    ended = terminal.whither("import", str(folder))
    assert ended.code == 3
    said = " ".join(ended.out.split())
    assert "staff.csv, line 2, name" in said
    assert "take out tabs, line breaks and escape codes" in said
    assert not set("\t\x1b\x07\x9b") & set(ended.out + ended.err)


def test_a_file_that_cannot_be_used_as_a_whole_is_counted_as_such(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path / "folder",
        staff="id,name\nada,Ada\n",
        accounts="id,name\nacme,Acme\n",
        touches="id,at,staff_id,account_id\nt1,2024-01-01,ada,acme\nt2,2024-01-02,ada,acme\n",
    )
    ended = Terminal(tmp_path / "data").whither("import", str(folder))
    said = " ".join(ended.out.split())
    assert ended.code == 3
    assert "2 rows set aside, 1 file set aside as a whole." in said
    data = Terminal(tmp_path / "other").whither("import", str(folder), "--json").data()
    assert (data["rejected"], data["unusableFiles"], data["listed"]) == (2, 1, 1)
