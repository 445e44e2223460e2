"""Whatever stands where a store should be: one sentence with the remedy, and doctor says what is wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.app.commanding import JUNE, Ended, Terminal, folder_with


def text(path: Path) -> None:
    path.write_text("Dear diary, this is not a database.\n" * 200)


def foreign(path: Path) -> None:
    """A database of another program."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE song (title TEXT)")


def folder(path: Path) -> None:
    path.mkdir()


def overwritten(path: Path) -> None:
    """A store whose pages were overwritten; its header is whole."""
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))


def cut(path: Path) -> None:
    """A store of which only the first page arrived."""
    path.write_bytes(path.read_bytes()[:4096])


MADE = {"text": text, "foreign": foreign, "folder": folder}
BROKEN = {"overwritten": overwritten, "cut": cut}


def contents(data: Path) -> dict[Path, bytes]:
    """Every file and what is in it, but for SQLite's scratch index and an empty log of its own."""
    files = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    return {path: held for path, held in files.items() if held and not path.name.endswith("-shm")}


@pytest.fixture(params=sorted(MADE | BROKEN))
def broken(request: pytest.FixtureRequest, firm: Terminal, tmp_path: Path) -> Terminal:
    """A terminal whose store is not one."""
    what: Callable[[Path], None] = (MADE | BROKEN)[request.param]
    if request.param in MADE:
        firm = Terminal(tmp_path / "broken")
        firm.data.mkdir()
    what(firm.store)
    return firm


@pytest.mark.parametrize("command", [("ask", "ada", "--as-of", JUNE), ("ask", "ada", "--as-of", JUNE, "--json")])
def test_a_broken_store_is_refused_in_one_sentence(broken: Terminal, command: tuple[str, ...]) -> None:
    ended = broken.whither(*command)
    assert ended.code == 1
    assert str(broken.store) in ended.sentence().removeprefix(f"Store: {broken.store}")


def test_doctor_says_what_is_wrong_with_a_broken_store(broken: Terminal) -> None:
    ended = broken.whither("doctor")
    assert ended.code == 1
    assert "Problems" in ended.out
    assert str(broken.store) in "".join(ended.out.partition("Problems")[2].split())
    assert "WHITHER_STORE" in ended.out


def test_doctor_mends_and_makes_nothing(broken: Terminal) -> None:
    before = contents(broken.data)
    broken.whither("doctor")
    assert contents(broken.data) == before


@pytest.mark.parametrize("command", [("ask", "ada"), ("ask", "ada", "--json")])
def test_a_store_that_is_not_there_is_not_made_by_asking(terminal: Terminal, command: tuple[str, ...]) -> None:
    ended = terminal.whither(*command)
    assert (ended.code, "whither import" in ended.sentence()) == (1, True)
    assert not terminal.store.exists()


def test_doctor_finds_nothing_wrong_with_a_store_that_is_not_made_yet(terminal: Terminal) -> None:
    ended = terminal.whither("doctor")
    assert ended.code == 0
    assert "not made yet" in ended.out
    assert not terminal.store.exists()


def test_an_empty_store_says_how_to_fill_it(terminal: Terminal, tmp_path: Path) -> None:
    bad = folder_with(tmp_path / "folder", staff="id,name,start\ns1,Sam,soon\n")
    assert terminal.whither("import", str(bad), "--strict").code == 1
    ended = terminal.whither("ask", "ada")
    assert ended.code == 1
    assert "is empty" in ended.sentence()
    assert "whither import" in ended.sentence()
    assert terminal.whither("doctor").code == 0


def test_doctor_counts_what_a_store_holds(firm: Terminal) -> None:
    out = firm.whither("doctor").out
    counts = dict(line.rsplit(maxsplit=1) for line in out.partition("Rows\n")[2].splitlines() if line.startswith("  "))
    assert (counts["  touches"], counts["  staff members"], counts["  bookings"]) == ("485", "7", "206")
    assert "Wren & Tallis Controls" in out
    assert "Nothing is wrong." in out


