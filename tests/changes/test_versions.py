"""Who expects a version changes only what they have read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from graph.changes.by_hand import Add, Change, Correct, Done, Put, Retract
from graph.domain.records import Account, Person
from graph.errors import Conflict, NotFound
from tests.changes.office import Office, office_at

PIA = ("pia",)


def named(name: str) -> Correct:
    """A correction of Pia's name."""
    return Correct(Person, PIA, {"name": name})


async def version_of_pia(office: Office) -> int:
    """The version a reader is told."""
    found = await office.found(Person, PIA)
    assert found is not None
    return found.version


async def outcomes(wishes: Sequence[tuple[Office, Change, int]]) -> list[Done | Conflict]:
    """What comes of wishes that are sent at once, each with the version it expects."""

    async def one(office: Office, change: Change, expected: int) -> Done | Conflict:
        try:
            return await office.wish(change, expected)
        except Conflict as conflict:
            return conflict

    return await asyncio.gather(*(one(*wish) for wish in wishes))


async def test_a_correction_of_the_version_that_was_read_is_done(office: Office) -> None:
    done = await office.wish(named("Pia Pane"), await version_of_pia(office))
    assert done.record is not None
    assert (done.record.version, await version_of_pia(office)) == (done.revision, done.revision)


@pytest.mark.parametrize("change", [named("Pia Pane"), Retract(Person, PIA), Put(Person("pia", "Pia Pane"))])
async def test_a_change_of_another_version_is_refused_and_names_both(office: Office, change: Change) -> None:
    read = await version_of_pia(office)
    changed = await office.wish(named("Pia Post"))
    with pytest.raises(Conflict) as refused:
        await office.wish(change, read)
    assert (refused.value.expected, refused.value.found) == (read, changed.revision)
    assert await office.found(Person, PIA) == Person("pia", "Pia Post")


async def test_a_change_elsewhere_leaves_the_version_of_a_row_alone(office: Office) -> None:
    read = await version_of_pia(office)
    await office.wish(Add(Person("sam")))
    assert (await office.wish(named("Pia Pane"), read)).changed


async def test_expecting_version_0_means_that_no_row_stands_yet(office: Office) -> None:
    assert (await office.wish(Put(Person("sam", "Sam")), 0)).changed
    with pytest.raises(Conflict):
        await office.wish(Put(Person("sam", "Samuel")), 0)
    with pytest.raises(Conflict):
        await office.wish(Add(Person("sam", "Sam")), 0)
    assert await office.found(Person, ("sam",)) == Person("sam", "Sam")


async def test_expecting_a_version_of_a_row_that_nobody_has_is_refused(office: Office) -> None:
    with pytest.raises(Conflict):
        await office.wish(Put(Person("sam", "Sam")), 3)
    with pytest.raises(NotFound):
        await office.wish(Correct(Person, ("sam",), {"name": "Sam"}), 3)


async def test_of_writers_with_the_same_expected_version_exactly_one_wins(office: Office, path: Path) -> None:
    async with office_at(path) as other:
        for number in range(10):
            read = await version_of_pia(office)
            came = await outcomes(
                [(where, named(f"Pia {number} {name}"), read) for where in (office, other) for name in "abc"]
            )
            won = [one for one in came if isinstance(one, Done)]
            assert len(won) == 1
            assert [(one.expected, one.found) for one in came if isinstance(one, Conflict)] == [
                (read, won[0].revision)
            ] * 5
            assert await office.found(Person, PIA) == won[0].record


async def test_of_those_who_put_a_row_that_none_has_yet_exactly_one_wins(office: Office, path: Path) -> None:
    async with office_at(path) as other:
        came = await outcomes([(where, Put(Account("cog", name)), 0) for where in (office, other) for name in "abc"])
    won = [one for one in came if isinstance(one, Done)]
    assert len(won) == 1
    assert await office.found(Account, ("cog",)) == won[0].record
