"""The story beside the demo company speaks of the company as it is in the files."""

from __future__ import annotations

import csv
import re

import pytest

from app.printing import day_in_words
from exchange.demo import AS_OF, COMPANY, LEAVER, NAME


@pytest.fixture(scope="module")
def story() -> str:
    return (COMPANY.parent / "story.md").read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    with (COMPANY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_story_is_told_on_the_day_and_about_the_firm_that_the_demo_asks_about(story: str) -> None:
    assert day_in_words(AS_OF) in story
    assert [row["name"] for row in rows("firm")] == [NAME]
    assert story.startswith(f"# {NAME}")


def test_everybody_of_the_firm_is_introduced_by_name_and_id(story: str) -> None:
    introduced = set(re.findall(r"^\| (.+?) \(`(.+?)`\) \|", story, re.MULTILINE))
    assert introduced == {(row["name"], row["id"]) for row in rows("staff")}


def test_every_account_of_the_story_is_in_the_files(story: str) -> None:
    bold = set(re.findall(r"\*\*(\D+?)\*\*", story))
    assert bold
    assert bold <= {row["name"] for row in rows("accounts")}


def test_ada_leads_as_many_accounts_as_the_story_says(story: str) -> None:
    led = [row for row in rows("services") if (row["staff_id"], row["role"], row["end"]) == (LEAVER, "lead", "")]
    words = {11: "eleven", 14: "fourteen"}
    assert f"leads {words[len(led)]} of the {words[len(rows('accounts'))]} accounts" in story
