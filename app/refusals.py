"""How a command ends: its exit code, and for what went wrong one sentence on standard error.

Decides: which expected error ends with which code. Does not decide: any sentence (``graph.errors`` does). What nobody
expected keeps its traceback, for that is a fault of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn

import typer

from app.printing import console
from graph.errors import AmbiguousName, InvalidInput, NotEmployed, NotFound, WhitherError


class ExitCode(IntEnum):
    """The exit codes of every command; the README and ``--help`` name them."""

    DONE = 0
    FAILED = 1
    WRONG_USAGE = 2
    DONE_WITH_REJECTS = 3
    INTERRUPTED = 130
    TERMINATED = 143


class Terminated(Exception):
    """SIGTERM came, and what was open is closed."""


WRONG_USAGE = (InvalidInput, NotFound, AmbiguousName, NotEmployed)
"""Errors that another question or another argument would mend; the others need the store or the files mended."""


@contextmanager
def refusals() -> Iterator[None]:
    """Turn an expected error that leaves the block into its sentence and exit code, and Ctrl-C and SIGTERM into a clean
    end."""
    try:
        yield
    except WhitherError as error:
        refuse(str(error), ExitCode.WRONG_USAGE if isinstance(error, WRONG_USAGE) else ExitCode.FAILED)
    except KeyboardInterrupt:
        console(to_standard_error=True).print("Interrupted before it was finished: run the same command again.")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    except Terminated:
        console(to_standard_error=True).print("Stopped before it was finished: run the same command again.")
        raise typer.Exit(ExitCode.TERMINATED) from None


def refuse(sentence: str, code: ExitCode) -> NoReturn:
    """Say the sentence on standard error, on one line whatever the terminal's width, and end with the code."""
    console(to_standard_error=True).print(sentence, style="red", soft_wrap=True)
    raise typer.Exit(code) from None
