"""Looking up a named person leaves a row in the audit log before the answer goes out; lists and accounts do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from graph.domain.records import Account, Person, StaffMember
from graph.errors import StoreUnavailable
from graph.store.audit_log import AuditLog
from graph.store.values import AuditEntry
from schema.global_ids import global_id
from tests.schema.firm import NOW, SmallFirm

ADA, PETRA, ACME = global_id(StaffMember, "ada"), global_id(Person, "petra"), global_id(Account, "acme")
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"


async def kept(firm: SmallFirm) -> list[tuple[str, tuple[str, ...], str]]:
    return [(entry.question, entry.subjects, entry.purpose) for entry in await firm.audit.entries(20)]


@pytest.mark.parametrize(("field", "subject"), [("staffMember", "ada"), ("person", "petra")])
async def test_somebody_looked_up_by_id_leaves_one_row(firm: SmallFirm, field: str, subject: str) -> None:
    query = f'query ($why: String) {{ {field}(id: "{subject}", purpose: $why) {{ name }} }}'
    await firm.data(query, why="planning the handover")
    (entry,) = await firm.audit.entries(10)
    revision = await firm.store.revision()
    assert entry == AuditEntry(NOW, "local", "planning the handover", field, (subject,), revision)
    await firm.data(query)
    assert (await kept(firm))[0] == (field, (subject,), "local use")


async def test_nodes_leave_one_row_about_those_of_them_who_are_somebody(firm: SmallFirm) -> None:
    ids = [PETRA, ACME, "nonsense", ADA, global_id(StaffMember, "gone"), ADA]
    await replace(firm, purpose="succession").data(NODES, ids=ids)
    assert await kept(firm) == [("node", ("petra", "ada"), "succession")]


async def test_a_node_leaves_one_row(firm: SmallFirm) -> None:
    await firm.data("query ($id: ID!) { node(id: $id) { id } }", id=PETRA)
    assert await kept(firm) == [("node", ("petra",), "local use")]


async def test_lists_accounts_and_ids_that_nobody_has_leave_no_row(firm: SmallFirm) -> None:
    await firm.data("{ staff { edges { node { name } } } people { edges { node { name } } } }")
    await firm.data('{ account(id: "acme") { name } staffMember(id: "nobody") { name } person(id: "ada") { name } }')
    await firm.data(NODES, ids=[ACME, global_id(Person, "nobody"), "nonsense"])
    assert await kept(firm) == []


@pytest.mark.parametrize("identifier", ["ada", "nobody"])
async def test_without_a_purpose_nobody_learns_whether_an_id_is_taken(firm: SmallFirm, identifier: str) -> None:
    elsewhere = replace(firm, purpose=None)
    asked: dict[str, Any] = {"id": identifier, "ids": [global_id(StaffMember, identifier)]}
    for query in (
        "query ($id: ID!) { staffMember(id: $id) { name } }",
        "query ($id: ID!) { person(id: $id) { name } }",
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
    ):
        given = {name: value for name, value in asked.items() if f"${name}:" in query}
        assert await elsewhere.codes(query, **given) == ("INVALID_INPUT",)
    assert await elsewhere.data(NODES, ids=[ACME]) == {"nodes": [{"id": ACME}]}
    assert await kept(firm) == []


@pytest.mark.parametrize("purpose", ["", "  ", "x" * 201])
async def test_a_purpose_that_says_nothing_is_refused(firm: SmallFirm, purpose: str) -> None:
    query = 'query ($why: String) { staffMember(id: "ada", purpose: $why) { name } }'
    assert await firm.codes(query, why=purpose) == ("INVALID_INPUT",)


class Full:
    """An audit log whose disk is full."""

    async def append(self, entry: AuditEntry) -> None:
        raise StoreUnavailable("audit", f"No row about {len(entry.subjects)}: make room on the disk.")


@pytest.mark.parametrize(
    "query",
    [
        '{ staffMember(id: "ada") { name } }',
        '{ person(id: "petra") { name } }',
        f'{{ node(id: "{ADA}") {{ id }} }}',
        '{ search(text: "ada") { totalCount } }',
        '{ staff(filter: {name: "ada"}) { totalCount } }',
        '{ people(filter: {name: "petra"}) { totalCount } }',
        '{ departureImpact(input: {leavers: [{id: "dora"}]}) { ... on UserError { message } } }',
    ],
)
async def test_without_its_row_no_answer_goes_out(firm: SmallFirm, query: str) -> None:
    reply = await replace(firm, audit=cast(AuditLog, Full())).reply(query)
    assert reply.codes() == ("STORE_UNAVAILABLE",)
    assert not any((reply.data or {}).values())