def test_doctor_notices_a_misspelt_setting(firm: Terminal) -> None:
    ended = firm.whither("doctor", environment={"WHITHER_STROE": "x"})
    assert ended.code == 1
    assert "WHITHER_STROE is not a setting" in ended.out


def test_doctor_hides_secrets_and_survives_a_store_of_another_kind(terminal: Terminal) -> None:
    ended = terminal.whither("doctor", "--store", "neo4j://ada:geheim@db.example:7687")
    assert ended.code == 1
    assert "geheim" not in ended.out + ended.err
    assert "leave user and password out" in " ".join(ended.out.split())


@pytest.mark.parametrize("command", [("ask", "ada"), ("serve",), ("import", ".")])
def test_a_store_of_another_kind_is_refused_in_one_sentence(terminal: Terminal, command: tuple[str, ...]) -> None:
    ended = terminal.whither(*command, "--store", "postgres://ada:geheim@db.example:7687")
    assert (ended.code, "begins with neo4j://" in ended.sentence()) == (2, True)
    assert "geheim" not in ended.err


@pytest.mark.parametrize("command", [("ask", "ada"), ("serve",), ("import", "."), ("migrate",), ("verify",)])
def test_credentials_in_an_address_are_refused_and_not_repeated(terminal: Terminal, command: tuple[str, ...]) -> None:
    ended = terminal.whither(*command, "--store", "neo4j://ada:geheim@db.example:7687")
    assert (ended.code, "leave user and password out" in ended.sentence()) == (2, True)
    assert "geheim" not in ended.err


