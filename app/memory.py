"""Memory that a service takes from the system beyond what it keeps.

Decides: how the C library hands memory out to threads, when it gives it back, and what is searched for garbage.
Does not decide: what is kept.

Loading a large firm leaves gaps between what is kept, and each thread would have gaps of its own: with a million ties
a service took 800 MB after some hundred questions; so it takes 650.
"""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress
from typing import Final

_ARENAS: Final = -8
"""M_ARENA_MAX of glibc's mallopt: from how many places threads are served."""


def keep_together() -> None:
    """Serve all threads from one place from now on, where the C library can (glibc); they take turns anyway."""
    with suppress(AttributeError, OSError, TypeError):  # TypeError: Windows has no handle on a library without a name
        ctypes.CDLL(None).mallopt(_ARENAS, 1)


def set_aside() -> None:
    """Leave what is in memory now out of the search for garbage from now on: with a large firm loaded, a search through
    all of it held an answer up by some fifty milliseconds. What is no longer used is given back as before, but for what
    then referred to itself in a circle."""
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Give back what is free between what is kept, where the C library can (glibc)."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
