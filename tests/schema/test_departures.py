"""The question about a departure, asked over GraphQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

import pytest

from graph.domain.records import Service, StaffMember
from graph.domain.vocabulary import ServiceRole
from graph.engine.departure import DepartureSettings, departure_impact
from graph.questions.paging import PageRequest, cursor_at
from graph.questions.touches import TouchesThere, touches_there
from graph.store.protocol import GraphStore
from graph.store.values import ImportMark
from schema.documents import FULL_ANSWER, SHORTEST, SUMMARY, read_document
from schema.global_ids import global_id
from tests.schema.firm import NOW, Counting, SmallFirm, touch

ASK = """query ($input: DepartureImpactInput!) { departureImpact(input: $input) { __typename
  ... on UserError { message code path }
  ... on UnknownStaffMember { id } ... on StaffMemberNotEmployed { asOf since until }
  ... on DepartureImpact { basis { asOf seed revision } leavers { name } totals { expectedLoss { amount } } } } }"""
ROWS = """query ($input: DepartureImpactInput!, $first: Int, $after: String, $last: Int, $before: String) {
  departureImpact(input: $input) { ... on DepartureImpact {
    totals { valueHeld { amount } valueInTouch { amount } expectedLoss { amount } baselineLoss { amount } }
    accounts(first: $first, after: $after, last: $last, before: $before) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { node { account { ownId } status
        value { amount } valueHeld { amount } expectedLoss { amount } baselineLoss { amount } } }
      notShown { accountCount withoutMoney
        valueHeld { amount } valueInTouch { amount } expectedLoss { amount } baselineLoss { amount } } } } } }"""
TOUCHES = """query ($first: Int, $after: String) {
  departureImpact(input: {leavers: [{id: "ada"}]}) { ... on DepartureImpact { accounts { edges { node {
    account { ownId } evidence { touchCount newest touches(first: $first, after: $after) { totalCount
      pageInfo { hasNextPage hasPreviousPage endCursor }
      edges { node { ownId at on channel direction staffMember { ownId } person { ownId } account { ownId } } } } } }
  } } } } }"""


def leaving(*ids: str, **rest: Any) -> dict[str, Any]:
    return {"leavers": [{"id": one} for one in ids], **rest}


async def asked(firm: SmallFirm, *ids: str, **rest: Any) -> Any:
    return (await firm.data(ASK, input=leaving(*ids, **rest)))["departureImpact"]


async def rows(firm: SmallFirm, *ids: str, **page: Any) -> Any:
    return (await firm.data(ROWS, input=leaving(*ids), **page))["departureImpact"]


async def touches(firm: SmallFirm, account_id: str, **page: Any) -> Any:
    found = await firm.data(TOUCHES, **page)
    listed = found["departureImpact"]["accounts"]["edges"]
    return next(edge["node"]["evidence"] for edge in listed if edge["node"]["account"]["ownId"] == account_id)


async def test_the_answer_is_the_same_by_either_id(firm: SmallFirm) -> None:
    assert await asked(firm, "ada") == await asked(firm, global_id(StaffMember, "ada"))


async def test_unless_told_otherwise_the_day_is_today_and_the_destination_a_rival(firm: SmallFirm) -> None:
    found = await asked(firm, "ada")
    assert found["basis"]["asOf"] == "2026-07-01"
    rival = {"leavers": [{"id": "ada", "destination": "RIVAL"}]}
    assert (await firm.data(ASK, input=rival))["departureImpact"] == found
    elsewhere = {"leavers": [{"id": "ada", "destination": "OUT_OF_FIELD"}]}
    assert (await firm.data(ASK, input=elsewhere))["departureImpact"] != found


async def test_somebody_nobody_knows_is_named_with_their_place_in_the_question(firm: SmallFirm) -> None:
    assert await asked(firm, "ada", "nobody") == {
        "__typename": "UnknownStaffMember",
        "message": "There is no staff member 'nobody': check the id or the spelling of the name; "
        "GraphQL's staff lists them.",
        "code": "NOT_FOUND",
        "path": ["input", "leavers", "1", "id"],
        "id": "nobody",
    }


async def test_the_id_of_an_account_is_no_staff_member(firm: SmallFirm) -> None:
    assert (await asked(firm, "acme"))["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("who", "as_of", "since", "until"),
    [("dora", "2026-07-01", None, "2024-01-01"), ("evan", "2026-07-01", "2027-01-01", None)],
)
async def test_somebody_who_is_not_with_us_cannot_leave(
    firm: SmallFirm, who: str, as_of: str, since: str | None, until: str | None
) -> None:
    found = await asked(firm, "ada", who, asOf=as_of)
    assert found["__typename"] == "StaffMemberNotEmployed"
    assert found["path"] == ["input", "leavers", "1", "id"]
    assert (found["asOf"], found["since"], found["until"]) == (as_of, since, until)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        (leaving(), "leavers"),
        (leaving("ada", "ada"), "leavers"),
        (leaving("ada", global_id(StaffMember, "ada")), "leavers"),
        (leaving("ada", seed=-1), "seed"),
        (leaving("ada", draws=99), "draws"),
        (leaving("ada", draws=100_001), "draws"),
        (leaving("ada", asOf="1899-12-31"), "asOf"),
        (leaving("ada", asOf="2200-01-01"), "asOf"),
        (leaving("ada", purpose=""), "purpose"),
        (leaving("ada", purpose="  "), "purpose"),
        (leaving("ada", purpose="x" * 201), "purpose"),
    ],
)
async def test_a_question_that_cannot_be_meant_says_which_part(
    firm: SmallFirm, question: dict[str, Any], part: str
) -> None:
    found = (await firm.data(ASK, input=question))["departureImpact"]
    assert found["__typename"] == "InvalidInputError"
    assert found["path"] == ["input", part]
    assert found["code"] == "INVALID_INPUT"
    assert found["message"].endswith(".")


async def test_an_answer_leaves_one_row_in_the_audit_log(firm: SmallFirm) -> None:
    found = await asked(firm, "ada", "bob", purpose="planning the handover")
    (entry,) = await firm.audit.entries(10)
    assert (entry.viewer, entry.purpose, entry.question) == ("local", "planning the handover", "departureImpact")
    assert set(entry.subjects) == {"ada", "bob"}
    assert entry.revision == found["basis"]["revision"]
    assert entry.at == NOW


async def test_two_questions_in_one_request_leave_two_rows(firm: SmallFirm) -> None:
    one = 'departureImpact(input: {leavers: [{id: "%s"}]}) { __typename }'
    await firm.data(f"{{ a: {one % 'ada'} b: {one % 'bob'} }}")
    assert {entry.subjects for entry in await firm.audit.entries(10)} == {("ada",), ("bob",)}


async def test_locally_the_purpose_may_be_left_out(firm: SmallFirm) -> None:
    await asked(firm, "ada")
    assert [entry.purpose for entry in await firm.audit.entries(10)] == ["local use"]


async def test_elsewhere_the_purpose_must_be_stated(firm: SmallFirm) -> None:
    elsewhere = replace(firm, purpose=None)
    assert (await asked(elsewhere, "ada"))["path"] == ["input", "purpose"]
    assert await firm.audit.entries(10) == ()
    assert (await asked(elsewhere, "ada", purpose="succession"))["__typename"] == "DepartureImpact"


@pytest.mark.parametrize("who", ["dora", "evan"])
async def test_saying_when_somebody_came_or_left_leaves_a_row_in_the_audit_log(firm: SmallFirm, who: str) -> None:
    found = await asked(firm, who, purpose="succession")
    assert found["__typename"] == "StaffMemberNotEmployed"
    (entry,) = await firm.audit.entries(10)
    assert (entry.question, entry.subjects, entry.purpose) == ("departureImpact", (who,), "succession")


async def test_somebody_nobody_knows_leaves_no_row_in_the_audit_log(firm: SmallFirm) -> None:
    assert (await asked(firm, "ada", "nobody"))["__typename"] == "UnknownStaffMember"
    assert await firm.audit.entries(10) == ()


async def test_all_pages_of_evidence_belong_to_the_one_row_of_their_question(firm: SmallFirm) -> None:
    await touches(firm, "acme", first=100)
    assert [entry.question for entry in await firm.audit.entries(10)] == ["departureImpact"]


@pytest.mark.parametrize(
    ("selected", "drawn"),
    [
        ("tail { draws }", 150),
        ("other: tail { draws }", 150),
        ("...Deep", 150),
        ("... @include(if: true) { tail { draws } }", 150),
        ("notice", 0),
        ("tail @skip(if: true) { draws } notice", 0),
        ("tail @include(if: $no) { draws } notice", 0),
        ("... @skip(if: true) { tail { draws } } notice", 0),
        ("...Deep @include(if: $no) notice", 0),
        ("leavers { tail: name }", 0),
    ],
)
async def test_draws_are_made_only_when_the_tail_will_be_shown(
    firm: SmallFirm, monkeypatch: pytest.MonkeyPatch, selected: str, drawn: int
) -> None:
    made: list[int] = []

    def noted(network: Any, settings: DepartureSettings) -> Any:
        made.append(settings.draws)
        return departure_impact(network, settings)

    monkeypatch.setattr("graph.questions.departure.departure_impact", noted)
    fragments = "fragment Deep on DepartureImpact { ...Deeper } fragment Deeper on DepartureImpact { tail { draws } }"
    used = fragments if "...Deep" in selected else ""
    condition = "query ($no: Boolean = false)" if "$no" in selected else ""
    question = 'departureImpact(input: {leavers: [{id: "ada"}], draws: 150})'
    await firm.data(f"{condition} {{ {question} {{ ... on DepartureImpact {{ {selected} }} }} }} {used}")
    assert made == [drawn]


async def test_without_draws_there_is_no_tail(firm: SmallFirm) -> None:
    query = (
        '{ departureImpact(input: {leavers: [{id: "ada"}], draws: 0}) { ... on DepartureImpact { tail { draws } } } }'
    )
    assert (await firm.data(query))["departureImpact"] == {"tail": None}


def money(of: Any, name: str) -> Decimal:
    return Decimal(of[name]["amount"]) if of[name] is not None else Decimal(0)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
async def test_pages_of_accounts_hold_every_row_once_and_each_adds_up_with_the_rest(firm: SmallFirm, size: int) -> None:
    found: list[str] = []
    after = None
    for _ in range(10):
        answer = await rows(firm, "ada", first=size, after=after)
        page, totals = answer["accounts"], answer["totals"]
        shown = [edge["node"] for edge in page["edges"]]
        for total, row in (
            ("valueInTouch", "value"),
            ("valueHeld", "valueHeld"),
            ("expectedLoss", "expectedLoss"),
            ("baselineLoss", "baselineLoss"),
        ):
            assert sum(money(node, row) for node in shown) + money(page["notShown"], total) == money(totals, total)
        assert len(shown) + page["notShown"]["accountCount"] == page["totalCount"] == 4
        assert page["notShown"]["withoutMoney"] == 1 - sum(node["value"] is None for node in shown)
        found += [node["account"]["ownId"] for node in shown]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == ["acme", "bolt", "dune", "cog"]


async def test_accounts_come_by_expected_loss_and_those_without_money_last(firm: SmallFirm) -> None:
    page = (await rows(firm, "ada"))["accounts"]
    losses = [money(edge["node"], "expectedLoss") for edge in page["edges"]]
    assert losses == sorted(losses, reverse=True)
    assert page["edges"][-1]["node"]["status"] == "INSUFFICIENT_DATA"


async def test_accounts_can_be_paged_from_the_end(firm: SmallFirm) -> None:
    last = (await rows(firm, "ada", last=2))["accounts"]
    before = (await rows(firm, "ada", last=2, before=last["pageInfo"]["startCursor"]))["accounts"]
    listed = [edge["node"]["account"]["ownId"] for page in (before, last) for edge in page["edges"]]
    assert listed == ["acme", "bolt", "dune", "cog"]
    assert before["pageInfo"]["hasNextPage"]
    assert not before["pageInfo"]["hasPreviousPage"]


async def test_a_cursor_of_an_answer_that_has_changed_is_refused(firm: SmallFirm) -> None:
    """Pages of two different answers would not add up."""
    first = (await rows(firm, "ada", first=1))["accounts"]["pageInfo"]["endCursor"]
    assert await firm.codes(ROWS, input=leaving("bob"), first=1, after=first) == ("INVALID_CURSOR",)
    await firm.add(touch("new", NOW.date(), "ada", "quinn"))
    assert await firm.codes(ROWS, input=leaving("ada"), first=1, after=first) == ("INVALID_CURSOR",)


async def test_a_change_elsewhere_leaves_the_pages_of_an_answer_as_they_are(firm: SmallFirm) -> None:
    first = (await rows(firm, "ada", first=1))["accounts"]["pageInfo"]["endCursor"]
    await firm.add(StaffMember("new", "Somebody New"))
    page = (await rows(firm, "ada", first=1, after=first))["accounts"]
    assert [edge["node"]["account"]["ownId"] for edge in page["edges"]] == ["bolt"]


async def test_all_touches_beneath_a_row_are_those_it_counts_newest_first(firm: SmallFirm) -> None:
    evidence = await touches(firm, "acme", first=100)
    listed = [edge["node"] for edge in evidence["touches"]["edges"]]
    assert len(listed) == evidence["touchCount"] == evidence["touches"]["totalCount"] == 15
    assert [one["at"] for one in listed] == sorted((one["at"] for one in listed), reverse=True)
    assert [one["ownId"] for one in listed[:3]] == evidence["newest"]
    assert {one["staffMember"]["ownId"] for one in listed} == {"ada"}
    assert {one["person"]["ownId"] if one["person"] else None for one in listed} == {"petra", None}
    assert {one["account"]["ownId"] if one["account"] else None for one in listed} == {"acme", None}
    assert "later" not in {one["ownId"] for one in listed}


async def test_the_newest_touches_of_a_day_are_told_apart_by_the_clock_and_not_by_their_names(firm: SmallFirm) -> None:
    day = NOW.date()
    early, late = touch("z-early", day, "ada", "petra"), touch("a-late", day, "ada", None, "acme")
    await firm.add(replace(early, at=early.at - timedelta(hours=4)), late)
    evidence = await touches(firm, "acme", first=2)
    assert evidence["newest"][:2] == ["a-late", "z-early"]
    assert [edge["node"]["ownId"] for edge in evidence["touches"]["edges"]] == ["a-late", "z-early"]


@pytest.mark.parametrize("size", [1, 4, 7])
async def test_touches_come_page_by_page(firm: SmallFirm, size: int) -> None:
    every = [edge["node"]["ownId"] for edge in (await touches(firm, "acme", first=100))["touches"]["edges"]]
    found: list[str] = []
    page = (await touches(firm, "acme", first=size))["touches"]
    for _ in range(20):
        found += [edge["node"]["ownId"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        page = (await touches(firm, "acme", first=size, after=page["pageInfo"]["endCursor"]))["touches"]
        assert page["pageInfo"]["hasPreviousPage"]
    assert found == every


async def test_each_row_lists_the_touches_of_its_own_account(firm: SmallFirm) -> None:
    counted = {}
    for account_id in ("acme", "bolt", "cog", "dune"):
        evidence = await touches(firm, account_id, first=100)
        assert evidence["touchCount"] == len(evidence["touches"]["edges"])
        counted[account_id] = {edge["node"]["ownId"].rsplit("-", 1)[0] for edge in evidence["touches"]["edges"]}
    assert counted == {"acme": {"petra", "petra-25", "acme"}, "bolt": {"quinn"}, "cog": {"cog"}, "dune": {"rita"}}


async def test_a_leaver_without_any_tie_gets_an_explained_empty_answer(firm: SmallFirm) -> None:
    question = leaving("cleo")
    found = (await firm.data(read_document(FULL_ANSWER), input=question))["departureImpact"]
    assert found["accounts"]["totalCount"] == 0
    assert found["accounts"]["edges"] == []
    assert found["leavers"][0]["explanation"].endswith(".")
    assert found["totals"]["expectedLoss"]["amount"] == "0.00"
    assert found["totals"]["accountsWithoutMoney"] == 0
    assert found["tail"] is not None


async def test_money_that_nobody_knows_is_not_stated_as_zero(firm: SmallFirm) -> None:
    """Gus serves Cog alone, which has no booking."""
    await firm.add(Service("gus", "cog", ServiceRole.LEAD))
    found = (await firm.data(read_document(FULL_ANSWER), input=leaving("gus")))["departureImpact"]
    totals = dict(found["totals"])
    assert found["accounts"]["totalCount"] == totals.pop("accountsWithoutMoney") == 1
    assert (set(totals.values()), len(totals)) == ({None}, 6)
    assert found["tail"] is None


async def test_accounts_not_shown_whose_money_nobody_knows_add_up_to_nothing_known(firm: SmallFirm) -> None:
    """Cog comes last of four and is the only one without a booking."""
    shown = await rows(firm, "ada", first=3)
    rest = shown["accounts"]["notShown"]
    assert (rest["accountCount"], rest["withoutMoney"], rest["expectedLoss"], rest["valueHeld"]) == (1, 1, None, None)
    assert (await rows(firm, "ada", first=2))["accounts"]["notShown"]["expectedLoss"] is not None
    assert (await rows(firm, "ada", first=4))["accounts"]["notShown"]["expectedLoss"]["amount"] == "0.00"
    counted = ASK.replace("totals {", "totals { accountsWithoutMoney")
    totals = (await firm.data(counted, input=leaving("ada")))["departureImpact"]["totals"]
    assert totals["accountsWithoutMoney"] == 1
    assert totals["expectedLoss"] is not None


@pytest.mark.parametrize(
    ("silent_for", "state"), [(timedelta(minutes=1), "RUNNING"), (timedelta(hours=1), "INTERRUPTED")]
)
async def test_an_import_that_has_not_ended_is_named_in_the_basis(
    firm: SmallFirm, silent_for: timedelta, state: str
) -> None:
    began = NOW - timedelta(hours=2)
    mark = ImportMark(began, NOW - silent_for)
    await firm.store.write(lambda tx: tx.mark_import(mark))
    query = ASK.replace("basis {", "basis { importState importSince")
    basis = (await firm.data(query, input=leaving("ada")))["departureImpact"]["basis"]
    assert (basis["importState"], basis["importSince"]) == (state, "2026-06-30T20:30:00Z")


@pytest.mark.parametrize(
    ("silent_for", "said"),
    [
        (timedelta(minutes=1), "An import is running or has just been interrupted: rows may be missing"),
        (timedelta(hours=1), "An import was interrupted and has not been run again: rows are missing"),
    ],
)
async def test_an_import_that_has_not_ended_is_told_to_who_asks_for_the_notice_alone(
    firm: SmallFirm, silent_for: timedelta, said: str
) -> None:
    async def notice() -> str:
        asked = (await firm.data(read_document(SHORTEST), id="ada", asOf=NOW.date().isoformat()))["departureImpact"]
        return str(asked["notice"])

    usual = await notice()
    await firm.store.write(lambda tx: tx.mark_import(ImportMark(NOW - timedelta(hours=2), NOW - silent_for)))
    told = await notice()
    assert told.startswith(said)
    assert told.endswith(f"figures may be too small. {usual}")


@pytest.mark.parametrize("marked_after", [1, 2])
async def test_an_import_that_begins_or_ends_while_the_store_is_read_is_named_too(
    firm: SmallFirm, marked_after: int
) -> None:
    """The mark is read twice, before and after the load; it is there at one of the two readings."""

    class Marking(Counting):
        def __getattr__(self, name: str) -> Callable[..., Any]:
            method = super().__getattr__(name)

            async def marked() -> ImportMark | None:
                await method()
                return ImportMark(NOW, NOW) if self.calls["import_mark"] == marked_after else None

            return marked if name == "import_mark" else method

    query = ASK.replace("basis {", "basis { importState importSince")
    marking = replace(firm, store=cast(GraphStore, Marking(firm.store)))
    basis = (await marking.data(query, input=leaving("ada")))["departureImpact"]["basis"]
    assert (basis["importState"], basis["importSince"]) == ("RUNNING", "2026-06-30T22:30:00Z")


async def test_a_forged_place_among_the_touches_is_refused(firm: SmallFirm) -> None:
    for place in (("soon", "x"), ("9" * 30, "x"), ("9" * 5_000, "x"), ("1",)):
        assert set(await firm.codes(TOUCHES, after=cursor_at("touches", *place))) == {"INVALID_CURSOR"}


async def test_touches_of_an_account_that_no_leaver_knows_are_none(firm: SmallFirm) -> None:
    wanted = TouchesThere.page(["bob"], NOW.date(), "cog", PageRequest())
    (page,) = await touches_there(firm.store, [wanted])
    assert (page.rows, page.total, page.more_after) == ((), 0, False)


async def test_the_committed_documents_answer(firm: SmallFirm) -> None:
    full = await firm.data(read_document(FULL_ANSWER), input=leaving("ada", "bob"))
    assert full["departureImpact"]["tail"]["draws"] == 4_000
    assert full["departureImpact"]["accounts"]["totalCount"] == 4
    summary = await firm.data(read_document(SUMMARY), input=leaving("ada", "bob"))
    assert summary["departureImpact"]["totals"]["valueHeld"] == full["departureImpact"]["totals"]["valueHeld"]
    shortest = await firm.data(read_document(SHORTEST), id="ada")
    assert len(shortest["departureImpact"]["accounts"]["edges"]) == 3
