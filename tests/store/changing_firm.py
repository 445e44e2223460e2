"""An invented firm that goes on: units of work that change, move and take away any of its rows, and bring others.

Decides: that somebody who leaves takes along every row that names them, and that some come back or come anew.
Does not decide: what a store must tell of it.
"""

from __future__ import annotations

from random import Random

from graph.domain.kinds import KEY_FIELDS, Key, Record, key_of
from graph.domain.records import Account, Covenant, Employment, Firm, Person, StaffMember
from graph.domain.vocabulary import CovenantKind
from graph.store.protocol import GraphStore, Transaction
from tests.store.invented import invented_firm
from tests.store.writing import JANUARY, touch

Entities = type[StaffMember] | type[Account] | type[Person]
Place = tuple[type[Record], Key]

_NAMING: dict[str, Entities] = {"staff_id": StaffMember, "account_id": Account, "person_id": Person}


class ChangingFirm:
    """A firm from a seed, and what stands of it."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)
        self._rows = {_place(row): row for row in invented_firm(seed)}

    def rows(self) -> list[Record]:
        """All rows that stand."""
        return list(self._rows.values())

    async def change(self, store: GraphStore) -> None:
        """One unit of work: some rows go, and mostly others come."""
        going = self._going()
        for place in going:
            del self._rows[place]
        coming = self._coming() if self._rng.random() < 0.8 else []
        self._rows.update({_place(row): row for row in coming})

        async def unit(transaction: Transaction) -> None:
            for kind in reversed(KEY_FIELDS):
                assert not (await transaction.remove(kind, [key for of, key in going if of is kind])).referred_to
            for kind in KEY_FIELDS:
                await transaction.put([row for row in coming if type(row) is kind])

        await store.write(unit)

    def _going(self) -> list[Place]:
        rng = self._rng
        entities = [place for place in self._rows if place[0] in _NAMING.values()]
        relations = [place for place in self._rows if place not in entities and place[0] is not Firm]
        going = rng.sample(relations, rng.choice((0, 1, 3)))
        if rng.random() < 0.5:
            leaver = rng.choice(entities)
            going += [place for place, row in self._rows.items() if leaver in _named(row) and place not in going]
            going.append(leaver)
        return going

    def _coming(self) -> list[Record]:
        """Rows of another invented firm, many of which have the keys of rows that stand, and of newcomers; with whoever
        they name and is not there."""
        rng = self._rng
        rows = [row for row in invented_firm(rng.randrange(1_000)) if not isinstance(row, Firm)]
        some = rng.sample(rows, rng.choice((1, 2, 9)))
        if rng.random() < 0.4:
            who, where, whom = (f"{letter}{rng.randrange(40)}n" for letter in "sAp")
            some += [
                Employment(whom, where, start=JANUARY),
                Covenant(who, CovenantKind.NON_SOLICIT, None, where),
                touch(f"n{rng.randrange(9)}", who, whom),
                touch(f"m{rng.randrange(9)}", who, None, where),
            ]
        missing = {one for row in some for one in _named(row)} - self._rows.keys() - {_place(row) for row in some}
        return [*(kind(*key, f"Back {key[0]}") for kind, key in sorted(missing, key=str)), *some]


def _place(row: Record) -> Place:
    return type(row), key_of(row)


def _named(row: Record) -> list[Place]:
    """Whom a row names."""
    return [(kind, (getattr(row, field),)) for field, kind in _NAMING.items() if getattr(row, field, None) is not None]
