"""Files and hands take turns: each field of a row says what was said last by whoever changed it last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from graph.changes.importing import write_records
from graph.domain.kinds import key_of
from graph.domain.records import Booking, Employment
from graph.store.values import Written
from tests.changes.office import FIRM, Office, office_at

START = date(2020, 1, 1)
VALUES: dict[str, tuple[object, ...]] = {
    "title": ("", "Buyer", "Head"),
    "decision_weight": (None, 1.5, 2.5),
    "veto": (False, True),
}
STARTS = (None, date(2019, 1, 1), START, date(2021, 1, 1))
STEPS = 60


async def take_turns(office: Office, rng: Random) -> None:
    """Import and correct one employment again and again, and hold it after each step against what should stand."""
    file = Employment("rex", "acme", start=START)
    await write_records(office.store, [file])
    stands = file
    for _ in range(STEPS):
        before = stands
        name = rng.choice([*VALUES, "start"])
        if rng.random() < 0.4:
            value = rng.choice(STARTS if name == "start" else VALUES[name])
            stands = replace(stands, **{name: value})  # type: ignore[arg-type]  # its own fields
            await office.correct(before, **{name: value})
        else:
            said = replace(file, **{name: rng.choice(values) for name, values in VALUES.items()})  # type: ignore[arg-type]
            keep = frozenset(rng.sample(sorted(VALUES), rng.randrange(3)))
            new = {name for name in VALUES if name not in keep and getattr(said, name) != getattr(file, name)}
            stands = replace(stands, **{name: getattr(said, name) for name in new})
            file = replace(file, **{name: getattr(said, name) for name in new})
            written = await write_records(office.store, [said], keep=keep)
            assert written.new == 0
            assert written.updated == (stands != before)
            assert written.unchanged + written.withheld == (stands == before)
        rows = [row for row in await office.rows_of(Employment) if isinstance(row, Employment)]
        assert [row for row in rows if row.person_id == "rex"] == [stands]


@pytest.mark.parametrize("seed", range(6))
async def test_a_field_says_what_was_said_last_by_whoever_changed_it_last(tmp_path: Path, seed: int) -> None:
    async with office_at(tmp_path / "firm.sqlite", FIRM) as office:
        await take_turns(office, Random(seed))


async def test_a_file_goes_on_speaking_of_a_booking_whose_day_was_corrected(tmp_path: Path) -> None:
    async with office_at(tmp_path / "firm.sqlite", FIRM) as office:
        booking = Booking("acme", date(2026, 3, 1), 5_000_000_000, "a1", currency="EUR")
        await office.correct(booking, on=date(2026, 3, 3))
        assert await write_records(office.store, [booking]) == Written(withheld=1)
        more = replace(booking, amount=7_000_000_000)
        assert await write_records(office.store, [more]) == Written(updated=1, changed={"amount": 1})
        moved = replace(more, on=date(2026, 3, 3))
        assert await office.found(Booking, key_of(moved)) == moved
        assert await office.found(Booking, key_of(booking)) is None
