"""The order of search results: what is whole stands above what is begun, and nobody's place depends on the others."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.domain.found import ENTITY_KINDS, Matched
from graph.domain.records import Account, Entity, Person, StaffMember
from graph.domain.tokens import entity_tokens, tokens_of
from graph.engine.ranking import ranked

WORDS = ("ada", "adam", "Añda", "Lind", "lindqvist", "Ößt", "o'neil", "van", "K2", "Ada")
names = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
ids = st.sampled_from(("ada", "Ada", "lind", "a-1", "a1", "a-10", "van", "x", "y", "ö"))
addresses = st.sampled_from(("", "ada@lind.example", "ADA.lind@x.example", "lind.example"))


@st.composite
def entities(draw: st.DrawFn) -> Entity:
    """Somebody or something of names that are easily confused."""
    kind, name = draw(st.sampled_from(ENTITY_KINDS)), draw(names)
    if kind is Account:
        return Account(draw(ids), name or "Lind", draw(addresses))
    if kind is StaffMember:
        return StaffMember(draw(ids), name or "Lind", draw(addresses))
    return Person(draw(ids), name, draw(addresses))


def key(entity: Entity) -> tuple[type[Entity], str]:
    return type(entity), entity.id


candidates = st.lists(entities(), max_size=8, unique_by=key)
texts = names.filter(bool) | ids | addresses.filter(bool) | st.sampled_from(("ad", "ad li", "li ad", "l a", "10", "é"))


def places(text: str, there: Sequence[Entity]) -> list[Entity]:
    return [found.entity for found in ranked(text, there)]


def whole(text: str, entity: Entity) -> bool:
    """Whether the text is all of an id, a name or an address, but for case."""
    address = entity.domain if isinstance(entity, Account) else entity.email
    return text.casefold() in {part.casefold() for part in (entity.id, entity.name, address)}


@given(there=st.lists(entities(), min_size=1, max_size=8, unique_by=key), data=st.data())
def test_what_is_whole_is_never_below_what_is_merely_begun(there: list[Entity], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(there))
    address = one.domain if isinstance(one, Account) else one.email
    text = data.draw(st.sampled_from([part for part in (one.id, one.name, address) if part]))
    found = [whole(text, entity) for entity in places(text, there)]
    wholes = [number for number, is_whole in enumerate(found) if is_whole]
    begun = {Matched.NAME_BEGINS, Matched.WORDS_IN_ORDER, Matched.WORDS, Matched.ID_OR_ADDRESS}
    firsts = [number for number, one in enumerate(ranked(text, there)) if one.matched in begun]
    assert len(wholes) == sum(whole(text, entity) for entity in there)
    assert not firsts or max(wholes) < min(firsts)


@given(text=texts, there=candidates, data=st.data())
def test_the_order_of_the_candidates_does_not_matter(text: str, there: list[Entity], data: st.DataObject) -> None:
    assert ranked(text, data.draw(st.permutations(there))) == ranked(text, there)


@given(text=texts, there=candidates, another=entities())
def test_one_more_candidate_leaves_the_order_of_the_others(text: str, there: list[Entity], another: Entity) -> None:
    assume(key(another) not in {key(entity) for entity in there})
    without = [entity for entity in places(text, [*there, another]) if key(entity) != key(another)]
    assert without == places(text, there)


@given(text=texts, there=candidates)
def test_no_two_finds_share_a_place(text: str, there: list[Entity]) -> None:
    found = ranked(text, there)
    assert all(one.place < other.place for one, other in pairwise(found))


def without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


@pytest.mark.parametrize("spelt", [str.upper, str.lower, str.swapcase, without_accents])
@given(text=texts, there=candidates)
def test_accents_and_case_of_what_is_searched_for_do_not_matter(
    spelt: Callable[[str], str], text: str, there: list[Entity]
) -> None:
    assume(not any(entity.id in {text, spelt(text)} for entity in there))  # an id counts letter for letter
    assert ranked(spelt(text), there) == ranked(text, there)


@pytest.mark.parametrize("spelt", [str.upper, str.lower, str.swapcase, without_accents])
@given(text=texts, name=names.filter(bool), address=addresses)
def test_accents_and_case_of_names_and_addresses_do_not_matter(
    spelt: Callable[[str], str], text: str, name: str, address: str
) -> None:
    one, other = Person("x9", name, address), Person("x9", spelt(name), spelt(address))
    assert [found.place for found in ranked(text, [one])] == [found.place for found in ranked(text, [other])]


@given(text=texts, there=candidates)
def test_whoever_has_a_token_for_each_of_the_texts_is_found_and_nobody_else(text: str, there: list[Entity]) -> None:
    """What a store nominates is what is ranked: no candidate is lost between the two."""
    fitting = {
        key(entity)
        for entity in there
        if all(any(one.startswith(token) for one in entity_tokens(entity)) for token in tokens_of(text))
    }
    assert {key(entity) for entity in places(text, there)} == fitting


ADA = StaffMember("s1", "Ada Lind-Qvist", "ada@us.example")


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("s1", Matched.ID),
        (" s1 ", Matched.ID),
        ("S1", Matched.ID_OTHERWISE_SPELT),
        ("ada lind qvist", Matched.NAME),
        ("ÁDA LIND-QVIST", Matched.NAME),
        ("ada@us.example", Matched.ADDRESS),
        ("ada", Matched.NAME_BEGINS),
        ("ada lind-q", Matched.NAME_BEGINS),
        ("ad lin", Matched.WORDS_IN_ORDER),
        ("lind", Matched.WORDS_IN_ORDER),
        ("ada ada", Matched.WORDS_IN_ORDER),
        ("qvist ada", Matched.WORDS),
        ("us.ex", Matched.ID_OR_ADDRESS),
        ("lind s1", Matched.ID_OR_ADDRESS),
        ("da", None),
        ("ada smith", None),
        ("", None),
        ("!!!", None),
    ],
)
def test_each_way_to_fit(text: str, matched: Matched | None) -> None:
    assert [found.matched for found in ranked(text, [ADA])] == ([] if matched is None else [matched])


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("łuk o'br", Matched.WORDS_IN_ORDER),
        ("luk", Matched.NAME_BEGINS),
        ("obri", Matched.WORDS_IN_ORDER),
        ("lukasz obrien ore", Matched.WORDS_IN_ORDER),
        ("ore obrien", Matched.WORDS),
        ("brien", Matched.WORDS_IN_ORDER),
        ("o\u2019brien", Matched.WORDS_IN_ORDER),
        ("brieno", None),
    ],
)
def test_letters_that_few_keyboards_have_and_apostrophes_do_not_matter(text: str, matched: Matched | None) -> None:
    found = ranked(text, [Person("p", "Łukasz O'Brien Øre")])
    assert [one.matched for one in found] == ([] if matched is None else [matched])


def test_an_apostrophe_searched_for_need_not_be_there() -> None:
    there = [Person("1", "Pat O Brien"), Person("2", "Pat O\u2019Brien"), Person("3", "", "o.brien@x.example")]
    assert [entity.id for entity in places("o'brien", there)] == ["1", "2", "3"]


def test_an_id_without_a_letter_or_digit_is_found_by_itself() -> None:
    assert [found.matched for found in ranked("--", [Person("--")])] == [Matched.ID]


def test_the_better_fit_comes_first_and_equal_fits_by_name_then_kind_then_id() -> None:
    there: list[Entity] = [
        *(Account("ada", "Zorn"), Account("a2", "Ada"), Person("p0", "Bo", "ada"), Person("ADA", "Al")),
        *(Person("p4", "Ada B"), Person("p3", "Ada B"), StaffMember("s4", "ada b"), Person("p5", "ada a")),
        *(Person("p6", "Bo Adam"), Person("p7", "Adam"), Person("p8", "Aa", "x@ada.example"), Person("p9", "Cy")),
    ]
    assert [entity.id for entity in places("ada", there)] == [
        *("ada", "a2", "p0", "ADA"),
        *("p5", "s4", "p3", "p4", "p7", "p6"),
        "p8",
    ]


def test_who_has_no_name_stands_where_the_id_would() -> None:
    there = [Person("q", "", "z@ada.example"), Person("b", "Bob", "b@ada.example"), Person("r", "Roy", "r@ada.example")]
    assert [entity.id for entity in places("ada", there)] == ["b", "q", "r"]
