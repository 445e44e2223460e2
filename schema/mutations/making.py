"""Making a change and telling what came of it, the same way for every kind of row.

Decides: which errors are part of which result and which part of the input each points at; that what was loaded before a
change is not shown after it. Does not decide: what an input says (``stating``), nor whether a change can be made
(``graph.changes`` does).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from graph.changes.by_hand import Add, Correct, Done, Put, Retract, Wish, change_by_hand
from graph.changes.by_hand import Change as Wanted
from graph.domain.kinds import KIND_NAMES, Key, Record
from graph.domain.records import Entity
from graph.errors import AlreadyThere, Conflict, InvalidInput, KeyReused, NotFound, StillReferredTo
from schema.context import Info
from schema.global_ids import key_named
from schema.mutations.inputs import INPUT, ChangeInput, NamedInput, RetractInput, SetInput, VersionedInput
from schema.mutations.results import (
    AddRefusal,
    CorrectRefusal,
    EntityRetractRefusal,
    Retracted,
    RetractRefusal,
    SetRefusal,
)
from schema.mutations.stating import corrections_of, path_to, record_of
from schema.user_errors import (
    AlreadyThereError,
    ConflictError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    StillReferredToError,
    UnknownRecord,
)

S = TypeVar("S")
Show = Callable[[Done], S]
"""The payload of what came of a change."""


async def add(info: Info, given: ChangeInput, kind: type[Record], show: Show[S]) -> S | AddRefusal:
    """Add the row that an input states."""
    try:
        return show(await _make(info, given, Add(record_of(kind, given))))
    except AlreadyThere as error:
        return AlreadyThereError.from_answer(error, path_to(given, "id"))
    except KeyReused as error:
        return _reused(error)
    except InvalidInput as error:
        return _invalid(error, given)


async def put(info: Info, given: SetInput, kind: type[Record], show: Show[S]) -> S | SetRefusal:
    """Set the row that an input states, whatever stands under its key unless a version is expected."""
    try:
        return show(await _make(info, given, Put(record_of(kind, given)), given.expected_version))
    except Conflict as error:
        return _conflict(error)
    except AlreadyThere as error:
        return AlreadyThereError.from_answer(error, [INPUT, "expectedVersion"])
    except KeyReused as error:
        return _reused(error)
    except InvalidInput as error:
        return _invalid(error, given)


async def correct(info: Info, given: VersionedInput, kind: type[Record], show: Show[S]) -> S | CorrectRefusal:
    """Correct the fields that an input states of the row that it names."""
    try:
        change = Correct(kind, _key(kind, given), corrections_of(kind, given))
        return show(await _make(info, given, change, given.expected_version))
    except NotFound as error:
        return _unknown(error, given)
    except Conflict as error:
        return _conflict(error)
    except AlreadyThere as error:
        return AlreadyThereError.from_answer(error, [INPUT])
    except KeyReused as error:
        return _reused(error)
    except InvalidInput as error:
        return _invalid(error, given)


async def retract(info: Info, given: RetractInput, kind: type[Record]) -> Retracted | RetractRefusal:
    """Retract the row that an input names, of a kind that no other row refers to."""
    try:
        change = Retract(kind, _key(kind, given))
        return Retracted.from_answer(await _make(info, given, change, given.expected_version))
    except NotFound as error:
        return _unknown(error, given)
    except Conflict as error:
        return _conflict(error)
    except KeyReused as error:
        return _reused(error)
    except InvalidInput as error:
        return _invalid(error, given)


async def retract_entity(info: Info, given: RetractInput, kind: type[Entity]) -> Retracted | EntityRetractRefusal:
    """Retract the staff member, person or account that an input names."""
    try:
        return await retract(info, given, kind)
    except StillReferredTo as error:
        return StillReferredToError.from_answer(error, path_to(given, "id"))


async def _make(info: Info, given: ChangeInput, change: Wanted, expected_version: int | None = None) -> Done:
    """Make the change; whatever comes of it, nothing loaded before is shown after it."""
    context = info.context
    wish = Wish(change, expected_version, given.idempotency_key, question=info.field_name)
    try:
        return await change_by_hand(context.store, context.audit, wish, context.asker(given.purpose))
    finally:
        context.loaders.forget()


def _key(kind: type[Record], given: VersionedInput) -> Key:
    """The natural key of the row that an input names; we ourselves are named by nothing."""
    if not isinstance(given, NamedInput):
        return ()
    key = key_named(kind, str(given.id))
    if key is None:
        raise NotFound(KIND_NAMES[kind], str(given.id))
    return key


def _unknown(error: NotFound, given: VersionedInput) -> UnknownRecord:
    return UnknownRecord.from_answer(
        error, path_to(given, "id"), str(given.id) if isinstance(given, NamedInput) else ""
    )


def _conflict(error: Conflict) -> ConflictError:
    return ConflictError.from_answer(error, [INPUT, "expectedVersion"])


def _reused(error: KeyReused) -> IdempotencyKeyReusedError:
    return IdempotencyKeyReusedError.from_answer(error, [INPUT, "idempotencyKey"])


def _invalid(error: InvalidInput, given: ChangeInput) -> InvalidInputError:
    return InvalidInputError.from_answer(error, path_to(given, error.field))
