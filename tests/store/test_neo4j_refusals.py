"""Every way in which a Neo4j server can fail: one sentence with the remedy, of the right type."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from neo4j import AsyncManagedTransaction, unit_of_work

from graph.domain.records import Person
from graph.errors import StoreBusy, StoreError, StoreUnavailable
from graph.store.migrations import shipped
from graph.store.neo4j import Address, Neo4jStore, open_audit_log, open_store, upgrade
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.faults import said_plainly
from graph.store.neo4j.guard import Guard
from graph.store.protocol import Transaction
from graph.store.values import AuditEntry
from tests.servers.finding import own_server, server_of
from tests.servers.launching import Launched, free_port
from tests.servers.lines import Line
from tests.servers.wiping import driver_of
from tests.store.neo4j_places import address_of, empty_database
from tests.store.writing import NOON, write

HASTE = 0.2
"""Seconds for which the tests let the driver try again; a store tries for five."""
GUESSED, FIRST = "not-this-one", "until-today"
ONE = pytest.mark.parametrize("neo4j_line", [Line.LTS], ids=str)
OTHER = pytest.mark.parametrize("neo4j_line", [Line.CALENDAR], ids=str)


@pytest.fixture
def address(neo4j_line: Line) -> Address:
    """An empty store on the server of a line."""
    return empty_database(neo4j_line)


@asynccontextmanager
async def hasty_store(address: Address) -> AsyncIterator[Neo4jStore]:
    """A store that is there, and not patient with a server that is not."""
    store = Neo4jStore(Connection(replace(address, waiting=HASTE)), "first", shipped("neo4j"), None)
    try:
        yield store
    finally:
        await store.close()


async def said(address: Address, kind: type[StoreError] = StoreUnavailable) -> str:
    """The sentence with which somebody who asks there is refused."""
    connection = Connection(replace(address, waiting=HASTE))
    try:
        with pytest.raises(StoreError) as caught, said_plainly(address.location):
            await Guard(connection).read_revision()
    finally:
        await connection.close()
    assert type(caught.value) is kind
    return str(caught.value)


async def said_of(asked: Awaitable[object], kind: type[StoreError] = StoreUnavailable) -> str:
    """The sentence with which this fails."""
    with pytest.raises(StoreError) as caught:
        await asked
    assert type(caught.value) is kind
    return str(caught.value)


@asynccontextmanager
async def serving(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[int]:
    """The port of a server on which everybody gets this answer."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
async def test_a_server_that_is_not_there_is_told_with_what_to_look_at(scheme: str) -> None:
    address = Address(f"{scheme}://127.0.0.1:{free_port()}")
    remedy = "see whether it runs and whether the address is right, then try again."
    assert await said(address) == f"{address.location} cannot be reached (nobody listens there): {remedy}"
    address = Address(f"{scheme}://no-such-host.invalid:7687")
    assert "(nobody knows a computer of this name): see whether it runs" in await said(address)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
