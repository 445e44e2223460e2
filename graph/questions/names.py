"""Who is meant by a name?

Decides: that an id is taken first, then a whole name or e-mail, then what begins one, where it fits one alone; that
several are listed, the best fits first, and never guessed among. The list says who they are, so it leaves a row in the
audit log.
Does not decide: what is asked about whoever is found, nor how those listed are ranked (the engine does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.domain.records import StaffMember
from graph.domain.tokens import folded, tokens_of
from graph.engine.ranking import ranked
from graph.errors import AmbiguousName, NotFound
from graph.questions.asking import Asker, note
from graph.questions.search import MOST_NOMINATED
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore
from graph.store.values import Filter

MOST_LISTED: Final = 20


@dataclass(frozen=True, slots=True)
class Meant:
    """The staff member who is meant; ``by_beginning``: the text was only the beginning of words of theirs."""

    member: StaffMember
    by_beginning: bool = False


@dataclass(frozen=True, slots=True)
class _Fitting:
    """Staff members whom a text fits, the first of ``count`` in all, and whether it is only the beginning of them."""

    members: Sequence[StaffMember]
    count: int
    by_beginning: bool


async def find_staff_member(store: GraphStore, audit: AuditLog, text: str, asker: Asker) -> Meant:
    """The staff member whose id is ``text``, else whose name or e-mail it is, without regard to case and outer spaces,
    else the only one of whom each word of it begins a part of the name, the id or the e-mail address.

    Raises NotFound for nobody and, after an audit row about those it lists, AmbiguousName for several."""
    wanted = text.strip()
    by_id = await store.fetch(StaffMember, [wanted])
    if wanted in by_id:
        return Meant(by_id[wanted])
    fitting = await _fitting(store, wanted)
    if not fitting.members:
        raise NotFound("staff member", wanted)
    if fitting.count == 1:
        return Meant(fitting.members[0], fitting.by_beginning)
    listed = fitting.members[:MOST_LISTED]
    await note(store, audit, asker, "staffMember", [member.id for member in listed])
    told = [(member.id, _told_apart(member, named=fitting.by_beginning)) for member in listed]
    raise AmbiguousName(wanted, told, more=fitting.count - len(listed))


async def _fitting(store: GraphStore, wanted: str) -> _Fitting:
    named = await store.named(StaffMember, folded(wanted)) if wanted else ()
    if named:
        return _Fitting(named, len(named), by_beginning=False)
    tokens = tokens_of(wanted)
    begun = await store.candidates(StaffMember, tokens, MOST_NOMINATED) if tokens else ()
    members = [found.entity for found in ranked(wanted, begun) if isinstance(found.entity, StaffMember)]
    capped = len(begun) == MOST_NOMINATED
    count = await store.count(StaffMember, Filter(tokens=tokens)) if capped else len(members)
    return _Fitting(members, count, by_beginning=True)


def _told_apart(member: StaffMember, *, named: bool) -> str:
    """What tells a staff member from others: title, team and end, after the name where that is to be ``named``."""
    until = f"until {member.end}" if member.end else ""
    parts = (member.name if named else "", member.title, member.team, until)
    return ", ".join(part for part in parts if part) or "no title"
