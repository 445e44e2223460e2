"""A change that names somebody leaves one row in the audit log, before its answer goes out."""

from __future__ import annotations

from datetime import date

import pytest

from graph.changes.by_hand import Add, Correct, Put, Retract
from graph.domain.kinds import KIND_NAMES
from graph.domain.records import Account, Booking, Person, Promise, Touch
from graph.errors import AlreadyThere, NotFound
from tests.changes.kinds import SAMPLES, Sample
from tests.changes.office import NOW, Office, touch


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: KIND_NAMES[type(sample.row)])
async def test_a_change_leaves_a_row_about_exactly_those_it_names(office: Office, sample: Sample) -> None:
    await office.wish(Add(sample.row), question="addSomething")
    await office.retract(sample.row)
    expected = [("addSomething", sample.named), ("changeByHand", sample.named)] if sample.named else []
    assert await office.audited() == expected


async def test_a_change_names_those_before_and_after_it(office: Office) -> None:
    await office.correct(touch("pia-1", NOW.date(), "ada", "pia"), staff_id="ben", person_id="rex")
    await office.correct(Promise("samples", "ada", NOW.date(), "pia"), person_id=None, account_id="acme")
    assert await office.audited() == [
        ("changeByHand", ("ada", "pia", "ben", "rex")),
        ("changeByHand", ("ada", "pia")),
    ]


async def test_the_row_says_who_when_why_and_at_which_revision(office: Office) -> None:
    done = await office.wish(Add(Person("sam", "Sam")), question="addPerson")
    (entry,) = await office.audit.entries(10)
    assert (entry.at, entry.viewer, entry.purpose, entry.question, entry.subjects, entry.revision) == (
        NOW,
        "local",
        "keeping the book",
        "addPerson",
        ("sam",),
        done.revision,
    )


async def test_a_replay_leaves_a_row_too_about_those_the_change_named(office: Office) -> None:
    change = Correct(Touch, ("pia-1",), {"person_id": "quinn"})
    for _ in range(2):
        await office.wish(change, idempotency_key="a", question="correctTouch")
    assert await office.audited() == [("correctTouch", ("ada", "pia", "quinn"))] * 2


async def test_a_change_of_nothing_leaves_a_row_for_it_tells_what_stands(office: Office) -> None:
    assert not (await office.wish(Put(Person("pia", "Pia")))).changed
    assert await office.audited() == [("changeByHand", ("pia",))]


async def test_what_names_nobody_and_what_fails_leaves_none(office: Office) -> None:
    await office.wish(Add(Account("cog", "Cog")))
    await office.wish(Add(Booking("acme", date(2026, 6, 1), 5, "r1")))
    with pytest.raises(AlreadyThere):
        await office.wish(Add(Person("pia", "Somebody else")))
    with pytest.raises(NotFound):
        await office.wish(Retract(Person, ("nobody",)))
    assert await office.audited() == []
