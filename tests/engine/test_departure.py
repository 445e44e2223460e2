"""What is said when there is nothing to say, and what stands beneath a row."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from graph.domain.answers import Missing
from graph.domain.vocabulary import ServiceRole, Status
from graph.engine.assumptions import DEFAULT
from graph.engine.card import model_card
from graph.errors import InvalidInput, NotEmployed, NotFound
from tests.engine.asking import ask, ask_folder, by_account
from tests.engine.building import network_of
from tests.oracle.rows import Account, Booking, Closeness, Employment, Folder, Promise, Service, Staff, Touch

DAY = date(2024, 6, 30)
PLAIN = Folder(
    staff=(Staff("ada", "north", None, None), Staff("ben", "north", None, None), Staff("cleo", None, None, None)),
    accounts=(Account("Acme", None),),
    buying=(),
    employments=(Employment("kim", "Acme", "economic", None, False, None, None),),
    services=(Service("ben", "Acme", "backup", None, None),),
    touches=(Touch(DAY - timedelta(40), "ada", "kim", None, "meeting", None),),
    closeness=(),
    promises=(),
    bookings=(Booking("Acme", DAY - timedelta(10), Decimal(1000), None),),
    covenants=(),
)


def test_nobody_with_this_id() -> None:
    with pytest.raises(NotFound, match="'zoe'"):
        ask_folder(PLAIN, {"zoe": "rival"}, DAY)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [(None, DAY, "left on 2024-06-30"), (DAY + timedelta(1), None, "starts on 2024-07-01")],
)
def test_who_is_not_with_us_on_the_day_cannot_leave(start: date | None, end: date | None, words: str) -> None:
    folder = replace(PLAIN, staff=(Staff("ada", None, start, end), *PLAIN.staff[1:]))
    with pytest.raises(NotEmployed, match=words):
        ask_folder(folder, {"ada": "rival"}, DAY)


def test_a_leaver_without_anything_recorded_is_explained() -> None:
    answer = ask_folder(PLAIN, {"cleo": "rival"}, DAY, draws=100)
    assert answer.accounts == ()
    assert "no touch, no rating and no open service" in str(answer.leavers[0].explanation)
    assert answer.tail is not None
    assert answer.tail.var95.amount == 0


def test_a_leaver_whose_ties_have_faded_is_explained() -> None:
    old = replace(PLAIN, touches=(replace(PLAIN.touches[0], day=DAY - timedelta(4000)),))
    answer = ask_folder(old, {"ada": "rival"}, DAY)
    assert "have faded" in str(answer.leavers[0].explanation)


def test_a_leaver_whose_people_have_no_employer_on_record_is_told_what_is_missing() -> None:
    answer = ask_folder(replace(PLAIN, employments=(), services=()), {"ada": "rival"}, DAY)
    assert "1 touch of theirs is recorded" in str(answer.leavers[0].explanation)
    assert "employments.csv" in str(answer.leavers[0].explanation)


def test_an_empty_firm_answers_nothing_but_does_answer() -> None:
    bare = Folder(PLAIN.staff, (), (), (), (), (), (), (), (), ())
    answer = ask_folder(bare, {"ada": "rival"}, DAY, draws=100)
    assert (answer.accounts, answer.last_touch) == ((), None)


def test_a_service_alone_rests_on_the_priors() -> None:
    row = by_account(ask_folder(PLAIN, {"ben": "rival"}, DAY))["Acme"]
    assert row.status is Status.PRIOR_ONLY
    assert row.evidence.touches == 0


def test_without_a_booking_the_chance_is_shown_and_the_money_is_not() -> None:
    row = by_account(ask_folder(replace(PLAIN, bookings=()), {"ada": "rival"}, DAY))["Acme"]
    assert row.status is Status.INSUFFICIENT_DATA
    assert (row.value, row.value_held, row.expected_loss, row.baseline_loss, row.loss_range) == (None,) * 5
    assert Missing.BOOKINGS in row.missing
    assert row.outcomes.follows.value > 0


def test_what_was_never_supplied_is_named() -> None:
    row = by_account(ask_folder(PLAIN, {"ada": "rival"}, DAY))["Acme"]
    assert row.missing == (
        Missing.OTHER_SUPPLIERS,
        Missing.SWITCHING_COST,
        Missing.BUYING_APPROACH,
        Missing.DECISION_RULE,
        Missing.LINES_OF_BUSINESS,
        Missing.USUAL_GAP,
    )


def test_without_any_touch_in_the_firm_the_attachment_is_missing() -> None:
    silent = replace(PLAIN, touches=(), closeness=(Closeness("ada", "kim", 4, DAY),))
    row = by_account(ask_folder(silent, {"ada": "rival"}, DAY))["Acme"]
    assert Missing.ATTACHMENT in row.missing
    assert row.status is Status.PRIOR_ONLY
    assert row.attachment == 0.5
    assert row.evidence.ratings == 1


def test_who_remains_is_named_with_tie_role_and_team() -> None:
    row = by_account(ask_folder(PLAIN, {"ada": "rival"}, DAY))["Acme"]
    (ben,) = row.surviving
    assert (ben.staff_id, ben.strength, ben.role, ben.same_team) == ("ben", 0.0, ServiceRole.BACKUP, True)
    (ada,) = by_account(ask_folder(PLAIN, {"ben": "rival"}, DAY))["Acme"].surviving
    assert (ada.staff_id, ada.role, ada.same_team) == ("ada", None, True)


def test_the_foremost_role_of_who_remains_is_named() -> None:
    roles = tuple(Service("ben", "Acme", role, None, None) for role in ("specialist", "lead", "backup"))
    (ben,) = by_account(ask_folder(replace(PLAIN, services=roles), {"ada": "rival"}, DAY))["Acme"].surviving
    assert ben.role is ServiceRole.LEAD


def test_bookings_beyond_what_can_be_held_are_refused_and_not_counted_wrongly() -> None:
    huge = tuple(Booking("Acme", DAY, Decimal(10**12), None) for _ in range(901))
    with pytest.raises(InvalidInput, match="900 trillion"):
        ask_folder(replace(PLAIN, bookings=huge), {"ada": "rival"}, DAY)


def test_promises_are_counted_where_there_is_a_tie_and_listed_where_there_is_none() -> None:
    made, closed = DAY - timedelta(90), DAY - timedelta(20)
    promised = replace(
        PLAIN,
        employments=(*PLAIN.employments, Employment("lou", "Acme", None, None, False, None, None)),
        promises=(
            Promise("ada", "kim", None, made, "kept", closed),
            Promise("ada", None, "Acme", made, "broken", closed),
            Promise("ada", "lou", "Acme", made, "broken", closed),
            Promise("ada", "kim", None, made, "kept", DAY + timedelta(5)),
            Promise("ben", None, "Acme", made, "kept", closed),
        ),
    )
    evidence = by_account(ask_folder(promised, {"ada": "rival", "ben": "rival"}, DAY))["Acme"].evidence
    assert (evidence.promises_kept, evidence.promises_broken) == (1, 1)
    assert evidence.idle_promises == ("p2", "p4")


def test_an_account_without_anybody_hangs_on_a_stand_in() -> None:
    direct = replace(PLAIN, employments=(), touches=(Touch(DAY, "ada", None, "Acme", "visit", None),))
    row = by_account(ask_folder(direct, {"ada": "rival"}, DAY))["Acme"]
    assert row.pivotal is not None
    assert (row.pivotal.id, row.pivotal.name) == (None, "nobody known")
    assert row.evidence.touches == 1


def test_who_goes_out_of_the_field_is_followed_by_nobody_and_the_row_says_why() -> None:
    row = by_account(ask_folder(PLAIN, {"ada": "out_of_field"}, DAY))["Acme"]
    assert row.barred
    assert row.reasons == ("nobody who leaves could serve it afterwards",)


def test_a_promise_not_yet_closed_or_undated_is_open() -> None:
    made = DAY - timedelta(50)
    open_promise = replace(PLAIN, promises=(Promise("ada", "kim", None, made, "broken", None),))
    with_it, without = (ask(network_of(one, DAY), {"ada": "rival"}, DAY) for one in (open_promise, PLAIN))
    assert with_it == without


def test_the_model_card_prints_every_assumption_and_what_is_not_modelled() -> None:
    card = model_card()
    constants = [field.name for group in fields(DEFAULT) for field in fields(getattr(DEFAULT, group.name))]
    assert [one.name.split(".")[1] for one in card.assumptions] == constants
    assert any("Gains" in line for line in card.not_modelled)
    assert card.limits
    assert "not for decisions" in card.notice
