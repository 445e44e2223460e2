"""The commands on a database of a Neo4j server: they say and do what they do with a file, or refuse in one sentence."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from app import serving
from graph.store.migrations import shipped
from tests.app.commanding import JUNE, Ended, Terminal, company, folder_with
from tests.durability.looking import rows
from tests.servers.finding import server_of
from tests.servers.launching import free_port
from tests.servers.lines import Line
from tests.servers.wiping import driver_of, wipe_all
from tests.store.neo4j_places import address_of, empty_database, settings_of

CHAIN = [migration.label for migration in shipped("neo4j")]
GUESSED = "not-this-one"
ONE = pytest.mark.parametrize("neo4j_line", [Line.LTS], ids=str)
ASK = ("ask", "ada", "--as-of", JUNE)
COMMANDS = {
    "ask": ASK,
    "serve": ("serve", "--port", "0"),
    "import": ("import", company()),
    "import --dry-run": ("import", company(), "--dry-run"),
    "export": ("export", "out"),
    "migrate": ("migrate",),
    "verify": ("verify",),
    "rebuild": ("rebuild",),
}
"""Every command that uses a database, as it is typed."""
every_command = pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)


@dataclass(frozen=True)
class Database(Terminal):
    """A terminal whose settings name a database."""

    settings: Mapping[str, str] | None = None

    def whither(self, *arguments: str, environment: Mapping[str, str] | None = None) -> Ended:
        return super().whither(*arguments, environment={**(self.settings or {}), **(environment or {})})

    def done(self, *arguments: str) -> str:
        """What a command printed that ended well."""
        ended = self.whither(*arguments)
        assert ended.code == 0, ended.out + ended.err
        return ended.out


@pytest.fixture
def database(neo4j_line: Line, tmp_path: Path) -> Database:
    """A terminal with an empty store on a server."""
    return Database(tmp_path / "data", 300, settings_of(empty_database(neo4j_line)))


@pytest.fixture
def filled(database: Database) -> Database:
    """A terminal at which the demo company was imported into a database."""
    database.done("import", company())
    return database


@pytest.fixture
def bare(neo4j_line: Line, tmp_path: Path) -> Database:
    """A terminal whose database is as new."""
    server = server_of(neo4j_line)
    wipe_all(server)
    return Database(tmp_path / "data", 300, settings_of(address_of(server)))


def run(line: Line, statement: str) -> Any:
    """What somebody does with Neo4j Browser: the one value of the answer."""
    server = server_of(line)
    return driver_of(server).execute_query(statement, database_=server.database).records[0].value()


@pytest.fixture
def _serves_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that would begin to listen fails the test instead of running on."""

    async def listen(*_: object, **__: object) -> NoReturn:
        pytest.fail("it began to serve")

    monkeypatch.setattr(serving, "serve", listen)


# Migrations.


def test_a_new_database_is_migrated_once_and_a_dry_run_says_how(bare: Database) -> None:
    for _ in range(2):
        told = bare.done("migrate", "--dry-run")
        assert [name for name in CHAIN if name in told] == CHAIN
        assert "Nothing was changed, as asked" in told
    assert f"Ran {len(CHAIN)} migrations: the store is up to date." in bare.done("migrate")
    assert "up to date: there is nothing to migrate" in bare.done("migrate")
    assert "Nothing is wrong at revision 0" in bare.done("verify")


@pytest.mark.usefixtures("_serves_nobody")
@ONE
def test_a_database_without_a_schema_is_refused_with_the_command_that_makes_it(bare: Database) -> None:
    place = f"{(bare.settings or {})['WHITHER_STORE']}/neo4j"
    for command in ("serve", "ask", "import", "export", "rebuild"):
        ended = bare.whither(*COMMANDS[command])
        assert ended.code == 1, command
        assert told(ended) == f"{place} has no schema yet of this version of Whither: run whither migrate.", command


