"""A folder whose ids are in no order, from one whose ids count up.

Decides: how ids are scrambled. Does not decide: what a folder holds.

Ids that count up are kind to a store: what is written next stands beside what was written last. Real ids, such as
those of mails, are not.
"""

from __future__ import annotations

import csv
from hashlib import blake2b
from pathlib import Path
from typing import Final

_IDS: Final = frozenset({"id", "staff_id", "person_id", "account_id", "parent_id", "manager_id", "by", "ref"})
_BYTES: Final = 8


def scramble(folder: Path, into: Path) -> Path:
    """Write the folder's files into a new folder, the rows where they were, and every id another: the same for the same
    id, so that what referred to a row still does."""
    into.mkdir(parents=True)
    for file in sorted(folder.glob("*.csv")):
        with (
            file.open(encoding="utf-8", newline="") as source,
            (into / file.name).open("w", encoding="utf-8", newline="") as target,
        ):
            rows, out = csv.reader(source), csv.writer(target, lineterminator="\n")
            header = next(rows)
            out.writerow(header)
            columns = [place for place, name in enumerate(header) if name in _IDS]
            for row in rows:
                for column in columns:
                    row[column] = _other(row[column])
                out.writerow(row)
    return into


def _other(identifier: str) -> str:
    """Another id for this one; an empty cell stays empty."""
    return blake2b(identifier.encode(), digest_size=_BYTES).hexdigest() if identifier else ""
