"""Inserting and updating records by natural key, set by set.

Decides: in which order rows of a call are found, checked, created, updated and linked, each in one statement for any
number of rows. Does not decide: which rows are new and which differ (``graph.store.comparing``), what was decided by
hand (``amendments``), nor when a unit commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from graph.domain.further_records import Departure, Gain
from graph.domain.kinds import KIND_NAMES, Key, Record, key_of
from graph.domain.records import Account, Covenant, Promise, StaffMember, Touch
from graph.errors import UnknownReference
from graph.store.comparing import Compared, compared, only_kind, referred_to
from graph.store.names import NAMES
from graph.store.neo4j.finding import find
from graph.store.neo4j.queries import AT_ONCE, Queries
from graph.store.neo4j.records import REFERENCES, properties, stored_key
from graph.store.neo4j.writing import amendments, change_log, touch_rows
from graph.store.statements import Statement, load
from graph.store.unit import Unit
from graph.store.values import Source, Written

CREATE: Final = load(__package__, "create.cypher", "//")
UPDATE: Final = load(__package__, "update.cypher", "//")
LINK: Final = load(__package__, "link.cypher", "//")
REFER: Final = load(__package__, "refer.cypher", "//")

_LINKED: Final[Mapping[type[object], Sequence[str]]] = {
    StaffMember: ("manager_id",),
    Account: ("parent_id",),
    Promise: ("staff_id", "person_id", "account_id"),
    Covenant: ("account_id",),
    Gain: ("account_id", "staff_id"),
    Departure: ("staff_id",),
}
"""The fields of each kind to whom rows are linked after they are created, for they may be linked anew or to nobody."""

_IN_FOLDER: Final[Mapping[tuple[type[object], str], str]] = {(Gain, "staff_id"): "attributed_to"}
"""Fields that the folder calls otherwise."""

_Rows = list[dict[str, Any]]


async def put(queries: Queries, unit: Unit, records: Sequence[Record], source: Source, keep: frozenset[str]) -> Written:
    """Put the rows, all of one kind; by the laws of ``Transaction.put``.

    Raises UnknownReference for a reference to nobody, and TypeError for rows of several kinds."""
    if not records:
        return Written()
    kind = only_kind(records, keep)
    if source is not Source.HAND:
        through = await amendments.let_through(queries, unit, records, source, keep)
        written = await _write(queries, unit, through, keep) if through else Written()
        return replace(written, withheld=len(records) - len(through))
    keys = [key_of(record) for record in records]
    before = await find(queries, kind, keys)
    await amendments.make_way(queries, unit, records, before)
    written = await _write(queries, unit, records, keep)
    if written.updated:
        await amendments.remember_corrections(queries, unit, before, await find(queries, kind, keys))
    return written


async def _write(queries: Queries, unit: Unit, records: Sequence[Record], keep: frozenset[str]) -> Written:
    kind = type(records[0])
    if kind is Touch:
        touches = [record for record in records if isinstance(record, Touch)]
        return await touch_rows.put(queries, unit, touches, keep)
    standing = await find(queries, kind, [key_of(record) for record in records])
    await _refuse_dangling(queries, kind, records, standing)
    found = compared(records, standing, keep)
    if found.new or found.differing:
        await change_log.note(queries, unit, kind, found.said)
        if kind is StaffMember:
            changed = [*found.new, *(after for _, after in found.differing)]
            change_log.note_members(unit, (stored_key(kind, key_of(record)) for record in changed))
        await _run(queries, CREATE[NAMES[kind]], _rows(found.new, unit.version))
        await _run(queries, UPDATE[NAMES[kind]], _rows((after for _, after in found.differing), unit.version))
        for field in _LINKED.get(kind, ()):
            await _link(queries, kind, field, found)
    return Written(len(found.new), len(found.differing), found.unchanged, changed=found.changed)


async def _refuse_dangling(
    queries: Queries, kind: type[Record], records: Sequence[Record], standing: Mapping[Key, Record]
) -> None:
    """Raise UnknownReference for the first row, of the first field that has one, which refers to an id nobody has."""
    references = REFERENCES.get(kind, {})
    asked = referred_to(records, standing, references)
    there: dict[str, set[str]] = {}
    for of in set(references.values()):
        ids = sorted({one for field, those in asked.items() if references[field] is of for one in those})
        there[NAMES[of]] = set()
        for start in range(0, len(ids), AT_ONCE):
            there[NAMES[of]].update(await queries.value(REFER[NAMES[of]].text, ids=ids[start : start + AT_ONCE]))
    for field, those in asked.items():
        of = references[field]
        nobody = next((one for one in those if one not in there[NAMES[of]]), None)
        if nobody is not None:
            raise UnknownReference(_IN_FOLDER.get((kind, field), field), nobody, KIND_NAMES[of])


async def _link(queries: Queries, kind: type[Record], field: str, found: Compared) -> None:
    """Link new rows to whom they refer to, and those that refer to another now anew."""
    anew = [(was, now) for was, now in found.differing if getattr(was, field) != getattr(now, field)]
    left = sorted(stored_key(kind, key_of(was)) for was, _ in anew if getattr(was, field) is not None)
    for start in range(0, len(left), AT_ONCE):
        await queries.run(LINK[f"unlink {NAMES[kind]} {field}"].text, keys=left[start : start + AT_ONCE])
    rows = [
        {"key": stored_key(kind, key_of(record)), field: getattr(record, field)}
        for record in (*found.new, *(now for _, now in anew))
        if getattr(record, field) is not None
    ]
    await _run(queries, LINK[f"link {NAMES[kind]} {field}"], rows)


def _rows(records: Iterable[Record], version: int) -> _Rows:
    """Rows as the statements take them."""
    return [
        {
            "key": stored_key(type(record), key_of(record)),
            **properties(record, version),
            **{field: getattr(record, field) for field in REFERENCES.get(type(record), ())},
        }
        for record in records
    ]


async def _run(queries: Queries, statement: Statement, rows: _Rows) -> None:
    """Run a statement for rows, some thousands at a time; sorted, so that neighbours are written together."""
    rows.sort(key=lambda row: str(row["key"]))
    for start in range(0, len(rows), AT_ONCE):
        await queries.run(statement.text, rows=rows[start : start + AT_ONCE])
