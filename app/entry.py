"""Where the process begins: nothing is imported here but what ends it well.

Decides: that Ctrl-C while the program is still being loaded ends it at once, with no traceback, as it does later.
Does not decide: anything a command does (``app.command_line`` does).
"""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
"""The exit code of ``app.refusals``, which is not loaded yet."""


def main() -> None:
    """Load the command and run it with the arguments of the process."""
    before = signal.signal(signal.SIGINT, _leave)
    from app.command_line import run  # noqa: PLC0415  # loading takes time, in which Ctrl-C must be heard

    signal.signal(signal.SIGINT, before)
    try:
        run()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End here: nothing is open yet, and an exception could be lost in a module that is half loaded."""
    os._exit(INTERRUPTED)
