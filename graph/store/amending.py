"""What was decided about rows, and how it stands against the rows of a file, whichever store holds them.

Decides: which rows of a file a retraction, an absence or a correction keeps out, when an absence or a correction ends,
and what is remembered of a change by hand. Does not decide: how amendments and rows are found and written (the adapters
do), nor what is left of a single row under a correction (``graph.domain.correcting``).

Everything here is about rows of one kind; amendments go by the keys that they remember (``amended_key``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.domain.correcting import Imported, Ruling, put_in_place, read_imported, rule
from graph.domain.kinds import Key, Record, amended_key, key_of, key_text
from graph.domain.plain import plain_text
from graph.domain.vocabulary import AmendmentKind
from graph.store.values import Leaving, Source


@dataclass(frozen=True, slots=True)
class Amended:
    """What was decided about a row; ``imported`` is, of a correction, the text of the row as the file last said it."""

    kind: AmendmentKind
    imported: str = ""


Found = Mapping[str, Amended]
"""The amendments that stand among those asked for."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of amendments: those that are ``made`` at the instant of the unit, in the place of any that stands;
    the corrections that are ``renewed`` with another text; and those that have ``ended``. No key is in two of them."""

    made: Mapping[str, Amended] = field(default_factory=dict)
    renewed: Mapping[str, str] = field(default_factory=dict)
    ended: Sequence[str] = ()

    @property
    def anything(self) -> bool:
        """Whether any amendment changes."""
        return bool(self.made or self.renewed or self.ended)


def places_of(records: Sequence[Record], found: Found) -> dict[str, Key]:
    """Where the rows stand now that a file's rows meet under a correction."""
    places: dict[str, Key] = {}
    for record in records:
        key = amended_key(type(record), key_of(record))
        if key in found and found[key].kind is AmendmentKind.CORRECTED:
            was = read_imported(type(record), found[key].imported)
            places[key] = key_of(record) if was is None or was.moved_to is None else was.moved_to
    return places


def let_through(
    records: Sequence[Record], found: Found, standing: Mapping[Key, Record], source: Source, keep: frozenset[str]
) -> tuple[Sequence[Record], Decided]:
    """The rows to write of a file's: those that nothing keeps out, and of those under a correction what the file says
    anew. A correction of which nothing is left ends, and for a whole file that its rows were absent from an earlier
    one.

    ``found`` are the amendments of these rows, ``standing`` the rows at :func:`places_of`."""
    kind = type(records[0])
    places = places_of(records, found)
    given = {key_of(record) for record in records} if places else set()
    through: list[Record] = []
    renewed: dict[str, str] = {}
    ended: list[str] = []
    for record in records:
        key = amended_key(kind, key_of(record))
        amended = found.get(key)
        if amended is None:
            through.append(record)
        elif amended.kind is AmendmentKind.CORRECTED:
            ruling = _rule(record, read_imported(kind, amended.imported), standing.get(places[key]), keep)
            if ruling.row is not None and key_of(ruling.row) != key_of(record) and key_of(ruling.row) in given:
                continue  # the file has the row under both keys: under its new one it says itself what it is
            if ruling.row is not None:
                through.append(ruling.row)
            _renew(renewed, ended, key, ruling.remembered, was=amended.imported)
        elif amended.kind is AmendmentKind.ABSENT and source is Source.WHOLE_FILE:
            through.append(record)
            ended.append(key)
    return through, Decided(renewed=renewed, ended=ended)


def make_way(records: Sequence[Record], before: Mapping[Key, Record], found: Found) -> Decided:
    """Rows are put by hand: that their keys were retracted, or absent, holds no more; and where a row was moved away
    from such a key, the new one is what the file's row was corrected to.

    ``before`` are the rows that stand under these keys, ``found`` the amendments of them."""
    renewed: dict[str, str] = {}
    ended: list[str] = []
    for record in records:
        key = amended_key(type(record), key_of(record))
        amended = found.get(key)
        if amended is None:
            continue
        if amended.kind is not AmendmentKind.CORRECTED:
            ended.append(key)
        elif key_of(record) not in before:
            was = read_imported(type(record), amended.imported)
            if was is not None:
                _renew(renewed, ended, key, put_in_place(was, record), was=amended.imported)
    return Decided(renewed=renewed, ended=ended)


def corrected(before: Mapping[Key, Record], after: Mapping[Key, Record], found: Found) -> Decided:
    """Remember of each row that changed by hand what it was before its first correction."""
    changed = {amended_key(type(record), key): record for key, record in before.items() if after.get(key) != record}
    first = {key: Amended(AmendmentKind.CORRECTED, plain_text(record)) for key, record in changed.items()}
    return Decided(made={key: found.get(key, amended) for key, amended in first.items()})


def left(keys: Iterable[str], found: Found, leaving: Leaving | None) -> Decided:
    """Rows with these keys are gone. With why they left, that is remembered, whether or not they were there: what is
    retracted stays so whatever comes, and what is absent since a file, until it is retracted. Without (None) nothing is
    remembered, and that they were corrected holds no more."""
    if leaving is None:
        return Decided(ended=[key for key in keys if key in found and found[key].kind is AmendmentKind.CORRECTED])
    staying = (AmendmentKind.RETRACTED, leaving)
    made = {key: Amended(leaving) for key in keys if key not in found or found[key].kind not in staying}
    return Decided(made=made)


def moved_to(kind: type[Record], keys: Iterable[Key], corrections: Found) -> list[str]:
    """The old keys of rows that were moved to one of these keys, among the corrections of a kind."""
    asked = {key_text(key) for key in keys}
    return [old for old, _, to in _moves(kind, corrections) if key_text(to) in asked]


def moved(row: Record, to: Key, found: Found, corrections: Found) -> Decided:
    """Remember that a row, which is gone, stands under another key now: for a file it stays the same row; and rows that
    were moved to where it stood are moved on.

    ``found`` is what was decided about the row, if anything; ``corrections`` hold those of its kind that are moves."""
    kind, key = type(row), amended_key(type(row), key_of(row))
    was = found.get(key)
    first = read_imported(kind, was.imported) if was is not None and was.kind is AmendmentKind.CORRECTED else None
    made = Amended(AmendmentKind.CORRECTED, Imported(row if first is None else first.row, to).text())
    if was is not None and was.kind is not AmendmentKind.CORRECTED:
        made = was
    here = key_text(key_of(row))
    moves = _moves(kind, corrections)
    renewed = {old: Imported(one, to).text() for old, one, place in moves if key_text(place) == here and old != key}
    return Decided(made={key: made}, renewed=renewed)


def _moves(kind: type[Record], corrections: Found) -> Iterator[tuple[str, Record, Key]]:
    """Of the corrections of keys: the old key as it is remembered, the row as the file last said it, the new key."""
    for old, amended in corrections.items():
        was = read_imported(kind, amended.imported)
        if was is not None and was.moved_to is not None:
            yield old, was.row, was.moved_to


def _rule(record: Record, was: Imported | None, stands: Record | None, keep: frozenset[str]) -> Ruling:
    """What becomes of a row under a correction; one of a row that is not there is no reason to keep another out, nor is
    one that no program can read any more."""
    if was is None or (stands is None and was.moved_to is not None):
        return Ruling(record, None)
    return Ruling(record, was) if stands is None else rule(record, was, stands, keep)


def _renew(renewed: dict[str, str], ended: list[str], key: str, remembered: Imported | None, *, was: str) -> None:
    """Something else is remembered of a correction, or it has ended, unless that is what it ``was``."""
    if remembered is None:
        ended.append(key)
    elif (text := remembered.text()) != was:
        renewed[key] = text
