"""What a store holds, in numbers.

Decides: from what each count is put together. Does not decide: what is counted (``Held`` does), nor what it means.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from graph.store.neo4j.queries import Queries
from graph.store.statements import load
from graph.store.values import Held

COUNTING: Final = load(__package__, "counting.cypher", "//")


async def held(queries: Queries, assumptions: str) -> Held:
    """Counts of what is here; a tie that is not folded with ``assumptions`` counts as unfolded."""
    rows: Counter[str] = Counter()
    for counted, number in await queries.rows(COUNTING["rows"].text):
        rows[counted] += number
    touched_people, employed_people = await queries.row(COUNTING["people"].text)
    last = await queries.rows(COUNTING["last_touch"].text)
    return Held(
        **rows,
        booked=await queries.value(COUNTING["booked"].text),
        unfolded=rows["ties"] - await queries.value(COUNTING["folded"].text, assumptions=assumptions),
        touched_accounts=await _sum(queries, "accounts of people", "accounts named alone"),
        touched_people=touched_people,
        employed_people=employed_people,
        thin_ties=await _sum(queries, "thin, folded", "thin, waiting"),
        last_touch=date.fromisoformat(last[0][0]) if last else None,
    )


async def _sum(queries: Queries, *names: str) -> int:
    counts: list[int] = [await queries.value(COUNTING[name].text) for name in names]
    return sum(counts)
