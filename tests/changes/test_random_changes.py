"""Whatever is changed by hand, in whatever order: it is as if the rows that are left had been imported."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from exchange.exporting import export_folder
from exchange.importing import import_folder
from graph.domain.answers import DepartureImpact
from graph.domain.kinds import Record, key_of
from graph.domain.records import Account, Booking, Firm, Person, StaffMember
from graph.errors import NotEmployed, WhitherError
from tests.changes.office import KINDS, NOW, TODAY, Office, office_at
from tests.changes.random_changes import Dice, Rows, any_change, foretold
from tests.store.facts import content

CHANGES = 1_000
RETRACTIONS = "retractions.csv"
RANKED = date(2024, 4, 10)

START: list[list[Record]] = [
    [Firm("Ours", ("ours.example",), "EUR", "Europe/Berlin")],
    [StaffMember("ada", "Ada"), StaffMember("ben", "Ben")],
    [Account("acme", "Acme"), Account("bolt", "Bolt")],
    [Person("pia", "Pia"), Person("quinn")],
    [Booking("acme", RANKED, 10_000 * rank, rank=rank, currency="EUR") for rank in (1, 2, 3)],
]
"""What was imported before, so that there are rows of files to correct and to retract."""


async def changed_at_random(office: Office, seed: int) -> Rows:
    """Change the firm a thousand times, each time as foretold; what is then foretold to stand."""
    dice = Dice(seed)
    rows: Rows = {kind: {} for kind in KINDS}
    for some in START:
        rows[type(some[0])].update({key_of(row): row for row in some})
    done = 0
    while done < CHANGES:
        change = any_change(dice, rows)
        rows, errors = foretold(rows, change)
        try:
            await office.wish(change)
        except WhitherError as error:
            assert isinstance(error, tuple(errors)), f"{change}: {error!r}"  # noqa: PT017  # which one is foretold
        else:
            assert not errors, f"{change}: should raise one of {errors}"
            done += 1
    return rows


async def answers(office: Office) -> dict[str, DepartureImpact]:
    """What each staff member's departure means, for those who are with us."""
    found = {}
    for staff in await office.rows_of(StaffMember):
        assert isinstance(staff, StaffMember)
        try:
            found[staff.id] = await office.impact(staff.id)
        except NotEmployed:
            continue
    return found


def unranked(rows: list[Record]) -> list[Record]:
    """Rows in order, bookings without the rank that only tells those of one file apart."""
    return [replace(row, rank=0, ref=row.ref or "-") if isinstance(row, Booking) else row for row in rows]


async def exported(office: Office, folder: Path) -> dict[str, bytes]:
    """The files of an export, but the one of amendments, which is taken out of the folder."""
    await export_folder(office.store, folder)
    return _files_in(folder)


def _files_in(folder: Path) -> dict[str, bytes]:
    (folder / RETRACTIONS).unlink(missing_ok=True)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_thousand_changes_leave_what_an_import_of_the_rows_that_stand_leaves(tmp_path: Path, seed: int) -> None:
    async with office_at(tmp_path / "changed.sqlite", START) as office:
        foreseen = await changed_at_random(office, seed)
        rows = await office.rows()
        assert {kind: {key_of(row): row for row in some} for kind, some in rows.items()} == foreseen
        assert all(len(some) > 0 for some in rows.values())
        assert (await office.store.held()).unfolded == 0
        assert await office.store.violations() == ()
        files = await exported(office, tmp_path / "files")
        async with office_at(tmp_path / "imported.sqlite") as imported:
            report = await import_folder(imported.store, tmp_path / "files", now=NOW, rejects=None)
            assert [file.rejected for file in report.files] == [0] * len(files)
            assert await exported(imported, tmp_path / "again") == files
            assert {kind: unranked(some) for kind, some in (await imported.rows()).items()} == {
                kind: unranked(some) for kind, some in rows.items()
            }
            assert await answers(office) == await answers(imported)
            assert content(await office.store.whole(TODAY, 3)) == content(await imported.store.whole(TODAY, 3))
