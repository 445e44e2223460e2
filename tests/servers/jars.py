"""Where the fetched jars lie, and whether they are those that ``pom.xml`` asks for.

Decides: the folder and the mark of a finished fetch. Does not decide: how the jars come there (``fetching``).
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.servers.lines import POM

FOLDER_SETTING = "NEO4J_JARS_FOLDER"
"""The variable that names another folder for the jars."""
WITNESS = "migrations"
"""The profile with the original neo4j-migrations."""
_DEFAULT = Path(__file__).resolve().parents[2] / ".neo4j"


def folder() -> Path:
    """The folder of all jars, one folder in it for each profile of ``pom.xml``."""
    return Path(os.environ.get(FOLDER_SETTING) or _DEFAULT).resolve()


def jars_of(profile: str) -> Path | None:
    """The folder with the jars of ``profile``, if they were fetched with the ``pom.xml`` of today.

    A fetch leaves the pom beside the jars and moves both into place at once, so half a fetch is never taken for one.
    """
    place = folder() / profile
    mark = place / POM.name
    return place if mark.is_file() and mark.read_bytes() == POM.read_bytes() else None
