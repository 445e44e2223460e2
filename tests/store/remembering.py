"""What a store must hold after any sequence of units, told in dictionaries: the laws of ``Transaction.put`` row by row.

Decides: nothing the laws leave open. Does not decide: how a store keeps them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from graph.domain.kinds import Key, Record, key_of
from graph.domain.records import Touch
from graph.domain.vocabulary import AmendmentKind
from graph.errors import InvalidRecord
from graph.store.values import Leaving, Source, TieKey, Written

Place = tuple[type[Record], Key]


def says(one: Record, other: Record, keep: Iterable[str] = ()) -> bool:
    """Whether two rows agree in every field that is not kept."""
    names = {field.name for field in fields(one)} - {"version", *keep}
    return all(getattr(one, name) == getattr(other, name) for name in names)


class Memory:
    """Rows by kind and key, and what was decided: a row as it was before it was corrected by hand, or why it left."""

    def __init__(self) -> None:
        self.rows: dict[Place, Record] = {}
        self.amended: dict[Place, Record | Leaving] = {}
        self.changed: list[Record] = []
        """The rows that the present unit changed, before and after."""

    def put(self, records: Sequence[Record], source: Source, keep: frozenset[str]) -> Written:
        counts: Counter[str] = Counter()
        changed: Counter[str] = Counter()
        for record in records:
            place = (type(record), key_of(record))
            stands = self.rows.get(place)
            if source is not Source.HAND:
                let = self._let_through(place, record, stands, keep, source)
                if let is None:
                    counts["withheld"] += 1
                    continue
                record = let  # noqa: PLW2901  # what the file says anew
            if source is Source.HAND and isinstance(self.amended.get(place), AmendmentKind):
                del self.amended[place]
            if stands is None:
                counts["new"] += 1
                self._set(place, record)
                continue
            record = replace(record, **{name: getattr(stands, name) for name in keep})  # noqa: PLW2901  # as it will be
            if record == stands:
                counts["unchanged"] += 1
                continue
            counts["updated"] += 1
            changed.update(field.name for field in fields(record) if not _same(record, stands, field.name))
            if source is Source.HAND:
                self.amended.setdefault(place, stands)
            self._set(place, record)
        return Written(**counts, changed=dict(changed))

    def take_away(self, kind: type[Record], keys: Sequence[Key], *, remember: Leaving | None) -> int:
        """Retract or remove rows that nobody refers to; how many there were."""
        there = [(kind, key) for key in keys if (kind, key) in self.rows]
        for key in keys:
            was = self.amended.get((kind, key))
            if remember is None:
                if was is not None and not isinstance(was, AmendmentKind):
                    del self.amended[kind, key]
            elif was is not AmendmentKind.RETRACTED:
                self.amended[kind, key] = remember
        for place in there:
            self.changed.append(self.rows.pop(place))
        return len(there)

    def ties(self) -> set[TieKey]:
        """The ties that the touches make."""
        touches = [row for row in self.rows.values() if isinstance(row, Touch)]
        return {
            TieKey(one.staff_id, one.person_id, None if one.person_id is not None else one.account_id)
            for one in touches
        }

    def _let_through(
        self, place: Place, record: Record, stands: Record | None, keep: frozenset[str], source: Source
    ) -> Record | None:
        """What is left of a file's row; None when it is withheld."""
        if place not in self.amended:
            return record
        imported = self.amended[place]
        if isinstance(imported, AmendmentKind):
            if imported is AmendmentKind.RETRACTED or source is not Source.WHOLE_FILE:
                return None
            del self.amended[place]
            return record
        return record if stands is None else self._corrected(place, record, stands, imported, keep)

    def _corrected(
        self, place: Place, record: Record, stands: Record, imported: Record, keep: frozenset[str]
    ) -> Record | None:
        """What is left of a file's row under a correction; None when it says nothing new."""
        new = [
            field.name
            for field in fields(record)
            if field.name not in {"version", *keep} and getattr(record, field.name) != getattr(imported, field.name)
        ]
        if isinstance(record, Touch) and {"at", "on"} & set(new):
            new = sorted({*new, "at", "on"} - keep)
        if not new:
            return record if says(stands, record, keep) else None
        try:
            merged = replace(stands, **{name: getattr(record, name) for name in new})
            said = replace(imported, **{name: getattr(record, name) for name in new})
        except InvalidRecord:
            del self.amended[place]
            return record
        if says(merged, said):
            del self.amended[place]
        else:
            self.amended[place] = said
        return merged

    def _set(self, place: Place, record: Record) -> None:
        if place in self.rows:
            self.changed.append(self.rows[place])
        self.rows[place] = record
        self.changed.append(record)


def _same(one: Record, other: Record, name: str) -> bool:
    return name == "version" or bool(getattr(one, name) == getattr(other, name))
