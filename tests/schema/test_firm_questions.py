"""Questions about the whole firm, asked over GraphQL."""

from __future__ import annotations

from typing import Any

import pytest

from graph.domain.firm_answers import Severity, ThreadReason, UrgencyReason
from graph.domain.records import Booking, StaffMember
from graph.questions.firm import KeyPeopleOrder
from graph.questions.networks import Networks
from graph.questions.paging import cursor_at
from graph.store.protocol import Transaction
from graph.store.values import ImportMark
from schema.context import Context
from schema.execution import Request, answer
from schema.firm_words import KeyPeopleOrderWord, SeverityWord, ThreadReasonWord, UrgencyWord
from schema.global_ids import global_id
from tests.schema.firm import NOW, TODAY, SmallFirm, touch

PEOPLE = """query ($asOf: Date, $team: String, $by: KeyPeopleOrderField! = ADDITIONAL_LOSS, $first: Int, $after: String,
    $last: Int, $before: String) {
  keyPeople(asOf: $asOf, filter: {team: $team}, orderBy: {field: $by}, first: $first, after: $after, last: $last,
    before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { name staffMember { ownId } accountCount singleThreadCount
      valueHeld { amount } valueInTouch { amount } expectedLoss { amount } baselineLoss { amount }
      additionalLoss { amount } singleThreadValue { amount currency } } }
    basis { revision latestRevision asOf lastTouch importState } notice } }"""
TOTALS = """query ($id: ID!, $asOf: Date) { departureImpact(input: {leavers: [{id: $id}], asOf: $asOf}) {
  ... on DepartureImpact { accounts { totalCount } totals { valueHeld { amount } valueInTouch { amount }
    expectedLoss { amount } baselineLoss { amount } additionalLoss { amount } } } } }"""
RISK = """query ($asOf: Date) { firmRisk(asOf: $asOf) { value { amount } accountCount accountsWithoutMoney staffCount
  singleThreadShare singleThreadValue { amount } singleThreadCount unheldShare unheldValue { amount } unheldCount
  concentration effectiveHolders keyPersonFactor keyPersonFactorExact basis { asOf revision } notice } }"""
THREADS = """query ($severities: [ThreadSeverity!], $heldBy: ID, $first: Int, $after: String, $asOf: Date) {
  singleThreadedAccounts(asOf: $asOf, filter: {severities: $severities, heldBy: $heldBy}, first: $first,
    after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { cursor node { name account { ownId } severity reasons urgency value { amount } staffInTouch contactCount
      contactsInTouch renewalOn holders { name strength staffMember { ownId } } } } basis { asOf } } }"""
FRESH = "query ($fresh: Boolean!) { firmRisk(fresh: $fresh) { value { amount } basis { revision latestRevision } } }"


async def people(firm: SmallFirm, **asked: Any) -> Any:
    """The key people, or a page of them."""
    return (await firm.data(PEOPLE, **asked))["keyPeople"]


async def meet_quinn(firm: SmallFirm) -> None:
    """Ada meets Quinn of Bolt some more."""

    async def work(transaction: Transaction) -> None:
        await transaction.put([touch(f"quinn-again-{day}", TODAY.replace(day=1), "ada", "quinn") for day in range(5)])

    await firm.store.write(work)


def ids(found: Any) -> list[str]:
    """Who is on a page."""
    return [edge["node"]["staffMember"]["ownId"] for edge in found["edges"]]


@pytest.mark.parametrize("day", ["2026-07-01", "2025-10-01"])
async def test_what_hangs_on_each_is_what_their_own_departure_puts_at_stake(firm: SmallFirm, day: str) -> None:
    found = await people(firm, asOf=day)
    assert found["totalCount"] == len(found["edges"]) == (5 if day == "2026-07-01" else 4)
    for edge in found["edges"]:
        row = edge["node"]
        own = (await firm.data(TOTALS, id=row["staffMember"]["ownId"], asOf=day))["departureImpact"]
        assert row["accountCount"] == own["accounts"]["totalCount"]
        assert {name: row[name] for name in own["totals"]} == own["totals"]
    assert found["basis"]["asOf"] == day
    assert "not for decisions about anybody's employment" in found["notice"]


