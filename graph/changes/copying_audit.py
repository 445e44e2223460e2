"""The entries of an audit log on their way into that of a copy.

Decides: that they come in their order and never twice, and which log can go on where another began.
Does not decide: what an entry says, nor who may read it. Both logs number their entries from 1 without gaps.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import blake2b
from typing import Final

from graph.changes.marking import Pulse
from graph.errors import StoreFilled
from graph.store.audit_log import AuditLog
from graph.store.values import AuditEntry

_AT_ONCE: Final = 500


async def newest_number(log: AuditLog) -> int:
    """The number of the newest entry; 0 for an empty log."""
    newest = await log.entries(1)
    return newest[0].number if newest else 0


async def entries_in_order(log: AuditLog, after: int, until: int) -> AsyncIterator[AuditEntry]:
    """The entries with a number in (after, until], oldest first."""
    while after < until:
        end = min(after + _AT_ONCE, until)
        for entry in reversed(await log.entries(end - after, before=end + 1)):
            yield entry
        after = end


async def begun(source: AuditLog, target: AuditLog, location: str) -> int:
    """How many entries of the source the target has already.

    Raises StoreFilled when the target's last entry is not that of the source with its number: then it has others."""
    number = await newest_number(target)
    if number and await target.entries(1) != await source.entries(1, before=number + 1):
        raise StoreFilled(
            location, f"The audit log of {location} has entries of its own: copy into a store that nobody has used yet."
        )
    return number


async def copy_entries(source: AuditLog, target: AuditLog, after: int, until: int, pulse: Pulse) -> None:
    """Append the entries with a number in (after, until]; each is durable before the next."""
    async for entry in entries_in_order(source, after, until):
        await target.append(entry)
        await pulse.keep()


async def checksum_of(log: AuditLog, until: int) -> str:
    """A checksum of the entries up to a number, and of how many they are."""
    text = blake2b(digest_size=16)
    async for entry in entries_in_order(log, 0, until):
        text.update(repr((entry, entry.number)).encode())
    return text.hexdigest()
