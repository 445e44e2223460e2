"""``whither key-people``: on whom the firm depends, said the same to people and to programs."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from graph.store.embedded import open_audit_log
from tests.app.commanding import JUNE, Terminal, folder_with


def ranked(out: str) -> list[tuple[str, int]]:
    """The ids of the people listed, with what their departure adds."""
    found = re.findall(r"^\S[^(\n]*\((\w+)(?:, \w+)?\) +\d+ +[\d,]+ +([\d,]+) +\d+ +[\d,]+ *$", out, re.MULTILINE)
    return [(one, int(figure.replace(",", ""))) for one, figure in found]


def test_what_is_printed_is_what_programs_are_given(firm: Terminal) -> None:
    printed = firm.whither("key-people", "--as-of", JUNE)
    given = firm.whither("key-people", "--as-of", JUNE, "--json").data()
    rows = [edge["node"] for edge in given["keyPeople"]["edges"]]
    assert ranked(printed.out) == [
        (row["staffMember"]["ownId"], round(float(row["additionalLoss"]["amount"]))) for row in rows
    ]
    risk = given["firmRisk"]
    assert f"{risk['singleThreadShare'] * 100:.0f} %" in printed.out
    assert f"{risk['effectiveHolders']:,.1f}" in printed.out
    for edge in given["singleThreadedAccounts"]["edges"]:
        assert edge["node"]["account"]["ownId"] in printed.out
    assert risk["notice"][:60] in printed.out
    assert "5 of 6 single-threaded accounts" in printed.out


def test_whom_the_firm_depends_on_most_is_whose_departure_adds_most(firm: Terminal) -> None:
    first, *_ = ranked(firm.whither("key-people", "--as-of", JUNE).out)
    answer = firm.whither("ask", "ada", "--as-of", JUNE, "--json").data()["departureImpact"]["totals"]
    assert first == ("ada", round(float(answer["additionalLoss"]["amount"])))


def test_people_are_ranked_by_the_figure_named_and_as_many_as_asked_for(firm: Terminal) -> None:
    given = firm.whither("key-people", "--as-of", JUNE, "--by", "single-thread-value", "--first", "2", "--json").data()
    worth = [float(edge["node"]["singleThreadValue"]["amount"]) for edge in given["keyPeople"]["edges"]]
    assert worth == sorted(worth, reverse=True)
    assert len(worth) == 2
    listed = firm.whither("key-people", "--as-of", JUNE, "--team", "Inland").out
    assert [one for one, _ in ranked(listed)] == ["cleo", "gita", "dan"]
    assert "3 of 3 staff members" in listed


def test_a_figure_that_there_is_not_is_refused_with_those_there_are(firm: Terminal) -> None:
    ended = firm.whither("key-people", "--by", "charm")
    assert ended.code == 2
    assert "value-held" in ended.sentence()


def test_the_audit_log_says_that_those_shown_were_asked_about_and_why(firm: Terminal) -> None:
    firm.whither("key-people", "--as-of", JUNE, "--first", "2", "--purpose", "succession")

    async def newest() -> list[tuple[str, str, tuple[str, ...]]]:
        audit = await open_audit_log(firm.store)
        entries = await audit.entries(2)
        await audit.close()
        return [(entry.question, entry.purpose, entry.subjects) for entry in entries]

    assert asyncio.run(newest()) == [
        ("singleThreadedAccounts", "succession", ("gita", "ada")),
        ("keyPeople", "succession", ("ada", "cleo")),
    ]


def test_a_day_long_after_the_last_touch_is_warned_of_first(firm: Terminal) -> None:
    said = firm.whither("key-people", "--as-of", "2027-06-30").out
    assert "Ties fade in silence" in said.partition("Whom the firm depends on")[0]


def test_a_firm_without_a_booking_hears_of_ties_and_not_of_money(terminal: Terminal, tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path / "folder",
        staff="id,name\nada,Ada",
        accounts="id,name\nacme,Acme",
        touches="id,at,staff_id,account_id,channel\n1,2026-06-01,ada,acme,meeting",
    )
    assert terminal.whither("import", str(folder)).code == 0
    said = replace(terminal, width=100).whither("key-people", "--as-of", JUNE).out
    assert "No account has a booking on record" in said
    assert re.search(r"Ada \(ada\) +1 +unknown +unknown +0 +0", said)


@pytest.mark.parametrize("arguments", [("--as-of", "yesterday"), ("--first", "0"), ("--first", "101")])
def test_what_cannot_be_meant_is_wrong_usage(firm: Terminal, arguments: tuple[str, ...]) -> None:
    assert firm.whither("key-people", *arguments).code == 2


def test_without_a_store_the_way_to_fill_one_is_told(terminal: Terminal) -> None:
    ended = terminal.whither("key-people")
    assert ended.code == 1
    assert "whither import" in ended.sentence()
