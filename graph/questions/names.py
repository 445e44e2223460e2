"""Who is meant by a name?

Decides: that an id is taken first, then a whole name or e-mail, and that several are listed and never guessed among.
The list says who they are, so it leaves a row in the audit log.
Does not decide: what is asked about whoever is found.
"""

from __future__ import annotations

from graph.domain.records import StaffMember
from graph.errors import AmbiguousName, NotFound
from graph.questions.asking import Asker, note
from graph.store.protocol import AuditLog, GraphStore


async def find_staff_member(store: GraphStore, audit: AuditLog, text: str, asker: Asker) -> StaffMember:
    """The staff member whose id is ``text``, else whose name or e-mail it is, without regard to case and outer spaces.

    Raises NotFound for nobody and, after an audit row about them, AmbiguousName, which lists them, for several."""
    wanted = text.strip()
    by_id = await store.fetch(StaffMember, [wanted])
    if wanted in by_id:
        return by_id[wanted]
    found = await store.named(StaffMember, wanted.casefold()) if wanted else ()
    if not found:
        raise NotFound("staff member", wanted)
    if len(found) > 1:
        await note(store, audit, asker, "staffMember", [member.id for member in found])
        raise AmbiguousName(wanted, [(member.id, _told_apart(member)) for member in found])
    return found[0]


def _told_apart(member: StaffMember) -> str:
    """What tells a staff member from others of the same name."""
    until = f"until {member.end}" if member.end else ""
    return ", ".join(part for part in (member.title, member.team, until) if part) or "no title"
