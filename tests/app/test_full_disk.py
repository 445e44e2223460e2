"""A full disk, wherever it is met: one sentence with the remedy, nothing damaged, and with room again all goes on."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from exchange.rejects import Reject, RejectsFile
from graph.domain.records import Person
from graph.errors import FolderError
from graph.store.migrations import shipped
from tests.app.commanding import JUNE, Terminal, company, folder_with
from tests.app.narrow_disk import Disk, Narrow
from tests.app.served import code_of, served
from tests.durability.invented_folder import Size, invent
from tests.durability.looking import Stage, rows, stage
from tests.store.files import content
from tests.store.older import made_by_the_first_version

SIZE = Size(staff=30, accounts=50, people=2_000, touches=4_000)
MOST_TRIES = 200
LONG = "so that the page is soon full " * 6
SAM = {"id": "sam", "name": "Sam", "idempotencyKey": "one"}


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk of the test's stores, on which there is room."""
    return Disk(monkeypatch)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose ties do not fit where they stood once they are folded."""
    return invent(tmp_path_factory.mktemp("full") / "folder", SIZE)


@pytest.fixture(scope="module")
def clean(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The export after an import that found room."""
    terminal = Terminal(tmp_path_factory.mktemp("clean"))
    assert terminal.whither("import", str(folder)).code == 0
    return exported(terminal)


def exported(terminal: Terminal) -> dict[str, bytes]:
    """What is exported from a store in which nothing is wrong."""
    verified = terminal.whither("verify")
    assert verified.code == 0, verified.out
    assert terminal.whither("export", str(terminal.data / "out")).code == 0
    return rows(terminal.data / "out")


def full(store: Path) -> str:
    """What is said of a store on a full disk."""
    return f"The disk that holds {store} is full: make room and try again."


WHEN: dict[Stage, Callable[[Narrow], bool]] = {
    Stage.NOT_BEGUN: lambda _: True,
    Stage.CHECKING: lambda connection: connection.file.suffix == ".audit",
    Stage.WRITING: lambda connection: connection.rows("person") > 0,
    Stage.FOLDING: lambda connection: connection.rows("touch") >= SIZE.touches,
}
"""Where an import stands when the disk is full: making the store, its audit log, in pass 2, folding."""


@pytest.mark.parametrize("where", WHEN, ids=lambda where: where.name)
def test_an_import_that_found_no_room_ends_as_one_clean_run_when_there_is_some(
    terminal: Terminal, disk: Disk, folder: Path, clean: dict[str, bytes], where: Stage
) -> None:
    disk.fill(WHEN[where])
    ended = terminal.whither("import", str(folder))
    assert ended.code == 1
    lacking = terminal.store.with_name("whither.sqlite.audit") if where is Stage.CHECKING else terminal.store
    assert ended.sentence() == full(lacking)
    assert stage(terminal.store, SIZE.touches) is where
    assert terminal.whither("import", str(folder)).sentence() == full(lacking)
    if where in (Stage.WRITING, Stage.FOLDING):
        disk.make_room()
        assert "An import begun at " in " ".join(terminal.whither("ask", "s1", "--as-of", "2025-06-01").out.split())
    disk.make_room()
    assert terminal.whither("import", str(folder)).code == 0
    assert stage(terminal.store, SIZE.touches) is Stage.ENDED
    assert exported(terminal) == clean


def test_a_question_whose_audit_row_finds_no_room_is_not_answered(firm: Terminal, disk: Disk) -> None:
    audit = firm.store.with_name("whither.sqlite.audit")
    ask = ("ask", "ada", "--as-of", JUNE)
    disk.fill()
    for _ in range(MOST_TRIES):  # until the last page is filled to the brim
        ended = firm.whither(*ask, "--purpose", LONG)
        if ended.code:
            break
    assert ended.sentence() == full(audit)
    assert "If Ada Lindqvist" not in ended.out
    disk.make_room()
    assert firm.whither(*ask).code == 0
    assert firm.whither("doctor").code == 0


def test_a_migration_that_finds_no_room_changes_nothing(terminal: Terminal, disk: Disk) -> None:
    terminal.data.mkdir()
    made_by_the_first_version(terminal.store)
    before = content(terminal.store)
    disk.fill()
    ended = terminal.whither("migrate")
    assert (ended.code, ended.sentence()) == (1, full(terminal.store))
    assert content(terminal.store) == before
    disk.make_room()
    migrated = terminal.whither("migrate")
    assert migrated.code == 0
    assert shipped("embedded")[-1].label in " ".join(migrated.out.split())
    assert terminal.whither("verify").code == 0


