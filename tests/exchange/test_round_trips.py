"""What is exported and imported into an empty store is the same: every record, every answer, every byte."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from exchange.demo import COMPANY
from exchange.exporting import export_folder
from exchange.importing import import_folder
from exchange.layout import LAYOUT
from graph.domain.further_records import Amendment
from graph.domain.kinds import KEY_FIELDS, Record, key_of
from graph.domain.records import Account, Booking, Employment, Person, StaffMember, Touch
from graph.domain.vocabulary import AmendmentKind
from graph.engine.assumptions import VERSION
from graph.store.embedded import EmbeddedStore, open_store
from graph.store.protocol import Transaction
from graph.store.values import Source
from tests.engine.firms import questions
from tests.exchange.any_records import firms
from tests.exchange.small_firm import FILES, FURTHER, brought_in, folder_of
from tests.exchange.test_same_answers import answers, differences
from tests.exchange.writing import write_folder
from tests.oracle.rows import Folder

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
GOOD = {**FILES, **FURTHER}


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def carried_over(store: EmbeddedStore, place: Path) -> EmbeddedStore:
    """A store of its own that holds what an export of this one says; exports of both are the same bytes."""
    await export_folder(store, place / "out")
    other = await open_store(place / "other.sqlite", VERSION)
    if bytes_in(place / "out"):
        report = await import_folder(other, place / "out", now=NOW, rejects=None)
        assert report.exit_code == 0, report.first_rejects
    await export_folder(other, place / "again")
    assert bytes_in(place / "again") == bytes_in(place / "out")
    return other


async def records_in(store: EmbeddedStore) -> dict[type[Record], list[Record]]:
    """Every record of every kind, bookings without their ranks."""
    found: dict[type[Record], list[Record]] = {}
    async with store.snapshot() as snapshot:
        for kind in KEY_FIELDS:
            found[kind] = [record async for chunk in snapshot.records(kind) for record in chunk]
    return found


async def written(store: EmbeddedStore, *groups: Sequence[Record], source: Source = Source.HAND) -> None:
    """Put records, each group in a unit of its own."""

    async def put(tx: Transaction, records: Sequence[Record]) -> None:
        await tx.stamp(NOW)
        await tx.put(records, source)

    for records in groups:
        await store.write(lambda tx, records=records: put(tx, records))  # type: ignore[misc]


async def retracted(store: EmbeddedStore, *records: Record) -> None:
    """Retract records by hand."""

    async def retract(tx: Transaction) -> None:
        await tx.stamp(NOW)
        for record in records:
            assert (await tx.retract(type(record), [key_of(record)])).gone == 1

    await store.write(retract)


async def check_answers(folder: Path, place: Path, day: date) -> int:
    """Compare every answer of a folder's store with that of the store it is carried over to; how many there were."""
    store = await open_store(place / "store.sqlite", VERSION)
    assert (await import_folder(store, folder, now=NOW, rejects=None)).rejected == 0
    other = await carried_over(store, place / "carried")
    try:
        expected, found = await answers(store, day), await answers(other, day)
        assert found == expected, differences(found, expected)
        assert await records_in(other) == await records_in(store)
        return len(found)
    finally:
        await store.close()
        await other.close()


@pytest.mark.parametrize(("name", "day"), [("northwind", "1998-05-06"), ("adventureworks", "2020-05-31")])
async def test_public_data_answers_the_same_after_a_round_trip(
    sample_data: Path, tmp_path: Path, name: str, day: str
) -> None:
    assert await check_answers(sample_data / name, tmp_path, date.fromisoformat(day)) >= 9


async def test_the_demo_company_answers_the_same_after_a_round_trip(tmp_path: Path) -> None:
    assert await check_answers(COMPANY, tmp_path, date(2026, 6, 30)) >= 5


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(questions())
def test_any_firm_answers_the_same_after_a_round_trip(question: tuple[Folder, Mapping[str, str], date]) -> None:
    firm, _, day = question
    with TemporaryDirectory() as place:
        folder = write_folder(firm, Path(place) / "folder")
        asyncio.run(check_answers(folder, Path(place), day))


async def in_stores(work: Callable[[EmbeddedStore, Path], Awaitable[None]]) -> None:
    """Run something with an empty store in a place of its own."""
    with TemporaryDirectory() as name:
        store = await open_store(Path(name) / "store.sqlite", VERSION)
        try:
            await work(store, Path(name))
        finally:
            await store.close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(firms())
def test_whatever_records_were_written_by_hand_come_back(firm: tuple[list[Record], ...]) -> None:
    async def come_back(store: EmbeddedStore, place: Path) -> None:
        await written(store, *firm)
        other = await carried_over(store, place / "carried")
        try:
            expected, found = await records_in(store), await records_in(other)
            for kind in set(KEY_FIELDS) - {Booking}:
                assert found[kind] == expected[kind]
            assert [_unranked(one) for one in found[Booking]] == [_unranked(one) for one in expected[Booking]]
        finally:
            await other.close()

    asyncio.run(in_stores(come_back))


