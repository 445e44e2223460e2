"""Oracle: a folder of CSV files (design.md, 6) as plain rows.

Decides how a cell is read and on which day an instant falls. Does not reject
anything: the oracle is asked about clean folders only. Written apart from the
product, from the text of design.md alone; it imports nothing of the product.
"""

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.oracle.rows import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Folder,
    Promise,
    Service,
    Staff,
    Touch,
)

Cells = dict[str, str]


def day_of(text: str, zone: ZoneInfo) -> date:
    """The day of a date or of an instant; an instant without a zone is in `zone`."""
    text = text.strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
    return moment.date() if moment.tzinfo is None else moment.astimezone(zone).date()


def read_cells(path: Path) -> tuple[list[str], list[Cells]]:
    """Header and rows of one file; a file that is not there is empty."""
    if not path.exists():
        return [], []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = [{name: value or "" for name, value in row.items() if name} for row in reader]
        return list(reader.fieldnames or []), rows


def zone_of(folder: Path) -> ZoneInfo:
    """The firm's time zone, UTC when none is given."""
    _, rows = read_cells(folder / "firm.csv")
    names = [row.get("time_zone", "").strip() for row in rows]
    return ZoneInfo(next((name for name in names if name), "UTC"))


class _Row:
    """The cells of one row, read by kind; an empty cell is None."""

    def __init__(self, cells: Cells, zone: ZoneInfo) -> None:
        self._cells = cells
        self._zone = zone

    def text(self, name: str) -> str | None:
        return self._cells.get(name, "").strip() or None

    def word(self, name: str) -> str | None:
        text = self.text(name)
        return None if text is None else text.casefold()

    def key(self, name: str) -> str:
        return self._cells[name]

    def number(self, name: str) -> float | None:
        text = self.text(name)
        return None if text is None else float(text)

    def day(self, name: str) -> date | None:
        text = self.text(name)
        return None if text is None else day_of(text, self._zone)

    def own_day(self, name: str) -> date:
        return day_of(self._cells[name], self._zone)

    def yes(self, name: str) -> bool:
        return self.word(name) in {"true", "yes", "y", "1", "x"}


def _staff(row: _Row) -> Staff:
    return Staff(row.key("id"), row.text("team"), row.day("start"), row.day("end"))


def _account(row: _Row) -> Account:
    return Account(row.key("id"), row.day("since"))


def _buying(row: _Row) -> Buying:
    return Buying(
        row.key("account_id"),
        row.own_day("from"),
        row.word("approach"),
        row.word("decision_rule"),
        row.number("switching_cost"),
        row.number("other_suppliers"),
    )


def _employment(row: _Row) -> Employment:
    role, weight = row.word("decision_role"), row.number("decision_weight")
    person, account = row.key("person_id"), row.key("account_id")
    start, end = row.day("start"), row.day("end")
    return Employment(person, account, role, weight, row.yes("veto"), start, end)


def _service(row: _Row) -> Service:
    staff, account = row.key("staff_id"), row.key("account_id")
    return Service(staff, account, row.word("role"), row.day("start"), row.day("end"))


def _touch(row: _Row) -> Touch:
    person, account = row.text("person_id"), row.text("account_id")
    channel, direction = row.word("channel") or "", row.word("direction")
    return Touch(row.own_day("at"), row.key("staff_id"), person, account, channel, direction)


def _closeness(row: _Row) -> Closeness:
    rating = row.number("closeness") or 0.0
    return Closeness(row.key("staff_id"), row.key("person_id"), rating, row.day("on"))


def _promise(row: _Row) -> Promise:
    return Promise(
        row.key("staff_id"),
        row.text("person_id"),
        row.text("account_id"),
        row.day("made_on"),
        row.word("outcome"),
        row.day("closed_on"),
    )


def _booking(row: _Row) -> Booking:
    amount = Decimal(row.key("amount").strip())
    return Booking(row.key("account_id"), row.own_day("on"), amount, row.text("line"))


def _covenant(row: _Row) -> Covenant:
    staff, kind, account = row.key("staff_id"), row.word("kind") or "", row.text("account_id")
    return Covenant(staff, kind, row.day("from"), account, row.day("until"))


def _rows(path: Path, zone: ZoneInfo) -> list[_Row]:
    """The rows of a file; identical rows count once (bookings without a ref do not)."""
    seen: set[tuple[tuple[str, str], ...]] = set()
    kept: list[_Row] = []
    for cells in read_cells(path)[1]:
        content = tuple(sorted(cells.items()))
        is_its_own = path.name == "revenue.csv" and not cells.get("ref", "").strip()
        if is_its_own or content not in seen:
            kept.append(_Row(cells, zone))
        seen.add(content)
    return kept


def read_folder(path: Path) -> Folder:
    """Reads whichever of the files are there."""
    zone = zone_of(path)
    return Folder(
        staff=tuple(_staff(row) for row in _rows(path / "staff.csv", zone)),
        accounts=tuple(_account(row) for row in _rows(path / "accounts.csv", zone)),
        buying=tuple(_buying(row) for row in _rows(path / "buying.csv", zone)),
        employments=tuple(_employment(row) for row in _rows(path / "employments.csv", zone)),
        services=tuple(_service(row) for row in _rows(path / "services.csv", zone)),
        touches=tuple(_touch(row) for row in _rows(path / "touches.csv", zone)),
        closeness=tuple(_closeness(row) for row in _rows(path / "closeness.csv", zone)),
        promises=tuple(_promise(row) for row in _rows(path / "promises.csv", zone)),
        bookings=tuple(_booking(row) for row in _rows(path / "revenue.csv", zone)),
        covenants=tuple(_covenant(row) for row in _rows(path / "covenants.csv", zone)),
    )
