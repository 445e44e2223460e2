"""One opaque id for every row, whatever its kind, that leads back to it and to nothing else."""

from __future__ import annotations

import base64
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.kinds import KIND_NAMES, Record, key_of
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
from graph.domain.vocabulary import BuyingApproach, CovenantKind, ServiceRole
from schema.global_ids import id_of_key, key_named, own_id, read_global_id, row_id
from schema.rows import NODES
from tests.schema.firm import ENTITIES, TOUCHES, SmallFirm

DAY = date(2026, 1, 1)
ODD: list[Record] = [
    Employment("a:b", 'x"],["', start=None),
    Employment("ü,", "\\", start=DAY),
    Service("a", "b", ServiceRole.BACKUP),
    Covenant("a", CovenantKind.NON_COMPETE),
    Covenant("a", CovenantKind.NON_COMPETE, account_id="b", start=DAY),
    Booking("a", DAY, 1, "", 12),
    Booking("a", DAY, 1, "12"),
    Buying("a", DAY, BuyingApproach.MIXED),
    Closeness("a", "b", 1, DAY),
    Person("Person:x"),
]
ROWS: list[Record] = [*ODD, *(row for rows in ENTITIES for row in rows), *TOUCHES]


def test_every_row_has_an_id_of_its_own_that_leads_back_to_it() -> None:
    assert len({row_id(row) for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert read_global_id(row_id(row)) == (type(row), key_of(row))
        assert key_named(type(row), row_id(row)) == key_of(row)
        assert set(row_id(row)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_every_kind_that_can_be_changed_is_a_node() -> None:
    shown = {
        Firm,
        StaffMember,
        Account,
        Buying,
        Person,
        Employment,
        Service,
        Touch,
        Closeness,
        Promise,
        Booking,
        Covenant,
    }
    assert (
        {kind.__name__ for kind in NODES} == {kind.__name__ for kind in shown} <= {kind.__name__ for kind in KIND_NAMES}
    )


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "ü", "\ud800", "=" * 9, "U3RhZmZNZW1iZXI6YWRh=", " U3RhZmZNZW1iZXI6YWRh"),
        *(packed("StaffMember"), packed("Nobody:ada"), packed("staffmember:ada")),
        *(
            packed(f"Employment:{key}")
            for key in ("", "[]", '["a","b"]', '["a","b",""] ', '["a", "b",""]', "[" * 9_999)
        ),
        *(
            packed(f"Employment:{key}")
            for key in ('["a","b","soon"]', '["a","b",null]', '["a","b","20260101"]', '"abc"')
        ),
        *(packed(f"Employment:{key}") for key in ('["a","\\ud800",""]', '["\\u0061","b",""]', '{"a":1,"b":2,"c":3}')),
        *(packed(f"Service:{key}") for key in ('["a","b","LEAD",""]', '["a","b","boss",""]')),
        *(packed(f"Booking:{key}") for key in ('["a","2026-01-01","","01"]', '["a","2026-01-01","","x"]')),
        packed('Firm:[""]'),
    ],
)
def test_any_other_text_is_no_global_id(text: str) -> None:
    assert read_global_id(text) is None
    assert key_named(Employment, text) is None
    assert key_named(Person, text) == (text,)


@given(st.text())
def test_a_text_is_an_own_id_unless_it_is_a_global_id_of_the_kind(text: str) -> None:
    assert own_id(Person, text) == text
    assert own_id(Person, id_of_key(Person, (text,))) == text
    assert own_id(StaffMember, id_of_key(Person, (text,))) == id_of_key(Person, (text,))


async def test_every_row_is_found_by_its_id_with_its_version(firm: SmallFirm) -> None:
    rows = [row for rows in ENTITIES for row in rows] + TOUCHES[:30]
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id
      ... on Touch { version } ... on Service { version } } }"""
    found = (await firm.data(query, ids=[row_id(row) for row in rows]))["nodes"]
    assert [(one["__typename"], one["id"]) for one in found] == [(type(row).__name__, row_id(row)) for row in rows]
    assert {one["version"] for one in found if "version" in one} == {1}


async def test_an_id_that_no_row_has_finds_nothing(firm: SmallFirm) -> None:
    keys = [("acme", date.max, "", -1), ("acme", date.min, "a1", 10**30), ("acme", DAY, "\x00", 0), ("", DAY, "", 1)]
    ids = [*(id_of_key(Booking, key) for key in keys), *(row_id(row) for row in ODD)]
    found = await firm.data("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)
    assert found["nodes"] == [None] * len(ids)
    assert await firm.audit.entries(1) == ()


async def test_a_row_shows_its_version_wherever_it_is_shown(firm: SmallFirm) -> None:
    await firm.data(
        """mutation { a: staffMemberCorrect(input: {id: "ada", expectedVersion: 1, title: "x"}) { __typename }
        b: personCorrect(input: {id: "petra", expectedVersion: 1, title: "x"}) { __typename }
        c: accountCorrect(input: {id: "acme", expectedVersion: 1, industry: "x"}) { __typename }
        d: touchCorrect(input: {id: "petra-06", expectedVersion: 1, channel: CALL}) { __typename } }"""
    )
    shown = await firm.data(
        """{ staff { edges { node { ownId version } } } people { edges { node { ownId version } } }
        accounts { edges { node { ownId version } } }
        departureImpact(input: {leavers: [{id: "ada"}], draws: 0}) { ... on DepartureImpact {
          accounts(first: 1) { edges { node { account { version } evidence {
            touches(first: 2) { edges { node { ownId version } } } } } } } } } }"""
    )
    versions = {
        edge["node"]["ownId"]: edge["node"]["version"]
        for name in ("staff", "people", "accounts")
        for edge in shown[name]["edges"]
    }
    assert {name: version for name, version in versions.items() if version > 1} == {"ada": 2, "petra": 3, "acme": 4}
    (row,) = shown["departureImpact"]["accounts"]["edges"]
    assert row["node"]["account"] == {"version": 4}
    assert [edge["node"] for edge in row["node"]["evidence"]["touches"]["edges"]] == [
        {"ownId": "petra-06", "version": 5},
        {"ownId": "petra-05", "version": 1},
    ]
