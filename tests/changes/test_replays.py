"""A change that came with an idempotency key is done once, however often it is sent."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from graph.changes.by_hand import Add, Change, Correct, Put, Retract
from graph.changes.replaying import KEPT
from graph.domain.kinds import KIND_NAMES
from graph.domain.plain import plain_text
from graph.domain.records import Account, Person, Service, StaffMember
from graph.domain.vocabulary import ServiceRole
from graph.errors import AlreadyThere, InvalidInput, KeyReused
from tests.changes.another_process import SAM, at_once
from tests.changes.kinds import SAMPLES, Sample
from tests.changes.office import NOW, Office, office_at


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: KIND_NAMES[type(sample.row)])
async def test_the_same_key_and_body_tells_again_what_came_of_it_and_writes_nothing(
    office: Office, sample: Sample
) -> None:
    first = await office.wish(Add(sample.row), idempotency_key="a")
    await office.wish(Correct(type(sample.row), first.key, sample.corrected))
    again = await office.wish(Add(sample.row), idempotency_key="a")
    assert again == replace(first, replayed=True)
    assert again.record is not None
    assert again.record.version == first.revision
    assert not first.replayed
    assert await office.store.revision() == first.revision + 1


async def test_a_retraction_and_a_change_of_nothing_are_told_again_too(office: Office) -> None:
    service = Retract(Service, ("ada", "acme", ServiceRole.LEAD, None))
    retracted = await office.wish(service, idempotency_key="a")
    assert await office.wish(service, idempotency_key="a") == replace(retracted, replayed=True)
    unchanged = await office.wish(Put(Person("pia", "Pia")), idempotency_key="b")
    assert not unchanged.changed
    await office.correct(Person("pia"), name="Pia Pane")
    assert await office.wish(Put(Person("pia", "Pia")), idempotency_key="b") == replace(unchanged, replayed=True)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Correct(StaffMember, ("ada",), {"title": "Head"}), None),
        (Correct(StaffMember, ("ben",), {"title": "Sales"}), None),
        (Correct(Person, ("ada",), {"title": "Sales"}), None),
        (Correct(StaffMember, ("ada",), {"team": "Sales"}), None),
        (Correct(StaffMember, ("ada",), {"title": "Sales", "start": None}), None),
        (Correct(StaffMember, ("ada",), {"title": "Sales"}), 1),
        (Retract(StaffMember, ("ada",)), None),
        (Add(StaffMember("ada", "Ada")), None),
        (Put(StaffMember("ada", "Ada")), None),
    ],
)
async def test_the_same_key_with_another_body_is_an_error(office: Office, other: Change, expected: int | None) -> None:
    done = await office.wish(Correct(StaffMember, ("ada",), {"title": "Sales"}), idempotency_key="a")
    with pytest.raises(KeyReused):
        await office.wish(other, expected, "a")
    assert await office.store.revision() == done.revision


async def test_to_add_and_to_put_one_row_are_two_bodies(office: Office) -> None:
    await office.wish(Add(SAM), idempotency_key="a")
    with pytest.raises(KeyReused):
        await office.wish(Put(SAM), idempotency_key="a")


async def test_one_change_under_two_names_is_two_bodies(office: Office) -> None:
    change = Correct(StaffMember, ("ada",), {"title": "Sales"})
    done = await office.wish(change, idempotency_key="a", question="promiseClose")
    with pytest.raises(KeyReused):
        await office.wish(change, idempotency_key="a", question="promiseCorrect")
    assert await office.wish(change, idempotency_key="a", question="promiseClose") == replace(done, replayed=True)


async def test_a_replay_heeds_no_version_that_has_gone_on_since(office: Office) -> None:
    change = Correct(Person, ("pia",), {"name": "Pia Pane"})
    found = await office.found(Person, ("pia",))
    assert found is not None
    first = await office.wish(change, found.version, "a")
    assert await office.wish(change, found.version, "a") == replace(first, replayed=True)


async def test_a_change_that_failed_is_not_kept(office: Office) -> None:
    with pytest.raises(AlreadyThere):
        await office.wish(Add(Person("pia", "Pia Pane")), idempotency_key="a")
    assert (await office.wish(Add(SAM), idempotency_key="a")).changed


async def test_a_payload_is_kept_for_30_days(office: Office) -> None:
    first = await office.wish(Add(SAM), idempotency_key="a")
    await office.retract(SAM)
    office.now = NOW + KEPT
    await office.wish(Add(Account("cog", "Cog")), idempotency_key="b")
    assert await office.wish(Add(SAM), idempotency_key="a") == replace(first, replayed=True)
    office.now = NOW + KEPT + timedelta(microseconds=1)
    anew = await office.wish(Add(SAM), idempotency_key="a")
    assert (anew.replayed, anew.changed) == (False, True)
    assert await office.wish(Add(SAM), idempotency_key="a") == replace(anew, replayed=True)


async def test_what_was_kept_too_long_is_forgotten(office: Office) -> None:
    await office.wish(Add(SAM), idempotency_key="a")
    office.now = NOW + KEPT + timedelta(days=1)
    await office.wish(Add(Account("cog", "Cog")), idempotency_key="b")
    assert await office.store.write(lambda transaction: transaction.replay("a")) is None
    assert await office.store.write(lambda transaction: transaction.replay("b")) is not None


@pytest.mark.parametrize("key", ["", "k" * 201, "a\nb", "a\x00b", "half \ud83d"])
async def test_a_key_is_1_to_200_printable_characters(office: Office, key: str) -> None:
    before = await office.store.revision()
    with pytest.raises(InvalidInput, match="idempotencyKey"):
        await office.wish(Add(SAM), idempotency_key=key)
    assert await office.store.revision() == before


@pytest.mark.parametrize("key", ["k", "é" * 200, "0f4a 11"])
async def test_a_key_may_be_any_short_line(office: Office, key: str) -> None:
    first = await office.wish(Add(SAM), idempotency_key=key)
    assert await office.wish(Add(SAM), idempotency_key=key) == replace(first, replayed=True)


async def test_one_key_sent_twenty_times_at_once_makes_one_change_and_one_payload(office: Office) -> None:
    before = await office.store.revision()
    came = await asyncio.gather(*(office.wish(Add(SAM), idempotency_key="a") for _ in range(20)))
    assert [one.replayed for one in came].count(False) == 1
    assert {replace(one, replayed=False) for one in came} == {replace(came[0], replayed=False)}
    assert came[0].revision == await office.store.revision() == before + 1


async def test_one_key_sent_through_two_stores_on_one_file_makes_one_change(office: Office, path: Path) -> None:
    before = await office.store.revision()
    async with office_at(path) as other:
        came = await asyncio.gather(
            *(where.wish(Add(SAM), idempotency_key="a") for _ in range(10) for where in (office, other))
        )
    assert [one.replayed for one in came].count(False) == 1
    assert {(one.key, one.record, one.revision, one.changed) for one in came} == {(("sam",), SAM, before + 1, True)}
    assert await office.store.revision() == before + 1


async def test_one_key_sent_from_two_processes_makes_one_change(office: Office, path: Path) -> None:
    before = await office.store.revision()
    came = await at_once(path, ["same-key", "same-key"])
    assert [code for code, _ in came] == [0, 0]
    lines = [line for _, printed in came for line in printed]
    assert len(lines) == 20
    assert set(lines) == {f"('sam',) {plain_text(SAM)} {before + 1} {before + 1} True"}
    assert await office.store.revision() == before + 1
    assert await office.found(Person, ("sam",)) == SAM
