"""What the environment says, read once into one frozen object.

Decides: which settings there are, their defaults, and which of them must never be shown.
Does not decide: what is done with them (``app.wiring`` and the commands do), nor any assumption of the model.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from platformdirs import user_data_path

from graph.errors import InvalidInput

PREFIX: Final = "WHITHER_"
_CREDENTIALS: Final = re.compile(r"://.*@")
_LARGEST_PORT: Final = 65_535


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable of the environment: its ``name``, its ``default`` in words, and what it ``means``."""

    name: str
    default: str
    means: str


SETTINGS: Final = (
    Setting("WHITHER_DATA", "the platform's data folder", "the folder that keeps stores which are not named"),
    Setting("WHITHER_STORE", "whither.sqlite in WHITHER_DATA", "the store: a path to its file"),
    Setting("WHITHER_HOST", "127.0.0.1", "the address that `serve` and `demo` listen on; only this machine's own"),
    Setting("WHITHER_PORT", "8000", "the port that `serve` and `demo` listen on, 0 to 65535; 0 takes a free one"),
    Setting("WHITHER_ALLOWED_HOSTS", "none", "hosts answered to beside this machine's own names, separated by commas"),
    Setting("WHITHER_CORS_ORIGINS", "none", "origins of pages that may ask from a browser, separated by commas"),
)
"""Every setting; the README documents each of them, and a test compares."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a run. ``store`` is as given: a path, or an address that ``app.wiring`` refuses."""

    data: Path
    store: str
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()

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
        )

    def shown(self) -> dict[str, str]:
        """The value of every setting by its name, as ``doctor`` prints it: credentials in an address are hidden."""
        return {
            "WHITHER_DATA": str(self.data),
            "WHITHER_STORE": _CREDENTIALS.sub("://***@", self.store),
            "WHITHER_HOST": self.host,
            "WHITHER_PORT": str(self.port),
            "WHITHER_ALLOWED_HOSTS": ", ".join(self.allowed_hosts) or "none",
            "WHITHER_CORS_ORIGINS": ", ".join(self.cors_origins) or "none",
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


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
