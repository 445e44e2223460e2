"""The tail of a total: accounts of one departure move together (model.md 4).

Decides: the keyed draws, and what a total's losses look like over them.
Does not decide: the mean (rows add up to it exactly, without draws).

Draws are keyed, not ordered: the shared effect and the coefficient errors come from (seed, draw), an account's own
numbers from (seed, account id, draw). So scenarios share their draws, rows may come in any order, and a neighbourhood
draws what the whole draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.domain.network import Counts, Flags, Reals
from graph.engine.factors import LINEAR, logistic

Words = npt.NDArray[np.uint64]

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_ONE: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_TWO: Final = np.uint64(0x94D049BB133111EB)
_UNIT: Final = 2.0**-53
_CELLS: Final = 2**18
"""Rows times draws handled at once: memory grows with the draws, not with the book."""
BINS: Final = 20


@dataclass(frozen=True, eq=False)
class Drawable:
    """What a draw needs of each row: account ids, money at stake (whole units of currency), the conditional centre zc,
    the gate that binds, the known and the missing spread before that gate, and what happens if it does not follow."""

    ids: tuple[str, ...]
    value: Reals
    barred: Flags
    centre: Reals
    gate: Reals
    known_spread: Reals
    missing_sd: Reals
    strays: Reals
    shrinks: Reals
    share: Reals


def losses(rows: Drawable, draws: int, seed: int, shared_sd: float) -> Reals:
    """The whole's loss in each of ``draws`` draws, in units of currency. Memory grows with ``draws`` alone."""
    shared, errors = _common(draws, seed, shared_sd)
    found = np.zeros(draws)
    height = max(1, _CELLS // max(draws, 1))
    for first in range(0, len(rows.ids), height):
        block = slice(first, first + height)
        found += _block(rows, block, seed, shared, errors).sum(axis=0)
    return found


def follow_draws(rows: Drawable, draws: int, seed: int, shared_sd: float) -> Reals:
    """The probability that each row follows in each draw: (rows, draws), for checks on few rows."""
    shared, errors = _common(draws, seed, shared_sd)
    return _chances(rows, slice(None), seed, shared, errors)


def _common(draws: int, seed: int, shared_sd: float) -> tuple[Reals, Reals]:
    """What all accounts of a draw share: the effect (draws,) and one error for each coefficient (9, draws)."""
    number = np.arange(draws, dtype=np.uint64)
    shared = shared_sd * _normal(_key(seed, "shared effect"), number)
    return shared, np.stack([_normal(_key(seed, f"error of {name.value}"), number) for name in LINEAR])


def _block(rows: Drawable, block: slice, seed: int, shared: Reals, errors: Reals) -> Reals:
    follows = _chances(rows, block, seed, shared, errors)
    number = np.arange(len(shared), dtype=np.uint64)
    fate = np.stack([_uniform(_key(seed, f"fate of {one}"), number) for one in rows.ids[block]])
    strays = follows + (1.0 - follows) * rows.strays[block, None]
    shrinks = strays + (1.0 - strays) * rows.shrinks[block, None]
    share = np.where(fate < strays, 1.0, np.where(fate < shrinks, rows.share[block, None], 0.0))
    return share * rows.value[block, None]


def _chances(rows: Drawable, block: slice, seed: int, shared: Reals, errors: Reals) -> Reals:
    number = np.arange(len(shared), dtype=np.uint64)
    own = np.stack([_normal(_key(seed, f"missing inputs of {one}"), number) for one in rows.ids[block]])
    error = rows.missing_sd[block, None] * own
    for factor in range(len(LINEAR)):  # one after the other: a matrix product may add in another order
        error += rows.known_spread[block, factor, None] * errors[factor]
    follows = logistic(rows.centre[block, None] + shared + rows.gate[block, None] * error)
    return np.where(rows.barred[block, None], 0.0, follows)


def _key(seed: int, stream: str) -> np.uint64:
    digest = blake2b(stream.encode(), digest_size=8, salt=seed.to_bytes(8, "little")).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def _mixed(key: np.uint64, number: Words) -> Words:
    """A counter-based hash of (key, number): the output function of SplitMix64 (Steele, Lea, Flood 2014)."""
    with np.errstate(over="ignore"):
        word = key + (number + np.uint64(1)) * _GOLDEN
        word = (word ^ (word >> np.uint64(30))) * _MIX_ONE
        word = (word ^ (word >> np.uint64(27))) * _MIX_TWO
        return word ^ (word >> np.uint64(31))


def _uniform(key: np.uint64, number: Words) -> Reals:
    """Uniform numbers in [0, 1)."""
    return (_mixed(key, number) >> np.uint64(11)).astype(np.float64) * _UNIT


def _normal(key: np.uint64, number: Words) -> Reals:
    """Standard normal numbers (Box & Muller 1958)."""
    radius = np.sqrt(-2.0 * np.log(1.0 - _uniform(key, number * np.uint64(2))))
    return np.asarray(radius * np.cos(2.0 * np.pi * _uniform(key, number * np.uint64(2) + np.uint64(1))))


@dataclass(frozen=True, slots=True)
class Summary:
    """Percentiles and tail of the losses, in units of currency, and a histogram as (edges, counts)."""

    low: float
    high: float
    var95: float
    es95: float
    es95_error: float
    edges: Reals
    counts: Counts


def summary(found: Reals) -> Summary:
    """VaR95 = x[ceil(0.95 N)] of the sorted losses, counted from 1; ES95 the mean of those above it (VaR95 if none).

    The 10th and 90th percentile are x[ceil(0.1 N)] and x[ceil(0.9 N)]. The standard error of ES95 is that of the mean
    of the draws above, and of where they begin (Manistre & Hancock 2005)."""
    ordered = np.sort(found)
    draws = len(ordered)
    rank = {percent: -(-draws * percent // 100) for percent in (10, 90, 95)}
    above = ordered[rank[95] :] if rank[95] < draws else ordered[-1:]
    var95 = float(ordered[rank[95] - 1])
    bottom, top = float(ordered[0]), float(ordered[-1])
    edges = np.linspace(bottom, top, BINS + 1) if top > bottom else np.array([bottom, top])
    counts, _ = np.histogram(ordered, bins=edges) if top > bottom else (np.array([draws]), edges)
    return Summary(
        low=float(ordered[rank[10] - 1]),
        high=float(ordered[rank[90] - 1]),
        var95=var95,
        es95=float(above.mean()),
        es95_error=_error(above, var95),
        edges=edges,
        counts=counts,
    )


def _error(above: Reals, var95: float) -> float:
    """The standard error of the mean of the draws above VaR95; 0.95 of the draws are not above."""
    spread = float(above.var()) + 0.95 * (float(above.mean()) - var95) ** 2
    return float(np.sqrt(spread / len(above)))
