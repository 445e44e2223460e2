"""Every error says in a stable word what went wrong, and a fault of ours says nothing else."""

from __future__ import annotations

import importlib
import logging
import pkgutil
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

import app
import exchange
import graph
import schema
from graph.errors import StoreBusy, WhitherError
from graph.store.protocol import GraphStore
from schema.codes import CATALOGUE
from tests.schema.firm import SmallFirm

DOCS = Path(__file__).resolve().parents[2] / "docs" / "error-codes.md"


def family(error: type[WhitherError]) -> set[type[WhitherError]]:
    return {error}.union(*(family(child) for child in error.__subclasses__()))


def test_every_error_of_the_family_is_in_the_catalogue() -> None:
    for package in (app, exchange, graph, schema):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    assert len(family(WhitherError)) > 15
    assert {error.__name__: error.code for error in family(WhitherError) if error.code not in CATALOGUE} == {}


def test_the_documentation_shows_the_catalogue() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (.+) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(code, str(entry.status), entry.meaning) for code, entry in CATALOGUE.items()]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ('{ staffMember(id: "unfinished) { name } }', "GRAPHQL_PARSE_FAILED"),
        ("\ud800", "GRAPHQL_PARSE_FAILED"),
        ("{ salaries }", "GRAPHQL_VALIDATION_FAILED"),
        ("mutation { fire }", "GRAPHQL_VALIDATION_FAILED"),
        ('mutation { personAdd(id: "sam") { __typename } }', "GRAPHQL_VALIDATION_FAILED"),
        ('mutation { personAdd(input: {id: "sam", salary: 1}) { __typename } }', "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { departures }", "GRAPHQL_VALIDATION_FAILED"),
        ("type Query { a: Int }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ staff(first: true) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ staff(asOf: "soon") { totalCount } }', "GRAPHQL_VALIDATION_FAILED"),
        ("fragment F on Viewer { name }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($n: Int!) { staff(first: $n) { totalCount } }", "BAD_USER_INPUT"),
        ("query ($n: Int = 1) { staff(first: $n) { totalCount } }", None),
        ("query A { viewer { name } } query B { viewer { name } }", "OPERATION_RESOLUTION_FAILURE"),
        ("{ staff(first: 0) { totalCount } }", "INVALID_INPUT"),
        ('{ staff(after: "x") { totalCount } }', "INVALID_CURSOR"),
    ],
)
async def test_each_kind_of_mistake_has_its_code(firm: SmallFirm, query: str, code: str | None) -> None:
    assert await firm.codes(query) == (() if code is None else (code,))


@pytest.mark.parametrize(("name", "code"), [("A", None), ("C", "OPERATION_RESOLUTION_FAILURE")])
async def test_one_operation_of_several_is_chosen_by_its_name(firm: SmallFirm, name: str, code: str | None) -> None:
    query = "query A { viewer { name } } query B { modelCard { version } }"
    reply = await firm.reply(query, operation=name)
    assert reply.codes() == (() if code is None else (code,))
    assert (reply.data == {"viewer": {"name": "local"}}) is (code is None)


async def test_an_operation_that_is_not_there_is_not_run_in_place_of_the_only_one(firm: SmallFirm) -> None:
    assert (await firm.reply("query A { viewer { name } }", operation="B")).data is None


@pytest.mark.parametrize(
    "variables", [{"n": "3"}, {"n": 1.5}, {"n": 2**31}, {"n": [1, 2]}, {"n": {"a": 1}}, {"n": 1e400}]
)
async def test_a_variable_of_another_type_is_refused_with_its_place(firm: SmallFirm, variables: dict[str, Any]) -> None:
    reply = await firm.reply("query ($n: Int) { staff(first: $n) { totalCount } }", variables)
    assert reply.codes() == ("BAD_USER_INPUT",)
    assert reply.body().keys() == {"errors"}
    assert reply.errors[0]["locations"] == [{"line": 1, "column": 8}]


async def test_a_null_where_there_must_be_a_value_is_refused(firm: SmallFirm) -> None:
    query = "query ($id: ID = null) { staffMember(id: $id) { name } }"
    reply = await firm.reply(query.replace("= null", '= "ada"'), {"id": None})
    assert reply.codes() == ("BAD_USER_INPUT",)


async def test_an_error_of_one_field_leaves_the_others_and_names_its_place(firm: SmallFirm) -> None:
    reply = await firm.reply('{ viewer { name } person(id: "quinn") { employers(first: 0) { totalCount } } }')
    assert reply.data == {"viewer": {"name": "local"}, "person": None}
    (error,) = reply.errors
    assert error["path"] == ["person", "employers"]
    assert error["extensions"] == {"code": "INVALID_INPUT"}


class Broken:
    """A store whose every method fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        async def fail(*_: Any, **__: Any) -> Any:
            raise self._error

        return fail


EVERYTHING = {
    "staffMember": '{ staffMember(id: "ada") { name } }',
    "staff": "{ staff { totalCount } }",
    "people": "{ people { totalCount } }",
    "nodes": '{ nodes(ids: ["U3RhZmZNZW1iZXI6YWRh"]) { id } }',
    "personAdd": 'mutation { personAdd(input: {id: "sam"}) { __typename } }',
    "departureImpact": '{ departureImpact(input: {leavers: [{id: "ada"}]}) { __typename } }',
}


@pytest.mark.parametrize("field", EVERYTHING)
async def test_a_fault_of_ours_is_masked_and_found_in_the_log_by_its_request(
    firm: SmallFirm, caplog: pytest.LogCaptureFixture, field: str
) -> None:
    secret = RuntimeError("the salary of Ada Able at /home/secret")
    broken = replace(firm, store=cast(GraphStore, Broken(secret)))
    with caplog.at_level(logging.INFO):
        reply = await broken.reply(EVERYTHING[field])
    assert reply.codes() == ("INTERNAL_ERROR",)
    assert "request-1" in reply.errors[0]["message"]
    assert "salary" not in str(reply.body())
    assert [record.__dict__["request"] for record in caplog.records] == ["request-1"]
    assert [record.__dict__["fault"] for record in caplog.records] == ["RuntimeError"]
    assert any(place.startswith("test_errors.py:") for place in caplog.records[0].__dict__["at"])
    assert "salary" not in str([record.__dict__ for record in caplog.records])
    assert "Ada" not in str([record.__dict__ for record in caplog.records])


@pytest.mark.parametrize("field", EVERYTHING)
async def test_an_expected_failure_of_the_store_keeps_its_sentence_and_code(
    firm: SmallFirm, caplog: pytest.LogCaptureFixture, field: str
) -> None:
    busy = StoreBusy("here", "The store is busy: try again in a minute.")
    reply = await replace(firm, store=cast(GraphStore, Broken(busy))).reply(EVERYTHING[field])
    assert reply.codes() == ("STORE_BUSY",)
    assert {error["message"] for error in reply.errors} == {"The store is busy: try again in a minute."}
    assert caplog.records == []


async def test_a_fault_outside_any_field_is_masked_too(firm: SmallFirm, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("salary")

    monkeypatch.setattr("schema.execution.operation_of", fail)
    reply = await firm.reply("{ viewer { name } }")
    assert reply.codes() == ("INTERNAL_ERROR",)
    assert "salary" not in str(reply.body())


async def test_a_message_never_grows_with_the_question(firm: SmallFirm) -> None:
    reply = await firm.reply("query ($n: Int) { staff(first: $n) { totalCount } }", {"n": "x" * 100_000})
    assert len(reply.errors[0]["message"]) < 1_100
