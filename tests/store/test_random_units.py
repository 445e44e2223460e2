"""Any sequence of units leaves what the laws say, row by row: put again and again, by file and by hand, taken away."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest

from graph.domain.further_records import Amendment
from graph.domain.kinds import KEY_FIELDS, KIND_NAMES, Record, amended_key, key_of
from graph.domain.plain import from_plain
from graph.domain.records import Touch
from graph.domain.vocabulary import AmendmentKind
from graph.store.embedded import EmbeddedStore
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import Leaving, Source
from tests.store.changed_rows import CHANGES, ENTITIES, LATER
from tests.store.remembering import Memory
from tests.store.test_change_log import named_in, told
from tests.store.test_records import differing
from tests.store.writing import NOON, fold, write

KINDS = sorted(CHANGES.keys() - {"firm", "staff member", "account", "person", "amendment"})
"""Kinds whose rows refer to the entities of the tests, and to nothing else."""
STEPS = 60
FEWER = 8
"""On a server, where a step takes longer; the seeds are as many."""
LEAVING: tuple[Leaving, ...] = (AmendmentKind.RETRACTED, AmendmentKind.ABSENT)


def any_rows(rng: Random, kind: str) -> list[Record]:
    """One or two rows of a kind with different keys: as first written, as changed, or something of each."""
    row, changed, other = CHANGES[kind]
    names = [name for name in differing(row, changed) if name not in KEY_FIELDS[type(row)]]
    mixed = replace(row, **{name: getattr(rng.choice((row, changed)), name) for name in names})
    rows = [rng.choice((row, changed, mixed))]
    return rows if other is None or rng.random() < 0.5 else [*rows, other]


def any_kept(rng: Random, kind: str) -> frozenset[str]:
    """Sometimes a field that is kept; none that would leave an interval the wrong way round."""
    row, changed, _ = CHANGES[kind]
    names = [name for name in differing(row, changed) if name not in {"start", "until", "left_on", "noticed_on"}]
    return frozenset(rng.sample(names, 1)) if names and rng.random() < 0.3 else frozenset()


async def any_step(transaction: Transaction, memory: Memory, rng: Random) -> None:
    """One call, held against what it should do."""
    kind = rng.choice(KINDS)
    rows = any_rows(rng, kind)
    match rng.randrange(7):
        case 0:
            keys = [key_of(row) for row in rows]
            leaving = rng.choice(LEAVING)
            gone = (await transaction.retract(type(rows[0]), keys, leaving)).gone
            assert gone == memory.take_away(type(rows[0]), keys, remember=leaving)
        case 1:
            keys = [key_of(row) for row in rows]
            gone = (await transaction.remove(type(rows[0]), keys)).gone
            assert gone == memory.take_away(type(rows[0]), keys, remember=None)
        case 2:
            written = await transaction.put(rows, Source.HAND)
            assert written == memory.put(rows, Source.HAND, frozenset())
        case _:
            kept = any_kept(rng, kind)
            source = rng.choice((Source.FILE, Source.FILE, Source.WHOLE_FILE))
            written = await transaction.put(rows, source, kept)
            assert written == memory.put(rows, source, kept)


@pytest.mark.parametrize("seed", range(8))
async def test_any_sequence_of_units_leaves_what_the_laws_say(store: GraphStore, seed: int) -> None:
    rng = Random(seed)
    memory = Memory()
    await write(store, *ENTITIES)
    for _ in range(STEPS if isinstance(store, EmbeddedStore) else FEWER):
        memory.changed.clear()
        amended = dict(memory.amended)
        before = await store.revision()

        async def unit(transaction: Transaction) -> None:
            await transaction.stamp(NOON)
            for _ in range(rng.choice((1, 1, 3))):
                await any_step(transaction, memory, rng)

        await store.write(unit)
        changed = await store.changed_since(before)
        assert told(changed) == named_in(*memory.changed)
        if memory.changed or memory.amended != amended:
            assert changed.revision == before + 1
        assert changed.revision <= before + 1
        if rng.random() < 0.2:
            await fold(store)
    await holds(store, memory)


async def holds(store: GraphStore, memory: Memory) -> None:
    """Hold rows, amendments and ties against what they should be."""
    places = {(type(row), key_of(row)) for kind in KINDS for row in CHANGES[kind] if row is not None}
    for kind, key in places:
        expected = memory.rows.get((kind, key))
        assert (await store.find(kind, [key])).get(key) == expected
        remembered = (KIND_NAMES[kind], amended_key(kind, key))
        found = (await store.find(Amendment, [remembered])).get(remembered)
        assert (found is None) == ((kind, key) not in memory.amended)
        if found is not None:
            was = memory.amended[kind, key]
            if isinstance(was, AmendmentKind):
                assert (found.kind, found.imported) == (was, "")
            else:
                assert found.kind is AmendmentKind.CORRECTED
                assert from_plain(kind, json.loads(found.imported)) == was
    ties = await store.write(lambda transaction: transaction.ties(None, 99))
    assert set(ties) == memory.ties()
    await fold(store)
    network = await store.whole(LATER)
    touches = [row for row in memory.rows.values() if isinstance(row, Touch)]
    assert not network.ties.unfolded.any()
    assert int(network.ties.statistics.count.sum()) == len(touches)
