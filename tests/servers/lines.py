"""The lines of Neo4j that the tests run on, and what a test knows of a server.

Decides: which lines there are, which version of each is pinned (read from ``pom.xml``), and what Java each needs.
Does not decide: where a server comes from (``finding``) or how one is started (``launching``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
"""Where every version of a server is pinned."""
USER = "neo4j"
PASSWORD = "whither-tests"  # noqa: S105 - of throw-away servers on loopback
DATABASE = "neo4j"


class Line(Enum):
    """A line of Neo4j. Its value is its name in the parameters of tests: ``test_x[neo4j-lts]``."""

    LTS = "neo4j-lts"
    CALENDAR = "neo4j-calendar"

    def __str__(self) -> str:
        """Its name, so that pytest shows it in the name of a test."""
        return self.value

    @property
    def profile(self) -> str:
        """The name of its profile in ``pom.xml`` and of its folder of jars."""
        return self.name.lower()

    @property
    def version(self) -> str:
        """The pinned version."""
        profile = re.search(rf"<id>{self.profile}</id>(.*?)</profile>", POM.read_text(encoding="utf-8"), re.DOTALL)
        version = re.search(r"<server\.version>([^<]+)<", profile[1]) if profile else None
        if version is None:
            raise ValueError(f"{POM.name} pins no server.version in the profile {self.profile}: add one.")
        return version[1]

    @property
    def javas(self) -> tuple[int, ...]:
        """The major versions of Java that it runs on."""
        return (17, 21) if self is Line.LTS else (21, 25)

    @property
    def main_class(self) -> str:
        """What starts a Community server of this line."""
        return f"org.neo4j.server.{'CommunityEntryPoint' if self is Line.LTS else 'Neo4jCommunity'}"

    @property
    def settings(self) -> dict[str, str]:
        """Settings that this line alone knows: with one that it does not know, a server refuses to start."""
        return {} if self is Line.LTS else {"db.query.default_language": "CYPHER_25"}

    @classmethod
    def of(cls, version: str) -> Line:
        """The line of a server that says it is ``version``; before 2025 versions had no year."""
        return cls.CALENDAR if int(version.split(".", 1)[0]) >= 2025 else cls.LTS


class Source(Enum):
    """Where a server came from, in the words that the end of a run prints."""

    NAMED = "WHITHER_TEST_NEO4J_URI"
    DOCKER = "Docker"
    JARS = "jars"


@dataclass(frozen=True)
class Server:
    """A server that answers: where, as whom, and what it said it is. ``home`` is its folder, where we have one."""

    line: Line
    uri: str
    user: str
    password: str
    database: str
    version: str
    source: Source
    home: Path | None = None
