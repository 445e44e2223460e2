"""What becomes of rows that are put, told by the rows that stand under their keys.

Decides: which rows are new and which differ, and in which fields; what a row keeps; whom rows refer to and name; which
rows may go.
Does not decide: how rows are found and written (the adapters do), nor what was decided about them (``amending``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

from graph.domain.correcting import differing
from graph.domain.further_records import Departure
from graph.domain.kinds import Key, Record, key_of
from graph.domain.plain_touches import PlainTouches
from graph.domain.records import Account, Entity, Firm, Person, StaffMember, Touch
from graph.errors import InvalidRecord
from graph.store.texts import storable

Referred = type[Entity | Departure]
"""A kind whose rows others refer to by id."""

_ENTITIES: Final = (StaffMember, Person, Account)


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows of one kind held against those that stand: the ``new`` ones, the ``differing`` ones as (before, after), how
    many are ``unchanged``, and in how many of the differing ones each field ``changed``."""

    new: Sequence[Record]
    differing: Sequence[tuple[Record, Record]]
    unchanged: int
    changed: Mapping[str, int]

    @property
    def said(self) -> list[Record]:
        """The rows that change something, as they are before and after."""
        return [*self.new, *(row for pair in self.differing for row in pair)]


def only_kind(records: Sequence[Record], keep: frozenset[str]) -> type[Record]:
    """The kind of which rows are put together.

    Raises TypeError for rows of several kinds, and for a field to keep that no row of the kind has."""
    kinds = {Touch} if isinstance(records, PlainTouches) else {type(record) for record in records}
    if len(kinds) > 1:
        names = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise TypeError(f"rows of one kind are put together; these are {names}")
    (kind,) = kinds
    unknown = keep - {field.name for field in fields(kind)}
    if unknown:
        raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(unknown))} that could be kept")
    return kind


def compared(records: Sequence[Record], standing: Mapping[Key, Record], keep: frozenset[str]) -> Compared:
    """Hold rows of one kind against those that stand; in the fields named in ``keep`` a row becomes what stands.

    Raises InvalidRecord where a row would contradict what it keeps, such as end before the start that it keeps."""
    new: list[Record] = []
    pairs: list[tuple[Record, Record]] = []
    changed: Counter[str] = Counter()
    for record in records:
        before = standing.get(key_of(record))
        if before is None:
            new.append(record)
            continue
        after = _keeping(record, before, keep)
        if after != before:
            pairs.append((before, after))
            changed.update(differing(before, after))
    return Compared(new, pairs, len(records) - len(new) - len(pairs), dict(changed))


def referred_to(
    records: Sequence[Record], standing: Mapping[Key, Record], references: Mapping[str, Referred]
) -> dict[str, Sequence[str]]:
    """The ids that rows refer to without it being known that they are there: by the field that refers, in its order and
    that of the rows, each once.

    What stands refers to nobody who is not there; and rows of one call may refer to each other, before and after."""
    together = {
        field: {key_of(record)[0] for record in records if type(record) is of} for field, of in references.items()
    }
    found: dict[str, dict[str, None]] = {field: {} for field in references}
    for record in records:
        before = standing.get(key_of(record))
        for field, ids in found.items():
            value = getattr(record, field)
            if value is not None and value not in together[field] and value != getattr(before, field, None):
                ids[value] = None
    return {field: tuple(ids) for field, ids in found.items()}


def named(records: Iterable[Record], references: Mapping[str, Referred]) -> dict[Referred, set[str]]:
    """The ids of those whom rows of one kind are or refer to, by what they are.

    A departure, by which an outcome names a staff member, is told as what it is."""
    ids: dict[Referred, set[str]] = {}
    for record in records:
        if isinstance(record, _ENTITIES):
            ids.setdefault(type(record), set()).add(record.id)
        for field, of in references.items():
            value = getattr(record, field)
            if value is not None:
                ids.setdefault(of, set()).add(value)
    return ids


def to_remove(kind: type[Record], keys: Iterable[Key], *, remember: bool) -> list[Key]:
    """The keys, each once, of which a row could be there.

    Raises InvalidRecord when the firm is to be retracted (``remember``): by its time zone and currency all other rows
    were read."""
    if kind is Firm and remember:
        raise InvalidRecord("file", "firm", "the firm itself is never retracted: correct it instead")
    return [key for key in dict.fromkeys(keys) if all(storable(part) for part in key if isinstance(part, str))]


def going(blocked: Mapping[str, bool], referring: Mapping[str, Sequence[str]]) -> set[str]:
    """Which rows of one kind may go together: those that none refers to who stays.

    ``blocked``: whether a row of another kind refers to the row with this id; ``referring``: the ids of the rows of its
    own kind that do. Rows that refer to each other in a chain all go, and in a ring they stay."""
    waiting = {one: len(set(referring[one])) for one in blocked}
    refers: dict[str, list[str]] = {}
    for one in blocked:
        for other in set(referring[one]):
            refers.setdefault(other, []).append(one)
    free = [one for one in blocked if not blocked[one] and not waiting[one]]
    gone = set(free)
    while free:
        for one in refers.get(free.pop(), ()):
            waiting[one] -= 1
            if not waiting[one] and not blocked[one]:
                free.append(one)
                gone.add(one)
    return gone


def _keeping(record: Record, before: Record, keep: frozenset[str]) -> Record:
    """The row as it will be, where it keeps some fields of the one that stands."""
    return replace(record, **{name: getattr(before, name) for name in keep}) if keep else record
