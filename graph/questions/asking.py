"""Who asks, and why.

Decides: what must be known of an asker before a question about a named person is answered, and what is kept of it.
A list is not such a question, whoever is on it.
Does not decide: who may ask (``app`` does, by its policy).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graph.errors import InvalidInput
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore
from graph.store.values import AuditEntry

LOCAL_PURPOSE: Final = "local use"
LONGEST_PURPOSE: Final = 200


@dataclass(frozen=True, slots=True)
class Asker:
    """The ``viewer`` who asks, the ``purpose`` they state (1 to 200 characters) and the instant ``now`` (UTC)."""

    viewer: str
    purpose: str
    now: datetime

    def __post_init__(self) -> None:
        """Refuse an empty or an endless purpose."""
        if not 0 < len(self.purpose.strip()) <= LONGEST_PURPOSE:
            raise InvalidInput("purpose", self.purpose[:40], f"say in 1 to {LONGEST_PURPOSE} characters why you ask")

    def entry(self, question: str, subjects: Sequence[str], revision: int) -> AuditEntry:
        """The row of the audit log for a ``question`` about these ids, answered at this data revision."""
        return AuditEntry(self.now, self.viewer, self.purpose.strip(), question, tuple(subjects), revision)


async def note(store: GraphStore, audit: AuditLog, asker: Asker, question: str, subjects: Sequence[str]) -> None:
    """Commit the audit row of an answer about these ids before it goes out; an answer about nobody leaves none.

    Its revision is not older than the answer."""
    if subjects:
        await audit.append(asker.entry(question, subjects, await store.revision()))
