"""What is cached for a tie is compared with its touches; what waits, and what an import still does, is told apart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.changes.rebuilding import rebuild
from graph.domain.network import TieStatistics
from graph.domain.records import Account, Person, StaffMember
from graph.engine.assumptions import VERSION
from graph.questions.verifying import EXAMPLES, Finding, FoldFault, Verification, verify
from graph.store.embedded import EmbeddedStore, open_store
from graph.store.protocol import Transaction
from graph.store.values import Fault, ImportMark
from tests.store.files import altered
from tests.store.invented import invented_firm
from tests.store.writing import JANUARY, touch, write

PEOPLE = ("pat", "quin", "ray", "sue")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tested store is."""
    return tmp_path / "firm.whither"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[EmbeddedStore]:
    """A store in which Ada has a tie of three touches with each of four people, and one with an account; all folded."""
    store = await open_store(path, VERSION)
    touches = [
        touch(f"{person}-{number}", "ada", person, on=JANUARY + timedelta(days=40 * number))
        for person in PEOPLE
        for number in range(3)
    ]
    people = [Person(name, name.title()) for name in PEOPLE]
    await write(store, StaffMember("ada", "Ada"), Account("acme", "Acme"), *people, *touches)
    await write(store, touch("acme-1", "ada", account="acme"))
    await rebuild(store)
    yield store
    await store.close()


def of_tie(person: str) -> str:
    """Which tie it is, in the file."""
    return f"person = (SELECT key FROM person WHERE id = '{person}')"  # noqa: S608  # ours


async def found(store: EmbeddedStore) -> Verification:
    """What is found, though nothing is wrong with the file."""
    told = await verify(store)
    assert told.problems == ()
    return told


async def test_a_store_that_nobody_spoilt_is_clean(store: EmbeddedStore) -> None:
    told = await found(store)
    assert (told.clean, told.ties, told.revision, told.findings) == (True, 5, 2, ())


async def test_an_invented_firm_of_every_kind_of_row_is_clean_once_it_is_folded(tmp_path: Path) -> None:
    firm = await open_store(tmp_path / "invented", VERSION)
    await write(firm, *invented_firm(11))
    assert {finding.fault for finding in (await found(firm)).findings} == {FoldFault.WAITING}
    await rebuild(firm)
    assert (await found(firm)).clean
    await firm.close()


@pytest.mark.parametrize(
    "change",
    [
        "incoming = incoming * 1.000001",
        "outgoing = outgoing + 1",
        "first_day = first_day + 1",
        "last_day = last_day - 1",
        "days = days + 1",
        "channels = channels + 1",
        "touches = touches - 1",
    ],
)
async def test_a_fold_that_is_not_that_of_the_touches_is_wrong(store: EmbeddedStore, path: Path, change: str) -> None:
    altered(path, f"UPDATE tie SET {change} WHERE {of_tie('quin')}")  # noqa: S608  # what the test says
    assert (await found(store)).findings == (Finding(FoldFault.WRONG_FOLD, "tie", 1, ('["ada","quin",""]',)),)


async def test_sums_that_differ_as_little_as_between_two_processors_are_right(store: EmbeddedStore, path: Path) -> None:
    altered(path, "UPDATE tie SET incoming = incoming * (1 + 2e-16), outgoing = outgoing * (1 - 2e-16)")
    assert (await found(store)).clean


async def test_a_fold_of_other_assumptions_is_told_apart_from_one_that_waits(store: EmbeddedStore, path: Path) -> None:
    altered(
        path,
        f"UPDATE tie SET assumptions = '2019.1', incoming = 0 WHERE {of_tie('quin')}",  # noqa: S608  # ours
        f"UPDATE tie SET assumptions = '' WHERE {of_tie('ray')}",  # noqa: S608  # ours
    )
    assert (await found(store)).findings == (
        Finding(FoldFault.STALE_FOLD, "tie", 1, ('["ada","quin",""]',)),
        Finding(FoldFault.WAITING, "tie", 1, ('["ada","ray",""]',)),
    )


