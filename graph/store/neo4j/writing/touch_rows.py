"""Putting and removing touches, and what that does to the ties they come to and leave.

Decides: that the ties of touches wait to be folded, and that a tie without touches goes.
Does not decide: which touches are new and which differ (``graph.store.comparing``), what the touches of a tie amount to
(the engine folds them), nor when a unit commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from graph.domain.calendar import instant_number
from graph.domain.records import Account, Person, StaffMember, Touch
from graph.errors import UnknownReference
from graph.store.comparing import compared, named
from graph.store.neo4j.finding import find
from graph.store.neo4j.queries import AT_ONCE, Queries
from graph.store.neo4j.records import REFERENCES, properties
from graph.store.neo4j.writing import change_log
from graph.store.statements import load
from graph.store.unit import Unit
from graph.store.values import TieKey, Written

TOUCH: Final = load(__package__, "touch.cypher", "//")

_NOUNS: Final = {"staff_id": "staff member", "person_id": "person", "account_id": "account"}
"""What the fields of a touch refer to, in the order in which they are checked."""

_MICROSECONDS: Final = 1_000_000

_Coming = tuple[TieKey, list[Any] | None]
"""A tie and a new touch that comes to it; None where the tie is only to be marked."""


async def put(queries: Queries, unit: Unit, touches: Sequence[Touch], keep: frozenset[str]) -> Written:
    """Put touches by the laws of ``Transaction.put``; raises UnknownReference for a reference to nobody."""
    await _refuse_dangling(queries, touches)
    standing = await find(queries, Touch, [(touch.id,) for touch in touches])
    found = compared(touches, standing, keep)
    if found.new or found.differing:
        await change_log.note(queries, unit, Touch, found.said)
        new = [touch for touch in found.new if isinstance(touch, Touch)]
        pairs = [(old, now) for old, now in found.differing if isinstance(old, Touch) and isinstance(now, Touch)]
        await _write(queries, unit.version, new, pairs)
    return Written(len(found.new), len(found.differing), found.unchanged, changed=found.changed)


async def remove(queries: Queries, unit: Unit, ids: Sequence[str]) -> int:
    """Remove touches and return how many there were."""
    standing = list((await find(queries, Touch, [(one,) for one in ids])).values())
    if standing:
        await change_log.note(queries, unit, Touch, standing)
        await _remove(queries, standing)
        left = {_tie_of(touch) for touch in standing}
        await _come(queries, [(tie, None) for tie in left])
        await _drop_empty(queries, left)
    return len(standing)


async def _write(
    queries: Queries, version: int, new: Sequence[Touch], differing: Sequence[tuple[Touch, Touch]]
) -> None:
    """A relationship never gets another end: a touch that comes to another tie is removed and made again."""
    staying = [now for old, now in differing if _tie_of(old) == _tie_of(now)]
    moving = [(old, now) for old, now in differing if _tie_of(old) != _tie_of(now)]
    for start in range(0, len(staying), AT_ONCE):
        portion = [properties(touch, version) for touch in staying[start : start + AT_ONCE]]
        await queries.run(TOUCH["change"].text, touches=portion)
    await _remove(queries, [old for old, _ in moving])
    left = {_tie_of(old) for old, _ in moving}
    marked: list[_Coming] = [(tie, None) for tie in left.union(map(_tie_of, staying))]
    coming = [(_tie_of(touch), _row(touch, version)) for touch in (*new, *(now for _, now in moving))]
    await _come(queries, [*marked, *coming])
    await _drop_empty(queries, left)


def _tie_of(touch: Touch) -> TieKey:
    """The tie that a touch belongs to: with the person it names, or else with the account."""
    account_id = touch.account_id if touch.person_id is None else None
    return TieKey(touch.staff_id, touch.person_id, account_id)


def _ends(tie: TieKey) -> tuple[str, str]:
    """The ids at both ends of a tie; of two ties with people, or two with accounts, they are different."""
    return tie.staff_id, tie.person_id or tie.account_id or ""


async def _come(queries: Queries, coming: Sequence[_Coming]) -> None:
    """Make or mark ties, and make the touches that come to them; sorted, so that neighbours are written together."""
    for person in (True, False):
        statement = TOUCH["come"].when(person=person, account=not person)
        rows = [(_ends(tie), touch) for tie, touch in coming if (tie.person_id is not None) is person]
        rows.sort(key=lambda row: row[0])
        for start in range(0, len(rows), AT_ONCE):
            ties = [
                (*ends, [touch for _, touch in portion if touch is not None])
                for ends, portion in groupby(rows[start : start + AT_ONCE], key=lambda row: row[0])
            ]
            await queries.run(statement, ties=ties)


async def _drop_empty(queries: Queries, left: Iterable[TieKey]) -> None:
    """Take away those of these ties that have no touch any more."""
    for person in (True, False):
        statement = TOUCH["drop_empty"].when(person=person, account=not person)
        ties = sorted(_ends(tie) for tie in left if (tie.person_id is not None) is person)
        for start in range(0, len(ties), AT_ONCE):
            await queries.run(statement, ties=ties[start : start + AT_ONCE])


async def _remove(queries: Queries, touches: Sequence[Touch]) -> None:
    for start in range(0, len(touches), AT_ONCE):
        await queries.run(TOUCH["remove"].text, ids=[touch.id for touch in touches[start : start + AT_ONCE]])


async def _refuse_dangling(queries: Queries, touches: Sequence[Touch]) -> None:
    """Raise UnknownReference for the first touch that refers to an id nobody has, and the first such field of it."""
    ids = named(touches, REFERENCES[Touch])
    staff, people, accounts = (sorted(ids.get(kind, ())) for kind in (StaffMember, Person, Account))
    absent: set[tuple[str, str]] = set()
    for start in range(0, max(len(staff), len(people), len(accounts)), AT_ONCE):
        portion = slice(start, start + AT_ONCE)
        asked = {"staff": staff[portion], "people": people[portion], "accounts": accounts[portion]}
        absent.update((field, one) for field, one in await queries.rows(TOUCH["absent"].text, **asked))
    for touch in touches if absent else ():
        for field, noun in _NOUNS.items():
            value = getattr(touch, field)
            if (field, value) in absent:
                raise UnknownReference(field, value, noun)


def _row(touch: Touch, version: int) -> list[Any]:
    """A new touch as the statement takes it."""
    day, channel, direction = touch.on.isoformat(), touch.channel.word, touch.direction.word
    seconds, microseconds = divmod(instant_number(touch.at), _MICROSECONDS)
    return [touch.id, seconds, microseconds, day, channel, direction, touch.account_id, version]
