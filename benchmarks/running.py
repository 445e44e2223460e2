"""A run from beginning to end: a firm, a store on each side, and each section in turn.

Decides: the order, what is compared with what, and the aims. Does not decide: how a figure is taken (the modules beside
this one do).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.answers import Answered, BenchmarkFailed, check_same
from benchmarks.apart import apart
from benchmarks.asking import departures, leavers, neighbourhoods, whole
from benchmarks.bulk import Admin, load_files, write_files
from benchmarks.by_hand import ask_by_hand
from benchmarks.figures import Aim, Report, Row, Timed, beside
from benchmarks.importing import Imported, import_into
from benchmarks.machine import facts
from benchmarks.plan import SEED, Place, Plan, Section, Way
from exchange.generating import LAST_DAY, Generated, generate
from exchange.report import Stage
from graph.store.neo4j import Address, upgrade

Say = Callable[[str], None]
"""Told what is done next, in one sentence."""

_IMPORT: Final = Aim(rate=6_000)
_NEIGHBOURHOOD: Final = Aim(seconds=0.030)
_WHOLE: Final = Aim(seconds=6, ties=1_000_000)
_BULK: Final = Aim(rate=80_000)
_DRAWS: Final = 4_000


@dataclass(frozen=True, slots=True)
class Beside:
    """The Neo4j that is measured: an empty database, what its server was given in words (``about``), and what runs
    neo4j-admin of the same version, None where that cannot be run."""

    address: Address
    about: str
    admin: Admin | None


@dataclass(frozen=True, slots=True)
class _Ground:
    """Where the stores are, filled with the same folder, and how that went."""

    places: dict[Way, Place]
    generated: Generated
    imported: dict[Way, tuple[Imported, int]]


def run(plan: Plan, neo4j: Beside | None, say: Say) -> Report:
    """Measure what the plan says on an embedded store, and on Neo4j where there is one.

    Raises BenchmarkFailed when ways that must agree do not, and a WhitherError."""
    address = neo4j.address if neo4j else None
    ground = _prepared(plan, address, say)
    rows: list[Row] = []
    if Section.IMPORT in plan.sections:
        rows += _import_rows(ground)
    if plan.sections & {Section.NEIGHBOURHOOD, Section.DEPARTURE}:
        staff = apart(leavers, ground.places[Way.EMBEDDED], plan.asked, plan.ties_of_asked).result
        if Section.NEIGHBOURHOOD in plan.sections:
            say(f"Loading the neighbourhoods of {len(staff)} staff members.")
            rows.append(_neighbourhood_row(ground, staff))
        if Section.DEPARTURE in plan.sections:
            say(f"Asking what happens when each of {len(staff)} staff members leaves.")
            rows += _departure_rows(ground, address, staff)
    if Section.WHOLE in plan.sections:
        say("Loading the whole firm.")
        rows.append(_whole_row(ground, plan.size.ties))
    if Section.BULK in plan.sections and neo4j is not None:
        say("Writing files for neo4j-admin, and loading them.")
        rows += _bulk_rows(plan, ground, neo4j)
    about = facts(plan.size, ground.generated, address, neo4j.about if neo4j else "")
    return Report(about, plan.size.ties, tuple(rows))


def _prepared(plan: Plan, address: Address | None, say: Say) -> _Ground:
    say(f"Generating a firm with {plan.size.ties:,} ties and {plan.size.all_touches:,} touches.")
    generated = generate(plan.scratch / "folder", plan.size, SEED)
    places: dict[Way, Place] = {Way.EMBEDDED: plan.scratch / "store" / "whither.sqlite"}
    if address is not None:
        asyncio.run(upgrade(address, "the benchmarks"))
        places[Way.NEO4J] = address
    imported = {}
    for way, place in places.items():
        say(f"Importing {generated.all_rows:,} rows: {way.value}.")
        took = apart(import_into, place, generated.folder)
        imported[way] = took.result, took.peak
    return _Ground(places, generated, imported)


def _import_rows(ground: _Ground) -> list[Row]:
    """The rates by touches and by all rows, and where the time went."""
    touches = ground.generated.rows["touches.csv"]

    def rate(what: str, amount: int, aim: Aim | None = None) -> Row:
        timed = {way: Timed((took.seconds,), amount, peak) for way, (took, peak) in ground.imported.items()}
        return Row(what, beside(timed.items()), aim)

    rows = [
        rate("import end to end, touches", touches, _IMPORT),
        rate("import end to end, rows of all files", ground.generated.all_rows),
    ]
    for stage in (Stage.CHECKING, Stage.WRITING, Stage.FOLDING):
        spent = {way: Timed((took.stages.get(stage, 0.0),)) for way, (took, _) in ground.imported.items()}
        rows.append(Row(f"import, of that {stage.value}", beside(spent.items())))
    return rows


def _neighbourhood_row(ground: _Ground, staff: Sequence[str]) -> Row:
    timed, ties = {}, set()
    for way, place in ground.places.items():
        took = apart(neighbourhoods, place, staff)
        timed[way] = Timed(took.result[0], peak=took.peak)
        ties.add(took.result[1])
    if len(ties) > 1:
        raise BenchmarkFailed("The neighbourhoods of the same staff members differ in their ties from store to store.")
    return Row("neighbourhood of one staff member, warm", beside(timed.items()), _NEIGHBOURHOOD)


def _departure_rows(ground: _Ground, address: Address | None, staff: Sequence[str]) -> list[Row]:
    """The question as the service answers it, and its means alone beside one statement of Cypher."""
    full = {way: apart(departures, place, staff, _DRAWS) for way, place in ground.places.items()}
    means = {way: apart(departures, place, staff, 0) for way, place in ground.places.items()}
    if address is not None:
        means[Way.BY_HAND] = apart(ask_by_hand, address, staff, LAST_DAY)
    ours = means[Way.EMBEDDED].result
    for way, other in (*full.items(), *means.items()):
        check_same(staff, ours, other.result, (Way.EMBEDDED.value, way.value))
    return [
        _asked("departure: means, no draws", {way: (one.result, one.peak) for way, one in means.items()}),
        _asked(
            f"departure: ranges, reasons, evidence, {_DRAWS:,} draws",
            {way: (one.result, one.peak) for way, one in full.items()},
        ),
    ]


def _asked(what: str, asked: dict[Way, tuple[Answered, int]]) -> Row:
    return Row(what, beside((way, Timed(one.seconds, peak=peak)) for way, (one, peak) in asked.items()))


def _whole_row(ground: _Ground, ties: int) -> Row:
    timed = {}
    for way, place in ground.places.items():
        took = apart(whole, place)
        seconds, loaded = took.result
        if loaded != ties:
            raise BenchmarkFailed(f"{way.value} loaded {loaded:,} ties of {ties:,}.")
        timed[way] = Timed((seconds,), peak=took.peak)
    return Row("whole firm, all ties, first load of a process", beside(timed.items()), _WHOLE)


def _bulk_rows(plan: Plan, ground: _Ground, neo4j: Beside) -> list[Row]:
    """Files written from the embedded store, and what neo4j-admin then takes."""
    folder = plan.scratch / "bulk"
    folder.mkdir()
    written = apart(write_files, ground.places[Way.EMBEDDED], folder, neo4j.address)
    files = written.result
    timed = Timed((files.seconds,), files.total, written.peak)
    rows = [Row("files for neo4j-admin, nodes and relationships", {Way.NEO4J: timed}, _BULK)]
    if neo4j.admin is not None:
        loaded = load_files(files, neo4j.admin, plan.scratch / "loaded")
        rows.append(Row("neo4j-admin loads them", {Way.NEO4J: Timed((loaded.seconds,))}))
    return rows
