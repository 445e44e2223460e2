"""Whatever is changed, the next answer shows it: in the same operation and in the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from graph.domain.records import Booking, Buying, Closeness, Employment, Service
from graph.domain.vocabulary import ServiceRole
from tests.schema.changing import WRITTEN, call, change, document, input_of, named
from tests.schema.firm import SmallFirm

ASKED = """departureImpact(input: {leavers: [{id: "ada"}], draws: 0}) { ... on DepartureImpact {
  basis { revision } totals { valueInTouch { amount } }
  leavers { name }
  accounts { edges { node { name value { amount } missing waterfall { name value } pivotal { name }
    surviving { name role }
    evidence { touchCount ratings promisesKept promisesBroken } } } } }
  ... on UserError { code } }"""

Row = Callable[[Any], Any]


def at(name: str, show: Row) -> Row:
    """What the answer shows of an account; None where it shows none of this name."""

    def found(answer: Any) -> Any:
        rows = [edge["node"] for edge in answer["accounts"]["edges"] if edge["node"]["name"] == name]
        return show(rows[0]) if rows else None

    return found


def evidence(name: str, part: str) -> Row:
    return at(name, lambda row: row["evidence"][part])


def surviving(name: str) -> Row:
    return at(name, lambda row: [(one["name"], one["role"]) for one in row["surviving"]])


def factor(name: str, term: str) -> Row:
    return at(name, lambda row: next(one["value"] for one in row["waterfall"] if one["name"] == term))


TOUCH = {"id": "t", "at": "2026-06-20T12:00:00Z", "staffId": "ada", "channel": "CALL"}
SHOWN: list[tuple[str, dict[str, Any], Row, tuple[Any, Any]]] = [
    ("touchRecord", {**TOUCH, "personId": "petra"}, evidence("Acme", "touchCount"), (15, 16)),
    ("touchCorrect", {"id": "acme-01", "accountId": "cog"}, evidence("Cog", "touchCount"), (2, 3)),
    ("touchRetract", {"id": "petra-06"}, evidence("Acme", "touchCount"), (15, 14)),
    (
        "closenessSet",
        {"staffId": "ada", "personId": "quinn", "on": "2026-06-01", "closeness": 4},
        evidence("Bolt", "ratings"),
        (0, 1),
    ),
    ("closenessRetract", named(Closeness, "ada", "petra", date(2026, 5, 1)), evidence("Acme", "ratings"), (1, 0)),
    (
        "promiseClose",
        {"id": "kept", "outcome": "BROKEN", "closedOn": "2026-02-01"},
        evidence("Acme", "promisesBroken"),
        (0, 1),
    ),
    (
        "promiseCorrect",
        {"id": "broken", "closedOn": None, "outcome": "OPEN"},
        evidence("Bolt", "promisesBroken"),
        (1, 0),
    ),
    ("promiseRetract", {"id": "kept"}, evidence("Acme", "promisesKept"), (1, 0)),
    ("employmentOpen", {"personId": "rita", "accountId": "cog"}, evidence("Cog", "touchCount"), (2, 4)),
    (
        "employmentClose",
        {**named(Employment, "quinn", "bolt", date(2023, 1, 1)), "end": "2026-06-01"},
        evidence("Bolt", "touchCount"),
        (3, 0),
    ),
    (
        "employmentCorrect",
        {**named(Employment, "rita", "dune", None), "start": "2026-12-01"},
        evidence("Dune", "touchCount"),
        (2, 0),
    ),
    ("employmentRetract", named(Employment, "rita", "dune", None), evidence("Dune", "touchCount"), (2, 0)),
    (
        "serviceOpen",
        {"staffId": "gus", "accountId": "bolt", "role": "BACKUP"},
        surviving("Bolt"),
        ([], [("Bob Brown", "BACKUP")]),
    ),
    (
        "serviceClose",
        {**named(Service, "bob", "acme", ServiceRole.BACKUP, None), "end": "2026-06-01"},
        surviving("Acme"),
        ([("Bob Brown", "BACKUP")], [("Bob Brown", None)]),
    ),
    (
        "serviceRetract",
        named(Service, "bob", "acme", ServiceRole.BACKUP, None),
        surviving("Acme"),
        ([("Bob Brown", "BACKUP")], [("Bob Brown", None)]),
    ),
    (
        "serviceCorrect",
        {**named(Service, "bob", "acme", ServiceRole.BACKUP, None), "role": "LEAD"},
        surviving("Acme"),
        ([("Bob Brown", "BACKUP")], [("Bob Brown", "LEAD")]),
    ),
    (
        "staffMemberCorrect",
        {"id": "ada", "name": "Ada Ames"},
        lambda answer: answer["leavers"][0]["name"],
        ("Ada Able", "Ada Ames"),
    ),
    (
        "personCorrect",
        {"id": "petra", "name": "Petra Port"},
        at("Acme", lambda row: row["pivotal"]["name"]),
        ("Petra Pane", "Petra Port"),
    ),
    ("accountCorrect", {"id": "cog", "name": "Cogs"}, at("Cogs", lambda row: row["name"]), (None, "Cogs")),
    (
        "buyingSet",
        {"accountId": "acme", "from": "2026-01-01", "approach": "MIXED"},
        at("Acme", lambda row: "BUYING_APPROACH" in row["missing"]),
        (True, False),
    ),
    (
        "buyingRetract",
        named(Buying, "dune", date(2024, 1, 1)),
        at("Dune", lambda row: "BUYING_APPROACH" in row["missing"]),
        (False, True),
    ),
    (
        "revenueRecord",
        {"accountId": "cog", "on": "2026-06-01", "amount": "12.5", "currency": "EUR", "ref": "c"},
        at("Cog", lambda row: row["value"]),
        (None, {"amount": "12.50"}),
    ),
    (
        "revenueCorrect",
        {**named(Booking, "bolt", date(2026, 4, 1), "b1", 0), "amount": "1"},
        at("Bolt", lambda row: row["value"]),
        ({"amount": "50000.00"}, {"amount": "1.00"}),
    ),
    (
        "revenueRetract",
        named(Booking, "bolt", date(2026, 4, 1), "b1", 0),
        at("Bolt", lambda row: row["value"]),
        ({"amount": "50000.00"}, None),
    ),
    ("covenantSet", {"staffId": "ada", "kind": "NON_SOLICIT"}, factor("Acme", "NON_SOLICIT"), (0, 1)),
]


async def asked(firm: SmallFirm) -> Any:
    return (await firm.data(f"{{ {ASKED} }}"))["departureImpact"]


@pytest.mark.parametrize(("field", "given", "show", "expected"), SHOWN)
async def test_the_next_answer_shows_the_change(
    firm: SmallFirm, field: str, given: dict[str, Any], show: Row, expected: tuple[Any, Any]
) -> None:
    before, after = expected
    if field.endswith(("Correct", "Close", "Retract")):
        given = {"expectedVersion": WRITTEN, **given}
    assert show(await asked(firm)) == before
    made = await change(firm, field, f"query {{ {ASKED} }}", **given)
    within = made["query"]["departureImpact"]
    assert show(within) == after
    assert within["basis"]["revision"] == made["revision"]
    assert await asked(firm) == within


async def test_two_changes_of_one_operation_and_what_each_leads_to(firm: SmallFirm) -> None:
    shown = f"query {{ {ASKED} }}"
    record, retract = input_of("touchRecord").name, input_of("touchRetract").name
    query = f"""mutation ($a: {record}!, $b: {retract}!, $c: {record}!) {{
      a: {call("touchRecord", "a", shown)}
      b: {call("touchRetract", "b", shown)}
      c: {call("touchRecord", "c", shown)} }}"""
    given = {**TOUCH, "personId": "petra"}
    made = await firm.data(query, a=given, b={"id": "t", "expectedVersion": 2}, c=given)
    counted = evidence("Acme", "touchCount")
    assert [made[name]["revision"] for name in "abc"] == [2, 3, 4]
    assert [counted(made[name]["query"]["departureImpact"]) for name in "abc"] == [16, 15, 16]


async def test_what_was_loaded_before_a_change_is_not_shown_after_it(firm: SmallFirm) -> None:
    """Each payload leads to the same manager, whom the changes between rename."""
    reads = "staffMember { manager { name version } }"
    rename = input_of("staffMemberCorrect").name
    touch = input_of("touchRecord").name
    query = f"""mutation ($a: {touch}!, $b: {rename}!, $c: {touch}!) {{
      a: touchRecord(input: $a) {{ ... on TouchSaved {{ touch {{ {reads} }} }} }}
      b: staffMemberCorrect(input: $b) {{ ... on StaffMemberSaved {{ staffMember {{ name }} }} }}
      c: touchRecord(input: $c) {{ ... on TouchSaved {{ touch {{ {reads} }} }} }} }}"""
    made = await firm.data(
        query,
        a={**TOUCH, "personId": "petra"},
        b={"id": "cleo", "expectedVersion": WRITTEN, "name": "Cleo Chair"},
        c={**TOUCH, "id": "u", "personId": "petra"},
    )
    assert made["a"]["touch"]["staffMember"]["manager"] == {"name": "Cleo Chief", "version": 1}
    assert made["c"]["touch"]["staffMember"]["manager"] == {"name": "Cleo Chair", "version": 3}


async def test_a_change_that_fails_leaves_those_before_and_after_it(firm: SmallFirm) -> None:
    calls = [f"{name}: {call('personAdd', given)}" for name, given in zip("abcd", "aabb", strict=True)]
    query = f"mutation ($a: PersonAddInput!, $b: PersonAddInput!) {{ {' '.join(calls)} }}"
    made = await firm.data(query, a={"id": "sam"}, b={"id": "petra"})
    assert [made[name]["__typename"] for name in "abcd"] == ["PersonSaved", "PersonSaved", *["AlreadyThereError"] * 2]
    assert [made[name]["changed"] for name in "ab"] == [True, False]


async def test_the_document_shown_after_a_change_may_hold_an_error_of_its_own(firm: SmallFirm) -> None:
    """What was changed is told all the same."""
    reply = await firm.reply(
        document("personAdd", "query { staff(first: 0) { totalCount } }"), {"input": {"id": "sam"}}
    )
    assert reply.codes() == ("INVALID_INPUT",)
    assert reply.data is not None
    assert (reply.data["personAdd"]["query"], reply.data["personAdd"]["person"]["version"]) == (None, 2)


async def test_a_promise_that_was_made_counts_once_it_is_closed_and_a_covenant_until_it_is_retracted(
    firm: SmallFirm,
) -> None:
    promise = {"id": "p", "staffId": "ada", "personId": "petra", "madeOn": "2026-06-01"}
    made = await change(firm, "promiseMake", **promise)
    closing = {"id": made["promise"]["id"], "expectedVersion": 2, "outcome": "KEPT", "closedOn": "2026-06-10"}
    assert evidence("Acme", "promisesKept")(await asked(firm)) == 1
    await change(firm, "promiseClose", **closing)
    assert evidence("Acme", "promisesKept")(await asked(firm)) == 2
    covenant = (await change(firm, "covenantSet", staffId="ada", kind="NON_SOLICIT"))["covenant"]
    assert factor("Bolt", "NON_SOLICIT")(await asked(firm)) == 1
    await change(firm, "covenantRetract", id=covenant["id"], expectedVersion=covenant["version"])
    assert factor("Bolt", "NON_SOLICIT")(await asked(firm)) == 0


async def test_somebody_who_was_added_can_be_asked_about_at_once_and_who_was_retracted_cannot(firm: SmallFirm) -> None:
    asks = """query { departureImpact(input: {leavers: [{id: "hal"}], draws: 0}) { __typename } staffMember(id: "hal") {
      name } account(id: "hal") { name } person(id: "hal") { id } }"""
    for field, shown in (("staffMember", "name"), ("person", "id"), ("account", "name")):
        made = await change(firm, f"{field}Add", asks, id="hal", **({} if field == "person" else {"name": "Hal"}))
        row = made[field]
        assert made["query"][field][shown] == ("Hal" if shown == "name" else row["id"])
        gone = await change(firm, f"{field}Retract", asks, id="hal", expectedVersion=row["version"])
        assert gone["query"] == {
            "departureImpact": {"__typename": "UnknownStaffMember"},
            "staffMember": None,
            "person": None,
            "account": None,
        }