@pytest.mark.usefixtures("_serves_nobody")
def test_a_service_refuses_an_older_schema_with_the_one_command_that_mends_it(
    filled: Database, neo4j_line: Line
) -> None:
    run(neo4j_line, f"MATCH (m:__Neo4jMigration {{version: '{len(CHAIN):04}'}}) DETACH DELETE m RETURN 0")
    place = address_of(server_of(neo4j_line)).location
    said = filled.whither("serve", "--port", "0").sentence()
    assert said == f"{place} has an older schema than this version of Whither: run whither migrate."
    assert "Ran 1 migration: the store is up to date." in filled.done("migrate")
    assert "If Ada" in filled.done(*ASK)


# What they do.


def without_revision(printed: str) -> str:
    """What was printed, but for the revision: an import makes as many as it has time for."""
    masked, found = re.subn(r'(data revision |"revision": )\d+', r"\1N", printed)
    assert found == 1
    return masked


def test_a_folder_that_is_imported_again_brings_nothing_new(database: Database) -> None:
    counts = []
    for _ in range(2):
        told = database.whither("import", company(), "--json").data()
        counts.append([sum(file[what] for file in told["files"]) for what in ("new", "updated", "rejected")])
        revision = database.whither("verify", "--json").data()["revision"]
    first, again = counts
    assert first[0] > 485
    assert (first[1:], again) == ([0, 0], [0, 0, 0])
    assert revision == database.whither("export", str(database.data / "out"), "--json").data()["revision"] > 0


def test_a_generated_firm_is_the_same_as_in_a_file(database: Database) -> None:
    small = ("demo", "--staff", "12", "--ties", "300", "--json")
    uri = (database.settings or {})["WHITHER_STORE"]
    in_file, there, again = (
        database.whither(*small),
        database.whither(*small, "--store", uri),
        database.whither(*small, "--store", uri),
    )
    assert in_file.data()["figures"] == there.data()["figures"] == again.data()["figures"]
    assert ("Loading" in there.err, "Loading" in again.err) == (True, False)
    ask = shlex.split(there.data()["commands"][0])[1:]
    assert (uri in ask, "Value held" in database.done(*ask)) == (True, True)
    assert not list(database.data.glob("*.folder"))


def test_a_dry_run_of_an_import_says_what_would_come_and_loads_nothing(database: Database, neo4j_line: Line) -> None:
    told = database.whither("import", company(), "--dry-run", "--json").data()
    assert {file["name"]: file["new"] for file in told["files"]}["touches.csv"] == 485
    assert run(neo4j_line, "MATCH (s:__WhitherStore) RETURN s.units") == 0
    ended = database.whither(*ASK)
    assert (ended.code, "is empty: load a folder into it" in ended.sentence()) == (1, True)


def test_rows_set_aside_are_listed_in_the_data_folder(database: Database, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "folder", staff="id,name,start\ns1,Sam,2020-01-01\ns2,Sue,soon\n")
    ended = database.whither("import", str(folder))
    assert ended.code == 3
    listed = database.data / "rejects.csv"
    assert str(listed) in ended.out
    assert "soon" in listed.read_text(encoding="utf-8")


def test_the_same_is_printed_exported_and_given_to_programs_as_from_a_file(
    filled: Database, firm: Terminal, neo4j_line: Line, tmp_path: Path
) -> None:
    place = address_of(server_of(neo4j_line)).location
    file = replace(firm, width=300)
    printed, here = (without_revision(one.whither(*ASK).out).splitlines() for one in (file, filled))
    assert (printed[0], here[0]) == (f"Store: {file.store}", f"Store: {place}")
    assert len(here) > 20
    assert here[1:] == printed[1:]
    first, second = (without_revision(one.whither(*ASK, "--json").out) for one in (file, filled))
    assert first == second
    for terminal, out in ((file, "file"), (filled, "database")):
        assert terminal.whither("export", str(tmp_path / out)).code == 0
    assert rows(tmp_path / "database") == rows(tmp_path / "file")


