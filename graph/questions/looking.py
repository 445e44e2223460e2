"""Who looked: the audit log, newest first.

Decides: what a page of it holds, and that whoever reads what is kept about somebody leaves a row there, too; somebody
is a staff member or person whom the store holds, or whom the log has a row about.
Does not decide: who may read it (``app`` does, by its policy), nor what a row says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graph.domain.records import Person, StaffMember
from graph.domain.validation import LONGEST_ID
from graph.errors import InvalidCursor, InvalidInput
from graph.questions.asking import Asker, note
from graph.questions.paging import PageRequest, cursor_at, place_of
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore
from graph.store.values import AuditEntry

AUDIT_LOG: Final = "auditLog"
_LONGEST_NUMBER: Final = 18


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some rows of the log, newest first, the cursor of each, and whether the log goes on at either side of them."""

    entries: tuple[AuditEntry, ...]
    cursors: tuple[str, ...]
    more_before: bool
    more_after: bool


async def audit_page(
    store: GraphStore, audit: AuditLog, asker: Asker, request: PageRequest, subject: str | None = None
) -> LogPage:
    """A page of the audit log; with a ``subject``, the firm's own id of a staff member or person, of the rows about
    whoever has it, after a row about them. A text that is nobody's id finds nothing and leaves nothing.

    Rows that are added between two pages stand before the first: none is skipped or repeated."""
    if subject is not None and not 0 < len(subject) <= LONGEST_ID:
        raise InvalidInput("subject", subject[:40], f"give an id of 1 to {LONGEST_ID} characters, or leave it out")
    before = None if request.cursor is None else _number(request.cursor)
    found = await audit.entries(request.size + 1, subject, before)
    if subject is not None and (found or await _is_somebody(store, audit, subject)):
        await note(store, audit, asker, AUDIT_LOG, [subject])
    entries = found[: request.size]
    return LogPage(
        entries=entries,
        cursors=tuple(cursor_at(AUDIT_LOG, str(entry.number)) for entry in entries),
        more_before=before is not None,  # the row of a cursor stays: the log is append-only
        more_after=len(found) > request.size,
    )


async def _is_somebody(store: GraphStore, audit: AuditLog, subject: str) -> bool:
    """Whether somebody has this id, or had it when the log was told of them: what is written there stays for ever, so
    any other text is kept out."""
    staff, people = await store.fetch(StaffMember, [subject]), await store.fetch(Person, [subject])
    return bool(staff or people or await audit.entries(1, subject))


def _number(cursor: str) -> int:
    (number,) = place_of(AUDIT_LOG, cursor)
    if not (number.isascii() and number.isdecimal() and len(number) <= _LONGEST_NUMBER):
        raise InvalidCursor(cursor[:40])
    return int(number)
