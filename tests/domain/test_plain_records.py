"""Records as plain values, keys as text, and tokens: what is kept beside the graph comes back as it was."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.further_records import Amendment, Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.kinds import (
    DATED,
    KEY_FIELDS,
    KIND_NAMES,
    KIND_OF_NAME,
    Key,
    Record,
    amended_key,
    key_from_text,
    key_of,
    key_text,
)
from graph.domain.plain import as_plain, from_plain, plain_text
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
    Touch,
)
from graph.domain.tokens import LONGEST_TOKEN, MOST_TOKENS, entity_tokens, tokens_of
from graph.domain.vocabulary import (
    AccountOutcome,
    AmendmentKind,
    BuyingApproach,
    Channel,
    ColleagueKind,
    CovenantKind,
    DecisionRole,
    DecisionRule,
    Destination,
    PromiseOutcome,
    ServiceRole,
)
from graph.errors import InvalidInput, InvalidRecord

DAY, LATER = date(2026, 3, 1), date(2026, 4, 1)
AT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
ONE_OF_EACH: tuple[Record, ...] = (
    Firm("Us", ("us.example",), "USD", "Europe/Berlin"),
    StaffMember("ada", "Ada Able", "ada@us.example", "Sales", "North", "bob", DAY, LATER),
    Account("acme", "Acme", "acme.example", "Steel", "group", DAY),
    Buying("acme", DAY, BuyingApproach.TENDER, DecisionRule.MAJORITY, 2.5, 3, LATER),
    Person("p", "Pat", "pat@acme.example", "Buyer"),
    Employment("p", "acme", "Buyer", DecisionRole.COACH, 1.5, veto=True, start=DAY, end=LATER),
    Service("ada", "acme", ServiceRole.BACKUP, None, LATER),
    Touch("t", AT, DAY, "ada", Channel.VISIT, "p", None),
    Closeness("ada", "p", 4, DAY, "bob"),
    Promise("q", "ada", DAY, "p", None, LATER, PromiseOutcome.BROKEN, LATER),
    Booking("acme", DAY, -12_345, "", 2, "spares", "USD"),
    Covenant("ada", CovenantKind.NON_COMPETE, None, None, LATER),
    Gain("g", "acme", DAY, LATER, 10_000, "USD", "ada", against_alternative=True, verified=None),
    Referral("p", "acme", DAY),
    Colleague("ada", "bob", ColleagueKind.WORKED_WITH, DAY),
    Departure("d", "ada", Destination.STARTUP, LATER, DAY),
    Outcome("d", "acme", AccountOutcome.SHRANK, LATER, 5),
    Attention("ada", DAY, 80.5, None),
    Amendment("touch", '["t"]', AmendmentKind.RETRACTED, AT),
)


def test_there_is_a_record_of_every_kind_here() -> None:
    assert [type(record) for record in ONE_OF_EACH] == list(KEY_FIELDS) == list(KIND_NAMES)
    assert {KIND_OF_NAME[name] for name in KIND_NAMES.values()} == set(KEY_FIELDS)
    assert {kind for kind in KEY_FIELDS if "start" in KEY_FIELDS[kind]} == DATED | {Buying}


@pytest.mark.parametrize("record", ONE_OF_EACH, ids=lambda record: KIND_NAMES[type(record)])
def test_a_record_comes_back_from_its_plain_values(record: Record) -> None:
    kind = type(record)
    assert from_plain(kind, json.loads(plain_text(record))) == record
    assert from_plain(kind, as_plain(record)) == record
    assert "version" not in as_plain(record)


@pytest.mark.parametrize("record", ONE_OF_EACH, ids=lambda record: KIND_NAMES[type(record)])
def test_a_key_comes_back_from_its_text(record: Record) -> None:
    assert key_from_text(type(record), key_text(key_of(record))) == key_of(record)


def test_an_empty_part_of_a_key_is_a_value() -> None:
    service, covenant = Service("a", "b", ServiceRole.LEAD), Covenant("a", CovenantKind.NON_SOLICIT)
    assert key_text(key_of(service)) == '["a","b","lead",""]'
    assert key_from_text(Service, '["a","b","lead",""]') == key_of(service)
    assert key_from_text(Covenant, key_text(key_of(covenant))) == ("a", CovenantKind.NON_SOLICIT, None, None)


@given(st.text(min_size=1, max_size=20).filter(str.isprintable))
def test_any_id_survives_in_a_key(identifier: str) -> None:
    assert key_from_text(Touch, key_text((identifier,))) == (identifier,)


@pytest.mark.parametrize("text", ["", "7", "[]", "[1]", '["a","b"]', "[" * 100_000, '{"a": 1}'])
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="give the key of a touch"):
        key_from_text(Touch, text)


def test_a_day_or_a_word_of_a_key_that_cannot_be_meant_is_refused() -> None:
    for text in ('["a","b","boss",""]', '["a","b","lead","yesterday"]'):
        with pytest.raises(InvalidInput, match="give the key of a service"):
            key_from_text(Service, text)


def test_a_key_that_names_a_person_is_hashed_where_it_outlives_its_row() -> None:
    key: Key = ("pat", "acme", None)
    assert len(amended_key(Employment, key)) == 32
    assert "pat" not in amended_key(Employment, key)
    assert amended_key(Employment, key) == amended_key(Employment, key) != amended_key(Employment, ("p", "acme", None))
    assert amended_key(Touch, ("t1",)) == '["t1"]'


def test_something_that_is_no_field_is_no_plain_value() -> None:
    with pytest.raises(TypeError, match="set is no field"):
        as_plain(Firm("Us", {"us.example"}))  # type: ignore[arg-type]


def test_case_accents_and_marks_do_not_count_in_tokens() -> None:
    assert tokens_of("Müller-Lüdenscheidt, José_X") == ("muller", "ludenscheidt", "jose", "x")
    assert tokens_of("  ") == ()
    assert tokens_of("a a A á") == ("a",)
    assert len(tokens_of(" ".join(map(str, range(50))))) == MOST_TOKENS
    assert tokens_of("x" * 100) == ("x" * LONGEST_TOKEN,)


def test_an_entity_is_found_by_its_id_its_name_and_its_address() -> None:
    assert entity_tokens(Person("p-1", "Zoë Q", "z.q@x.example")) == ("1", "example", "p", "q", "x", "z", "zoe")
    assert entity_tokens(Account("a", "Acme", "acme.example")) == ("a", "acme", "example")


@given(st.text(max_size=60))
def test_tokens_of_tokens_are_themselves(text: str) -> None:
    tokens = tokens_of(text)
    assert all(tokens_of(token) == (token,) for token in tokens)


def test_later_records_refuse_nonsense() -> None:
    for make in (
        lambda: Gain("g", "a", LATER, DAY, 1),
        lambda: Colleague("a", "a", ColleagueKind.HIRED),
        lambda: Departure("d", "a", Destination.RIVAL, DAY, LATER),
        lambda: Attention("a", date(2026, 3, 2)),
        lambda: Attention("a", DAY, 745.0),
        lambda: Amendment("", "x", AmendmentKind.RETRACTED, AT),
        lambda: Amendment("touch", "", AmendmentKind.RETRACTED, AT),
        lambda: Amendment("touch", "x", AmendmentKind.RETRACTED, AT.replace(tzinfo=None)),
        lambda: Amendment("touch", "x", AmendmentKind.CORRECTED, AT),
        lambda: Amendment("touch", "x", AmendmentKind.RETRACTED, AT, "{}"),
        lambda: Amendment("touch", "x", AmendmentKind.ABSENT, AT, "{}"),
        lambda: Referral("", "a"),
        lambda: Outcome("d", "", AccountOutcome.STAYED),
    ):
        with pytest.raises(InvalidRecord):
            make()
