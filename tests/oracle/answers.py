"""Oracle: what follow.py answers. Plain values, nothing is computed here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One row of the waterfall; `value` is the displayed x, `variance` its part of tau^2."""

    name: str
    value: float
    contribution: float
    variance: float
    missing: bool = False


@dataclass(frozen=True)
class ContactAnswer:
    """One contact: strengths to it, its share, and z before and after its gate."""

    person: str
    weight: float
    veto: bool
    strength_leavers: float
    strength_stayers: float
    share: float
    years: float
    gate: float
    z_before_gate: float
    z: float
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Going:
    """Whether the account goes along. Barred: p 0, no z, no waterfall, no pivotal contact."""

    barred: bool
    pivotal: str | None
    terms: tuple[Term, ...]
    z: float | None
    p: float
    tau: float | None
    centre: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Outcomes:
    """The four outcomes, which sum to 1, and what they come from."""

    cover: float
    q: float
    leads: tuple[str, ...]
    shrink_probability: float
    shrunk_share: float
    follows: float
    strays: float
    shrinks: float
    stays: float
    lost_share: float


@dataclass(frozen=True)
class Row:
    """One account: `share` is the weighted mean of A, `strengths` those there by staff id."""

    account: str
    status: str
    missing: tuple[str, ...]
    value: float
    value_held: float
    expected_loss: float
    baseline_loss: float
    gate: float
    lines: int
    phi: float
    share: float
    going: Going
    outcomes: Outcomes
    contacts: tuple[ContactAnswer, ...]
    strengths: dict[str, float]


@dataclass(frozen=True)
class Answer:
    """All rows, by account id, and their sums."""

    rows: tuple[Row, ...]
    value_held: float
    value_in_touch: float
    expected_loss: float
    baseline_loss: float
    additional_loss: float
    difference_from_singles: float
