"""Starts, stops and kills real Neo4j Community servers from the fetched jars, without Docker.

Decides: how a server is started, when it counts as ready, and that it never outlives who started it.
Does not decide: which tests get which server (``finding``).
"""

from __future__ import annotations

import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from neo4j import Driver, GraphDatabase, RoutingControl
from neo4j.exceptions import DriverError, Neo4jError

from tests.servers.jars import jars_of
from tests.servers.jdks import jdk_for
from tests.servers.lines import DATABASE, PASSWORD, USER, Line, Server, Source

PATIENCE = 120
"""Seconds that a start or a stop may take on a busy machine."""
_HERE = Path(__file__).parent
_FIRST_PASSWORD = "neo4j"  # noqa: S105 - of every new server, which asks for another at once
_PORTS = range(15_000, 32_000)
"""Below the ports that systems lend to clients: while a server is down, nobody else is given its port by chance."""
_GUARD = 'read -r server && { read -r _; kill -KILL "$server"; }'


class NotStarted(Exception):
    """A server could not be started; the text says why, with the end of its log."""


@dataclass(frozen=True)
class Tuning:
    """What a server may take: heap and page cache in MB, and whether a quick start goes before speed afterwards."""

    heap: int
    page_cache: int
    quick_start: bool

    @property
    def options(self) -> list[str]:
        """The JVM's options for it."""
        quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"] if self.quick_start else []
        return [f"-Xms{min(self.heap, 256)}m", f"-Xmx{self.heap}m", *quick]

    @property
    def settings(self) -> dict[str, str]:
        """The server's settings for it. Tests empty the database again and again; without the last two each would have
        the plans of its statements made anew, which costs more than running them."""
        planning = {"dbms.cypher.min_replan_interval": "24h", "dbms.cypher.statistics_divergence_threshold": "1.0"}
        return {"server.memory.pagecache.size": f"{self.page_cache}m", **(planning if self.quick_start else {})}


FOR_TESTS = Tuning(heap=1024, page_cache=64, quick_start=True)
FOR_BENCHMARKS = Tuning(heap=4096, page_cache=2048, quick_start=False)


class Launched:
    """A server of our own on one port and in one home, which can be stopped, killed and started again.

    It dies with the process that started it, however that ends: a guard waits at the other end of a pipe that only
    this process holds, and kills the server when the pipe closes. (The kernel's own signal on a parent's death would
    come when the thread that started the server ends, which may be long before.)
    """

    def __init__(self, line: Line, home: Path, tuning: Tuning = FOR_TESTS) -> None:
        """Start a server of ``line`` with its data in ``home``, a new folder or that of an earlier server.

        Raises:
            NotStarted: there are no jars or no JDK for it, or it did not answer in time.
        """
        jars, jdk = jars_of(line.profile), jdk_for(line)
        if jars is None or jdk is None:
            raise NotStarted(f"There are no jars or no JDK for {line}: see python -m tests.servers.fetching --help.")
        self._line, self._home, self._port = line, home.resolve(), free_port()
        self._new = not (home / "data" / "databases" / "system").exists()
        self._log = home / "logs" / "console.log"
        self._command: list[str | Path] = [jdk.java, f"@{_HERE / 'jvm.args'}", *tuning.options]
        self._command += ["-cp", f"{jars}/*", line.main_class, f"--home-dir={self._home}"]
        self._command += [f"--config-dir={self._home / 'conf'}", "--console-mode"]
        for folder in ("conf", "data", "logs", "run", "plugins", "import"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        (home / "conf" / "neo4j.conf").write_text(_configuration(line, self._port, tuning), encoding="utf-8")
        self.start_again()
        self.server = Server(line, self._uri, USER, PASSWORD, DATABASE, self._version(), Source.JARS, self._home)

    @property
    def pid(self) -> int:
        """The id of the server's process."""
        return self._process.pid

    def terminate(self) -> None:
        """Stop it as an operator does, and wait until it has ended."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Take it away as a power cut does, and wait until it has ended."""
        self._end(signal.SIGKILL)

    def start_again(self) -> None:
        """Start it on its port and with its data, and wait until it answers.

        Raises:
            NotStarted: it ended, or did not answer in time.
        """
        self._guard = subprocess.Popen(["sh", "-c", _GUARD], stdin=subprocess.PIPE, text=True, start_new_session=True)
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C ends the tests, and they end it
            )
        assert self._guard.stdin is not None
        self._guard.stdin.write(f"{self.pid}\n")
        self._guard.stdin.flush()
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.kill()
            raise

    def _end(self, sign: signal.Signals) -> None:
        self._process.send_signal(sign)  # nothing is sent to a process that has ended
        self._process.wait(timeout=PATIENCE)
        self._guard.kill()
        self._guard.wait(timeout=PATIENCE)
        assert self._guard.stdin is not None
        self._guard.stdin.close()

    @property
    def _uri(self) -> str:
        return f"neo4j://127.0.0.1:{self._port}"

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._sign_in()
            except (OSError, DriverError, Neo4jError) as error:
                ended = self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    what = "ended" if ended else f"did not answer within {PATIENCE} seconds"
                    raise NotStarted(f"A server of {self._line} {what}:\n{self._end_of_log()}") from error
                time.sleep(0.1)
            else:
                return

    def _sign_in(self) -> None:
        """Give a new server its password, and read something from any."""
        socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
        if self._new:
            with _driver(self._uri.replace("neo4j:", "bolt:"), _FIRST_PASSWORD) as driver:
                driver.execute_query(
                    "ALTER CURRENT USER SET PASSWORD FROM $first TO $own",
                    first=_FIRST_PASSWORD,
                    own=PASSWORD,
                    database_="system",
                )
            self._new = False
        self._version()

    def _version(self) -> str:
        with _driver(self._uri, PASSWORD) as driver:
            return version_said_by(driver)

    def _end_of_log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-2000:]


@contextmanager
def launched(line: Line, home: Path, tuning: Tuning = FOR_TESTS) -> Iterator[Launched]:
    """A server of our own, ended on leaving."""
    server = Launched(line, home, tuning)
    try:
        yield server
    finally:
        server.kill()


def version_said_by(driver: Driver) -> str:
    """What a server itself says it is: its first version."""
    record = driver.execute_query(
        "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0]",
        database_=DATABASE,
        routing_=RoutingControl.READ,
    ).records[0]
    return str(record[0])


def free_port() -> int:
    """A port that nobody listens on. Chosen by the system's chance: the seeded one is the same in every test run."""
    while True:
        port = secrets.choice(_PORTS)
        with socket.socket() as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if asked.connect_ex(("127.0.0.1", port)) != 0:
                return port


def _driver(uri: str, password: str) -> Driver:
    """Tries once: a server that is still starting is asked again by who waits for it."""
    return GraphDatabase.driver(uri, auth=(USER, password), max_transaction_retry_time=0)


def _configuration(line: Line, port: int, tuning: Tuning) -> str:
    """The advertised address is the bound one, or clients of neo4j:// would be sent elsewhere."""
    address = f"127.0.0.1:{port}"
    settings = {
        "server.bolt.listen_address": address,
        "server.bolt.advertised_address": address,
        **tuning.settings,
        **line.settings,
    }
    own = "".join(f"{name}={value}\n" for name, value in settings.items())
    return (_HERE / "neo4j.conf").read_text(encoding="utf-8") + own
