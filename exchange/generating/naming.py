"""How a generated firm is told from every other one.

Decides: its name, which says size, seed and the edition of what generates it, and the short form of it for files.
Does not decide: anything else about the firm.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from exchange.generating import words
from exchange.generating.size import Size


def edition() -> str:
    """Eight hexadecimal digits that change with any byte of this package: another edition may write another firm."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]


def short_name(size: Size, seed: int) -> str:
    """Staff, people, accounts, ties, touches, seed and edition, fit for the name of a file."""
    return f"{size.staff}-{size.people}-{size.accounts}-{size.ties}-{size.all_touches}-{seed}-{edition()}"


def firm_name(size: Size, seed: int) -> str:
    """What the firm is called in its own firm.csv, and no other firm."""
    return f"{words.FIRM[0]} {short_name(size, seed)}"
