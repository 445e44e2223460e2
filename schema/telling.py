"""Plain fields told at once: what an object holds already is written down without asking anybody.

Decides: which fields are plain, and that whatever is unusual about one (an error, a null where none may be) is left to
the library's own way, which says what is wrong and where. Does not decide: any value.

A departure's summary has some nine hundred fields, most of them an amount or a probability within a row. For each
the library makes a record of where it stands, and looks whether it has arguments or must be awaited. A field of a
Strawberry type without a resolver is an attribute of the object, so neither can be.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, TypeAlias

from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    Undefined,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import AwaitableOrValue, Path, UndefinedType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

Telling: TypeAlias = Callable[[Any], Any]
"""From an object, or a value of it, to what is told; raises _Unusual, or whatever an attribute or a scalar raises."""
_TYPENAME: Final = "__typename"


class _Unusual(Exception):  # no fault: the library's own way is taken
    """What was found is not told this way."""


class TellingExecutor(StrawberryGraphQLCoreExecutionContext):
    """One operation under way, whose plain fields are told at once."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Nothing is told yet."""
        super().__init__(*arguments, **named)
        self._tellings: dict[int, tuple[FieldDetailsList, Telling | None]] = {}

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> AwaitableOrValue[Any] | UndefinedType:
        """The value of a field: told at once where it is plain, else resolved and completed."""
        known = self._tellings.get(id(field_details_list))
        if known is None:  # the list is kept beside its telling, so that no other list gets its number
            known = field_details_list, self._telling(parent_type, field_details_list)
            self._tellings[id(field_details_list)] = known
        tell = known[1]
        if tell is not None:
            try:
                return tell(source)
            except Exception:  # noqa: BLE001, S110  # met again below, and told as an error of this field
                pass
        return super().execute_field(parent_type, source, field_details_list, path, position_context)

    def _telling(self, parent_type: GraphQLObjectType, asked: FieldDetailsList) -> Telling | None:
        """How a field of this type is told; None when it is not plain."""
        name = asked[0].node.name.value
        if name == _TYPENAME:
            return lambda _source: parent_type.name
        field = parent_type.fields.get(name)
        attribute = None if field is None or self.middleware_manager else _attribute(field)
        if field is None or attribute is None:
            return None
        complete = self._completing(field.type, asked)
        if complete is None:
            return None
        read = attrgetter(attribute)
        return lambda source: complete(read(source))

    def _completing(self, kind: GraphQLOutputType, asked: FieldDetailsList) -> Telling | None:
        """How a value of this type is told; None when it is not made of leaves and objects of plain fields."""
        if isinstance(kind, GraphQLNonNull):
            complete = self._completing(kind.of_type, asked)
            return None if complete is None else _never_null(complete)
        if isinstance(kind, GraphQLList):
            complete = self._completing(kind.of_type, asked)
            return None if complete is None else _each(complete)
        if is_leaf_type(kind):
            return _leaf(kind.coerce_output_value)
        if isinstance(kind, GraphQLObjectType) and kind.is_type_of is None:
            return self._object(kind, asked)
        return None

    def _object(self, kind: GraphQLObjectType, asked: FieldDetailsList) -> Telling | None:
        """How an object is told; None when something of what is asked of it is not plain."""
        fields, deferred, _ = self.collect_subfields(kind, asked)
        told: list[tuple[str, Telling]] = []
        for name, details in fields.items():
            tell = self._telling(kind, details)
            if tell is None or deferred:
                return None
            told.append((name, tell))

        def tell_all(value: Any) -> dict[str, Any] | None:
            if isinstance(value, Exception):
                raise value
            return None if value is None else {name: tell(value) for name, tell in told}

        return tell_all


def _attribute(field: GraphQLField) -> str | None:
    """The attribute of which a field tells the value; None when it has a resolver."""
    found = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(found, StrawberryField) or not found.is_basic_field:
        return None
    return found.python_name


def _never_null(complete: Telling) -> Telling:
    def told(value: Any) -> Any:
        found = complete(value)
        if found is None:
            raise _Unusual
        return found

    return told


def _each(complete: Telling) -> Telling:
    def told(values: Any) -> Any:
        if values is None:
            return None
        if not isinstance(values, list | tuple):
            raise _Unusual
        return [complete(value) for value in values]

    return told


def _leaf(coerce: Telling) -> Telling:
    def told(value: Any) -> Any:
        if value is None:
            return None
        found = coerce(value)
        if found is None or found is Undefined:
            raise _Unusual
        return found

    return told
