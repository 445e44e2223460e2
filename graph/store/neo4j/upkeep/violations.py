"""Rows that no unit of work could have left, found by looking at every row.

Decides: how each fault is found, in ``violations.cypher`` (rings by following what it gives), and how the row that is
shown for it is named: by what it is found by in the database.
Does not decide: whether what a tie has cached agrees with its touches, none included (whoever folds does), nor what
mends a fault.

A constraint keeps every key single. A row that is not found by what it refers to, or by nothing at all, counts as one
with a dangling end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Final

from graph.domain.kinds import KIND_NAMES, key_text
from graph.domain.records import Firm
from graph.store.looking_over import change_log_behind, on_rings
from graph.store.names import NAMES
from graph.store.neo4j.queries import Queries
from graph.store.neo4j.records import by_id
from graph.store.statements import load
from graph.store.values import Fault, Violation

VIOLATIONS: Final = load(__package__, "violations.cypher", "//")

_TIE: Final = "tie"
_FOUND_BY: Final = (
    ("doubled_rows", Fault.DUPLICATE_KEY),
    ("ends_before_starts", Fault.END_BEFORE_START),
    ("other_currencies", Fault.OTHER_CURRENCY),
)
_RINGS_IN: Final = (("managers", "staff"), ("parents", "account"))
_WORDS: Final[Mapping[str, str]] = {NAMES[kind]: words for kind, words in KIND_NAMES.items()} | {_TIE: _TIE}
_BY_ID: Final = {NAMES[kind] for kind in KIND_NAMES if by_id(kind)}
_FAULTS: Final = list(Fault)
_KINDS: Final = list(_WORDS)


def dangling(name: str) -> str:
    """The statement that finds rows of a kind (by its name in ``records``) whose ends are not there."""
    tail = "missing" if name in _BY_ID or name == NAMES[Firm] else "wrong_key"
    return f"{VIOLATIONS[name].text}\n{VIOLATIONS[tail].text}"


async def violations(queries: Queries) -> tuple[Violation, ...]:
    """One violation for each fault and kind, by fault and then by kind; reads every row of the database."""
    found = [one async for one in _found(queries)]
    found.sort(key=lambda one: (_FAULTS.index(one[0]), _KINDS.index(one[1])))
    told = [Violation(fault, _WORDS[name], count, example) for fault, name, count, example in found]
    return (*told, *change_log_behind(*await queries.row(VIOLATIONS["logged"].text)))


async def _found(queries: Queries) -> AsyncIterator[tuple[Fault, str, int, str]]:
    """Fault, kind, how many rows, and what one of them is found by."""
    for kind in KIND_NAMES:
        count, example = await queries.row(dangling(NAMES[kind]))
        if count:
            yield Fault.DANGLING_END, NAMES[kind], count, _shown(NAMES[kind], example)
    for statement, fault in (("loose_ties", Fault.DANGLING_END), ("doubled_ties", Fault.DUPLICATE_KEY)):
        count, ends = await queries.row(VIOLATIONS[statement].text)
        if count:
            yield fault, _TIE, count, key_text(tuple(ends))
    for statement, fault in _FOUND_BY:
        for name, count, example in await queries.rows(VIOLATIONS[statement].text):
            if count:
                yield fault, name, count, _shown(name, example)
    for statement, name in _RINGS_IN:
        ringed = on_rings(dict(await queries.rows(VIOLATIONS[statement].text)))
        if ringed:
            yield Fault.RING, name, len(ringed), _shown(name, min(ringed))


def _shown(name: str, found_by: str | None) -> str:
    """What is shown of a row: its key, which is text already, or its id as a key."""
    if name in _BY_ID:
        return key_text((found_by,))
    return found_by or key_text(())