@pytest.mark.parametrize(
    ("by", "figure"),
    [
        ("ADDITIONAL_LOSS", "additionalLoss"),
        ("EXPECTED_LOSS", "expectedLoss"),
        ("VALUE_HELD", "valueHeld"),
        ("VALUE_IN_TOUCH", "valueInTouch"),
        ("SINGLE_THREAD_VALUE", "singleThreadValue"),
    ],
)
async def test_people_are_ranked_by_the_figure_asked_for_the_largest_first_then_by_id(
    firm: SmallFirm, by: str, figure: str
) -> None:
    found = await people(firm, by=by)
    ranks = [(-float(edge["node"][figure]["amount"]), edge["node"]["staffMember"]["ownId"]) for edge in found["edges"]]
    assert ranks == sorted(ranks)
    assert ranks[0][1] == "ada"


async def test_pages_hold_everybody_once_in_both_directions(firm: SmallFirm) -> None:
    everybody = ids(await people(firm))
    page = await people(firm, first=2)
    forwards = ids(page)
    while page["pageInfo"]["hasNextPage"]:
        page = await people(firm, first=2, after=page["pageInfo"]["endCursor"])
        assert page["pageInfo"]["hasPreviousPage"]
        forwards += ids(page)
    page = await people(firm, last=2)
    backwards = ids(page)
    while page["pageInfo"]["hasPreviousPage"]:
        page = await people(firm, last=2, before=page["pageInfo"]["startCursor"])
        backwards = ids(page) + backwards
    assert forwards == backwards == everybody
    assert len(set(everybody)) == len(everybody) == 5


async def test_people_of_a_team_or_of_nobodys(firm: SmallFirm) -> None:
    assert sorted(ids(await people(firm, team="north"))) == ["ada", "bob"]
    assert sorted(ids(await people(firm, team=""))) == ["cleo", "flo"]
    assert ids(await people(firm, team="west")) == []


async def test_how_bad_it_can_get_is_the_tail_of_their_own_departure(firm: SmallFirm) -> None:
    tail = "tail { draws expectedShortfall95 { amount } expectedShortfall95Error { amount } valueAtRisk95 { amount } }"
    query = "{ keyPeople(first: 2) { edges { node { staffMember { ownId } TAIL } } } }".replace("TAIL", tail)
    for edge in (await firm.data(query.replace("tail {", "tail(draws: 500, seed: 3) {")))["keyPeople"]["edges"]:
        who = edge["node"]["staffMember"]["ownId"]
        own = f"""{{ departureImpact(input: {{leavers: [{{id: "{who}"}}], draws: 500, seed: 3}}) {{
          ... on DepartureImpact {{ {tail} }} }} }}"""
        assert edge["node"]["tail"] == (await firm.data(own))["departureImpact"]["tail"]
        assert 0 <= float(edge["node"]["tail"]["expectedShortfall95Error"]["amount"]) < 50_000
    nothing = await firm.data(query.replace("first: 2", "last: 1"))
    assert float(nothing["keyPeople"]["edges"][0]["node"]["tail"]["expectedShortfall95"]["amount"]) == 0


async def test_the_tails_of_an_operation_are_limited_together(firm: SmallFirm) -> None:
    asked = "{ keyPeople(first: 3) { edges { node { tail(draws: 40000) { draws } } } } }"
    assert await firm.codes(asked) == ("LIMIT_EXCEEDED",)
    for draws in (0, -2_000_000_000, 100_001):
        assert await firm.codes(asked.replace("40000", str(draws))) == ("INVALID_INPUT",)
    small = "{ keyPeople(first: 5) { edges { node { ALL } } } }"
    tails = " ".join(f"t{number}: tail(draws: 100, seed: {number}) {{ draws }}" for number in range(21))
    assert await firm.codes(small.replace("ALL", tails)) == ("LIMIT_EXCEEDED",)  # 105 of them
    both = """{ departureImpact(input: {leavers: [{id: "ada"}], draws: 99000}) {
      ... on DepartureImpact { tail { draws } } }
      keyPeople(first: 1) { edges { node { tail(draws: 2000) { draws } } } } }"""
    assert await firm.codes(both) == ("LIMIT_EXCEEDED",)
    assert await firm.codes(asked.replace("40000", "10")) == ("INVALID_INPUT",)


async def test_the_audit_log_names_those_shown_and_nobody_else(firm: SmallFirm) -> None:
    shown = ids(await people(firm, first=2))
    entry = (await firm.audit.entries(1))[0]
    assert (entry.question, list(entry.subjects)) == ("keyPeople", shown)
    before = len(await firm.audit.entries(100))
    await firm.data(RISK)
    await firm.data(THREADS)  # which nobody holds
    assert len(await firm.audit.entries(100)) == before


