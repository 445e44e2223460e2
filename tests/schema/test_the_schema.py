"""The schema itself: committed, described, and in the domain's own words."""

from __future__ import annotations

import re
import subprocess
import sys
from enum import Enum
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
    validate,
)
from graphql import parse as parse_document

from graph.domain import answers, vocabulary
from graph.errors import AlreadyThere, Conflict, InvalidInput, KeyReused, NotEmployed, NotFound, StillReferredTo
from schema import words
from schema.api import GRAPHQL, sdl
from schema.documents import FULL_ANSWER, KEY_PEOPLE, SHORTEST, SUMMARY, read_document

ROOT = Path(__file__).resolve().parents[2]
OURS = [
    kind for kind in GRAPHQL.type_map.values() if not is_introspection_type(kind) and not is_specified_scalar_type(kind)
]


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    committed = (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")
    assert committed == sdl(), "accept a change with: python -m schema > schema/schema.graphql"


def test_a_command_prints_the_schema() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "schema"], cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert printed.stdout == sdl()


def test_other_tools_can_read_the_committed_schema() -> None:
    assert build_schema(sdl()).query_type is not None


def undescribed() -> list[str]:
    """Every type, field, argument and enum value that says nothing about itself."""
    silent = [kind.name for kind in OURS if not kind.description]
    for kind in OURS:
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                silent += [] if field.description else [f"{kind.name}.{name}"]
                silent += [f"{kind.name}.{name}({key})" for key, arg in field.args.items() if not arg.description]
        elif isinstance(kind, GraphQLInputObjectType):
            silent += [f"{kind.name}.{name}" for name, field in kind.fields.items() if not field.description]
        elif isinstance(kind, GraphQLEnumType):
            silent += [f"{kind.name}.{name}" for name, value in kind.values.items() if not value.description]
    return silent


def test_every_type_field_argument_and_word_is_described() -> None:
    assert len(OURS) > 30
    assert undescribed() == []


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        (words.DestinationWord, vocabulary.Destination),
        (words.StatusWord, vocabulary.Status),
        (words.MarkWord, vocabulary.Mark),
        (words.ServiceRoleWord, vocabulary.ServiceRole),
        (words.ChannelWord, vocabulary.Channel),
        (words.DirectionWord, vocabulary.Direction),
        (words.DecisionRoleWord, vocabulary.DecisionRole),
        (words.BuyingApproachWord, vocabulary.BuyingApproach),
        (words.DecisionRuleWord, vocabulary.DecisionRule),
        (words.PromiseOutcomeWord, vocabulary.PromiseOutcome),
        (words.CovenantKindWord, vocabulary.CovenantKind),
        (words.FactorWord, answers.FactorName),
        (words.MissingWord, answers.Missing),
        (words.ImportStateWord, answers.ImportState),
    ],
)
def test_the_words_shown_are_those_of_the_domain(shown: type[Enum], meant: type[Enum]) -> None:
    assert [word.name for word in shown] == [word.name for word in meant]


def test_the_codes_of_user_errors_are_those_of_the_errors_they_stand_for() -> None:
    meant = (NotFound, NotEmployed, InvalidInput, Conflict, AlreadyThere, StillReferredTo, KeyReused)
    assert {str(word.value) for word in words.UserErrorWord} == {error.code for error in meant}


@pytest.mark.parametrize("name", [FULL_ANSWER, SUMMARY, SHORTEST, KEY_PEOPLE])
def test_every_committed_document_fits_the_schema(name: str) -> None:
    assert validate(GRAPHQL, parse_document(read_document(name))) == []


def test_every_committed_document_is_one_that_is_read() -> None:
    files = {path.stem for path in (ROOT / "schema" / "documents").glob("*.graphql")}
    assert files == {FULL_ANSWER, SUMMARY, SHORTEST, KEY_PEOPLE}


def test_the_full_document_shows_every_field_of_an_answer_but_raw_touches() -> None:
    """One shape for terminal, program and front end: what the document leaves out is left out on purpose."""
    asked = set(re.findall(r"\w+", re.sub("#.*", "", read_document(FULL_ANSWER))))
    shown = (
        "DepartureImpact Leaver Totals Tail Bin Remainder AccountImpact Outcomes Probability ProbabilityRange Factor "
        "Contact SurvivingTie Evidence Money MoneyRange Basis"
    )
    fields: set[str] = set()
    for name in shown.split():
        kind = GRAPHQL.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        fields |= set(kind.fields)
    assert fields - asked == {"touches"}
