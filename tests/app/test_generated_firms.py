"""``whither demo`` with a size: a generated firm in a store of its own or in a folder, and its figures."""

from __future__ import annotations

import asyncio
import re
import shlex
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.generated import Wanted, generated_settings, scratch_folder
from app.settings import Settings
from app.wiring import opened
from exchange.generating import generate, size_with
from exchange.importing import import_folder
from exchange.report import Progress, Stage
from graph.store.values import ImportMark
from tests.app.commanding import Terminal, company

SMALL = ("--staff", "12", "--ties", "300")
SIZE = size_with(staff=12, ties=300)
COUNTS = {"staff": 12, "people": 60, "accounts": 15, "ties": 300, "touches": 2_400}


class Stopped(Exception):
    """Somebody pulled the plug."""


def stop_at_touches(progress: Progress) -> None:
    if progress.stage is Stage.WRITING and progress.file == "touches.csv":
        raise Stopped


def settings_of(terminal: Terminal) -> Settings:
    """The settings of the small firm with seed 1 at this terminal."""
    return generated_settings(Settings.read({"WHITHER_DATA": str(terminal.data)}), None, Wanted(SIZE, 1))


def stores_in(terminal: Terminal) -> list[Path]:
    return sorted(terminal.data.glob("*.sqlite"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_firm_of_a_size_gets_a_store_of_its_own_and_nothing_else_stays(terminal: Terminal) -> None:
    elsewhere = {"WHITHER_STORE": str(terminal.data / "customers.sqlite")}
    ended = terminal.whither("demo", *SMALL, environment=elsewhere)

    assert ended.code == 0, ended.err
    (store,) = stores_in(terminal)
    assert store == Path(settings_of(terminal).store)
    assert store.name.startswith("generated-12-60-15-300-2400-1-")
    assert {path.name for path in terminal.data.iterdir()} <= {store.name, f"{store.name}.audit"}


def test_it_prints_how_like_a_real_firm_it_is(terminal: Terminal) -> None:
    said = terminal.whither("demo", *SMALL).out

    assert "12 staff members, 60 people, 15 accounts, 300 ties, 2,400 touches; seed 1" in said
    for figure in (
        r"held by the top tenth, \d+ staff members? +\d+ %",
        r"on a single thread, held by one alone +\d+ %",
        r"median strength of a tie +0\.\d+",
        r"touches per tie, median +\d",
        r"most +\d+",
        r"bursts: .* +\d+ %",
        r"silences: .* +\d+ %",
        r"people who moved to another account +\d+ of 60",
        r"staff members who left +\d+ of 12",
    ):
        assert re.search(figure, said), figure


def test_every_command_it_names_can_be_given(terminal: Terminal) -> None:
    told = terminal.whither("demo", *SMALL, "--json").data()

    *asks, serve = [shlex.split(command)[1:] for command in told["commands"]]
    assert asks
    assert serve == ["serve", "--store", told["store"]]
    for command in asks:
        ended = terminal.whither(*command)
        assert (ended.code, "Value held" in ended.out) == (0, True)


def test_a_program_reads_the_same_figures(terminal: Terminal) -> None:
    printed = terminal.whither("demo", *SMALL).out
    told = terminal.whither("demo", *SMALL, "--json").data()

    figures = told["figures"]
    assert (told["size"], told["seed"], told["asOf"], told["folder"]) == (COUNTS, 1, "2026-06-30", None)
    assert f" {figures['topTenthShare'] * 100:.0f} %" in printed
    assert f" {figures['singleThreadShare'] * 100:.0f} %" in printed
    assert f" {figures['mostTouches']}\n" in printed
    assert told["figures"]["holders"][0]["id"] in printed


def test_asked_again_it_is_not_loaded_again(terminal: Terminal) -> None:
    first = terminal.whither("demo", *SMALL)
    (store,) = stores_in(terminal)
    before = store.stat().st_mtime_ns
    again = terminal.whither("demo", *SMALL)

    assert "Loading" in first.out
    assert again.out == first.out.replace(first.out[first.out.index("Loading") : first.out.index("Generated")], "")
    assert store.stat().st_mtime_ns == before


def test_another_seed_and_another_size_get_stores_of_their_own(terminal: Terminal) -> None:
    for arguments in (SMALL, (*SMALL, "--seed", "2"), (*SMALL, "--touches", "2500")):
        assert terminal.whither("demo", *arguments).code == 0

    assert len(stores_in(terminal)) == 3


def test_one_that_was_stopped_is_finished_by_the_same_command(terminal: Terminal, tmp_path: Path) -> None:
    whole = Terminal(tmp_path / "other").whither("demo", *SMALL, "--json").data()
    folder = generate(tmp_path / "folder", SIZE, 1).folder

    async def begin() -> None:
        async with opened(settings_of(terminal), create=True) as stores:
            await import_folder(
                stores.graph, folder, now=datetime(2026, 7, 1, tzinfo=UTC), rejects=None, progress=stop_at_touches
            )

    with pytest.raises(Stopped):
        asyncio.run(begin())
    finished = terminal.whither("demo", *SMALL, "--json")

    assert "Loading" in finished.err
    assert finished.data()["figures"] == whole["figures"]
    assert terminal.whither("verify", "--store", finished.data()["store"]).code == 0


def test_the_files_of_one_that_was_killed_are_used_and_taken_away(terminal: Terminal) -> None:
    settings = settings_of(terminal)
    left = scratch_folder(settings, Wanted(SIZE, 1))
    generate(left, SIZE, 1)
    (left / "closeness.csv").unlink()  # by which we know it again
    ended = terminal.whither("demo", *SMALL)

    assert ended.code == 0, ended.err
    assert not left.exists()
    assert terminal.whither("export", str(terminal.data / "out"), "--store", settings.store).code == 0
    exported = {path.name for path in (terminal.data / "out").iterdir()}
    assert ("touches.csv" in exported, "closeness.csv" in exported) == (True, False)


def test_the_files_from_which_another_process_loads_are_left_to_it(terminal: Terminal) -> None:
    settings = settings_of(terminal)
    left = scratch_folder(settings, Wanted(SIZE, 1))
    generate(left, SIZE, 1)

    async def begin() -> None:
        busy = ImportMark(datetime.now(UTC), datetime.now(UTC), "0" * 64, "elsewhere:1:2")
        async with opened(settings, create=True) as stores:
            await stores.graph.write(lambda tx: tx.mark_import(busy))

    asyncio.run(begin())
    ended = terminal.whither("demo", *SMALL)

    assert (ended.code, "import" in ended.err, left.exists()) == (1, True, True)


def test_it_never_mixes_with_another_firm(terminal: Terminal) -> None:
    assert terminal.whither("import", company()).code == 0
    ended = terminal.whither("demo", *SMALL, "--store", str(terminal.store))
    assert (ended.code, "holds something other than the firm" in ended.err) == (1, True)
    assert terminal.whither("ask", "ada", "--as-of", "2026-06-30").code == 0

    mine = str(terminal.data / "mine.sqlite")
    assert terminal.whither("demo", *SMALL, "--store", mine).code == 0
    for other in (("--seed", "2"), ("--touches", "2500")):
        ended = terminal.whither("demo", *SMALL, *other, "--store", mine)
        assert (ended.code, "leave --store out" in ended.err) == (1, True)


def test_into_a_folder_it_is_written_and_no_store_is_made(terminal: Terminal, tmp_path: Path) -> None:
    ended = terminal.whither("demo", *SMALL, "--into", str(tmp_path / "folder"))

    assert ended.code == 0, ended.err
    assert bytes_of(tmp_path / "folder") == bytes_of(generate(tmp_path / "again", SIZE, 1).folder)
    assert not terminal.data.exists()
    assert re.search(r"touches per tie, median +\d", ended.out)
    assert "single thread" not in ended.out
    assert f"whither import {tmp_path / 'folder'} --store FILE" in ended.out


def test_the_commands_a_folder_names_lead_to_the_same_firm(terminal: Terminal, tmp_path: Path) -> None:
    told = terminal.whither("demo", *SMALL, "--into", str(tmp_path / "folder"), "--json").data()
    first, second = [
        [str(tmp_path / f"{number}.sqlite") if word == "FILE" else word for word in shlex.split(command)[1:]]
        for number, command in enumerate(told["commands"])
    ]

    assert terminal.whither(*first).code == 0
    figures = terminal.whither(*second, "--json").data()["figures"]
    assert told["figures"].items() <= figures.items()
    assert terminal.whither(*second[:-1], first[-1], "--json").data()["figures"] == figures


def test_a_store_filled_by_an_import_of_the_folder_is_not_filled_again(terminal: Terminal, tmp_path: Path) -> None:
    folder = generate(tmp_path / "folder", SIZE, 1).folder
    assert terminal.whither("import", str(folder)).code == 0

    ended = terminal.whither("demo", *SMALL, "--store", str(terminal.store))
    assert (ended.code, "Loading" in ended.out) == (0, False)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--staff", "0"), "staff"),
        (("--staff", "3", "--people", "4", "--ties", "13"), "ties"),
        ((*SMALL, "--touches", "299"), "touches"),
        ((*SMALL, "--seed", "-1"), "seed"),
        (("--ties", "200000000"), "ties"),
    ],
)
def test_a_size_that_no_firm_has_is_refused_in_one_sentence(
    terminal: Terminal, arguments: tuple[str, ...], sentence: str
) -> None:
    ended = terminal.whither("demo", *arguments)

    assert (ended.code, sentence in ended.sentence()) == (2, True)
    assert not terminal.data.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--into", "folder"),
        ("--json",),
        (*SMALL, "--port", "0"),
        (*SMALL, "--into", "folder", "--store", "mine.sqlite"),
    ],
    ids=" ".join,
)
def test_options_that_do_not_go_together_are_wrong_usage(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    ended = terminal.whither("demo", *arguments)

    assert (ended.code, "Error:" in ended.err, "Traceback" in ended.err) == (2, True, False)
    assert not terminal.data.exists()


def test_a_folder_that_holds_something_is_left_alone(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    ended = terminal.whither("demo", *SMALL, "--into", str(tmp_path))

    assert (ended.code, "not empty" in ended.sentence()) == (1, True)
    assert bytes_of(tmp_path) == {"note.txt": b"mine"}


def test_one_that_cannot_be_generated_leaves_no_store(terminal: Terminal) -> None:
    terminal.data.mkdir()
    scratch_folder(settings_of(terminal), Wanted(SIZE, 1)).symlink_to("nowhere")
    ended = terminal.whither("demo", *SMALL)

    assert (ended.code, "is a file" in ended.err) == (1, True)
    assert stores_in(terminal) == []


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({}, (50, 2_000, 500, 10_000, 80_000)),
        ({"staff": 5_000}, (5_000, 200_000, 50_000, 1_000_000, 8_000_000)),
        ({"ties": 1_000_000}, (5_000, 200_000, 50_000, 1_000_000, 8_000_000)),
        ({"people": 400}, (10, 400, 100, 2_000, 16_000)),
        ({"accounts": 100}, (10, 400, 100, 2_000, 16_000)),
        ({"touches": 16_000}, (10, 400, 100, 2_000, 16_000)),
        ({"staff": 50, "ties": 2_000}, (50, 400, 100, 2_000, 16_000)),
        ({"staff": 1, "ties": 2_000}, (1, 2_000, 100, 2_000, 16_000)),
        ({"people": 1, "ties": 2_000}, (2_000, 1, 100, 2_000, 16_000)),
        ({"staff": 100, "people": 5}, (100, 5, 25, 500, 4_000)),
        ({"ties": 0}, (1, 1, 1, 0, 0)),
    ],
    ids=str,
)
def test_numbers_left_out_go_with_those_given(given: dict[str, int], size: tuple[int, ...]) -> None:
    found = size_with(**given)

    assert (found.staff, found.people, found.accounts, found.ties, found.all_touches) == size


def test_two_settings_of_one_firm_name_one_store() -> None:
    settings = replace(Settings.read({}), data=Path("data"))
    one, same, other = (
        generated_settings(settings, None, Wanted(size_with(staff=staff), seed)).store
        for staff, seed in ((5, 1), (5, 1), (5, 2))
    )

    assert one == same != other
    assert generated_settings(settings, "neo4j://127.0.0.1:7687", Wanted(SIZE, 1)).store == "neo4j://127.0.0.1:7687"
