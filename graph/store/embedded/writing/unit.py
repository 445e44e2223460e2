"""The statements of units of work beside those about one kind of row.

Decides: nothing. Does not decide: what a unit knows of itself (``graph.store.unit``).
"""

from __future__ import annotations

from typing import Final

from graph.store.statements import load

UNIT: Final = load(__package__, "unit.sql")
