"""Stores as an earlier version of Whither left them.

Decides: that only the first migration ran, and which rows it left: a staff member and three people.
"""

from __future__ import annotations

from pathlib import Path

from graph.store.embedded.store import APPLICATION_ID
from graph.store.embedded.upkeep.migrating import FileKind, bring_up_to_date
from graph.store.migrations import shipped
from tests.store.files import altered

_NAMES = ("p0000", "p0001", "p0002")


def made_by_the_first_version(path: Path) -> None:
    """A store at revision 7 whose schema is the first one."""
    bring_up_to_date(path, FileKind(APPLICATION_ID, shipped("embedded")[:1]), patience=1)
    altered(
        path,
        "INSERT INTO staff (id, name, folded_name, email, folded_email, title, team, start_day, end_day)"
        " VALUES ('ada', 'Ada', 'ada', '', '', '', '', -1073741824, 1073741824)",
        *(
            "INSERT INTO person (id, name, folded_name, email, folded_email, title)"  # noqa: S608  # names of ours
            f" VALUES ('{name}', 'Pat', 'pat', '', '', '')"
            for name in _NAMES
        ),
        "UPDATE meta SET revision = 7",
    )
