"""What the environment says, read once into one frozen object.

Decides: which settings there are, their defaults, and which of them must never be shown.
Does not decide: what is done with them (``app.wiring`` and the commands do), nor any assumption of the model.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final, Self

from platformdirs import user_data_path

from graph.errors import InvalidInput
from graph.store.neo4j import SCHEMES

PREFIX: Final = "WHITHER_"
_CREDENTIALS: Final = re.compile(rf"(://|^(?:{'|'.join(map(re.escape, SCHEMES))})[:/]+).*@", re.IGNORECASE)
"""User and password in an address, also in one that was mistyped."""
_FILE_SETTING: Final = "WHITHER_NEO4J_PASSWORD_FILE"
_UNREADABLE: Final[Mapping[type[Exception], str]] = {
    FileNotFoundError: "it is not there",
    NotADirectoryError: "it is not there",
    IsADirectoryError: "it is a folder",
    PermissionError: "it may not be read by this user",
    UnicodeDecodeError: "it is not text in UTF-8",
    RuntimeError: "its home folder is not there",
}
"""Why the file of the password cannot be read, in words."""
_LARGEST_PORT: Final = 65_535
_SHORTEST_DEADLINE: Final = 1
_LONGEST_DEADLINE: Final = 600


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable of the environment: its ``name``, its ``default`` in words, and what it ``means``."""

    name: str
    default: str
    means: str


SETTINGS: Final = (
    Setting("WHITHER_DATA", "the platform's data folder", "the folder that keeps stores which are not named"),
    Setting("WHITHER_STORE", "whither.sqlite in WHITHER_DATA", "the store: a path to its file, or neo4j://host:port"),
    Setting("WHITHER_NEO4J_USER", "neo4j", "as whom a Neo4j server is entered"),
    Setting("WHITHER_NEO4J_PASSWORD", "none", "the password of that user; never shown"),
    Setting("WHITHER_NEO4J_PASSWORD_FILE", "none", "a file that holds the password instead, alone on its first line"),
    Setting("WHITHER_NEO4J_DATABASE", "neo4j", "the database of the Neo4j server that holds the store"),
    Setting("WHITHER_HOST", "127.0.0.1", "the address that `serve` and `demo` listen on; only this machine's own"),
    Setting("WHITHER_PORT", "8000", "the port that `serve` and `demo` listen on, 0 to 65535; 0 takes a free one"),
    Setting("WHITHER_ALLOWED_HOSTS", "none", "hosts answered to beside this machine's own names, separated by commas"),
    Setting("WHITHER_CORS_ORIGINS", "none", "origins of pages that may ask from a browser, separated by commas"),
    Setting("WHITHER_DEADLINE", "30", "seconds after which a request over HTTP is given up, 1 to 600"),
)
"""Every setting; the README documents each of them, and a test compares."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a run. ``store`` is as given: a path, or the address of a Neo4j server.

    ``neo4j_password`` is what the variable says, never what is printed; the file is read when somebody signs in."""

    data: Path
    store: str
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    neo4j_user: str = "neo4j"
    neo4j_password: str = field(default="", repr=False)
    neo4j_password_file: str = ""
    neo4j_database: str = "neo4j"
    deadline: float = 30.0

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings in ``environment``, by default the process's own; an empty value counts as not set.

        Raises InvalidInput for a value that cannot be meant."""
        given = {name: value for name, value in _environment(environment).items() if value.strip()}
        data = Path(given["WHITHER_DATA"]) if "WHITHER_DATA" in given else user_data_path("whither", appauthor=False)
        defaults = cls(data=data, store=str(data / "whither.sqlite"))
        return replace(
            defaults,
            store=given.get("WHITHER_STORE", defaults.store),
            host=given.get("WHITHER_HOST", defaults.host),
            port=_port(given.get("WHITHER_PORT", str(defaults.port))),
            allowed_hosts=_listed(given.get("WHITHER_ALLOWED_HOSTS", "")),
            cors_origins=_listed(given.get("WHITHER_CORS_ORIGINS", "")),
            neo4j_user=given.get("WHITHER_NEO4J_USER", defaults.neo4j_user),
            neo4j_password=given.get("WHITHER_NEO4J_PASSWORD", ""),
            neo4j_password_file=given.get("WHITHER_NEO4J_PASSWORD_FILE", ""),
            neo4j_database=given.get("WHITHER_NEO4J_DATABASE", defaults.neo4j_database),
            deadline=_seconds(given.get("WHITHER_DEADLINE", "30")),
        )

    def password_of_neo4j(self) -> str:
        """The password with which to enter a Neo4j server, from the variable or the first line of the file.

        Raises InvalidInput when both are given, or the file does not tell. Only who opens such a store asks, so a file
        that is gone stands in nobody else's way."""
        file = self.neo4j_password_file
        if not file:
            return self.neo4j_password
        if self.neo4j_password:
            raise InvalidInput(_FILE_SETTING, file, "set this or WHITHER_NEO4J_PASSWORD, not both")
        return _first_line(file)

    def shown(self) -> dict[str, str]:
        """The value of every setting by its name, as ``doctor`` prints it: credentials in an address are hidden."""
        return {
            "WHITHER_DATA": str(self.data),
            "WHITHER_STORE": _CREDENTIALS.sub(r"\1***@", self.store),
            "WHITHER_NEO4J_USER": self.neo4j_user,
            "WHITHER_NEO4J_PASSWORD": "***" if self.neo4j_password else "none",
            "WHITHER_NEO4J_PASSWORD_FILE": self.neo4j_password_file or "none",
            "WHITHER_NEO4J_DATABASE": self.neo4j_database,
            "WHITHER_HOST": self.host,
            "WHITHER_PORT": str(self.port),
            "WHITHER_ALLOWED_HOSTS": ", ".join(self.allowed_hosts) or "none",
            "WHITHER_CORS_ORIGINS": ", ".join(self.cors_origins) or "none",
            "WHITHER_DEADLINE": f"{self.deadline:g}",
        }


def unknown_settings(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Names in the environment that look like settings and are none: most often a slip of the keyboard."""
    known = {setting.name for setting in SETTINGS}
    return tuple(sorted(n for n in _environment(environment) if n.startswith(PREFIX) and n not in known))


def _environment(given: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if given is None else given


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LARGEST_PORT:
        raise InvalidInput("WHITHER_PORT", text, f"give a whole number from 0 to {_LARGEST_PORT}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not _SHORTEST_DEADLINE <= seconds <= _LONGEST_DEADLINE:
        remedy = f"give a number of seconds from {_SHORTEST_DEADLINE} to {_LONGEST_DEADLINE}"
        raise InvalidInput("WHITHER_DEADLINE", text, remedy)
    return seconds


@cache  # it may be a pipe, which can be read once only
def _first_line(file: str) -> str:
    """The first line of the file with the password."""
    try:
        first = Path(file).expanduser().read_text(encoding="utf-8").partition("\n")[0]
    except (OSError, RuntimeError, UnicodeDecodeError) as error:
        reason = next((words for kind, words in _UNREADABLE.items() if isinstance(error, kind)), "it cannot be read")
        remedy = f"{reason}; name a text file that holds the password, alone on its first line"
        raise InvalidInput(_FILE_SETTING, file, remedy) from error
    if not first.strip():
        raise InvalidInput(_FILE_SETTING, file, "its first line is empty; write the password there, and nothing else")
    return first


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
