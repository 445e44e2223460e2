"""The figures by which a generated firm is compared with a real one, worked out by hand on a firm of four accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from graph.domain.network import Network
from graph.questions.generated_firm import Pace, likeness_of, pace_of
from tests.engine.building import network_of
from tests.oracle.rows import Account, Booking, Closeness, Employment, Folder, Staff, Touch

DAY = date(2024, 6, 30)
EMPTY = Folder((), (), (), (), (), (), (), (), (), ())
TEN = tuple(f"s{number}" for number in range(10))


def rated(staff: str, person: str, closeness: int) -> Closeness:
    """A rating of today: a tie of the strength 0.15 times it."""
    return Closeness(staff, person, float(closeness), DAY)


def network(*ratings: Closeness, left: str = "") -> Network:
    """Ten staff members; the accounts a, b, c, d pay 400, 300, 200 and 100 a year and employ pa, pb, pc and pd."""
    accounts = "abcd"
    return network_of(
        replace(
            EMPTY,
            staff=tuple(Staff(one, None, None, DAY if one == left else None) for one in TEN),
            accounts=tuple(Account(one, None) for one in accounts),
            employments=tuple(Employment(f"p{one}", one, None, None, False, None, None) for one in accounts),
            bookings=tuple(
                Booking(one, DAY, Decimal(amount), None)
                for one, amount in zip(accounts, (400, 300, 200, 100), strict=True)
            ),
            closeness=ratings,
        ),
        DAY,
    )


FIRM = (
    rated("s0", "pa", 4),  # 0.60: alone at a
    rated("s1", "pa", 1),  # 0.15: knows somebody there, and holds nothing
    rated("s2", "pb", 4),  # 0.60 of 1.05 at b
    rated("s3", "pb", 3),  # 0.45 of 1.05 at b
    rated("s2", "pc", 1),  # 0.15: nobody holds c, nor d
)


def test_what_hangs_on_one_alone_and_what_on_nobody() -> None:
    found = likeness_of(network(*FIRM))

    assert found.value.units() == 1_000
    assert found.single_thread == pytest.approx(0.4)
    assert found.unheld == pytest.approx(0.3)


def test_value_is_split_by_strength_among_those_who_hold_an_account() -> None:
    found = likeness_of(network(*FIRM))

    assert [(one.id, one.share) for one in found.holders] == [
        ("s0", pytest.approx(0.4)),
        ("s2", pytest.approx(0.3 * 0.60 / 1.05)),
        ("s3", pytest.approx(0.3 * 0.45 / 1.05)),
    ]
    assert (found.top_tenth, found.top_share) == (1, pytest.approx(0.4))


def test_who_has_left_holds_nothing_and_leaves_the_others_alone() -> None:
    found = likeness_of(network(*FIRM, left="s3"))

    assert found.single_thread == pytest.approx(0.7)
    assert (found.habits.staff, found.habits.left) == (10, 1)


def test_the_median_strength_is_that_of_the_ties_of_those_who_are_with_us() -> None:
    assert likeness_of(network(*FIRM)).median_strength == pytest.approx(0.45)
    assert likeness_of(network(*FIRM, left="s3")).median_strength == pytest.approx(0.375)


def test_a_firm_without_anything_has_figures_too() -> None:
    found = likeness_of(network_of(EMPTY, DAY))

    assert (found.top_share, found.single_thread, found.unheld, found.median_strength) == (0.0, 0.0, 0.0, 0.0)
    assert (found.habits.ties, found.habits.median_touches, found.holders) == (0, 0.0, ())


def test_touches_are_counted_tie_by_tie_and_ratings_alone_are_none() -> None:
    days = {"pa": 1, "pb": 4, "pc": 10}
    touches = tuple(
        Touch(DAY - timedelta(days=number), "s0", person, None, "meeting", "both")
        for person, count in days.items()
        for number in range(count)
    )
    folder = replace(
        EMPTY,
        staff=(Staff("s0", None, None, None),),
        accounts=(Account("a", None),),
        employments=tuple(Employment(person, "a", None, None, False, None, None) for person in days),
        touches=touches,
        closeness=(rated("s0", "pd", 4),),
    )
    habits = likeness_of(network_of(folder, DAY)).habits

    assert (habits.ties, habits.median_touches, habits.most_touches, habits.ties_with_many) == (3, 4.0, 10, 0)


def test_a_pace_counts_short_pauses_and_ties_with_a_long_one() -> None:
    tie = np.array([0, 0, 0, 1, 1, 2, 3, 3])
    day = np.array([107, 100, 288, 10, 190, 5, 0, 181])  # in any order; pauses 7 and 181, 180, none, 181

    assert pace_of(tie, day) == Pace(pauses=4, short=1, several=3, long=2)


def test_paces_add_up() -> None:
    both = Pace(4, 1, 3, 2) + Pace(6, 5, 1, 0)

    assert both == Pace(10, 6, 4, 2)
    assert (both.short_share, both.long_share) == (0.6, 0.5)
    assert (Pace().short_share, Pace().long_share) == (0.0, 0.0)
