"""How large a document may be, and that measuring one takes no longer than reading it."""

from __future__ import annotations

import time

import pytest
from graphql import OperationDefinitionNode, get_introspection_query, parse

from schema import limits
from schema.documents import FULL_ANSWER, read_document
from schema.limits import LARGEST, LimitExceeded, check_size, check_tokens
from schema.preparing import DocumentRefused, Documents
from tests.schema.firm import SmallFirm


def refused(query: str) -> str:
    with pytest.raises(LimitExceeded) as refusal:
        check_size(parse(query))
    return str(refusal.value)


def doubling(levels: int, leaf: str = "name") -> str:
    """Fragments each of which spreads the next one twice: 2 ** levels fields in a few hundred words."""
    fragments = [f"fragment F{n} on Viewer {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    return f"{{ viewer {{ ...F0 }} }} {' '.join(fragments)} fragment F{levels} on Viewer {{ {leaf} }}"


@pytest.mark.parametrize(
    "leaf", ["name", "a: name", "name @skip(if: true)", "viewer { viewer { name } }", "departureImpact"]
)
async def test_fragments_that_double_forty_times_are_refused_at_once(firm: SmallFirm, leaf: str) -> None:
    began = time.process_time()
    reply = await firm.reply(doubling(40, leaf))
    assert reply.codes() == ("LIMIT_EXCEEDED",)
    assert time.process_time() - began < 1


async def test_a_long_chain_of_fragments_is_refused_and_not_crashed_by(firm: SmallFirm) -> None:
    chain = [f"fragment F{n} on Viewer {{ a {{ ...F{n + 1} }} }}" for n in range(250)]
    query = f"{{ viewer {{ ...F0 }} }} {' '.join(chain)} fragment F250 on Viewer {{ name }}"
    assert await firm.codes(query) == ("LIMIT_EXCEEDED",)


@pytest.mark.parametrize(
    "cycle",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A ...A } fragment A on Query { ...B ...B } fragment B on Query { ...A ...B }",
    ],
)
async def test_fragments_that_lead_back_to_themselves_are_refused(firm: SmallFirm, cycle: str) -> None:
    assert await firm.codes(cycle) == ("GRAPHQL_VALIDATION_FAILED",)


def test_a_fragment_counts_wherever_it_is_spread() -> None:
    """Measured by hand: 2 fields and 2 spreads of a fragment that holds 3 fields and an inline fragment."""
    document = parse(
        "{ a b: c { ...F ...F @skip(if: true) } } fragment F on T { x: d { e ... @include(if: true) { f } } }"
    )
    sizes = limits._fragment_sizes(document)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    found = limits._spread_out(limits._local(operation), sizes)
    assert sizes["F"] == limits.Size(depth=2, fields=4, aliases=1, directives=1, roots=1)
    assert found == limits.Size(depth=3, fields=12, aliases=3, directives=3, roots=2)


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("{" + "a{" * LARGEST.depth + "b" + "}" * LARGEST.depth + "}", "levels"),
        ("{" + "a " * (LARGEST.fields + 1) + "}", "fields"),
        ("{" + "a:b " * (LARGEST.aliases + 1) + "}", "aliases"),
        ("{ a " + "@skip(if: true) " * (LARGEST.directives + 1) + "}", "directives"),
        ("query " + "@skip(if: true) " * (LARGEST.directives + 1) + "{ a }", "directives"),
        ("{" + "departureImpact " * (LARGEST.questions + 1) + "}", "questions"),
        (" ".join(f"query Q{n} {{ a }}" for n in range(limits.MOST_OPERATIONS + 1)), "operations"),
    ],
)
def test_one_more_than_allowed_is_refused_and_one_less_is_not(query: str, what: str) -> None:
    assert f" {what}" in refused(query)
    repeated = {"levels": ("a{", ""), "operations": ("query Q0 { a } ", "")}
    shorter, _ = repeated.get(what, ("", ""))
    fewer = query.replace(shorter, "", 1) if shorter else drop_one(query)
    check_size(parse(fewer.removesuffix("}") if what == "levels" else fewer))


def drop_one(query: str) -> str:
    """The query with one repetition less."""
    for repeated in ("departureImpact ", "a:b ", "@skip(if: true) ", "a "):
        if repeated in query:
            return query.replace(repeated, "", 1)
    raise AssertionError(query)


def test_the_operation_that_is_not_run_is_measured_too() -> None:
    assert "aliases" in refused("query A { a } query B {" + "a:b " * (LARGEST.aliases + 1) + "}")


def test_tokens_and_characters_are_counted_before_a_document_is_parsed() -> None:
    check_tokens("{" + "a " * (limits.MOST_TOKENS - 2) + "}")
    with pytest.raises(LimitExceeded, match="tokens"):
        check_tokens("{" + "a " * (limits.MOST_TOKENS - 1) + "}")
    check_tokens("{a}".ljust(limits.LONGEST_DOCUMENT))
    with pytest.raises(LimitExceeded, match="characters"):
        check_tokens("{a}".ljust(limits.LONGEST_DOCUMENT + 1))


@pytest.mark.parametrize("opened", ["{a", "{a(b:[", "{a(b:{c:", "query($a:["])
async def test_a_document_nested_without_end_is_refused(firm: SmallFirm, opened: str) -> None:
    start, nested = opened[: opened.index("a")], opened[opened.index("a") :] if opened != "{a" else "{a"
    for query in (start + nested * 700, "{a(b:" + "[" * 1_400 + "]" * 1_400 + ")}", "{a" * 900 + "}" * 900):
        assert set(await firm.codes(query)) <= {"GRAPHQL_PARSE_FAILED", "LIMIT_EXCEEDED"}


async def test_what_our_own_pages_and_tools_ask_is_allowed(firm: SmallFirm) -> None:
    check_tokens(read_document(FULL_ANSWER))
    check_size(parse(read_document(FULL_ANSWER)))
    found = await firm.data(get_introspection_query(descriptions=True, input_value_deprecation=True))
    assert len(found["__schema"]["types"]) > 30


async def test_introspection_that_goes_round_in_circles_is_refused(firm: SmallFirm) -> None:
    query = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    assert await firm.codes(query) == ("GRAPHQL_VALIDATION_FAILED",)


@pytest.mark.parametrize("width", [150, 290])
async def test_the_worst_document_allowed_is_validated_in_moderate_time(firm: SmallFirm, width: int) -> None:
    began = time.process_time()
    await firm.reply("{" + "viewer { name } " * width + "}")
    assert time.process_time() - began < 5


class TestDocumentsKept:
    def documents(self) -> Documents:
        from schema.api import GRAPHQL  # noqa: PLC0415

        return Documents(GRAPHQL)

    def test_a_document_is_parsed_and_validated_once(self) -> None:
        documents = self.documents()
        assert documents.prepare("{ viewer { name } }") is documents.prepare("{ viewer { name } }")

    def test_refused_documents_are_not_kept(self) -> None:
        documents = self.documents()
        with pytest.raises(DocumentRefused):
            documents.prepare("{ nobody }")
        assert len(documents._kept) == 0

    def test_the_documents_used_last_are_kept_and_no_more_than_fit(self) -> None:
        documents = self.documents()
        often = documents.prepare("{ viewer { name } }")
        for number in range(30):
            documents.prepare(f"query Q{number} {{ viewer {{ name }} }}".ljust(20_000))
            assert documents.prepare("{ viewer { name } }") is often
        assert sum(map(len, documents._kept)) == documents._characters <= 200_000
        assert len(documents._kept) == 10
