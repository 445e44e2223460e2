"""``python -m benchmarks.slopes SHEET SHEET ...``: what grows how, from sheets that ``benchmarks.scale`` wrote.

Decides: which figures of sheets are about the same thing, and the slope between them. Does not decide: any figure.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from benchmarks.answers import BenchmarkFailed
from benchmarks.figures import MEGABYTE

_FIRM: Final = re.compile(r"^\* Firm: .*?([0-9,]+) ties", re.MULTILINE)
_SHOWN: Final = re.compile(r"([0-9][0-9,.e+-]*) ?(ms|s|MB|/s|times)?(?=[ ,|]|$)")
_IN_SECONDS: Final = {"ms": 1e-3, "s": 1.0}
_MEGABYTES: Final = " MB"
_MORE: Final = "a tie more takes"


@dataclass(frozen=True, slots=True)
class Size:
    """A run: on a firm of how many ``ties``, and its figures by what they are: as shown, and as a number (seconds for
    a time, the median of several; megabytes; a rate)."""

    ties: int
    figures: dict[str, tuple[str, float]]


def size_of(sheet: str) -> Size:
    """The last sheet of a page; raises BenchmarkFailed where there is none."""
    firms = list(_FIRM.finditer(sheet))
    if not firms:
        raise BenchmarkFailed("There is no line that tells of a firm: give sheets that --markdown wrote.")
    figures = {}
    for line in sheet[firms[-1].end() :].splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 5:
            what, _, measured, peak, _ = cells
            for name, shown in ((what, measured), (f"{what}: peak memory", peak)):
                found = _SHOWN.search(shown.replace("p50 ", ""))
                if found:
                    number = float(found[1].replace(",", "")) * _IN_SECONDS.get(found[2] or "", 1.0)
                    figures[name] = shown.split(",")[0] if shown.startswith("p50") else shown, number
    return Size(int(firms[-1][1].replace(",", "")), figures)


def table(sizes: Sequence[Size]) -> str:
    """The figures that all sheets have (of several times the median), by size, and between neighbours how the logarithm
    grows with that of the ties: 1 for what grows as they do, 0 for what stays. Of memory also what each tie takes by
    which the largest firm exceeds the smallest. Raises BenchmarkFailed for two sheets of one size."""
    ascending = sorted(sizes, key=lambda one: one.ties)
    if len({one.ties for one in ascending}) < len(ascending):
        raise BenchmarkFailed("Two sheets are of firms with as many ties: give one of each size.")
    steps = list(pairwise(ascending))
    header = ["what", *(f"{one.ties:,} ties" for one in ascending), *("slope" for _ in steps), _MORE]
    rows = [header, ["---"] * len(header)]
    for what in ascending[0].figures:
        if all(what in one.figures and one.figures[what][1] > 0 for one in ascending):
            slopes = (
                math.log(more.figures[what][1] / less.figures[what][1]) / math.log(more.ties / less.ties)
                for less, more in steps
            )
            shown = [one.figures[what][0] for one in ascending]
            rows.append([what, *shown, *(f"{slope:.2f}" for slope in slopes), _more(ascending, what)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _more(ascending: Sequence[Size], what: str) -> str:
    least, most = ascending[0], ascending[-1]
    if least is most or not most.figures[what][0].endswith(_MEGABYTES):
        return ""
    bytes_more = (most.figures[what][1] - least.figures[what][1]) * MEGABYTE
    return f"{bytes_more / (most.ties - least.ties):,.0f} bytes"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of the sheets that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slopes", description=__doc__)
    parser.add_argument("sheets", type=Path, nargs="+", metavar="SHEET", help="a page with the table of a run")
    given = parser.parse_args(arguments)
    try:
        found = table([size_of(one.read_text(encoding="utf-8")) for one in given.sheets])
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be read ({error.strerror}): give sheets that --markdown wrote.\n")
        return 1
    except BenchmarkFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
