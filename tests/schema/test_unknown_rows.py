"""Rows that are not there, however oddly they are named: a part of the answer that says where to look."""

from __future__ import annotations

from typing import Any

import pytest

from graph.domain.kinds import KIND_NAMES
from graph.domain.records import Firm
from graph.errors import NotFound
from tests.schema.changing import MUTATIONS, change, input_of
from tests.schema.firm import SmallFirm

NAMING = sorted(field for field in MUTATIONS if "id" in input_of(field).fields and "Retract" in field)
HALF = "a\ud800"
"""Half a character: it comes in no request over HTTP, but may when the schema is called from a program."""


@pytest.mark.parametrize("odd", [HALF, "a\x00b", "", "nobody"])
@pytest.mark.parametrize("field", NAMING)
async def test_a_row_that_nobody_can_have_is_unknown(firm: SmallFirm, field: str, odd: str) -> None:
    answer = await change(firm, field, id=odd, expectedVersion=1)
    assert (answer["__typename"], answer["code"], answer["path"]) == ("UnknownRecord", "NOT_FOUND", ["input", "id"])
    assert answer["id"] == odd


CORRECTED: dict[str, tuple[str, dict[str, Any]]] = {
    "touchCorrect": ("petra-01", {"staffId": HALF}),
    "promiseCorrect": ("kept", {"personId": HALF}),
    "staffMemberCorrect": ("ada", {"managerId": HALF}),
    "accountCorrect": ("dune", {"parentId": HALF}),
    "personCorrect": ("petra", {"name": HALF}),
}


@pytest.mark.parametrize("field", CORRECTED)
@pytest.mark.parametrize("key", [None, "key"])
async def test_half_a_character_in_a_correction_is_refused(firm: SmallFirm, field: str, key: str | None) -> None:
    named, said = CORRECTED[field]
    answer = await change(firm, field, id=named, expectedVersion=1, idempotencyKey=key, **said)
    assert (answer["__typename"], answer["code"]) == ("InvalidInputError", "INVALID_INPUT")
    assert answer["path"] == ["input", *said]
    assert await firm.store.revision() == 1


REMEDIES = {
    "staff member": "check the id or the spelling of the name; GraphQL's staff lists them",
    "person": "check the id; GraphQL's people lists them",
    "account": "check the id; GraphQL's accounts lists them",
    "firm": "import firm.csv, or set the firm by hand",
}


@pytest.mark.parametrize("kind", KIND_NAMES.values())
def test_where_to_look_fits_what_was_looked_for(kind: str) -> None:
    said = str(NotFound(kind, "x"))
    among_rows = "take its id from the lists of the staff member, person or account that it names"
    named = kind if kind == KIND_NAMES[Firm] else f"{kind} 'x'"  # there is only one of us
    assert said.startswith(f"There is no {named}: {REMEDIES.get(kind, among_rows)}")
    assert said.endswith(".")
    assert REMEDIES.keys() < set(KIND_NAMES.values())
    assert KIND_NAMES[Firm] in REMEDIES
