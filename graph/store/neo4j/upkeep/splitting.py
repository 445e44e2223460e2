"""The statements of a migration's file.

Decides: where one statement ends and the next begins, and what of a file is comment or quoted and means nothing for
that. Does not decide: which statements may stand in one file (``scripts`` does).

A statement ends where a ``;`` ends its line; the last one needs none. A ``;`` within quotes or a comment belongs to its
statement (the original neo4j-migrations looks no closer, and cuts there too). One in the middle of a line, which Neo4j
would refuse when everything before it has been run, is refused when the file is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_PIECES: Final = re.compile(
    r"""
      (?P<comment> //[^\r\n]* | /\*.*?\*/ )
    | (?P<quoted>  '(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | `[^`]*` )
    | (?P<open>    /\* | ['"`] )                 # none of the above: it is never closed
    | (?P<end>     ; (?=[^\S\r\n]*(?:[\r\n]|\Z)) )
    | (?P<stray>   ; )
    | (?P<plain>   [^/'"`;]+ | / )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its ``text`` as it runs, and its ``bones``, where comments are blanks and quotes are empty."""

    text: str
    bones: str


def statements_of(text: str) -> tuple[Statement, ...]:
    """The statements of a file in their order; raises ValueError for what Neo4j could not run as it stands."""
    return tuple(statement for statement in _cut(text) if statement.bones.strip())


def _cut(text: str) -> Iterator[Statement]:
    start, bones = 0, ""
    for piece in _PIECES.finditer(text):
        kind = piece.lastgroup
        if kind == "end":
            yield Statement(text[start : piece.start()].strip(), bones)
            start, bones = piece.end(), ""
        elif kind == "stray":
            raise ValueError(f"line {_line(text, piece)}: a ; stands in the middle of the line; let it end the line")
        elif kind == "open":
            raise ValueError(f"line {_line(text, piece)}: the {piece[0]} that opens there is never closed")
        else:
            bones += {"comment": " ", "quoted": piece[0][0] * 2}.get(kind or "", piece[0])
    yield Statement(text[start:].strip(), bones)


def _line(text: str, piece: re.Match[str]) -> int:
    return text.count("\n", 0, piece.start()) + 1
