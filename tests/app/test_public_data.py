"""Public data through the real command: totals that are known, and answers a sales leader can read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.app.commanding import Terminal


@pytest.fixture(scope="module")
def northwind(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    terminal = Terminal(tmp_path_factory.mktemp("northwind"))
    assert terminal.whither("import", str(sample_data / "northwind")).code == 0
    return terminal


@pytest.fixture(scope="module")
def adventureworks(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    terminal = Terminal(tmp_path_factory.mktemp("adventureworks"))
    assert terminal.whither("import", str(sample_data / "adventureworks")).code == 0
    return terminal


def asked(terminal: Terminal, who: str, day: str) -> dict[str, object]:
    ended = terminal.whither("ask", who, "--as-of", day, "--json")
    assert ended.code == 0, ended.err
    answer: dict[str, object] = ended.data()["departureImpact"]
    return answer


def test_northwind_is_imported_whole(sample_data: Path, tmp_path: Path) -> None:
    report = Terminal(tmp_path).whither("import", str(sample_data / "northwind"), "--json").data()
    rows = {file["name"]: (file["rows"], file["new"], file["rejected"]) for file in report["files"]}
    assert rows["staff.csv"] == (9, 9, 0)  # E1's manager stands on a later line
    assert rows["accounts.csv"] == (91, 91, 0)
    assert rows["people.csv"] == (91, 91, 0)
    assert rows["touches.csv"] == (830, 830, 0)
    assert [money["amount"] for money in report["revenue"]] == ["1265793.04"]
    assert report["rejected"] == 0


def test_what_e4_holds_and_what_she_touches_are_two_figures(northwind: Terminal) -> None:
    totals = asked(northwind, "E4", "1998-05-06")["totals"]
    held, in_touch = (float(totals[name]["amount"]) for name in ("valueHeld", "valueInTouch"))  # type: ignore[index]
    assert 0 < held < in_touch
    assert in_touch == pytest.approx(823_903.78)  # bookings of the year, of the 73 accounts she sold to


def test_accounts_that_never_ordered_hang_on_nobody(northwind: Terminal) -> None:
    seen: set[str] = set()
    for number in range(1, 10):
        printed = asked(northwind, f"E{number}", "1998-05-06")
        accounts = printed["accounts"]
        assert accounts["notShown"]["accountCount"] == 0  # type: ignore[index]
        seen |= {edge["node"]["account"]["ownId"] for edge in accounts["edges"]}  # type: ignore[index]
    assert len(seen) == 89
    assert not seen & {"FISSA", "PARIS"}


def test_contacts_without_names_at_our_own_domain_stay_customers(adventureworks: Terminal) -> None:
    answer = asked(adventureworks, "279", "2020-05-31")
    rows = [edge["node"] for edge in answer["accounts"]["edges"]]  # type: ignore[index]
    assert len(rows) == 80
    assert [row for row in rows if row["pivotal"] and row["pivotal"]["name"] == ""]
    printed = adventureworks.whither("ask", "279", "--as-of", "2020-05-31").out
    assert "hangs on person " in printed


def test_owner_and_tie_differ(adventureworks: Terminal, sample_data: Path) -> None:
    answer = asked(adventureworks, "279", "2020-05-31")
    rows = {edge["node"]["account"]["ownId"]: edge["node"] for edge in answer["accounts"]["edges"]}  # type: ignore[index]
    with (sample_data / "adventureworks" / "services.csv").open(encoding="utf-8", newline="") as file:
        owned = {row["account_id"] for row in csv.DictReader(file) if row["staff_id"] == "279"}
    assert owned <= set(rows)  # an owner has a row even where a colleague holds the tie
    elsewhere = [
        account
        for account in owned
        if rows[account]["surviving"] and rows[account]["surviving"][0]["strength"] > rows[account]["strength"]
    ]
    assert elsewhere


def test_who_has_no_touch_gets_an_explained_empty_answer(adventureworks: Terminal) -> None:
    ended = adventureworks.whither("ask", "273", "--as-of", "2020-05-31")
    assert ended.code == 0
    assert "No account hangs on Brian Welcker as of 2020-05-31" in " ".join(ended.out.split())


def test_a_day_before_the_first_record_is_answered_without_money(adventureworks: Terminal) -> None:
    ended = adventureworks.whither("ask", "276", "--as-of", "2010-01-01")
    assert ended.code == 0
    assert "None of these accounts has a booking on record" in ended.out