def test_a_wrong_fold_is_found_by_verify_and_mended_by_rebuild(filled: Database, neo4j_line: Line) -> None:
    before = filled.done("verify")
    assert "Nothing is wrong" in before
    run(neo4j_line, "MATCH (:Staff {id: 'ada'})-[k:KNOWS]->() WITH k LIMIT 1 SET k.outgoing = k.outgoing + 1 RETURN 0")
    spoilt = filled.whither("verify")
    assert (spoilt.code, "run whither rebuild." in spoilt.out) == (1, True)
    assert "Folded 37 ties again; the revision is what it was." in filled.done("rebuild")
    assert filled.done("verify") == before


def test_doctor_shows_the_settings_without_the_password_and_what_the_database_holds(filled: Database) -> None:
    assert filled.settings is not None
    told = filled.done("doctor")
    shown = {words[0]: words[1] for line in told.splitlines() if len(words := line.split()) > 1}
    assert {name: shown[name] for name in filled.settings} == {**filled.settings, "WHITHER_NEO4J_PASSWORD": "***"}
    assert filled.settings["WHITHER_NEO4J_PASSWORD"] not in told
    assert f"  database        {filled.settings['WHITHER_STORE']}/neo4j" in told
    counts = dict(line.rsplit(maxsplit=1) for line in told.partition("Rows\n")[2].splitlines() if line[:2] == "  ")
    assert (counts["  touches"], counts["  staff members"], counts["  ties"]) == ("485", "7", "37")
    assert "Nothing is wrong." in told


# What they refuse.


@ONE
@pytest.mark.parametrize(
    ("command", "instead"), [("backup", "neo4j-admin database dump"), ("restore", "neo4j-admin database load")]
)
def test_a_backup_is_left_to_the_tool_of_the_server(database: Database, command: str, instead: str) -> None:
    ended = database.whither(command, str(database.data / "monday"))
    assert (ended.code, instead in ended.sentence()) == (2, True)


@pytest.mark.usefixtures("_serves_nobody")
@every_command
@ONE
def test_a_wrong_password_is_one_sentence(database: Database, command: tuple[str, ...]) -> None:
    wrong = {"WHITHER_NEO4J_USER": f"nobody-{'-'.join(command[:1])}", "WHITHER_NEO4J_PASSWORD": GUESSED}
    ended = database.whither(*command, environment=wrong)
    assert (ended.code, "does not know this user and password: set WHITHER_NEO4J_USER" in told(ended)) == (1, True)
    assert GUESSED not in ended.out + ended.err


@pytest.mark.usefixtures("_serves_nobody")
@every_command
@ONE
def test_a_database_that_is_not_there_is_one_sentence(database: Database, command: tuple[str, ...]) -> None:
    ended = database.whither(*command, environment={"WHITHER_NEO4J_DATABASE": "elsewhere"})
    assert (ended.code, "/elsewhere: correct WHITHER_NEO4J_DATABASE, or create it." in told(ended)) == (1, True)


@pytest.mark.usefixtures("_serves_nobody")
@pytest.mark.parametrize("command", [ASK, COMMANDS["serve"]], ids=["ask", "serve"])
def test_a_server_that_is_not_there_is_one_sentence(terminal: Terminal, command: tuple[str, ...]) -> None:
    store = f"neo4j://127.0.0.1:{free_port()}"
    ended = terminal.whither(*command, "--store", store)
    assert (ended.code, ended.sentence().startswith(f"{store}/neo4j cannot be reached (nobody listens")) == (1, True)


def test_doctor_calls_a_server_that_is_not_there_a_problem(terminal: Terminal) -> None:
    store = f"neo4j://127.0.0.1:{free_port()}"
    ended = replace(terminal, width=300).whither("doctor", "--store", store)
    assert (ended.code, f"{store}/neo4j cannot be reached" in ended.out.partition("Problems")[2]) == (1, True)


def told(ended: Ended) -> str:
    """The one sentence with which a command was refused, below the line that names the store, if it says that first."""
    return replace(ended, out="").sentence()
