"""What the environment says, read once into one frozen object.

Decides: which settings there are, their defaults, and which of them must never be shown.
Does not decide: what is done with them (``app.wiring`` and the commands do), nor any assumption of the model.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Self

from platformdirs import user_data_path

from graph.errors import InvalidInput
from graph.store.neo4j import SCHEMES

PREFIX: Final = "WHITHER_"
_CREDENTIALS: Final = re.compile(rf"(://|^(?:{'|'.join(map(re.escape, SCHEMES))})[:/]+).*@", re.IGNORECASE)
"""User and password in an address, also in one that was mistyped."""
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
    Setting("WHITHER_NEO4J_PASSWORD_FILE", "none", "a file that holds the password instead, on its first line"),
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

    ``neo4j_password`` is what the setting or the file says, never what is printed."""

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
            neo4j_password=_password(given),
            neo4j_password_file=given.get("WHITHER_NEO4J_PASSWORD_FILE", ""),
            neo4j_database=given.get("WHITHER_NEO4J_DATABASE", defaults.neo4j_database),
            deadline=_seconds(given.get("WHITHER_DEADLINE", "30")),
        )

    def shown(self) -> dict[str, str]:
        """The value of every setting by its name, as ``doctor`` prints it: credentials in an address are hidden."""
        return {
            "WHITHER_DATA": str(self.data),
            "WHITHER_STORE": _CREDENTIALS.sub(r"\1***@", self.store),
            "WHITHER_NEO4J_USER": self.neo4j_user,
            "WHITHER_NEO4J_PASSWORD": "***" if self.neo4j_password and not self.neo4j_password_file else "none",
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


def _password(given: Mapping[str, str]) -> str:
    """The password that the environment or the file named in it says; raises InvalidInput when both do, or the file
    cannot be read."""
    file = given.get("WHITHER_NEO4J_PASSWORD_FILE")
    if file is None:
        return given.get("WHITHER_NEO4J_PASSWORD", "")
    if "WHITHER_NEO4J_PASSWORD" in given:
        remedy = "set this or WHITHER_NEO4J_PASSWORD, not both"
        raise InvalidInput("WHITHER_NEO4J_PASSWORD_FILE", file, remedy)
    try:
        lines = Path(file).expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        remedy = f"name a text file that this user may read ({type(error).__name__})"
        raise InvalidInput("WHITHER_NEO4J_PASSWORD_FILE", file, remedy) from error
    return lines[0] if lines else ""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
