"""Figures, and the table they make.

Decides: how seconds, rates, percentiles, ratios and aims are written. Does not decide: what is measured.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.plan import Way

MEGABYTE: Final = 1_000_000
HEADER: Final = ("what", "n", *(way.value for way in Way), "times as long", "peak memory", "aim")


@dataclass(frozen=True, slots=True)
class Timed:
    """How long each of n runs took, in seconds; ``amount``: what one run got done, 0 where its time is the figure.

    ``peak``: the most memory of our process, in bytes; 0 where it is not ours or not measured."""

    seconds: tuple[float, ...]
    amount: int = 0
    peak: int = 0

    def percentile(self, percent: int) -> float:
        """The smallest of the seconds that so many per cent of them do not exceed."""
        ordered = sorted(self.seconds)
        return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]

    @property
    def rate(self) -> float:
        """What is done in a second, by the median run."""
        return self.amount / self.percentile(50)

    def shown(self) -> str:
        """The figure as the table shows it."""
        if self.amount:
            return f"{self.rate:,.0f}/s"
        if len(self.seconds) == 1:
            return seconds_shown(self.seconds[0])
        return f"p50 {seconds_shown(self.percentile(50))}, p99 {seconds_shown(self.percentile(99))}"


@dataclass(frozen=True, slots=True)
class Aim:
    """What Neo4j ought to reach: at least so much a second, or at most so many seconds in the median. An aim for
    ``ties`` is judged only where there are as many."""

    seconds: float = math.inf
    rate: float = 0.0
    ties: int = 0

    def shown(self, reached: Timed | None, ties: int) -> str:
        """The aim, and whether it was met."""
        said = f"{self.rate:,.0f}/s" if self.rate else seconds_shown(self.seconds)
        said += f" at {self.ties:,} ties" if self.ties else ""
        if reached is None or ties < self.ties:
            return said
        met = reached.rate >= self.rate if self.rate else reached.percentile(50) <= self.seconds
        return f"{said}: {'met' if met else 'missed'}"


@dataclass(frozen=True, slots=True)
class Row:
    """Something that was measured in one or more ways; ``aim`` is for Neo4j."""

    what: str
    timed: Mapping[Way, Timed]
    aim: Aim | None = None

    def cells(self, ties: int) -> tuple[str, ...]:
        """The row of the table, for a firm with so many ties."""
        runs = {len(timed.seconds) for timed in self.timed.values()}
        peaks = [self.timed[way].peak for way in Way if way in self.timed]
        return (
            self.what,
            " / ".join(str(count) for count in sorted(runs)),
            *(self.timed[way].shown() if way in self.timed else "" for way in Way),
            self._ratio(),
            " / ".join(f"{peak / MEGABYTE:,.0f} MB" if peak else "-" for peak in peaks) if any(peaks) else "",
            self.aim.shown(self.timed.get(Way.NEO4J), ties) if self.aim else "",
        )

    def _ratio(self) -> str:
        """How many times as long each way takes as the first; of a rate, how many times as long for the same."""
        if len(self.timed) == 1:
            return ""
        each = [self.timed[way] for way in Way if way in self.timed]
        spent = [1 / timed.rate if timed.amount else timed.percentile(50) for timed in each]
        return " : ".join(f"{one / spent[0]:.3g}" for one in spent)


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run tells: ``facts`` about it, one to a line, and its rows."""

    facts: tuple[str, ...]
    ties: int
    rows: tuple[Row, ...] = field(default=())

    def cells(self) -> list[tuple[str, ...]]:
        """The rows of the table, as text."""
        return [row.cells(self.ties) for row in self.rows]

    def markdown(self) -> str:
        """The report as a page quotes it."""
        return markdown(self.facts, HEADER, self.cells())


def markdown(facts: Sequence[str], header: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """Facts, one to a line, and a table below them, as a page quotes them."""
    told = "".join(f"* {fact}\n" for fact in facts)
    ruler = "|".join(["---"] * len(header))
    return f"{told}\n{_line(header)}|{ruler}|\n" + "".join(map(_line, cells))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def seconds_shown(seconds: float) -> str:
    """Three digits at most, in milliseconds below a second."""
    return f"{seconds:,.3g} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def beside(one: Iterable[tuple[Way, Timed]]) -> dict[Way, Timed]:
    """Ways side by side, in the order of the table."""
    found = dict(one)
    return {way: found[way] for way in Way if way in found}
