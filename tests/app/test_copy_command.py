"""``whither copy``: what it says, what it refuses, and the files it writes for a bulk import."""

from __future__ import annotations

import csv
import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.refusals import Terminated
from graph.changes import copying_rows
from tests.app.commanding import Terminal
from tests.servers.finding import server_of
from tests.servers.lines import Line
from tests.store.neo4j_places import empty_database

SERVER = "neo4j://127.0.0.1:7687"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Where a copy goes."""
    return tmp_path / "other" / "whither.sqlite"


def revision_of(firm: Terminal, store: Path) -> int:
    """The revision at which a store stands."""
    return int(firm.whither("verify", "--store", str(store), "--json").data()["revision"])


def test_a_copy_says_how_many_rows_of_each_kind_both_ends_hold_and_that_they_are_equal(
    firm: Terminal, other: Path
) -> None:
    ended = firm.whither("copy", str(firm.store), str(other))
    assert ended.code == 0
    said = " ".join(ended.out.split())
    assert f"From: {firm.store} To: {other}" in said
    assert "staff member 7 " in said
    assert "touch 485 " in said
    assert "Verified: counts and checksums are equal at both ends." in said
    there, here = (revision_of(firm, one) for one in (firm.store, other))
    assert f"Copied revision {there}, which is revision {here} of the target: " in said
    assert here != there
    question = ("ask", "ada", "--as-of", "2026-06-30", "--json", "--store")
    answers = [firm.whither(*question, str(one)).out for one in (firm.store, other)]
    assert re.sub(r'"revision": \d+', "", answers[0]) == re.sub(r'"revision": \d+', "", answers[1])
    assert firm.whither("verify", "--store", str(other)).code == 0


def test_a_copy_that_is_made_again_finds_both_ends_equal_and_writes_nothing(firm: Terminal, other: Path) -> None:
    first = firm.whither("copy", str(firm.store), str(other), "--json").data()
    again = firm.whither("copy", str(firm.store), str(other), "--json").data()
    assert first["written"] == sum(one["rows"] for one in first["kinds"] if one["name"] != "tie") > 0
    assert again["written"] == 0
    assert again["kinds"] == first["kinds"]
    there, here = (revision_of(firm, one) for one in (firm.store, other))
    assert (again["revision"], again["targetRevision"]) == (first["revision"], first["targetRevision"]) == (there, here)
    said = " ".join(firm.whither("copy", str(firm.store), str(other)).out.split())
    compared = f"Compared revision {there}, which is revision {here} of the target: "
    assert f"The target held the same already: nothing was written. {compared}" in said
    assert "Copied" not in said


def test_a_store_that_holds_another_firm_is_refused_with_what_to_do(firm: Terminal, other: Path) -> None:
    firm.whither("copy", str(firm.store), str(other))
    folder = other.parent / "more"
    folder.mkdir()
    (folder / "accounts.csv").write_text("id,name\nmore,More\n")
    assert firm.whither("import", str(folder), "--store", str(other)).code == 0
    ended = firm.whither("copy", str(firm.store), str(other))
    assert ended.code == 1
    assert ended.sentence() == (
        f"{other} holds another firm and not what {firm.store} holds: copy into an empty store."
    )


def test_a_store_is_not_copied_into_itself(firm: Terminal) -> None:
    ended = firm.whither("copy", str(firm.store), f"{firm.store.parent}/./{firm.store.name}")
    assert ended.code == 2
    assert ended.sentence().endswith("name another store than the one that is copied.")


def test_what_is_not_there_is_not_copied_and_nothing_is_made(terminal: Terminal, other: Path) -> None:
    ended = terminal.whither("copy", str(terminal.store), str(other))
    assert ended.code == 1
    assert "There is no store at" in ended.sentence()
    assert not other.exists()


def test_a_copy_that_is_stopped_is_taken_up_when_it_is_run_again(
    firm: Terminal, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = copying_rows.write_records
    units = []

    async def stopping(*given: object, **named: object) -> object:
        units.append(given)
        if len(units) == 5:
            raise Terminated
        return await write(*given, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(copying_rows, "write_records", stopping)
        ended = firm.whither("copy", str(firm.store), str(other))
    assert (ended.code, ended.sentence()) == (143, "Stopped before it was finished: run the same command again.")
    again = firm.whither("copy", str(firm.store), str(other))
    assert again.code == 0
    assert "A copy that was stopped was taken up" in again.out


def test_files_for_a_bulk_import_come_with_the_command_that_loads_them(firm: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "bulk"
    ended = firm.whither("copy", str(firm.store), SERVER, "--bulk", str(folder), "--json").data()
    words = shlex.split(ended["steps"][0])
    assert words[:5] == ["neo4j-admin", "database", "import", "full", "neo4j"]
    named = [Path(path) for word in words if "=" in word and "/" in word for path in word.split("=", 2)[2].split(",")]
    assert all(path.is_absolute() and path.is_file() for path in named)
    assert {path for path in folder.iterdir() if path.suffix == ".csv"} == set(named)
    rows = {
        path.name.removesuffix(".csv"): len(path.read_text().splitlines())
        for path in named
        if ".header" not in path.name
    }
    assert rows == {one["name"]: one["rows"] for one in ended["files"]}
    assert (folder / "load.sh").read_text().splitlines() == ended["steps"]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert f"whither migrate --store {SERVER}" in ended["steps"]


def test_files_for_a_bulk_import_keep_revision_and_versions(firm: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "bulk"
    ended = firm.whither("copy", str(firm.store), SERVER, "--bulk", str(folder), "--json").data()
    assert ended["revision"] == revision_of(firm, firm.store)
    header = (folder / "Account.header.csv").read_text().strip().split(",")
    with (folder / "Account.csv").open(newline="") as file:
        rows = [dict(zip(header, row, strict=True)) for row in csv.reader(file)]
    with closing(sqlite3.connect(firm.store)) as connection:
        held = {
            identifier: str(version) for identifier, version in connection.execute("SELECT id, version FROM account")
        }
    assert {row["id:ID(Account)"]: row["version:long"] for row in rows} == held
    assert len(held) == 14


def test_files_for_a_bulk_import_are_printed_with_what_comes_next(firm: Terminal, tmp_path: Path) -> None:
    ended = firm.whither("copy", str(firm.store), SERVER, "--bulk", str(tmp_path / "bulk"))
    assert ended.code == 0
    assert "  neo4j-admin database import full neo4j --id-type=string" in ended.out
    said = " ".join(ended.out.split())
    assert f"Nothing was written to {SERVER}/neo4j." in said
    load = tmp_path / "bulk" / "load.sh"
    assert f"do what stands here, and in {load}: neo4j-admin database import" in said
    assert " ".join(load.read_text().split()) in said
    assert "The account that runs neo4j-admin must be able to read this folder" in said


def test_files_for_a_bulk_import_are_for_a_neo4j_server_and_go_into_a_new_folder(
    firm: Terminal, other: Path, tmp_path: Path
) -> None:
    ended = firm.whither("copy", str(firm.store), str(other), "--bulk", str(tmp_path / "bulk"))
    assert ended.code == 2
    assert "with --bulk name the database that the files are for" in ended.sentence()
    assert not (tmp_path / "bulk").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    ended = firm.whither("copy", str(firm.store), SERVER, "--bulk", str(tmp_path / "full"))
    assert (ended.code, [one.name for one in (tmp_path / "full").iterdir()]) == (1, ["mine"])


def test_a_firm_moves_to_neo4j_and_back(firm: Terminal, other: Path, neo4j_line: Line) -> None:
    address, server = empty_database(neo4j_line), server_of(neo4j_line)
    signing_in = {
        "WHITHER_NEO4J_USER": server.user,
        "WHITHER_NEO4J_PASSWORD": server.password,
        "WHITHER_NEO4J_DATABASE": server.database,
    }
    there = firm.whither("copy", str(firm.store), address.uri, "--json", environment=signing_in)
    assert there.code == 0
    back = firm.whither("copy", address.uri, str(other), "--json", environment=signing_in)
    assert back.data()["kinds"] == there.data()["kinds"]
    assert firm.whither("copy", str(firm.store), str(other), "--json").data()["written"] == 0


def test_help_says_that_revisions_begin_anew_in_a_copy(firm: Terminal) -> None:
    said = " ".join(firm.whither("copy", "--help").out.split())
    assert "Revisions, and the versions of rows, begin anew in the copy; files of --bulk keep them." in said
