"""The tail: keyed draws with the displayed mean (section 4 of the specification)."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from graph.engine.assumptions import DEFAULT
from graph.engine.draws import BINS, Drawable, follow_draws, losses, summary
from graph.engine.factors import logistic
from graph.engine.spread import centre
from tests.engine.stating import Stated, drawable_of, verdict_of

DRAWS = 20_000
SHARED = DEFAULT.loss.shared_sd
COLUMNS = ("value", "barred", "centre", "gate", "known_spread", "missing_sd", "strays", "shrinks", "share")
TEAM = Stated(ties={("a", "k"): (0.8, 4), ("b", "k"): (0.5, 2)}, serving={"a": "lead"}, firm_years=6, accounts=6)


def drawable(stated: Stated, destination: str = "rival") -> Drawable:
    """What the draws need to know of the stated accounts when a leaves."""
    return drawable_of(stated, {"a": destination})


@pytest.mark.parametrize("approach", ["relationship", "mixed", "purchasing"])
def test_draws_have_the_displayed_mean(approach: str) -> None:
    stated = replace(TEAM, approach=approach)
    shown = verdict_of(stated, {"a": "rival"}).follows()
    drawn = follow_draws(drawable(stated), DRAWS, 3, SHARED)
    error = drawn.std(axis=1) / DRAWS**0.5
    assert (np.abs(drawn.mean(axis=1) - shown) < 5 * error).all()


def test_the_mean_of_the_losses_is_the_expected_loss() -> None:
    verdict = verdict_of(TEAM, {"a": "rival"})
    expected = float((100 * verdict.fates.losses(verdict.follows())).sum())
    drawn = losses(drawable(TEAM), DRAWS, 5, SHARED)
    assert abs(drawn.mean() - expected) < 5 * drawn.std() / DRAWS**0.5


def test_missing_inputs_widen_the_draws_and_leave_the_mean() -> None:
    plain = drawable(TEAM)
    spread = np.full(6, 0.7)
    verdict = verdict_of(TEAM, {"a": "rival"})
    wider = replace(
        plain, missing_sd=spread, centre=centre(verdict.odds.z, np.hypot(verdict.odds.spread, spread), DEFAULT.loss)
    )
    narrow, wide = follow_draws(plain, DRAWS, 3, SHARED), follow_draws(wider, DRAWS, 3, SHARED)
    assert (wide.std(axis=1) > narrow.std(axis=1)).all()
    assert np.abs(wide.mean(axis=1) - narrow.mean(axis=1)).max() < 5 * wide.std() / DRAWS**0.5 * 2


def test_accounts_of_one_departure_move_together() -> None:
    drawn = follow_draws(drawable(TEAM), DRAWS, 3, SHARED)
    assert np.corrcoef(drawn)[0, 1:].min() > 0.9


def test_a_structural_zero_stays_zero_in_every_draw() -> None:
    assert follow_draws(drawable(TEAM, "out_of_field"), 1_000, 3, SHARED).max() == 0


def test_an_account_draws_alone_what_it_draws_among_others() -> None:
    together = drawable(TEAM)
    alone = replace_rows(together, slice(0, 1))
    assert (follow_draws(alone, 500, 9, SHARED) == follow_draws(together, 500, 9, SHARED)[:1]).all()


def test_other_ids_move_the_tail_within_its_error_only() -> None:
    plain = drawable(replace(TEAM, accounts=40))
    renamed = replace(plain, ids=tuple(f"other{number}" for number in range(40)))
    first, second = (summary(losses(one, DRAWS, 4, SHARED)) for one in (plain, renamed))
    assert first.var95 != pytest.approx(0)
    assert second.var95 == pytest.approx(first.var95, rel=0.03)
    assert second.es95 == pytest.approx(first.es95, rel=0.03)


def test_memory_does_not_grow_with_the_book() -> None:
    one = drawable(replace(TEAM, accounts=1))
    many = Drawable(
        ids=tuple(f"account{number}" for number in range(600)),
        **{name: np.repeat(getattr(one, name), 600, axis=0) for name in COLUMNS},
    )
    tracemalloc.start()
    losses(many, 8_000, 2, SHARED)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40e6  # 600 accounts times 8,000 draws at once would take 38 MB for each of several columns


def test_blocks_of_accounts_add_up() -> None:
    many = drawable(replace(TEAM, accounts=90))
    blocks = losses(many, 8_000, 2, SHARED)  # several blocks of accounts
    parts = [losses(replace_rows(many, rows), 8_000, 2, SHARED) for rows in (slice(0, 45), slice(45, 90))]
    assert blocks == pytest.approx(parts[0] + parts[1], rel=1e-12)


def replace_rows(rows: Drawable, part: slice) -> Drawable:
    """Some of the rows."""
    return Drawable(ids=rows.ids[part], **{name: getattr(rows, name)[part] for name in COLUMNS})


def test_another_seed_draws_otherwise() -> None:
    rows = drawable(TEAM)
    assert (losses(rows, 500, 1, SHARED) != losses(rows, 500, 2, SHARED)).any()


def test_percentiles_count_from_one() -> None:
    found = summary(np.arange(1.0, 101.0))
    assert (found.low, found.high, found.var95, found.es95) == (10.0, 90.0, 95.0, 98.0)
    assert found.es95_error == pytest.approx(((2.0 + 0.95 * 9.0) / 5) ** 0.5)  # 96 to 100: variance 2, 3 above VaR95
    assert found.counts.sum() == 100
    assert len(found.counts) == BINS


def test_a_loss_that_is_always_the_same_has_one_bar() -> None:
    found = summary(np.full(200, 7.0))
    assert (found.counts.tolist(), found.edges.tolist(), found.var95, found.es95) == ([200], [7.0, 7.0], 7.0, 7.0)


def test_what_is_missing_at_one_account_is_not_what_is_missing_at_another() -> None:
    plain = drawable(TEAM)
    unknown = replace(plain, known_spread=np.zeros_like(plain.known_spread), missing_sd=np.ones(6))
    drawn = follow_draws(unknown, DRAWS, 3, 0.0)  # nothing is shared: no effect, no coefficient errors
    assert np.abs(np.corrcoef(drawn)[0, 1:]).max() < 0.05
    errors = replace(plain, missing_sd=np.zeros(6))
    assert np.corrcoef(follow_draws(errors, DRAWS, 3, 0.0))[0, 1:].min() > 0.999


def test_the_centre_gives_the_displayed_mean_everywhere() -> None:
    log_odds, spread = (grid.ravel() for grid in np.meshgrid(np.linspace(-8, 8, 65), np.linspace(0, 3, 13)))
    middle = centre(log_odds, spread, DEFAULT.loss)
    fine = np.linspace(-12, 12, 6_001)
    weights = np.exp(-(fine**2) / 2) / np.exp(-(fine**2) / 2).sum()
    wide = np.sqrt(DEFAULT.loss.shared_sd**2 + spread**2)
    mean = (logistic(middle[:, None] + wide[:, None] * fine) * weights).sum(axis=1)
    assert np.abs(mean - logistic(log_odds)).max() < 1e-9


def test_the_standard_error_of_the_tail_is_how_much_it_moves_from_seed_to_seed() -> None:
    rng = np.random.default_rng(5)
    found = [summary(rng.lognormal(size=2_000)) for _ in range(400)]
    moved = float(np.std([one.es95 for one in found]))
    told = float(np.mean([one.es95_error for one in found]))
    assert told == pytest.approx(moved, rel=0.2)
