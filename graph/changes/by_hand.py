"""One change by hand: a single unit of work with all that belongs to it, its row in the audit log among it.

Decides: what stands in one unit with a change, in which order, and who is named in the audit log.
Does not decide: what a change does to the rows (``amending``), nor who may change what (``app`` does).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from graph.changes.amending import Amended, amend, check_change, kind_of
from graph.changes.replaying import Told, body_digest, keep, payload_of, told_before
from graph.changes.wishes import Add, Change, Correct, Done, Put, Retract, Wish
from graph.domain.kinds import Record
from graph.domain.records import Person, StaffMember
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore, Transaction
from graph.store.values import AuditEntry, Replay

__all__ = ["Add", "Author", "Change", "Correct", "Done", "Put", "Retract", "Wish", "change_by_hand"]


class Author(Protocol):
    """Who changes something, when and why; ``graph.questions.asking.Asker`` is one."""

    @property
    def now(self) -> datetime:
        """The instant of the change (UTC)."""

    def entry(self, question: str, subjects: Sequence[str], revision: int) -> AuditEntry:
        """The row of the audit log for a change about these ids that led to this revision."""


async def change_by_hand(store: GraphStore, audit: AuditLog, wish: Wish, asker: Author) -> Done:
    """Do what is wished; returning means that it is committed, and so is the audit row about whom the change names.

    With an idempotency key that was used for the same wish in the last 30 days nothing is done: what came of it then is
    told again, and gets a row of its own. The row is durable before the unit commits: no change is ever without its
    row, while a row whose unit then failed to commit only says that somebody tried.

    Raises, and then nothing is changed: NotFound, Conflict, AlreadyThere, StillReferredTo, KeyReused, InvalidInput,
    InvalidRecord; TypeError for a field that the kind has not; a StoreError of the audit log, and one of the store
    before the commit. Where the commit itself raises one, or is cut off, an idempotency key tells what came of it."""
    check_change(wish.change)
    key, body = wish.idempotency_key, body_digest(wish)
    noted: set[AuditEntry] = set()

    async def unit(transaction: Transaction) -> Told:
        told = await do(transaction)
        entry = asker.entry(wish.question, told.subjects, told.done.revision)
        if told.subjects and entry not in noted:  # a unit that is run again need not say the same again
            await audit.append(entry)
            noted.add(entry)
        return told

    async def do(transaction: Transaction) -> Told:
        if key is not None and (before := await told_before(transaction, key, body, asker.now)):
            return before
        await transaction.stamp(asker.now)
        told = _told(wish, await amend(transaction, wish), await transaction.next_revision())
        if key is not None:
            await keep(transaction, key, Replay(body, payload_of(told), asker.now))
        return told

    return (await store.write(unit)).done


def _told(wish: Wish, amended: Amended, next_revision: int) -> Told:
    """What came of the wish; a unit that changes nothing makes no revision."""
    done = Done(
        kind=kind_of(wish.change),
        key=amended.key,
        record=amended.after,
        revision=next_revision if amended.changed else next_revision - 1,
        changed=amended.changed,
        replayed=False,
    )
    named = [identifier for row in (amended.before, amended.after) if row is not None for identifier in _named_in(row)]
    return Told(done, tuple(dict.fromkeys(named)))


def _named_in(row: Record) -> list[str]:
    """The ids of the staff members and people that a row is or refers to."""
    own = [row.id] if isinstance(row, StaffMember | Person) else []
    referred = (getattr(row, field, None) for field in ("manager_id", "staff_id", "other_id", "person_id"))
    return own + [identifier for identifier in referred if identifier is not None]
