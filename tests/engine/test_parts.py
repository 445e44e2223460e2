"""Parts cut out of a whole Network: the neighbourhood's law, and nothing beyond what answers need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graph.engine.as_of import as_of
from graph.engine.parts import around_rows, around_staff, sorted_out
from graph.engine.sweep import sweep
from tests.engine.asking import ask
from tests.engine.building import network_of
from tests.engine.firms import STAFF, questions
from tests.oracle.rows import Folder
from tests.store.facts import facts
from tests.store.lawful import neighbourhood_of

MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(questions(), st.sets(st.sampled_from(STAFF), min_size=1))
def test_the_part_around_staff_members_holds_exactly_what_the_law_of_neighbourhoods_names(
    question: tuple[Folder, dict[str, str], date], asked: set[str]
) -> None:
    folder, _, day = question
    whole = network_of(folder, day)
    indices = [whole.staff.ids.index(one) for one in sorted(asked)]
    assert facts(around_staff(sorted_out(whole), indices)) == neighbourhood_of(facts(whole), sorted(asked))


@MANY
@given(questions(), questions())
def test_what_is_not_sorted_again_is_what_did_not_change(
    question: tuple[Folder, dict[str, str], date], other: tuple[Folder, dict[str, str], date]
) -> None:
    folder, _, day = question
    before = sorted_out(network_of(other[0], day))
    changed = replace(other[0], services=folder.services, bookings=folder.bookings)
    for now in (network_of(changed, day), network_of(folder, day), before.network):
        again, fresh = sorted_out(now, before), sorted_out(now)
        for one in range(len(now.staff)):
            assert facts(around_staff(again, [one])) == facts(around_staff(fresh, [one]))
    assert sorted_out(before.network, before).ties_by_staff is before.ties_by_staff


@MANY
@given(questions())
def test_a_departure_is_answered_alike_from_the_whole_firm_and_from_the_accounts_that_it_touches(
    question: tuple[Folder, dict[str, str], date],
) -> None:
    folder, leavers, day = question
    whole = network_of(folder, day)
    stakes, ids = sweep(as_of(whole)).stakes, whole.staff.ids
    members = [ids.index(one) for one in sorted(leavers)]
    touched = [np.unique(stakes.account[stakes.staff == member]) for member in members]
    assume(members)
    assume(all(map(len, touched)))
    part = around_rows(sorted_out(whole), members, np.unique(np.concatenate(touched)))
    assert ask(part, leavers, day, draws=100) == ask(whole, leavers, day, draws=100)
