"""Who is meant by a name?

Decides: that an id is taken first, then a whole name or e-mail, and that several are listed and never guessed among.
Does not decide: what is asked about whoever is found.
"""

from __future__ import annotations

from graph.domain.records import StaffMember
from graph.errors import AmbiguousName, NotFound
from graph.store.protocol import GraphStore


async def find_staff_member(store: GraphStore, text: str) -> StaffMember:
    """The staff member whose id is ``text``, else whose name or e-mail it is, without regard to case and outer spaces.

    Raises NotFound for nobody and AmbiguousName, which lists them, for several."""
    wanted = text.strip()
    by_id = await store.fetch(StaffMember, [wanted])
    if wanted in by_id:
        return by_id[wanted]
    found = await store.named(StaffMember, wanted.casefold()) if wanted else ()
    if not found:
        raise NotFound("staff member", wanted)
    if len(found) > 1:
        raise AmbiguousName(wanted, [(member.id, _told_apart(member)) for member in found])
    return found[0]


def _told_apart(member: StaffMember) -> str:
    """What tells a staff member from others of the same name."""
    until = f"until {member.end}" if member.end else ""
    return ", ".join(part for part in (member.title, member.team, until) if part) or "no title"
