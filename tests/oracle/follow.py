"""Oracle: which accounts follow, stray, shrink or stay (model.md, 2 to 4), without draws.

Section 6 and the gains (h) are not here: h is 0. Slow and plain on purpose;
every number is derived from the folder for every account anew.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from tests.oracle import facts, ties
from tests.oracle.answers import Answer, ContactAnswer, Outcomes, Row
from tests.oracle.chance import Case, answer_of, could_serve, going_of, is_touchless
from tests.oracle.rows import Folder
from tests.oracle.ties import Firm, firm_at

DESTINATIONS = ("rival", "startup", "customer", "out_of_field", "internal")
YEARLY_LOSS = 0.076


def _cover(case: Case) -> float:
    """The strongest tie there of somebody who stays; who serves counts at least 0.15."""
    held = [0.0]
    for staff in case.stayers:
        own = ties.strength_there(case.firm, staff, case.account)
        held.append(max(own, 0.15) if ties.serves(case.firm, staff, case.account) else own)
    return max(held)


def _stray(case: Case) -> float:
    """q: lost but not to the leaver, given that it does not follow."""
    stay, none = (1.5, 8.0) if could_serve(case) else (1.1, 5.4)
    m = none - (none - stay) * min(1.0, _cover(case) / 0.25)
    return float(1.0 - (1.0 - YEARLY_LOSS) ** (1.5 * (1.0 + case.gate * (m - 1.0))))


def _leads(case: Case) -> tuple[str, ...]:
    """Who leads the account on the day before anybody leaves."""
    firm, account = case.firm, case.account
    services = ties.open_services(firm, account)
    named = {row.staff for row in services if row.role == "lead"}
    if named:
        return tuple(sorted(named))
    held = {staff: ties.strength_there(firm, staff, account) for staff in case.gone | case.stayers}
    strongest = max(held.values(), default=0.0)
    if strongest >= 0.01:
        return tuple(sorted(x for x, s in held.items() if s >= strongest - 1e-12))
    return tuple(sorted({row.staff for row in services}))


def _is_succeeded(case: Case, lead: str) -> bool:
    """Whether a colleague of the lead's team stays and is tied there."""
    team = {row.id: row.team for row in case.firm.folder.staff}
    return team[lead] is not None and any(
        team[staff] == team[lead] and ties.strength_there(case.firm, staff, case.account) >= 0.25
        for staff in case.stayers
    )


def _status(case: Case) -> str:
    """No booking outranks all else; then no touch in the whole firm."""
    if not facts.has_booking(case.firm, case.account):
        return "INSUFFICIENT_DATA"
    if is_touchless(case.firm):
        return "PRIOR_ONLY"
    evidence = any(ties.has_evidence(case.firm, x, case.account) for x in case.gone)
    return "ESTIMATED" if evidence else "PRIOR_ONLY"


def _missing(case: Case, contacts: tuple[ContactAnswer, ...]) -> tuple[str, ...]:
    """Names of what was never supplied, over all contacts."""
    names = {term.name for contact in contacts for term in contact.terms if term.missing}
    if case.buying is None or case.buying.approach is None:
        names.add("approach")
    if facts.lines_of(case.firm, case.account) is None:
        names.add("lines")
    return tuple(sorted(names))


def _outcomes(case: Case, p: float) -> Outcomes:
    """The four outcomes of an account that follows with p."""
    q, leads = _stray(case), _leads(case)
    gone = [lead for lead in leads if lead in case.leavers]
    shrink = 0.5 * case.gate if gone else 0.0
    saved = bool(gone) and all(_is_succeeded(case, lead) for lead in gone)
    shrunk_share = 0.18 if saved else 0.30
    strays = (1.0 - p) * q
    shrinks = (1.0 - p) * (1.0 - q) * shrink
    return Outcomes(
        cover=_cover(case),
        q=q,
        leads=leads,
        shrink_probability=shrink,
        shrunk_share=shrunk_share,
        follows=p,
        strays=strays,
        shrinks=shrinks,
        stays=(1.0 - p) * (1.0 - q) * (1.0 - shrink),
        lost_share=p + strays + shrunk_share * shrinks,
    )


def _row(case: Case) -> Row:
    """Everything about one account."""
    firm, account = case.firm, case.account
    contacts = tuple(answer_of(case, contact) for contact in facts.contacts_of(firm, account))
    total = math.fsum(contact.weight for contact in contacts)
    share = math.fsum(contact.weight * contact.share for contact in contacts) / total
    going = going_of(case, contacts)
    outcomes = _outcomes(case, going.p)
    value = facts.value_of(firm, account)
    return Row(
        account=account,
        status=_status(case),
        missing=_missing(case, contacts),
        value=value,
        value_held=value * share,
        expected_loss=value * outcomes.lost_share,
        baseline_loss=value * (1.0 - (1.0 - YEARLY_LOSS) ** 1.5),
        gate=case.gate,
        lines=case.lines,
        phi=case.phi,
        share=share,
        going=going,
        outcomes=outcomes,
        contacts=contacts,
        strengths={x: ties.strength_there(firm, x, account) for x in case.gone | case.stayers},
    )


def _rows(firm: Firm, leavers: Mapping[str, str]) -> list[Row]:
    """A row for every account where a leaver is there."""
    stayers = frozenset(ties.employed_staff(firm.folder, firm.t) - set(leavers))
    rows = []
    for account in sorted({row.id for row in firm.folder.accounts}):
        if any(ties.is_there(firm, staff, account) for staff in leavers):
            buying = facts.buying_of(firm, account)
            rows.append(_row(Case(firm, account, leavers, stayers, buying)))
    return rows


def _check(firm: Firm, leavers: Mapping[str, str]) -> None:
    known = {row.id for row in firm.folder.staff}
    ours = ties.employed_staff(firm.folder, firm.t)
    for staff, destination in leavers.items():
        if staff not in known:
            raise ValueError(f"{staff} is no staff member")
        if staff not in ours:
            raise ValueError(f"{staff} is not employed with us on {firm.t.isoformat()}")
        if destination not in DESTINATIONS:
            raise ValueError(f"{destination} is no destination")


def departure_from(firm: Firm, leavers: Mapping[str, str]) -> Answer:
    """The same as departure, for a firm whose ties are given."""
    _check(firm, leavers)
    rows = _rows(firm, leavers)
    expected = math.fsum(row.expected_loss for row in rows)
    baseline = math.fsum(row.baseline_loss for row in rows)
    singles = math.fsum(
        row.expected_loss - row.baseline_loss
        for staff, destination in leavers.items()
        for row in _rows(firm, {staff: destination})
    )
    return Answer(
        rows=tuple(rows),
        value_held=math.fsum(row.value_held for row in rows),
        value_in_touch=math.fsum(row.value for row in rows),
        expected_loss=expected,
        baseline_loss=baseline,
        additional_loss=expected - baseline,
        difference_from_singles=(expected - baseline) - singles,
    )


def departure(folder: Folder, leavers: Mapping[str, str], t: date) -> Answer:
    """What happens when the leavers (staff id -> destination) go together on day t."""
    return departure_from(firm_at(folder, t), leavers)


def with_ties(firm: Firm, person_ties: Mapping[tuple[str, str], float]) -> Firm:
    """The firm with these strengths (staff, person) in place of what the folder shows."""
    return replace(firm, person_ties=dict(person_ties), account_ties={})
