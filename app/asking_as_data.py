"""The answer to a question typed at a terminal, for a program to read.

Decides: that it is the ``data`` of the committed GraphQL document: one shape for terminal, program and front end.
Does not decide: what was meant (``app.asking`` does). In a module of its own, because GraphQL takes its time to be
imported, and whoever reads the printed answer need not wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.asking import VIEWER, Ranking
from app.wiring import Stores
from graph.domain.records import StaffMember
from graph.errors import WhitherError
from graph.questions.departure import DepartureQuestion
from schema import execution
from schema.context import Context
from schema.documents import FULL_ANSWER, KEY_PEOPLE, read_document
from schema.execution import Request
from schema.global_ids import global_id


@dataclass(frozen=True, slots=True)
class Data:
    """What a program is given: the ``data`` of the operation, and the sentence of the user error in it, if any."""

    data: Mapping[str, object]
    refusal: str | None


async def as_data(question: DepartureQuestion, purpose: str, stores: Stores, now: datetime) -> Data:
    """The answer to somebody at this machine, after its audit row is committed.

    Raises WhitherError when the operation failed as a whole."""
    leavers = [
        {"id": global_id(StaffMember, leaver.staff_id), "destination": leaver.destination.name}
        for leaver in question.leavers
    ]
    asked = {"leavers": leavers, "asOf": question.as_of.isoformat(), "seed": question.seed, "purpose": purpose}
    data = await _data(FULL_ANSWER, {"input": asked}, stores, now)
    result = data["departureImpact"]
    return Data(data, None if result["__typename"] == "DepartureImpact" else str(result["message"]))


async def ranking_as_data(ranking: Ranking, as_of: date, stores: Stores, now: datetime) -> Mapping[str, object]:
    """Whom the firm depends on as of a day, told to somebody at this machine after the audit row is committed.

    Raises WhitherError when the operation failed as a whole."""
    asked = {
        "asOf": as_of.isoformat(),
        "by": ranking.order.name,
        "first": ranking.first,
        "team": ranking.team,
        "purpose": ranking.purpose,
    }
    return await _data(KEY_PEOPLE, asked, stores, now)


async def _data(document: str, variables: Mapping[str, object], stores: Stores, now: datetime) -> Mapping[str, Any]:
    context = Context(stores.graph, stores.audit, now, VIEWER, request_id="command line")
    reply = await execution.answer(Request(read_document(document), variables), context)
    if reply.errors or reply.data is None:
        raise WhitherError("; ".join(str(error["message"]) for error in reply.errors))
    return reply.data
