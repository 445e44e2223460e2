"""Constants that the golden values do not reach, each by a case whose answer is worked out in its comment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from math import exp, log

import numpy as np
import pytest

from graph.domain.answers import FactorName
from graph.domain.vocabulary import Destination
from graph.engine.accounts import account_facts, firm_pull
from graph.engine.as_of import as_of
from graph.engine.assumptions import DEFAULT, VERSION, listed
from graph.engine.contacts import ground
from graph.engine.departure import assess
from graph.engine.factors import LINEAR
from tests.engine.asking import ask, by_account
from tests.engine.building import network_of
from tests.engine.stating import DAY, Stated, firm_of, folder_of, verdict_of
from tests.oracle.rows import Account, Booking, Buying, Covenant

ALONE = Stated(ties={("a", "k"): (0.8, 5)}, serving={"a": "lead"}, firm_years=5)
EXACT = {"abs": 1e-12, "rel": 0}


def term(stated: Stated, name: FactorName, leavers: tuple[str, ...] = ("a",)) -> float:
    """A factor's log-odds at the first account."""
    terms = verdict_of(stated, dict.fromkeys(leavers, "rival")).odds.terms
    return float(terms.log_odds[0, LINEAR.index(name)])


def test_contacts_count_by_the_weight_of_their_role() -> None:
    stated = Stated(
        ties={("a", "economic"): (0.6, 3), ("b", "technical"): (0.6, 3)},
        serving={},
        firm_years=3,
        roles={"economic": "economic", "technical": "technical"},
    )
    # a alone holds the one (0.6/0.9), b alone the other: the mean by weight is 35/60 of 2/3
    assert float(verdict_of(stated, {"a": "rival"}).odds.attachment[0]) == pytest.approx(35 / 60 * 2 / 3, **EXACT)


@pytest.mark.parametrize(
    ("role", "weight"), [("economic", 35), ("technical", 25), ("user", 15), ("purchasing", 15), ("coach", 10)]
)
def test_each_role_has_its_weight(role: str, weight: float) -> None:
    _, floor, _ = firm_of(Stated(ties={("a", "k"): (0.5, 1)}, serving={}, firm_years=1, roles={"k": role}))
    assert floor.contacts.weight.tolist() == [weight]


@pytest.mark.parametrize(("strength", "rows"), [(0.0105, 1), (0.0095, 0)])
def test_a_tie_makes_a_row_from_a_hundredth_on(strength: float, rows: int) -> None:
    stated = Stated(ties={("a", "k"): (strength, 1)}, serving={}, firm_years=1)
    assert len(verdict_of(stated, {"a": "rival"}).rows.case) == rows


@pytest.mark.parametrize(("strength", "staying"), [(0.26, 1), (0.24, 0)])
def test_a_tie_puts_somebody_on_the_account_from_a_quarter_on(strength: float, staying: int) -> None:
    stated = Stated(ties={("a", "k"): (0.8, 3), ("b", "k"): (strength, 3)}, serving={}, firm_years=3)
    assert verdict_of(stated, {"a": "rival"}).rows.stay.tolist() == [staying]


def test_lines_of_business_and_gains_pull_towards_the_firm() -> None:
    lines, gains = np.array([1, 3, 5, 9, 1, 1]), np.array([0.0, 0.0, 0.0, 0.0, 0.5, -1.0])
    # 0.3 + 0.2 min(1, (lines - 1)/4) + 0.5 (1 - e^-h), not below 0.05
    expected = [0.3, 0.4, 0.5, 0.5, 0.3 + 0.5 * (1 - exp(-0.5)), 0.05]
    assert firm_pull(lines, gains, DEFAULT.attachment).tolist() == pytest.approx(expected, **EXACT)


def test_the_value_is_that_of_a_year() -> None:
    dated = [Booking("account00", DAY - timedelta(days), Decimal(days), None) for days in (364, 365, 380)]
    network = network_of(replace(folder_of(ALONE), bookings=tuple(dated)), DAY)
    wide = replace(network.bookings, day=network.bookings.day - 16)  # as if the store had handed over too much
    assert account_facts(as_of(network)).value.tolist() == [364 * 10_000]
    assert account_facts(as_of(replace(network, bookings=wide))).value.tolist() == [0]


def test_colleagues_who_stay_count_up_to_eight() -> None:
    crowded = replace(ALONE, bystanders=11)
    assert term(crowded, FactorName.COLLEAGUES_WHO_STAY) == pytest.approx(-0.21 * (8 - 2), **EXACT)


def test_colleagues_who_leave_too_count_up_to_three() -> None:
    crowded = replace(ALONE, bystanders=5)
    leavers = ("a", "clerk0", "clerk1", "clerk2", "clerk3", "clerk4")
    assert term(crowded, FactorName.COLLEAGUES_WHO_LEAVE_TOO, leavers) == pytest.approx(0.29 * 3, **EXACT)


def test_years_count_up_to_ten() -> None:
    old = replace(ALONE, ties={("a", "k"): (0.8, 15)}, firm_years=15)
    assert term(old, FactorName.YEARS_WITH_PERSON) == pytest.approx(0.33 * (10 - 3), **EXACT)
    assert term(old, FactorName.YEARS_WITH_FIRM) == pytest.approx(-0.17 * (10 - 3), **EXACT)


def test_other_suppliers_count_up_to_three() -> None:
    buying = Buying("account00", DAY, "relationship", None, 2.0, 9.0)
    firm = as_of(network_of(replace(folder_of(ALONE), buying=(buying,)), DAY))
    assert account_facts(firm).suppliers.tolist() == [9]
    many = replace(ALONE, suppliers=9.0)
    assert term(many, FactorName.OTHER_SUPPLIERS) == pytest.approx(0.10 * 3, **EXACT)


