"""``whither ask``: who is meant, what is said first, and figures that add up."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from graph.store.embedded import open_audit_log
from tests.app.commanding import JUNE, Ended, Terminal, folder_with

MONEY = r"-?[\d,]+"


def amounts(line: str) -> tuple[int, int]:
    """Value and loss at the end of a line of the accounts' table."""
    found = re.search(rf"({MONEY}) +({MONEY}) *$", line)
    assert found is not None, line
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def rows(answer: Ended) -> list[tuple[int, int]]:
    """Value and loss of every listed account with money, and of the rest."""
    lines = [line for line in answer.out.splitlines() if re.match(r" ?\d+ \S.* %|   [\d,]+ more account", line)]
    return [amounts(line) for line in lines]


def total(answer: Ended) -> tuple[int, int]:
    return amounts(next(line for line in answer.out.splitlines() if line.startswith("all ")))


@pytest.mark.parametrize("width", [80, 120])
def test_the_accounts_listed_and_the_rest_add_up_to_the_total(firm: Terminal, width: int) -> None:
    answer = replace(firm, width=width).whither("ask", "ada", "--as-of", JUNE)
    assert len(rows(answer)) == 11
    assert tuple(map(sum, zip(*rows(answer), strict=True))) == total(answer)


def test_the_total_of_the_table_is_the_total_of_the_summary(firm: Terminal) -> None:
    answer = firm.whither("ask", "ada", "--as-of", JUNE)
    value, loss = total(answer)
    assert re.search(rf"Value in touch +EUR {value:,} ", answer.out)
    assert re.search(rf"Expected loss +EUR {loss:,} ", answer.out)
    parts = re.findall(rf"(?:if nobody left|through the departure) +EUR ({MONEY})", answer.out)
    assert sum(int(part.replace(",", "")) for part in parts) == loss


def test_what_is_printed_is_what_programs_are_given(firm: Terminal) -> None:
    printed = firm.whither("ask", "ada", "--as-of", JUNE)
    given = firm.whither("ask", "ada", "--as-of", JUNE, "--json").data()["departureImpact"]
    shown = [edge["node"]["name"] for edge in given["accounts"]["edges"]]
    listed = re.findall(r"^ ?\d+ (.+?) \(", printed.out, re.MULTILINE)
    assert listed == shown[:10]
    loss = round(float(given["totals"]["expectedLoss"]["amount"]))
    assert total(printed)[1] == loss
    reasons = given["accounts"]["edges"][0]["node"]["reasons"]
    assert reasons[0] in printed.out
    assert reasons[1] in printed.out
    assert given["notice"][:60] in printed.out


def test_json_is_all_there_is_on_standard_output(firm: Terminal) -> None:
    ended = firm.whither("ask", "ada", "--as-of", JUNE, "--json")
    assert ended.code == 0
    assert ended.data()["departureImpact"]["__typename"] == "DepartureImpact"
    assert ended.err.strip() == f"Store: {firm.store}"


def test_the_same_question_gets_the_same_bytes(firm: Terminal) -> None:
    question = ("ask", "ada", "--as-of", JUNE, "--json", "--seed", "7")
    assert firm.whither(*question).out == firm.whither(*question).out


def test_the_seed_moves_the_tail_and_not_the_expectation(firm: Terminal) -> None:
    one, other = (
        firm.whither("ask", "ada", "--as-of", JUNE, "--json", "--seed", seed).data()["departureImpact"]
        for seed in ("1", "2")
    )
    assert one["totals"] == other["totals"]
    assert one["tail"] != other["tail"]


@pytest.mark.parametrize("name", ["ada", "Ada Lindqvist", "aDA lindQVIST", "ada.lindqvist@wrentallis.example"])
def test_somebody_is_found_by_id_name_or_address_whatever_the_case(firm: Terminal, name: str) -> None:
    answer = firm.whither("ask", name, "--as-of", JUNE)
    assert answer.code == 0
    assert "If Ada Lindqvist (ada) goes to a rival, as of 30 June 2026" in answer.out


