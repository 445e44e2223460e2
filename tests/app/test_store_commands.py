"""The commands on a store as a whole, at a terminal: what they say, how they end, and what they leave behind."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.printing_store import REMEDIES
from app.refusals import Terminated
from app.stopping import stopped_where_it_is
from graph.questions.verifying import FoldFault
from graph.store.embedded import back_up
from graph.store.migrations import shipped
from graph.store.values import Fault
from tests.app.commanding import JUNE, Ended, Terminal, folder_with
from tests.store.files import altered
from tests.store.older import made_by_the_first_version

LATER = [migration.label for migration in shipped("embedded")[1:]]


def in_one_line(text: str) -> str:
    """What was printed, whatever the terminal's width."""
    return " ".join(text.split())


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, but for the empty ones and the scratch index that SQLite keeps beside a store."""
    held = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if not path.name.endswith("-shm")}
    return {name: content for name, content in held.items() if content}


def answer(terminal: Terminal) -> Any:
    """What happens if Ada leaves, but for the revision it rests on."""
    found = terminal.whither("ask", "ada", "--as-of", JUNE, "--json").data()
    found["departureImpact"]["basis"].pop("revision")
    return found


# verify


SPOILT: dict[Fault | FoldFault, tuple[str, ...]] = {
    Fault.DANGLING_END: ("PRAGMA foreign_keys = OFF", "DELETE FROM person WHERE key = (SELECT min(key) FROM person)"),
    Fault.DUPLICATE_KEY: ("DROP INDEX covenant_key", "INSERT INTO covenant SELECT * FROM covenant"),
    Fault.END_BEFORE_START: (
        "UPDATE employment SET start_day = 20001, end_day = 20000 WHERE rowid = (SELECT min(rowid) FROM employment)",
    ),
    Fault.OTHER_CURRENCY: ("UPDATE booking SET currency = 'USD' WHERE rowid = (SELECT min(rowid) FROM booking)",),
    Fault.RING: ("UPDATE account SET parent = key WHERE key = (SELECT min(key) FROM account)",),
    Fault.CHANGE_LOG_BEHIND: ("DELETE FROM change WHERE revision = (SELECT revision FROM meta)",),
    FoldFault.WRONG_FOLD: ("UPDATE tie SET outgoing = outgoing + 1 WHERE key = (SELECT min(key) FROM tie)",),
    FoldFault.STALE_FOLD: ("UPDATE tie SET assumptions = '2019.1' WHERE key = (SELECT min(key) FROM tie)",),
    FoldFault.WAITING: ("UPDATE tie SET assumptions = '' WHERE key = (SELECT min(key) FROM tie)",),
    FoldFault.MISSING_TOUCH: ("DELETE FROM touch WHERE key = (SELECT min(key) FROM touch)",),
}


@pytest.mark.parametrize("fault", SPOILT, ids=lambda fault: fault.value)
def test_verify_finds_what_was_spoilt_by_hand_and_says_what_mends_it(firm: Terminal, fault: Fault | FoldFault) -> None:
    altered(firm.store, *SPOILT[fault])
    ended = firm.whither("verify", "--json")
    told = ended.data()
    assert (ended.code, told["clean"]) == (1, False)
    found = {one["fault"]: one for one in told["faults"]}
    assert found[fault.value]["count"] > 0
    assert found[fault.value]["examples"]
    if fault is not Fault.DANGLING_END:  # whoever is gone was somewhere named
        assert (list(found), told["problems"]) == ([fault.value], [])
    printed = firm.whither("verify")
    assert printed.code == 1
    assert f"{fault.value.capitalize()}: {REMEDIES[fault]}" in in_one_line(printed.out)
    assert "Nothing is wrong" not in printed.out


def test_every_fault_has_a_remedy_and_a_test() -> None:
    assert set(REMEDIES) == set(SPOILT) == {*Fault, *FoldFault}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE meta SET data_format = 99", "holds data format 99 and this version reads"),
        ("UPDATE migration SET checksum = checksum + 1 WHERE version = 1", "is not the one that made"),
    ],
)
def test_verify_finds_a_store_that_this_version_must_not_read(firm: Terminal, statement: str, said: str) -> None:
    altered(firm.store, statement)
    ended = firm.whither("verify", "--json")
    told = ended.data()
    assert (ended.code, told["clean"], told["tiesChecked"]) == (1, False, None)
    assert len([problem for problem in told["problems"] if said in problem]) == 1
    printed = firm.whither("verify")
    assert said in in_one_line(printed.out)
    assert "The rows could not be looked at." in printed.out


def test_verify_of_a_sound_store_says_so_and_changes_nothing(firm: Terminal) -> None:
    before = files(firm.data)
    ended = firm.whither("verify")
    assert (ended.code, "Nothing is wrong" in ended.out) == (0, True)
    told = firm.whither("verify", "--json").data()
    assert (told["clean"], told["problems"], told["faults"], told["tiesChecked"]) == (True, [], [], 37)
    assert files(firm.data) == before


def test_verify_of_an_older_schema_migrates_nothing_and_names_the_command_that_does(terminal: Terminal) -> None:
    terminal.data.mkdir()
    made_by_the_first_version(terminal.store)
    before = files(terminal.data)
    ended = terminal.whither("verify")
    assert (ended.code, "whither migrate" in in_one_line(ended.out)) == (1, True)
    assert "older schema" not in ended.out
    assert files(terminal.data) == before


# rebuild


def test_rebuild_mends_what_was_folded_wrongly_and_the_revision_stays(firm: Terminal) -> None:
    before = firm.whither("verify", "--json").data()
    whole = firm.whither("ask", "ada", "--as-of", JUNE, "--json").data()
    altered(firm.store, "UPDATE tie SET incoming = incoming * 2, assumptions = '2019.1' WHERE key % 2 = 0")
    altered(firm.store, "UPDATE tie SET outgoing = 0 WHERE key % 2 = 1")
    assert firm.whither("verify").code == 1
    ended = firm.whither("rebuild")
    assert (ended.code, "Folded 37 ties again" in ended.out) == (0, True)
    assert firm.whither("verify", "--json").data() == before
    assert firm.whither("ask", "ada", "--as-of", JUNE, "--json").data() == whole


# migrate


def test_migrate_lists_what_is_to_come_runs_it_and_keeps_a_copy(terminal: Terminal) -> None:
    terminal.data.mkdir()
    made_by_the_first_version(terminal.store)
    ended = Terminal(terminal.data, width=300).whither("migrate")
    assert ended.code == 0
    copy = terminal.store.with_name("whither.sqlite.before-0002")
    assert [name for name in LATER if name in ended.out] == LATER
    assert f"as it was before: {copy}" in ended.out
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT max(version) FROM migration").fetchone() == (1,)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    again = terminal.whither("migrate")
    assert (again.code, "up to date: there is nothing to migrate" in again.out) == (0, True)
    assert sorted(files(terminal.data)) == ["whither.sqlite", copy.name]


def test_a_dry_run_of_migrate_lists_the_same_and_changes_nothing(terminal: Terminal) -> None:
    terminal.data.mkdir()
    made_by_the_first_version(terminal.store)
    before = files(terminal.data)
    ended = terminal.whither("migrate", "--dry-run")
    assert (ended.code, "Nothing was changed, as asked" in ended.out) == (0, True)
    assert [name for name in LATER if name in ended.out] == LATER
    assert files(terminal.data) == before


def test_a_dry_run_of_an_import_does_not_migrate_and_names_the_command_that_does(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.data.mkdir()
    made_by_the_first_version(terminal.store)
    before = files(terminal.data)
    ended = terminal.whither("import", str(folder_with(tmp_path / "sam", staff="id,name\ns1,Sam\n")), "--dry-run")
    assert (ended.code, "run whither migrate" in ended.sentence()) == (1, True)
    assert files(terminal.data) == before


def test_migrate_makes_no_store(terminal: Terminal) -> None:
    ended = terminal.whither("migrate")
    assert (ended.code, "There is no store at" in ended.sentence()) == (1, True)
    assert not terminal.data.exists()


def test_a_store_that_another_process_has_open_is_not_migrated(terminal: Terminal) -> None:
    terminal.data.mkdir()
    made_by_the_first_version(terminal.store)
    with closing(sqlite3.connect(terminal.store)) as other:
        other.execute("SELECT count(*) FROM person").fetchone()
        ended = terminal.whither("migrate", environment={"WHITHER_STORE": str(terminal.store)})
    assert ended.code == 1
    assert "is held by another process" in ended.err
    assert sorted(files(terminal.data)) == ["whither.sqlite"]


# backup and restore


def test_a_backup_restored_elsewhere_gives_the_same_answers(firm: Terminal, tmp_path: Path) -> None:
    asked = answer(firm)
    ended = Terminal(firm.data, width=300).whither("backup", str(tmp_path / "monday"))
    assert ended.code == 0
    assert f"Backed up to {tmp_path / 'monday'}" in ended.out
    assert "485 touches, 7 staff members, 14 accounts, 25 people" in ended.out
    assert "audit log: 1 entry" in ended.out
    other = Terminal(tmp_path / "other")
    restored = other.whither("restore", str(tmp_path / "monday"))
    assert (restored.code, "audit log: 1 entry added" in restored.out) == (0, True)
    assert answer(other) == asked
    assert other.whither("verify").code == 0


def test_a_backup_is_a_store_like_any_other(firm: Terminal, tmp_path: Path) -> None:
    assert firm.whither("backup", str(tmp_path / "monday")).code == 0
    asked = ("ask", "ada", "--as-of", JUNE)
    assert firm.whither(*asked).out.partition("If Ada")[2]
    from_backup = firm.whither(*asked, "--store", str(tmp_path / "monday"))
    assert from_backup.out.partition("If Ada")[2] == firm.whither(*asked).out.partition("If Ada")[2]


def test_a_store_that_holds_a_firm_is_replaced_only_when_told_so(firm: Terminal, tmp_path: Path) -> None:
    assert firm.whither("backup", str(tmp_path / "monday")).code == 0
    other = Terminal(tmp_path / "other", width=300)
    assert other.whither("import", str(folder_with(tmp_path / "sam", staff="id,name\ns1,Sam\n"))).code == 0
    refused = other.whither("restore", str(tmp_path / "monday"))
    assert refused.code == 1
    assert "already holds a firm: name another --store, or" in refused.err
    assert other.whither("ask", "s1").code == 0
    ended = other.whither("restore", str(tmp_path / "monday"), "--replace")
    kept = other.store.with_name("whither.sqlite.before-restore")
    assert (ended.code, f"what was there before: {kept}" in ended.out) == (0, True)
    assert answer(other) == answer(firm)
    assert other.whither("ask", "s1", "--store", str(kept)).code == 0


def test_a_backup_of_a_store_that_is_not_there_is_one_sentence(terminal: Terminal, tmp_path: Path) -> None:
    ended = terminal.whither("backup", str(tmp_path / "monday"))
    assert (ended.code, "There is no store at" in ended.sentence()) == (1, True)
    assert not (tmp_path / "monday").exists()


@pytest.mark.parametrize("command", ["backup", "restore", "export"])
def test_a_command_without_its_argument_is_wrong_usage(firm: Terminal, command: str) -> None:
    ended = firm.whither(command)
    assert (ended.code, "Missing argument" in ended.err) == (2, True)


@pytest.mark.parametrize(
    "command", [("verify",), ("rebuild",), ("migrate",), ("backup", "x"), ("restore", "x"), ("export", "x")]
)
def test_a_store_of_another_kind_is_refused(terminal: Terminal, command: tuple[str, ...]) -> None:
    ended = terminal.whither(*command, "--store", "postgres://ada:geheim@db.example:7687")
    assert (ended.code, "begins with neo4j://" in ended.sentence()) == (2, True)
    assert "geheim" not in ended.err


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("missing", "cannot be used (it is not there)"),
        ("folder", "cannot be used (it is a folder or a device, not a file)"),
        ("text", "is not a file of Whither: choose another path, or move it away."),
    ],
)
def test_a_source_that_is_no_backup_is_one_sentence(firm: Terminal, tmp_path: Path, what: str, said: str) -> None:
    source = tmp_path / "monday"
    if what == "folder":
        source.mkdir()
    elif what == "text":
        source.write_text("Dear diary")
    before = files(firm.data)
    ended = firm.whither("restore", str(source), "--replace")
    assert ended.code == 1
    assert ended.sentence().startswith(f"{source} ")
    assert said in ended.err
    assert files(firm.data) == before


@pytest.mark.parametrize("command", ["verify", "rebuild", "migrate", "backup"])
@pytest.mark.parametrize("what", ["text", "newer"])
def test_what_is_no_store_of_this_version_is_one_sentence(
    firm: Terminal, tmp_path: Path, command: str, what: str
) -> None:
    if what == "text":
        firm.store.write_text("Dear diary")
    else:
        altered(firm.store, "INSERT INTO migration (version, name, checksum) VALUES (99, 'later', 1)")
    before = files(firm.data)
    wide = Terminal(firm.data, width=300)
    ended = wide.whither(command, *([str(tmp_path / "monday")] if command == "backup" else []))
    said = "is not a file of Whither" if what == "text" else "has schema 99 and this version of Whither knows"
    assert ended.code == 1
    assert said in (ended.out if (command, what) == ("verify", "newer") else ended.sentence())
    assert files(firm.data) == before
    assert not (tmp_path / "monday").exists()


def test_a_backup_that_is_told_to_stop_leaves_nothing_behind(firm: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "monday"
    target.parent.mkdir()
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Terminated), stopped_where_it_is():
        back_up(firm.store, target, progress=lambda _done, _of: os.kill(os.getpid(), signal.SIGTERM))
    assert list(target.parent.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) is before


# export


def test_an_export_imported_into_an_empty_store_gives_the_same_answers(firm: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    told = firm.whither("export", str(folder), "--json").data()
    written = {one["name"]: one["rows"] for one in told["files"]}
    assert (written["touches.csv"], written["staff.csv"], told["rows"]) == (485, 7, sum(written.values()))
    assert sorted(written) == sorted(path.name for path in folder.iterdir())
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    other = Terminal(tmp_path / "other")
    assert other.whither("import", str(folder)).code == 0
    assert answer(other) == answer(firm)


def test_an_export_is_printed_file_by_file(firm: Terminal, tmp_path: Path) -> None:
    ended = firm.whither("export", str(tmp_path / "out"))
    assert ended.code == 0
    assert [line.split() for line in ended.out.splitlines() if line.startswith("touches.csv")] == [
        ["touches.csv", "485"]
    ]
    assert "Exported 836 rows of revision" in ended.out


def test_a_folder_that_holds_something_is_not_exported_into(firm: Terminal, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ada")
    ended = firm.whither("export", str(tmp_path))
    assert (ended.code, str(tmp_path) in ended.err) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["firm", "letter.txt"]


# doctor


def leaving(ended: Ended) -> list[str]:
    """The lines about staff whose end lies ahead."""
    section = ended.out.partition("Staff whose end lies ahead\n")[2].partition("\n\n")[0]
    return [line.rstrip() for line in section.splitlines()]


def test_doctor_lists_staff_whose_end_lies_ahead_with_the_day(terminal: Terminal, tmp_path: Path) -> None:
    rows = "\n".join(
        ["ann,Ann,2199-01-31", "bob,Bob,2020-01-31", "eve,Eve,", *(f"z{n:02},Zed {n:02},2199-02-01" for n in range(21))]
    )
    folder = folder_with(tmp_path / "folder", staff=f"id,name,end\n{rows}\n")
    assert terminal.whither("import", str(folder)).code == 0
    ended = terminal.whither("doctor")
    assert ended.code == 0
    lines = leaving(ended)
    assert lines[0].split() == ["Ann", "(ann)", "2199-01-31"]
    assert lines[1].split() == ["Zed", "00", "(z00)", "2199-02-01"]
    assert (len(lines), lines[-1].strip()) == (21, "and 2 others")
    assert "bob" not in ended.out
    assert "eve" not in ended.out


def test_doctor_names_the_migrations_to_come_and_the_command_that_runs_them(terminal: Terminal) -> None:
    terminal.data.mkdir()
    made_by_the_first_version(terminal.store)
    before = files(terminal.data)
    ended = Terminal(terminal.data, width=300).whither("doctor")
    problems = ended.out.partition("Problems\n")[2].splitlines()
    assert ended.code == 1
    assert [line.strip() for line in problems] == [
        f"These migrations are still to come: {', '.join(LATER)}; run whither migrate."
    ]
    assert files(terminal.data) == before


def test_doctor_does_not_migrate_an_audit_log(firm: Terminal) -> None:
    firm.whither("ask", "ada", "--as-of", JUNE)
    audit = firm.store.with_name("whither.sqlite.audit")
    with closing(sqlite3.connect(audit)) as connection:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
    audit.unlink()
    with closing(sqlite3.connect(audit)) as connection:  # a log whose making was cut short after its first step
        connection.execute(f"PRAGMA application_id = {mark}")
    audit.chmod(0o600)
    before = audit.read_bytes()
    ended = Terminal(firm.data, width=300).whither("doctor")
    assert ended.code == 1
    assert "The audit log lacks the migrations V0001__entries: run whither migrate." in ended.out
    assert audit.read_bytes() == before
    assert firm.whither("migrate").code == 0
    assert firm.whither("doctor").code == 0


def test_doctor_names_what_a_killed_restore_left_behind(firm: Terminal) -> None:
    left = firm.store.with_name("whither.sqlite.partial.2")
    left.write_bytes(b"half a copy")
    ended = Terminal(firm.data, width=300).whither("doctor")
    assert ended.code == 1
    assert f"{left} is an unfinished copy: if no restore or migration is running, remove it." in ended.out
    left.unlink()
    assert firm.whither("doctor").code == 0
