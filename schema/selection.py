"""What an operation selects below a field.

Decides: whether a field will be shown, so that what costs much is computed only then.
Does not decide: what is computed.
"""

from __future__ import annotations

from collections.abc import Iterable

from strawberry.types.nodes import Directives, SelectedField, Selection

from schema.context import Info


def asks_for(info: Info, name: str) -> bool:
    """Whether the operation selects the field ``name`` (under any alias) directly below the one being resolved."""
    return any(_holds(field.selections, name) for field in info.selected_fields)


def mentions(info: Info, name: str) -> bool:
    """Whether the operation selects a field ``name`` anywhere below the one being resolved."""
    return any(_mentions(field.selections, name) for field in info.selected_fields)


def _mentions(selections: Iterable[Selection], name: str) -> bool:
    return any(
        (isinstance(selection, SelectedField) and selection.name == name) or _mentions(selection.selections, name)
        for selection in selections
        if _taken(selection.directives)
    )


def _holds(selections: Iterable[Selection], name: str) -> bool:
    return any(
        selection.name == name if isinstance(selection, SelectedField) else _holds(selection.selections, name)
        for selection in selections
        if _taken(selection.directives)
    )


def _taken(directives: Directives) -> bool:
    """Whether @skip and @include leave a selection in."""
    skipped = directives.get("skip", {}).get("if", False)
    included = directives.get("include", {}).get("if", True)
    return bool(included) and not bool(skipped)
