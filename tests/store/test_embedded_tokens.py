"""The tokens beside the entities of the embedded store: always those that the domain makes of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from graph.domain.records import Account, Person, StaffMember
from graph.domain.tokens import RULES, entity_tokens
from graph.store.embedded import open_store
from graph.store.embedded.writing import token_table
from graph.store.protocol import GraphStore
from tests.store.files import altered
from tests.store.writing import put, remove, retract, write

NAMED = "SELECT (SELECT id FROM {} WHERE key = entity), token FROM token WHERE kind = ?"
KINDS = ((0, StaffMember, "staff"), (1, Person, "person"), (2, Account, "account"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the tested store is."""
    return tmp_path / "firm.whither"


def tokens_in(path: Path) -> dict[tuple[int, str], set[str]]:
    """The tokens of each entity by its kind and id, read by nobody of ours."""
    found: dict[tuple[int, str], set[str]] = {}
    with closing(sqlite3.connect(path)) as connection:
        for number, _, table in KINDS:
            statement = NAMED.format(table)
            for entity, token in connection.execute(statement, (number,)):
                found.setdefault((number, entity), set()).add(token)
    return found


async def tokens_of(store: GraphStore, *ids: str) -> dict[tuple[int, str], set[str]]:
    """The tokens that the domain makes of the entities with these ids."""
    return {
        (number, one.id): set(entity_tokens(one))
        for number, kind, _ in KINDS
        for one in (await store.fetch(kind, ids)).values()
    }


async def test_tokens_follow_every_change_of_an_entity(path: Path) -> None:
    store = await open_store(path, "first")
    ids = ("ada", "eve", "pat", "quin", "acme", "bolt")
    steps: list[Callable[[], Awaitable[object]]] = [
        lambda: write(store, StaffMember("ada", "Ada Byron", "ada@ours.example"), StaffMember("eve", "Ève Ørsted")),
        lambda: write(
            store, Person("pat", "Pat O'Neil"), Person("quin"), Account("acme", "Acme & Söhne", "acme.example")
        ),
        lambda: put(store, StaffMember("ada", "Ada Lovelace"), StaffMember("eve", "Ève Ørsted")),
        lambda: put(store, Person("pat", "Pat", "pat@b.example")),
        lambda: put(store, Person("pat", "", "pat@c.example"), Person("quin", "Quin"), keep=["name"]),
        lambda: put(store, Account("acme", "Acme", "acme.example", "machines"), Account("bolt", "Bolt")),
        lambda: retract(store, Person, ("pat",)),
        lambda: remove(store, Account, ("acme",), ("nobody",)),
        lambda: remove(store, StaffMember, ("ada",), ("eve",)),
    ]
    for step in steps:
        await step()
        assert tokens_in(path) == await tokens_of(store, *ids)
    assert tokens_in(path) == {(1, "quin"): {"quin"}, (2, "bolt"): {"bolt"}}
    await store.close()


async def test_tokens_of_other_rules_are_made_anew_on_opening_some_at_a_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_table, "_AT_ONCE", 3)
    store = await open_store(path, "first")
    people = [Person(f"p{number}", f"Pat{number} Plum") for number in range(10)]
    await write(store, *people, StaffMember("ada", "Ada"), *(Account(f"a{number}", "Acme") for number in range(3)))
    ids = ("ada", *(one.id for one in people), "a0", "a1", "a2")
    made = await tokens_of(store, *ids)
    await store.close()
    assert tokens_in(path) == made

    altered(path, "UPDATE meta SET token_rules = 'others'", "UPDATE token SET token = 'x' || token")
    altered(path, "DELETE FROM token WHERE kind = 2")
    store = await open_store(path, "first")
    assert await store.revision() == 1
    await store.close()
    assert tokens_in(path) == made
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT token_rules FROM meta").fetchone() == (RULES,)


async def test_making_tokens_anew_goes_on_from_any_place_where_it_was_interrupted(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_table, "_AT_ONCE", 2)
    store = await open_store(path, "first")
    people = [Person(f"p{number}", f"Pat{number} Plum") for number in range(5)]
    await write(store, *people)
    await store.close()
    made = tokens_in(path)
    altered(path, "UPDATE meta SET token_rules = ''", "UPDATE token SET token = 'x' || token")
    renew = token_table.renew
    calls = 0

    def dies(connection: sqlite3.Connection, patience: float, place: tuple[int, int]) -> tuple[int, int] | None:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise KeyError("the process dies")
        return renew(connection, patience, place)

    with monkeypatch.context() as dying:
        dying.setattr(token_table, "renew", dies)
        with pytest.raises(KeyError):
            await open_store(path, "first")
    assert tokens_in(path) != made
    await (await open_store(path, "first")).close()
    assert tokens_in(path) == made
