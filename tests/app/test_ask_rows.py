"""``whither ask --csv FILE``: all accounts as rows that add up to what is printed, in a file of its own."""

from __future__ import annotations

import asyncio
import csv
import os
import re
import stat
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app import departure_rows
from graph.errors import InvalidInput, WhitherError
from graph.store.embedded import open_audit_log
from tests.app.commanding import JUNE, Terminal, folder_with

DOCUMENTED = Path(__file__).parents[2] / "docs" / "ask-csv.md"


def rows_in(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked(firm: Terminal, *more: str) -> list[dict[str, str]]:
    """The rows of a question about Ada."""
    path = firm.data / "rows.csv"
    assert firm.whither("ask", "ada", *more, "--as-of", JUNE, "--csv", str(path)).code == 0
    return rows_in(path)


SUMS = {
    "value_in_touch": "valueInTouch",
    "value_held": "valueHeld",
    "expected_loss": "expectedLoss",
    "baseline_loss": "baselineLoss",
}


@pytest.mark.parametrize("more", [(), ("ben",), ("--destination", "out_of_field")])
def test_the_rows_add_up_to_the_totals_to_the_last_ten_thousandth(firm: Terminal, more: tuple[str, ...]) -> None:
    rows = asked(firm, *more)
    totals = firm.whither("ask", "ada", *more, "--as-of", JUNE, "--json").data()["departureImpact"]["totals"]
    assert len(rows) >= 12
    for column, total in SUMS.items():
        assert sum(Decimal(row[column]) for row in rows if row[column]) == Decimal(totals[total]["amount"])
        assert {row["currency"] for row in rows if row[column]} == {totals[total]["currency"]}


def _same(cells: Mapping[str, str], node: Any, part: str) -> bool:
    """Whether the three cells of a chance say what GraphQL says."""
    outcome = node["outcomes"][part]
    told = (outcome["value"], outcome["range"]["low"], outcome["range"]["high"])
    return all(
        abs(float(cells[f"{part}{end}"]) - value) < 1e-6 for end, value in zip(("", "_low", "_high"), told, strict=True)
    )


PARTS = {**SUMS, "value_in_touch": "value"}


def _amount(node: Any, *path: str) -> str:
    """An amount of a row as GraphQL tells it, empty where it is not known."""
    for part in path:
        node = None if node is None else node[part]
    return "" if node is None else str(node["amount"])


def test_each_row_says_what_programs_are_told(firm: Terminal) -> None:
    found = firm.whither("ask", "ada", "--as-of", JUNE, "--json").data()["departureImpact"]["accounts"]["edges"]
    for cells, node in zip(asked(firm), (edge["node"] for edge in found), strict=True):
        assert (cells["account_id"], cells["name"]) == (node["account"]["ownId"], node["name"])
        assert cells["status"].upper() == node["status"]
        assert cells["barred"] == str(node["barred"]).lower()
        assert all(_same(cells, node, part) for part in ("follows", "strays", "shrinks", "stays"))
        assert all(cells[f"expected_loss_{end}"] == _amount(node, "lossRange", end) for end in ("low", "high"))
        assert all(cells[column] == _amount(node, part) for column, part in PARTS.items())
        assert cells["reasons"] == "; ".join(node["reasons"])
        assert cells["who_remains"] == "; ".join(tie["name"] for tie in node["surviving"])
        assert cells["hangs_on"] == (node["pivotal"]["name"] if node["pivotal"]["person"] else "")
        ties = [tie.split(", ")[0].split(" ") for tie in cells["surviving_ties"].split("; ") if tie]
        assert ties == [[tie["staffMember"]["ownId"], f"{tie['strength']:.2f}"] for tie in node["surviving"]]


def test_whoever_remains_is_told_with_role_and_team(firm: Terminal) -> None:
    ties = [tie for row in asked(firm) for tie in row["surviving_ties"].split("; ") if tie]
    assert any(re.fullmatch(r"\w+ \d\.\d\d, (lead|backup|specialist), same team", tie) for tie in ties)
    assert any(re.fullmatch(r"\w+ \d\.\d\d", tie) for tie in ties)


def test_the_printed_answer_stays_as_it_is(firm: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    plain = firm.whither("ask", "ada", "--as-of", JUNE)
    ended = firm.whither("ask", "ada", "--as-of", JUNE, "--csv", str(path))
    assert ended.out == plain.out
    assert ended.err.strip() == f"Rows of 12 accounts written to {path}."
    assert len(rows_in(path)) == 12


def test_only_its_owner_may_read_the_file(firm: Terminal) -> None:
    before = os.umask(0)
    try:
        asked(firm)
    finally:
        os.umask(before)
    assert stat.S_IMODE((firm.data / "rows.csv").stat().st_mode) == 0o600


async def questions(store: Path) -> int:
    log = await open_audit_log(store)
    try:
        return len(await log.entries(limit=10))
    finally:
        await log.close()


def test_a_file_that_is_there_is_left_as_it_is_and_nothing_is_asked(firm: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("mine", encoding="utf-8")
    ended = firm.whither("ask", "ada", "--as-of", JUNE, "--csv", str(path))
    assert (ended.code, "there is such a file already" in ended.sentence(), ended.out) == (2, True, "")
    assert path.read_text(encoding="utf-8") == "mine"
    assert asyncio.run(questions(firm.store)) == 0


def test_a_link_to_nowhere_is_not_followed(firm: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.symlink_to(tmp_path / "elsewhere")
    ended = firm.whither("ask", "ada", "--as-of", JUNE, "--csv", str(path))
    assert (ended.code, "there is such a file already" in ended.sentence()) == (2, True)
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_appears_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    """The check before the question is for the asker; the one that counts is made as the file is made."""
    path = tmp_path / "rows.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidInput, match="there is such a file already"):
        departure_rows.write_new(path, "theirs")
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_file_that_cannot_be_written_is_said_in_one_sentence(firm: Terminal, tmp_path: Path) -> None:
    for path in (tmp_path / "no" / "rows.csv", tmp_path / ("x" * 300)):
        ended = firm.whither("ask", "ada", "--as-of", JUNE, "--csv", str(path))
        assert (ended.code, "name another place" in ended.sentence()) == (1, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_leaves_no_half_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows.csv"
    made = os.open

    def full(name: Path, flags: int, mode: int) -> int:
        os.close(made(name, flags, mode))
        return made("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(WhitherError, match="No space left"):
        departure_rows.write_new(path, "rows")
    assert not path.exists()


def test_json_and_rows_do_not_go_together(firm: Terminal, tmp_path: Path) -> None:
    ended = firm.whither("ask", "ada", "--as-of", JUNE, "--json", "--csv", str(tmp_path / "rows.csv"))
    assert (ended.code, "leave out --json" in ended.sentence(), ended.out) == (2, True, "")
    assert not (tmp_path / "rows.csv").exists()


def test_whoever_cannot_leave_leaves_no_file(firm: Terminal, tmp_path: Path) -> None:
    assert firm.whither("ask", "finn", "--as-of", JUNE, "--csv", str(tmp_path / "rows.csv")).code == 2
    assert list(tmp_path.glob("*.csv")) == []


def test_without_any_account_there_is_a_header_alone(firm: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    assert firm.whither("ask", "eva", "--as-of", JUNE, "--csv", str(path)).code == 0
    assert path.read_text(encoding="utf-8") == ",".join(departure_rows.COLUMNS) + "\n"


def test_money_that_nobody_knows_is_empty_and_names_are_never_formulas(terminal: Terminal) -> None:
    folder = folder_with(
        terminal.data / "folder",
        staff="id,name\ns,Sam\n@r,=1+1\n",
        accounts='id,name\na,"=HYPERLINK(""x"")"\n-b,"Öl, Gas"\n',
        services="staff_id,account_id,role\ns,a,lead\ns,-b,lead\n@r,a,backup\n",
    )
    assert terminal.whither("import", str(folder)).code == 0
    assert terminal.whither("ask", "s", "--as-of", JUNE, "--csv", str(terminal.data / "rows.csv")).code == 0
    rows = {row["account_id"]: row for row in rows_in(terminal.data / "rows.csv")}
    assert rows["a"]["name"] == '\'=HYPERLINK("x")'
    assert rows["'-b"]["name"] == "Öl, Gas"
    assert (rows["a"]["who_remains"], rows["a"]["surviving_ties"]) == ("'=1+1", "'@r 0.00, backup")
    assert {rows["a"][column] for column in (*SUMS, "currency", "expected_loss_low")} == {""}
    assert rows["a"]["status"] == "insufficient_data"


def test_the_columns_are_documented_in_their_order_and_named_by_the_help(firm: Terminal) -> None:
    documented = re.findall(r"^\| (\w+) \|", DOCUMENTED.read_text(encoding="utf-8"), re.MULTILINE)
    assert documented == ["column", *departure_rows.COLUMNS]
    said = "".join(firm.whither("ask", "--help").out.split())
    assert ",".join(departure_rows.COLUMNS) in said
