"""The words by which somebody is found: spelling habits do not matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.records import Account, Person, StaffMember
from graph.domain.tokens import LONGEST_TOKEN, MOST_TOKENS, entity_tokens, tokens_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ada Lindqvist", ("ada", "lindqvist")),
        ("  ÁDA  lindqvíst ", ("ada", "lindqvist")),
        ("o'Neil-Öst, Ltd.", ("o", "neil", "ost", "ltd")),
        ("snake_case", ("snake", "case")),
        ("Straße", ("strasse",)),
        ("e\u0301mile", ("emile",)),
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


def test_an_entity_is_found_by_its_id_its_name_and_its_address() -> None:
    assert entity_tokens(StaffMember("s-1", "Ada Lind", "ada@us.example")) == ("1", "ada", "example", "lind", "s", "us")
    assert entity_tokens(Person("p1")) == ("p1",)
    assert entity_tokens(Account("a1", "Acme", "acme.example", "machines")) == ("a1", "acme", "example")
