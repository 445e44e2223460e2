"""Where the process begins: nothing is imported here but what ends it well.

Decides: that Ctrl-C while the program is still being loaded ends it at once, with no traceback, as it does later.
Does not decide: anything a command does (``app.command_line`` does), nor what it loads later, being the only one to
need it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
"""The exit code of ``app.refusals``, which is not loaded yet."""


def main() -> None:
    """Load the command and run it with the arguments of the process."""
    with loading():
        from app.command_line import run  # noqa: PLC0415  # loading takes time, in which Ctrl-C must be heard

    try:
        run()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


@contextmanager
def loading() -> Iterator[None]:
    """Modules are loaded in the block, which Ctrl-C ends together with the process; nothing may be open."""
    before = signal.signal(signal.SIGINT, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End here: nothing is open yet, and an exception could be lost in a module that is half loaded."""
    os._exit(INTERRUPTED)