async def test_who_holds_a_single_thread_is_named_in_the_audit_log_and_needs_a_purpose(firm: SmallFirm) -> None:
    await meet_quinn(firm)
    await firm.data(THREADS)
    entry = (await firm.audit.entries(1))[0]
    assert (entry.question, entry.subjects, entry.revision) == ("singleThreadedAccounts", ("ada",), 2)
    firm.purpose = None
    assert await firm.codes(THREADS, heldBy="ada") == ("INVALID_INPUT",)


async def test_the_audit_row_names_the_revision_of_the_answer_though_it_lags(firm: SmallFirm) -> None:
    networks = Networks(firm.store, beforehand=False)
    for changed in (False, True):
        if changed:
            await meet_quinn(firm)
        context = Context(firm.store, firm.audit, NOW, "local", "request", kept=networks)
        await answer(Request(PEOPLE, {}), context)
        assert (await firm.audit.entries(1))[0].revision == 1


async def test_a_day_to_come_and_rows_that_are_missing_are_told_before_the_notice(firm: SmallFirm) -> None:
    ahead = (await people(firm, asOf="2030-01-01"))["notice"]
    assert ahead.startswith("The day asked about lies ahead")

    async def begin(transaction: Transaction) -> None:
        await transaction.mark_import(ImportMark(NOW, NOW))

    await firm.store.write(begin)
    for query, field in ((PEOPLE, "keyPeople"), (RISK, "firmRisk")):
        assert (await firm.data(query))[field]["notice"].startswith("An import")


async def test_a_firm_loaded_during_an_import_is_not_told_as_whole_after_it(firm: SmallFirm) -> None:
    networks = Networks(firm.store, beforehand=False)

    async def mark(begun: ImportMark | None, *rows: Booking) -> None:
        async def work(transaction: Transaction) -> None:
            if rows:
                await transaction.put(rows)
            await transaction.mark_import(begun)

        await firm.store.write(work)

    async def ask() -> Any:
        context = Context(firm.store, firm.audit, NOW, "local", "request", kept=networks)
        reply = await answer(Request(PEOPLE, {}), context)
        assert reply.data is not None
        return reply.data["keyPeople"]["basis"]

    await mark(ImportMark(NOW, NOW))
    assert (await ask())["importState"] == "RUNNING"
    await mark(None)  # an import may end without another change
    assert (await ask())["importState"] is None
    await mark(ImportMark(NOW, NOW))
    assert (await ask())["importState"] == "RUNNING"
    await mark(None, Booking("cog", TODAY, 10_000_000, "late"))
    found = await ask()
    assert (found["importState"], found["revision"]) == (None, found["latestRevision"])


async def test_without_a_purpose_nobody_is_told_on_whom_the_firm_depends(firm: SmallFirm) -> None:
    firm.purpose = None
    reply = await firm.reply(PEOPLE)
    assert reply.codes() == ("INVALID_INPUT",)


async def test_a_cursor_of_another_order_or_of_no_list_is_refused(firm: SmallFirm) -> None:
    cursor = (await people(firm, first=1))["pageInfo"]["endCursor"]
    for asked in (
        {"by": "VALUE_HELD", "after": cursor},
        {"after": "nonsense"},
        {"after": cursor_at("keyPeople by additional loss", "many", "ada")},
    ):
        assert (await firm.reply(PEOPLE, asked)).codes() == ("INVALID_CURSOR",)
    for place in (("0", "x", "acme"), ("red", "1", "acme")):
        forged = cursor_at("singleThreadedAccounts", *place)
        assert (await firm.reply(THREADS, {"after": forged})).codes() == ("INVALID_CURSOR",)


async def test_the_firms_risk_adds_up(firm: SmallFirm) -> None:
    """Acme paid 500,000, Bolt 50,000 and Dune 25,000 in the year; Cog never paid. Ada and Bob hold Acme, Ada alone now
    Bolt; she met Rita of Dune twice, months ago: nobody holds it."""
    await meet_quinn(firm)
    found = (await firm.data(RISK))["firmRisk"]
    assert float(found["value"]["amount"]) == 575_000
    assert (found["accountCount"], found["accountsWithoutMoney"], found["staffCount"]) == (4, 1, 5)
    threads = (await firm.data(THREADS))["singleThreadedAccounts"]["edges"]
    alone = [edge["node"] for edge in threads if "HELD_BY_ONE" in edge["node"]["reasons"]]
    assert found["singleThreadCount"] == len(alone)
    worth = sum(float(row["value"]["amount"]) for row in alone if row["value"])
    assert float(found["singleThreadValue"]["amount"]) == worth
    assert found["singleThreadShare"] == pytest.approx(worth / 575_000)
    assert found["effectiveHolders"] == pytest.approx(1 / found["concentration"])
    assert (found["singleThreadCount"], found["unheldCount"]) == (1, 2)
    assert float(found["unheldValue"]["amount"]) == 25_000
    assert (found["keyPersonFactor"], found["keyPersonFactorExact"]) == (2, True)
    assert found["basis"]["asOf"] == TODAY.isoformat()