def test_a_name_that_several_have_lists_them_and_guesses_nobody(terminal: Terminal) -> None:
    staff = "id,name,title\ns1,Kim Berg,Buyer\ns2,KIM BERG,Driver\ns3,Ola Dahl,\n"
    folder = folder_with(terminal.data / "folder", staff=staff)
    assert terminal.whither("import", str(folder)).code == 0
    ended = terminal.whither("ask", "kim berg")
    assert ended.code == 2
    assert "s1 (Buyer); s2 (Driver)" in ended.sentence()
    assert "If " not in ended.out


def test_the_beginning_of_one_name_is_enough_and_the_answer_says_whom_it_took(firm: Terminal) -> None:
    whole = firm.whither("ask", "ada", "--as-of", JUNE).out
    begun = firm.whither("ask", "lindq", "--as-of", JUNE)
    assert begun.code == 0
    assert "'lindq' is taken for Ada Lindqvist (ada), the only one it fits." in begun.out
    assert begun.out.partition("If Ada")[2] == whole.partition("If Ada")[2]
    assert "taken for" not in whole


def test_programs_are_told_beside_the_answer_whom_a_beginning_was_taken_for(firm: Terminal) -> None:
    ended = firm.whither("ask", "lindq", "--as-of", JUNE, "--json")
    assert ended.data() == firm.whither("ask", "ada", "--as-of", JUNE, "--json").data()
    assert "taken for Ada Lindqvist (ada)" in ended.err


def test_the_beginning_of_several_names_lists_them_and_guesses_nobody(terminal: Terminal) -> None:
    staff = "id,name,title\n" + "".join(f"s{number:02},Kim Berg {number:02},Buyer\n" for number in range(22))
    assert terminal.whither("import", str(folder_with(terminal.data / "folder", staff=staff))).code == 0
    ended = terminal.whither("ask", "ber ki")
    assert (ended.code, "If " in ended.out) == (2, False)
    said = ended.sentence()
    assert said.startswith("'ber ki' fits 22: s00 (Kim Berg 00, Buyer); s01 (Kim Berg 01, Buyer); ")
    assert said.endswith("s19 (Kim Berg 19, Buyer); and 2 more. Ask again with the id.")


def test_nobody_of_that_name_is_said_in_one_sentence(firm: Terminal) -> None:
    ended = firm.whither("ask", "adele", "--as-of", JUNE)
    assert (ended.code, "adele" in ended.sentence()) == (2, True)
    assert "GraphQL's staff lists them" in ended.sentence()


@pytest.mark.parametrize("again", ["ada", "Ada Lindqvist"])
def test_the_same_person_named_twice_is_refused(firm: Terminal, again: str) -> None:
    ended = firm.whither("ask", "ada", again, "--as-of", JUNE)
    assert (ended.code, "the same staff member" in ended.sentence()) == (2, True)


def test_one_who_left_cannot_leave_again(firm: Terminal) -> None:
    ended = firm.whither("ask", "finn", "--as-of", JUNE)
    assert (ended.code, "left on 2024-10-01" in ended.sentence()) == (2, True)


def test_one_who_is_not_there_yet_cannot_leave(firm: Terminal) -> None:
    ended = firm.whither("ask", "dan", "--as-of", "2024-12-31")
    assert (ended.code, "starts on 2025-02-03" in ended.sentence()) == (2, True)


def test_programs_are_told_of_it_as_a_typed_error_too(firm: Terminal) -> None:
    ended = firm.whither("ask", "finn", "--as-of", JUNE, "--json")
    assert ended.code == 2
    assert ended.data()["departureImpact"]["code"] == "NOT_EMPLOYED"
    assert "left on 2024-10-01" in ended.err


def test_one_without_ties_gets_an_explanation_and_no_table(firm: Terminal) -> None:
    answer = firm.whither("ask", "eva", "--as-of", JUNE)
    assert answer.code == 0
    assert "No account hangs on Eva Sorel" in answer.out
    assert "Expected loss" not in answer.out
    assert "not for decisions" in " ".join(answer.out.split())


def test_a_day_before_the_first_record_gets_an_explanation(firm: Terminal) -> None:
    answer = firm.whither("ask", "ada", "--as-of", "2018-10-01")
    assert answer.code == 0
    assert "No account hangs on Ada Lindqvist" in answer.out


