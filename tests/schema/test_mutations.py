"""Every change that can be wished for: what it writes, and what it answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from graph.domain.kinds import Record, key_of
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Firm,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)
from graph.domain.vocabulary import (
    BuyingApproach,
    Channel,
    CovenantKind,
    DecisionRole,
    DecisionRule,
    Direction,
    PromiseOutcome,
    ServiceRole,
)
from schema.global_ids import global_id, row_id
from tests.schema.changing import MUTATIONS, WRITTEN, change, input_of, members_of, named, stands
from tests.schema.firm import SmallFirm

ADA, PETRA, ACME = global_id(StaffMember, "ada"), global_id(Person, "petra"), global_id(Account, "acme")
LATE = datetime(2026, 6, 30, 22, 15, tzinfo=UTC)
"""A quarter past midnight on the first of July where the firm is."""

WRITES: list[tuple[str, dict[str, Any], Record]] = [
    (
        "touchRecord",
        {"id": "t", "at": "2026-06-30T22:15Z", "staffId": ADA, "personId": "petra", "channel": "CALL"},
        Touch("t", LATE, date(2026, 7, 1), "ada", Channel.CALL, "petra"),
    ),
    (
        "touchRecord",
        {"id": "t", "at": "2026-07-01T00:15:00.000001+02:00", "staffId": "ada", "accountId": ACME, "channel": "VISIT"}
        | {"direction": "IN"},
        Touch("t", LATE.replace(microsecond=1), date(2026, 7, 1), "ada", Channel.VISIT, None, "acme", Direction.IN),
    ),
    (
        "touchCorrect",
        {"id": "petra-01", "at": "2026-06-30T22:15:00Z", "accountId": "acme", "personId": None, "channel": "EMAIL"},
        Touch("petra-01", LATE, date(2026, 7, 1), "ada", Channel.EMAIL, None, "acme"),
    ),
    (
        "closenessSet",
        {"staffId": "bob", "personId": PETRA, "on": "2026-06-01", "closeness": 3, "by": " Cleo "},
        Closeness("bob", "petra", 3, date(2026, 6, 1), "Cleo"),
    ),
    (
        "closenessSet",
        {"staffId": "ada", "personId": "petra", "on": "2026-05-01", "closeness": 0, "expectedVersion": WRITTEN},
        Closeness("ada", "petra", 0, date(2026, 5, 1)),
    ),
    (
        "promiseMake",
        {"id": "p", "staffId": "ada", "personId": "petra", "madeOn": "2026-06-01", "dueOn": "2026-07-01"},
        Promise("p", "ada", date(2026, 6, 1), "petra", None, date(2026, 7, 1)),
    ),
    (
        "promiseClose",
        {"id": "kept", "outcome": "BROKEN", "closedOn": "2026-03-01"},
        Promise("kept", "ada", date(2026, 1, 1), "petra", None, None, PromiseOutcome.BROKEN, date(2026, 3, 1)),
    ),
    (
        "promiseCorrect",
        {"id": "kept", "outcome": None, "closedOn": None, "accountId": "acme", "madeOn": "2025-12-31"},
        Promise("kept", "ada", date(2025, 12, 31), "petra", "acme"),
    ),
    (
        "employmentOpen",
        {"personId": PETRA, "accountId": ACME, "start": "2026-06-01", "title": "Buyer", "decisionRole": "PURCHASING"}
        | {"decisionWeight": 12.5, "veto": True, "end": "2027-01-01"},
        Employment(
            "petra",
            "acme",
            "Buyer",
            DecisionRole.PURCHASING,
            12.5,
            veto=True,
            start=date(2026, 6, 1),
            end=date(2027, 1, 1),
        ),
    ),
    ("employmentOpen", {"personId": "petra", "accountId": "bolt"}, Employment("petra", "bolt")),
    (
        "employmentClose",
        {**named(Employment, "paul", "acme", None), "end": "2026-06-01"},
        Employment("paul", "acme", end=date(2026, 6, 1)),
    ),
    (
        "employmentCorrect",
        {**named(Employment, "petra", "acme", date(2016, 1, 1)), "start": "2015-01-01", "decisionRole": "ECONOMIC"},
        Employment("petra", "acme", decision_role=DecisionRole.ECONOMIC, start=date(2015, 1, 1)),
    ),
    (
        "serviceOpen",
        {"staffId": "bob", "accountId": "bolt", "role": "SPECIALIST", "start": "2026-06-01"},
        Service("bob", "bolt", ServiceRole.SPECIALIST, date(2026, 6, 1)),
    ),
    (
        "serviceClose",
        {**named(Service, "ada", "acme", ServiceRole.LEAD, None), "end": "2026-06-01"},
        Service("ada", "acme", ServiceRole.LEAD, None, date(2026, 6, 1)),
    ),
    (
        "serviceCorrect",
        {**named(Service, "ada", "bolt", ServiceRole.LEAD, date(2023, 1, 1)), "role": "BACKUP", "start": None},
        Service("ada", "bolt", ServiceRole.BACKUP),
    ),
    (
        "staffMemberAdd",
        {"id": "hal", "name": "  Hal Hope ", "managerId": ADA, "start": "2026-06-01", "team": "north"},
        StaffMember("hal", "Hal Hope", "", "", "north", "ada", date(2026, 6, 1)),
    ),
    (
        "staffMemberCorrect",
        {"id": ADA, "end": "2026-12-31", "email": None, "managerId": None},
        StaffMember("ada", "Ada Able", "", "Key account", "north", None, date(2018, 1, 1), date(2026, 12, 31)),
    ),
    ("personAdd", {"id": "sam"}, Person("sam")),
    (
        "personCorrect",
        {"id": "petra", "title": "Retired", "email": None},
        Person("petra", "Petra Pane", "", "Retired"),
    ),
    (
        "accountAdd",
        {"id": "echo", "name": "Echo", "parentId": ACME, "since": "2026-06-01", "domain": "echo.example"},
        Account("echo", "Echo", "echo.example", "", "acme", date(2026, 6, 1)),
    ),
    ("accountCorrect", {"id": "dune", "parentId": None, "industry": "sand"}, Account("dune", "Dune", "", "sand")),
    (
        "buyingSet",
        {"accountId": "acme", "from": "2026-06-01", "approach": "TENDER", "decisionRule": "CONSENSUS"}
        | {"switchingCost": 2, "otherSuppliers": 3, "renewalOn": "2027-01-01"},
        Buying("acme", date(2026, 6, 1), BuyingApproach.TENDER, DecisionRule.CONSENSUS, 2.0, 3, date(2027, 1, 1)),
    ),
    (
        "buyingSet",
        {"accountId": "dune", "from": "2024-01-01", "approach": "MIXED", "expectedVersion": WRITTEN},
        Buying("dune", date(2024, 1, 1), BuyingApproach.MIXED),
    ),
    (
        "revenueRecord",
        {"accountId": "acme", "on": "2026-06-01", "amount": "-1265793.04", "currency": "eur", "ref": "r1"},
        Booking("acme", date(2026, 6, 1), -12_657_930_400, "r1", currency="EUR"),
    ),
    (
        "revenueCorrect",
        {**named(Booking, "acme", date(2026, 3, 1), "a1", 0), "amount": "7", "line": "parts", "ref": "a2"},
        Booking("acme", date(2026, 3, 1), 70_000, "a2", line="parts", currency="EUR"),
    ),
    (
        "covenantSet",
        {"staffId": "ada", "kind": "NON_SOLICIT", "from": "2020-01-01", "accountId": "acme", "until": "2028-01-01"},
        Covenant("ada", CovenantKind.NON_SOLICIT, date(2020, 1, 1), "acme", date(2028, 1, 1)),
    ),
    ("covenantSet", {"staffId": "ada", "kind": "NON_COMPETE"}, Covenant("ada", CovenantKind.NON_COMPETE)),
    (
        "firmCorrect",
        {"name": "Able & Daughters", "domains": ["b.example", " @Able.Example", "b.example"]},
        Firm("Able & Daughters", ("able.example", "b.example"), "EUR", "Europe/Berlin"),
    ),
]
RETRACTIONS: list[tuple[str, dict[str, Any], type[Record], tuple[Any, ...]]] = [
    ("touchRetract", {"id": "petra-01"}, Touch, ("petra-01",)),
    ("closenessRetract", {}, Closeness, ("ada", "petra", date(2026, 5, 1))),
    ("promiseRetract", {"id": "kept"}, Promise, ("kept",)),
    ("employmentRetract", {}, Employment, ("paul", "acme", None)),
    ("serviceRetract", {}, Service, ("ada", "dune", ServiceRole.LEAD, None)),
    ("staffMemberRetract", {"id": "evan"}, StaffMember, ("evan",)),
    ("personRetract", {"id": "sam"}, Person, ("sam",)),
    ("accountRetract", {"id": "echo"}, Account, ("echo",)),
    ("buyingRetract", {}, Buying, ("dune", date(2024, 1, 1))),
    ("revenueRetract", {}, Booking, ("dune", date(2026, 5, 1), "d1", 0)),
    ("covenantRetract", {}, Covenant, ("bob", CovenantKind.NON_SOLICIT, None, None)),
]


def test_every_mutation_is_tried_here() -> None:
    assert {field for field, *_ in WRITES} | {field for field, *_ in RETRACTIONS} == set(MUTATIONS)


def takes_a_version(field: str) -> bool:
    return field.endswith(("Correct", "Close"))


@pytest.mark.parametrize(("field", "given", "wanted"), WRITES)
async def test_a_change_writes_what_it_says_and_answers_with_the_row(
    firm: SmallFirm, field: str, given: dict[str, Any], wanted: Record
) -> None:
    given = {"expectedVersion": WRITTEN, **given} if takes_a_version(field) else given
    made = await change(firm, field, **given)
    assert made.pop("__typename") == members_of(field)[0].name
    assert (made.pop("revision"), made.pop("changed"), made.pop("replayed")) == (2, True, False)
    (row,) = made.values()
    assert row == {"id": row_id(wanted), "version": 2}
    assert await stands(firm, type(wanted), *key_of(wanted)) == wanted
    assert await firm.store.revision() == 2


@pytest.mark.parametrize(("field", "given", "kind", "key"), RETRACTIONS)
async def test_a_retraction_removes_the_row_and_answers_with_its_id(
    firm: SmallFirm, field: str, given: dict[str, Any], kind: type[Record], key: tuple[Any, ...]
) -> None:
    await firm.add(Person("sam"), Account("echo", "Echo"), Covenant("bob", CovenantKind.NON_SOLICIT))
    row = await stands(firm, kind, *key)
    assert row is not None
    made = await change(firm, field, **{**named(kind, *key, version=row.version), **given})
    assert made == {
        "__typename": "Retracted",
        "id": row_id(row),
        "revision": 3,
        "changed": True,
        "replayed": False,
    }
    assert await stands(firm, kind, *key) is None


@pytest.mark.parametrize(("field", "given", "wanted"), [row for row in WRITES if not takes_a_version(row[0])])
async def test_the_same_row_again_changes_nothing(
    firm: SmallFirm, field: str, given: dict[str, Any], wanted: Record
) -> None:
    first = await change(firm, field, **given)
    read_at = {"expectedVersion": first["revision"]} if "expectedVersion" in given else {}
    again = await change(firm, field, **{**given, **read_at})
    assert again == {**first, "changed": False}
    assert await firm.store.revision() == first["revision"]
    assert await stands(firm, type(wanted), *key_of(wanted)) == wanted


async def test_what_a_correction_leaves_out_stays_and_what_it_clears_is_empty(firm: SmallFirm) -> None:
    before = await stands(firm, StaffMember, "ada")
    assert before is not None
    assert (before.email, before.team) == ("ada@able.example", "north")
    made = await change(firm, "staffMemberCorrect", id="ada", expectedVersion=WRITTEN, email=None)
    after = await stands(firm, StaffMember, "ada")
    assert after is not None
    assert (after.email, after.team, after.manager_id) == ("", "north", "cleo")
    made = await change(firm, "staffMemberCorrect", id="ada", expectedVersion=made["revision"], team="")
    assert (await firm.data('{ staffMember(id: "ada") { team version } }'))["staffMember"] == {
        "team": "",
        "version": made["revision"],
    }


async def test_a_set_row_says_nothing_of_what_is_left_out(firm: SmallFirm) -> None:
    given = {"staffId": "ada", "personId": "petra", "on": "2026-05-01", "closeness": 4}
    await change(firm, "closenessSet", **given, expectedVersion=WRITTEN)
    assert await stands(firm, Closeness, "ada", "petra", date(2026, 5, 1)) == Closeness(
        "ada", "petra", 4, date(2026, 5, 1)
    )


async def test_a_booking_of_the_file_without_a_ref_can_be_corrected_and_given_one(firm: SmallFirm) -> None:
    await firm.add(Booking("cog", date(2026, 1, 1), 10_000, "", 1, currency="EUR"))
    key = named(Booking, "cog", date(2026, 1, 1), "", 1, version=2)
    await change(firm, "revenueCorrect", **key, amount="2.5")
    assert await stands(firm, Booking, "cog", date(2026, 1, 1), "", 1) == Booking(
        "cog", date(2026, 1, 1), 25_000, "", 1, currency="EUR"
    )
    await change(firm, "revenueCorrect", **{**key, "expectedVersion": 3}, ref="c1")
    assert await stands(firm, Booking, "cog", date(2026, 1, 1), "", 1) is None
    assert await stands(firm, Booking, "cog", date(2026, 1, 1), "c1", 0) == Booking(
        "cog", date(2026, 1, 1), 25_000, "c1", currency="EUR"
    )


async def test_the_first_amount_of_all_settles_the_currency(nobody: SmallFirm) -> None:
    await change(nobody, "accountAdd", id="a", name="A")
    given = {"accountId": "a", "on": "2026-01-01", "amount": "1", "currency": "USD", "ref": "1"}
    assert (await change(nobody, "revenueRecord", **given))["__typename"] == "BookingSaved"
    refused = await change(nobody, "revenueRecord", **{**given, "ref": "2", "currency": "EUR"})
    assert (refused["code"], refused["path"]) == ("INVALID_INPUT", ["input", "currency"])


async def test_a_firm_is_told_from_nothing(nobody: SmallFirm) -> None:
    """A store that was never told anything takes staff members, accounts, people and what is between them."""
    await change(nobody, "staffMemberAdd", id="s", name="S")
    await change(nobody, "accountAdd", id="a", name="A")
    await change(nobody, "personAdd", id="p")
    await change(nobody, "employmentOpen", personId="p", accountId="a")
    await change(nobody, "touchRecord", id="t", at="2026-01-01T12:00Z", staffId="s", personId="p", channel="CALL")
    answer = await nobody.data(
        """{ departureImpact(input: {leavers: [{id: "s"}], draws: 0}) { ... on DepartureImpact {
        accounts { edges { node { name evidence { touchCount } } } } } } }"""
    )
    (edge,) = answer["departureImpact"]["accounts"]["edges"]
    assert edge["node"] == {"name": "A", "evidence": {"touchCount": 1}}


def test_changes_that_need_a_version_say_so_in_their_type() -> None:
    for field in MUTATIONS:
        given = input_of(field).fields
        assert ("expectedVersion" in given) == (not field.endswith(("Add", "Record", "Make", "Open")))
        if "expectedVersion" in given:
            assert str(given["expectedVersion"].type) == ("Int" if field.endswith("Set") else "Int!")
        assert {"idempotencyKey", "purpose"} <= set(given)
