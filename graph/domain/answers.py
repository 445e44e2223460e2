"""What the engine answers: small frozen values that schema and command line show as they are.

Decides: the shape of an answer, and that a number never travels without its range, reasons, evidence and basis.
Does not decide: any number (the engine does), nor how it is printed.

Probabilities are in [0, 1] over the 18 months after the departure. A Range runs from the 10th to the 90th percentile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from graph.domain.impact_rows import ImpactRows
from graph.domain.money import Money
from graph.domain.vocabulary import Destination, Mark, ServiceRole, Status


class FactorName(Enum):
    """The terms of the log-odds, in the order of the waterfall (model.md 3)."""

    BASE = "base"
    COLLEAGUES_WHO_STAY = "colleagues who stay"
    COLLEAGUES_WHO_LEAVE_TOO = "colleagues who leave too"
    YEARS_WITH_PERSON = "years with the person"
    YEARS_WITH_FIRM = "years with the firm"
    ATTACHMENT = "attachment share"
    OTHER_SUPPLIERS = "other suppliers"
    SWITCHING_COST = "switching cost"
    NON_SOLICIT = "non-solicit"
    GATE = "way of buying"


class Missing(Enum):
    """An input that was never supplied and took its reference value."""

    ATTACHMENT = "attachment share"
    YEARS_WITH_FIRM = "years with the firm"
    OTHER_SUPPLIERS = "other suppliers"
    SWITCHING_COST = "switching cost"
    BUYING_APPROACH = "way of buying"
    DECISION_RULE = "decision rule"
    LINES_OF_BUSINESS = "lines of business"
    USUAL_GAP = "usual gap between touches"
    BOOKINGS = "bookings"


class ImportState(Enum):
    """An import that has not ended, and whether its process still seems alive."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Range:
    """The 10th and the 90th percentile."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """The 10th and the 90th percentile of an amount."""

    low: Money
    high: Money


@dataclass(frozen=True, slots=True)
class Probability:
    """A probability and its 10-90 % range."""

    value: float
    range: Range


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The four things an account may do; their values sum to 1."""

    follows: Probability
    strays: Probability
    shrinks: Probability
    stays: Probability


@dataclass(frozen=True, slots=True)
class Factor:
    """One term of the waterfall. ``value`` is in the factor's own unit (years, colleagues, share), the reference value
    when ``missing`` and None for the base; ``log_odds`` is what it adds."""

    name: FactorName
    value: float | None
    log_odds: float
    missing: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact of an account; ``id`` is None for the stand-in of an account without contacts."""

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class SurvivingTie:
    """Somebody who stays and is tied or assigned to the account. ``strength`` is that of the strongest tie there."""

    staff_id: str
    name: str
    strength: float
    role: ServiceRole | None
    same_team: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the leavers' part of a row rests on: touches there up to the day asked about, the newest ids among them,
    ratings in use, and promises closed up to that day. ``idle_promises`` belong to no tie and count nothing."""

    touches: int
    first_touch: date | None
    last_touch: date | None
    newest: tuple[str, ...]
    ratings: int
    promises_kept: int
    promises_broken: int
    idle_promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountImpact:
    """What a departure means for one account.

    ``value``, the losses and ``value_held`` are None when the status is INSUFFICIENT_DATA: no booking is known.
    ``barred``: following is structurally impossible, so there is no waterfall, no log-odds and no pivotal contact.
    ``log_odds`` is the sum of the waterfall; follows = logistic(log_odds). ``attachment`` is the mean of the contacts'
    attachment shares by decision weight, in [0, 1). ``lost_share`` is the expected loss as a share of the value, in
    [0, 1]. ``strength`` is the leavers' sum of strengths there. ``reasons`` are sentences, the strongest first."""

    account_id: str
    name: str
    status: Status
    outcomes: Outcomes
    barred: bool
    log_odds: float | None
    waterfall: tuple[Factor, ...]
    reasons: tuple[str, ...]
    missing: tuple[Missing, ...]
    pivotal: Contact | None
    attachment: float
    strength: float
    value: Money | None
    value_held: Money | None
    expected_loss: Money | None
    baseline_loss: Money | None
    loss_range: MoneyRange | None
    lost_share: float
    surviving: tuple[SurvivingTie, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who leaves in the question, and why there is nothing to tell if that is so."""

    id: str
    name: str
    destination: Destination
    accounts: int
    explanation: str | None


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar of a histogram: draws with low <= loss < high (the last one includes its high)."""

    low: Money
    high: Money
    draws: int


@dataclass(frozen=True, slots=True)
class Tail:
    """The whole's loss in keyed draws (model.md 4). ``es95`` is the mean of the draws above ``var95``;
    ``es95_error`` its standard error, for so many draws."""

    draws: int
    range: MoneyRange
    var95: Money
    es95: Money
    es95_error: Money
    histogram: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all rows, to the last ten-thousandth. ``difference_from_singles`` is the loss beyond that of nobody
    leaving, less the sum of the same for each leaver alone."""

    value_held: Money
    value_in_touch: Money
    expected_loss: Money
    baseline_loss: Money
    additional_loss: Money
    difference_from_singles: Money


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer was computed from: data revision, day, seed, assumptions, and an import that has not ended."""

    revision: int
    as_of: date
    seed: int
    assumptions: str
    import_state: ImportState | None
    import_since: datetime | None


@dataclass(frozen=True, slots=True)
class DepartureImpact:
    """What happens if these people leave, per account by expected loss; rows without money come last, by p.

    ``last_touch`` is the firm's latest touch up to the day asked about."""

    leavers: tuple[Leaver, ...]
    accounts: ImpactRows[AccountImpact]
    totals: Totals
    tail: Tail | None
    last_touch: date | None
    basis: Basis
    notice: str

    @property
    def money_known(self) -> bool:
        """Whether the totals say something: no account is touched, or one of them at least has a booking."""
        return not self.accounts or self.accounts.without_money < len(self.accounts)


@dataclass(frozen=True, slots=True)
class Assumption:
    """A constant of the model with its source. ``low``, ``high``: the range it may take."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The model in words: every assumption, what is not modelled yet, and its honest limits."""

    version: str
    assumptions: tuple[Assumption, ...]
    not_modelled: tuple[str, ...]
    limits: tuple[str, ...]
    notice: str
