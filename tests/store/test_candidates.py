"""Candidates: whom the beginnings of words fit, the first by name."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.records import Account, Entity, Person, StaffMember
from graph.domain.tokens import entity_tokens, folded, tokens_of
from graph.store.protocol import GraphStore, Transaction
from tests.store.conftest import ADAPTERS, Place, tried
from tests.store.writing import write


async def found(store: GraphStore, kind: type[Entity], *tokens: str, limit: int = 10) -> list[str]:
    """The ids of the candidates, in their order."""
    return [one.id for one in await store.candidates(kind, tokens, limit)]


async def test_each_token_must_begin_a_word_of_the_id_the_name_or_the_address(store: GraphStore) -> None:
    await write(
        store,
        Person("p-1", "Pat Lee", "pat.lee@acme.example"),
        Person("p-2", "Lee Park", "lp@bolt.example"),
        Person("p-3", "Zoë O'Neill"),
        StaffMember("pat", "Patricia"),
        Account("a", "Acme Bolts", "acme.example"),
    )
    assert await found(store, Person, "lee") == ["p-2", "p-1"]
    assert await found(store, Person, "pa", "le") == ["p-2", "p-1"]
    assert await found(store, Person, "pat", "lee") == ["p-1"]
    assert await found(store, Person, "acme") == ["p-1"]
    assert await found(store, Person, "2") == ["p-2"]
    assert await found(store, Person, *tokens_of("ZOE neill")) == ["p-3"]
    assert await found(store, Person, "neill", "lee") == await found(store, Person, "ee") == []
    assert await found(store, StaffMember, "pat") == ["pat"]
    assert await found(store, Account, "bolt", "acme") == ["a"]


async def test_no_tokens_find_nobody_and_neither_does_what_no_word_holds(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"))
    assert await found(store, Person) == []
    assert await found(store, Person, "\x00") == await found(store, Person, "pat", "\ud800") == []


async def test_of_more_than_are_wanted_those_first_by_name_and_then_id_come(store: GraphStore) -> None:
    await write(store, *(Person(f"id-{number:02}", f"Lee {number % 3}") for number in range(30)))
    first = [f"id-{number:02}" for number in range(0, 30, 3)]
    assert await found(store, Person, "lee", limit=12) == [*first, "id-01", "id-04"]
    assert await found(store, Person, "lee", limit=1) == ["id-00"]


async def test_an_entity_is_found_by_what_it_is_called_now(store: GraphStore) -> None:
    await write(store, StaffMember("ada", "Ada Byron", "ada@old.example"))
    await write(store, StaffMember("ada", "Ada Lovelace", "ada@new.example"))
    assert await found(store, StaffMember, "byron") == await found(store, StaffMember, "old") == []
    assert await found(store, StaffMember, "lovelace") == await found(store, StaffMember, "new") == ["ada"]


async def test_whoever_is_gone_is_no_candidate(store: GraphStore) -> None:
    await write(store, Person("pat", "Pat"), Person("pia", "Pia"))

    async def remove(transaction: Transaction) -> None:
        await transaction.remove(Person, [("pat",)])

    await store.write(remove)
    assert await found(store, Person, "p") == ["pia"]


WORDS = st.text("abé ß-1", max_size=5)
PEOPLE = st.dictionaries(st.text("ab1", min_size=1, max_size=3), st.tuples(WORDS, WORDS), max_size=8)


@pytest.mark.parametrize("adapter", sorted(ADAPTERS))
def test_candidates_are_exactly_those_whose_tokens_begin_so(adapter: str) -> None:
    @tried(adapter, 60)
    @given(PEOPLE, st.text("abeé s1", max_size=4), st.integers(1, 4))
    def hold(people: dict[str, tuple[str, str]], asked: str, limit: int) -> None:
        rows = [Person(one, name.strip(), email.strip()) for one, (name, email) in people.items()]
        tokens = tokens_of(asked)
        fitting = [
            one
            for one in sorted(rows, key=lambda one: (folded(one.name), one.id))
            if tokens and all(any(mine.startswith(token) for mine in entity_tokens(one)) for token in tokens)
        ]

        async def nominated() -> None:
            with tempfile.TemporaryDirectory() as folder:
                place = Place(ADAPTERS[adapter](Path(folder)))
                try:
                    store = await place.open()
                    await write(store, *rows)
                    assert await store.candidates(Person, tokens, limit) == tuple(fitting[:limit])
                finally:
                    await place.close()

        asyncio.run(nominated())

    hold()
