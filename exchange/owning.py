"""Which import of which process on which host a mark belongs to, and whether that one has surely ended.

Decides: how an owner is named. Does not decide: who may import (``graph.changes.marking`` does).
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_RUNNING: Final[set[str]] = set()
"""The imports that this process runs: the system knows which processes live, only we know which imports do."""


@contextmanager
def owner() -> Iterator[str]:
    """The name of an import, ``host:process:random``, that runs as long as the block does."""
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"
    _RUNNING.add(name)
    try:
        yield name
    finally:
        _RUNNING.discard(name)


def is_gone(name: str) -> bool:
    """Whether the import of this name has surely ended; never True of one on another host, which cannot be asked."""
    host, _, rest = name.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isascii() or not rest.isdigit():
        return False
    process = int(rest)
    if process == os.getpid():
        return name not in _RUNNING
    return not _lives(process)


def _lives(process: int) -> bool:
    if os.name != "posix" or process <= 0:  # elsewhere signal 0 is no question but an interruption
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):  # somebody else's, or no number of a process
        return True
    return True
