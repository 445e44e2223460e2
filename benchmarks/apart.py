"""Runs each measurement in a process of its own, so that its peak memory is its own and nothing stays warm behind it.

Decides: how such a process is made and how its memory is read. Does not decide: what runs in it.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import resource
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_STATUS: Final = Path("/proc/self/status")
_KIB: Final = 1024


@dataclass(frozen=True, slots=True)
class Apart(Generic[T]):
    """What a measurement gave, and the most memory that its process held at one time, in bytes."""

    result: T
    peak: int


def apart(work: Callable[P, Coroutine[Any, Any, T]], *arguments: P.args, **options: P.kwargs) -> Apart[T]:
    """Run ``work``, a function of a module, in a new process, and wait for it; raises what it raises."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(_run, work, arguments, options).result()


def _run(
    work: Callable[..., Coroutine[Any, Any, T]], arguments: tuple[object, ...], options: dict[str, object]
) -> Apart[T]:
    # a server that is new knows none of the names in a statement, and says so of each; it is no news here
    logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)
    result = asyncio.run(work(*arguments, **options))
    return Apart(result, _peak())


def _peak() -> int:
    """The most memory this process held; where the kernel tells, without what its parent held before it."""
    if _STATUS.is_file():
        line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * _KIB
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * _KIB