def _unranked(record: Record) -> tuple[object, ...]:
    assert isinstance(record, Booking)
    return (record.account_id, record.on, record.amount, record.ref, record.line, record.currency)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(firms())
def test_the_order_in_which_rows_came_changes_no_byte(firm: tuple[list[Record], ...]) -> None:
    async def shuffled(store: EmbeddedStore, place: Path) -> None:
        await written(store, *firm)
        await export_folder(store, place / "out")
        other = await open_store(place / "other.sqlite", VERSION)
        try:
            for records in firm:
                Random(7).shuffle(records)
            await written(other, *firm, source=Source.FILE)
            await export_folder(other, place / "shuffled")
        finally:
            await other.close()
        assert bytes_in(place / "shuffled") == bytes_in(place / "out")

    asyncio.run(in_stores(shuffled))


async def amendments_of(store: EmbeddedStore) -> list[Record]:
    return (await records_in(store))[Amendment]


async def test_what_was_decided_by_hand_survives(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "folder", GOOD))
    before = await records_in(store)
    ada, ben = before[StaffMember][0], before[StaffMember][1]
    await written(
        store,
        [StaffMember(ada.id, "Ada L.", manager_id="ben"), StaffMember(ben.id, "Benjamin")],  # type: ignore[union-attr]
        [Account("globex", "Globex Corporation", parent_id="initech")],
        [Person("pia", "Pia P.")],
        [Employment("pia", "globex", "Head of engineering")],
    )
    await retracted(store, *before[Touch][:2], before[Employment][-1])
    other = await carried_over(store, tmp_path / "carried")
    try:
        assert await records_in(other) == await records_in(store)
        kinds = [one.kind for one in await amendments_of(other) if isinstance(one, Amendment)]
        assert (kinds.count(AmendmentKind.CORRECTED), kinds.count(AmendmentKind.RETRACTED)) == (5, 5)
        revision = await other.revision()
        report = await import_folder(other, tmp_path / "carried" / "out", now=NOW, rejects=None)
        assert sum(file.new + file.updated for file in report.files) == 0
        assert await other.revision() == revision  # the same folder once more changes nothing
        report = await import_folder(other, folder_of(tmp_path / "later", FILES), now=NOW, rejects=None)
        assert sum(file.new + file.updated for file in report.files) == 0
        assert await records_in(other) == await records_in(store)  # and what was decided by hand still stands
    finally:
        await other.close()


async def test_a_retracted_booking_without_a_ref_takes_no_other_with_it(store: EmbeddedStore, tmp_path: Path) -> None:
    """The folder says no ranks: of three the second is gone, and the third is then the second."""
    day = date(2025, 3, 1)
    rows = "account_id,on,amount\n" + "".join(f"globex,{day},{amount}\n" for amount in (100, 200, 300, 400))
    await brought_in(store, folder_of(tmp_path / "folder", {**GOOD, "revenue.csv": rows}))
    booked = (await records_in(store))[Booking]
    await retracted(store, booked[1])
    await written(store, [Booking("globex", day, 9_000_000, rank=1, currency="EUR")])

    other = await carried_over(store, tmp_path / "carried")
    try:
        found = [one for one in (await records_in(other))[Booking] if isinstance(one, Booking)]
        assert [(one.amount, one.rank) for one in found] == [(3_000_000, 1), (4_000_000, 2), (9_000_000, 3)]
        by_hand = [
            one for one in await amendments_of(other) if isinstance(one, Amendment) and one.row_kind == "booking"
        ]
        assert [(one.kind, one.row_key[-3:-1], '"rank":3' in one.imported) for one in by_hand] == [
            (AmendmentKind.CORRECTED, '3"', True),
            (AmendmentKind.RETRACTED, '4"', False),
        ]
    finally:
        await other.close()


async def test_a_firm_that_nobody_named_is_known_by_its_bookings(store: EmbeddedStore, tmp_path: Path) -> None:
    files = {"accounts.csv": FILES["accounts.csv"], "revenue.csv": FILES["revenue.csv"]}
    await brought_in(store, folder_of(tmp_path / "folder", files))
    other = await carried_over(store, tmp_path / "carried")
    try:
        assert "firm.csv" not in bytes_in(tmp_path / "carried" / "out")
        assert await other.firm() == await store.firm()
    finally:
        await other.close()


def test_every_kind_of_record_has_a_file() -> None:
    assert {layout.record for layout in LAYOUT} == set(KEY_FIELDS)
