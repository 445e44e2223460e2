"""What one change by hand does to the rows, inside a unit of work.

Decides: when a change is refused, what becomes of the old key of a row whose key changes, and which ties are folded
anew: exactly those that a changed touch comes to or leaves.
Does not decide: what a row must agree with (``fitting``), nor when a unit begins and what else it does (``by_hand``).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from graph.changes.fitting import fitted
from graph.changes.wishes import Add, Change, Correct, Put, Retract, Wish
from graph.domain.correcting import remembers_moves
from graph.domain.further_records import Amendment
from graph.domain.kinds import KIND_NAMES, Key, Record, key_of, key_text
from graph.domain.records import Booking, Firm, Touch
from graph.engine.assumptions import VERSION
from graph.engine.fold import fold
from graph.errors import AlreadyThere, Conflict, InvalidInput, NotFound, StillReferredTo
from graph.store.protocol import Transaction
from graph.store.values import Source, TieKey


@dataclass(frozen=True, slots=True)
class Amended:
    """A row ``before`` and ``after`` its change; None where none stood, or none stands. ``key`` is the one it has now,
    or had last."""

    key: Key
    before: Record | None
    after: Record | None
    changed: bool


def kind_of(change: Change) -> type[Record]:
    """The kind of the row that a change is about."""
    return type(change.record) if isinstance(change, Add | Put) else change.kind


def check_change(change: Change) -> None:
    """Raise TypeError for a change that only a mistake in a program can mean."""
    kind = kind_of(change)
    if kind is Amendment:
        raise TypeError("amendments are made by changing rows, and never changed themselves")
    if isinstance(change, Correct):
        known = {field.name for field in fields(kind)} - {"version"}
        if unknown := sorted(set(change.fields) - known):
            raise TypeError(f"a {KIND_NAMES[kind]} has no field {', '.join(unknown)}")


async def amend(transaction: Transaction, wish: Wish) -> Amended:
    """Do in this unit what is wished, and fold the ties that it touches.

    Raises NotFound, Conflict, AlreadyThere, StillReferredTo, InvalidInput and InvalidRecord."""
    amended = await _amend(transaction, wish)
    if amended.changed:
        await _fold(transaction, amended)
    return amended


async def _amend(transaction: Transaction, wish: Wish) -> Amended:
    change = wish.change
    kind = kind_of(change)
    key = key_of(change.record) if isinstance(change, Add | Put) else change.key
    before = (await transaction.find(kind, [key])).get(key)
    if isinstance(change, Add | Put):
        _check_version(wish, key, before)
        row = await fitted(transaction, change.record, before)
        if before not in (None, row) and (isinstance(change, Add) or wish.expected_version is None):
            raise AlreadyThere(KIND_NAMES[kind], _shown(key))
        return await _put(transaction, row, before)
    if before is None and not _makes_firm(wish):
        raise NotFound(KIND_NAMES[kind], _shown(key))
    _check_version(wish, key, before)
    if isinstance(change, Retract):
        await _retract(transaction, kind, key)
        return Amended(key, before, None, changed=True)
    row = replace(before or Firm(name=""), **_named(change))
    moved = key_of(row) != key
    row = await fitted(transaction, row, None if moved else before)
    if moved:
        if await transaction.find(kind, [key_of(row)]):
            raise AlreadyThere(KIND_NAMES[kind], _shown(key_of(row)))
        await _move(transaction, before, key_of(row))
    return await _put(transaction, row, before)


def _check_version(wish: Wish, key: Key, standing: Record | None) -> None:
    """Raise Conflict when the row is of another version than was expected; where none stands, that is version 0."""
    found = standing.version if standing is not None else 0
    if wish.expected_version not in (None, found):
        raise Conflict(KIND_NAMES[kind_of(wish.change)], _shown(key), wish.expected_version or 0, found)


def _makes_firm(wish: Wish) -> bool:
    """Whether a wish says who we are for the first time: nothing else adds us, and no row of ours may stand yet."""
    return isinstance(wish.change, Correct) and wish.change.kind is Firm and wish.expected_version == 0


async def _put(transaction: Transaction, row: Record, before: Record | None) -> Amended:
    written = await transaction.put([row], Source.HAND)
    key = key_of(row)
    after = (await transaction.find(type(row), [key]))[key]
    return Amended(key, before, after, changed=written.new + written.updated > 0)


async def _retract(transaction: Transaction, kind: type[Record], key: Key) -> None:
    if kind is Firm:
        raise InvalidInput("kind", KIND_NAMES[kind], "we ourselves are corrected, never retracted")
    removed = await transaction.retract(kind, [key])
    if removed.referred_to:
        raise StillReferredTo(KIND_NAMES[kind], _shown(key))


async def _move(transaction: Transaction, before: Record | None, to: Key) -> None:
    """Take a row away that is put under another key; a file that still has the old one means the same row by it."""
    if before is None:
        return
    if not remembers_moves(before):
        await _retract(transaction, type(before), key_of(before))
    elif (await transaction.move(type(before), key_of(before), to)).referred_to:
        raise StillReferredTo(KIND_NAMES[type(before)], _shown(key_of(before)))


def _named(change: Correct) -> dict[str, Any]:
    """The fields to be corrected; a booking that is given a ref needs its rank no more."""
    if change.kind is Booking and change.fields.get("ref"):
        return {"rank": 0, **change.fields}
    return dict(change.fields)


async def _fold(transaction: Transaction, amended: Amended) -> None:
    """Fold the ties that a touch comes to or leaves. A tie that lost its last touch is gone and has no statistics."""
    touches = [row for row in (amended.before, amended.after) if isinstance(row, Touch)]
    for tie in dict.fromkeys(_tie_of(touch) for touch in touches):
        found = await transaction.touches_of([tie])
        if len(found.touches.tie):
            await transaction.put_statistics([tie], fold(found.touches, 1), VERSION)


def _tie_of(touch: Touch) -> TieKey:
    """The tie a touch belongs to: with the person where one is named, else with the account directly."""
    return TieKey(touch.staff_id, touch.person_id, None if touch.person_id is not None else touch.account_id)


def _shown(key: Key) -> str:
    """A key as an error shows it: an id as it is, the parts of a longer one as the key is handed out."""
    if len(key) == 1:
        return str(key[0])
    return key_text(key) if key else "of ours"
