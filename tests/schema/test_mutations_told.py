"""What a refusal says: GraphQL's own names and values, rows by what they are called, and a remedy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph.domain.further_records import Amendment
from graph.domain.kinds import KEY_FIELDS, KIND_NAMES, Record, key_text
from graph.domain.records import Account, Booking, Covenant, Employment, Person, StaffMember
from graph.domain.vocabulary import CovenantKind
from graph.errors import AlreadyThere, Conflict, NotFound, StillReferredTo
from schema.global_ids import global_id
from tests.schema.changing import MUTATIONS, WRITTEN, change, input_of, members_of, named
from tests.schema.firm import SmallFirm

TOUCH = {"id": "t", "at": "2026-06-01T12:00:00Z", "staffId": "ada", "personId": "petra", "channel": "CALL"}
REVENUE = {"accountId": "acme", "on": "2026-06-01", "amount": "1", "currency": "EUR", "ref": "r"}
EMPLOYED = named(Employment, "petra", "acme", date(2016, 1, 1))
BOOKED = named(Booking, "acme", date(2026, 3, 1), "a1", 0)
NOBODY = global_id(StaffMember, "nobody")


@pytest.mark.parametrize(
    ("field", "given", "path", "kind"),
    [
        ("touchRecord", {**TOUCH, "staffId": "nobody"}, "staffId", "STAFF_MEMBER"),
        ("touchRecord", {**TOUCH, "staffId": NOBODY}, "staffId", "STAFF_MEMBER"),
        ("touchRecord", {**TOUCH, "personId": "nobody"}, "personId", "PERSON"),
        ("touchRecord", {**TOUCH, "accountId": global_id(Person, "petra")}, "accountId", "ACCOUNT"),
        ("touchCorrect", {"id": "petra-01", "expectedVersion": WRITTEN, "personId": "x"}, "personId", "PERSON"),
        ("employmentOpen", {"personId": "x", "accountId": "acme"}, "personId", "PERSON"),
        ("employmentOpen", {"personId": "petra", "accountId": "x"}, "accountId", "ACCOUNT"),
        ("employmentCorrect", {**EMPLOYED, "accountId": "x"}, "accountId", "ACCOUNT"),
        ("serviceOpen", {"staffId": "x", "accountId": "acme", "role": "LEAD"}, "staffId", "STAFF_MEMBER"),
        ("staffMemberAdd", {"id": "x", "name": "X", "managerId": "nobody"}, "managerId", "STAFF_MEMBER"),
        ("accountCorrect", {"id": "dune", "expectedVersion": WRITTEN, "parentId": "x"}, "parentId", "ACCOUNT"),
        ("buyingSet", {"accountId": "x", "from": "2026-06-01", "approach": "MIXED"}, "accountId", "ACCOUNT"),
        ("covenantSet", {"staffId": "x", "kind": "NON_COMPETE"}, "staffId", "STAFF_MEMBER"),
        ("promiseMake", {"id": "p", "staffId": "x", "personId": "petra", "madeOn": "2026-06-01"}, "staffId", None),
        ("revenueRecord", {**REVENUE, "accountId": "x"}, "accountId", "ACCOUNT"),
        ("revenueCorrect", {**BOOKED, "accountId": "x"}, "accountId", "ACCOUNT"),
    ],
)
async def test_a_reference_to_nobody_is_told_apart_from_nonsense(
    firm: SmallFirm, field: str, given: dict[str, Any], path: str, kind: str | None
) -> None:
    told = await change(firm, field, **given)
    kind = kind or "STAFF_MEMBER"
    remedy = f"no {kind.lower().replace('_', ' ')} has this id; check the id, or add it first"
    assert told == {
        "__typename": "UnknownReference",
        "message": f"{path} {given[path]!r} cannot be used: {remedy}.",
        "code": "NOT_FOUND",
        "path": ["input", path],
        "id": given[path],
        "kind": kind,
    }
    assert await firm.store.revision() == WRITTEN


@pytest.mark.parametrize("field", MUTATIONS)
def test_a_result_has_unknown_references_where_the_input_can_name_another_row(field: str) -> None:
    refers = {"staffId", "managerId", "personId", "accountId", "parentId"} & set(input_of(field).fields)
    assert ("UnknownReference" in {kind.name for kind in members_of(field)}) is bool(refers)


@pytest.mark.parametrize(
    ("field", "given", "message"),
    [
        ("employmentOpen", {**EMPLOYED, "decisionWeight": -1}, "decisionWeight -1.0 cannot be used: give a number"),
        (
            "promiseClose",
            {"closedOn": "2025-12-31", "outcome": "KEPT"},
            "closedOn '2025-12-31' cannot be used: it lies",
        ),
        ("promiseClose", {"closedOn": "2026-12-31", "outcome": "OPEN"}, "outcome 'OPEN' cannot be used: close it as"),
        ("touchRecord", {**TOUCH, "personId": None}, "personId null cannot be used: a touch names a person,"),
        ("touchRecord", {**TOUCH, "id": "x" * 300}, f"id '{'x' * 199}... cannot be used: ids are printable"),
        ("touchRecord", {**TOUCH, "idempotencyKey": ""}, "idempotencyKey '' cannot be used: "),
        (
            "staffMemberCorrect",
            {"id": "ada", "name": None},
            "name null cannot be used: every row has one: leave it out",
        ),
        ("staffMemberCorrect", {"id": "ada", "name": " "}, "name ' ' cannot be used: give a text"),
        (
            "accountAdd",
            {"id": "x", "name": "X", "parentId": "x"},
            "parentId 'x' cannot be used: no account is its own parent; name",
        ),
        (
            "revenueRecord",
            {**REVENUE, "ref": ""},
            "ref '' cannot be used: a booking made by hand needs a ref, by which",
        ),
        (
            "revenueCorrect",
            {**BOOKED, "ref": None},
            "ref null cannot be used: a booking needs a ref to be found again",
        ),
        ("revenueRecord", {**REVENUE, "currency": ""}, "currency '' cannot be used: name the currency of the amount"),
        ("firmCorrect", {"timeZone": "UTC"}, "timeZone 'UTC' cannot be used: touches were cut into days by"),
    ],
)
async def test_a_sentence_calls_things_as_graphql_does(
    firm: SmallFirm, field: str, given: dict[str, Any], message: str
) -> None:
    if field == "employmentOpen":
        given = {"personId": "petra", "accountId": "cog", "decisionWeight": given["decisionWeight"]}
    elif field == "promiseClose":
        given = {"id": "kept", "expectedVersion": WRITTEN, **given}
    elif field.endswith("Correct") and "expectedVersion" not in given:
        given = {"expectedVersion": WRITTEN, **given}
    told = await change(firm, field, **given)
    assert told["__typename"] == "InvalidInputError"
    assert told["message"].startswith(message)
    assert "None" not in told["message"]


async def test_without_a_value_a_sentence_says_null(firm: SmallFirm) -> None:
    told = await change(replace(firm, purpose=None), "touchRetract", id="petra-01", expectedVersion=WRITTEN)
    assert told["message"] == "purpose null cannot be used: say in 1 to 200 characters why you ask."


@pytest.mark.parametrize(
    ("field", "given", "row"),
    [
        (
            "employmentOpen",
            {"personId": "paul", "accountId": "acme", "title": "x"},
            "an employment (person paul, account acme, from always)",
        ),
        (
            "revenueRecord",
            {**REVENUE, "on": "2026-03-01", "ref": "a1"},
            "a booking (account acme, on 2026-03-01, ref a1)",
        ),
        ("touchRecord", {**TOUCH, "id": "petra-01"}, "a touch petra-01"),
        ("accountAdd", {"id": "acme", "name": "Other"}, "an account acme"),
    ],
)
async def test_a_row_that_is_there_already_is_told_by_the_parts_of_its_key(
    firm: SmallFirm, field: str, given: dict[str, Any], row: str
) -> None:
    told = await change(firm, field, **given)
    assert told["message"].startswith(f"There is {row} already, which says something else: ")


async def test_a_firm_that_changed_is_called_the_firm(firm: SmallFirm) -> None:
    told = await change(firm, "firmCorrect", expectedVersion=7, name="Other")
    assert told["message"] == "The firm is of version 1 and not 7: read it again, then change it."


EXAMPLE = {"start": None, "on": date(2026, 1, 2), "month": date(2026, 1, 1), "rank": 0, "ref": "r"}


@pytest.mark.parametrize("kind", [kind for kind, parts in KEY_FIELDS.items() if len(parts) > 1])
def test_no_sentence_shows_a_key_as_it_is_kept(kind: type[Record]) -> None:
    """Each kind whose key has several parts is one whose parts have names."""
    key = key_text(tuple(EXAMPLE.get(part, part) for part in KEY_FIELDS[kind]))
    name = KIND_NAMES[kind]
    told = [Conflict(name, key, 1, 2), AlreadyThere(name, key), StillReferredTo(name, key), NotFound(name, key)]
    for error in told:
        assert f"{name} (" in str(error)
        assert not set('[]"') & set(str(error)), error
    assert len(KEY_FIELDS[Amendment]) > 1


def test_parts_of_a_key_that_say_nothing_are_left_out() -> None:
    covenant = key_text(("ada", CovenantKind.NON_COMPETE, None, None))
    assert "covenant (staff member ada, kind non_compete, from always)" in str(NotFound(KIND_NAMES[Covenant], covenant))
    assert "the account acme:" in str(StillReferredTo(KIND_NAMES[Account], "acme"))
