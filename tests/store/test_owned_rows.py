"""The rows of an owner: all that name them, in the order of their places, page by page, however many owners ask."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given

from graph.domain.kinds import KIND_NAMES, Key, Record
from graph.domain.owners import OWNED, place_among
from graph.domain.records import (
    Account,
    Booking,
    Closeness,
    Covenant,
    Employment,
    Entity,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)
from graph.domain.vocabulary import CovenantKind, ServiceRole
from graph.errors import InvalidCursor
from graph.store.protocol import GraphStore
from graph.store.values import OwnedRows, Stretch
from tests.store.any_records import firms
from tests.store.conftest import ADAPTERS, Place, tried
from tests.store.invented import invented_firm
from tests.store.writing import JANUARY, remove, touch, write

NAMED_BY: dict[type[Entity], str] = {StaffMember: "staff_id", Person: "person_id", Account: "account_id"}
PAIRS = [(kind, owner) for owner, kinds in OWNED.items() for kind in kinds]
ALL = Stretch(10_000)


def listed(rows: tuple[Record, ...], kind: type[Record], owner: type[Entity], owner_id: str) -> list[Record]:
    """The rows of an owner in their order, told without a store: what is empty comes first, newest touches do."""
    mine = [row for row in rows if type(row) is kind and getattr(row, NAMED_BY[owner]) == owner_id]
    mine.sort(key=lambda row: _comparable(place_among(row, owner)), reverse=kind is Touch)
    return mine


def _comparable(place: Key) -> tuple[tuple[bool, object], ...]:
    return tuple((part is not None, part) for part in place)


def stretch_of(rows: list[Record], owner: type[Entity], stretch: Stretch) -> OwnedRows[Record]:
    """A stretch of a list that is at hand; ``beyond`` is the place of a row in it."""
    at = [place_among(row, owner) for row in rows].index(stretch.beyond) if stretch.beyond is not None else None
    if stretch.backwards:
        shown = rows[: len(rows) if at is None else at][-stretch.limit :]
    else:
        shown = rows[0 if at is None else at + 1 :][: stretch.limit]
    return OwnedRows(tuple(shown), len(rows), passed=at is not None)


def ids_of(rows: tuple[Record, ...], owner: type[Entity]) -> list[str]:
    return [row.id for row in rows if isinstance(row, owner)]


async def check_whole(store: GraphStore, rows: tuple[Record, ...]) -> None:
    """Every list of every owner at once, and from every place in the longest of each kind in both directions."""
    for kind, owner in PAIRS:
        owners = ids_of(rows, owner)
        wanted = {one: listed(rows, kind, owner, one) for one in owners}
        found = await store.rows_of(kind, owner, owners, ALL)
        assert {one: list(those.rows) for one, those in found.items()} == wanted
        assert all(those.total == len(those.rows) and not those.passed for those in found.values())
        longest = max(wanted, key=lambda one: len(wanted[one]), default="")
        for row, backwards, limit in product(wanted.get(longest, []), (False, True), (1, 2)):
            stretch = Stretch(limit, place_among(row, owner), backwards)
            (these,) = (await store.rows_of(kind, owner, [longest], stretch)).values()
            assert these == stretch_of(wanted[longest], owner, stretch)


@pytest.mark.parametrize("adapter", sorted(ADAPTERS))
def test_the_rows_of_any_owner_are_those_that_name_them_in_the_order_of_their_places(adapter: str) -> None:
    @tried(adapter, 40)
    @given(firms())
    def hold(rows: tuple[Record, ...]) -> None:
        async def compared() -> None:
            with tempfile.TemporaryDirectory() as folder:
                place = Place(ADAPTERS[adapter](Path(folder)))
                try:
                    store = await place.open()
                    await write(store, *rows)
                    await check_whole(store, rows)
                finally:
                    await place.close()

        asyncio.run(compared())

    hold()


@pytest.mark.parametrize(("kind", "owner"), PAIRS, ids=lambda kind: KIND_NAMES[kind])
async def test_an_owner_without_rows_has_none_and_nobody_is_absent(
    store: GraphStore, kind: type[Record], owner: type[Entity]
) -> None:
    await write(store, StaffMember("ada", "Ada"), Person("pat", "Pat"), Account("acme", "Acme"))
    asked = ["ada", "pat", "acme", "nobody", "\ud800", "a\x00", "ada", ""]
    (known,) = {StaffMember: ["ada"], Person: ["pat"], Account: ["acme"]}[owner]
    for stretch in (Stretch(3), Stretch(3, backwards=True)):
        assert await store.rows_of(kind, owner, asked, stretch) == {known: OwnedRows((), 0, passed=False)}
        assert await store.rows_of(kind, owner, [], stretch) == {}


async def test_an_invented_firm_is_listed_whole(store: GraphStore) -> None:
    rows = tuple(invented_firm(3))
    await write(store, *rows)
    await check_whole(store, rows)


SERVICES = [Service("ada", f"a{number:02}", ServiceRole.LEAD) for number in range(12)]


async def test_rows_added_and_removed_between_two_pages_are_neither_skipped_nor_repeated(store: GraphStore) -> None:
    accounts = [Account(f"a{number:02}", "Acme") for number in range(12)]
    await write(store, StaffMember("ada", "Ada"), *accounts, *SERVICES[1::2])
    seen: list[Record] = []
    beyond: Key | None = None
    for number in range(4):
        page = (await store.rows_of(Service, StaffMember, ["ada"], Stretch(2, beyond)))["ada"]
        seen += page.rows
        assert page.passed is (number > 0)
        if page.rows:
            beyond = place_among(page.rows[-1], StaffMember)
            last = SERVICES.index(page.rows[-1])
            await remove(store, Service, ("ada", f"a{last:02}", ServiceRole.LEAD, None))
            await write(store, SERVICES[last - 1])
    assert seen == SERVICES[1::2]


async def test_touches_come_newest_first_and_those_of_one_instant_by_id(store: GraphStore) -> None:
    await write(store, StaffMember("ada", "Ada"), Person("pat", "Pat"), Account("acme", "Acme"))
    touches = [
        touch("b", "ada", "pat", on=JANUARY),
        touch("a", "ada", None, "acme", on=JANUARY),
        touch("c", "ada", "pat", "acme", on=JANUARY - timedelta(days=1)),
        touch("d", "ada", "pat", on=JANUARY + timedelta(days=1)),
    ]
    await write(store, *touches)

    async def ids(owner: type[Entity], owner_id: str, stretch: Stretch = ALL) -> list[str]:
        return [row.id for row in (await store.rows_of(Touch, owner, [owner_id], stretch))[owner_id].rows]

    assert await ids(StaffMember, "ada") == ["d", "b", "a", "c"]
    assert await ids(Person, "pat") == ["d", "b", "c"]
    assert await ids(Account, "acme") == ["a", "c"]
    at = touches[0].at
    assert await ids(StaffMember, "ada", Stretch(9, (at, "b"))) == ["a", "c"]
    assert await ids(StaffMember, "ada", Stretch(9, (at, "ab"))) == ["a", "c"]
    assert await ids(StaffMember, "ada", Stretch(1, (at, "a"), backwards=True)) == ["b"]


async def test_what_is_empty_comes_first(store: GraphStore) -> None:
    await write(store, StaffMember("ada", "Ada"), Account("acme", "Acme"), Person("pat", "Pat"))
    kind = CovenantKind.NON_SOLICIT
    covenants = [
        Covenant("ada", kind),
        Covenant("ada", kind, JANUARY),
        Covenant("ada", kind, None, "acme"),
        Covenant("ada", kind, JANUARY, "acme"),
    ]
    jobs = [Employment("pat", "acme"), Employment("pat", "acme", start=JANUARY)]
    await write(store, *reversed(covenants), *reversed(jobs))
    assert (await store.rows_of(Covenant, StaffMember, ["ada"], ALL))["ada"].rows == tuple(covenants)
    assert (await store.rows_of(Covenant, Account, ["acme"], ALL))["acme"].rows == tuple(covenants[2:])
    assert (await store.rows_of(Employment, Person, ["pat"], Stretch(9, ("acme", None))))["pat"].rows == (jobs[1],)


async def test_rows_come_with_the_revision_that_last_changed_them(store: GraphStore) -> None:
    await write(store, StaffMember("ada", "Ada"), Person("pat", "Pat"))
    await write(store, Closeness("ada", "pat", 1, JANUARY), Closeness("ada", "pat", 1, JANUARY + timedelta(days=1)))
    await write(store, Closeness("ada", "pat", 4, JANUARY))
    found = (await store.rows_of(Closeness, Person, ["pat"], ALL))["pat"]
    assert [(row.closeness, row.version) for row in found.rows] == [(4, 3), (1, 2)]


async def test_a_kind_that_names_no_such_owner_is_the_askers_mistake_and_no_damage(store: GraphStore) -> None:
    for kind, owner in ((Booking, Person), (Person, Account), (Employment, StaffMember)):
        with pytest.raises(TypeError, match="belongs to"):
            await store.rows_of(kind, owner, [], ALL)
    for place in ((), ("acme",), ("ada", "acme", ServiceRole.LEAD, None)):
        with pytest.raises(TypeError, match="3 parts"):
            await store.rows_of(Service, StaffMember, ["ada"], Stretch(1, place))


@pytest.mark.parametrize("beyond", [("\ud800", None), ("a\x00", JANUARY)])
async def test_a_place_that_no_row_can_have_is_no_cursor(store: GraphStore, beyond: Key) -> None:
    with pytest.raises(InvalidCursor):
        await store.rows_of(Employment, Person, ["pat"], Stretch(1, beyond))


@pytest.mark.parametrize("rank", [10**30, -(10**30)])
async def test_a_number_that_no_row_can_have_is_no_cursor(store: GraphStore, rank: int) -> None:
    with pytest.raises(InvalidCursor):
        await store.rows_of(Booking, Account, ["acme"], Stretch(1, (JANUARY, "", rank)))


async def test_one_call_sees_one_revision_of_many_owners(store: GraphStore) -> None:
    """As many promises as there are owners, all made in one unit."""
    owners = [f"s{number:02}" for number in range(40)]
    promises = [Promise(f"P{one}", one, JANUARY, "pat") for one in owners]
    await write(store, Person("pat", "Pat"), *(StaffMember(one, one) for one in owners))
    found, _ = await asyncio.gather(store.rows_of(Promise, StaffMember, owners, ALL), write(store, *promises))
    assert {rows.total for rows in found.values()} in ({0}, {1})
    assert {rows.total for rows in (await store.rows_of(Promise, StaffMember, owners, ALL)).values()} == {1}
    assert (await store.rows_of(Promise, Person, ["pat"], Stretch(3)))["pat"].total == 40
