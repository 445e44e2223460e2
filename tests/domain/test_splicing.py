"""Splicing: a whole that is brought up to date equals one that is read anew, whatever has changed."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from graph.domain.network import EvidenceTable, Network
from graph.domain.splicing import splice
from tests.domain.changing import TABLES, Names, Plain
from tests.store.facts import ENTITIES, content, with_plain_lines


def same(one: Network, other: Network) -> bool:
    """Whether two Networks are equal byte by byte, but for the numbers of lines of business."""
    return one.revision == other.revision and content(with_plain_lines(one)) == content(with_plain_lines(other))


@pytest.mark.parametrize("seed", range(150))
def test_a_whole_brought_up_to_date_equals_one_that_is_read_anew(seed: int) -> None:
    rng = Random(seed)
    firm = Plain()
    firm.change(rng, rng.choice((0, 5, 60, 300)))
    whole = firm.network(0, rng)
    for revision in range(1, 9):
        named = firm.change(rng, rng.choice((0, 1, 1, 3, 20)))
        before = content(whole)
        spliced = splice(whole, named, firm.part(named).network(revision, rng))
        assert same(spliced, firm.network(revision, rng))
        assert content(whole) == before
        whole = spliced


def test_the_law_is_tried_on_changes_of_which_every_table_has_rows_that_stay_and_rows_that_come() -> None:
    tried = []
    for seed in range(5):
        rng = Random(seed)
        firm = Plain()
        firm.change(rng, 300)
        named = firm.change(rng, 3)
        tried.append((firm.part(named).network(1, rng), firm.network(1, rng)))
    for name in (*TABLES, *ENTITIES, "touches"):
        assert any(0 < len(getattr(part, name)) < len(getattr(whole, name)) for part, whole in tried)


def test_what_a_change_leaves_as_it_was_is_not_made_again() -> None:
    rng = Random(1)
    firm = Plain()
    firm.change(rng, 300)
    whole = firm.network(0, rng)
    (person, *_) = whole.people.ids
    named = Names(people=frozenset({person}))
    spliced = splice(whole, named, firm.part(named).network(1, rng))
    assert spliced.people.ids is whole.people.ids
    assert spliced.accounts.ids is whole.accounts.ids
    assert spliced.bookings is whole.bookings
    assert same(replace(spliced, revision=0, firm=whole.firm), whole)


def test_somebody_who_is_named_and_never_was_there_changes_nothing() -> None:
    rng = Random(2)
    firm = Plain()
    firm.change(rng, 100)
    nobody = Names(*(frozenset({"", "zzz"}) for _ in range(3)))
    spliced = splice(firm.network(0, rng), nobody, firm.part(nobody).network(1, rng))
    assert same(spliced, firm.network(1, rng))


def test_a_row_that_stays_may_not_name_somebody_who_left() -> None:
    rng = Random(3)
    firm = Plain()
    firm.change(rng, 300)
    whole = firm.network(0, rng)
    holder = whole.staff.ids[int(whole.ties.staff[0])]
    left = Names(staff=frozenset({holder}))
    with pytest.raises(ValueError, match="rows name a staff that is there no more"):
        splice(whole, left, Plain().network(1, rng))


def test_networks_of_two_days_or_with_evidence_are_not_spliced() -> None:
    rng = Random(4)
    whole = Plain().network(0, rng)
    one = np.zeros(1, dtype=np.int32)
    told = replace(whole, evidence=EvidenceTable(one, one, np.zeros(1, dtype=np.int64), ("t",)))
    for first, second in ((whole, replace(whole, day=1)), (told, whole), (whole, told)):
        with pytest.raises(ValueError, match="only Networks of one day and without evidence"):
            splice(first, Names(), second)
