"""The same change sent twice under one idempotency key is made once; and who changed what stands in the audit log."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from graph.domain.records import Employment, Person
from graph.errors import StoreUnavailable
from graph.store.audit_log import AuditLog
from graph.store.values import AuditEntry
from tests.schema.changing import WRITTEN, call, change, document, input_of, named, stands
from tests.schema.firm import SmallFirm

TOUCH = {"id": "t", "at": "2026-06-20T12:00:00Z", "staffId": "ada", "personId": "petra", "channel": "CALL"}
KEYED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("touchRecord", TOUCH, {"channel": "VISIT"}),
    ("touchCorrect", {"id": "petra-01", "expectedVersion": WRITTEN, "channel": "CALL"}, {"channel": "EMAIL"}),
    ("touchRetract", {"id": "petra-01", "expectedVersion": WRITTEN}, {"id": "petra-02"}),
    (
        "closenessSet",
        {"staffId": "ada", "personId": "petra", "on": "2026-06-01", "closeness": 3},
        {"closeness": 2},
    ),
    ("personAdd", {"id": "sam", "name": "Sam"}, {"name": "Sue"}),
    (
        "employmentClose",
        {**named(Employment, "paul", "acme", None), "end": "2026-06-01"},
        {"end": "2026-06-02"},
    ),
]


@pytest.mark.parametrize(("field", "given", "other"), KEYED)
async def test_the_same_change_under_one_key_is_made_once_and_told_twice(
    firm: SmallFirm, field: str, given: dict[str, Any], other: dict[str, Any]
) -> None:
    given = {**given, "idempotencyKey": "one"}
    first = await change(firm, field, **given)
    again = await change(replace(firm, now=firm.now + timedelta(days=29)), field, **given)
    assert (first["changed"], first["replayed"]) == (True, False)
    assert again == {**first, "replayed": True}
    assert await firm.store.revision() == first["revision"]
    reused = await change(firm, field, **{**given, **other})
    assert (reused["__typename"], reused["code"]) == ("IdempotencyKeyReusedError", "IDEMPOTENCY_KEY_REUSED")
    assert reused["path"] == ["input", "idempotencyKey"]
    assert await firm.store.revision() == first["revision"]


async def test_a_payload_is_told_as_it_was_whatever_happened_to_the_row_since(firm: SmallFirm) -> None:
    first = await change(firm, "touchRecord", **TOUCH, idempotencyKey="one")
    await change(firm, "touchRetract", id="t", expectedVersion=2)
    again = await change(firm, "touchRecord", **TOUCH, idempotencyKey="one")
    assert again == {**first, "replayed": True}
    assert await firm.store.revision() == 3


async def test_a_key_that_came_with_a_refusal_may_come_again(firm: SmallFirm) -> None:
    refused = await change(firm, "touchRecord", **{**TOUCH, "staffId": "hal"}, idempotencyKey="one")
    assert refused["code"] == "NOT_FOUND"
    assert (await change(firm, "touchRecord", **TOUCH, idempotencyKey="one"))["replayed"] is False


async def test_one_key_twice_in_one_operation_and_in_parallel_makes_one_change(firm: SmallFirm) -> None:
    query = f"""mutation ($input: {input_of("touchRecord").name}!) {{
      a: {call("touchRecord")} b: {call("touchRecord")} }}"""
    given = {**TOUCH, "idempotencyKey": "one"}
    told = await asyncio.gather(*(firm.data(query, input=given) for _ in range(4)))
    made = [one[name] for one in told for name in "ab"]
    assert sorted(one["replayed"] for one in made) == [False] + [True] * 7
    assert len({(one["touch"]["id"], one["touch"]["version"], one["revision"]) for one in made}) == 1
    assert await firm.store.revision() == 2


async def test_of_many_who_expect_the_same_version_exactly_one_wins(firm: SmallFirm) -> None:
    told = await asyncio.gather(
        *(
            change(firm, "personCorrect", id="petra", expectedVersion=WRITTEN, title=f"Title {number}")
            for number in range(8)
        )
    )
    won = [number for number, one in enumerate(told) if one["__typename"] == "PersonSaved"]
    assert len(won) == 1
    assert {one["foundVersion"] for one in told if one["__typename"] == "ConflictError"} == {2}
    petra = await stands(firm, Person, "petra")
    assert petra is not None
    assert petra.title == f"Title {won[0]}"


async def test_a_change_that_names_somebody_leaves_a_row_under_its_own_name(firm: SmallFirm) -> None:
    await change(firm, "touchRecord", **TOUCH, purpose="tidying up")
    await change(firm, "touchRetract", id="t", expectedVersion=2)
    await change(firm, "accountAdd", id="echo", name="Echo")
    await change(firm, "employmentClose", **named(Employment, "paul", "acme", None), end="2026-06-01")
    rows = [(entry.question, entry.subjects, entry.purpose) for entry in await firm.audit.entries(10)]
    assert rows == [
        ("employmentClose", ("paul",), "local use"),
        ("touchRetract", ("ada", "petra"), "local use"),
        ("touchRecord", ("ada", "petra"), "tidying up"),
    ]


class Full:
    """An audit log whose disk is full."""

    async def append(self, entry: AuditEntry) -> None:
        raise StoreUnavailable("audit", f"No row about {len(entry.subjects)}: make room on the disk.")


async def test_without_its_row_no_payload_goes_out_and_the_same_key_tells_it_later(firm: SmallFirm) -> None:
    given = {**TOUCH, "idempotencyKey": "one"}
    reply = await replace(firm, audit=cast(AuditLog, Full())).reply(document("touchRecord"), {"input": given})
    assert reply.codes() == ("STORE_UNAVAILABLE",)
    assert reply.data == {"touchRecord": None}
    told = await change(firm, "touchRecord", **given)
    assert (told["touch"]["version"], told["revision"]) == (2, 2)
    assert [entry.question for entry in await firm.audit.entries(10)] == ["touchRecord"]


async def test_a_row_is_looked_up_by_the_id_its_payload_gave_and_that_is_noted(firm: SmallFirm) -> None:
    made = await change(firm, "closenessSet", staffId="bob", personId="petra", on="2026-06-01", closeness=1)
    query = """query ($id: ID!) { node(id: $id) { id ... on Closeness { version on closeness staffMember { name }
      person { name } } } }"""
    found = (await firm.data(query, id=made["closeness"]["id"]))["node"]
    assert found == {
        "id": made["closeness"]["id"],
        "version": 2,
        "on": date(2026, 6, 1).isoformat(),
        "closeness": 1,
        "staffMember": {"name": "Bob Brown"},
        "person": {"name": "Petra Pane"},
    }
    (newest, *_) = await firm.audit.entries(1)
    assert (newest.question, newest.subjects) == ("node", ("bob", "petra"))
