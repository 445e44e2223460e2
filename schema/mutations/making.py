"""Making a change and telling what came of it, the same way for every kind of row.

Decides: which errors are part of which result and which part of the input each points at; that what was loaded before a
change is not shown after it. Does not decide: what an input says (``stating``), nor whether a change can be made
(``graph.changes`` does).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from graph.changes.by_hand import Add, Correct, Done, Put, Retract, Wish, change_by_hand
from graph.changes.by_hand import Change as Wanted
from graph.domain.kinds import KIND_NAMES, Key, Record
from graph.domain.records import Entity
from graph.errors import (
    AlreadyThere,
    Conflict,
    InvalidInput,
    KeyReused,
    NotFound,
    StillReferredTo,
    UnknownReference,
    WhitherError,
)
from schema.context import Info
from schema.global_ids import key_named
from schema.mutations.inputs import INPUT, ChangeInput, NamedInput, RetractInput, SetInput, VersionedInput
from schema.mutations.results import (
    AddRefusal,
    ChangeRefusal,
    CorrectRefusal,
    EntityRetractRefusal,
    NewRefusal,
    Retracted,
    RetractRefusal,
    SetRefusal,
)
from schema.mutations.stating import as_given, corrections_of, path_to, record_of
from schema.user_errors import (
    AlreadyThereError,
    ConflictError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    StillReferredToError,
    UnknownRecord,
    UnknownReferenceError,
    UserError,
)

S = TypeVar("S")
F = TypeVar("F")
Show = Callable[[Done], S]
"""The payload of what came of a change."""

_NEW: Final = (AlreadyThereError, IdempotencyKeyReusedError, InvalidInputError)
_ADD: Final = (*_NEW, UnknownReferenceError)
_SET: Final = (ConflictError, *_ADD)
_CHANGE: Final = (UnknownRecord, ConflictError, *_NEW)
_CORRECT: Final = (*_CHANGE, UnknownReferenceError)
_RETRACT: Final = (UnknownRecord, ConflictError, IdempotencyKeyReusedError, InvalidInputError)
_RETRACT_ENTITY: Final = (*_RETRACT, StillReferredToError)


async def add(info: Info, given: ChangeInput, kind: type[Record], show: Show[S]) -> S | AddRefusal:
    """Add the row that an input states."""
    return await _told(info, given, lambda: Add(record_of(kind, given)), show, _ADD)


async def add_alone(info: Info, given: ChangeInput, kind: type[Record], show: Show[S]) -> S | NewRefusal:
    """Add the row that an input states, which refers to no other."""
    return await _told(info, given, lambda: Add(record_of(kind, given)), show, _NEW)


async def put(info: Info, given: SetInput, kind: type[Record], show: Show[S]) -> S | SetRefusal:
    """Set the row that an input states, over one that stands under its key only at the version that is expected."""
    return await _told(info, given, lambda: Put(record_of(kind, given)), show, _SET)


async def correct(info: Info, given: VersionedInput, kind: type[Record], show: Show[S]) -> S | CorrectRefusal:
    """Correct the fields that an input states of the row that it names."""
    return await _told(info, given, lambda: _correction(kind, given), show, _CORRECT)


async def correct_alone(info: Info, given: VersionedInput, kind: type[Record], show: Show[S]) -> S | ChangeRefusal:
    """Correct the fields that an input states of the row that it names, none of which refers to another row."""
    return await _told(info, given, lambda: _correction(kind, given), show, _CHANGE)


async def retract(info: Info, given: RetractInput, kind: type[Record]) -> Retracted | RetractRefusal:
    """Retract the row that an input names, of a kind that no other row refers to."""
    return await _told(info, given, lambda: Retract(kind, _key(kind, given)), Retracted.from_answer, _RETRACT)


async def retract_entity(info: Info, given: RetractInput, kind: type[Entity]) -> Retracted | EntityRetractRefusal:
    """Retract the staff member, person or account that an input names."""
    return await _told(info, given, lambda: Retract(kind, _key(kind, given)), Retracted.from_answer, _RETRACT_ENTITY)


async def _told(
    info: Info, given: ChangeInput, wanted: Callable[[], Wanted], show: Show[S], refusals: tuple[type[F], ...]
) -> S | F:
    """The payload of the change that is wanted, or the one of these refusals that stands for what went wrong."""
    try:
        return show(await _make(info, given, wanted()))
    except WhitherError as error:
        told = next((tell(error, given) for kind, tell in _REFUSALS.items() if isinstance(error, kind)), None)
        if isinstance(told, refusals):
            return told
        raise


async def _make(info: Info, given: ChangeInput, change: Wanted) -> Done:
    """Make the change; whatever comes of it, nothing loaded before is shown after it."""
    context = info.context
    expected = given.expected_version if isinstance(given, SetInput | VersionedInput) else None
    wish = Wish(change, expected, given.idempotency_key, question=info.field_name)
    try:
        return await change_by_hand(context.store, context.audit, wish, context.asker(given.purpose))
    finally:
        context.loaders.forget()


def _correction(kind: type[Record], given: VersionedInput) -> Correct:
    return Correct(kind, _key(kind, given), corrections_of(kind, given))


def _key(kind: type[Record], given: VersionedInput) -> Key:
    """The natural key of the row that an input names; we ourselves are named by nothing."""
    if not isinstance(given, NamedInput):
        return ()
    key = key_named(kind, str(given.id))
    if key is None:
        raise NotFound(KIND_NAMES[kind], str(given.id))
    return key


def _unknown(error: NotFound, given: ChangeInput) -> UnknownRecord:
    named = str(given.id) if isinstance(given, NamedInput) else ""
    return UnknownRecord.from_answer(error, path_to(given, "id"), named)


def _conflict(error: Conflict, given: ChangeInput) -> ConflictError:
    return ConflictError.from_answer(error, path_to(given, "expectedVersion"))


def _already_there(error: AlreadyThere, given: ChangeInput) -> AlreadyThereError:
    """What is set may be set over what stands, at its version; what is corrected came to the key of another row."""
    if isinstance(given, VersionedInput):
        return AlreadyThereError.from_answer(error, [INPUT])
    return AlreadyThereError.from_answer(
        error, path_to(given, "expectedVersion" if isinstance(given, SetInput) else "id")
    )


def _still_referred_to(error: StillReferredTo, given: ChangeInput) -> StillReferredToError:
    return StillReferredToError.from_answer(error, path_to(given, "id"))


def _reused(error: KeyReused, given: ChangeInput) -> IdempotencyKeyReusedError:
    return IdempotencyKeyReusedError.from_answer(error, path_to(given, "idempotencyKey"))


def _unknown_reference(error: UnknownReference, given: ChangeInput) -> UnknownReferenceError:
    name, value = as_given(given, error)
    return UnknownReferenceError.from_answer(UnknownReference(name, value, error.kind), path_to(given, error.field))


def _invalid(error: InvalidInput, given: ChangeInput) -> InvalidInputError:
    name, value = as_given(given, error)
    return InvalidInputError.from_answer(InvalidInput(name, value, error.remedy), path_to(given, error.field))


_REFUSALS: Final[Mapping[type[WhitherError], Callable[[Any, ChangeInput], UserError]]] = {
    NotFound: _unknown,
    Conflict: _conflict,
    AlreadyThere: _already_there,
    StillReferredTo: _still_referred_to,
    KeyReused: _reused,
    UnknownReference: _unknown_reference,
    InvalidInput: _invalid,
}
"""What an error is told as; the narrower of two that are akin comes first."""
