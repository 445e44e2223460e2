"""Act 2. Trust is kept promises: the closer, the more a break hurts. Cleo broke the same promise at two customers."""

from __future__ import annotations

from datetime import date

from tests.scenarios.conftest import Otherwise
from tests.scenarios.telling import Row, Story, striking

CLOSE, LOOSE = "riverside-dairy", "hollow-bakery"
NIGHT_BEFORE, JUNE = date(2026, 1, 8), date(2026, 6, 30)


async def test_the_two_customers_are_alike_but_for_how_close_cleo_is(story: Story) -> None:
    answer = await story.if_they_leave("ada")
    close, loose = answer.at(CLOSE), answer.at(LOOSE)
    assert close.tie_of("cleo") > 2 * loose.tie_of("cleo")
    assert 0.8 < close.strength / loose.strength < 1.25
    assert 0.8 < close.value / loose.value < 1.25


async def test_the_same_broken_promise_weakens_the_closer_tie_more(story: Story, otherwise: Otherwise) -> None:
    broken = await story.if_they_leave("ada")
    async with otherwise(promises=striking(staff_id="cleo", outcome="broken")) as unbroken:
        before = await unbroken.if_they_leave("ada")
    lost = {name: before.at(name).tie_of("cleo") - broken.at(name).tie_of("cleo") for name in (CLOSE, LOOSE)}
    assert lost[CLOSE] > lost[LOOSE] > 0
    shares = {name: lost[name] / before.at(name).tie_of("cleo") for name in (CLOSE, LOOSE)}
    assert shares[CLOSE] > shares[LOOSE]


async def test_where_the_one_who_remains_broke_her_word_more_goes_with_ada(story: Story, otherwise: Otherwise) -> None:
    broken = await story.if_they_leave("ada")
    async with otherwise(promises=striking(staff_id="cleo", outcome="broken")) as unbroken:
        before = await unbroken.if_they_leave("ada")
    dearer = {name: broken.at(name).loss - before.at(name).loss for name in (CLOSE, LOOSE)}
    likelier = {name: broken.at(name).follows - before.at(name).follows for name in (CLOSE, LOOSE)}
    assert dearer[CLOSE] > dearer[LOOSE] > 0
    assert likelier[CLOSE] > likelier[LOOSE] > 0


async def test_had_she_kept_her_word_the_tie_would_be_stronger_than_without_any_promise(otherwise: Otherwise) -> None:
    def kept(row: Row) -> Row:
        return row | {"outcome": "kept"} if row["staff_id"] == "cleo" and row["outcome"] == "broken" else row

    async with otherwise(promises=kept) as faithful:
        with_kept = await faithful.if_they_leave("ada")
    async with otherwise(promises=striking(staff_id="cleo", outcome="broken")) as silent:
        without = await silent.if_they_leave("ada")
    assert with_kept.at(LOOSE).tie_of("cleo") > without.at(LOOSE).tie_of("cleo")
    assert with_kept.at(LOOSE).loss < without.at(LOOSE).loss


async def test_a_promise_that_is_still_open_counts_nothing(story: Story, otherwise: Otherwise) -> None:
    as_told = await story.if_they_leave("ada")
    async with otherwise(promises=striking(id="p13")) as without:
        struck = await without.if_they_leave("ada")
    assert struck.at("glasshouse-farms").strength == as_told.at("glasshouse-farms").strength


async def test_a_broken_promise_and_half_a_year_of_silence_wear_down_the_tie_of_years(story: Story) -> None:
    before, after = [await story.if_they_leave("ada", on=day) for day in (NIGHT_BEFORE, JUNE)]
    left = {name: after.at(name).strength / before.at(name).strength for name in ("saltmarsh-wind", "harbour-works")}
    assert left["saltmarsh-wind"] < left["harbour-works"]
    assert after.at("saltmarsh-wind").strength < before.at("saltmarsh-wind").strength
    assert after.at("saltmarsh-wind").follows < before.at("saltmarsh-wind").follows
