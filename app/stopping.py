"""Work that a signal may stop, so that what is open is closed and what was done stays.

Decides: that SIGTERM ends such work as Ctrl-C does: what runs is cancelled, tidied up after, and can be run again.
Does not decide: what is said then, nor the exit code (``refusals`` does).
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from app.refusals import Terminated

T = TypeVar("T")


def run_until_stopped(work: Coroutine[None, None, T]) -> T:
    """Run to the end; raises Terminated after SIGTERM and KeyboardInterrupt after Ctrl-C, when what was open is closed.

    Work that ends in spite of the signal has ended."""
    stop = _Stop()
    try:
        return asyncio.run(_stoppable(work, stop))
    except asyncio.CancelledError:
        if stop.asked:
            raise Terminated from None
        raise


@contextmanager
def stopped_where_it_is() -> Iterator[None]:
    """Let SIGTERM raise Terminated wherever the block is, as Ctrl-C raises KeyboardInterrupt; for work without an event
    loop that tidies up behind itself."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Stop:
    """Whether a signal has asked for the end."""

    asked = False


async def _stoppable(work: Coroutine[None, None, T], stop: _Stop) -> T:
    running = asyncio.ensure_future(work)
    with _heard(running, stop):
        return await running


@contextmanager
def _heard(running: asyncio.Future[T], stop: _Stop) -> Iterator[None]:
    """Cancel what runs when SIGTERM comes; the system tells signals to the main thread alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()

    def cancel(_signal: int, _frame: FrameType | None) -> None:
        if not stop.asked:  # a second one would disturb the tidying up
            stop.asked = True
            loop.call_soon_threadsafe(running.cancel)

    before = signal.signal(signal.SIGTERM, cancel)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
