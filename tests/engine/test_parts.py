"""Parts cut out of a whole Network: the neighbourhood's law, and nothing beyond what answers need."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.engine.parts import around_staff, sorted_out
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
