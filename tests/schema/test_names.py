"""Who is meant by a name: an id first, then a whole name or e-mail, then what begins one, and nobody is guessed."""

from __future__ import annotations

import pytest

from graph.domain.records import StaffMember
from graph.errors import AmbiguousName, NotFound
from graph.questions import names
from graph.questions.asking import Asker
from graph.questions.names import Meant, find_staff_member
from tests.schema.firm import NOW, TODAY, SmallFirm


async def meant_by(firm: SmallFirm, text: str) -> Meant:
    return await find_staff_member(firm.store, firm.audit, text, Asker("local", "succession", NOW))


async def found_by(firm: SmallFirm, text: str) -> StaffMember:
    return (await meant_by(firm, text)).member


@pytest.mark.parametrize("text", ["ada", " ada ", "Ada Able", "ADA ABLE", "  ada able\n", "ADA@able.example"])
async def test_somebody_is_found_by_id_name_or_e_mail(firm: SmallFirm, text: str) -> None:
    meant = await meant_by(firm, text)
    assert (meant.member.id, meant.by_beginning) == ("ada", False)


@pytest.mark.parametrize("text", ["Ada", "ADA", "abl", "able ada", "Áda Ab", "ada@able", "able.exam", "ada%"])
async def test_somebody_alone_is_found_by_what_begins_their_words(firm: SmallFirm, text: str) -> None:
    meant = await meant_by(firm, text)
    assert (meant.member.id, meant.by_beginning) == ("ada", True)
    assert await firm.audit.entries(10) == ()


async def test_a_whole_name_wins_over_the_beginning_of_another(firm: SmallFirm) -> None:
    await firm.add(StaffMember("x", "Ada"), StaffMember("y", "Adam"))
    meant = await meant_by(firm, "Ada")
    assert (meant.member.id, meant.by_beginning) == ("x", False)


async def test_the_beginning_of_several_lists_them_the_best_fits_first_by_name(firm: SmallFirm) -> None:
    await firm.add(StaffMember("z", "Zoe Bobson"), StaffMember("y", "Yan", "bobby@able.example", end=TODAY))
    with pytest.raises(AmbiguousName) as refusal:
        await found_by(firm, "bo")
    assert refusal.value.candidates == (
        ("bob", "Bob Brown, north"),
        ("gus", "Bob Brown, south"),
        ("z", "Zoe Bobson"),
        ("y", "Yan, until 2026-07-01"),
    )
    (entry,) = await firm.audit.entries(10)
    assert (entry.question, entry.subjects) == ("staffMember", ("bob", "gus", "z", "y"))


@pytest.mark.parametrize("nominated", [10, 1_000])
async def test_of_many_twenty_are_listed_and_the_others_counted(
    firm: SmallFirm, monkeypatch: pytest.MonkeyPatch, nominated: int
) -> None:
    monkeypatch.setattr(names, "MOST_NOMINATED", nominated)
    await firm.add(*(StaffMember(f"x{number:02}", f"Zed {number:02}") for number in range(25)))
    with pytest.raises(AmbiguousName) as refusal:
        await found_by(firm, "zed")
    listed = min(nominated, 20)
    assert [identifier for identifier, _ in refusal.value.candidates] == [f"x{number:02}" for number in range(listed)]
    assert str(refusal.value).startswith("'zed' fits 25: x00 (Zed 00); x01 (Zed 01); ")
    assert str(refusal.value).endswith(f"; and {25 - listed} more. Ask again with the id.")
    (entry,) = await firm.audit.entries(10)
    assert len(entry.subjects) == listed


async def test_of_many_of_one_name_twenty_are_listed_too(firm: SmallFirm) -> None:
    await firm.add(*(StaffMember(f"x{number:02}", "Zed") for number in range(25)))
    with pytest.raises(AmbiguousName, match=r"'zed' fits 25: x00 \(no title\); .*; and 5 more") as refusal:
        await found_by(firm, "zed")
    assert len(refusal.value.candidates) == 20


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


@pytest.mark.parametrize("text", ["", "  ", "da", "ble", "Ada Brown", "Petra Pane", "acme", "%", "\x00", "\ud800"])
async def test_the_middle_of_a_name_or_the_name_of_anybody_else_finds_nobody(firm: SmallFirm, text: str) -> None:
    with pytest.raises(NotFound, match="There is no staff member"):
        await found_by(firm, text)
