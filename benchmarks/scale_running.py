"""A run at size from beginning to end: a store, and each section in turn.

Decides: the order, and the aims. Does not decide: how a figure is taken (the modules beside this one do).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.answers import BenchmarkFailed
from benchmarks.apart import apart
from benchmarks.asking import whole
from benchmarks.asking_service import Served, ask_departures, ask_firm
from benchmarks.beside_cypher import can_start, held_by_hand
from benchmarks.clients import CLIENTS, WRITES, crowd
from benchmarks.figures import MEGABYTE, Timed
from benchmarks.filling import Filled, Say, filled, opening
from benchmarks.judged import Figure, Sheet, below, compared, counted, held, paced, timed
from benchmarks.layers import layers
from benchmarks.leavers import People, drawn, people_of
from benchmarks.machine import machine_facts
from benchmarks.plan import FULL
from benchmarks.scale_plan import Part, ScalePlan
from benchmarks.service import Client, Service, serving
from benchmarks.sweeping import swept, swept_beside_networkx
from exchange.report import Stage

_MEMORY: Final = 700 * MEGABYTE
_LARGE: Final = 10_000_000
"""Ties of a firm for which other aims hold: those for the memory of an import and of a sweep, and for its time."""
_LAYERS_ASKED: Final = 100
_STAGES: Final = (Stage.CHECKING, Stage.WRITING, Stage.FOLDING)


def run(plan: ScalePlan, say: Say) -> Sheet:
    """Measure what the plan says. Raises BenchmarkFailed when answers are wrong, and a WhitherError."""
    load = os.getloadavg()[0]
    ready = filled(plan, say)
    say("Looking who can leave.")
    people = apart(people_of, ready.store).result
    large = people.ties >= _LARGE
    figures: list[Figure] = []

    def tell(more: Iterable[Figure], *, with_aims: bool = True) -> None:
        for figure in more:  # told at once, as a later section may fail
            say(f"  {figure.what}: {figure.shown}")
            figures.append(figure if with_aims or not large else replace(figure, goals=()))

    if Part.IMPORT in plan.parts:
        tell(_import_figures(ready, say, large=large))
    if Part.SWEEP in plan.parts:
        tell(_sweep_figures(plan, ready.store, say, large=large))
    if Part.CYPHER in plan.parts:
        tell(_cypher_figures(plan, ready.store, say))
    if Part.SERVING in plan.parts:
        tell(_layer_figures(plan, ready.store, people, say), with_aims=False)
    if plan.parts & {Part.SERVING, Part.FIRM, Part.CLIENTS}:
        with serving(ready.store, plan.scratch) as service, service.client() as client:
            tell(_service_figures(plan, service, client, people, say), with_aims=False)
    facts = (*machine_facts(f", networkx {version('networkx')}"), _firm(people), _loads(load))
    return Sheet(facts, tuple(figures), judged=people.ties >= FULL.ties)


def _firm(people: People) -> str:
    return (
        f"Firm: {people.staff:,} staff, {people.people:,} people, {people.accounts:,} accounts, {people.ties:,} ties,"
        f" {people.touches:,} touches."
    )


def _loads(before: float) -> str:
    return f"Load of the machine: {before:.1f} when the run began, {os.getloadavg()[0]:.1f} when it ended."


def _import_figures(ready: Filled, say: Say, *, large: bool) -> Iterator[Figure]:
    for one in ready.imports:
        took = one.imported
        rate = paced(f"import, {one.ids}: all rows", took.rows / took.seconds, 0 if large else 30_000)
        yield below(rate, one.peak, 1_500 * MEGABYTE if large else _MEMORY)
        yield paced(f"import, {one.ids}: the last million rows written", took.last_rate, 0 if large else 25_000)
        for stage in _STAGES:
            yield timed(f"import, {one.ids}: of that {stage.value}", [took.stages.get(stage, 0.0)])
    say("Opening the store, and loading the whole firm.")
    seconds = apart(opening, ready.store)
    yield timed("store opened", [seconds.result], p50=1, peak=seconds.peak)
    loaded = apart(whole, ready.store)
    yield timed("whole firm loaded", [loaded.result[0]], p50=0 if large else 5, peak=loaded.peak)


def _sweep_figures(plan: ScalePlan, store: Path, say: Say, *, large: bool) -> Iterator[Figure]:
    say("Sweeping the whole firm.")
    took = apart(swept, store)
    sweep = timed("sweep of everybody, loaded firm", took.result, p50=4 if large else 0.4, peak=took.peak)
    yield below(sweep, took.peak, 2_500 * MEGABYTE) if large else sweep
    say("Sweeping beside networkx.")
    both = apart(swept_beside_networkx, store, plan.measures.compared_ties).result
    size = f"{both.ties:,} ties, {both.rows:,} rows"
    yield timed(f"sweep of {size}", both.ours)
    yield timed("the same with networkx, its graph built before", [both.theirs])
    yield compared("networkx beside the sweep", both.theirs / Timed(both.ours).percentile(50), 20)


def _cypher_figures(plan: ScalePlan, store: Path, say: Say) -> Iterator[Figure]:
    if not can_start():
        say("Left out: Cypher beside the sweep, as there are no jars or no JDK for a Neo4j server.")
        return
    ours = Timed(apart(swept, store).result).percentile(50)
    theirs = held_by_hand(store, plan.scratch, say)
    yield timed("Cypher by hand, sections 1 and 2 of the model alone, two statements at once", theirs)
    yield compared("Cypher by hand beside the sweep", Timed(theirs).percentile(50) / ours, 20)


def _layer_figures(plan: ScalePlan, store: Path, people: People, say: Say) -> Iterator[Figure]:
    asked = drawn(people.members, min(plan.measures.asked, _LAYERS_ASKED), seed=2)
    say(f"Timing the layers for {len(asked)} leavers.")
    took = apart(layers, store, [one.id for one in asked]).result
    yield timed("departure, of that: cut from the loaded firm", took.cut)
    yield timed("departure, of that: engine", took.engine)
    yield timed("departure, of that: audit row", took.audit)
    yield timed("departure, of that: GraphQL and the rest", took.rest)
    yield timed("departure, read from the store instead of cut", took.store)


def _service_figures(plan: ScalePlan, service: Service, client: Client, people: People, say: Say) -> Iterator[Figure]:
    if Part.SERVING in plan.parts:
        say("Asking the service about departures.")
        yield from _departure_figures(ask_departures(service, client, people, plan.measures.asked))
    if Part.FIRM in plan.parts:
        say("Asking the service about the whole firm.")
        firm = ask_firm(client, people)
        yield timed("firmRisk over HTTP", firm.risk, p50=0.5)
        yield timed("keyPeople over HTTP", firm.people, p50=0.5)
        yield timed("firmRisk over HTTP, fresh after a write", firm.risk_fresh, p50=0.2)
        yield timed("keyPeople over HTTP, fresh after a write", firm.people_fresh, p50=0.2)
    if Part.CLIENTS in plan.parts:
        say(f"{CLIENTS} clients ask for {plan.measures.seconds:g} s.")
        yield from _crowd_figures(plan, service, people, say)


def _departure_figures(took: Served) -> Iterator[Figure]:
    yield timed("departure over HTTP, loaded firm, 20 accounts", took.loaded, p50=0.020, p99=0.100)
    yield timed("the largest leaver", [took.largest])
    yield timed("departure over HTTP, cold from the store", took.cold, p50=0.040)
    yield timed("departure over HTTP, cold from the store, of an earlier day", took.earlier)
    yield timed("departure over HTTP, with range, VaR95 and ES95 of the total", took.tail, p50=0.080)
    yield timed("departure over HTTP, 100 accounts, factors, evidence counts", took.factors, p50=0.150)
    yield timed("departure over HTTP, all that `whither ask --json` asks", took.everything)
    yield timed("departure over HTTP, right after a write there", took.written, p50=0.150)
    yield held("memory of the service, firm of today loaded", took.one_day, _MEMORY)
    yield held("memory of the service, another day beside it, after these questions", took.two_days, _MEMORY)
    yield held("most memory that the service held until then", took.peak, _MEMORY)


def _crowd_figures(plan: ScalePlan, service: Service, people: People, say: Say) -> Iterator[Figure]:
    came = crowd(service, people, plan.measures.seconds)
    for failure in came.failures[:3]:
        say(failure)
    if not came.seconds:
        raise BenchmarkFailed("Not one of many clients was answered.")
    what = f"{CLIENTS} clients at once, {WRITES} touches a second written"
    yield paced(f"{what}: questions answered", len(came.seconds) / came.lasted, 15)
    yield timed(f"{what}: time of an answer", came.seconds, p99=5)
    yield paced(f"{what}: touches acknowledged", came.written / plan.measures.seconds, 0.95 * WRITES)
    yield counted(f"{what}: errors", len(came.failures), 0)
    yield counted(f"{what}: answers older than they admit", came.older, 0)
    yield held(f"{what}: memory of the service at the end", came.memory, _MEMORY)
