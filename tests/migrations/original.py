"""The original neo4j-migrations, asked as a witness.

Decides: how it is run, and what a test does without it. Does not decide: what it is asked.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.store.migrations import Migration
from tests.servers.jars import WITNESS, jars_of
from tests.servers.jdks import installed
from tests.servers.lines import Server
from tests.servers.notices import REMEDY, in_ci

JAVA = 17
"""The oldest Java that it runs on."""
_QUESTIONS = Path(__file__).with_name("Original.java")
_PATIENCE = 120


def written(folder: Path, *chain: Migration) -> Path:
    """The migrations as files in a folder, and nothing beside them."""
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for one in chain:
        (folder / f"{one.label}.cypher").write_text(one.text, encoding="utf-8", newline="")
    return folder


def checksums(folder: Path) -> dict[str, str]:
    """The checksum of each file of a folder, by its name."""
    return dict(_words("checksums", folder))  # type: ignore[arg-type]  # pairs


def validated(server: Server, folder: Path) -> list[list[str]]:
    """What it thinks of a database that should have run the migrations of the folder."""
    return _words("validate", folder, server.uri, server.user, server.password)


def applied(server: Server, folder: Path) -> list[list[str]]:
    """The same, after it has run what was pending."""
    return _words("apply", folder, server.uri, server.user, server.password)


@contextmanager
def asking(does: str, folder: Path, server: Server) -> Iterator[subprocess.Popen[str]]:
    """It, running beside the test, and gone when the block ends."""
    command = _command(does, folder, server.uri, server.user, server.password)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _words(does: str, folder: Path, *more: str) -> list[list[str]]:
    done = subprocess.run(_command(does, folder, *more), capture_output=True, text=True, timeout=_PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]


def _command(does: str, folder: Path, *more: str) -> Sequence[str | Path]:
    jars = jars_of(WITNESS)
    java = next((jdk.java for jdk in installed() if jdk.major >= JAVA), None)
    if jars is None or java is None:
        sentence = f"The original neo4j-migrations is not there. {REMEDY}"
        pytest.fail(sentence, pytrace=False) if in_ci() else pytest.skip(sentence)
    quickly = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m")
    return [java, *quickly, "-cp", f"{jars}/*", _QUESTIONS, does, folder, *more]
