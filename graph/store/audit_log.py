"""The seam between questions and the log of who asked them, written as a contract.

Decides: what an audit log must do and its laws; ``tests/store`` holds every adapter to them. Does not decide: what is
noted (``graph.questions`` and ``graph.changes`` do). Every method may raise a StoreError.
"""

from __future__ import annotations

from typing import Protocol

from graph.store.values import AuditEntry


class AuditLog(Protocol):
    """Who looked; append-only and apart from the graph, so that a question never waits for a writer of data."""

    async def append(self, entry: AuditEntry) -> None:
        """Add an entry. Law: returning means durable. Law: it never changes the revision of the graph."""

    async def entries(
        self, limit: int, subject: str | None = None, before: int | None = None
    ) -> tuple[AuditEntry, ...]:
        """The newest entries, newest first; only those about ``subject``, if given, with numbers below ``before``."""

    async def close(self) -> None:
        """Let go of the file. Idempotent."""
