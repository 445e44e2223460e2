"""The audit log over GraphQL: who looked, newest first, and that looking into it about somebody is kept, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from graph.domain.records import Account, Person, StaffMember
from graph.questions.paging import cursor_at
from graph.store.values import AuditEntry
from schema.global_ids import global_id
from tests.schema.firm import NOW, SmallFirm

LOG = """query ($subject: ID, $first: Int, $after: String) {
  auditLog(subject: $subject, first: $first, after: $after) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { at viewer purpose question subjects revision } } } }"""


async def asked_about(firm: SmallFirm, *ids: str) -> None:
    """Look these staff members up, one a minute."""
    for minute, identifier in enumerate(ids):
        then = replace(firm, now=NOW + timedelta(minutes=minute))
        await then.data("query ($id: ID!) { staffMember(id: $id) { name } }", id=identifier)


async def log(firm: SmallFirm, **variables: Any) -> Any:
    return (await firm.data(LOG, **variables))["auditLog"]


def subjects(page: Any) -> list[str]:
    return [", ".join(edge["node"]["subjects"]) for edge in page["edges"]]


async def test_a_row_says_who_asked_what_about_whom_when_and_why(firm: SmallFirm) -> None:
    await firm.data(
        '{ departureImpact(input: {leavers: [{id: "bob"}, {id: "ada"}], purpose: "plans"}) { __typename } }'
    )
    (edge,) = (await log(firm))["edges"]
    assert edge["node"] == {
        "at": "2026-06-30T22:30:00Z",
        "viewer": "local",
        "purpose": "plans",
        "question": "departureImpact",
        "subjects": ["bob", "ada"],
        "revision": await firm.store.revision(),
    }


@pytest.mark.parametrize("size", [1, 2, 3, 100])
async def test_pages_hold_every_row_once_newest_first(firm: SmallFirm, size: int) -> None:
    names = ["ada", "bob", "cleo", "ada", "dora"]
    await asked_about(firm, *names)
    found: list[str] = []
    after = None
    for _ in range(10):
        page = await log(firm, first=size, after=after)
        assert page["pageInfo"]["hasPreviousPage"] is bool(found)
        found += subjects(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == names[::-1]


async def test_rows_written_between_two_pages_are_neither_skipped_nor_repeated(firm: SmallFirm) -> None:
    await asked_about(firm, "ada", "bob", "cleo")
    first = await log(firm, first=1)
    await asked_about(firm, "dora", "evan")
    second = await log(firm, first=10, after=first["pageInfo"]["endCursor"])
    assert subjects(first) + subjects(second) == ["cleo", "bob", "ada"]


@pytest.mark.parametrize("subject", ["ada", global_id(StaffMember, "ada")])
async def test_who_looked_at_somebody_can_be_asked_by_either_id(firm: SmallFirm, subject: str) -> None:
    await asked_about(firm, "ada", "bob", "ada", "bob", "bob")
    page = await log(firm, subject=subject, first=1)
    assert (subjects(page), page["pageInfo"]["hasNextPage"]) == (["ada"], True)
    page = await log(firm, subject=subject, after=page["pageInfo"]["endCursor"])
    assert (subjects(page), page["pageInfo"]["hasNextPage"]) == (["ada"], False)


async def test_a_person_at_a_customer_is_a_subject_too(firm: SmallFirm) -> None:
    await firm.data('{ person(id: "petra") { name } }')
    assert subjects(await log(firm, subject=global_id(Person, "petra"))) == ["petra"]


async def test_reading_the_log_about_somebody_leaves_a_row_and_reading_all_of_it_leaves_none(firm: SmallFirm) -> None:
    await asked_about(firm, "ada")
    await log(firm)
    assert len(await firm.audit.entries(10)) == 1
    page = await log(replace(firm, purpose="she asked"), subject=global_id(StaffMember, "ada"))
    assert [edge["node"]["question"] for edge in page["edges"]] == ["staffMember"]
    newest, _ = await firm.audit.entries(10)
    assert (newest.question, newest.subjects, newest.purpose) == ("auditLog", ("ada",), "she asked")


@pytest.mark.parametrize("text", ["nobody", "ada lovelace was here", global_id(Account, "acme"), "acme"])
async def test_a_text_that_is_nobodys_id_finds_nothing_and_is_not_kept(firm: SmallFirm, text: str) -> None:
    await asked_about(firm, "ada")
    before = await firm.audit.entries(10)
    assert subjects(await log(firm, subject=text)) == []
    assert await firm.audit.entries(10) == before


@pytest.mark.parametrize(
    ("subject", "own_id"),
    [
        ("ada", "ada"),
        ("petra", "petra"),
        (global_id(StaffMember, "ada"), "ada"),
        (global_id(Person, "petra"), "petra"),
    ],
)
async def test_a_look_at_somebody_about_whom_nothing_was_asked_is_kept(
    firm: SmallFirm, subject: str, own_id: str
) -> None:
    assert subjects(await log(firm, subject=subject)) == []
    (kept,) = await firm.audit.entries(10)
    assert (kept.question, kept.subjects) == ("auditLog", (own_id,))


async def test_the_log_knows_somebody_whom_the_store_has_forgotten(nobody: SmallFirm) -> None:
    await nobody.audit.append(AuditEntry(NOW, "local", "plans", "person", ("gone",), 1))
    page = await log(nobody, subject="gone")
    assert subjects(page) == ["gone"]
    assert subjects(await log(nobody, subject="gone", after=cursor_at("auditLog", "1"))) == []
    assert [one.question for one in await nobody.audit.entries(10)] == ["auditLog", "auditLog", "person"]


async def test_without_a_purpose_the_log_stays_shut(firm: SmallFirm) -> None:
    await asked_about(firm, "ada")
    elsewhere = replace(firm, purpose=None)
    assert await elsewhere.codes(LOG) == ("INVALID_INPUT",)
    assert await elsewhere.codes(LOG, subject="ada") == ("INVALID_INPUT",)


@pytest.mark.parametrize("subject", ["", "x" * 201])
async def test_a_subject_that_no_id_can_be_is_refused(firm: SmallFirm, subject: str) -> None:
    assert await firm.codes(LOG, subject=subject) == ("INVALID_INPUT",)
    assert await firm.audit.entries(10) == ()


async def test_a_cursor_that_the_log_did_not_hand_out_is_refused(firm: SmallFirm) -> None:
    people = await firm.data("{ people(first: 1) { pageInfo { endCursor } } }")
    assert await firm.codes(LOG, after=people["people"]["pageInfo"]["endCursor"]) == ("INVALID_CURSOR",)
    for forged in ("x", cursor_at("auditLog", "x"), cursor_at("auditLog", "9" * 30), cursor_at("auditLog", "1", "2")):
        assert await firm.codes(LOG, after=forged) == ("INVALID_CURSOR",)


async def test_the_log_of_a_store_at_which_nobody_looked_is_empty(nobody: SmallFirm) -> None:
    assert await log(nobody) == {
        "edges": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }
    assert subjects(await log(nobody, subject=global_id(Account, "acme"))) == []
