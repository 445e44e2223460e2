"""The demo company: a small invented firm in the layout of a folder, told as a story (see ``story.md`` beside this).

Decides: where its files are, who leaves in it, and the day on which the story is told.
Does not decide: how a folder is read (``exchange.importing`` does), nor where its store is kept (``app.demo`` does).
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Final

COMPANY: Final = Path(__file__).parent / "company"
"""The folder of CSV files."""
NAME: Final = "Wren & Tallis Controls"
"""What the firm is called in its own firm.csv."""
AS_OF: Final = date(2026, 6, 30)
"""The day on which the story is told; a few rows are younger, as in any firm that goes on."""
LEAVER: Final = "ada"
"""Whom the story is about."""


def edition() -> str:
    """Eight hexadecimal digits that change with any byte of the company's files."""
    digest = hashlib.sha256()
    for path in sorted(COMPANY.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]
