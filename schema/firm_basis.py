"""What an answer about the whole firm rests on, as GraphQL shows it.

Decides: how it is shown. Does not decide: whether the answer may lag (``graph.questions.networks`` does).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

import strawberry

from graph.domain.calendar import date_or_none
from graph.questions import firm
from schema.words import ImportStateWord


@strawberry.type(
    description="What an answer about the whole firm was computed from. The firm is kept in memory, so an answer may "
    "lag behind what was recorded last: then revision is smaller than latestRevision. With fresh: true it waits."
)
class FirmBasis:
    """What an answer about the whole firm was computed from."""

    revision: int = strawberry.field(description="Data revision of the answer: goes up by one with every change.")
    latest_revision: int = strawberry.field(description="Data revision of the store when it was asked.")
    as_of: date = strawberry.field(description="The day asked about, all of it included.")
    assumptions: str = strawberry.field(description="Version of the model's assumptions, see modelCard.")
    last_touch: date | None = strawberry.field(
        description="Day of the firm's latest touch up to the day asked about: when it lies far back, ties have faded. "
        "Null without any touch."
    )
    import_state: ImportStateWord | None = strawberry.field(
        description="An import that has not ended, so that rows are missing; null when there is none."
    )
    import_since: datetime | None = strawberry.field(description="When that import began; null when there is none.")

    @classmethod
    def from_answer(cls, found: firm.FirmBasis) -> Self:
        """The type of a basis."""
        return cls(
            revision=found.revision,
            latest_revision=found.latest_revision,
            as_of=found.as_of,
            assumptions=found.assumptions,
            last_touch=date_or_none(found.last_touch),
            import_state=None if found.import_state is None else ImportStateWord[found.import_state.name],
            import_since=found.import_since,
        )
