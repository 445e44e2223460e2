"""Who is meant by a name: an id first, then a whole name or e-mail, and nobody is guessed."""

from __future__ import annotations

import pytest

from graph.domain.records import StaffMember
from graph.errors import AmbiguousName, NotFound
from graph.questions.asking import Asker
from graph.questions.names import find_staff_member
from tests.schema.firm import NOW, SmallFirm


async def found_by(firm: SmallFirm, text: str) -> StaffMember:
    return await find_staff_member(firm.store, firm.audit, text, Asker("local", "succession", NOW))


@pytest.mark.parametrize("text", ["ada", " ada ", "Ada Able", "ADA ABLE", "  ada able\n", "ADA@able.example"])
async def test_somebody_is_found_by_id_name_or_e_mail(firm: SmallFirm, text: str) -> None:
    assert (await found_by(firm, text)).id == "ada"


async def test_an_id_wins_over_the_name_of_somebody_else(firm: SmallFirm) -> None:
    await firm.add(StaffMember("x", "bob"))
    assert (await found_by(firm, "bob")).id == "bob"
    assert (await found_by(firm, "Bob")).id == "x"


async def test_those_who_left_have_names_too(firm: SmallFirm) -> None:
    assert (await found_by(firm, "dora gone")).id == "dora"


async def test_a_name_that_several_have_lists_them_with_what_tells_them_apart(firm: SmallFirm) -> None:
    with pytest.raises(AmbiguousName) as refusal:
        await found_by(firm, "bob brown")
    assert refusal.value.candidates == (("bob", "north"), ("gus", "south"))
    assert str(refusal.value) == "'bob brown' fits 2: bob (north); gus (south). Ask again with the id."


async def test_telling_namesakes_apart_leaves_a_row_about_them_in_the_audit_log(firm: SmallFirm) -> None:
    await found_by(firm, "ada able")
    with pytest.raises(NotFound):
        await found_by(firm, "nobody")
    assert await firm.audit.entries(10) == ()
    with pytest.raises(AmbiguousName):
        await found_by(firm, "bob brown")
    (entry,) = await firm.audit.entries(10)
    assert (entry.question, entry.subjects, entry.purpose) == ("staffMember", ("bob", "gus"), "succession")


@pytest.mark.parametrize("text", ["", "  ", "Ada", "Able", "ADA", "Petra Pane", "acme", "ada%", "\x00"])
async def test_part_of_a_name_or_the_name_of_anybody_else_finds_nobody(firm: SmallFirm, text: str) -> None:
    with pytest.raises(NotFound, match="There is no staff member"):
        await found_by(firm, text)
