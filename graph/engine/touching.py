"""Which accounts a departure touches, told from what the leavers have alone.

Decides: nothing of the model: an account is touched when it has a row in the answer (``cases`` says when it has).
Whether somebody is there follows from their own ties, ratings, promises and services; so most of a neighbourhood, the
accounts where their ties have faded, need not be read.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.domain.network import Network
from graph.engine.as_of import as_of
from graph.engine.assumptions import DEFAULT, Assumptions
from graph.engine.cases import is_there
from graph.engine.contacts import ground
from graph.engine.parts import every


def touched_accounts(
    own: Network, staff_ids: Sequence[str], assumptions: Assumptions = DEFAULT
) -> tuple[str, ...] | None:
    """The ids of the accounts that a departure of these staff members touches, in ascending order.

    ``own``: what they have, by the law of ``GraphStore.own_rows``. None when one of them touches nothing, or is not
    with us: why that is, is told by what has faded."""
    firm = as_of(own, assumptions)
    presence = ground(firm).presence
    there = is_there(firm, presence)
    present = {own.staff.ids[member] for member in every(presence.staff[there]).tolist()}
    if not present.issuperset(staff_ids):
        return None
    return tuple(own.accounts.ids[account] for account in every(presence.account[there]).tolist())
