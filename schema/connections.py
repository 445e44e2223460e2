"""Lists page by page, as Relay's connections describe them.

Decides: how a page is shown. Does not decide: which rows it holds (``graph.questions.paging`` does).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Generic, Self, TypeVar

import strawberry

from graph.questions.paging import MOST_ROWS, USUAL_ROWS, Page

T = TypeVar("T")
N = TypeVar("N")

First = Annotated[
    int | None,
    strawberry.argument(
        description=f"Take the first rows: 1 to {MOST_ROWS}; {USUAL_ROWS} when neither first nor last is given."
    ),
]
After = Annotated[
    str | None, strawberry.argument(description="Start after the row of this cursor of the same list; goes with first.")
]
Last = Annotated[
    int | None,
    strawberry.argument(description=f"Take the last rows instead: 1 to {MOST_ROWS}; not with first or after."),
]
Before = Annotated[
    str | None, strawberry.argument(description="End before the row of this cursor of the same list; goes with last.")
]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = strawberry.field(description="Whether the list goes on after this page.")
    has_previous_page: bool = strawberry.field(description="Whether the list has rows before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row; null for an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row; null for an empty page.")

    @classmethod
    def of(cls, page: Page[N]) -> Self:
        """The information of a page."""
        return cls(
            has_next_page=page.more_after,
            has_previous_page=page.more_before,
            start_cursor=page.cursors[0] if page.cursors else None,
            end_cursor=page.cursors[-1] if page.cursors else None,
        )


@strawberry.type(description="A row of a list and its place.")
class Edge(Generic[T]):
    """A row of a list and its place."""

    cursor: str = strawberry.field(description="Opaque place of the row in this list; hand it back as after or before.")
    node: T = strawberry.field(description="The row.")


@strawberry.type(
    description="A page of a list: rows added or removed between two pages are neither skipped nor repeated."
)
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]] = strawberry.field(description=f"At most {MOST_ROWS} rows, in the list's order.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")
    total_count: int = strawberry.field(description="Rows of the whole list when the page was read.")

    @classmethod
    def of(cls, page: Page[N], show: Callable[[N], T]) -> Self:
        """The type of a page whose rows are shown by ``show``."""
        return cls(edges=edges_of(page, show), page_info=PageInfo.of(page), total_count=page.total)


def edges_of(page: Page[N], show: Callable[[N], T]) -> list[Edge[T]]:
    """The rows of a page, each shown by ``show``, with their cursors."""
    return [Edge(cursor=cursor, node=show(row)) for cursor, row in zip(page.cursors, page.rows, strict=True)]
