"""From the bytes of a file to its physical lines.

Decides: encodings, where a line ends, and which lines cannot be read at all: those that are not of the file's encoding,
hold a NUL, or are longer than a megabyte. Does not decide: cells (``sheet`` does).

A file is read in blocks and a line is forgotten once it is handed on, so memory does not grow with the file.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from graph.errors import FolderError

LONGEST_LINE: Final = 1_000_000
"""Bytes; anything longer is a slip, and is read past without being held."""
Tick = Callable[[int], None]
"""Is told how many more bytes have been read."""

_BLOCK: Final = 1 << 18
_SHOWN: Final = 200
_UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be read: ``shown`` as well as can be, without quotation marks, and the ``reason``."""

    shown: str
    reason: str


Line = str | BadLine
"""A physical line with its end, or one that cannot be read."""


def lines(path: Path, tick: Tick) -> Iterator[Line]:
    """The physical lines of a file in order; ``tick`` is told how many bytes each block had.

    Raises FolderError when the file cannot be read."""
    for some in raw_lines(path, tick):
        for raw in some.lines:
            yield decoded(raw, wide=some.wide)


@dataclass(frozen=True, slots=True)
class RawLines:
    """The lines of a block with their ends, as bytes of UTF-8; ``wide``: made from a file in UTF-16."""

    lines: Sequence[bytes]
    wide: bool


def raw_lines(path: Path, tick: Tick) -> Iterator[RawLines]:
    """The same before they are decoded, block by block."""
    try:
        with path.open("rb") as file:
            mark = file.read(len(codecs.BOM_UTF8))
            file.seek(len(mark) if mark == codecs.BOM_UTF8 else 0)
            wide = mark.startswith(_UTF_16_MARKS)
            blocks = _blocks(file, tick)
            for some in _split(_narrowed(blocks) if wide else blocks):
                yield RawLines(some, wide)
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: OSError) -> FolderError:
    """The error for a file or folder that the system does not let us read."""
    return FolderError(str(path), f"{path} cannot be read ({error.strerror}): allow it, or move it out of the folder.")


def _blocks(file: BinaryIO, tick: Tick) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        tick(len(block))
        yield block


def _narrowed(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """UTF-16 as UTF-8; half a character becomes bytes that no line of UTF-8 holds, so its line is found to be bad."""
    decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "surrogatepass")
    if decoder.getstate()[0]:
        yield b"\xff"


def _split(blocks: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Lines with their ends (line feed, carriage return or both). Of one that is too long only its head, no end."""
    rest = b""
    skipping = False
    for block in blocks:
        pieces = (rest + block).splitlines(keepends=True) or [b""]
        rest = b"" if pieces[-1].endswith(b"\n") else pieces.pop()
        yield pieces[1:] if skipping else pieces
        skipping = skipping and not pieces
        if len(rest) > LONGEST_LINE and not rest.endswith(b"\r"):
            if not skipping:
                yield [rest]
            rest, skipping = b"", True
    if rest and not skipping:
        yield [rest]


def decoded(raw: bytes, *, wide: bool) -> Line:
    """A line as text, or why it cannot be read."""
    encoding = "utf-8" if wide else "cp1252"
    if len(raw) > LONGEST_LINE:
        shown = _shown(raw[:_SHOWN], encoding)
        return BadLine(shown, "the line is longer than a megabyte: check its quotes and line ends")
    if b"\x00" in raw:
        return BadLine(_shown(raw, encoding), "the line holds a NUL byte: save the file as plain text in UTF-8")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        found = "UTF-16 with an error in it" if wide else "Windows-1252, it seems"
        return BadLine(_shown(raw, encoding), f"the line is not UTF-8 ({found}): save the file as UTF-8")


def _shown(raw: bytes, encoding: str) -> str:
    return raw.decode(encoding, "replace").replace('"', "'").replace("\x00", "").strip()[:_SHOWN]
