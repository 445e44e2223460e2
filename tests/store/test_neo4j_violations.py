"""Rows that no unit of work could have left: each fault that somebody with Neo4j Browser can make is found."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping

import pytest

from graph.domain.further_records import Amendment, Attention, Colleague, Departure, Gain, Outcome, Referral
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
)
from graph.domain.vocabulary import (
    AccountOutcome,
    AmendmentKind,
    BuyingApproach,
    ColleagueKind,
    CovenantKind,
    Destination,
    ServiceRole,
)
from graph.store.neo4j import Neo4jStore, open_store
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.queries import Queries
from graph.store.neo4j.upkeep.violations import violations
from graph.store.values import Fault, Violation
from tests.servers.lines import Line
from tests.store.neo4j_places import empty_database
from tests.store.writing import JANUARY, NOON, touch, write

DAY = "2024-01-01"
BEFORE = "2023-12-31"

ACME = 'a"cme\\'
"""An id whose key needs signs of escape."""

Found = tuple[Fault, str, int, str]


class Tried:
    """A firm with a row of every kind, in which somebody tries things out that are not kept."""

    def __init__(self, store: Neo4jStore, connection: Connection) -> None:
        self.store = store
        self._connection = connection

    async def after(self, *statements: str) -> list[Found]:
        """What is found once these statements ran."""
        async with self._connection.session("WRITE") as session, await session.begin_transaction() as transaction:
            queries = Queries(transaction)
            for statement in statements:
                await queries.run(statement)
            found = await violations(queries)
            await transaction.rollback()
        return [(one.fault, one.rows, one.count, one.example) for one in found]

    async def keep(self, statement: str) -> None:
        """Run a statement whose change stays."""
        async with self._connection.session("WRITE") as session:
            await (await session.run(statement)).consume()

    async def after_each(self, tried: Mapping[str, object]) -> dict[str, list[Found]]:
        """What is found after each statement alone."""
        return {statement: await self.after(statement) for statement in tried}


@pytest.fixture
async def firm(neo4j_line: Line) -> AsyncIterator[Tried]:
    """The firm, on each line of Neo4j."""
    address = empty_database(neo4j_line)
    store, connection = await open_store(address, "first"), Connection(address)
    await write(
        store,
        Firm("Ours", currency="EUR"),
        StaffMember("ada", "Ada", manager_id="bob", start=JANUARY),
        StaffMember("bob", "Bob"),
        Account(ACME, "Acme", parent_id="group"),
        Account("group", "Group"),
        Person("pat"),
        Buying(ACME, JANUARY, BuyingApproach.MIXED),
        Employment("pat", ACME, start=JANUARY),
        Service("ada", ACME, ServiceRole.LEAD),
        touch("t", "ada", "pat", ACME),
        touch("u", "ada", account=ACME),
        Closeness("ada", "pat", 3, JANUARY),
        Promise("p", "ada", JANUARY, "pat", ACME),
        Booking(ACME, JANUARY, 1, rank=1, currency="EUR"),
        Covenant("ada", CovenantKind.NON_COMPETE, JANUARY, ACME),
        Gain("g", ACME, JANUARY, JANUARY, 1, "EUR", "ada"),
        Referral("pat", ACME),
        Colleague("ada", "bob", ColleagueKind.HIRED),
        Departure("d", "ada", Destination.RIVAL, JANUARY, JANUARY),
        Outcome("d", ACME, AccountOutcome.STAYED),
        Attention("ada", JANUARY),
        Amendment("person", "c6c1", AmendmentKind.RETRACTED, NOON),
    )
    yield Tried(store, connection)
    await connection.close()
    await store.close()


def key(*parts: str) -> str:
    """A key as it is shown."""
    return json.dumps(parts, separators=(",", ":"))


BUYING = ("way of buying", key(ACME, DAY))
EMPLOYMENT = ("employment", key("pat", ACME, DAY))
SERVICE = ("service", key("ada", ACME, "lead", ""))
CLOSENESS = ("closeness", key("ada", "pat", DAY))
BOOKING = ("booking", key(ACME, DAY, "", "1"))
COVENANT = ("covenant", key("ada", "non_compete", ACME, DAY))
REFERRAL = ("referral", key("pat", ACME))
COLLEAGUE = ("colleague", key("ada", "bob", "hired"))
OUTCOME = ("outcome", key("d", ACME))
ATTENTION = ("attention", key("ada", DAY))
AMENDMENT = ("amendment", key("person", "c6c1"))
MOVED = "MATCH (a)-[r:{0}]->(b) WITH a, r, properties(r) AS kept DELETE r CREATE (a)-[n:{0}]->(:Nobody) SET n = kept"
TAKEN = "MATCH (a)-[r:{0}]->(b) WITH b, r, properties(r) AS kept DELETE r CREATE (:Nobody)-[n:{0}]->(b) SET n = kept"

DANGLING: dict[str, tuple[str, str]] = {
    "MATCH (:Account)-[r:BUYS]->() DELETE r": BUYING,
    "MATCH (r:Buying) SET r.start = '2024-02-01'": BUYING,
    MOVED.format("WORKS_AT"): EMPLOYMENT,
    TAKEN.format("WORKS_AT"): EMPLOYMENT,
    "MATCH ()-[r:WORKS_AT]->() REMOVE r.start": EMPLOYMENT,
    MOVED.format("SERVES"): SERVICE,
    TAKEN.format("SERVES"): SERVICE,
    "MATCH ()-[r:SERVES]->() SET r.key = 'mine'": ("service", "mine"),
    "MATCH ()-[r:SERVES]->() REMOVE r.key": ("service", "[]"),
    MOVED.format("RATED"): CLOSENESS,
    TAKEN.format("RATED"): CLOSENESS,
    "MATCH ()-[r:BOOKED]->() DELETE r": BOOKING,
    "MATCH (r:Booking) SET r.account = 'group'": BOOKING,
    "MATCH (r:Booking) SET r.rank = 2": BOOKING,
    "MATCH ()-[r:BOUND_BY]->() DELETE r": COVENANT,
    "MATCH ()-[r:PROTECTS]->() DELETE r": COVENANT,
    MOVED.format("REFERRED"): REFERRAL,
    TAKEN.format("REFERRED"): REFERRAL,
    MOVED.format("WORKED_WITH"): COLLEAGUE,
    TAKEN.format("WORKED_WITH"): COLLEAGUE,
    MOVED.format("LED_TO"): OUTCOME,
    TAKEN.format("LED_TO"): OUTCOME,
    "MATCH ()-[r:SPENT]->() DELETE r": ATTENTION,
    "MATCH (r:Amendment) SET r.row_kind = 'touch'": AMENDMENT,
    "MATCH ()-[r:PROMISED]->() DELETE r": ("promise", key("p")),
    "MATCH (:Promise)-[r:TO|FOR]->() DELETE r": ("promise", key("p")),
    "MATCH ()-[r:GAINED]->() DELETE r": ("gain", key("g")),
    "MATCH ()-[r:LEAVES]->() DELETE r": ("departure", key("d")),
    MOVED.format("REPORTS_TO"): ("staff member", key("ada")),
    MOVED.format("PART_OF"): ("account", key(ACME)),
    "CREATE (:Person {name: 'Nobody'})": ("person", key("")),
    "CREATE (:Firm {key: 'another', currency: 'EUR'})": ("firm", "[]"),
    "MATCH ()-[r:TOUCHED {id: 't'}]->() SET r.account = 'nobody'": ("touch", key("t")),
    "MATCH ()-[r:TOUCHED {id: 'u'}]->() SET r.account = 'group'": ("touch", key("u")),
    "MATCH ()-[r:KNOWS]->(:Person) DELETE r": ("touch", key("t")),
    "MATCH ()-[r:KNOWS]->(:Person) SET r.staff = 'bob'": ("tie", key("ada", "pat", "")),
    "MATCH ()-[r:KNOWS]->(:Account) REMOVE r.staff": ("tie", key("ada", "", ACME)),
    "MATCH (s:Staff {id: 'bob'}) CREATE (s)-[:KNOWS {staff: 'bob'}]->(:Nobody)": ("tie", key("bob", "", "")),
}
"""What somebody does to a row, or to what it refers to; and which row is told."""


async def test_a_row_of_every_kind_is_no_violation(firm: Tried) -> None:
    assert await firm.store.violations() == ()


async def test_an_end_that_is_not_there_or_not_that_of_the_key_is_found(firm: Tried) -> None:
    wanted = {tried: [(Fault.DANGLING_END, rows, 1, example)] for tried, (rows, example) in DANGLING.items()}
    assert await firm.after_each(DANGLING) == wanted


async def test_a_promise_to_somebody_alone_and_a_covenant_for_everywhere_are_whole(firm: Tried) -> None:
    for loosened in ("TO", "FOR"):
        assert await firm.after(f"MATCH (:Promise)-[r:{loosened}]->() DELETE r") == []
    everywhere = f"MATCH (r:Covenant)-[p:PROTECTS]->() SET r.key = '{key('ada', 'non_compete', '', DAY)}' DELETE p"
    assert await firm.after(everywhere) == []


async def test_all_rows_that_refer_to_somebody_who_is_gone_are_counted_by_kind(firm: Tried) -> None:
    found = await firm.after("MATCH (s:Staff {id: 'ada'}) DETACH DELETE s")
    assert {rows: count for _, rows, count, _ in found} == {"promise": 1, "covenant": 1, "departure": 1, "attention": 1}


DOUBLED: dict[str, tuple[str, int, str]] = {
    "MATCH (s:Staff)-[r:KNOWS]->(p:Person) CREATE (s)-[n:KNOWS]->(p) SET n = properties(r)": (
        "tie",
        2,
        key("ada", "pat", ""),
    ),
    "MATCH (s:Staff)-[r:KNOWS]->(a:Account) CREATE (s)-[n:KNOWS]->(a) SET n = properties(r)": (
        "tie",
        2,
        key("ada", "", ACME),
    ),
    "MATCH (s:Staff {id: 'ada'}) CREATE (s)-[:REPORTS_TO]->(:Staff {id: 'eve'})": ("staff member", 1, key("ada")),
    "MATCH (a:Account)-[:PART_OF]->() CREATE (a)-[:PART_OF]->(:Account {id: 'b'})": ("account", 1, key(ACME)),
    "MATCH (s:Staff {id: 'bob'}) MATCH (r:Promise) CREATE (s)-[:PROMISED]->(r)": ("promise", 1, key("p")),
    "MATCH (r:Promise) CREATE (r)-[:TO]->(:Person {id: 'quin'})": ("promise", 1, key("p")),
    "MATCH (a:Account {id: 'group'}) MATCH (r:Promise) CREATE (r)-[:FOR]->(a)": ("promise", 1, key("p")),
    "MATCH (a:Account {id: 'group'}) MATCH (r:Gain) CREATE (a)-[:GAINED]->(r)": ("gain", 1, key("g")),
    "MATCH (s:Staff {id: 'bob'}) MATCH (r:Gain) CREATE (s)-[:BROUGHT]->(r)": ("gain", 1, key("g")),
    "MATCH (s:Staff {id: 'bob'}) MATCH (r:Departure) CREATE (s)-[:LEAVES]->(r)": ("departure", 1, key("d")),
}


async def test_what_is_there_twice_is_found(firm: Tried) -> None:
    wanted = {tried: [(Fault.DUPLICATE_KEY, *told)] for tried, told in DOUBLED.items()}
    assert await firm.after_each(DOUBLED) == wanted


INTERVALS: dict[str, tuple[str, str]] = {
    "MATCH (r:Staff {id: 'ada'}) SET r.end = ": ("staff member", key("ada")),
    "MATCH ()-[r:WORKS_AT]->() SET r.end = ": EMPLOYMENT,
    "MATCH ()-[r:SERVES]->() SET r.start = '2024-01-01', r.key = replace(r.key, '\"\"', '\"2024-01-01\"'), r.end = ": (
        "service",
        key("ada", ACME, "lead", DAY),
    ),
    "MATCH (r:Promise) SET r.closed_on = ": ("promise", key("p")),
    "MATCH (r:Covenant) SET r.until = ": COVENANT,
    "MATCH (r:Gain) SET r.until = ": ("gain", key("g")),
    "MATCH (r:Departure) SET r.left_on = ": ("departure", key("d")),
}


async def test_an_end_before_its_start_is_found_and_an_end_on_it_is_none(firm: Tried) -> None:
    for change, (rows, example) in INTERVALS.items():
        assert await firm.after(f"{change}'{DAY}'") == []
        assert await firm.after(f"{change}'{BEFORE}'") == [(Fault.END_BEFORE_START, rows, 1, example)]


async def test_a_departure_without_a_notice_is_not_before_it(firm: Tried) -> None:
    assert await firm.after(f"MATCH (r:Departure) SET r.left_on = '{BEFORE}' REMOVE r.noticed_on") == []
    assert await firm.after("MATCH (r:Departure) REMOVE r.left_on") == []


async def test_an_amount_of_another_currency_is_found_and_one_without_is_the_firms(firm: Tried) -> None:
    for label, example in {"Booking": BOOKING[1], "Gain": key("g")}.items():
        assert await firm.after(f"MATCH (r:{label}) SET r.currency = ''") == []
        assert await firm.after(f"MATCH (r:{label}) REMOVE r.currency") == []
        found = await firm.after(f"MATCH (r:{label}) SET r.currency = 'USD'")
        assert found == [(Fault.OTHER_CURRENCY, label.lower(), 1, example)]


async def test_an_amount_names_no_currency_where_the_firm_has_none(firm: Tried) -> None:
    for change in ("MATCH (f:Firm) SET f.currency = ''", "MATCH (f:Firm) DELETE f"):
        assert await firm.after(change) == [
            (Fault.OTHER_CURRENCY, "booking", 1, BOOKING[1]),
            (Fault.OTHER_CURRENCY, "gain", 1, key("g")),
        ]


async def test_a_ring_is_found_and_those_who_only_lead_to_it_are_not_on_it(firm: Tried) -> None:
    staff, account = "MATCH (a:Staff {id: 'ada'}) MATCH (b:Staff {id: 'bob'}) ", "MATCH (a:Account)-[r:PART_OF]->(b) "
    rings: dict[str, tuple[str, int, str]] = {
        staff + "CREATE (b)-[:REPORTS_TO]->(b)": ("staff member", 1, key("bob")),
        staff + "CREATE (b)-[:REPORTS_TO]->(a)": ("staff member", 2, key("ada")),
        account + "CREATE (b)-[:PART_OF]->(b)": ("account", 1, key("group")),
        account + "CREATE (b)-[:PART_OF]->(a)": ("account", 2, key(ACME)),
    }
    assert await firm.after_each(rings) == {tried: [(Fault.RING, *told)] for tried, told in rings.items()}


async def test_a_change_log_that_does_not_end_at_the_revision_is_found(firm: Tried) -> None:
    changes = {
        "MATCH (s:__WhitherStore) SET s.revision = s.revision + 3": (3, key("4")),
        "MATCH (c:__WhitherChange) DELETE c": (1, key("1")),
        "CREATE (:__WhitherChange {revision: 6, everything: true})": (5, key("6")),
    }
    wanted = {change: [(Fault.CHANGE_LOG_BEHIND, "change log", *told)] for change, told in changes.items()}
    assert await firm.after_each(changes) == wanted


async def test_all_that_is_wrong_is_told_at_once_by_fault_and_kind(firm: Tried) -> None:
    found = await firm.after(
        "MATCH (s:__WhitherStore) SET s.revision = 9",
        f"MATCH (:Account)-[b:GAINED]->(r:Gain) SET r.currency = 'USD', r.until = '{BEFORE}' DELETE b",
        f"MATCH ()-[r:WORKS_AT]->() SET r.end = '{BEFORE}'",
        MOVED.format("LED_TO"),
        "MATCH (s:Staff {id: 'bob'}) MATCH (r:Departure) CREATE (s)-[:LEAVES]->(r)",
    )
    assert [(fault, rows) for fault, rows, *_ in found] == [
        (Fault.DANGLING_END, "gain"),
        (Fault.DANGLING_END, "outcome"),
        (Fault.DUPLICATE_KEY, "departure"),
        (Fault.END_BEFORE_START, "employment"),
        (Fault.END_BEFORE_START, "gain"),
        (Fault.OTHER_CURRENCY, "gain"),
        (Fault.CHANGE_LOG_BEHIND, "change log"),
    ]


async def test_the_store_itself_tells_what_somebody_did_beside_it(firm: Tried) -> None:
    await firm.keep("MATCH ()-[r:BOOKED]->() DELETE r")
    assert await firm.store.violations() == (Violation(Fault.DANGLING_END, "booking", 1, BOOKING[1]),)
