"""Rows of every kind as the graph holds them, and as records again.

Decides: the properties of a row, how a day, a word and an amount are written in them, and by which property a row is
found. Does not decide: which label or type a row has and whom it points to (``rows.cypher`` says it).

A day is text such as 2026-06-30, an instant a Neo4j datetime in UTC, a word is itself, and what is not known is not
there. A reference is a relationship, never a property.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from graph.domain.calendar import date_or_none
from graph.domain.further_records import Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.kinds import KEY_FIELDS, Key, R, Record, key_of, key_text
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Entity,
    Firm,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)
from graph.domain.tokens import entity_tokens, folded
from graph.domain.vocabulary import Channel, Word
from graph.store.neo4j.queries import Row
from graph.store.statements import load
from graph.store.texts import storable

ROWS: Final = load(__package__, "rows.cypher", "//")
"""How the rows of each kind are read, by ``graph.store.names``."""

REFERENCES: Final[Mapping[type[object], Mapping[str, type[Entity | Departure]]]] = {
    StaffMember: {"manager_id": StaffMember},
    Account: {"parent_id": Account},
    Buying: {"account_id": Account},
    Employment: {"person_id": Person, "account_id": Account},
    Service: {"staff_id": StaffMember, "account_id": Account},
    Touch: {"staff_id": StaffMember, "person_id": Person, "account_id": Account},
    Closeness: {"staff_id": StaffMember, "person_id": Person},
    Promise: {"staff_id": StaffMember, "person_id": Person, "account_id": Account},
    Booking: {"account_id": Account},
    Covenant: {"staff_id": StaffMember, "account_id": Account},
    Gain: {"account_id": Account, "staff_id": StaffMember},
    Referral: {"person_id": Person, "account_id": Account},
    Colleague: {"staff_id": StaffMember, "other_id": StaffMember},
    Departure: {"staff_id": StaffMember},
    Outcome: {"departure_id": Departure, "account_id": Account},
    Attention: {"staff_id": StaffMember},
}
"""The fields of each kind that hold the id of a row of another, in the order in which they are checked."""

_AMOUNT: Final = "ten_thousandths"
_RENAMED: Final[Mapping[tuple[type[object], str], str]] = {
    (Booking, "amount"): _AMOUNT,
    (Booking, "on"): "day",
    (Closeness, "on"): "day",
    (Touch, "on"): "day",
    (Gain, "amount"): _AMOUNT,
    (Outcome, "value"): _AMOUNT,
}
"""Fields whose property says more plainly what it is."""

_Convert = Callable[[Any], Any]


def by_id(kind: type[object]) -> bool:
    """Whether rows of a kind are found by their id, and not by their natural key as text."""
    return "id" in _FIELDS_OF_KEY[kind] and len(_FIELDS_OF_KEY[kind]) == 1


def stored_key(kind: type[Record], key: Key) -> str:
    """What a row with this natural key is found by: its id, or its key as text; of the firm, which has none, a word."""
    if kind is Firm:
        return "firm"
    return str(key[0]) if by_id(kind) else key_text(key)


def asked_keys(kind: type[R], keys: Iterable[Key]) -> list[str]:
    """What the rows with these keys would be found by, each once, without those that no row could have.

    Raises TypeError for a key that is none of the kind."""
    names = _FIELDS_OF_KEY[kind]
    asked: dict[str, None] = {}
    for key in keys:
        if len(key) != len(names):
            raise TypeError(f"a key of {kind.__name__} has {len(names)} parts, and {key!r} has {len(key)}")
        if all(storable(part) for part in key if isinstance(part, str)):
            asked[stored_key(kind, key)] = None  # type: ignore[arg-type]  # R is one of Record
    return list(asked)


def properties(record: Record, version: int) -> dict[str, Any]:
    """The properties of the row that a record is; what is None is to be absent."""
    kind = type(record)
    made = {name: write(getattr(record, field)) for field, name, write in _WRITTEN[kind]}
    if not by_id(kind):
        made["key"] = stored_key(kind, key_of(record))
    if isinstance(record, StaffMember | Person | Account):
        made["folded_name"] = folded(record.name)
        made["tokens"] = " ".join(entity_tokens(record))
    if isinstance(record, StaffMember | Person):
        made["folded_email"] = folded(record.email) or None  # nobody is asked for by no address
    if isinstance(record, Booking | Touch):
        made["account"] = record.account_id
    return {**made, "version": version}


def made(kind: Callable[..., R], rows: Iterable[Row]) -> list[R]:
    """The records of rows as the statements of ROWS give them: the fields in their order, then the version.

    Raises ValueError or KeyError for what is no value of a field, and InvalidRecord for what the record refuses."""
    readers = _readers(kind)
    try:
        return [_record(kind, readers, row) for row in rows]
    except TypeError as error:  # a number where text should be, say, written there by somebody else
        raise ValueError(str(error)) from error


def _record(kind: Callable[..., R], readers: Sequence[tuple[int, _Convert]], row: Row) -> R:
    *values, version = row
    for place, read in readers:
        values[place] = read(values[place])
    return kind(*values, version=version)


def day_text(number: int) -> str | None:
    """A day number as the graph holds the day; None, which is to be absent, for ALWAYS, STILL and NO_DAY."""
    day = date_or_none(number)
    return None if day is None else day.isoformat()


@cache
def channels_text(bits: int) -> str:
    """The channels whose bits are set, as a tie holds them."""
    return " ".join(channel.word for channel in Channel if bits >> channel & 1)


@cache
def channel_bits(text: str) -> int:
    """The inverse of :func:`channels_text`, in which a word may stand twice; raises ValueError for one that is no
    channel."""
    try:
        return sum({1 << _CHANNELS[word] for word in text.split()})
    except KeyError as error:
        raise ValueError(f"the word {error}") from error


_CHANNELS: Final = {channel.word: int(channel) for channel in Channel}
_VERSION: Final = "version"
_FIELDS_OF_KEY: Final[Mapping[type[object], tuple[str, ...]]] = dict(KEY_FIELDS.items())


def _written(kind: type[Record]) -> tuple[tuple[str, str, _Convert], ...]:
    """Field, property and writer of everything but references and the version."""
    hints = get_type_hints(kind)
    references = REFERENCES.get(kind, {})
    names = [field.name for field in fields(kind) if field.name != _VERSION and field.name not in references]
    return tuple((name, _RENAMED.get((kind, name), name), _writer(hints[name])) for name in names)


@cache
def _readers(kind: Callable[..., Record]) -> tuple[tuple[int, _Convert], ...]:
    """How the fields of a kind are read that are not stored as they are, by their place."""
    hints = get_type_hints(kind)
    named = [hint for name, hint in hints.items() if name != _VERSION]
    readers = ((place, _reader(hint)) for place, hint in enumerate(named))
    return tuple((place, read) for place, read in readers if read is not _as_it_is)


def _writer(hint: Any) -> _Convert:
    """How a field of this type is written: a real as one even where a whole number is given, an instant in UTC."""
    inner = _inner(hint)
    if get_origin(inner) is tuple:
        return list
    if inner is date:
        return lambda day: None if day is None else day.isoformat()
    if inner is datetime:
        return lambda at: at.astimezone(UTC)
    if inner is float:
        return lambda number: None if number is None else float(number)
    if isinstance(inner, type) and issubclass(inner, Word):
        return lambda word: None if word is None else word.word
    return _as_it_is


def _reader(hint: Any) -> _Convert:
    """How a field of this type is read; instants come as text."""
    inner = _inner(hint)
    if get_origin(inner) is tuple:
        return tuple
    if inner is date:
        return lambda day: None if day is None else date.fromisoformat(day)
    if inner is datetime:
        return datetime.fromisoformat
    if isinstance(inner, type) and issubclass(inner, Word):
        return lambda word: None if word is None else inner.of(word)
    return _as_it_is


def _inner(hint: Any) -> Any:
    """The type of a field that may be None."""
    if get_origin(hint) in (Union, UnionType):
        return next(part for part in get_args(hint) if part is not NoneType)
    return hint


def _as_it_is(value: object) -> object:
    return value


_WRITTEN: Final = {kind: _written(kind) for kind in KEY_FIELDS}
