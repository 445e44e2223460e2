"""A folder of any size, invented from a seed: large enough to be interrupted, the same bytes for the same seed.

Decides: how many rows there are and who touches whom. Does not decide: anything realistic about a firm.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FIRST, DAYS = date(2024, 1, 1), 700
AS_OF = FIRST + timedelta(days=DAYS)
CHANNELS = ("email", "call", "meeting", "order", "visit")


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows of each kind."""

    staff: int
    accounts: int
    people: int
    touches: int


def invent(folder: Path, size: Size, seed: int = 1) -> Path:
    """Write the folder and return it."""
    chance = random.Random(seed)
    folder.mkdir(parents=True)
    people = [f"p{number}" for number in range(size.people)]
    _write(folder, "firm.csv", ("name", "currency", "time_zone"), [("Invented", "EUR", "UTC")])
    _write(folder, "staff.csv", ("id", "name"), ((f"s{n}", f"Staff {n}") for n in range(size.staff)))
    _write(folder, "accounts.csv", ("id", "name"), ((f"a{n}", f"Account {n}") for n in range(size.accounts)))
    _write(folder, "people.csv", ("id", "name"), ((one, f"Person {one}") for one in people))
    _write(
        folder,
        "employments.csv",
        ("person_id", "account_id", "start"),
        ((one, f"a{n % size.accounts}", "2020-01-01") for n, one in enumerate(people)),
    )
    _write(
        folder,
        "services.csv",
        ("staff_id", "account_id", "role", "start"),
        ((f"s{n % size.staff}", f"a{n}", "lead", "2021-01-01") for n in range(size.accounts)),
    )
    _write(
        folder,
        "revenue.csv",
        ("account_id", "on", "amount", "currency", "ref"),
        ((f"a{n}", day(chance), str(chance.randrange(1, 100_000)), "EUR", f"r{n}") for n in range(size.accounts)),
    )
    _write(folder, "touches.csv", ("id", "at", "staff_id", "person_id", "channel"), touches(size, chance))
    return folder


def touches(size: Size, chance: random.Random) -> Iterable[Sequence[str]]:
    """Rows of touches.csv: each staff member keeps to at most 200 people, as in an ordinary firm."""
    kept_to = max(1, min(200, size.people // 20))
    for number in range(size.touches):
        staff = chance.randrange(size.staff)
        person = (staff * 97 + chance.randrange(kept_to)) % size.people
        at = f"{day(chance)}T{chance.randrange(24):02}:{chance.randrange(60):02}:00Z"
        yield f"t{number}", at, f"s{staff}", f"p{person}", chance.choice(CHANNELS)


def day(chance: random.Random) -> str:
    """A day of the years in which things happen."""
    return (FIRST + timedelta(days=chance.randrange(DAYS))).isoformat()


def _write(folder: Path, name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
