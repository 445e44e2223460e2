"""Figures beside their aims, and the table they make.

Decides: how a figure and what it ought to be are written, and whether it is met. Does not decide: any figure or aim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.figures import MEGABYTE, Timed, markdown, seconds_shown

COLUMNS: Final = ("what", "n", "measured", "peak memory", "aim")


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure ought to be, in words, and whether it is."""

    said: str
    met: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured ``n`` times. ``peak``: the most memory of the process that did it, in bytes, 0 for unknown."""

    what: str
    shown: str
    n: int = 1
    peak: int = 0
    goals: tuple[Goal, ...] = ()

    def cells(self, *, judged: bool) -> tuple[str, ...]:
        """The row of the table; a goal is only judged where the firm is as large as it is meant for."""
        verdicts = {True: ": met", False: ": missed"} if judged else {True: "", False: ""}
        return (
            self.what,
            str(self.n),
            self.shown,
            _megabytes(self.peak) if self.peak else "",
            ", ".join(f"{goal.said}{verdicts[goal.met]}" for goal in self.goals),
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a run tells: ``facts`` about it, its figures, and whether the firm is so large that aims are judged."""

    facts: tuple[str, ...]
    figures: tuple[Figure, ...]
    judged: bool

    def cells(self) -> list[tuple[str, ...]]:
        """The rows of the table, as text."""
        return [figure.cells(judged=self.judged) for figure in self.figures]

    def markdown(self) -> str:
        """The sheet as a page quotes it."""
        return markdown(self.facts, COLUMNS, self.cells())


def timed(what: str, seconds: Sequence[float], p50: float = 0.0, p99: float = 0.0, peak: int = 0) -> Figure:
    """How long something took each time; ``p50`` and ``p99`` are the most seconds it may, 0 for no aim."""
    took = Timed(tuple(seconds))
    goals = [
        Goal(f"{f'p{percent} ' if len(seconds) > 1 else ''}{seconds_shown(most)}", took.percentile(percent) <= most)
        for percent, most in ((50, p50), (99, p99))
        if most
    ]
    return Figure(what, took.shown(), len(seconds), peak, tuple(goals))


def paced(what: str, rate: float, at_least: float = 0.0, peak: int = 0) -> Figure:
    """How much was done a second, and how much ought to be."""
    goals = (Goal(f"{at_least:,.0f}/s", rate >= at_least),) if at_least else ()
    return Figure(what, f"{rate:,.0f}/s" if rate >= 1 else f"{rate:.2g}/s", 1, peak, goals)


def held(what: str, memory: int, at_most: int) -> Figure:
    """How many bytes a process holds, and how many it may; 0 bytes for not known."""
    goals = (Goal(_megabytes(at_most), memory <= at_most),) if memory else ()
    return Figure(what, _megabytes(memory) if memory else "not known here", goals=goals)


def counted(what: str, number: int, at_most: int) -> Figure:
    """How often something happened, and how often it may."""
    return Figure(what, f"{number:,}", goals=(Goal(f"{at_most:,}", number <= at_most),))


def compared(what: str, times: float, at_least: float) -> Figure:
    """How many times as long something else takes, and how many it ought to."""
    return Figure(what, f"{times:,.3g} times as long", goals=(Goal(f"{at_least:g} times", times >= at_least),))


def below(figure: Figure, peak: int, at_most: int) -> Figure:
    """The figure with the most memory of its process, and how much that may be."""
    goal = Goal(f"below {_megabytes(at_most)}", peak < at_most)
    return Figure(figure.what, figure.shown, figure.n, peak, (*figure.goals, goal))


def _megabytes(memory: int) -> str:
    return f"{memory / MEGABYTE:,.0f} MB"
