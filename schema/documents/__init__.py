"""The operations that Whither itself asks, as committed documents.

Decides: how such a document is found. Does not decide: what it asks (the ``.graphql`` files do).
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

FULL_ANSWER: Final = "DepartureImpact"
"""Everything about a departure: what ``whither ask --json`` prints."""
KEY_PEOPLE: Final = "KeyPeople"
"""Whom the firm depends on: what ``whither key-people --json`` prints."""
SUMMARY: Final = "DepartureSummary"
"""The totals and the worst accounts."""
SHORTEST: Final = "WhoWouldFollow"
"""Small enough for one line of a terminal: the README's ``curl``."""


def read_document(name: str) -> str:
    """The text of the operation of this ``name``."""
    return (files(__name__) / f"{name}.graphql").read_text(encoding="utf-8")
