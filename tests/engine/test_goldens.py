"""The golden values of the model's specification, sections 1 to 4, to six digits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from graph.domain.network import TouchTable
from graph.domain.vocabulary import Channel, Direction
from graph.engine.assumptions import DEFAULT
from graph.engine.draws import losses, summary
from graph.engine.factors import logit
from graph.engine.fold import REFERENCE_DAY, fold
from graph.engine.outcomes import ordinary_loss
from graph.engine.spread import centre, ranges
from graph.engine.strength import Rating, observed, strength, warmth
from tests.engine.stating import Stated, drawable_of, verdict_of
from tests.oracle.rows import Covenant

MONTH = 365.25 / 12
YEAR_OF_MEETINGS = [(month * MONTH, "meeting", "both") for month in range(12)]
LAST = 11 * MONTH
Contacting = tuple[float, str, str]


def six(value: float) -> object:
    """Equal to six digits after the point."""
    return pytest.approx(value, abs=5.000001e-7, rel=0)


# Section 1. The golden values use fractional days, so the columns of days hold fractions here.


def folded(touches: Sequence[Contacting]):  # type: ignore[no-untyped-def]  # noqa: ANN201
    table = TouchTable(
        tie=np.zeros(len(touches), dtype=np.int32),
        day=np.array([day + REFERENCE_DAY for day, _, _ in touches]),
        channel=np.array([Channel.of(channel) for _, channel, _ in touches], dtype=np.int8),
        direction=np.array([Direction.of(direction) for _, _, direction in touches], dtype=np.int8),
    )
    return fold(table, 1)


def strong(
    touches: Sequence[Contacting],
    day: float,
    *,
    rating: float = np.nan,
    age: float = 0.0,
    kept: int = 0,
    broken: int = 0,
) -> float:
    seen = observed(folded(touches), day + REFERENCE_DAY)
    rated = Rating(np.array([rating]), np.array([age]))
    return float(strength(seen, rated, np.array([float(kept)]), np.array([float(broken)]))[0])


def test_t1_a_year_of_monthly_meetings() -> None:
    statistics = folded(YEAR_OF_MEETINGS)
    raw = (statistics.incoming + statistics.outgoing) * 2 ** (-LAST / 365)
    assert float(raw[0]) == six(8.906879)
    assert float(observed(statistics, LAST + REFERENCE_DAY)[0]) == six(0.741265)
    assert strong(YEAR_OF_MEETINGS, LAST) == six(0.741265)


def test_t2_an_email_two_years_before_the_meetings() -> None:
    assert strong([(-730.5, "email", "out"), *YEAR_OF_MEETINGS], LAST) == six(0.948954)


def test_t3_eight_months_of_silence() -> None:
    warm = warmth(folded(YEAR_OF_MEETINGS), LAST + 240 + REFERENCE_DAY)
    assert float(warm[0]) == six(0.204681)
    assert strong(YEAR_OF_MEETINGS, LAST + 240) == six(0.135585)


@pytest.mark.parametrize(("age", "expected"), [(0, 0.198428), (365, 0.047525)])
def test_t4_t5_one_order(age: float, expected: float) -> None:
    assert strong([(0.0, "order", "both")], age) == six(expected)


@pytest.mark.parametrize(("ways", "expected"), [(("out", "out"), 0.056248), (("out", "in"), 0.559119)])
def test_t6_t7_a_year_of_weekly_mail(ways: tuple[str, str], expected: float) -> None:
    mail = [(7.0 * week, "email", ways[week % 2]) for week in range(52)]
    assert strong(mail, 7.0 * 51) == six(expected)


def test_t8_a_rating_without_a_touch() -> None:
    assert strong([], 0, rating=4) == six(0.6)


def test_t9_an_old_rating_and_broken_promises() -> None:
    assert strong(YEAR_OF_MEETINGS, LAST, rating=4, age=2, kept=1, broken=2) == six(0.647967)


def test_t10_kept_promises() -> None:
    assert strong(YEAR_OF_MEETINGS, LAST, kept=3) == six(0.926581)


# Sections 2 and 3.

A1 = Stated(ties={("a", "k"): (0.8, 5)}, serving={"a": "lead"}, firm_years=5)
A2 = Stated(ties=A1.ties, serving=A1.serving, firm_years=5, approach="purchasing")
A3 = Stated(ties={("a", "k"): (0.8, 4), ("b", "k"): (0.5, 2)}, serving={"a": "lead"}, firm_years=6)
A5 = Stated(ties=A3.ties, serving=A3.serving, firm_years=6, covenants=(Covenant("a", "non_solicit", None, None, None),))
A7_TIES = {("a", "economic"): (0.9, 6.0), ("a", "technical"): (0.3, 2.0), ("b", "technical"): (0.6, 5.0)}
A7_ROLES = {"economic": "economic", "technical": "technical", "purchasing": "purchasing"}


def a7(rule: str, veto: str = "") -> Stated:
    return Stated(
        ties=A7_TIES,
        serving={"a": "lead", "b": "specialist"},
        firm_years=8,
        roles=A7_ROLES,
        veto=veto,
        approach="mixed",
        rule=rule,
    )


@pytest.mark.parametrize(
    ("stated", "leavers", "expected"),
    [
        pytest.param(A1, {"a": "rival"}, (0.452209, 0.335624, 0.106084, 0.819658), id="A1"),
        pytest.param(A2, {"a": "rival"}, (0.028698, 0.177307, 0.039700, 0.217915), id="A2"),
        pytest.param(A3, {"a": "rival"}, (0.215916, 0.127751, 0.328167, 0.442116), id="A3"),
        pytest.param(A3, {"a": "rival", "b": "rival"}, (0.442433, 0.341613, 0.107977, 0.816439), id="A4"),
        pytest.param(A5, {"a": "rival"}, (0.120296, 0.143330, 0.368187, 0.374082), id="A5"),
        pytest.param(A3, {"a": "out_of_field"}, (0.0, 0.122274, 0.438863, 0.253933), id="A6"),
        pytest.param(a7("single"), {"a": "rival"}, (0.098495, 0.124179, 0.194331, 0.280974), id="A7 single"),
        pytest.param(a7("majority"), {"a": "rival"}, (0.034017, 0.133061, 0.208231, 0.229547), id="A7 majority"),
        pytest.param(
            a7("majority", veto="purchasing"), {"a": "rival"}, (0.017701, 0.135308, 0.211748, 0.216533), id="A8"
        ),
    ],
)
def test_what_becomes_of_the_account(
    stated: Stated, leavers: dict[str, str], expected: tuple[float, float, float, float]
) -> None:
    verdict = verdict_of(stated, leavers)
    follows, fates = verdict.follows(), verdict.fates
    strays = (1 - follows) * fates.strays
    shrinks = (1 - follows) * (1 - fates.strays) * fates.shrinks
    lost = fates.losses(follows)
    assert (float(follows[0]), float(strays[0]), float(shrinks[0]), float(lost[0])) == tuple(map(six, expected))


def test_the_loss_of_an_ordinary_eighteen_months() -> None:
    assert ordinary_loss(DEFAULT.loss) == pytest.approx(0.112, abs=5e-4)


# Section 4.


@pytest.mark.parametrize(
    ("stated", "tau", "low", "high"),
    [
        pytest.param(A1, 0.965222, 0.221646, 0.692293, id="R1"),
        pytest.param(A2, 0.096522, 0.025457, 0.032079, id="R2"),
    ],
)
def test_ranges_of_accounts(stated: Stated, tau: float, low: float, high: float) -> None:
    odds = verdict_of(stated, {"a": "rival"}).odds
    found = ranges(centre(odds.z, odds.spread, DEFAULT.loss), odds.spread, DEFAULT.loss)
    assert (float(odds.spread[0]), float(found[0][0]), float(found[1][0])) == (six(tau), six(low), six(high))


def test_r3_the_reference_account() -> None:
    half = 0.3 / (1 - 0.5) * 0.5  # strength at which A = 0.5 with nobody else holding the contact
    stated = Stated(ties={("a", "k"): (half, 3)}, serving={"a": "lead"}, firm_years=3, bystanders=2)
    odds = verdict_of(stated, {"a": "rival"}).odds
    middle = centre(odds.z, odds.spread, DEFAULT.loss)
    low, high = ranges(middle, odds.spread, DEFAULT.loss)
    assert float(odds.spread[0]) == six(0.8)
    assert float(middle[0]) == six(-1.792345)
    assert (float(low[0]), float(high[0])) == (six(0.081010), six(0.346056))


@pytest.mark.parametrize(("z", "expected"), [(-3.0, -3.430442), (logit(0.2), -1.649703), (1.0, 1.198987)])
def test_the_centre_without_coefficient_errors(z: float, expected: float) -> None:
    assert float(centre(np.array([z]), np.zeros(1), DEFAULT.loss)[0]) == six(expected)


def test_p1_fifty_accounts_move_together() -> None:
    fifty = Stated(ties=A3.ties, serving=A3.serving, firm_years=6, accounts=50)
    verdict = verdict_of(fifty, {"a": "rival"})
    expected = float((100 * verdict.fates.losses(verdict.follows())).sum())
    assert expected == pytest.approx(2210.58, abs=5e-3)
    tail = summary(losses(drawable_of(fifty, {"a": "rival"}), 4_000, 1, DEFAULT.loss.shared_sd))
    within = {"rel": 0.03}
    assert tail.var95 == pytest.approx(3710, **within)
    assert tail.es95 == pytest.approx(4115, **within)
    assert (tail.low, tail.high) == (pytest.approx(1440, **within), pytest.approx(3290, **within))