async def test_ties_may_wait_while_an_import_is_marked_and_nothing_else_may(store: EmbeddedStore, path: Path) -> None:
    now = datetime.now(UTC)

    async def begin(transaction: Transaction) -> None:
        await transaction.mark_import(ImportMark(now, now, "a folder", "somebody"))

    await store.write(begin)
    altered(
        path,
        f"UPDATE tie SET assumptions = '' WHERE {of_tie('ray')}",  # noqa: S608  # ours
        f"UPDATE tie SET days = 9 WHERE {of_tie('sue')}",  # noqa: S608  # ours
    )
    told = await found(store)
    assert told.waiting == 1
    assert told.findings == (Finding(FoldFault.WRONG_FOLD, "tie", 1, ('["ada","sue",""]',)),)


@pytest.mark.parametrize("stamp", [VERSION, "2019.1"])
async def test_a_count_that_says_more_touches_than_there_are_misses_one(
    store: EmbeddedStore, path: Path, stamp: str
) -> None:
    altered(path, f"UPDATE tie SET assumptions = '{stamp}'", "DELETE FROM touch WHERE id = 'pat-1'")  # noqa: S608
    missing, *others = (await found(store)).findings
    assert missing == Finding(FoldFault.MISSING_TOUCH, "tie", 1, ('["ada","pat",""]',))
    assert [other.fault for other in others] == ([] if stamp == VERSION else [FoldFault.STALE_FOLD])


async def test_a_tie_without_any_touch_misses_them_all_also_while_it_waits(store: EmbeddedStore, path: Path) -> None:
    altered(path, "UPDATE tie SET assumptions = '' WHERE person IS NULL", "DELETE FROM touch WHERE id = 'acme-1'")
    assert (await found(store)).findings == (Finding(FoldFault.MISSING_TOUCH, "tie", 1, ('["ada","","acme"]',)),)


async def test_of_many_ties_with_a_fault_some_are_named(store: EmbeddedStore, path: Path) -> None:
    altered(path, "UPDATE tie SET days = 99")
    (finding,) = (await found(store)).findings
    assert (finding.count, len(finding.examples)) == (5, EXAMPLES)


async def test_rows_with_a_fault_are_told_beside_the_ties(store: EmbeddedStore, path: Path) -> None:
    altered(path, "DELETE FROM change", "UPDATE tie SET days = 99 WHERE person IS NULL")
    assert [finding.fault for finding in (await found(store)).findings] == [
        Fault.CHANGE_LOG_BEHIND,
        FoldFault.WRONG_FOLD,
    ]


async def test_progress_tells_how_many_ties_are_checked_of_how_many(store: EmbeddedStore) -> None:
    told: list[tuple[int, int]] = []
    await verify(store, lambda done, total: told.append((done, total)))
    assert told == [(5, 5)]


async def test_a_value_that_cannot_be_meant_is_a_problem_and_not_an_error(store: EmbeddedStore, path: Path) -> None:
    altered(path, "PRAGMA ignore_check_constraints = ON", "UPDATE tie SET touches = 9223372036854775807")
    told = await verify(store)
    assert told.ties is None
    assert any("CHECK constraint failed in tie" in problem for problem in told.problems)
    assert not told.clean


async def test_what_rebuild_folds_is_what_an_import_would_have_folded(store: EmbeddedStore, path: Path) -> None:
    before = await statistics(store)
    altered(path, "UPDATE tie SET incoming = 0, outgoing = 0, days = 1, assumptions = '2019.1'")
    told: list[tuple[int, int]] = []
    assert await rebuild(store, lambda done, total: told.append((done, total))) == 5
    after = await statistics(store)
    assert [column.tolist() for column in before] == [column.tolist() for column in after]
    assert (await found(store)).clean
    assert await store.revision() == 2
    assert told == [(5, 5)]


async def statistics(store: EmbeddedStore) -> list[object]:
    """What is cached for every tie, column by column."""
    async with store.snapshot() as snapshot:
        (some,) = [some async for some in snapshot.ties()]
    cached: TieStatistics = some.statistics
    return [cached.incoming, cached.outgoing, cached.first, cached.last, cached.days, cached.channels, cached.count]