@pytest.mark.parametrize(
    "store",
    [
        "neo4j//127.0.0.1:7687",
        "neo4j:127.0.0.1:7687",
        "neo4j:/127.0.0.1:7687",
        "neo4j/127.0.0.1:7687",
        "bolt:/127.0.0.1:7687",
        "bolt+ssc:127.0.0.1",
        "neo4j+s//db.example",
        "Neo4j:db.example",
    ],
)
@pytest.mark.parametrize("command", [("ask", "ada"), ("import", "."), ("migrate",), ("copy", "x")])
def test_a_mistyped_address_is_refused_and_makes_no_file(
    terminal: Terminal, command: tuple[str, ...], store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = terminal.whither(*command, *((store,) if command[0] == "copy" else ("--store", store)))
    scheme = store.lower().partition(":")[0].partition("/")[0]
    said = f"write an address as {scheme}://host:port, and a file of such a name as ./{store}."
    assert (ended.code, said in ended.sentence(), list(tmp_path.iterdir())) == (2, True, [])


def test_a_file_whose_name_begins_like_an_address_is_a_file_where_its_folder_is_named(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    staff = str(folder_with(tmp_path / "sam", staff="id,name\ns1,Sam\n"))
    for given in (("--store", "./neo4j/one.sqlite"), ("--store", "neo4jx"), ("--store", str(tmp_path / "bolt:2"))):
        assert terminal.whither("import", staff, *given).code == 0
    assert terminal.whither("import", staff, environment={"WHITHER_DATA": "neo4j/data"}).code == 0
    made = (Path("neo4j/one.sqlite"), Path("neo4jx"), Path("bolt:2"), Path("neo4j/data/whither.sqlite"))
    assert [path for path in made if not path.is_file()] == []


@pytest.mark.parametrize("database", ["system", "System"])
def test_the_database_that_a_server_keeps_for_itself_is_refused(terminal: Terminal, database: str) -> None:
    setting = {"WHITHER_NEO4J_DATABASE": database}
    told = "and cannot hold a firm; name another database."
    wide = Terminal(terminal.data, width=300)
    found = problems(wide.whither("doctor", "--store", "neo4j://127.0.0.1:1", environment=setting))
    assert found.startswith(f"WHITHER_NEO4J_DATABASE '{database}' cannot be used: ")
    assert found.endswith(told)
    for command in ("ask", "migrate", "import"):
        given = () if command == "migrate" else (".",)
        ended = wide.whither(command, *given, "--store", "neo4j://127.0.0.1:1", environment=setting)
        assert (ended.code, ended.sentence().endswith(told)) == (2, True)


def test_credentials_in_a_mistyped_address_are_not_repeated(terminal: Terminal) -> None:
    for store in ("neo4j//ada:geheim@db.example:7687", "bolt:ada:geheim@db.example", "Neo4j+s:/ada:geheim@db.example"):
        for command in (("ask", "ada"), ("doctor",)):
            ended = terminal.whither(*command, "--store", store)
            assert ended.code > 0
            assert "write an address as" in " ".join((ended.out + ended.err).split())
            assert "geheim" not in ended.out + ended.err


def test_the_environment_names_the_store_and_the_option_wins(firm: Terminal, tmp_path: Path) -> None:
    named = {"WHITHER_STORE": str(firm.store)}
    elsewhere = Terminal(tmp_path / "elsewhere")
    assert elsewhere.whither("ask", "ada", "--as-of", JUNE, environment=named).code == 0
    ended = elsewhere.whither("ask", "ada", "--store", str(tmp_path / "none"), environment=named)
    assert str(tmp_path / "none") in ended.sentence()


def test_a_setting_that_cannot_be_meant_is_refused(terminal: Terminal) -> None:
    ended = terminal.whither("ask", "ada", environment={"WHITHER_PORT": "eighty"})
    assert (ended.code, "WHITHER_PORT" in ended.sentence()) == (2, True)


def problems(ended: Ended) -> str:
    """What doctor calls problems, in one line."""
    assert ended.code == 1, ended.out
    assert "Nothing is wrong" not in ended.out
    return " ".join(ended.out.partition("Problems")[2].split())


@pytest.mark.parametrize("what", [text, foreign])
def test_doctor_names_an_audit_log_that_is_none(firm: Terminal, what: Callable[[Path], None]) -> None:
    audit = firm.store.with_name(firm.store.name + ".audit")
    audit.unlink()
    what(audit)
    before = audit.read_bytes()
    wide = Terminal(firm.data, width=300)
    refused = wide.whither("ask", "ada", "--as-of", JUNE)
    assert (refused.code, str(audit) in refused.sentence()) == (1, True)
    ended = wide.whither("doctor")
    assert f"{audit} is not a file of Whither" in problems(ended)
    assert "Rows" in ended.out
    assert audit.read_bytes() == before


def test_doctor_does_not_make_an_audit_log(firm: Terminal) -> None:
    audit = firm.store.with_name(firm.store.name + ".audit")
    audit.write_bytes(b"")
    assert firm.whither("doctor").code == 0
    assert audit.read_bytes() == b""
    audit.unlink()
    assert firm.whither("doctor").code == 0
    assert not audit.exists()


@pytest.mark.parametrize("ending", ["", ".audit"])
def test_doctor_names_a_file_that_others_can_read(firm: Terminal, ending: str) -> None:
    file = firm.store.with_name(firm.store.name + ending)
    file.chmod(0o644)
    assert f"chmod 600 {file}" in problems(Terminal(firm.data, width=300).whither("doctor"))


@pytest.mark.parametrize("ending", ["", ".audit"])
def test_doctor_names_a_migration_that_is_not_the_shipped_one_once(firm: Terminal, ending: str) -> None:
    file = firm.store.with_name(firm.store.name + ending)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE migration SET checksum = checksum + 1 WHERE version = 1")
        connection.commit()
    wide = Terminal(firm.data, width=300)
    refused = wide.whither("ask", "ada", "--as-of", JUNE)
    assert refused.code == 1
    said = problems(wide.whither("doctor"))
    assert "V0001" in said
    assert said.count(refused.sentence()) == 1
