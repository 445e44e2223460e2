"""The laws of a neighbourhood and of a part, applied to the facts of the whole firm by plain set building.

Decides: which facts a neighbourhood and a part must state. It knows nothing of any store.
"""

from __future__ import annotations

from collections.abc import Collection

from graph.domain.calendar import NO_DAY
from graph.store.values import Changed
from tests.store.facts import Fact


def own_rows_of(whole: dict[str, list[Fact]], asked: Collection[str]) -> dict[str, list[Fact]]:
    """The facts among those of the ``whole`` that these staff members have, without first touches and bookings."""
    found: dict[str, list[Fact]] = {"bookings": [], "buying": [], "evidence": []}
    for name in ("services", "ties", "ratings", "covenants"):
        found[name] = [row for row in whole[name] if row[0] in asked]
    people = {row[2] for row in found["ties"] if row[2] is not None} | {row[1] for row in found["ratings"]}
    found["promises"] = [row for row in whole["promises"] if row[1] in asked and (row[2] is None or row[2] in people)]
    found["employments"] = [(*row[:-1], NO_DAY) for row in whole["employments"] if row[1] in people]
    ties = {row[:3] for row in found["ties"]}
    found["touches"] = [row for row in whole["touches"] if row[0] in ties]
    named = {row[0] for row in found["employments"]} | {row[1] for row in found["services"] + found["ties"]}
    named |= {row[3] for row in found["promises"]} | {row[2] for row in found["covenants"]}
    found["staff"] = [row for row in whole["staff"] if row[0] in asked]
    found["people"] = [row for row in whole["people"] if row[0] in people]
    found["accounts"] = [(*row[:-2], NO_DAY, NO_DAY) for row in whole["accounts"] if row[0] in named]
    return found


def neighbourhood_of(
    whole: dict[str, list[Fact]], asked: Collection[str], only: Collection[str] | None = None
) -> dict[str, list[Fact]]:
    """The facts among those of the ``whole`` that a departure of the ``asked`` staff members can touch; with ``only``
    what it can touch at these accounts."""
    employments, ties, ratings = whole["employments"], whole["ties"], whole["ratings"]
    known = {person for staff, account, person, *_ in ties if staff in asked and account is None}
    known |= {person for staff, person, *_ in ratings if staff in asked}
    accounts = {account for account, person, *_ in employments if person in known}
    accounts |= {account for staff, account, *_ in whole["services"] if staff in asked}
    accounts |= {account for staff, account, person, *_ in ties if staff in asked and person is None}
    if only is not None:
        known, accounts = set(), set(only)
    people = known | {person for account, person, *_ in employments if account in accounts}
    further = accounts | {account for account, person, *_ in employments if person in people}

    found: dict[str, list[Fact]] = {
        "employments": [row for row in employments if row[1] in people],
        "services": [row for row in whole["services"] if row[1] in accounts],
        "ties": [row for row in ties if row[1] in accounts or row[2] in people],
        "ratings": [row for row in ratings if row[1] in people],
        "promises": [row for row in whole["promises"] if row[2] in people or (row[2] is None and row[3] in further)],
        "bookings": [row for row in whole["bookings"] if row[0] in accounts],
        "buying": [row for row in whole["buying"] if row[0] in accounts],
        "covenants": [row for row in whole["covenants"] if row[0] in asked],
    }
    near = {row[:3] for row in found["ties"]}
    found["touches"] = [row for row in whole["touches"] if row[0] in near]
    found["evidence"] = [row for row in whole["evidence"] if row[0] in near and row[0][0] in asked]  # type: ignore[index]

    staff = set(asked) | {row[0] for name in ("services", "ties", "ratings", "covenants") for row in found[name]}
    staff |= {row[1] for row in found["promises"]}
    named = further | {row[3] for row in found["promises"]} | {row[2] for row in found["covenants"]}
    found["staff"] = [row for row in whole["staff"] if row[0] in staff]
    found["people"] = [row for row in whole["people"] if row[0] in people]
    found["accounts"] = [row for row in whole["accounts"] if row[0] in named]
    return found


def part_of(whole: dict[str, list[Fact]], changed: Changed) -> dict[str, list[Fact]]:
    """The facts among those of the ``whole`` that stand for who changed."""
    people, accounts = changed.people, changed.accounts
    found: dict[str, list[Fact]] = {
        "employments": [row for row in whole["employments"] if row[1] in people],
        "services": [row for row in whole["services"] if row[1] in accounts],
        "ties": [row for row in whole["ties"] if row[1] in accounts or row[2] in people],
        "ratings": [row for row in whole["ratings"] if row[1] in people],
        "promises": [row for row in whole["promises"] if row[2] in people or (row[2] is None and row[3] in accounts)],
        "bookings": [row for row in whole["bookings"] if row[0] in accounts],
        "buying": [row for row in whole["buying"] if row[0] in accounts],
        "covenants": [row for row in whole["covenants"] if row[0] in changed.staff],
        "evidence": [],
    }
    ties = {row[:3] for row in found["ties"]}
    found["touches"] = [row for row in whole["touches"] if row[0] in ties]
    staff = set(changed.staff) | {row[0] for name in ("services", "ties", "ratings") for row in found[name]}
    staff |= {row[1] for row in found["promises"]}
    named = set(accounts) | {row[0] for row in found["employments"]}
    named |= {row[3] for row in found["promises"]} | {row[2] for row in found["covenants"]}
    found["staff"] = [row for row in whole["staff"] if row[0] in staff]
    found["people"] = [row for row in whole["people"] if row[0] in people]
    found["accounts"] = [row for row in whole["accounts"] if row[0] in named]
    return found