def test_a_long_silence_is_said_first_and_the_last_day_is_offered(firm: Terminal) -> None:
    late = firm.whither("ask", "ada", "--as-of", "2026-11-22")
    said = " ".join(late.out.split())
    assert said.index("The last touch on record is of 8 July 2026, 137 days before") < said.index("If Ada Lindqvist")
    offered = re.search(r"--as-of (\S+)", said)
    assert offered is not None
    assert "last touch" not in firm.whither("ask", "ada", "--as-of", offered[1]).out


@pytest.mark.parametrize(("day", "is_said"), [("2026-10-06", False), ("2026-10-07", True)])
def test_a_silence_is_long_after_ninety_days(firm: Terminal, day: str, is_said: bool) -> None:
    assert ("The last touch on record" in firm.whither("ask", "ada", "--as-of", day).out) is is_said


def test_nobody_can_follow_out_of_the_field(firm: Terminal) -> None:
    answer = firm.whither("ask", "ada", "--as-of", JUNE, "--destination", "out_of_field")
    assert "If Ada Lindqvist (ada) leaves the field" in answer.out
    assert len(re.findall(r" barred +", answer.out)) == 10
    assert not re.search(r"^ ?\d+ .*%", answer.out, re.MULTILINE)


def test_those_who_leave_together_are_told_what_going_together_costs(firm: Terminal) -> None:
    answer = firm.whither("ask", "ada", "ben", "--as-of", JUNE)
    assert "If Ada Lindqvist (ada) and Ben Okafor (ben) go to a rival together" in answer.out
    assert re.search(r"of it by going together +EUR [\d,]{6,}", answer.out)


def test_inputs_that_nobody_supplied_are_named(firm: Terminal) -> None:
    assert "switching cost (1)" in firm.whither("ask", "ada", "--as-of", JUNE).out


def test_an_account_that_has_paid_nothing_yet_shows_its_chance_and_no_money(terminal: Terminal) -> None:
    folder = folder_with(
        terminal.data / "folder",
        staff="id,name\ns,Sam\n",
        accounts="id,name\na,Acme\n",
        people="id,name\np,Pat\n",
        employments="person_id,account_id\np,a\n",
        touches="id,at,staff_id,person_id,channel\nt,2026-06-01,s,p,meeting\n",
    )
    assert terminal.whither("import", str(folder)).code == 0
    answer = terminal.whither("ask", "s", "--as-of", JUNE)
    assert re.search(r"Acme \(a\) +\d+ % +\d+-\d+ % +unknown +unknown", answer.out)
    assert "None of these accounts has a booking on record" in answer.out
    assert "Value held" not in answer.out
    assert re.search(r"all 1 account +unknown +unknown", answer.out)


