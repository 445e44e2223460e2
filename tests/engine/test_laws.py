"""The laws of the model (section 10 of its specification) on random firms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graph.domain.vocabulary import Destination, Status
from graph.engine.accounts import account_facts
from graph.engine.as_of import Firm, as_of
from graph.engine.contacts import ground
from graph.engine.departure import assess, drawable
from graph.engine.draws import follow_draws
from graph.engine.factors import logistic, logit
from graph.engine.sums import Verdict
from tests.engine.asking import ask, ask_folder
from tests.engine.building import network_of
from tests.engine.firms import ACCOUNTS, PEOPLE, STAFF, questions
from tests.oracle.rows import Buying, Folder, Service

Question = tuple[Folder, dict[str, str], date]
MANY = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
CLOSE = 1e-12


def judged(firm: Firm, leavers: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """(p, lost share) by account id."""
    place = {one: index for index, one in enumerate(firm.network.staff.ids)}
    case = {place[one]: Destination.of(to) for one, to in leavers.items()}
    verdict: Verdict = assess(firm, ground(firm), account_facts(firm), (case,))
    follows = verdict.follows()
    lost = verdict.fates.losses(follows)
    names = [firm.network.accounts.ids[account] for account in verdict.rows.account.tolist()]
    return dict(zip(names, zip(follows.tolist(), lost.tolist(), strict=True), strict=True))


@MANY
@given(questions())
def test_outcomes_are_probabilities_that_sum_to_one_within_their_ranges(question: Question) -> None:
    folder, leavers, day = question
    assume(leavers)
    for row in ask_folder(folder, leavers, day).accounts:
        outcomes = (row.outcomes.follows, row.outcomes.strays, row.outcomes.shrinks, row.outcomes.stays)
        assert abs(sum(outcome.value for outcome in outcomes) - 1) < CLOSE
        for outcome in outcomes:
            assert 0 <= outcome.range.low <= outcome.range.high <= 1
            assert 0 <= outcome.value <= 1


@MANY
@given(questions())
def test_no_tie_and_no_service_no_row(question: Question) -> None:
    folder, leavers, day = question
    assume(leavers)
    bare = replace(
        folder,
        touches=tuple(one for one in folder.touches if one.staff not in leavers),
        closeness=tuple(one for one in folder.closeness if one.staff not in leavers),
        services=tuple(one for one in folder.services if one.staff not in leavers),
    )
    answer = ask_folder(bare, leavers, day)
    assert answer.accounts == ()
    assert answer.totals.expected_loss.amount == 0
    assert all(leaver.explanation for leaver in answer.leavers)


@MANY
@given(questions())
def test_a_departure_never_costs_less_than_nobody_leaving(question: Question) -> None:
    folder, leavers, day = question
    assume(leavers)
    answer = ask_folder(folder, leavers, day)
    for row in answer.accounts:
        if row.expected_loss is not None and row.baseline_loss is not None:
            assert row.expected_loss.amount >= row.baseline_loss.amount
    assert answer.totals.additional_loss.amount >= 0


@MANY
@given(
    questions(), st.sampled_from(STAFF), st.sampled_from(("rival", "startup", "customer", "out_of_field", "internal"))
)
def test_one_more_leaver_never_lowers_a_loss(question: Question, another: str, destination: str) -> None:
    folder, leavers, day = question
    firm = as_of(network_of(folder, day))
    assume(leavers and another not in leavers)
    assume(firm.employed[STAFF.index(another)])
    fewer, more = judged(firm, leavers), judged(firm, leavers | {another: destination})
    assert set(fewer) <= set(more)
    for account, (_, lost) in fewer.items():
        assert more[account][1] >= lost - CLOSE


@MANY
@given(questions(), st.floats(0, 1), st.integers(0, 3000), st.integers(0, 10**6))
def test_a_leavers_stronger_or_longer_tie_never_lowers_p(
    question: Question, raised: float, longer: int, pick: int
) -> None:
    folder, leavers, day = question
    firm = as_of(network_of(folder, day))
    staffed = firm.employed[firm.personal.staff] & (firm.personal.count > 0)
    ties = np.flatnonzero(staffed).tolist()
    assume(ties)
    tie = ties[pick % len(ties)]
    leavers = leavers | {STAFF[firm.personal.staff[tie]]: "rival"}
    strength, first = firm.personal.strength.copy(), firm.personal.first.copy()
    strength[tie] = max(strength[tie], raised)
    first[tie] -= longer
    before, after = (
        judged(firm, leavers),
        judged(replace(firm, personal=replace(firm.personal, strength=strength, first=first)), leavers),
    )
    for account, (follows, _) in before.items():
        assert after[account][0] >= follows - CLOSE


@MANY
@given(questions(), st.floats(0, 1), st.integers(0, 10**6))
def test_a_stronger_tie_of_somebody_who_stays_never_raises_p_or_the_loss(
    question: Question, raised: float, pick: int
) -> None:
    folder, leavers, day = question
    assume(leavers)
    firm = as_of(network_of(folder, day))
    ties = [at for at, member in enumerate(firm.personal.staff.tolist()) if STAFF[member] not in leavers]
    assume(ties)
    tie = ties[pick % len(ties)]
    strength = firm.personal.strength.copy()
    strength[tie] = max(strength[tie], raised)
    before, after = (
        judged(firm, leavers),
        judged(replace(firm, personal=replace(firm.personal, strength=strength)), leavers),
    )
    for account, (follows, lost) in before.items():
        assert after[account][0] <= follows + CLOSE
        assert after[account][1] <= lost + CLOSE


@MANY
@given(questions(), st.sampled_from(STAFF), st.sampled_from(ACCOUNTS), st.sampled_from(("backup", "specialist")))
def test_a_colleague_who_stays_and_comes_onto_an_account_never_raises_p(
    question: Question, colleague: str, account: str, role: str
) -> None:
    folder, leavers, day = question
    assume(leavers and colleague not in leavers)
    joined = replace(folder, services=(*folder.services, Service(colleague, account, role, day, None)))
    before, after = judged(as_of(network_of(folder, day)), leavers), judged(as_of(network_of(joined, day)), leavers)
    for name, (follows, _) in before.items():
        if name == account and _first_dated_by(folder, joined, name, day):
            # The service is the first thing that dates the relationship with the firm: years that were missing, and so
            # at their reference of 3, become 0, which adds 0.17 a year. The specification has this hole in its law.
            # Nobody follows who goes to the customer itself.
            assert after[name][0] <= follows + CLOSE or logit(after[name][0]) <= logit(follows) + 0.17 * 3 + 1e-9
        else:
            assert after[name][0] <= follows + CLOSE


def _first_dated_by(folder: Folder, joined: Folder, account: str, day: date) -> bool:
    before, after = (
        float(account_facts(as_of(network_of(one, day))).years[ACCOUNTS.index(account)]) for one in (folder, joined)
    )
    return bool(np.isnan(before)) and after == 0.0


@MANY
@given(questions(), st.sampled_from(("purchasing", "tender", "standard_parts", "mixed")))
def test_buying_led_by_purchasing_never_exceeds_buying_led_by_the_relationship(
    question: Question, approach: str
) -> None:
    folder, leavers, day = question
    assume(leavers)

    def bought(how: str) -> dict[str, tuple[float, float]]:
        rows = tuple(Buying(one, day, how, None, 2.0, 0.0) for one in ACCOUNTS)
        return judged(as_of(network_of(replace(folder, buying=rows), day)), leavers)

    led, by_tie = bought(approach), bought("relationship")
    for account, (follows, lost) in led.items():
        assert follows <= by_tie[account][0] + CLOSE
        assert lost <= by_tie[account][1] + CLOSE


@MANY
@given(questions())
def test_the_waterfall_explains_the_number_shown(question: Question) -> None:
    folder, leavers, day = question
    assume(leavers)
    for row in ask_folder(folder, leavers, day).accounts:
        if row.barred:
            assert (row.waterfall, row.log_odds, row.pivotal) == ((), None, None)
            assert row.outcomes.follows.value == row.outcomes.follows.range.high == 0
        else:
            total = sum(factor.log_odds for factor in row.waterfall)
            assert abs(float(logistic(np.array([total]))[0]) - row.outcomes.follows.value) < 1e-9


@MANY
@given(questions())
def test_totals_are_the_sums_of_the_rows(question: Question) -> None:
    folder, leavers, day = question
    assume(leavers)
    answer = ask_folder(folder, leavers, day)
    paid = [row for row in answer.accounts if row.value is not None]
    for name in ("value_held", "expected_loss", "baseline_loss"):
        assert sum(getattr(row, name).amount for row in paid) == getattr(answer.totals, name).amount
    assert sum(row.value.amount for row in paid if row.value) == answer.totals.value_in_touch.amount
    losses = [row.expected_loss.amount for row in paid if row.expected_loss]
    assert losses == sorted(losses, reverse=True)
    assert [row.value is None for row in answer.accounts] == sorted(row.value is None for row in answer.accounts)


@MANY
@given(questions(), st.integers(0, 2**32))
def test_the_order_of_rows_changes_no_byte(question: Question, shuffle: int) -> None:
    folder, leavers, day = question
    assume(leavers)
    chance = Random(shuffle)
    fields = {name: chance.sample(rows, len(rows)) for name, rows in vars(folder).items() if name != "touches"}
    shuffled = replace(folder, **{name: tuple(rows) for name, rows in fields.items()})
    # promises have no id of their own here: theirs is their place, which evidence shows
    shuffled = replace(shuffled, promises=folder.promises)
    assert ask_folder(shuffled, leavers, day, draws=200) == ask_folder(folder, leavers, day, draws=200)


@MANY
@given(questions())
def test_other_ids_change_no_mean(question: Question) -> None:
    folder, leavers, day = question
    assume(leavers)
    renamed, names = _renamed(folder)
    first = judged(as_of(network_of(folder, day)), leavers)
    second = judged(as_of(network_of(renamed, day)), {names[one]: to for one, to in leavers.items()})
    assert {names[account] for account in first} == set(second)
    for account, values in first.items():
        assert np.allclose(values, second[names[account]], rtol=0, atol=CLOSE)


def _renamed(folder: Folder) -> tuple[Folder, dict[str, str]]:
    """The same firm with ids in the opposite order."""
    names = {}
    for ids in (STAFF, ACCOUNTS, PEOPLE):
        names |= {one: f"x{len(ids) - place}{one[:1]}" for place, one in enumerate(ids)}

    def rename(row):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return replace(row, **{key: names[value] for key, value in vars(row).items() if value in names})

    return Folder(**{field: tuple(rename(row) for row in rows) for field, rows in vars(folder).items()}), names


@settings(max_examples=40)
@given(questions(), st.integers(0, 2**31 - 1))
def test_the_same_seed_gives_the_same_answer(question: Question, seed: int) -> None:
    folder, leavers, day = question
    assume(leavers)
    network = network_of(folder, day)
    first = ask(network, leavers, day, draws=2_000, seed=seed)
    assert first == ask(network, leavers, day, draws=2_000, seed=seed)
    assert first.tail is not None
    assert sum(bar.draws for bar in first.tail.histogram) == 2_000
    assert first.tail.range.low <= first.tail.range.high <= first.tail.var95 <= first.tail.es95


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(questions())
def test_draws_have_the_displayed_mean(question: Question) -> None:
    folder, leavers, day = question
    assume(leavers)
    firm = as_of(network_of(folder, day))
    place = {one: index for index, one in enumerate(firm.network.staff.ids)}
    floor, facts = ground(firm), account_facts(firm)
    verdict = assess(firm, floor, facts, ({place[one]: Destination.of(to) for one, to in leavers.items()},))
    assume(len(verdict.rows.case))
    drawn = follow_draws(drawable(firm, facts, verdict), 4_000, 11, firm.assumptions.loss.shared_sd)
    error = drawn.std(axis=1) / 4_000**0.5
    assert (np.abs(drawn.mean(axis=1) - verdict.follows()) <= 5.5 * error).all()


@MANY
@given(questions())
def test_a_set_is_answered_as_a_set_and_says_by_how_much_it_differs(question: Question) -> None:
    folder, leavers, day = question
    assume(len(leavers) > 1)
    network = network_of(folder, day)
    together = ask(network, leavers, day)
    singles = [ask(network, {one: to}, day).totals.additional_loss.amount for one, to in leavers.items()]
    difference = together.totals.additional_loss.amount - sum(singles)
    assert together.totals.difference_from_singles.amount == difference


@MANY
@given(questions())
def test_an_estimate_rests_on_a_touch_or_a_rating(question: Question) -> None:
    folder, leavers, day = question
    assume(leavers)
    for row in ask_folder(folder, leavers, day).accounts:
        rests = row.evidence.touches > 0 or row.evidence.ratings > 0
        if row.status is Status.ESTIMATED:
            assert rests
        elif row.status is Status.PRIOR_ONLY:
            assert not rests or not any(touch.day <= day for touch in folder.touches)
        else:
            assert (row.value, row.expected_loss) == (None, None)
