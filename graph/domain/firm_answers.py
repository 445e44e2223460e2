"""What the engine says about the whole firm, for GraphQL and the command line to show.

Decides: the shapes of these answers. Does not decide: any figure in them (``graph.engine`` does).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from graph.domain.money import Money


class Severity(Enum):
    """How urgent a single thread is."""

    RED = "red"
    AMBER = "amber"
    WATCH = "watch"


class ThreadReason(Enum):
    """Why an account counts as single-threaded."""

    HELD_BY_ONE = "held_by_one"
    FEW_STAFF_IN_TOUCH = "few_staff_in_touch"
    FEW_CONTACTS_IN_TOUCH = "few_contacts_in_touch"


class UrgencyReason(Enum):
    """Why a single thread is urgent."""

    RENEWAL_NEAR = "renewal_near"
    RENEWAL_AHEAD = "renewal_ahead"
    LARGE_VALUE = "large_value"


@dataclass(frozen=True, slots=True)
class KeyPerson:
    """What hangs on one staff member, leaving alone for a rival: the totals of their own departure.

    ``accounts``: those in touch; ``accounts_without_money`` of them have no booking. ``single_threads``: accounts that
    they hold alone, worth ``single_thread_value``."""

    staff_id: str
    name: str
    team: str
    accounts: int
    accounts_without_money: int
    value_held: Money
    value_in_touch: Money
    expected_loss: Money
    baseline_loss: Money
    single_threads: int
    single_threads_without_money: int
    single_thread_value: Money

    @property
    def thread_money_known(self) -> bool:
        """Whether the value of the single threads says something, by the same rule."""
        return self.single_threads == 0 or self.single_threads_without_money < self.single_threads

    @property
    def money_known(self) -> bool:
        """Whether the sums say something: no account is touched, or one of them at least has a booking."""
        return self.accounts == 0 or self.accounts_without_money < self.accounts

    @property
    def additional_loss(self) -> Money:
        """What their departure adds to the loss of nobody leaving."""
        return Money(self.expected_loss.amount - self.baseline_loss.amount, self.expected_loss.currency)


@dataclass(frozen=True, slots=True)
class FirmRisk:
    """How the firm's value hangs on its people. Shares are in [0, 1], None for a firm without value.

    ``concentration``: the Herfindahl-Hirschman index of the held value over its holders, in (0, 1], None when nobody
    holds any. ``key_person_factor``: the fewest leavers after whom nobody holds more than half of the value held now,
    None when nobody holds any; when not ``exact`` it is an upper bound."""

    value: Money
    accounts: int
    accounts_without_money: int
    staff: int
    single_thread_value: Money
    single_threads: int
    single_threads_without_money: int
    unheld_value: Money
    unheld_accounts: int
    unheld_without_money: int
    concentration: float | None
    key_person_factor: int | None
    exact: bool

    @property
    def thread_money_known(self) -> bool:
        """Whether the value of the single threads says something, by the same rule."""
        return self.single_threads == 0 or self.single_threads_without_money < self.single_threads

    @property
    def unheld_money_known(self) -> bool:
        """Whether the value that nobody holds says something, by the same rule."""
        return self.unheld_accounts == 0 or self.unheld_without_money < self.unheld_accounts

    @property
    def money_known(self) -> bool:
        """Whether amounts say something: there is no account, or one of them at least has a booking."""
        return self.accounts == 0 or self.accounts_without_money < self.accounts

    @property
    def single_thread_share(self) -> float | None:
        """The share of the value that one staff member holds alone."""
        return self._share(self.single_thread_value)

    @property
    def unheld_share(self) -> float | None:
        """The share of the value that nobody holds."""
        return self._share(self.unheld_value)

    @property
    def effective_holders(self) -> float | None:
        """1/HHI: how many holders of equal parts would be as concentrated."""
        return None if self.concentration is None else 1.0 / self.concentration

    def _share(self, part: Money) -> float | None:
        return part.amount / self.value.amount if self.value.amount else None


@dataclass(frozen=True, slots=True)
class Holder:
    """A staff member who holds an account, and how strongly they are tied there (0.25 or more)."""

    staff_id: str
    name: str
    strength: float


@dataclass(frozen=True, slots=True)
class AccountRisk:
    """An account that hangs on a single thread. ``value`` is None where no booking is known; ``holders`` come
    strongest first; of ``contacts`` known, ``reached`` are tied to somebody of ours."""

    account_id: str
    name: str
    severity: Severity
    reasons: tuple[ThreadReason, ...]
    urgency: tuple[UrgencyReason, ...]
    value: Money | None
    holders: tuple[Holder, ...]
    in_touch: int
    contacts: int
    reached: int
    renewal: date | None
