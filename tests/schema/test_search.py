"""Searching by name, id or address: the best fit first, nothing whole is hidden, and whoever is shown is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from graph.domain.found import ENTITY_KINDS, Matched
from graph.domain.records import Account, Person
from graph.errors import InvalidInput
from graph.questions import search as searching
from graph.questions.paging import PageRequest
from graph.store.protocol import GraphStore
from schema.search import MatchedWord
from schema.words import EntityKindWord
from tests.schema.firm import Counting, SmallFirm

SEARCH = """query ($text: String!, $kinds: [EntityKind!], $first: Int, $after: String) {
  search(text: $text, kinds: $kinds, first: $first, after: $after) {
    totalCount complete pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor matched node { id __typename
      ... on StaffMember { ownId } ... on Person { ownId } ... on Account { ownId } } } } }"""


async def found(firm: SmallFirm, text: str, **variables: Any) -> Any:
    return (await firm.data(SEARCH, text=text, **variables))["search"]


def ids(page: Any) -> list[str]:
    return [edge["node"]["ownId"] for edge in page["edges"]]


async def test_staff_people_and_accounts_are_found_together(firm: SmallFirm) -> None:
    page = await found(firm, "pa")
    assert [(edge["node"]["__typename"], edge["node"]["ownId"], edge["matched"]) for edge in page["edges"]] == [
        ("Person", "paul", "NAME_BEGINS"),
        ("Person", "petra", "WORDS_IN_ORDER"),
    ]
    page = await found(firm, "acme")
    assert [(edge["node"]["__typename"], edge["matched"]) for edge in page["edges"]] == [
        ("Account", "ID"),
        ("Person", "ID_OR_ADDRESS"),
    ]
    assert (page["totalCount"], page["complete"]) == (2, True)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ada", "ada"),
        ("ADA able", "ada"),
        ("  ada able ", "ada"),
        ("ADA@ABLE.EXAMPLE", "ada"),
        ("Áda", "ada"),
        ("brown bob", "bob"),
        ("acme.example", "acme"),
        ("dora", "dora"),
        ("evan eager", "evan"),
    ],
)
async def test_whoever_is_meant_comes_first_whatever_the_spelling_and_whether_still_here(
    firm: SmallFirm, text: str, first: str
) -> None:
    assert ids(await found(firm, text))[0] == first


@pytest.mark.parametrize("text", ["luk", "Łuk", "obrien", "o'brien", "aero", "ærø", "ore"])
async def test_whoever_is_spelt_with_letters_of_other_keyboards_is_found_by_plain_ones(
    firm: SmallFirm, text: str
) -> None:
    await firm.add(Person("luk", "Łuk O'Brien", "ore@aero.example"), Person("x", "Łuk O\u2019Brien Ærø Øre"))
    assert "x" in ids(await found(firm, text))


async def test_only_the_kinds_asked_for_are_searched(firm: SmallFirm) -> None:
    assert ids(await found(firm, "acme", kinds=["PERSON"])) == ["petra"]
    assert ids(await found(firm, "acme", kinds=["STAFF_MEMBER"])) == []
    assert ids(await found(firm, "acme", kinds=["PERSON", "ACCOUNT", "PERSON"])) == ["acme", "petra"]


@pytest.mark.parametrize("text", ["", "  ", "!?", "---", "a" * 201, "ad\x00a", "a\ud800", "a\nb"])
async def test_a_text_that_cannot_be_searched_for_is_refused(firm: SmallFirm, text: str) -> None:
    assert await firm.codes(SEARCH, text=text) == ("INVALID_INPUT",)


async def test_the_remedy_for_an_empty_text_is_told(firm: SmallFirm) -> None:
    reply = await firm.reply(SEARCH, {"text": " - "})
    assert "give at least one letter or digit" in reply.errors[0]["message"]


async def test_no_kind_at_all_is_refused(firm: SmallFirm) -> None:
    assert await firm.codes(SEARCH, text="ada", kinds=[]) == ("INVALID_INPUT",)


async def pages(firm: SmallFirm, text: str, size: int) -> list[str]:
    listed: list[str] = []
    after = None
    for _ in range(20):
        page = await found(firm, text, first=size, after=after)
        assert page["pageInfo"]["hasPreviousPage"] is bool(listed)
        listed += ids(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return listed
    raise AssertionError("the list has no end")


@pytest.mark.parametrize("size", [1, 2, 3, 100])
async def test_pages_hold_every_find_once_in_order(firm: SmallFirm, size: int) -> None:
    await firm.add(*(Person(f"x{number}", f"Bob {number}") for number in range(5)), Account("bob", "Bob"))
    assert await pages(firm, "bob", size) == ["bob", "bob", "x0", "x1", "x2", "x3", "x4", "gus"]


async def test_finds_that_come_or_go_between_two_pages_are_neither_skipped_nor_repeated(firm: SmallFirm) -> None:
    await firm.add(*(Person(f"x{number}", f"Zed {number}") for number in range(4)))
    first = await found(firm, "zed", first=2)
    await firm.add(Person("new", "Zed 00"), Person("late", "Zed 15"), Person("x1", "Yves"))
    second = await found(firm, "zed", first=10, after=first["pageInfo"]["endCursor"])
    assert ids(first) == ["x0", "x1"]
    assert ids(second) == ["late", "x2", "x3"]


async def test_a_cursor_of_another_search_is_refused(firm: SmallFirm) -> None:
    page = await found(firm, "bob", first=1)
    cursor = page["pageInfo"]["endCursor"]
    assert await firm.codes(SEARCH, text="bo", after=cursor) == ("INVALID_CURSOR",)
    assert await firm.codes(SEARCH, text="bob", kinds=["PERSON"], after=cursor) == ("INVALID_CURSOR",)
    assert await firm.codes("query ($after: String) { staff(after: $after) { totalCount } }", after=cursor) == (
        "INVALID_CURSOR",
    )


async def test_a_cap_is_told_and_hides_neither_what_is_whole_nor_what_begins(
    firm: SmallFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_NOMINATED", 3)
    crowd = [Person(f"c{number}", f"A{number} Zorn") for number in range(6)]
    await firm.add(*crowd, Person("zorn", "Nobody"), Person("whole", "Zorn"), Person("begun", "Zorn Z"))
    page = await found(firm, "zorn")
    assert ids(page) == ["zorn", "whole", "begun", "c0", "c1", "c2"]
    assert (page["totalCount"], page["complete"]) == (6, False)
    assert (await found(firm, "a4 zorn"))["complete"] is True


async def test_at_the_cap_nothing_is_missing(firm: SmallFirm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_NOMINATED", 3)
    await firm.add(*(Person(f"c{number}", f"A{number} Zorn") for number in range(3)))
    page = await found(firm, "zorn")
    assert (page["totalCount"], page["complete"]) == (3, True)


async def test_somebody_whose_name_changed_is_found_by_the_new_one_alone(firm: SmallFirm) -> None:
    await firm.add(Person("petra", "Petra Glass", "petra@acme.example"))
    assert ids(await found(firm, "pane")) == []
    assert ids(await found(firm, "glass")) == ["petra"]


async def test_a_search_takes_the_same_reads_however_many_it_finds(firm: SmallFirm) -> None:
    await firm.add(*(Person(f"x{number:02}", f"Bob {number}") for number in range(40)))
    for text in ("bob", "nobody"):
        counting = Counting(firm.store)
        await replace(firm, store=cast(GraphStore, counting)).data(SEARCH, text=text, kinds=["PERSON"], first=100)
        del counting.calls["revision"]  # of the audit row, which only those found leave
        assert counting.calls == {"fetch": 1, "named": 1, "candidates": 1}


async def test_those_shown_leave_one_row_for_the_purpose_of_the_request(firm: SmallFirm) -> None:
    await firm.add(Account("bob", "Bob"))
    await replace(firm, purpose="succession").data(SEARCH, text="bob", first=2)
    await found(firm, "xyz")
    await found(firm, "acme", kinds=["ACCOUNT"])
    (entry,) = await firm.audit.entries(10)
    assert (entry.question, entry.subjects, entry.purpose) == ("search", ("bob",), "succession")
    page = await found(firm, "bob", first=2)
    await found(firm, "bob", first=2, after=page["pageInfo"]["endCursor"])
    assert [entry.subjects for entry in await firm.audit.entries(2)] == [("gus",), ("bob",)]


async def test_without_a_purpose_nobody_is_searched_for_but_accounts_are(firm: SmallFirm) -> None:
    elsewhere = replace(firm, purpose=None)
    assert await elsewhere.codes(SEARCH, text="ada") == ("INVALID_INPUT",)
    assert await elsewhere.codes(SEARCH, text="ada", kinds=["ACCOUNT", "PERSON"]) == ("INVALID_INPUT",)
    assert ids(await found(elsewhere, "acme", kinds=["ACCOUNT"])) == ["acme"]
    assert await firm.audit.entries(10) == ()


async def test_nobody_is_searched_for_without_an_asker(firm: SmallFirm) -> None:
    with pytest.raises(InvalidInput, match="why you ask"):
        await searching.search(firm.store, firm.audit, searching.Search("ada"), PageRequest())


async def test_a_document_may_search_ten_times_and_no_more(firm: SmallFirm) -> None:
    once = 'search(text: "ada") { totalCount }'
    asked = " ".join(f"a{number}: {once}" for number in range(10))
    assert await firm.codes(f"{{ {asked} }}") == ()
    assert await firm.codes(f"{{ {asked} {once} }}") == ("LIMIT_EXCEEDED",)


def test_the_words_shown_are_those_of_the_domain() -> None:
    assert [word.name for word in MatchedWord] == [matched.name for matched in Matched]
    assert [word.name.replace("_", "") for word in EntityKindWord] == [kind.__name__.upper() for kind in ENTITY_KINDS]