def test_a_non_solicit_is_weakly_known() -> None:
    bound = replace(ALONE, covenants=(Covenant("a", "non_solicit", None, None, None),))
    free, tied = (verdict_of(one, {"a": "rival"}).odds.spread[0] for one in (ALONE, bound))
    assert float(tied**2 - free**2) == pytest.approx(0.5**2, **EXACT)


def test_what_is_missing_widens_by_its_coefficient_times_the_spread_of_its_values() -> None:
    known = folder_of(ALONE)
    bare = replace(
        known,
        touches=(),
        bookings=(),
        accounts=(Account("account00", None),),
        buying=(Buying("account00", DAY, "relationship", None, None, None),),
    )
    firm = as_of(network_of(bare, DAY))
    verdict = assess(firm, ground(firm), account_facts(firm), ({0: Destination.RIVAL},))
    # attachment 1.0 x 2 x 0.25, years with the firm 0.17 x 2.5, other suppliers 0.10 x 1, switching cost 0.16 x 1
    expected = (0.5**2 + 0.425**2 + 0.1**2 + 0.16**2) ** 0.5
    assert float(verdict.odds.missing_sd[0]) == pytest.approx(expected, **EXACT)


@pytest.mark.parametrize(
    ("rule", "weights", "pivot"),
    [
        ("single", {"fond": 35.0, "cool": 65.0}, "fond"),  # 35 of 100 reach a third
        ("single", {"fond": 32.0, "cool": 68.0}, "cool"),
        ("majority", {"fond": 52.0, "cool": 48.0}, "fond"),
        ("majority", {"fond": 48.0, "cool": 52.0}, "cool"),
        ("consensus", {"fond": 70.0, "cool": 30.0}, "fond"),  # 70 of 100 reach two thirds
        ("consensus", {"fond": 65.0, "cool": 35.0}, "cool"),
        ("single", {"fond": 1.0, "cool": 2.0}, "fond"),  # a third exactly is reached
    ],
)
def test_the_account_hangs_on_the_contact_who_tips_the_decision(
    rule: str, weights: dict[str, float], pivot: str
) -> None:
    stated = Stated(
        ties={("a", "fond"): (0.9, 5), ("a", "cool"): (0.1, 1)}, serving={}, firm_years=5, rule=rule, weights=weights
    )
    firm, floor, _ = firm_of(stated)
    person = floor.contacts.person[verdict_of(stated, {"a": "rival"}).odds.pivot[0]]
    assert firm.network.people.ids[person] == f"{pivot}@account00"


def test_the_weights_of_one_account_do_not_touch_the_decision_of_another() -> None:
    """Two contacts who decide alike beside an account whose contacts weigh a trillion times as much."""
    near = Stated(ties={("a", "fond"): (0.9, 5), ("a", "cool"): (0.1, 1)}, serving={}, firm_years=5, accounts=2)
    folder = folder_of(near)
    weighed = tuple(replace(job, weight=1e6 if job.account == "account00" else 1e-9) for job in folder.employments)
    network = network_of(replace(folder, employments=weighed), DAY)
    rows = by_account(ask(network, {"a": "rival"}, DAY))
    assert rows["account00"].log_odds == rows["account01"].log_odds
    assert [rows[one].pivotal.id.split("@")[0] for one in ("account00", "account01")] == ["cool", "cool"]  # type: ignore[union-attr]


@pytest.mark.parametrize(("team", "share"), [("north", 0.18), ("south", 0.30), (None, 0.30)])
def test_a_tied_team_mate_who_stays_saves_part_of_a_shrinking_account(team: str | None, share: float) -> None:
    stated = Stated(
        ties={("a", "k"): (0.8, 4), ("b", "k"): (0.3, 2)},
        serving={"a": "lead"},
        firm_years=6,
        teams={"a": "north" if team else None, "b": team},
    )
    assert verdict_of(stated, {"a": "rival"}).fates.share.tolist() == [share]


def test_a_purchasing_contact_is_gated_where_buying_is_mixed() -> None:
    stated = Stated(
        ties={("a", "k"): (0.9, 10)}, serving={"a": "lead"}, firm_years=1, roles={"k": "purchasing"}, approach="mixed"
    )
    odds = verdict_of(stated, {"a": "rival"}).odds
    before = float(odds.terms.log_odds[0].sum())
    assert float(odds.z[0]) == pytest.approx(0.1 * before + 0.9 * log(0.02 / 0.98), **EXACT)
    assert before > 0


@pytest.mark.parametrize(("b_serves", "cover"), [(True, 0.15), (False, 0.05)])
def test_whoever_serves_covers_an_account_a_little(b_serves: bool, cover: float) -> None:
    stated = Stated(
        ties={("a", "k"): (0.8, 4), ("b", "k"): (0.05, 2)},
        serving={"a": "lead"} | ({"b": "backup"} if b_serves else {}),
        firm_years=6,
    )
    assert verdict_of(stated, {"a": "rival"}).rows.cover.tolist() == [cover]


def test_an_account_without_contacts_has_one_stand_in() -> None:
    folder = replace(folder_of(ALONE), employments=(), touches=())
    firm = as_of(network_of(folder, DAY))
    assert ground(firm).contacts.person.tolist() == [-1]


def test_every_assumption_lies_in_its_range_and_names_its_source() -> None:
    for assumption in listed():
        assert assumption.low <= assumption.value <= assumption.high, assumption.name
        assert assumption.source, assumption.name
        assert assumption.unit, assumption.name
    assert len({assumption.name for assumption in listed()}) == len(listed())
    assert VERSION
