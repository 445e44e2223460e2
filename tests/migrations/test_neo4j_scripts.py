"""A file of migrations for Neo4j: where its statements end, what may stand in one file, what it is summed up to."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.store.migrations import Migration
from graph.store.neo4j.upkeep.scripts import Kind, checksum, script_of
from graph.store.neo4j.upkeep.splitting import statements_of


def quoted(quote: str) -> st.SearchStrategy[str]:
    """A quoted text that may hold what would end a statement, its own quotes escaped."""
    inner = st.text("ab ;\n\r/*'\"`\\", max_size=8)
    if quote == "`":
        return inner.map(lambda text: f"`{text.replace('`', '``')}`")
    return inner.map(lambda text: quote + text.replace("\\", "\\\\").replace(quote, f"\\{quote}") + quote)


PLAIN = st.text("abMERGE (){}:=+-$,.0\n\t/", min_size=1, max_size=8).filter(lambda text: "//" not in text)
COMMENTS = st.one_of(
    st.text("ab ;'\"`/*", max_size=8).map(lambda text: f"//{text}\n"),
    st.text("ab ;\n'\"`/", max_size=8).map(lambda text: f"/*{text}*/"),
)
PIECES = st.one_of(PLAIN, COMMENTS, quoted("'"), quoted('"'), quoted("`"))


@st.composite
def statements(draw: st.DrawFn) -> str:
    """One statement, as it comes out again: no blanks stand around it, and it does not end with a comment."""
    pieces = draw(st.lists(PIECES, min_size=1, max_size=6))
    pieces.append(draw(st.sampled_from(["END", "'a;\n'", "`b;\n`"])))
    return " ".join(pieces).strip()  # a blank between them: no two become a comment or another quote


ENDS = st.sampled_from(
    [";\n", "; \t\n", ";\r\n", ";\r", "\n;\n", ";\n\n;\n", ";\n// between; them\n;\n", ";\n/* ;\n */;\n"]
)


@given(st.lists(statements(), min_size=1, max_size=5), st.data())
def test_statements_put_into_one_file_come_out_of_it_again(texts: list[str], data: st.DataObject) -> None:
    whole = (
        "".join(text + data.draw(ENDS) for text in texts[:-1])
        + texts[-1]
        + data.draw(st.sampled_from(["", ";", ";\n"]))
    )
    assert [one.text for one in statements_of(whole)] == texts


@given(st.text("aR ;\n\r'\"`/*\\", max_size=30))
def test_what_a_file_was_cut_into_makes_the_same_file_again_or_it_was_refused(text: str) -> None:
    try:
        once = [one.text for one in statements_of(text)]
    except ValueError:
        return
    assert [one.text for one in statements_of("".join(f"{one}\n;\n" for one in once))] == once
    assert [one.text for one in statements_of("\n;\n".join(once))] == once


@pytest.mark.parametrize("text", ["", "\n \n", "// only a comment;\n", "/* a\n; */\n;\n ;\n"])
def test_comments_and_blank_lines_alone_are_no_statement(text: str) -> None:
    assert script_of(Migration(1, "nothing", text)).statements == ()


@pytest.mark.parametrize("end", ["", ";", " ; ", ";\n", "\n"])
def test_a_last_statement_needs_no_semicolon(end: str) -> None:
    assert [one.text for one in statements_of(f"RETURN 1;\nRETURN 2{end}")] == ["RETURN 1", "RETURN 2"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("RETURN 1;\nRETURN 2; RETURN 3;", "V0001__notes, line 2: a ; stands in the middle"),
        ("RETURN 1; // one\nRETURN 2", "V0001__notes, line 1: a ; stands in the middle"),
        ("RETURN 'one;\n\n", "V0001__notes, line 1: the ' that opens there is never closed"),
        ("RETURN 1;\n/* RETURN 2;\n", "V0001__notes, line 2: the /. that opens there is never closed"),
        ("CREATE INDEX a FOR (n:A) ON (n.a);\nMERGE (:A);", "V0001__notes holds statements of data and of the schema"),
        (
            "MERGE (:A);\nCALL () { MERGE (:B) } IN TRANSACTIONS;",
            "V0001__notes holds statements in batches and of data",
        ),
        (":use system;\nRETURN 1;", "V0001__notes: a migration stays in its database"),
        ("// assert that edition is enterprise\nRETURN 1;", "V0001__notes: the original .* as a condition"),
    ],
)
def test_a_file_that_could_not_be_run_or_validated_as_it_stands_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        script_of(Migration(1, "notes", text))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.SCHEMA, "create constraint a if not exists for (n:A) require n.a is unique"),
        (Kind.SCHEMA, "// why\nDROP  INDEX a IF EXISTS"),
        (Kind.SCHEMA, "/* why */ CYPHER 5 CREATE OR REPLACE FULLTEXT\nINDEX a FOR (n:A) ON EACH [n.a]"),
        (Kind.DATA, "CREATE (:Index {text: 'CREATE INDEX'})"),
        (Kind.DATA, "MATCH (n:A) CALL (n) { SET n.b = 'in transactions' } // } IN TRANSACTIONS"),
        (Kind.BATCHES, "MATCH (n:A) CALL (n) { SET n.b = 1 }\nIN TRANSACTIONS OF 9 ROWS"),
        (Kind.BATCHES, "MATCH (n:A) CALL (n) { SET n.b = 1 } IN 4 CONCURRENT TRANSACTIONS"),
    ],
)
def test_a_file_is_of_one_kind_and_comments_and_quotes_do_not_count(kind: Kind, text: str) -> None:
    assert script_of(Migration(1, "notes", text)).kind is kind


def test_a_checksum_is_the_crc32_of_the_statements_without_what_is_between_them() -> None:
    expected = zlib.crc32(b"// why\nRETURN 1RETURN\n 2")
    for text in (
        "// why\nRETURN 1;\nRETURN\n 2",
        "\n // why\nRETURN 1 ;\n\n\n;\nRETURN\n 2;\n",
        "// why\r\nRETURN 1;\r\nRETURN\r\n 2;",
    ):
        assert checksum(Migration(1, "notes", text)) == expected
    assert checksum(Migration(1, "notes", "// Why\nRETURN 1;\nRETURN\n 2")) != expected
