"""Instants as input: read as they are written, or refused with what is wrong and the text as it was given."""

from __future__ import annotations

from typing import Any

import pytest

from graph.domain.records import Touch
from tests.schema.changing import change, document
from tests.schema.firm import SmallFirm

TOUCH = {"id": "t", "staffId": "ada", "personId": "petra", "channel": "CALL"}
RANGE = "a DateTime lies from 1900-01-01 to 2199-12-31 in UTC"
WRITTEN = "a DateTime is written as 2026-01-31T09:30:00Z or 2026-01-31T10:30:00+01:00"


async def told(firm: SmallFirm, at: str) -> tuple[str, str]:
    """What is said of an instant as a variable, and as a literal."""
    given = f'{{id: "t", at: "{at}", channel: CALL, staffId: "ada"}}'
    literal = f"mutation {{ touchRecord(input: {given}) {{ __typename }} }}"
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        (document("touchRecord"), {"input": {**TOUCH, "at": at}}),
        (literal, {}),
    )
    errors = [(await firm.reply(query, variables)).errors for query, variables in asked]
    of_variable, of_literal = (str(one["message"]) for (one,) in errors)
    return of_variable, of_literal


@pytest.mark.parametrize(
    "at",
    [
        "1898-05-07T10:00Z",
        "1900-01-01T00:30:00+01:00",
        "2199-12-31T23:00-05:00",
        "2200-01-01T00:00Z",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
async def test_an_instant_out_of_range_is_told_the_range_and_shown_as_it_was_given(firm: SmallFirm, at: str) -> None:
    for message in await told(firm, at):
        assert RANGE in message
        assert at in message
        assert WRITTEN not in message


@pytest.mark.parametrize("at", ["2026-01-31", "2026-02-30T10:00Z", "2026-01-31T10:00", "2026-01-31T25:00Z", "noon"])
async def test_what_is_no_instant_is_told_how_one_is_written(firm: SmallFirm, at: str) -> None:
    for message in await told(firm, at):
        assert WRITTEN in message
        assert at in message


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("1900-01-01T00:00Z", "1900-01-01T00:00:00+00:00"),
        ("2199-12-31T22:59:59-00:00", "2199-12-31T22:59:59+00:00"),
        ("2200-01-01T00:30+02:00", "2199-12-31T22:30:00+00:00"),
    ],
)
async def test_the_first_and_the_last_instants_are_kept(firm: SmallFirm, at: str, kept: str) -> None:
    assert (await change(firm, "touchRecord", **TOUCH, at=at))["__typename"] == "TouchSaved"
    (row,) = (await firm.store.find(Touch, [("t",)])).values()
    assert row.at.isoformat() == kept
