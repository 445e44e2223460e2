"""Neo4j in Docker, by testcontainers: for machines with an engine and without a JDK.

Decides: image, port and settings of a container. Does not decide: whether Docker is asked at all (``finding``).

Written against testcontainers 4.15 and not run: no Docker engine was at hand when it was written. What was run is that
``engine_answers`` says no where there is none.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from docker.errors import DockerException
from testcontainers.community.neo4j import Neo4jContainer
from testcontainers.core.docker_client import DockerClient, get_docker_host

from tests.servers.launching import free_port, version_said_by
from tests.servers.lines import DATABASE, PASSWORD, USER, Line, Server, Source

_BOLT = 7687
_USUAL_ENGINE = "unix:///var/run/docker.sock"


def engine_answers() -> bool:
    """Whether there is a Docker engine. Knocks first: the client leaves its socket open when nobody is there."""
    address = urlsplit(get_docker_host() or _USUAL_ENGINE)
    if address.scheme == "unix":
        with socket.socket(socket.AF_UNIX) as asked:
            if asked.connect_ex(address.path) != 0:
                return False
    try:
        client = DockerClient().client
    except DockerException:
        return False
    try:
        return bool(client.ping())
    except (DockerException, OSError):
        return False
    finally:
        client.close()


def contained(line: Line) -> tuple[Server, Callable[[], None]]:
    """A server of ``line`` in a container, and what stops it; the library's own guard removes it if we are killed.

    The port outside is chosen beforehand, because the server must advertise the address that clients reach.
    """
    port = free_port()
    settings = {
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "dbms.usage_report.enabled": "false",
        **line.settings,
    }
    container = Neo4jContainer(f"neo4j:{line.version}", username=USER, password=PASSWORD)
    container.with_bind_ports(_BOLT, port)
    for name, value in settings.items():
        container.with_env(f"NEO4J_{name.replace('_', '__').replace('.', '_')}", value)
    container.start()
    try:
        with container.get_driver() as driver:
            version = version_said_by(driver)
    except BaseException:
        container.stop()
        raise
    uri = f"neo4j://127.0.0.1:{port}"
    return Server(line, uri, USER, PASSWORD, DATABASE, version, Source.DOCKER), container.stop
