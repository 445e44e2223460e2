"""A change that cannot be made says so as a part of its answer, points at the part of the input, and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph.domain.kinds import key_of
from graph.domain.records import Account, Booking, Closeness, Employment, Person, Service, StaffMember, Touch
from graph.domain.vocabulary import ServiceRole
from schema.global_ids import global_id, id_of_key
from tests.schema.changing import MUTATIONS, ROWS, WRITTEN, change, document, members_of, named, stands
from tests.schema.firm import SmallFirm

TOUCH = {"id": "t", "at": "2026-06-01T12:00:00Z", "staffId": "ada", "personId": "petra", "channel": "CALL"}
PROMISE = {"id": "p", "staffId": "ada", "personId": "petra", "madeOn": "2026-06-01"}
CLOSENESS = {"staffId": "ada", "personId": "petra", "on": "2026-05-01", "closeness": 3}
REVENUE = {"accountId": "acme", "on": "2026-06-01", "amount": "1", "currency": "EUR", "ref": "r"}
BUYING = {"accountId": "acme", "from": "2026-06-01", "approach": "MIXED"}
EMPLOYED = named(Employment, "petra", "acme", date(2016, 1, 1))


async def refused(firm: SmallFirm, field: str, refusal: str, /, **given: Any) -> Any:
    """The refusal of a change, of this type; nothing was written."""
    before = await firm.store.revision()
    told = await change(firm, field, **given)
    assert told.pop("__typename") == refusal, told
    assert told.pop("message").endswith(".")
    assert await firm.store.revision() == before
    return told


@pytest.mark.parametrize(
    ("field", "given", "path"),
    [
        ("touchRecord", {**TOUCH, "personId": None}, "personId"),
        ("touchRecord", {**TOUCH, "id": ""}, "id"),
        ("touchRecord", {**TOUCH, "id": " t"}, "id"),
        ("touchRecord", {**TOUCH, "id": "x" * 201}, "id"),
        ("touchRecord", {**TOUCH, "purpose": " "}, "purpose"),
        ("touchRecord", {**TOUCH, "idempotencyKey": ""}, "idempotencyKey"),
        ("touchRecord", {**TOUCH, "idempotencyKey": "x" * 201}, "idempotencyKey"),
        ("touchCorrect", {"id": "petra-01", "expectedVersion": WRITTEN, "at": None}, "at"),
        ("touchCorrect", {"id": "petra-01", "expectedVersion": WRITTEN, "personId": None}, "personId"),
        ("closenessSet", {**CLOSENESS, "closeness": 5}, "closeness"),
        ("closenessSet", {**CLOSENESS, "on": "1899-12-31"}, "on"),
        ("closenessSet", {**CLOSENESS, "by": "a\nb"}, "by"),
        ("promiseMake", {**PROMISE, "personId": None}, "personId"),
        ("promiseClose", {"id": "kept", "expectedVersion": 1, "outcome": "OPEN", "closedOn": "2026-06-01"}, "outcome"),
        ("promiseClose", {"id": "kept", "expectedVersion": 1, "outcome": "KEPT", "closedOn": "2025-12-31"}, "closedOn"),
        ("employmentOpen", {"personId": "petra", "accountId": "cog", "decisionWeight": -1}, "decisionWeight"),
        ("employmentClose", {**EMPLOYED, "end": "2015-12-31"}, "end"),
        ("staffMemberAdd", {"id": "x", "name": " "}, "name"),
        ("staffMemberAdd", {"id": "x", "name": "X", "managerId": "x"}, "managerId"),
        ("staffMemberCorrect", {"id": "ada", "expectedVersion": WRITTEN, "name": None}, "name"),
        ("staffMemberCorrect", {"id": "ada", "expectedVersion": WRITTEN, "name": ""}, "name"),
        ("staffMemberCorrect", {"id": "ada", "expectedVersion": WRITTEN, "end": "2017-12-31"}, "end"),
        ("personAdd", {"id": "x", "name": "x" * 1_001}, "name"),
        ("accountAdd", {"id": "x", "name": "X", "parentId": "x"}, "parentId"),
        ("buyingSet", {**BUYING, "switchingCost": 4.5}, "switchingCost"),
        ("buyingSet", {**BUYING, "otherSuppliers": -1}, "otherSuppliers"),
        ("buyingSet", {**BUYING, "from": "2200-01-01"}, "from"),
        *(("revenueRecord", {**REVENUE, "amount": text}, "amount") for text in ("", "1,000", "1e3", "1.00001", "€ 1")),
        ("revenueRecord", {**REVENUE, "amount": "1000000000001"}, "amount"),
        ("revenueRecord", {**REVENUE, "currency": "USD"}, "currency"),
        ("revenueRecord", {**REVENUE, "currency": " "}, "currency"),
        ("revenueRecord", {**REVENUE, "ref": " "}, "ref"),
        ("revenueCorrect", {**named(Booking, "acme", date(2026, 3, 1), "a1", 0), "ref": None}, "ref"),
        (
            "covenantSet",
            {"staffId": "ada", "kind": "NON_COMPETE", "from": "2026-01-02", "until": "2026-01-01"},
            "until",
        ),
        ("promiseCorrect", {"id": "kept", "expectedVersion": WRITTEN, "closedOn": None}, "closedOn"),
        ("promiseCorrect", {"id": "kept", "expectedVersion": WRITTEN, "outcome": None}, "outcome"),
        ("firmCorrect", {"expectedVersion": WRITTEN, "currency": "USD"}, "currency"),
        ("firmCorrect", {"expectedVersion": WRITTEN, "timeZone": "UTC"}, "timeZone"),
        ("firmCorrect", {"expectedVersion": WRITTEN, "name": ""}, "name"),
        ("firmCorrect", {"expectedVersion": WRITTEN, "domains": ["able.example", "a b"]}, "domains"),
        ("firmCorrect", {"expectedVersion": WRITTEN, "domains": ["http://x"]}, "domains"),
    ],
)
async def test_what_cannot_be_meant_is_told_with_its_place(
    firm: SmallFirm, field: str, given: dict[str, Any], path: str
) -> None:
    told = await refused(firm, field, "InvalidInputError", **given)
    assert told == {"code": "INVALID_INPUT", "path": ["input", path]}


async def test_while_nothing_is_recorded_time_zone_and_currency_may_change(nobody: SmallFirm) -> None:
    told = await refused(nobody, "firmCorrect", "UnknownRecord", expectedVersion=1, name="Able")
    assert told == {"code": "NOT_FOUND", "path": ["input"], "id": ""}
    assert (await change(nobody, "firmCorrect", expectedVersion=0, name="Able"))["firm"]["version"] == 1
    given = {"expectedVersion": 1, "currency": "usd", "timeZone": " Asia/Tokyo", "domains": None}
    assert (await change(nobody, "firmCorrect", **given))["__typename"] == "FirmSaved"
    assert await nobody.data("{ firm { name domains currency timeZone version } }") == {
        "firm": {"name": "Able", "domains": [], "currency": "USD", "timeZone": "Asia/Tokyo", "version": 2}
    }


VERSIONED = [field for field in MUTATIONS if "ConflictError" in {kind.name for kind in members_of(field)}]
NEEDED: dict[str, dict[str, Any]] = {
    "promiseClose": {"outcome": "KEPT", "closedOn": "2026-06-01"},
    "employmentClose": {"end": "2026-06-01"},
    "serviceClose": {"end": "2026-06-01"},
}
CHANGES_ONE = [
    (field, {"id": name, **NEEDED.get(field, {})})
    for field in MUTATIONS
    for kind, name in ROWS.items()
    if field in {f"{kind}Correct", f"{kind}Close", f"{kind}Retract"}
]


@pytest.mark.parametrize(
    ("field", "given"),
    [*CHANGES_ONE, ("firmCorrect", {"name": "Other"}), ("closenessSet", CLOSENESS)],
)
async def test_a_row_that_changed_since_it_was_read_is_left_alone(
    firm: SmallFirm, field: str, given: dict[str, Any]
) -> None:
    told = await refused(firm, field, "ConflictError", **{**given, "expectedVersion": 7})
    assert told == {
        "code": "CONFLICT",
        "path": ["input", "expectedVersion"],
        "expectedVersion": 7,
        "foundVersion": WRITTEN,
    }


async def test_a_row_that_must_not_be_there_yet_is_set_once(firm: SmallFirm) -> None:
    given = {"staffId": "bob", "personId": "petra", "on": "2026-06-01", "closeness": 1, "expectedVersion": 0}
    assert (await change(firm, "closenessSet", **given))["closeness"]["version"] == 2
    told = await refused(firm, "closenessSet", "ConflictError", **{**given, "closeness": 2})
    assert (told["expectedVersion"], told["foundVersion"]) == (0, 2)


async def test_a_row_that_says_something_else_is_not_set_unread(firm: SmallFirm) -> None:
    given = {"staffId": "bob", "personId": "petra", "on": "2026-06-01", "closeness": 1, "by": "Cleo"}
    await change(firm, "closenessSet", **given)
    told = await refused(firm, "closenessSet", "AlreadyThereError", **{**given, "by": None})
    assert told == {"code": "ALREADY_THERE", "path": ["input", "expectedVersion"]}
    assert (await change(firm, "closenessSet", **given))["changed"] is False
    rating = Closeness("bob", "petra", 1, date(2026, 6, 1), "Cleo")
    assert await stands(firm, Closeness, *key_of(rating)) == rating


@pytest.mark.parametrize("field", [field for field, _ in CHANGES_ONE])
async def test_a_row_that_is_not_there_cannot_be_changed(firm: SmallFirm, field: str) -> None:
    others = (global_id(StaffMember, "nobody"), id_of_key(Employment, ("a", "b", None)))
    for unknown in ("nobody", "", "\x00", *others):
        given = {**NEEDED.get(field, {}), "id": unknown, "expectedVersion": WRITTEN}
        told = await refused(firm, field, "UnknownRecord", **given)
        assert told == {"code": "NOT_FOUND", "path": ["input", "id"], "id": unknown}


@pytest.mark.parametrize(
    ("field", "given", "path"),
    [
        ("touchRecord", {**TOUCH, "id": "petra-01"}, ["input", "id"]),
        ("promiseMake", {**PROMISE, "id": "kept"}, ["input", "id"]),
        ("employmentOpen", {"personId": "paul", "accountId": "acme", "title": "x"}, ["input"]),
        ("serviceOpen", {"staffId": "ada", "accountId": "acme", "role": "LEAD", "end": "2027-01-01"}, ["input"]),
        ("staffMemberAdd", {"id": "ada", "name": "Another Ada"}, ["input", "id"]),
        ("personAdd", {"id": "petra"}, ["input", "id"]),
        ("accountAdd", {"id": "acme", "name": "Acme"}, ["input", "id"]),
        ("revenueRecord", {**REVENUE, "on": "2026-03-01", "ref": "a1"}, ["input"]),
        (
            "serviceCorrect",
            {**named(Service, "bob", "acme", ServiceRole.BACKUP, None), "staffId": "ada", "role": "LEAD"},
            ["input"],
        ),
    ],
)
async def test_a_key_that_another_row_has_is_not_given_twice(
    firm: SmallFirm, field: str, given: dict[str, Any], path: list[str]
) -> None:
    given = {**given, "expectedVersion": WRITTEN} if field.endswith("Correct") else given
    told = await refused(firm, field, "AlreadyThereError", **given)
    assert told == {"code": "ALREADY_THERE", "path": path}


@pytest.mark.parametrize(
    ("field", "kind", "name"),
    [
        ("staffMemberRetract", StaffMember, "ada"),
        ("personRetract", Person, "petra"),
        ("accountRetract", Account, "acme"),
    ],
)
async def test_what_others_refer_to_is_not_retracted(
    firm: SmallFirm, field: str, kind: type[StaffMember | Person | Account], name: str
) -> None:
    told = await refused(firm, field, "StillReferredToError", id=name, expectedVersion=WRITTEN)
    assert told == {"code": "STILL_REFERRED_TO", "path": ["input", "id"]}
    assert await stands(firm, kind, name) is not None


async def test_without_a_purpose_nobody_changes_anything_or_learns_what_is_there(firm: SmallFirm) -> None:
    elsewhere = replace(firm, purpose=None)
    for given in (TOUCH, {**TOUCH, "id": "petra-01"}):
        told = await refused(elsewhere, "touchRecord", "InvalidInputError", **given)
        assert told["path"] == ["input", "purpose"]
    for name in ("nobody", "petra-01"):
        told = await refused(elsewhere, "touchRetract", "InvalidInputError", id=name, expectedVersion=1)
        assert told["path"] == ["input", "purpose"]
    unknown = id_of_key(Employment, ("a", "b", None))
    told = await refused(elsewhere, "employmentRetract", "InvalidInputError", id=unknown, expectedVersion=1)
    assert told["path"] == ["input", "purpose"]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("touchRecord", {**TOUCH, "at": "2026-06-01T12:00:00"}),
        ("touchRecord", {**TOUCH, "at": "2026-06-01"}),
        ("touchRecord", {**TOUCH, "at": "20260601T120000Z"}),
        ("touchRecord", {**TOUCH, "at": "2026-02-30T12:00:00Z"}),
        ("touchRecord", {**TOUCH, "at": "2026-06-01T12:00:00.1234567Z"}),
        ("touchRecord", {**TOUCH, "at": "1899-06-01T12:00:00Z"}),
        ("touchRecord", {**TOUCH, "at": 1_780_000_000}),
        ("touchRecord", {**TOUCH, "channel": "call"}),
        ("touchRecord", {**TOUCH, "staffId": None}),
        ("touchRecord", {**TOUCH, "content": "Dear Petra"}),
        ("touchRetract", {"id": "petra-01"}),
        ("touchRetract", {"id": "petra-01", "expectedVersion": None}),
        ("revenueRecord", {**REVENUE, "amount": 1.5}),
        ("closenessSet", {**CLOSENESS, "closeness": "3"}),
    ],
)
async def test_an_input_of_another_shape_is_refused_as_a_whole(
    firm: SmallFirm, field: str, given: dict[str, Any]
) -> None:
    reply = await firm.reply(document(field), {"input": given})
    assert reply.codes() == ("BAD_USER_INPUT",)
    assert not reply.executed
    assert await stands(firm, Touch, "t") is None