def test_who_is_merely_assigned_is_told_apart_and_only_the_closest_who_remain_are_named(terminal: Terminal) -> None:
    folder = folder_with(
        terminal.data / "folder",
        staff="id,name\ns,Sam\n1,Una\n2,Dee\n3,Tri\n4,Quin\n",
        accounts="id,name\na,Acme\n",
        people="id,name\np,Pat\n",
        employments="person_id,account_id\np,a\n",
        services="staff_id,account_id,role\ns,a,lead\n",
        touches="id,at,staff_id,person_id,channel\n"
        + "".join(f"t{n}{day},2026-06-{day},{n},p,call\n" for n in "1234" for day in range(10, 10 + 3 * int(n))),
        revenue="account_id,on,amount,currency\na,2026-05-01,1000,EUR\n",
    )
    assert terminal.whither("import", str(folder)).code == 0
    said = " ".join(terminal.whither("ask", "s", "--as-of", JUNE).out.split())
    assert "assigned only: no touch is on record" in said
    assert re.search(r"remains: Quin \(tie 0\.\d\d\), Tri \(tie 0\.\d\d\) and others", said)


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(firm: Terminal, width: int) -> None:
    answer = replace(firm, width=width).whither("ask", "ada", "--as-of", "2026-11-22")
    lines = [line for line in answer.out.splitlines() if not line.startswith("Store: ")]
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        (("--as-of", "30.6.2026"), "year-month-day"),
        (("--as-of", "2026-02-30"), "year-month-day"),
        (("--as-of", "1066-10-14"), "1900-01-01"),
        (("--destination", "moon"), "out_of_field"),
        (("--seed", "-1"), "whole number"),
        (("--purpose", " "), "why you ask"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_remedy(firm: Terminal, wrong: tuple[str, str], remedy: str) -> None:
    ended = firm.whither("ask", "ada", *wrong)
    assert (ended.code, remedy in ended.sentence()) == (2, True)


def test_the_purpose_is_kept_beside_the_answer(firm: Terminal) -> None:
    firm.whither("ask", "ada", "--as-of", JUNE, "--purpose", "succession plan")
    firm.whither("ask", "ada", "--as-of", JUNE, "--json")

    async def newest() -> list[tuple[str, tuple[str, ...]]]:
        log = await open_audit_log(firm.store)
        try:
            return [(entry.purpose, entry.subjects) for entry in await log.entries(limit=2)]
        finally:
            await log.close()

    assert asyncio.run(newest()) == [("local use", ("ada",)), ("succession plan", ("ada",))]


def test_a_name_in_an_older_store_does_not_drive_the_terminal(firm: Terminal) -> None:
    with closing(sqlite3.connect(firm.store)) as connection:
        connection.execute("UPDATE account SET name = ? WHERE id = 'harbour-works'", ("Har\x1b]0;gone\x07\x9bbour",))
        connection.commit()
    answer = firm.whither("ask", "ada", "--as-of", JUNE)
    assert "Har]0;gonebour" in answer.out
    assert not set("\x1b\x07\x9b") & set(answer.out)


def test_one_account_is_one_account(terminal: Terminal) -> None:
    folder = folder_with(
        terminal.data / "folder",
        staff="id,name\ns,Sam\n",
        accounts="id,name\na,Acme\n",
        services="staff_id,account_id,role\ns,a,lead\n",
    )
    assert terminal.whither("import", str(folder)).code == 0
    said = " ".join(terminal.whither("ask", "s", "--as-of", JUNE).out.split())
    assert "(for how many of 1 account)" in said


def test_money_that_nobody_knows_is_unknown_to_programs_too(terminal: Terminal) -> None:
    folder = folder_with(
        terminal.data / "folder",
        staff="id,name\ns,Sam\n",
        accounts="id,name\na,Acme\n",
        services="staff_id,account_id,role\ns,a,lead\n",
    )
    assert terminal.whither("import", str(folder)).code == 0
    found = terminal.whither("ask", "s", "--as-of", JUNE, "--json").data()["departureImpact"]
    assert (found["totals"]["expectedLoss"], found["tail"]) == (None, None)
    assert found["totals"]["accountsWithoutMoney"] == 1


def test_telling_namesakes_apart_is_kept_in_the_audit_log(terminal: Terminal) -> None:
    folder = folder_with(terminal.data / "folder", staff="id,name\ns1,Kim Berg\ns2,Kim Berg\n")
    assert terminal.whither("import", str(folder)).code == 0
    assert terminal.whither("ask", "kim berg", "--purpose", "succession plan").code == 2

    async def newest() -> list[tuple[str, tuple[str, ...]]]:
        log = await open_audit_log(terminal.store)
        try:
            return [(entry.purpose, entry.subjects) for entry in await log.entries(limit=2)]
        finally:
            await log.close()

    assert asyncio.run(newest()) == [("succession plan", ("s1", "s2"))]


def test_a_day_that_lies_ahead_is_answered_as_if_nobody_spoke_until_then(firm: Terminal) -> None:
    ended = firm.whither("ask", "ada", "--as-of", "2150-01-01")
    assert "as if nobody spoke until then" in " ".join(ended.out.split())
    assert "as if nobody spoke" not in firm.whither("ask", "ada", "--as-of", JUNE).out


def test_a_name_typed_without_quotes_is_one_sentence_that_says_to_quote_it(firm: Terminal) -> None:
    refused = firm.whither("ask", "Ada", "Lindqvist", "--as-of", JUNE)
    assert refused.code == 2
    assert "put a name of several words in quotes" in refused.sentence()
