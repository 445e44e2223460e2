"""Who looked: the audit log page by page.

Decides: how a row of the log is shown. Does not decide: which rows a page holds, nor that reading about somebody leaves
a row itself (``graph.questions.looking`` does).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

import strawberry

from graph.domain import records
from graph.questions.looking import LogPage, audit_page
from graph.questions.paging import PageRequest
from graph.store import values
from schema.connections import After, First, PageInfo
from schema.context import Info
from schema.global_ids import own_id, read_global_id


@strawberry.type(description="A question about named people, or a change of what is recorded about them.")
class AuditEntry:
    """A row of the audit log."""

    at: datetime = strawberry.field(description="When it was asked or changed.")
    viewer: str = strawberry.field(description='Who; "local" without sign-in.')
    purpose: str = strawberry.field(description="Why, as they stated it.")
    question: str = strawberry.field(description="What, by the name of the field, such as departureImpact.")
    subjects: list[str] = strawberry.field(
        description="About whom: the firm's own ids of the staff members and people, as they were then."
    )
    revision: int = strawberry.field(description="Data revision of the answer, or after the change.")

    @classmethod
    def from_answer(cls, found: values.AuditEntry) -> Self:
        """The type of a row of the log."""
        return cls(
            at=found.at,
            viewer=found.viewer,
            purpose=found.purpose,
            question=found.question,
            subjects=list(found.subjects),
            revision=found.revision,
        )


@strawberry.type(description="A row of the log and its place.")
class AuditEntryEdge:
    """A row of the log and its place."""

    cursor: str = strawberry.field(description="Opaque place of the row in the log; hand it back as after.")
    node: AuditEntry = strawberry.field(description="The row.")


@strawberry.type(
    description="A page of the audit log, newest first. Nothing is ever taken from the log, and rows added between two "
    "pages stand before the first one. It is not counted."
)
class AuditEntryConnection:
    """A page of the audit log."""

    edges: list[AuditEntryEdge] = strawberry.field(description="At most 100 rows.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the log.")

    @classmethod
    def from_answer(cls, page: LogPage) -> Self:
        """The type of a page of the log."""
        return cls(
            edges=[
                AuditEntryEdge(cursor=cursor, node=AuditEntry.from_answer(entry))
                for cursor, entry in zip(page.cursors, page.entries, strict=True)
            ],
            page_info=PageInfo(
                has_next_page=page.more_after,
                has_previous_page=page.more_before,
                start_cursor=page.cursors[0] if page.cursors else None,
                end_cursor=page.cursors[-1] if page.cursors else None,
            ),
        )


Subject = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="Only rows about whoever has this id: a global id of a staff member or person, or the firm's own "
        "id. The log knows own ids only, and one may be that of a staff member and of a person. By default all rows."
    ),
]


async def audit_log(
    info: Info, subject: Subject = None, first: First = None, after: After = None
) -> AuditEntryConnection:
    """Who looked, newest first."""
    about = None if subject is None else _own_id(str(subject))
    asker, request = info.context.asker(), PageRequest(first, after)
    page = await audit_page(info.context.store, info.context.audit, asker, request, about)
    return AuditEntryConnection.from_answer(page)


def _own_id(text: str) -> str:
    named = read_global_id(text)
    kind = records.Person if named is not None and named[0] is records.Person else records.StaffMember
    return own_id(kind, text)
