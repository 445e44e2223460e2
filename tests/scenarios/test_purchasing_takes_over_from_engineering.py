"""Act 3. What a tie is worth depends on how the customer buys: when purchasing takes over, it is gone overnight."""

from __future__ import annotations

from datetime import date

from tests.scenarios.conftest import Otherwise
from tests.scenarios.telling import Story, striking

EVE, DAY = date(2026, 3, 31), date(2026, 4, 1)


PERSONAL = ("harbour-works", "northgate-mill", "lockside-foods", "riverside-dairy", "hollow-bakery", "glasshouse-farms")


async def test_overnight_the_chance_falls_although_the_tie_is_as_strong(story: Story) -> None:
    eve, day = [await story.if_they_leave("ada", on=on) for on in (EVE, DAY)]
    before, after = eve.at("tidewell-pumps"), day.at("tidewell-pumps")
    assert after.strength >= 0.99 * before.strength
    assert after.value == before.value
    assert after.loss < before.loss
    assert before.follows > max(eve.at(name).follows for name in PERSONAL)
    assert after.follows < min(day.at(name).follows for name in PERSONAL)


async def test_the_same_night_changes_nothing_where_people_buy_from_people(story: Story) -> None:
    before, after = [(await story.if_they_leave("ada", on=day)).at("harbour-works") for day in (EVE, DAY)]
    assert abs(after.follows - before.follows) < 0.01


async def test_it_is_the_way_of_buying_and_not_the_calendar(story: Story, otherwise: Otherwise) -> None:
    taken_over = (await story.if_they_leave("ada", on=DAY)).at("tidewell-pumps")
    async with otherwise(buying=striking(account_id="tidewell-pumps", approach="purchasing")) as engineers:
        not_taken_over = (await engineers.if_they_leave("ada", on=DAY)).at("tidewell-pumps")
    assert not_taken_over.strength == taken_over.strength
    assert not_taken_over.follows > taken_over.follows
    assert not_taken_over.loss > taken_over.loss


async def test_the_answer_names_the_way_of_buying_as_the_strongest_reason(story: Story) -> None:
    node = (await story.if_they_leave("ada", on=DAY)).at("tidewell-pumps").node
    strongest = max(
        (factor for factor in node["waterfall"] if factor["name"] != "BASE"), key=lambda factor: abs(factor["logOdds"])
    )
    assert (strongest["name"], strongest["logOdds"] < 0) == ("GATE", True)


async def test_the_largest_customer_buys_by_tender_and_is_the_least_likely_to_follow(story: Story) -> None:
    answer = await story.if_they_leave("ada")
    paying = {name: account for name, account in answer.accounts.items() if account.node["value"] is not None}
    assert max(paying, key=lambda name: paying[name].value) == "county-water"
    assert min(paying, key=lambda name: paying[name].follows) == "county-water"
