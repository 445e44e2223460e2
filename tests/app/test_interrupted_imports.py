"""An import that was stopped half-way: whoever asks is told first, and running it again finishes it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.settings import Settings
from app.wiring import opened
from exchange.demo import COMPANY, edition
from exchange.importing import import_folder
from exchange.report import Progress, Stage
from tests.app.commanding import JUNE, Terminal, company


class Stopped(Exception):
    """Somebody pulled the plug."""


def stop_at_touches(progress: Progress) -> None:
    if progress.stage is Stage.WRITING and progress.file == "touches.csv":
        raise Stopped


def half_imported(terminal: Terminal, store: Path, begun: datetime) -> None:
    """Stop an import of the company after its touches were written."""

    async def begin() -> None:
        settings = replace(Settings.read({"WHITHER_DATA": str(terminal.data)}), store=str(store))
        async with opened(settings, create=True) as stores:
            await import_folder(stores.graph, COMPANY, now=begun, rejects=None, progress=stop_at_touches)

    with pytest.raises(Stopped):
        asyncio.run(begin())


@pytest.mark.parametrize(
    ("age", "state", "remedy"),
    [
        (timedelta(days=3), "was interrupted: rows are missing", "run the same import again"),
        (timedelta(), "is running or was interrupted less than two minutes ago", "ask again when it has ended"),
    ],
)
def test_whoever_asks_meanwhile_is_told_before_anything_else(
    terminal: Terminal, age: timedelta, state: str, remedy: str
) -> None:
    half_imported(terminal, terminal.store, datetime.now(UTC) - age)
    said = " ".join(terminal.whither("ask", "ada", "--as-of", JUNE).out.split())
    assert said.index("An import begun at ") < said.index(state) < said.index(remedy) < said.index("If Ada Lindqvist")


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_whoever_asks_about_somebody_whose_row_may_be_missing_is_told_that_first(
    terminal: Terminal, more: tuple[str, ...]
) -> None:
    half_imported(terminal, terminal.store, datetime.now(UTC) - timedelta(days=3))
    ended = terminal.whither("ask", "Nemo Nobody", *more)
    said = " ".join(ended.err.split())
    assert (ended.code, "Nemo" in ended.out) == (2, False)
    assert said.index("was interrupted: rows are missing") < said.index("There is no staff member 'Nemo Nobody'")


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (timedelta(days=3), "was interrupted: rows are missing"),
        (timedelta(), "is running or was interrupted less than two minutes ago: rows may be missing"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--json",)], ids=["printed", "json"])
@pytest.mark.parametrize("command", ["export", "verify"])
def test_whoever_exports_or_verifies_meanwhile_is_told_beside_the_report(
    terminal: Terminal, command: str, more: tuple[str, ...], age: timedelta, state: str
) -> None:
    half_imported(terminal, terminal.store, datetime.now(UTC) - age)
    typed = (command, *([str(terminal.data / "out")] if command == "export" else []), *more)
    ended = terminal.whither(*typed)
    assert (ended.code, state in " ".join(ended.err.split()), state in " ".join(ended.out.split())) == (0, True, False)
    if more:
        assert ended.data()["store"] == str(terminal.store)


@pytest.mark.parametrize("more", [(), ("--json",)], ids=["printed", "json"])
def test_where_every_import_has_ended_an_export_and_a_verification_warn_of_none(
    firm: Terminal, more: tuple[str, ...]
) -> None:
    for typed in (("export", str(firm.data / "out")), ("verify",)):
        ended = firm.whither(*typed, *more)
        assert (ended.code, "An import begun" in ended.out + ended.err) == (0, False)


def test_where_every_import_has_ended_nobody_is_just_not_found(firm: Terminal) -> None:
    assert firm.whither("ask", "Nemo Nobody").sentence().startswith("There is no staff member 'Nemo Nobody'")


def test_doctor_says_that_it_has_not_ended(terminal: Terminal) -> None:
    half_imported(terminal, terminal.store, datetime(2026, 7, 1, 8, 30, tzinfo=UTC))
    ended = terminal.whither("doctor")
    assert ended.code == 1
    assert "An import begun at 2026-07-01 08:30 UTC has not ended" in " ".join(ended.out.split())


def test_run_again_it_ends_as_if_it_had_run_once(terminal: Terminal, firm: Terminal) -> None:
    half_imported(terminal, terminal.store, datetime(2026, 7, 1, tzinfo=UTC))
    assert terminal.whither("import", company()).code == 0
    again, once = [one.whither("ask", "ada", "--as-of", JUNE, "--json").data() for one in (terminal, firm)]
    for answer in (again, once):
        del answer["departureImpact"]["basis"]["revision"]
    assert again == once


def test_a_demo_that_was_stopped_is_finished_by_the_next(terminal: Terminal) -> None:
    whole = Terminal(terminal.data / "other").whither("demo", "--no-serve").out
    half_imported(terminal, terminal.data / f"demo-{edition()}.sqlite", datetime(2026, 7, 1, tzinfo=UTC))
    finished = terminal.whither("demo", "--no-serve")
    assert finished.code == 0
    figures = [out.partition("If Ada")[2].partition("Basis")[0] for out in (whole, finished.out)]
    assert figures[0] == figures[1] != ""
