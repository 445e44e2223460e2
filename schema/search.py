"""Searching by name, id or address: staff members, people and accounts in one list.

Decides: how a find is shown, and what each way of fitting is called. Does not decide: what is found, how finds are
ranked, or what leaves a row in the audit log (``graph.questions.search`` does).
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Final, Self

import strawberry
from strawberry import enum_value as word

from graph.domain import found, records
from graph.questions.paging import PageRequest
from graph.questions.search import LONGEST_TEXT, MOST_NOMINATED, Finds, Search
from graph.questions.search import search as find
from schema.connections import After, First, PageInfo
from schema.context import Info
from schema.entities import Account, Node, Person, StaffMember
from schema.words import EntityKindWord


@strawberry.enum(
    name="Matched",
    description="How the text fits, the best way first; case, accents and marks matter for ID alone. A word is a run "
    "of letters and digits.",
)
class MatchedWord(Enum):
    """How a text fits an entity."""

    ID = word("id", description="The text is its id, letter for letter.")
    NAME = word("name", description="The text is its whole name.")
    ADDRESS = word("address", description="The text is its whole e-mail address or domain.")
    ID_OTHERWISE_SPELT = word("id otherwise spelt", description="The text is its id but for case, accents or marks.")
    NAME_BEGINS = word("name begins", description="Its name begins with the text.")
    WORDS_IN_ORDER = word(
        "words in order", description="Each word of the text begins a word of its name, in the same order."
    )
    WORDS = word("words", description="Each word of the text begins a word of its name, in another order.")
    ID_OR_ADDRESS = word(
        "id or address",
        description="Each word of the text begins a part of its name, id or address, and not each one of its name.",
    )


_KINDS: Final[dict[EntityKindWord, type[records.Entity]]] = {
    EntityKindWord.STAFF_MEMBER: records.StaffMember,
    EntityKindWord.PERSON: records.Person,
    EntityKindWord.ACCOUNT: records.Account,
}


@strawberry.type(description="A find and its place.")
class SearchEdge:
    """A find and its place."""

    cursor: str = strawberry.field(description="Opaque place of the find in this search; hand it back as after.")
    node: Node = strawberry.field(description="The staff member, person or account.")
    matched: MatchedWord = strawberry.field(description="How the text fits it.")


@strawberry.type(
    description="A page of finds: the best fits first, equal ones by name, then kind, then the firm's own id."
)
class SearchConnection:
    """A page of finds."""

    edges: list[SearchEdge] = strawberry.field(description="At most 100 finds.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")
    total_count: int = strawberry.field(
        description="How many the text fits; when not complete, how many of those looked at."
    )
    complete: bool = strawberry.field(
        description=f"False when more than {MOST_NOMINATED} of a kind fit, so that weaker fits may be missing: give "
        "more of the name. What the text is in whole is never missing."
    )

    @classmethod
    def from_answer(cls, finds: Finds) -> Self:
        """The type of a page of finds."""
        page = finds.page
        edges = [
            SearchEdge(cursor=cursor, node=_node(row.entity), matched=MatchedWord[row.matched.name])
            for cursor, row in zip(page.cursors, page.rows, strict=True)
        ]
        return cls(edges=edges, page_info=PageInfo.of(page), total_count=page.total, complete=finds.complete)


Text = Annotated[
    str,
    strawberry.argument(
        description="An id, a name, an e-mail address or a domain, or the beginnings of words of them: 1 to "
        f"{LONGEST_TEXT} characters with a letter or digit."
    ),
]
Kinds = Annotated[
    list[EntityKindWord] | None, strawberry.argument(description="Which kinds to search; by default all three.")
]


async def search(
    info: Info, text: Text, kinds: Kinds = None, first: First = None, after: After = None
) -> SearchConnection:
    """Whoever or whatever the text fits, the best fit first."""
    named = found.ENTITY_KINDS if kinds is None else tuple(_KINDS[kind] for kind in kinds)
    asked, request = Search(text, named), PageRequest(first, after)
    asker = info.context.asker() if asked.about_somebody else None
    return SearchConnection.from_answer(await find(info.context.store, info.context.audit, asked, request, asker))


def _node(entity: records.Entity) -> Node:
    if isinstance(entity, records.StaffMember):
        return StaffMember.from_answer(entity)
    return Person.from_answer(entity) if isinstance(entity, records.Person) else Account.from_answer(entity)
