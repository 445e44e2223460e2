"""Which JDKs are on this machine, and which of them runs a line of Neo4j.

Decides: where a JDK is looked for, and in which order. Does not decide: what a line needs (``lines``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.servers.lines import Line

SYSTEM = Path("/usr/lib/jvm")
"""Where Linux distributions keep their JDKs, side by side."""


@dataclass(frozen=True)
class Jdk:
    """A JDK: its folder, and its major version."""

    home: Path
    major: int

    @property
    def java(self) -> Path:
        """The command that starts it."""
        return self.home / "bin" / "java"


def installed(environment: Mapping[str, str] = os.environ, system: Path = SYSTEM) -> Iterator[Jdk]:
    """Every JDK, each once: that of JAVA_HOME, that of ``java`` on the PATH, those of the system."""
    seen = set()
    for home in _homes(environment, system):
        real = home.resolve()
        if real in seen or not (real / "bin" / "java").is_file():
            continue
        seen.add(real)
        major = _major(real)
        if major is not None:
            yield Jdk(real, major)


def jdk_for(line: Line, among: Iterable[Jdk] | None = None) -> Jdk | None:
    """The first JDK that runs ``line``."""
    return next((jdk for jdk in (installed() if among is None else among) if jdk.major in line.javas), None)


def _homes(environment: Mapping[str, str], system: Path) -> Iterator[Path]:
    if environment.get("JAVA_HOME"):
        yield Path(environment["JAVA_HOME"])
    on_path = shutil.which("java", path=environment.get("PATH"))
    if on_path is not None:
        yield Path(on_path).resolve().parents[1]
    if system.is_dir():
        yield from sorted(system.iterdir())


def _major(home: Path) -> int | None:
    """What the JDK's release file says, or else the command itself; older ones call themselves 1.8."""
    release = home / "release"
    said = release.read_text(encoding="utf-8", errors="replace") if release.is_file() else ""
    found = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', said, re.MULTILINE)
    if found is None:
        try:
            asked = subprocess.run([home / "bin" / "java", "-version"], capture_output=True, text=True, check=False)
        except OSError:
            return None
        found = re.search(r'version "(?:1\.)?(\d+)', asked.stderr)
    return int(found[1]) if found else None
