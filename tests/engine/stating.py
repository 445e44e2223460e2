"""Firms with stated strengths and years, as the specification's golden values give them.

The golden values name strengths (0.8) and years (5) that no touches reach exactly, so the ties of a firm with the same
people are given those numbers directly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from graph.domain.vocabulary import Destination
from graph.engine.accounts import AccountFacts, account_facts
from graph.engine.as_of import Firm, as_of
from graph.engine.assumptions import DEFAULT, Assumptions
from graph.engine.contacts import Ground, ground
from graph.engine.departure import assess, drawable
from graph.engine.draws import Drawable
from graph.engine.sums import Verdict
from tests.engine.building import network_of
from tests.oracle.rows import Account, Booking, Buying, Covenant, Employment, Folder, Service, Staff, Touch

DAY = date(2024, 6, 30)
Tie = tuple[float, float]
"""A strength and the years since its first touch."""


@dataclass(frozen=True)
class Stated:
    """One account and those who know it: ``ties`` by (staff, person), ``roles`` by person, ``serving`` by staff."""

    ties: Mapping[tuple[str, str], Tie]
    serving: Mapping[str, str]
    firm_years: float
    roles: Mapping[str, str] = field(default_factory=dict)
    veto: str = ""
    approach: str = "relationship"
    rule: str | None = None
    covenants: tuple[Covenant, ...] = ()
    accounts: int = 1
    bystanders: int = 0
    suppliers: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)
    teams: Mapping[str, str | None] = field(default_factory=dict)


def verdict_of(stated: Stated, leavers: Mapping[str, str], assumptions: Assumptions = DEFAULT) -> Verdict:
    """What the model says about the stated accounts when these staff members leave."""
    return _assessed(stated, leavers, assumptions)[2]


def drawable_of(stated: Stated, leavers: Mapping[str, str]) -> Drawable:
    """What the draws need to know of the stated accounts; each is worth 100 a year."""
    return drawable(*_assessed(stated, leavers, DEFAULT))


def _assessed(
    stated: Stated, leavers: Mapping[str, str], assumptions: Assumptions
) -> tuple[Firm, AccountFacts, Verdict]:
    firm, floor, facts = firm_of(stated, assumptions)
    place = {one: index for index, one in enumerate(firm.network.staff.ids)}
    case = {place[one]: Destination.of(to) for one, to in leavers.items()}
    return firm, facts, assess(firm, floor, facts, (case,))


def firm_of(stated: Stated, assumptions: Assumptions = DEFAULT) -> tuple[Firm, Ground, AccountFacts]:
    """The firm with its ties as stated."""
    network = network_of(folder_of(stated), DAY)
    since = np.full(len(network.accounts.ids), network.day - stated.firm_years * 365.25)
    network = replace(network, accounts=replace(network.accounts, since=since))
    firm = as_of(network, assumptions)
    names = [
        (network.staff.ids[member], network.people.ids[person].split("@")[0])
        for member, person in zip(firm.personal.staff.tolist(), firm.personal.other.tolist(), strict=True)
    ]
    strength = np.array([stated.ties[name][0] for name in names])
    first = np.array([network.day - stated.ties[name][1] * 365.25 for name in names])
    firm = replace(firm, personal=replace(firm.personal, strength=strength, first=first))
    return firm, ground(firm), account_facts(firm)


def folder_of(stated: Stated) -> Folder:
    """The rows of the stated account, as often as asked for."""
    people = dict.fromkeys([person for _, person in stated.ties] + list(stated.roles))
    staff = dict.fromkeys([member for member, _ in stated.ties] + list(stated.serving))
    clerks = [f"clerk{number}" for number in range(stated.bystanders)]
    accounts = [f"account{number:02}" for number in range(stated.accounts)]
    start = DAY - timedelta(3000)
    return Folder(
        staff=tuple(Staff(one, stated.teams.get(one), None, None) for one in (*staff, *clerks)),
        accounts=tuple(Account(one, start) for one in accounts),
        buying=tuple(Buying(one, start, stated.approach, stated.rule, 2.0, stated.suppliers) for one in accounts),
        employments=tuple(
            Employment(
                f"{person}@{one}",
                one,
                stated.roles.get(person, "economic"),
                stated.weights.get(person),
                person == stated.veto,
                None,
                None,
            )
            for one in accounts
            for person in people
        ),
        services=tuple(
            Service(member, one, role, None, None)
            for one in accounts
            for member, role in (*stated.serving.items(), *((clerk, "specialist") for clerk in clerks))
        ),
        touches=tuple(
            Touch(DAY, member, f"{person}@{one}", None, "meeting", None)
            for one in accounts
            for member, person in stated.ties
        ),
        closeness=(),
        promises=(),
        bookings=tuple(Booking(one, DAY, Decimal(100), None) for one in accounts),
        covenants=stated.covenants,
    )
