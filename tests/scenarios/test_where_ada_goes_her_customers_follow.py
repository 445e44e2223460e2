"""Act 1. Customers follow a person: with her colleague, more of them; out of the field, none."""

from __future__ import annotations

from itertools import pairwise

from tests.scenarios.conftest import Otherwise
from tests.scenarios.telling import Row, Story

SHARED = ("lockside-foods", "riverside-dairy", "northgate-mill")
ALONE = ("harbour-works", "hollow-bakery", "saltmarsh-wind")


async def test_the_customer_who_knows_nobody_but_ada_is_the_likeliest_to_follow(story: Story) -> None:
    answer = await story.if_they_leave("ada")
    assert max(answer.accounts, key=lambda account: answer.at(account).follows) == "harbour-works"
    assert answer.at("harbour-works").strongest_who_stays == 0


async def test_where_a_colleagues_tie_is_as_strong_fewer_follow_than_where_ada_stands_alone(story: Story) -> None:
    answer = await story.if_they_leave("ada")
    for account in map(answer.at, SHARED):
        assert account.strongest_who_stays > 0.8 * account.strength
    for account in map(answer.at, ALONE):
        assert account.strongest_who_stays < 0.5 * account.strength
    assert min(answer.at(name).follows for name in ALONE) > max(answer.at(name).follows for name in SHARED)


async def test_had_nobody_else_known_lockside_foods_it_would_rather_follow_ada(
    story: Story, otherwise: Otherwise
) -> None:
    def without_cleo(row: Row) -> Row | None:
        at_lockside = row.get("account_id") == "lockside-foods" or row.get("person_id") in ("vera", "marco")
        return None if row["staff_id"] == "cleo" and at_lockside else row

    as_told = (await story.if_they_leave("ada")).at("lockside-foods")
    changes = dict.fromkeys(("touches", "closeness", "promises", "services"), without_cleo)
    async with otherwise(**changes) as without:
        alone = (await without.if_they_leave("ada")).at("lockside-foods")
    assert alone.strength == as_told.strength
    assert alone.follows > as_told.follows
    assert alone.loss > as_told.loss


async def test_going_with_her_colleague_raises_the_loss_beyond_the_two_apart(story: Story) -> None:
    alone, together = await story.if_they_leave("ada"), await story.if_they_leave("ada", "ben")
    assert together.total("expectedLoss") > alone.total("expectedLoss")
    assert together.total("differenceFromSingles") > 0
    assert together.at("northgate-mill").follows > alone.at("northgate-mill").follows
    assert together.at("northgate-mill").loss > alone.at("northgate-mill").loss
    assert together.at("harbour-works").follows == alone.at("harbour-works").follows


async def test_out_of_the_field_nobody_follows_and_some_are_lost_all_the_same(story: Story) -> None:
    to_a_rival = await story.if_they_leave("ada")
    to_the_orchard = await story.if_they_leave("ada", destination="OUT_OF_FIELD")
    assert set(to_the_orchard.accounts) == set(to_a_rival.accounts)
    assert all(account.barred and account.follows == 0 for account in to_the_orchard.accounts.values())
    losses = [answer.total("expectedLoss") for answer in (to_a_rival, to_the_orchard)]
    assert all(more > less for more, less in pairwise([*losses, to_the_orchard.total("baselineLoss")]))


async def test_a_non_solicit_holds_glasshouse_farms_back(story: Story, otherwise: Otherwise) -> None:
    bound = await story.if_they_leave("ada")
    async with otherwise(covenants=lambda _row: None) as unbound:
        free = await unbound.if_they_leave("ada")
    assert free.at("glasshouse-farms").follows > bound.at("glasshouse-farms").follows
    assert free.at("harbour-works").follows == bound.at("harbour-works").follows


async def test_a_customer_who_changes_employer_takes_the_tie_along(story: Story, otherwise: Otherwise) -> None:
    def stayed_at_the_harbour(row: Row) -> Row | None:
        if row["person_id"] != "hana":
            return row
        return row | {"end": ""} if row["account_id"] == "harbour-works" else None

    moved = (await story.if_they_leave("ada")).at("beacon-rail")
    async with otherwise(employments=stayed_at_the_harbour) as without:
        stayed = (await without.if_they_leave("ada")).at("beacon-rail")
    assert moved.strength > stayed.strength
    assert moved.follows > stayed.follows


async def test_one_who_holds_nothing_any_more_takes_nobody_along_and_the_answer_says_why(story: Story) -> None:
    answer = await story.if_they_leave("eva")
    assert answer.accounts == {}
    assert answer.total("expectedLoss") == 0
    assert "Eva Sorel" in answer.impact["leavers"][0]["explanation"]
