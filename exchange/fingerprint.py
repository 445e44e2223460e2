"""What the files of a folder hold, in 64 letters, so that an interrupted import is only finished with the same folder.

Decides: that names, sizes and every byte count, and neither the place of the folder nor files that are not read.
Does not decide: what follows from two that differ (``graph.changes.marking`` does).
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from exchange.folder import Contents, Source
from exchange.reading import Tick, unreadable

_BLOCK: Final = 1 << 20


def fingerprint(contents: Contents, tick: Tick) -> str:
    """The fingerprint of the files that are read; ``tick`` is told how many bytes each block had.

    Raises FolderError when one cannot be read or has changed since it was surveyed."""
    whole = blake2b(digest_size=32)
    for source in sorted(contents.sources, key=lambda one: one.layout.name):
        whole.update(f"{source.layout.name}\0{source.size}\0".encode())
        whole.update(_digest(source, tick))
        source.check_unchanged()
    return whole.hexdigest()


def _digest(source: Source, tick: Tick) -> bytes:
    digest = blake2b(digest_size=32)
    try:
        with source.path.open("rb") as file:
            while block := file.read(_BLOCK):
                tick(len(block))
                digest.update(block)
    except OSError as error:
        raise unreadable(source.path, error) from None
    return digest.digest()
