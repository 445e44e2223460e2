"""The oracle gives every golden value of model.md 1 to 4, to six digits.

Strengths and years are stated by the goldens, so a folder is written for all
else, the ties are put in as stated, and a year has 365 days, so that whole days
make whole years. No draws: of P1 only the expected loss is checked.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.oracle import facts
from tests.oracle.answers import Answer, Row
from tests.oracle.folder import read_folder
from tests.oracle.follow import departure, departure_from, with_ties
from tests.oracle.quadrature import centre_for, logit
from tests.oracle.strength import Contacting, Rating, observed, raw_sum, strength, warmth
from tests.oracle.ties import firm_at
from tests.oracle.truncate import truncate

T = date(2024, 6, 30)
MONTH = 365.25 / 12
LAST = 11 * MONTH
MEETINGS = [Contacting(index * MONTH, "meeting") for index in range(12)]
Cells = Mapping[str, object]


def six(number: float) -> object:
    """Equal to six digits after the point."""
    return pytest.approx(number, abs=5.000001e-7, rel=0)


# --- 1: strength --------------------------------------------------------------


def test_t1_and_t3_a_year_of_meetings_and_the_silence_after() -> None:
    assert raw_sum(MEETINGS, LAST) == six(8.906879)
    assert observed(MEETINGS, LAST) == six(0.741265)
    assert strength(MEETINGS, LAST) == six(0.741265)
    assert warmth(MEETINGS, LAST + 240) == six(0.204681)
    assert strength(MEETINGS, LAST + 240) == six(0.135585)


def test_t2_an_email_two_years_before() -> None:
    touches = [Contacting(-730.5, "email", "out"), *MEETINGS]
    assert strength(touches, LAST) == six(0.948954)


def test_t4_t5_one_order() -> None:
    assert strength([Contacting(0, "order")], 0) == six(0.198428)
    assert strength([Contacting(0, "order")], 365) == six(0.047525)


def test_t6_t7_emails_one_way_and_by_turns() -> None:
    one_way = [Contacting(7 * week, "email", "out") for week in range(52)]
    turns = [Contacting(7 * week, "email", ("out", "in")[week % 2]) for week in range(52)]
    assert strength(one_way, 7 * 51) == six(0.056248)
    assert strength(turns, 7 * 51) == six(0.559119)


def test_t8_t9_t10_ratings_and_promises() -> None:
    assert strength([], 0, Rating(4)) == six(0.6)
    two_years_ago = Rating(4, 730.5)
    assert strength(MEETINGS, LAST, two_years_ago, kept=1, broken=2) == six(0.647967)
    assert strength(MEETINGS, LAST, kept=3) == six(0.926581)


# --- folders ------------------------------------------------------------------


def write(path: Path, rows: Sequence[Cells]) -> None:
    """One CSV file; columns are those of its first row."""
    if rows:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), restval="")
            writer.writeheader()
            writer.writerows(rows)


def years_ago(years: float) -> date:
    return T - timedelta(days=round(365 * years))


@dataclass
class Story:
    """An account as a golden tells it; ties are (staff, person) -> (strength, years)."""

    ties: dict[tuple[str, str], tuple[float, float]]
    firm_years: float
    services: dict[str, str]
    contacts: dict[str, str] = field(default_factory=lambda: {"k": "economic"})
    approach: str = "relationship"
    rule: str = "majority"
    veto: str = ""
    covenants: list[Cells] = field(default_factory=list)
    accounts: int = 1

    def write(self, path: Path) -> None:
        ours = sorted({staff for staff, _ in self.ties} | set(self.services))
        write(path / "staff.csv", [{"id": x, "name": x} for x in ours])
        names = [f"acme-{index}" for index in range(self.accounts)]
        per_account: dict[str, list[dict[str, object]]] = {
            "accounts.csv": [{"since": years_ago(self.firm_years)}],
            "buying.csv": [self._buying()],
            "employments.csv": self._employments(),
            "services.csv": [{"staff_id": x, "role": role} for x, role in self.services.items()],
            "revenue.csv": [{"on": years_ago(0.5), "amount": "100.00", "currency": "EUR", "line": "pumps"}],
        }
        for file, rows in per_account.items():
            key = "id" if file == "accounts.csv" else "account_id"
            write(path / file, [{key: name, **row} for name in names for row in rows])
        touches = [
            {"id": i, "at": years_ago(years), "staff_id": x, "person_id": k, "channel": "call"}
            for i, ((x, k), (_, years)) in enumerate(self.ties.items())
        ]
        write(path / "touches.csv", touches)
        write(path / "covenants.csv", self.covenants)

    def _buying(self) -> dict[str, object]:
        known = {"approach": self.approach, "decision_rule": self.rule}
        return {"from": years_ago(9), **known, "switching_cost": 2, "other_suppliers": 0}

    def _employments(self) -> list[dict[str, object]]:
        return [
            {"person_id": k, "decision_role": role, "veto": "true" if k == self.veto else ""}
            for k, role in self.contacts.items()
        ]

    def ask(self, path: Path, leavers: Mapping[str, str]) -> Answer:
        self.write(path)
        firm = firm_at(read_folder(path), T)
        stated = {pair: s for pair, (s, _) in self.ties.items()}
        return departure_from(with_ties(firm, stated), leavers)


ALONE = Story({("a", "k"): (0.8, 5)}, 5, {"a": "lead"})
ALONE_BY_PURCHASING = Story({("a", "k"): (0.8, 5)}, 5, {"a": "lead"}, approach="purchasing")
TWO_TIES = {("a", "k"): (0.8, 4.0), ("b", "k"): (0.5, 2.0)}
TWO = Story(TWO_TIES, 6, {"a": "lead"})
BOUND = Story(TWO_TIES, 6, {"a": "lead"}, covenants=[{"staff_id": "a", "kind": "non_solicit"}])
MIXED_TIES = {("a", "economic"): (0.9, 6.0), ("a", "technical"): (0.3, 2.0)}
MIXED_TIES |= {("b", "technical"): (0.6, 5.0)}


def mixed(rule: str, veto: str = "") -> Story:
    contacts = {role: role for role in ("economic", "technical", "purchasing")}
    services = {"a": "lead", "b": "specialist"}
    return Story(MIXED_TIES, 8, services, contacts, "mixed", rule, veto)


REFERENCE = Story({("a", "k"): (0.3, 3)}, 3, {"a": "lead", "b": "backup", "c": "backup"})
RIVAL = {"a": "rival"}
GOLDENS: dict[str, tuple[Story, Mapping[str, str], tuple[float, float, float, float]]] = {
    "A1": (ALONE, RIVAL, (0.452209, 0.335624, 0.106084, 0.819658)),
    "A2": (ALONE_BY_PURCHASING, RIVAL, (0.028698, 0.177307, 0.039700, 0.217915)),
    "A3": (TWO, RIVAL, (0.215916, 0.127751, 0.328167, 0.442116)),
    "A4": (TWO, {"a": "rival", "b": "rival"}, (0.442433, 0.341613, 0.107977, 0.816439)),
    "A5": (BOUND, RIVAL, (0.120296, 0.143330, 0.368187, 0.374082)),
    "A6": (TWO, {"a": "out_of_field"}, (0.0, 0.122274, 0.438863, 0.253933)),
    "A7 single": (mixed("single"), RIVAL, (0.098495, 0.124179, 0.194331, 0.280974)),
    "A7 majority": (mixed("majority"), RIVAL, (0.034017, 0.133061, 0.208231, 0.229547)),
    "A8": (mixed("majority", "purchasing"), RIVAL, (0.017701, 0.135308, 0.211748, 0.216533)),
}


@pytest.fixture(autouse=True)
def whole_years(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "DAYS_PER_YEAR", 365.0)


def only(answer: Answer) -> Row:
    (row,) = answer.rows
    return row


# --- 3 and 4 --------------------------------------------------------------------


@pytest.mark.parametrize("name", GOLDENS)
def test_outcomes(name: str, tmp_path: Path) -> None:
    story, leavers, (follows, strays, shrinks, lost) = GOLDENS[name]
    row = only(story.ask(tmp_path, leavers))
    assert row.outcomes.follows == six(follows)
    assert row.outcomes.strays == six(strays)
    assert row.outcomes.shrinks == six(shrinks)
    assert row.outcomes.lost_share == six(lost)
    sums = row.outcomes.follows + row.outcomes.strays + row.outcomes.shrinks + row.outcomes.stays
    assert sums == pytest.approx(1, abs=1e-12)
    assert row.missing == ()
    assert row.going.barred == (name == "A6")


@pytest.mark.parametrize(
    ("story", "tau", "low", "high"),
    [
        pytest.param(ALONE, 0.965222, 0.221646, 0.692293, id="R1"),
        pytest.param(ALONE_BY_PURCHASING, 0.096522, 0.025457, 0.032079, id="R2"),
        pytest.param(REFERENCE, 0.8, 0.081010, 0.346056, id="R3"),
    ],
)
def test_ranges(story: Story, tau: float, low: float, high: float, tmp_path: Path) -> None:
    going = only(story.ask(tmp_path, RIVAL)).going
    assert going.tau == six(tau)
    assert (going.low, going.high) == (six(low), six(high))


def test_r3_centre(tmp_path: Path) -> None:
    going = only(REFERENCE.ask(tmp_path, RIVAL)).going
    assert going.p == six(0.2)
    assert going.centre == six(-1.792345)


@pytest.mark.parametrize(("z", "zc"), [(-3.0, -3.430442), (logit(0.2), -1.649703), (1.0, 1.198987)])
def test_centres_without_own_effect(z: float, zc: float) -> None:
    assert centre_for(z, 0.0) == six(zc)


def test_p1_expected_loss(tmp_path: Path) -> None:
    answer = Story(TWO_TIES, 6, {"a": "lead"}, accounts=50).ask(tmp_path, RIVAL)
    assert answer.expected_loss == pytest.approx(2210.58, abs=0.005)
    assert answer.value_in_touch == pytest.approx(5000)


# --- the oracle's own joints ------------------------------------------------------


def test_truncation_answers_as_the_question_does(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    TWO.write(tmp_path / "source")
    then = years_ago(1)
    truncate(tmp_path / "source", tmp_path / "target", then)
    whole = departure(read_folder(tmp_path / "source"), RIVAL, then)
    assert departure(read_folder(tmp_path / "target"), RIVAL, then) == whole


def test_an_instant_falls_on_its_day_in_the_time_zone_of_the_firm(tmp_path: Path) -> None:
    write(tmp_path / "firm.csv", [{"name": "We", "time_zone": "Europe/Berlin"}])
    instants = ["2024-05-01T22:30:00Z", "2024-05-01T23:30:00", "2024-05-01"]
    common = {"staff_id": "a", "person_id": "k", "channel": "call"}
    write(tmp_path / "touches.csv", [{"id": x, "at": x, **common} for x in instants])
    days = [touch.day.day for touch in read_folder(tmp_path).touches]
    assert days == [2, 1, 1]


def test_who_is_not_employed_cannot_leave(tmp_path: Path) -> None:
    rows = [{"id": "a", "name": "A", "start": "", "end": T}]
    write(tmp_path / "staff.csv", rows)
    with pytest.raises(ValueError, match=T.isoformat()):
        departure(read_folder(tmp_path), RIVAL, T)
