"""Records refuse nonsense, and say what would be right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

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
from graph.domain.vocabulary import BuyingApproach, Channel, CovenantKind, DecisionRole, ServiceRole
from graph.errors import InvalidRecord

EARLY, LATE = date(2020, 1, 1), date(2021, 1, 1)
AT = datetime(2020, 1, 1, tzinfo=UTC)
Make = Callable[[], object]

NONSENSE: list[tuple[str, Make, str]] = [
    ("id", lambda: StaffMember("", "Ada"), "an id is required"),
    ("id", lambda: StaffMember(" ada", "Ada"), "without spaces around"),
    ("id", lambda: Person("a\tb"), "printable"),
    ("id", lambda: Account("x" * 201, "Acme"), "at most 200"),
    ("name", lambda: Account("acme", "A" * 1001), "at most 1000"),
    ("name", lambda: Person("p", "nul\x00"), "no NUL"),
    ("name", lambda: Person("p", "half a \ud83d"), "all whole"),
    ("title", lambda: Person("p", title="Engineer\u2003"), "no spaces around"),
    ("name", lambda: StaffMember("ada", ""), "a name is required"),
    ("name", lambda: Account("acme", ""), "a name is required"),
    ("domains", lambda: Firm("We", ("we.example", "us\n.example")), "no control characters"),
    *(
        ("domains", lambda domain=domain: Firm("We", (domain,)), "letters, digits, dots and hyphens")
        for domain in ("a b", "http://x", "ada@us.example", "us.example/x", "us..example", ".us", "us.", "", "us;we")
    ),
    ("manager_id", lambda: StaffMember("ada", "Ada", manager_id="ada"), "nobody manages themselves"),
    ("manager_id", lambda: StaffMember("ada", "Ada", manager_id=" "), "without spaces around"),
    ("parent_id", lambda: Account("acme", "Acme", parent_id="acme"), "its own parent"),
    ("end", lambda: StaffMember("ada", "Ada", start=LATE, end=EARLY), "before its start 2021-01-01"),
    ("end", lambda: Employment("p", "acme", start=LATE, end=EARLY), "before its start"),
    ("end", lambda: Service("ada", "acme", ServiceRole.LEAD, start=LATE, end=EARLY), "before its start"),
    ("until", lambda: Covenant("ada", CovenantKind.NON_SOLICIT, LATE, None, EARLY), "before its start"),
    ("closed_on", lambda: Promise("p1", "ada", LATE, person_id="p", closed_on=EARLY), "before its start"),
    ("since", lambda: Account("acme", "Acme", since=date(1066, 10, 14)), "1900-01-01 to 2199-12-31"),
    ("from", lambda: Buying("acme", date(3020, 1, 1), BuyingApproach.TENDER), "1900-01-01 to 2199-12-31"),
    ("switching_cost", lambda: Buying("acme", EARLY, BuyingApproach.MIXED, switching_cost=4.1), "from 0 to 4"),
    ("other_suppliers", lambda: Buying("acme", EARLY, BuyingApproach.MIXED, other_suppliers=-1), "from 0"),
    ("decision_weight", lambda: Employment("p", "acme", decision_weight=-0.5), "from 0"),
    ("closeness", lambda: Closeness("ada", "p", 5, EARLY), "from 0 to 4"),
    ("person_id", lambda: Touch("t", AT, EARLY, "ada", Channel.CALL), "a person, an account, or both"),
    ("at", lambda: Touch("t", AT.replace(tzinfo=None), EARLY, "ada", Channel.CALL, "p"), "needs a zone"),
    ("person_id", lambda: Promise("p1", "ada", EARLY), "a person, an account, or both"),
    ("ref", lambda: Booking("acme", EARLY, 1), "needs a ref to be found"),
    ("ref", lambda: Booking("acme", EARLY, 1, ref="R1", rank=1), "a ref or a rank"),
    ("currency", lambda: Firm("We", currency="usd"), "three capital letters"),
    ("currency", lambda: Firm("We", currency="EURO"), "three capital letters"),
    ("time_zone", lambda: Firm("We", time_zone="Mars/Olympus"), "IANA name"),
    ("time_zone", lambda: Firm("We", time_zone="../etc/passwd"), "IANA name"),
]


@pytest.mark.parametrize(("field", "make", "remedy"), NONSENSE)
def test_a_record_refuses_nonsense_with_the_remedy(field: str, make: Make, remedy: str) -> None:
    with pytest.raises(InvalidRecord, match=remedy) as refused:
        make()
    assert refused.value.field == field
    assert str(refused.value).endswith(".")


def test_a_record_takes_what_is_only_unusual() -> None:
    assert StaffMember("é 1", "é", start=EARLY, end=EARLY).end == EARLY
    assert Firm("", time_zone="Europe/Berlin").currency == ""
    for domain in ("localhost", "xn--mller-kva.example", "müller.example", "mu\u0308ller.example", "उदाहरण.परीक्षा"):
        assert Firm("We", (domain,)).domains == (domain,)
    assert Employment("p", "acme", decision_role=DecisionRole.COACH, decision_weight=0.0).veto is False
    assert Booking("acme", EARLY, -5, rank=2).ref == ""