async def test_a_store_that_was_never_told_anything_has_nobody_and_nothing(nobody: SmallFirm) -> None:
    found = (await nobody.data(RISK))["firmRisk"]
    assert found["singleThreadShare"] is None
    assert found["keyPersonFactor"] is None
    assert found["concentration"] is None
    assert float(found["value"]["amount"]) == 0
    assert ids(await people(nobody)) == []
    assert (await nobody.data(THREADS))["singleThreadedAccounts"]["totalCount"] == 0


async def test_single_threads_can_be_asked_for_by_severity_and_by_who_holds_them(firm: SmallFirm) -> None:
    await meet_quinn(firm)
    every = (await firm.data(THREADS))["singleThreadedAccounts"]["edges"]
    names = {edge["node"]["account"]["ownId"] for edge in every}
    by_severity = {
        one: (await firm.data(THREADS, severities=[one]))["singleThreadedAccounts"]["edges"]
        for one in ("RED", "AMBER", "WATCH")
    }
    assert {edge["node"]["account"]["ownId"] for edges in by_severity.values() for edge in edges} == names
    assert all(edge["node"]["severity"] == one for one, edges in by_severity.items() for edge in edges)
    assert by_severity["RED"]
    for who in ("ada", global_id(StaffMember, "ada")):
        held = (await firm.data(THREADS, heldBy=who))["singleThreadedAccounts"]["edges"]
        assert held
        assert all("ada" in [one["staffMember"]["ownId"] for one in edge["node"]["holders"]] for edge in held)
    assert (await firm.data(THREADS, heldBy="nobody"))["singleThreadedAccounts"]["totalCount"] == 0
    first = (await firm.data(THREADS, first=1))["singleThreadedAccounts"]
    rest = (await firm.data(THREADS, after=first["pageInfo"]["endCursor"]))["singleThreadedAccounts"]
    assert [*first["edges"], *rest["edges"]] == every


async def test_an_answer_may_lag_and_says_so_and_waits_when_told_to(firm: SmallFirm) -> None:
    networks = Networks(firm.store)

    async def ask(*, fresh: bool, seen: int = 0) -> tuple[float, int, int]:
        context = Context(firm.store, firm.audit, NOW, "local", "request", kept=networks, seen=seen)
        reply = await answer(Request(FRESH, {"fresh": fresh}), context)
        assert reply.data is not None
        found = reply.data["firmRisk"]
        return float(found["value"]["amount"]), found["basis"]["revision"], found["basis"]["latestRevision"]

    async def pay(on: str) -> int:
        async def work(transaction: Transaction) -> None:
            await transaction.put([Booking("cog", TODAY, 10_000_000, on)])

        await firm.store.write(work)
        return await firm.store.revision()

    value, revision, latest = await ask(fresh=False)
    assert (value, revision) == (575_000, latest)
    paid = await pay("first")
    assert await ask(fresh=False) == (575_000, revision, paid)
    assert await ask(fresh=True) == (576_000, paid, paid)
    again = await pay("second")
    assert await ask(fresh=False, seen=again) == (577_000, again, again)
    await networks.close()


async def test_touches_by_hand_are_in_the_next_fresh_answer(firm: SmallFirm) -> None:
    before = (await people(firm))["edges"]

    async def work(transaction: Transaction) -> None:
        await transaction.put([touch(f"gus-{day}", TODAY.replace(day=1), "gus", "petra") for day in range(6)])

    await firm.store.write(work)
    after = (await people(firm))["edges"]
    assert before != after
    gus = next(edge["node"] for edge in after if edge["node"]["staffMember"]["ownId"] == "gus")
    assert gus["accountCount"] == 1


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (KeyPeopleOrderWord, KeyPeopleOrder),
        (SeverityWord, Severity),
        (ThreadReasonWord, ThreadReason),
        (UrgencyWord, UrgencyReason),
    ],
)
def test_the_words_are_those_of_the_domain(words: Any, meant: Any) -> None:
    assert [one.name for one in words] == [one.name for one in meant]
