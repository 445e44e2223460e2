"""Which accounts a departure touches: told from the leavers' own rows, it is what the whole firm tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import HealthCheck, given, settings

from graph.domain.assembly import take
from graph.domain.calendar import NO_DAY
from graph.domain.network import NOBODY, Network
from graph.engine.as_of import as_of
from graph.engine.sweep import sweep
from graph.engine.touching import touched_accounts
from tests.engine.building import network_of
from tests.engine.firms import questions
from tests.oracle.rows import Folder

MANY = settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])


def own_rows(whole: Network, members: list[int]) -> Network:
    """What these staff members have, by leaving out the other rows: entities stay, which rows name by their places."""
    ties = np.flatnonzero(np.isin(whole.ties.staff, members))
    rated = np.isin(whole.ratings.staff, members)
    known = {*whole.ties.person[ties].tolist(), *whole.ratings.person[rated].tolist()} - {NOBODY}
    promised = np.isin(whole.promises.staff, members) & np.isin(whole.promises.person, [NOBODY, *known])
    employed = np.isin(whole.employments.person, list(known))
    touched = np.isin(whole.touches.tie, ties)
    touches = take(whole.touches, np.flatnonzero(touched))
    nothing = np.zeros(0, dtype=np.int64)
    employments = take(whole.employments, np.flatnonzero(employed))
    return replace(
        whole,
        ties=take(whole.ties, ties),
        touches=replace(touches, tie=np.searchsorted(ties, touches.tie).astype(np.int32)),
        ratings=take(whole.ratings, np.flatnonzero(rated)),
        promises=take(whole.promises, np.flatnonzero(promised)),
        services=take(whole.services, np.flatnonzero(np.isin(whole.services.staff, members))),
        employments=replace(employments, first_touch=np.full(len(employments), NO_DAY, dtype=np.int32)),
        **{name: take(getattr(whole, name), nothing) for name in ("evidence", "bookings", "buying")},
    )


@MANY
@given(questions())
def test_the_accounts_touched_follow_from_what_the_leavers_have(
    question: tuple[Folder, dict[str, str], date],
) -> None:
    folder, leavers, day = question
    whole = network_of(folder, day)
    stakes, ids = sweep(as_of(whole)).stakes, whole.staff.ids
    by_leaver = {one: set(stakes.account[stakes.staff == ids.index(one)].tolist()) for one in leavers if one in ids}
    told = touched_accounts(own_rows(whole, [ids.index(one) for one in by_leaver]), list(leavers))
    if len(by_leaver) < len(leavers) or not all(by_leaver.values()):
        assert told is None
    else:
        assert told == tuple(whole.accounts.ids[one] for one in sorted(set().union(*by_leaver.values())))
