"""A search for rows that a complete file lacks may take minutes: the import's mark stays alive meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeVar

import pytest

from exchange.completing import Retracted, retract_absent
from exchange.present import Present
from exchange.repeats import Ranking
from graph.changes.marking import Claim, begin_import
from graph.domain.kinds import Record
from graph.domain.records import Person
from graph.errors import StoreBusy
from graph.store.embedded import EmbeddedStore
from graph.store.embedded.reading import snapshots
from graph.store.protocol import Transaction
from graph.store.values import ImportMark
from tests.exchange.small_firm import NOW

T = TypeVar("T")


class Slow(Present):
    """Twenty people that a file holds; to compare two with it takes some ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(Person)
        self.people = [Person(f"p{number:02}") for number in range(20)]
        for person in self.people:
            self.add(person)
        self.rank(Ranking().ranks())
        self._seconds = seconds
        self._passed = 0.0

    def absent(self, records: Sequence[Record]) -> list[Record]:
        self._passed += self._seconds
        return super().absent(records)

    def beat(self) -> ImportMark:
        """The mark of the import as of now."""
        return ImportMark(NOW, NOW + timedelta(seconds=self._passed), "folder", "ours")


@pytest.fixture
async def slow(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> Slow:
    """An import has begun whose complete file holds everybody whom the store holds."""
    monkeypatch.setattr(snapshots, "ROWS_AT_ONCE", 2)
    made = Slow(seconds=3)
    await store.write(lambda transaction: transaction.put(made.people))
    await begin_import(store, Claim(made.beat(), None), lambda _owner: False)
    return made


async def test_while_absent_rows_are_looked_for_the_mark_is_renewed_every_few_seconds(
    store: EmbeddedStore, slow: Slow
) -> None:
    beats = []
    write = store.write

    async def watched(work: Callable[[Transaction], Awaitable[T]]) -> T:
        done = await write(work)
        mark = await store.import_mark()
        beats.append(0 if mark is None else (mark.beat - NOW).seconds)
        return done

    store.write = watched  # type: ignore[method-assign]  # the test looks on after each unit
    assert await retract_absent(store, slow, slow.beat) == Retracted()
    assert beats == [6, 12, 18, 24]
    assert await store.revision() == 1


async def test_who_looks_for_absent_rows_notices_that_another_import_has_taken_over(
    store: EmbeddedStore, slow: Slow
) -> None:
    other = ImportMark(NOW, NOW, "folder", "another")
    await store.write(lambda transaction: transaction.mark_import(other))
    with pytest.raises(StoreBusy, match="Another import has taken over"):
        await retract_absent(store, slow, slow.beat)
    assert await store.import_mark() == other
