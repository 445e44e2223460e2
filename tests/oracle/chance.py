"""Oracle: would an account go along? z and p of its contacts (model.md, 3 and tau of 4).

Decides the waterfall, the gate and on whom the account hangs. What the account
does when it does not go along is in follow.py.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tests.oracle import facts, ties
from tests.oracle.answers import ContactAnswer, Going, Term
from tests.oracle.quadrature import centre_for, logistic, logit, range_of
from tests.oracle.rows import Buying
from tests.oracle.ties import Firm

IMPOSSIBLE = ("customer", "out_of_field", "internal")
GATES = {
    "relationship": 1.0,
    "engineering": 1.0,
    "undefined": 1.0,
    "mixed": 0.5,
    "purchasing": 0.1,
    "tender": 0.1,
    "standard_parts": 0.1,
}
THETAS = {"single": (1, 3), "majority": (1, 2), "consensus": (2, 3)}
FLOOR = logit(0.02)


@dataclass(frozen=True)
class Case:
    """One account, one set of leavers, one day."""

    firm: Firm
    account: str
    leavers: Mapping[str, str]
    stayers: frozenset[str]
    buying: Buying | None

    @property
    def gone(self) -> set[str]:
        """Ids of the leavers."""
        return set(self.leavers)

    @property
    def gate(self) -> float:
        """g of the account; 1 when the approach was not supplied."""
        approach = self.buying.approach if self.buying else None
        return GATES[approach] if approach else 1.0

    @property
    def suppliers(self) -> float | None:
        """Other suppliers in use, None when not supplied."""
        return self.buying.other_suppliers if self.buying else None

    @property
    def switching(self) -> float | None:
        """Rated switching cost, None when not supplied."""
        return self.buying.switching_cost if self.buying else None

    @property
    def lines(self) -> int:
        """Lines of business in the year before t, at least 1."""
        return facts.lines_of(self.firm, self.account) or 1

    @property
    def phi(self) -> float:
        """What holds the account to the firm itself, without gains."""
        return min(1.5, max(0.05, 0.3 + 0.2 * min(1.0, (self.lines - 1) / 4.0)))


def is_touchless(firm: Firm) -> bool:
    """Whether the whole firm has no touch up to t."""
    return not ties.past_touches(firm.folder, firm.t)


def could_serve(case: Case) -> list[str]:
    """The leavers there whom nothing bars from serving the account."""
    return [
        staff
        for staff, destination in sorted(case.leavers.items())
        if ties.is_there(case.firm, staff, case.account)
        and destination not in IMPOSSIBLE
        and not facts.is_bound(case.firm, staff, case.account, "non_compete")
    ]


def _strengths(case: Case, person: str) -> tuple[float, float]:
    """S_L and S_R of a contact."""
    firm, account = case.firm, case.account
    left = math.fsum(ties.strength_with(firm, x, account, person) for x in case.gone)
    return left, math.fsum(ties.strength_with(firm, x, account, person) for x in case.stayers)


def _share(case: Case, person: str) -> float:
    """A_k."""
    if is_touchless(case.firm):
        return 0.5
    left, stay = _strengths(case, person)
    return left / (left + 0.8 * stay + case.phi)


@dataclass(frozen=True)
class _Factor:
    """A row of the table of section 3; `spread` is the sd of a missing x, in its own unit."""

    name: str
    size: float
    sd: float
    reference: float = 0.0
    scale: float = 1.0
    spread: float = 0.0

    def at(self, x: float | None) -> Term:
        """The factor's term; a missing one (None) is at its reference and adds its spread."""
        if x is None:
            return Term(self.name, 0.0, 0.0, (self.size * self.spread / self.scale) ** 2, missing=True)
        value = (x - self.reference) / self.scale
        return Term(self.name, value, self.size * value, (value * self.sd) ** 2)


