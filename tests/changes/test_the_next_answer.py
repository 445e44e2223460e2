"""The answer after a change shows it, and needs no fold of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph.changes.by_hand import Add, Change, Correct, Put, Retract
from graph.domain.records import (
    Account,
    Booking,
    Buying,
    Closeness,
    Covenant,
    Employment,
    Person,
    Promise,
    Service,
    StaffMember,
    Touch,
)
from graph.domain.vocabulary import BuyingApproach, Channel, CovenantKind, DecisionRole, PromiseOutcome, ServiceRole
from graph.errors import NotFound
from graph.store.protocol import Transaction
from tests.changes.office import TODAY, Office, office_at, touch
from tests.store.facts import content

JUNE = date(2026, 6, 20)
COVENANT = ("ada", CovenantKind.NON_SOLICIT, "bolt", date(2015, 1, 1))
RATING = ("ada", "pia", date(2026, 5, 1))
QUINN_AT_BOLT = ("quinn", "bolt", date(2019, 1, 1))

SHOWN: tuple[Change, ...] = (
    Correct(StaffMember, ("ada",), {"name": "Ada Able"}),
    Correct(StaffMember, ("ben",), {"end": date(2026, 1, 1)}),
    Correct(Account, ("acme",), {"name": "Acme & Sons"}),
    Correct(Account, ("acme",), {"since": date(2024, 1, 1)}),
    Correct(Person, ("pia",), {"name": "Pia Pane"}),
    Add(Buying("acme", date(2025, 1, 1), BuyingApproach.PURCHASING)),
    Correct(Buying, ("acme", date(2016, 1, 1)), {"approach": BuyingApproach.TENDER}),
    Put(Closeness("ada", "quinn", 1, JUNE)),
    Correct(Buying, ("acme", date(2016, 1, 1)), {"switching_cost": 3.5}),
    Correct(Buying, ("acme", date(2016, 1, 1)), {"start": date(2026, 7, 1)}),
    Retract(Buying, ("acme", date(2016, 1, 1))),
    Add(Employment("rex", "acme", decision_role=DecisionRole.ECONOMIC, decision_weight=60.0)),
    Correct(Employment, ("pia", "acme", None), {"end": date(2026, 1, 1)}),
    Correct(Employment, QUINN_AT_BOLT, {"account_id": "acme"}),
    Retract(Employment, QUINN_AT_BOLT),
    Add(Service("ben", "acme", ServiceRole.BACKUP)),
    Correct(Service, ("ada", "acme", ServiceRole.LEAD, None), {"staff_id": "cora"}),
    Add(touch("new", JUNE, "ada", "pia")),
    Add(touch("new", JUNE, "ben", "rex", "acme")),
    Add(touch("new", JUNE, "ada", None, "acme")),
    Correct(Touch, ("pia-6",), {"at": touch("pia-6", date(2026, 6, 12), "ada", "pia").at}),
    Correct(Touch, ("pia-6",), {"channel": Channel.CRISIS}),
    Correct(Touch, ("pia-6",), {"staff_id": "ben"}),
    Correct(Touch, ("pia-6",), {"person_id": "quinn"}),
    Correct(Touch, ("quinn-2",), {"person_id": None}),
    Correct(Touch, ("bolt-1",), {"person_id": "pia", "account_id": None}),
    Correct(Touch, ("pia-6",), {"id": "pia-6b"}),
    Retract(Touch, ("pia-6",)),
    Retract(Touch, ("bolt-1",)),
    Add(Closeness("ada", "quinn", 0, JUNE)),
    Correct(Closeness, RATING, {"closeness": 1}),
    Correct(Closeness, RATING, {"person_id": "quinn"}),
    Retract(Closeness, RATING),
    Add(Promise("prices", "ada", JUNE, "pia", None, JUNE, PromiseOutcome.BROKEN, JUNE)),
    Correct(Promise, ("samples",), {"outcome": PromiseOutcome.KEPT, "closed_on": date(2026, 2, 1)}),
    Add(Booking("acme", JUNE, 1_000_000_000, "a9")),
    Correct(Booking, ("acme", date(2026, 3, 2), "", 2), {"amount": -900_000_000}),
    Retract(Booking, ("bolt", date(2026, 4, 1), "b1", 0)),
    Add(Covenant("ada", CovenantKind.NON_COMPETE, JUNE)),
    Retract(Covenant, ("ada", CovenantKind.NON_SOLICIT, "bolt", date(2015, 1, 1))),
)
"""Changes of each of the kinds that an answer reads, each of which changes Ada's answer."""