# Changes and questions over HTTP.


async def test_a_change_that_finds_no_room_is_a_typed_error_and_its_key_works_when_there_is_some(
    tmp_path: Path, disk: Disk
) -> None:
    async with served(tmp_path) as service:
        store = service.firm.store
        disk.fill(lambda connection: connection.file == service.store)
        for number in range(MOST_TRIES):  # until the last page is filled to the brim
            response = await service.change("personAdd", id=f"p{number}", name="x" * 200)
            if "errors" in response.json():
                break
        assert code_of(response) == "STORE_UNAVAILABLE"
        assert response.json()["errors"][0]["message"] == full(service.store)
        revision = await store.revision()
        big = {**SAM, "title": "y" * 1_000}
        assert code_of(await service.change("personAdd", **big)) == "STORE_UNAVAILABLE"
        assert (await service.ready())[0] == 200
        assert (await service.ask()).json() == {"data": {"departureImpact": {"__typename": "DepartureImpact"}}}
        assert await store.revision() == revision
        disk.make_room()
        payload = await service.made("personAdd", **big)
        assert (payload["replayed"], payload["revision"]) == (False, revision + 1)
        assert set(await store.fetch(Person, [f"p{number}", "sam"])) == {"sam"}


@pytest.mark.parametrize("sam", [SAM, {"id": "sam", "name": "Sam"}], ids=["with a key", "without a key"])
async def test_a_change_whose_audit_row_finds_no_room_is_not_made_until_there_is_some(
    tmp_path: Path, disk: Disk, sam: dict[str, str]
) -> None:
    async with served(tmp_path) as service:
        store, entries = service.firm.store, service.firm.audit.entries
        disk.fill(lambda connection: connection.file == service.audit)
        service.client.headers["Whither-Purpose"] = LONG
        for _ in range(MOST_TRIES):
            response = await service.ask()
            if "errors" in response.json():
                break
        assert code_of(response) == "STORE_UNAVAILABLE"
        assert response.json()["errors"][0]["message"] == full(service.audit)
        noted, revision = len(await entries(1_000)), await store.revision()
        refused = await service.change("personAdd", **sam)
        assert code_of(refused) == "STORE_UNAVAILABLE"
        assert refused.json()["errors"][0]["message"] == full(service.audit)
        assert len(await entries(1_000)) == noted
        assert (await store.fetch(Person, ["sam"]), await store.revision()) == ({}, revision)
        disk.make_room()
        payload = await service.made("personAdd", **sam)
        assert (payload["replayed"], payload["changed"]) == (False, True)
        assert payload["revision"] == await store.revision() == revision + 1
        newest, *_ = await entries(1)
        assert (newest.question, newest.subjects) == ("personAdd", ("sam",))


# The list of rows set aside.


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system lets nobody write more bytes into a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


@pytest.mark.parametrize("room", [0, 40, 20_000])
def test_a_list_of_rejects_that_finds_no_room_is_not_in_the_way_of_the_next(tmp_path: Path, room: int) -> None:
    listed = tmp_path / "rejects.csv"
    reject = Reject("staff.csv", 2, "start", "soon", "give a date", "s1,Sam,soon")

    def write() -> None:
        with RejectsFile(listed, tmp_path / "folder") as rejects:
            for _ in range(1_000):
                rejects.add(reject)

    with files_of_at_most(room), pytest.raises(FolderError, match=r"rejects\.csv \(File too large\): choose another"):
        write()
    assert list(tmp_path.iterdir()) == []
    write()
    assert listed.read_text(encoding="utf-8").count("\n") == 1_001


def test_an_import_whose_list_of_rejects_finds_no_room_loads_nothing(terminal: Terminal, tmp_path: Path) -> None:
    bad = "".join(f"b{number},Bad {number},someday\n" for number in range(12_000))
    source = folder_with(tmp_path / "folder", staff=f"id,name,start\ns1,Sam,2024-01-01\n{bad}")
    elsewhere = tmp_path / "rejects"
    with files_of_at_most(600_000):
        ended = terminal.whither("import", str(source), "--rejects", str(elsewhere))
    assert ended.code == 1
    assert f"The rejects cannot be written to {elsewhere / 'rejects.csv'}" in ended.sentence()
    assert "is empty" in terminal.whither("ask", "s1").sentence()
    again = terminal.whither("import", str(source), "--rejects", str(elsewhere), "--json")
    assert (again.code, again.data()["rejected"]) == (3, 12_000)
    assert terminal.whither("ask", "s1").code == 0
    assert terminal.whither("import", company(), "--dry-run").code == 0
