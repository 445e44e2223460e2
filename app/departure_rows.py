"""The answer about a departure as rows of a CSV file, one for every account, for whoever goes on calculating.

Decides: the columns, how a cell is written, and that a file that is there already is never written over.
Does not decide: any figure or the order of the rows (the engine does). ``docs/ask-csv.md`` describes the columns, and a
test holds the two equal.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Final

from app.printing import printable
from graph.domain.answers import AccountImpact, MoneyRange, Probability, SurvivingTie
from graph.domain.answers import DepartureImpact as Answer
from graph.domain.money import Money
from graph.errors import InvalidInput, WhitherError

OPTION: Final = "--csv"
_PRIVATE: Final = 0o600
_FORMULA: Final = ("=", "+", "-", "@")
"""What a spreadsheet takes for a formula when a cell begins with it."""


def check_new(path: Path, *, as_json: bool) -> None:
    """Raise InvalidInput where there is something at ``path`` already or JSON is printed, WhitherError where no file
    can be: before anything is asked, for a question is kept in the audit log."""
    if as_json:
        raise InvalidInput(OPTION, str(path), "it goes with the printed answer, so leave out --json or ask twice")
    try:
        there = path.is_symlink() or path.exists()
        room = path.parent.is_dir()
    except OSError as error:
        raise _unwritable(path, error) from None
    if there:
        raise _there_already(path)
    if not room:
        raise _unwritable(path, FileNotFoundError("there is no such folder"))


def write_new(path: Path, text: str) -> None:
    """Write a text to a new file that only its owner may read.

    Raises InvalidInput when there is such a file, and WhitherError when it cannot be written; then none is left."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    except FileExistsError:
        raise _there_already(path) from None
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritable(path, error) from None


def rows_as_csv(answer: Answer) -> str:
    """A header and a row for every account, in the answer's order. What is not known is empty; there is no total."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([cell(row) for cell in COLUMNS.values()] for row in answer.accounts)
    return text.getvalue()


def _there_already(path: Path) -> InvalidInput:
    return InvalidInput(OPTION, str(path), "there is such a file already, so name a new one")


def _unwritable(path: Path, error: Exception) -> WhitherError:
    why = getattr(error, "strerror", None) or str(error)
    return WhitherError(f"The rows cannot be written to {str(path)!r} ({why}): name another place.")


def _words(text: str) -> str:
    """Text as a cell: printable, and never a formula."""
    shown = printable(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _amount(amount: Money | None) -> str:
    return "" if amount is None else amount.decimal()


def _low(amounts: MoneyRange | None) -> str:
    return "" if amounts is None else amounts.low.decimal()


def _high(amounts: MoneyRange | None) -> str:
    return "" if amounts is None else amounts.high.decimal()


def _currency(row: AccountImpact) -> str:
    return "" if row.value is None else row.value.currency


def _hangs_on(row: AccountImpact) -> str:
    return "" if row.pivotal is None or row.pivotal.id is None else row.pivotal.name or row.pivotal.id


def _tie(tie: SurvivingTie) -> str:
    parts = [f"{tie.staff_id} {tie.strength:.2f}"]
    parts += [] if tie.role is None else [tie.role.word]
    return ", ".join([*parts, "same team"] if tie.same_team else parts)


def _chances(name: str, of: Callable[[AccountImpact], Probability]) -> dict[str, Callable[[AccountImpact], str]]:
    """A chance and the ends of its 10-90 % range, in [0, 1]."""
    return {
        name: lambda row: f"{of(row).value:.6f}",
        f"{name}_low": lambda row: f"{of(row).range.low:.6f}",
        f"{name}_high": lambda row: f"{of(row).range.high:.6f}",
    }


COLUMNS: Final[Mapping[str, Callable[[AccountImpact], str]]] = {
    "account_id": lambda row: _words(row.account_id),
    "name": lambda row: _words(row.name),
    "status": lambda row: row.status.value,
    "barred": lambda row: "true" if row.barred else "false",
    **_chances("follows", lambda row: row.outcomes.follows),
    **_chances("strays", lambda row: row.outcomes.strays),
    **_chances("shrinks", lambda row: row.outcomes.shrinks),
    **_chances("stays", lambda row: row.outcomes.stays),
    "currency": _currency,
    "value_in_touch": lambda row: _amount(row.value),
    "value_held": lambda row: _amount(row.value_held),
    "expected_loss": lambda row: _amount(row.expected_loss),
    "expected_loss_low": lambda row: _low(row.loss_range),
    "expected_loss_high": lambda row: _high(row.loss_range),
    "baseline_loss": lambda row: _amount(row.baseline_loss),
    "reasons": lambda row: _words("; ".join(row.reasons)),
    "hangs_on": lambda row: _words(_hangs_on(row)),
    "who_remains": lambda row: _words("; ".join(tie.name or tie.staff_id for tie in row.surviving)),
    "surviving_ties": lambda row: _words("; ".join(_tie(tie) for tie in row.surviving)),
}
"""The columns in their order, each with how its cell is written."""
