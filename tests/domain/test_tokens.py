"""The words by which somebody is found: spelling habits do not matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.records import Account, Person, StaffMember
from graph.domain.tokens import LONGEST_TOKEN, MOST_TOKENS, entity_tokens, found_by, tokens_of, words_of

_UNMARKED = ("lukasz", "ore", "aero", "dorde", "oeuvre", "thor", "gudrun", "isik")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ada Lindqvist", ("ada", "lindqvist")),
        ("  ÁDA  lindqvíst ", ("ada", "lindqvist")),
        ("o'Neil-Öst, Ltd.", ("o", "neil", "ost", "ltd")),
        ("snake_case", ("snake", "case")),
        ("Straße", ("strasse",)),
        ("e\u0301mile", ("emile",)),
        ("Łukasz Øre Ærø Đorđe Œuvre Þór Guðrún Iş\u0131k", _UNMARKED),
        ("ŁUK ǾRE ǼRO", ("luk", "ore", "aero")),
        ("o\u2019neil o\u02bcneil o`neil o\u00b4neil O\uff07NEIL", ("o", "neil") * 5),
        ("株式会社", ("株式会社",)),
        ("a a b a", ("a", "a", "b", "a")),
        ("--- _ \x00 \ud800", ()),
        ("", ()),
    ],
)
def test_words_are_runs_of_letters_and_digits_without_case_accents_and_marks(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


def test_tokens_are_words_each_once_cut_and_counted() -> None:
    assert tokens_of("b a b") == ("b", "a")
    assert tokens_of("x" * 50) == ("x" * LONGEST_TOKEN,)
    many = [f"w{number}" for number in range(20)]
    assert tokens_of(" ".join(many)) == tuple(many[:MOST_TOKENS])


@given(st.text(max_size=60))
def test_tokens_of_tokens_are_the_same_tokens(text: str) -> None:
    assert tokens_of(" ".join(tokens_of(text))) == tokens_of(text)


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("Pat O'Brien Smith", ("pat", "o", "brien", "obrien", "smith")),
        ("Pat O\u2019Brien", ("pat", "o", "brien", "obrien")),
        ("O Brien", ("o", "brien")),
        ("'tis o' d'O'Brien", ("tis", "o", "d", "brien", "dobrien")),
        (f"{'x' * 30}'{'y' * 30}", ("x" * 30, "y" * 30, "x" * 30 + "y" * 10)),
    ],
)
def test_words_that_an_apostrophe_holds_together_are_also_found_as_one(name: str, tokens: tuple[str, ...]) -> None:
    assert found_by(name) == tokens


def test_what_an_apostrophe_holds_together_takes_no_other_words_place() -> None:
    words = [f"w{number}" for number in range(MOST_TOKENS)]
    assert set(tokens_of("'".join(words))) < set(found_by("'".join(words)))
    many = " ".join(f"a'b{number}" for number in range(40))
    assert set(tokens_of(many)) <= set(found_by(many))
    assert len(found_by(many)) == 2 * MOST_TOKENS


@given(st.text(alphabet="aøÆ'\u2019 -", max_size=40))
def test_a_text_finds_what_is_called_so(text: str) -> None:
    assert set(tokens_of(text)) <= set(found_by(text))


def test_an_entity_is_found_by_its_id_its_name_and_its_address() -> None:
    assert entity_tokens(StaffMember("s-1", "Ada Lind", "ada@us.example")) == ("1", "ada", "example", "lind", "s", "us")
    assert entity_tokens(Person("p1")) == ("p1",)
    assert entity_tokens(Account("a1", "Acme", "acme.example", "machines")) == ("a1", "acme", "example")
