"""A file that cannot be read as it should costs the lines concerned, or itself, and nothing beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.store.embedded import EmbeddedStore
from tests.exchange.small_firm import FILES, brought_in, folder_of, of, rejects_of


async def test_a_line_in_windows_1252_is_set_aside_and_the_rest_is_loaded(store: EmbeddedStore, tmp_path: Path) -> None:
    people = FILES["people.csv"].encode() + "sam,Müller,,\ntom,Tom,,\n".encode("cp1252")
    report = await brought_in(store, folder_of(tmp_path / "folder", {**FILES, "people.csv": people}))

    reason = "the line is not UTF-8 (Windows-1252, it seems): save the file as UTF-8"
    assert rejects_of(report) == [("people.csv", 5, "", reason)]
    assert report.first_rejects[0].row == "sam,Müller,,"
    assert of(report, "people.csv").new == 4


async def test_half_a_character_in_utf_16_costs_its_line_only(store: EmbeddedStore, tmp_path: Path) -> None:
    people = FILES["people.csv"].encode("utf-16") + "sam,Sam,,".encode("utf-16-le") + b"x"
    report = await brought_in(store, folder_of(tmp_path / "folder", {**FILES, "people.csv": people}))

    reason = "the line is not UTF-8 (UTF-16 with an error in it): save the file as UTF-8"
    assert rejects_of(report) == [("people.csv", 5, "", reason)]
    assert of(report, "people.csv").new == 3


async def test_a_very_long_line_is_set_aside_and_the_rest_is_loaded(store: EmbeddedStore, tmp_path: Path) -> None:
    people = FILES["people.csv"] + "sam," + "x" * 3_000_000 + ",,\ntom,Tom,,\n"
    report = await brought_in(store, folder_of(tmp_path / "folder", {**FILES, "people.csv": people}))

    reason = "the line is longer than a megabyte: check its quotes and line ends"
    assert rejects_of(report) == [("people.csv", 5, "", reason)]
    assert len(report.first_rejects[0].row) == 200
    assert of(report, "people.csv").new == 4


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("tom,Tom,,\n", id="to the end of the file"),
        pytest.param('tom,"Tom, the other",,\n', id="to the next quote"),
        pytest.param('tom,Tom,5",Engineer\n', id="to a quote that opens nothing"),
        pytest.param('tom,Tom,"",\n', id="to an empty quoted cell"),
        pytest.param("".join(f"tom{n},Tom,,\n" for n in range(150)), id="over many lines"),
    ],
)
async def test_a_quote_that_is_never_closed_costs_its_own_row_only(
    store: EmbeddedStore, tmp_path: Path, below: str
) -> None:
    people = FILES["people.csv"] + 'sam,"Sam,,\n' + below
    report = await brought_in(store, folder_of(tmp_path / "folder", {**FILES, "people.csv": people}))

    assert [(file, line) for file, line, _, _ in rejects_of(report)] == [("people.csv", 5)]
    assert "quote" in rejects_of(report)[0][3]
    assert of(report, "people.csv").new == 3 + len(below.splitlines())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "the file is empty: give it a header line, or leave the file out"),
        ("\n \n", "the file is empty: give it a header line, or leave the file out"),
        ("id,name,NAME\nsam,Sam,Sam\n", "the header has the column name twice: rename or remove one"),
        ("name,email\nSam,\n", "the header has no column id: give it, separated by a comma, ; or tab"),
        ("id|name\nsam|Sam\n", "the header has no column id: give it, separated by a comma, ; or tab"),
        ('"id,name\nsam,Sam\n', "the header has no column id: give it, separated by a comma, ; or tab"),
        (
            "id,name,Größe\nsam,Sam,3\n".encode("cp1252"),
            "the line is not UTF-8 (Windows-1252, it seems): save the file as UTF-8",
        ),
        ("id,name\nsam,Sam\n".encode("utf-16-le"), "the line holds a NUL byte: save the file as plain text in UTF-8"),
    ],
)
async def test_a_file_without_a_usable_header_is_set_aside_as_a_whole(
    store: EmbeddedStore, tmp_path: Path, content: str | bytes, reason: str
) -> None:
    files = {
        "people.csv": content,
        "accounts.csv": "id,name\na,A\n",
        "employments.csv": "person_id,account_id\nsam,a\n",
    }
    report = await brought_in(store, folder_of(tmp_path / "folder", files))

    whole = "people.csv as a whole was set aside: mend that file first"
    assert rejects_of(report) == [("people.csv", 1, "", reason), ("employments.csv", 2, "person_id", whole)]
    assert of(report, "people.csv").unusable == reason
    assert of(report, "people.csv").rows == of(report, "people.csv").rejected == (1 if "empty" not in reason else 0)
    assert of(report, "accounts.csv").new == 1
    assert report.exit_code == 3


async def test_a_file_with_a_header_alone_is_no_reject(store: EmbeddedStore, tmp_path: Path) -> None:
    report = await brought_in(store, folder_of(tmp_path / "folder", {**FILES, "covenants.csv": "staff_id,kind\n"}))

    assert (report.exit_code, of(report, "covenants.csv").rows) == (0, 0)
