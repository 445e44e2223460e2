"""Who asks, and why.

Decides: what must be known of an asker before a question about a named person is answered.
Does not decide: who may ask (``app`` does, by its policy).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graph.errors import InvalidInput

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
