"""From what an input says to the fields of a record, the same way for every kind of row.

Decides: how ids, words, amounts and texts are read (as the folder writes them), what null means, and which part of the
input an error is about. Does not decide: what a record refuses (it does itself).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Final, cast

import strawberry

from graph.domain import records, vocabulary
from graph.domain.kinds import Record
from graph.domain.money import parse_amount
from graph.domain.vocabulary import Word
from graph.errors import InvalidInput
from schema import words
from schema.global_ids import own_id
from schema.mutations.inputs import INPUT, ChangeInput

_REFERS: Final[Mapping[str, type[Record]]] = {
    "staff_id": records.StaffMember,
    "manager_id": records.StaffMember,
    "person_id": records.Person,
    "account_id": records.Account,
    "parent_id": records.Account,
}
_WORDS: Final[Mapping[type[Enum], type[Word]]] = {
    words.BuyingApproachWord: vocabulary.BuyingApproach,
    words.ChannelWord: vocabulary.Channel,
    words.CovenantKindWord: vocabulary.CovenantKind,
    words.DecisionRoleWord: vocabulary.DecisionRole,
    words.DecisionRuleWord: vocabulary.DecisionRule,
    words.DirectionWord: vocabulary.Direction,
    words.PromiseOutcomeWord: vocabulary.PromiseOutcome,
    words.ServiceRoleWord: vocabulary.ServiceRole,
}
_OWN_ID: Final = "id"
_OF_EVERY_CHANGE: Final = frozenset(field.name for field in fields(ChangeInput))
_MUST_SAY: Final = {
    "currency": "name the currency of the amount, which must be that of the store",
    "ref": "a booking made by hand needs a ref, by which it is found again",
}
"""What a new booking must say, though an imported one need not, and why."""
_DECIMALS: Final = 4


def record_of(kind: type[Record], given: ChangeInput) -> Record:
    """The new row that an input states; what it leaves out or says to be null takes the record's default.

    Raises InvalidInput and InvalidRecord."""
    make = cast(Callable[..., Record], kind)
    stated = {name: value for name, value in _stated(kind, given) if value is not None}
    for name, remedy in _MUST_SAY.items():
        if stated.get(name) == "":
            raise InvalidInput(name, "", remedy)
    return make(**stated)


def corrections_of(kind: type[Record], given: ChangeInput) -> dict[str, object]:
    """The fields that an input states of a row that is there; null is the record's default, which clears the field.

    The row's own id is not among them: it names the row. Raises InvalidInput for null where there is no default."""
    defaults = {field.name: field.default for field in fields(kind)}
    corrected: dict[str, object] = {}
    for name, value in _stated(kind, given):
        if value is None and defaults[name] is MISSING:
            raise InvalidInput(name, None, "every row has one: leave it out to keep it as it is")
        if name != _OWN_ID:
            corrected[name] = defaults[name] if value is None else value
    return corrected


def path_to(given: ChangeInput, column: str) -> list[str]:
    """The place in an input of what the folder calls ``column``; the whole input where it has no such part."""
    return [INPUT] if _attribute(given, column) is None else [INPUT, _camel(column)]


def as_given(given: ChangeInput, error: InvalidInput) -> tuple[str, object]:
    """What GraphQL calls the field that an error is about, and its value as the input writes it: None for null, and
    that of the error where the input says nothing of it."""
    name = _camel(error.field)
    attribute = _attribute(given, error.field)
    said = strawberry.UNSET if attribute is None else getattr(given, attribute)
    if isinstance(said, Enum):
        return name, said.name
    if isinstance(said, str):
        return name, said
    if said is None and attribute not in _OF_EVERY_CHANGE:
        return name, None
    return name, error.value if error.value != "" else None


def _attribute(given: ChangeInput, column: str) -> str | None:
    """The field of an input for what the folder calls ``column``; None where it has no such part."""
    name = _camel("start" if column == "from" else column)
    return next((field.name for field in fields(given) if _camel(field.name) == name), None)


def _stated(kind: type[Record], given: ChangeInput) -> list[tuple[str, object]]:
    """The fields of a record that an input says something of, in the record's order; None where it says null."""
    stated: list[tuple[str, object]] = []
    for field in fields(kind):
        said = getattr(given, field.name, strawberry.UNSET)
        if said is not strawberry.UNSET:
            stated.append((field.name, None if said is None else _read(field, said)))
    if kind is records.Touch:  # its day is cut from the instant where the change is made
        stated += [("on", value.date()) for name, value in stated if name == "at" and isinstance(value, datetime)]
    return stated


def _read(field: Field[object], said: object) -> object:
    if isinstance(said, Enum):
        return _WORDS[type(said)][said.name]
    if isinstance(said, str):
        return _read_text(field, said)
    if isinstance(said, datetime):
        return said.astimezone(UTC)
    if isinstance(said, list):
        return tuple(sorted({name for name in (_domain(str(part)) for part in said) if name}))
    return said + 0.0 if isinstance(said, float) else said  # -0 is 0


def _read_text(field: Field[object], said: str) -> object:
    if field.name == _OWN_ID:
        return said
    if field.name in _REFERS:
        return own_id(_REFERS[field.name], said)
    text = said.strip()
    if field.name == "amount":
        return _amount(text)
    if field.name == "currency":
        return text.upper()
    if not text and field.default is MISSING:
        raise InvalidInput(field.name, said, "give a text: it cannot be left empty")
    return text


def _amount(text: str) -> int:
    """Whole ten-thousandths; rather asked for than rounded behind somebody's back."""
    amount = parse_amount(text)
    if Decimal(text).scaleb(_DECIMALS) != amount:
        raise InvalidInput("amount", text, "an amount has at most four decimals: round it")
    return amount


def _domain(text: str) -> str:
    return text.strip().casefold().removeprefix("@")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