async def test_a_port_that_speaks_something_else_is_told_with_the_one_to_give(scheme: str) -> None:
    async def http(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def hanging_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    for answer in (http, hanging_up):
        async with serving(answer) as port:
            sentence = await said(Address(f"{scheme}://127.0.0.1:{port}"))
        assert "(something else answers there): give the port of its Bolt connector" in sentence


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
async def test_a_server_that_never_answers_is_waited_for_no_longer_than_said(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert "cannot be reached (there is no answer): see whether" in await said(
            Address(f"{scheme}://127.0.0.1:{port}")
        )


@pytest.mark.parametrize("scheme", ["bolt+s", "bolt+ssc", "neo4j+s", "neo4j+ssc"])
async def test_encryption_where_there_is_none_is_told_with_the_schemes(scheme: str, address: Address) -> None:
    sentence = await said(replace(address, uri=f"{scheme}://127.0.0.1:{urlsplit(address.uri).port}"))
    assert "(it has no encryption, or no certificate for this name): neo4j:// and bolt:// are for a server" in sentence


async def test_a_wrong_password_is_told_with_the_settings_that_hold_it(address: Address) -> None:
    wrong = replace(address, user="nobody", password=GUESSED)
    remedy = "set WHITHER_NEO4J_USER, and WHITHER_NEO4J_PASSWORD or WHITHER_NEO4J_PASSWORD_FILE."
    refused = f"{wrong.location} does not know this user and password: {remedy}"
    assert await said_of(open_store(wrong, "first")) == refused
    assert await said_of(open_audit_log(wrong)) == refused


@pytest.fixture
def newcomer(neo4j_line: Line) -> Iterator[Address]:
    """The database for a user who has to choose another password first."""
    server = server_of(neo4j_line)
    driver, parameters = driver_of(server), {"name": "newcomer", "password": FIRST}
    driver.execute_query("CREATE USER $name SET PASSWORD $password CHANGE REQUIRED", parameters, database_="system")
    yield replace(address_of(server), user="newcomer", password=FIRST)
    driver.execute_query("DROP USER $name", parameters, database_="system")


async def test_a_password_to_be_changed_and_one_guessed_too_often_are_told_apart(newcomer: Address) -> None:
    assert "wants the password of this user to be changed first: sign in with" in await said(newcomer)
    for _ in range(4):
        sentence = await said(replace(newcomer, password=GUESSED))
    assert "was given a wrong password several times: correct it, and try again in a few seconds." in sentence


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
async def test_a_database_that_is_not_there_is_told_with_the_setting_that_names_it(
    scheme: str, address: Address
) -> None:
    wrong = replace(address, uri=f"{scheme}://127.0.0.1:{urlsplit(address.uri).port}", database="elsewhere")
    sentence = await said_of(open_store(wrong, "first"))
    assert sentence == f"There is no database {wrong.location}: correct WHITHER_NEO4J_DATABASE, or create it."


async def test_what_waits_for_others_for_too_long_says_so(address: Address) -> None:
    lock = "MATCH (w:__WhitherWriter) SET w.held = true"
    connection = Connection(replace(address, waiting=HASTE))

    @unit_of_work(timeout=HASTE)
    async def wait(transaction: AsyncManagedTransaction) -> None:
        await (await transaction.run(lock)).consume()

    async def write_beside() -> None:
        with said_plainly(address.location):
            async with connection.session("WRITE") as session:
                await session.execute_write(wait)

    async with connection.session("WRITE") as holder:
        holding = await holder.begin_transaction()
        await (await holding.run(lock)).consume()
        sentence = await said_of(write_beside(), StoreBusy)
        await holding.rollback()
    await connection.close()
    assert sentence == f"{address.location} is held by others for too long: try again."


async def test_what_takes_too_long_says_so(address: Address) -> None:
    connection = Connection(replace(address, waiting=HASTE))

    @unit_of_work(timeout=HASTE)
    async def count(transaction: AsyncManagedTransaction) -> None:
        await (await transaction.run("UNWIND range(1, 10000000000) AS number RETURN count(number)")).consume()

    async def ask() -> None:
        with said_plainly(address.location):
            async with connection.session("READ") as session:
                await session.execute_read(count)

    sentence = await said_of(ask(), StoreBusy)
    await connection.close()
    assert sentence == f"{address.location} did not finish in time: try again when its server has less to do."


async def test_a_store_that_was_closed_is_to_be_opened_again(address: Address) -> None:
    store = await open_store(address, "first")
    await store.count(Person)
    await store.close()
    assert "(it has been closed): open it again." in await said_of(store.count(Person))


async def test_a_commit_whose_acknowledgement_is_lost_is_there_whole_or_not_at_all(address: Address) -> None:
    commit = b"\xb0\x12"  # the message of the protocol
    cut = False

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection("127.0.0.1", urlsplit(address.uri).port)

        async def back() -> None:
            while answer := await server.read(65_536):
                writer.write(answer)

        answering = asyncio.create_task(back())
        while asked := await reader.read(65_536):
            to_server.write(asked)
            if cut and commit in asked:
                writer.transport.abort()
                break
        to_server.close()
        await asyncio.gather(answering, return_exceptions=True)
        writer.close()

    async def work(transaction: Transaction) -> None:
        nonlocal cut
        await transaction.put([Person("pat")])
        cut = True

    async with serving(pass_on) as port, hasty_store(replace(address, uri=f"bolt://127.0.0.1:{port}")) as store:
        sentence = await said_of(store.write(work))
    assert "was lost while a change was being committed, which is there whole or not at all" in sentence
    again = await open_store(address, "first")
    await write(again, Person("pat"))
    assert (await again.count(Person), await again.revision()) == (1, 1)
    await again.close()


@ONE
async def test_a_server_killed_in_a_unit_and_one_set_to_read_only_say_so_and_nothing_of_the_unit_stays(
    neo4j_line: Line, tmp_path: Path
) -> None:
    with own_server(neo4j_line, tmp_path / "home") as own:
        address = address_of(own.server)
        await upgrade(address, "the tests")
        async with hasty_store(address) as store:
            await write(store, Person("pat"))
            await _kill_in_a_unit(own, store)
            await asyncio.to_thread(own.start_again)  # a database that has to recover does not start as read-only
            assert (await store.count(Person), await store.revision()) == (1, 1)
            with driver_of(own.server).session(database=address.database) as session:  # as some minutes later
                session.run("MATCH (s:__WhitherStore) SET s.committing = []").consume()
            await asyncio.to_thread(own.terminate)

            configured = tmp_path / "home" / "conf" / "neo4j.conf"
            with configured.open("a", encoding="utf-8") as settings:
                settings.write("server.databases.default_to_read_only=true\ndbms.memory.transaction.total.max=64m\n")
            await asyncio.to_thread(own.start_again)
            assert await store.count(Person) == 1
            refused = f"{address.location} is set to read-only: take it out of server.databases.read_only or "
            assert (await said_of(write(store, Person("quin")))).startswith(refused)
            assert (await said_of(_append(address))).startswith(refused)
            assert [sentence.startswith(refused) for sentence in (await store.condition()).problems] == [True]
            assert "ran out of memory: give it more heap" in await said_of(_fill_memory(address))


async def _kill_in_a_unit(own: Launched, store: Neo4jStore) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.put([Person("quin")])
        await asyncio.to_thread(own.kill)
        await transaction.put([Person("ray")])

    assert "cannot be reached (nobody listens there)" in await said_of(store.write(work))
    assert "cannot be reached (nobody listens there)" in await said_of(store.count(Person))


async def _append(address: Address) -> None:
    log = await open_audit_log(address)
    try:
        await log.append(AuditEntry(NOON, "ida", "handover", "departureImpact", ("ada",), 1))
    finally:
        await log.close()


async def _fill_memory(address: Address) -> None:
    connection = Connection(replace(address, waiting=HASTE))

    async def collect(transaction: AsyncManagedTransaction) -> None:
        await (await transaction.run("UNWIND range(1, 10000000) AS n RETURN size(collect(toString(n)))")).consume()

    try:
        with said_plainly(address.location):
            async with connection.session("READ") as session:
                await session.execute_read(collect)
    finally:
        await connection.close()


class OnSmallDisk(Launched):
    """A server whose data lies on a file system of 60 MB, which nobody else sees and which is gone with it."""

    MOUNTED = ("unshare", "--map-root-user", "--mount", "sh", "-c")

    def start_again(self) -> None:
        """Mount it and become the server, under the same process id."""
        mounting = 'mount -t tmpfs -o size=60m tmpfs "$0" && exec "$@"'
        self._command = [*self.MOUNTED, mounting, self._home / "data", *self._command]
        super().start_again()

    @property
    def data(self) -> Path:
        """Its data, as the server sees it."""
        return Path(f"/proc/{self.pid}/root{self._home}/data")


@pytest.fixture
def unshared() -> None:
    """Skipped where an ordinary user may not mount a file system of their own."""
    tried = [*OnSmallDisk.MOUNTED, "mount -t tmpfs -o size=1m tmpfs /tmp"]
    if shutil.which(tried[0]) is None or subprocess.run(tried, capture_output=True, check=False).returncode:
        pytest.skip("a small file system of its own cannot be mounted here")


@OTHER
@pytest.mark.usefixtures("unshared")
async def test_a_server_whose_disk_is_full_says_so_to_who_writes_and_then_to_everybody(
    neo4j_line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.servers.launching.Launched", OnSmallDisk)
    with own_server(neo4j_line, tmp_path / "home") as own:
        assert isinstance(own, OnSmallDisk)
        address = address_of(own.server)
        await upgrade(address, "the tests")
        async with hasty_store(address) as store:
            await write(store, Person("pat"))
            _fill(own.data / "filler")
            wide = [Person(f"p{n:05}", "A name that takes room of its own on the disk") for n in range(10_000)]
            full = f"The server of {address.location} cannot write, as when its disk is full: see its log, make room,"
            assert (await said_of(write(store, *wide))).startswith(full)
            assert (await said_of(write(store, Person("quin")))).startswith(full)
            assert (await said_of(store.count(Person))).startswith(full)


def _fill(file: Path) -> None:
    """Write until there is no room."""
    with file.open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(b"\0" * 65_536):
            pass
    assert shutil.disk_usage(file).free == 0
