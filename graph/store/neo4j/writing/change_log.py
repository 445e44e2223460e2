"""The change log: what each unit of work changed, for whoever keeps something it read before.

Decides: that a changed staff member names the accounts where they matter, and when a unit changed too much to list.
Does not decide: which rows refer to whom (``graph.store.comparing`` does), nor who looks into the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from graph.domain.further_records import Departure
from graph.domain.kinds import Record
from graph.domain.records import Firm, StaffMember
from graph.store.comparing import named
from graph.store.names import NAMES
from graph.store.neo4j.guard import GUARD
from graph.store.neo4j.queries import AT_ONCE, Queries
from graph.store.neo4j.records import REFERENCES
from graph.store.statements import load
from graph.store.unit import MOST_MEMBERS, MOST_NAMED, Named, Unit
from graph.store.values import Changed

LOG: Final = load(__package__, "change_log.cypher", "//")


async def note(queries: Queries, unit: Unit, kind: type[Record], rows: Iterable[Record]) -> None:
    """Remember whom rows of a kind name that change, as they are before and after, and that the unit changed them."""
    unit.changed = True
    unit.named.everything = unit.named.everything or kind is Firm
    if unit.named.everything:
        return
    ids = named(rows, REFERENCES.get(kind, {}))
    departures = sorted(ids.pop(Departure, ()))
    for entity, those in ids.items():
        unit.named.add(NAMES[entity], those)
    if not unit.named.everything:
        unit.named.add(NAMES[StaffMember], await _who_left(queries, departures))


def note_members(unit: Unit, ids: Iterable[str]) -> None:
    """Remember which staff members changed themselves; the accounts where they matter are named at the end."""
    if not unit.named.everything:
        unit.named.members.update(ids)


async def write(queries: Queries, unit: Unit) -> None:
    """Log what a unit changed, in the commit of the unit, which raises the revision."""
    await _name_accounts_of_members(queries, unit.named)
    everything = unit.named.everything
    staff, people, accounts = ([] if everything else sorted(unit.named.ids[entity]) for entity in _ENTITIES)
    listed = {"staff": staff, "people": people, "accounts": accounts}
    await queries.run(LOG["log change"].text, revision=unit.version, everything=everything, **listed)


async def changed_since(queries: Queries, revision: int) -> Changed:
    """What the units after a revision changed, by the law of ``GraphStore.changed_since``.

    Where the log does not tell of each of them, everything may have changed; so it may when the store is of an earlier
    revision, for then it is another than it was."""
    now = int(await queries.value(GUARD["revision"].text))
    logged, everything = await queries.row(LOG["count changes"].text, revision=revision)
    if everything or logged != now - revision:
        return Changed(now, everything=True)
    found = await queries.value(LOG["changes"].text, revision=revision)
    staff, people, accounts = (frozenset(one for change in found for one in change[place]) for place in range(3))
    return Changed(now, everything=False, staff=staff, people=people, accounts=accounts)


_ENTITIES: Final = ("staff", "person", "account")


async def _name_accounts_of_members(queries: Queries, named_so_far: Named) -> None:
    named_so_far.everything = named_so_far.everything or len(named_so_far.members) > MOST_MEMBERS
    members = sorted(named_so_far.members)
    for statement in ("accounts with service", "accounts with tie", "accounts of people", "accounts of rated"):
        if not members or named_so_far.everything:
            return
        found = await queries.value(LOG[statement].text, ids=members, limit=MOST_NAMED + 1)
        named_so_far.add("account", set(found))


async def _who_left(queries: Queries, departures: Sequence[str]) -> set[str]:
    """The ids of the staff members whose departures these are."""
    found: set[str] = set()
    for start in range(0, len(departures), AT_ONCE):
        asked = departures[start : start + AT_ONCE]
        found.update(await queries.value(LOG["staff of departures"].text, ids=asked))
    return found
