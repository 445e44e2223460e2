"""Waiting until what was seen elsewhere can be read here.

Decides: how often one looks. Does not decide: how a revision is read (each adapter does), nor how long is waited.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from graph.errors import Stale

_PAUSE: Final = 0.02  # seconds between two looks


async def wait_for_revision(location: str, present: Callable[[], Awaitable[int]], wanted: int, patience: float) -> None:
    """Return when ``present`` says ``wanted`` or more; raises Stale after ``patience`` seconds."""
    clock = asyncio.get_running_loop().time
    until = clock() + patience
    found = -1
    try:
        async with asyncio.timeout_at(until):
            while True:
                found = await present()
                if found >= wanted:
                    return
                await asyncio.sleep(_PAUSE)
    except TimeoutError:
        raise Stale(location, wanted, max(found, 0)) from None