def named(change: Change) -> str:
    """What a change is about, for the name of its test."""
    kind = type(change.record) if isinstance(change, Add | Put) else change.kind
    fields = f" {' '.join(change.fields)}" if isinstance(change, Correct) else ""
    return f"{type(change).__name__} {kind.__name__}{fields}"


@pytest.mark.parametrize("change", SHOWN, ids=named)
async def test_after_a_change_the_answer_is_another_and_that_of_a_store_which_imported_the_rows(
    office: Office, tmp_path: Path, change: Change
) -> None:
    before = await office.impact()
    await office.wish(change)
    after = await office.impact()
    assert after != before
    async with office_at(tmp_path / "imported.sqlite", list((await office.rows()).values())) as imported:
        assert after == await imported.impact()
        assert content(await office.store.whole(TODAY, 3)) == content(await imported.store.whole(TODAY, 3))
    assert (await office.store.held()).unfolded == 0


async def test_who_was_added_can_be_asked_about_at_once_and_who_was_retracted_no_more(office: Office) -> None:
    dov = StaffMember("dov", "Dov", start=date(2020, 1, 1))
    await office.wish(Add(dov))
    assert (await office.impact("dov")).leavers[0].explanation is not None
    await office.wish(Add(touch("first", JUNE, "dov", "pia")))
    answer = await office.impact("dov")
    assert [(row.account_id, row.evidence.newest) for row in answer.accounts] == [("acme", ("first",))]
    await office.wish(Retract(Touch, ("first",)))
    await office.retract(dov)
    with pytest.raises(NotFound):
        await office.impact("dov")


async def test_taking_a_change_back_gives_the_first_answer_again(office: Office) -> None:
    before = await office.impact()
    new = touch("new", JUNE, "ada", "pia")
    await office.wish(Add(new))
    await office.correct(new, channel=Channel.CALL)
    await office.retract(new)
    await office.correct(touch("pia-6", JUNE, "ada", "pia"), person_id="quinn")
    await office.correct(touch("pia-6", JUNE, "ada", "quinn"), person_id="pia")
    assert await office.impact() == before


async def test_a_change_folds_its_own_ties_and_none_that_others_left(office: Office) -> None:
    async def imported(transaction: Transaction) -> None:
        await transaction.put([touch("left", JUNE, "cora", "rex"), touch("pia-7", JUNE, "ada", "pia")])

    await office.store.write(imported)
    assert (await office.store.held()).unfolded == 2
    await office.wish(Add(touch("new", JUNE, "ben", "rex")))
    assert (await office.store.held()).unfolded == 2
    await office.wish(Correct(Touch, ("new",), {"staff_id": "ada", "person_id": "pia"}))
    assert (await office.store.held()).unfolded == 1
    waiting = await office.store.write(lambda transaction: transaction.unfolded(9))
    assert [(tie.staff_id, tie.person_id) for tie in waiting] == [("cora", "rex")]


async def test_a_touch_of_a_person_leaves_the_tie_with_their_account_alone(office: Office) -> None:
    both = touch("both", JUNE, "cora", "rex", "acme")
    await office.wish(Add(both))

    async def imported(transaction: Transaction) -> None:
        await transaction.put([touch("left", JUNE, "cora", None, "acme")])

    await office.store.write(imported)
    await office.retract(both)
    assert (await office.store.held()).unfolded == 1


async def test_a_change_of_nothing_folds_nothing(office: Office) -> None:
    async def imported(transaction: Transaction) -> None:
        await transaction.put([touch("pia-7", JUNE, "ada", "pia")])

    await office.store.write(imported)
    assert not (await office.wish(Add(touch("pia-1", date(2026, 1, 10), "ada", "pia")))).changed
    assert (await office.store.held()).unfolded == 1


async def test_a_correction_holds_for_every_day_asked_about(office: Office) -> None:
    past = date(2026, 3, 31)
    before = await office.impact(as_of=past)
    await office.wish(Correct(Touch, ("pia-6",), {"at": touch("x", date(2026, 3, 20), "ada", "pia").at}))
    after = await office.impact(as_of=past)
    assert replace(after, notice=before.notice) != before
    acme = next(row for row in after.accounts if row.account_id == "acme")
    assert acme.evidence.newest[0] == "pia-6"