STAY = _Factor("colleagues_stay", -0.21, 0.10, reference=2.0, spread=1.5)
LEAVE = _Factor("colleagues_leave", 0.29, 0.30, spread=1.5)
WITH_PERSON = _Factor("years_with_person", 0.33, 0.20, reference=3.0, spread=2.5)
WITH_FIRM = _Factor("years_with_firm", -0.17, 0.10, reference=3.0, spread=2.5)
ATTACHMENT = _Factor("attachment", 1.0, 0.5, reference=0.5, scale=0.5, spread=0.25)
SUPPLIERS = _Factor("other_suppliers", 0.10, 0.20, spread=1.0)
SWITCHING = _Factor("switching_cost", -0.16, 0.10, reference=2.0, scale=1.25, spread=1.25)
COVENANT = _Factor("covenant", -0.70, 0.50)


def _terms(case: Case, person: str) -> tuple[Term, ...]:
    """The waterfall of a contact before its gate."""
    firm, account = case.firm, case.account
    stay = sum(ties.is_on(firm, x, account) for x in case.stayers)
    leave = sum(ties.is_on(firm, x, account) for x in case.gone) - 1
    able = could_serve(case)
    bound = bool(able) and all(facts.is_bound(firm, x, account, "non_solicit") for x in able)
    years = facts.years_with_person(firm, case.gone, account, person)
    share = None if is_touchless(firm) else _share(case, person)
    suppliers = None if case.suppliers is None else min(3.0, case.suppliers)
    return (
        Term("base", 1.0, logit(0.20), 0.8**2),
        STAY.at(min(8, stay)),
        LEAVE.at(min(3, max(0, leave))),
        WITH_PERSON.at(years),
        WITH_FIRM.at(facts.years_with_firm(firm, account)),
        ATTACHMENT.at(share),
        SUPPLIERS.at(suppliers),
        SWITCHING.at(case.switching),
        COVENANT.at(1.0 if bound else 0.0),
    )


def answer_of(case: Case, contact: facts.Contact) -> ContactAnswer:
    """The waterfall of one contact, and its gate."""
    terms = _terms(case, contact.person)
    before = math.fsum(term.contribution for term in terms)
    gate = 0.1 if case.gate < 1.0 and contact.role == "purchasing" else case.gate
    z = min(before, gate * before + (1.0 - gate) * FLOOR)
    left, stay = _strengths(case, contact.person)
    return ContactAnswer(
        person=contact.person,
        weight=contact.weight,
        veto=contact.veto,
        strength_leavers=left,
        strength_stayers=stay,
        share=_share(case, contact.person),
        years=facts.years_with_person(case.firm, case.gone, case.account, contact.person),
        gate=gate,
        z_before_gate=before,
        z=z,
        terms=(*terms, Term("gate", gate, z - before, 0.0)),
    )


def _pivotal(contacts: tuple[ContactAnswer, ...], rule: str) -> ContactAnswer:
    """The contact at whom the weights reach theta, or a veto holder below."""
    above, below = THETAS[rule]
    total = math.fsum(contact.weight for contact in contacts)
    ordered = sorted(contacts, key=lambda contact: (-contact.z, contact.person))
    reached: list[float] = []
    for contact in ordered:
        reached.append(contact.weight)
        if math.fsum(reached) * below >= above * total - 1e-9 * total:
            break
    vetoes = [x for x in contacts if x.veto and x.z < contact.z]
    return min(vetoes, key=lambda x: (x.z, x.person), default=contact)


def _tau(pivotal: ContactAnswer) -> float:
    """The sd of what coefficients and missing factors change in z."""
    tau = math.sqrt(math.fsum(term.variance for term in pivotal.terms))
    return tau * pivotal.gate if pivotal.z < pivotal.z_before_gate else tau


def going_of(case: Case, contacts: tuple[ContactAnswer, ...]) -> Going:
    """Whether the account goes along: its pivotal contact, or nobody when it is barred."""
    if not could_serve(case):
        return Going(True, None, (), None, 0.0, None, None, 0.0, 0.0)
    pivotal = _pivotal(contacts, (case.buying.decision_rule if case.buying else None) or "majority")
    tau = _tau(pivotal)
    centre = centre_for(pivotal.z, tau)
    low, high = range_of(centre, tau)
    p = logistic(pivotal.z)
    return Going(False, pivotal.person, pivotal.terms, pivotal.z, p, tau, centre, low, high)
