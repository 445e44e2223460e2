"""Lists of entities, names and search, who worked where, and the touches of ties.

Decides: which window of a list is asked for, by which index its rows are found, and what a filter states of a row.
Does not decide: how a row becomes a record again (``records`` does), nor which rows a viewer may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

from graph.domain.records import Account, Entity, Person, StaffMember, Touch
from graph.domain.tokens import LONGEST_TOKEN, MOST_TOKENS, folded
from graph.errors import InvalidCursor
from graph.store.names import NAMES
from graph.store.neo4j.queries import AT_ONCE, Queries
from graph.store.neo4j.records import ROWS, made
from graph.store.statements import load
from graph.store.texts import storable
from graph.store.values import Filter, Order, Slice, TieKey, TouchPage

E = TypeVar("E", bound=Entity)

LISTING: Final = load(__package__, "listing.cypher", "//")

_FINDS: Final[Mapping[type[object], str]] = {
    StaffMember: "manager_id",
    Person: "employer_id",
    Account: "parent_id",
}
"""The field of a filter that names somebody to whom the rows of a kind are linked: they are found from there."""
_WORDS: Final[Mapping[type[object], tuple[str, ...]]] = {
    StaffMember: ("manager_id", "team"),
    Person: ("employer_id",),
    Account: ("parent_id", "industry"),
}
"""The fields of a filter that are text, for each kind of which they say something."""


async def entities(queries: Queries, kind: type[E], window: Slice) -> tuple[E, ...]:
    """A window on the list of a kind, in ascending order whichever end it is taken from.

    Raises InvalidCursor for a place that no row could have."""
    for text in (window.beyond, window.beyond_name):
        if text is not None and not storable(text):
            raise InvalidCursor(text)
    if finds_nobody(kind, window.only):
        return ()
    place = {"beyond": window.beyond or "", "beyond_name": window.beyond_name, "limit": window.limit}
    rows = await queries.value(window_statement(kind, window), **place, **_stated(kind, window.only))
    return tuple(sorted(made(kind, rows), key=_id if window.order is Order.ID else _name))


def window_statement(kind: type[object], window: Slice) -> str:
    """The statement that reads a window on the list of a kind."""
    found, beyond = _found(kind, window.only), window.beyond is not None
    name = f"{'found' if found else 'walked'} by {window.order.value}"
    if name == "walked by name" and beyond:
        name = "walked by name, beyond"
    text = LISTING[name].when(
        forward=not window.backwards,
        backward=window.backwards,
        forward_beyond=beyond and not window.backwards,
        backward_beyond=beyond and window.backwards,
    )
    return f"{_filled(text, kind, window.only)}\n{ROWS[NAMES[kind]].text}"


async def count(queries: Queries, kind: type[E], only: Filter) -> int:
    """How many there are of a kind, under a filter."""
    if finds_nobody(kind, only):
        return 0
    number: int = await queries.value(count_statement(kind, only), **_stated(kind, only))
    return number


def count_statement(kind: type[object], only: Filter) -> str:
    """The statement that counts the rows of a kind under a filter."""
    name = "counted of those found" if _found(kind, only) else "counted"
    return _filled(LISTING[name].text, kind, only)


async def named(queries: Queries, kind: type[E], folded: str) -> tuple[E, ...]:
    """The entities with this name or address, by id."""
    if not storable(folded):
        return ()
    return tuple(sorted(made(kind, await queries.value(named_statement(kind), folded=folded)), key=_id))


def named_statement(kind: type[object]) -> str:
    """The statement that reads those of a kind who have a name, or an address where the kind has one."""
    text = LISTING["named" if kind is Account else "named or addressed"].text
    return f"{_of_kind(text, kind)}\n{ROWS[NAMES[kind]].text}"


async def candidates(queries: Queries, kind: type[E], tokens: Sequence[str], limit: int) -> tuple[E, ...]:
    """The first entities by name that have tokens which begin with these; by the law of ``GraphStore.candidates``."""
    if not tokens:
        return ()
    return await entities(queries, kind, Slice(limit, order=Order.NAME, only=Filter(tokens=tuple(tokens))))


async def employers(
    queries: Queries, person_ids: Sequence[str]
) -> dict[str, tuple[tuple[str, date | None, date | None], ...]]:
    """For each of these people the accounts ever worked for."""
    asked = [one for one in dict.fromkeys(person_ids) if storable(one)]
    found: dict[str, list[tuple[str, str, str | None]]] = {}
    for start in range(0, len(asked), AT_ONCE):
        for person, account, begun, ended in await queries.value(
            LISTING["employers"].text, ids=asked[start : start + AT_ONCE]
        ):
            jobs = found.setdefault(person, [])
            if account is not None:
                jobs.append((account, begun or "", ended))  # an unknown start means always: before all others
    return {
        person: tuple((account, _day(begun), _day(ended)) for account, begun, ended in sorted(jobs, key=_first_two))
        for person, jobs in found.items()
    }


async def touches(
    queries: Queries, ties: Sequence[TieKey], until: date, limit: int, before: tuple[datetime, str] | None
) -> TouchPage:
    """Touches of these ties up to a day, newest first.

    Raises InvalidCursor for a place that no touch could have."""
    if before is not None and not storable(before[1]):
        raise InvalidCursor(before[1])
    asked: dict[str, Any] = {**_asked(ties), "until": until.isoformat()}
    older = {} if before is None else {"at": before[0].astimezone(UTC), "id": before[1]}
    rows = await queries.value(touches_statement(beyond=before is not None), **asked, **older, limit=limit)
    total = await queries.value(f"{LISTING['touches of ties'].text}\n{LISTING['number'].text}", **asked)
    newest_first = sorted(made(Touch, rows), key=lambda one: (one.at, one.id), reverse=True)
    return TouchPage(tuple(newest_first), total)


def touches_statement(*, beyond: bool) -> str:
    """The statement that reads the newest touches of some ties, or those beyond a place."""
    newest = LISTING["newest"].when(before=beyond)
    return f"{LISTING['touches of ties'].text}\n{newest}\n{ROWS['touch'].text}"


def finds_nobody(kind: type[object], only: Filter) -> bool:
    """Whether a filter names text that nobody could have: no store could hold it, or no token begins with it."""
    texts = (getattr(only, name) for name in _WORDS[kind])
    return any(text is not None and not storable(text) for text in texts) or not all(map(_begins_a_token, only.tokens))


def _begins_a_token(text: str) -> bool:
    """Whether a token could begin so: one is made of letters and digits alone, and everyone begins with nothing."""
    return not text or (text.isalnum() and len(text) <= LONGEST_TOKEN)


def _nominating(tokens: Sequence[str]) -> list[str]:
    """The tokens that the index is asked for: the longest ones, which are likely to be those of the fewest."""
    return sorted(set(tokens) - {""}, key=len, reverse=True)[:MOST_TOKENS]


def _found(kind: type[object], only: Filter) -> str | None:
    """The statement that finds the rows of a filter, to begin another with; None where the list is walked."""
    if getattr(only, _FINDS[kind]) is not None:
        return LISTING[_FINDS[kind]].text
    return LISTING["words"].text if _nominating(only.tokens) else None


def _filled(text: str, kind: type[object], only: Filter) -> str:
    """A statement with what finds the rows of a filter, and what of the filter is left for them, in its places."""
    stated = {"employed_on", "ends_after", "team", "industry"}
    lines = LISTING[f"{NAMES[kind]}_only"].when(**{name: getattr(only, name) is not None for name in stated})
    words = set(only.tokens)
    if words and (getattr(only, _FINDS[kind]) is not None or words != set(_nominating(only.tokens))):
        lines += f"\n{LISTING['tokens'].text}"
    return _of_kind(text.replace("{found}", _found(kind, only) or "").replace("{only}", lines), kind)


def _of_kind(text: str, kind: type[object]) -> str:
    return text.replace("{Kind}", NAMES[kind].capitalize()).replace("{kind}", NAMES[kind])


def _stated(kind: type[object], only: Filter) -> dict[str, object]:
    """What a filter states of a kind, as parameters of its statement. The query asks the full-text index for words that
    begin so; they are letters and digits, of which none means anything to it."""
    return {
        **{name: getattr(only, name) for name in _WORDS[kind]},
        "employed_on": only.employed_on and only.employed_on.isoformat(),
        "ends_after": only.ends_after and only.ends_after.isoformat(),
        "tokens": list(dict.fromkeys(only.tokens)),
        "query": " ".join(f"+{token}*" for token in _nominating(only.tokens)),
    }


def _asked(ties: Sequence[TieKey]) -> dict[str, list[list[str]]]:
    """The ties that somebody might hold, each once; those with people and those with accounts apart."""
    asked: dict[str, list[list[str]]] = {"people": [], "accounts": []}
    for tie in dict.fromkeys(ties):
        ends = {"people": tie.person_id, "accounts": tie.account_id}
        named = [(name, end) for name, end in ends.items() if end is not None]
        if len(named) == 1 and storable(tie.staff_id) and storable(named[0][1]):
            asked[named[0][0]].append([tie.staff_id, named[0][1]])
    return asked


def _id(one: Entity) -> str:
    return one.id


def _name(one: Entity) -> tuple[str, str]:
    return folded(one.name), one.id


def _first_two(job: tuple[str, str, str | None]) -> tuple[str, str]:
    return job[:2]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
