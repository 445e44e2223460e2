"""``whither import`` into a store that holds a firm: what changed, what a complete file retracts, what was given up."""

from __future__ import annotations

import asyncio
import csv
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.wiring import opened
from graph.changes.marking import Claim, begin_import
from graph.store.values import ImportMark
from tests.app.commanding import Terminal, company, folder_with
from tests.app.interrupting import settings_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demo company's folder, to be changed."""
    return Path(shutil.copytree(company(), tmp_path / "company"))


def what_changed(out: str) -> list[str]:
    """The page on what an import changed."""
    page = out.partition("What this import changed\n")[2].partition("\n\n")[0]
    return [line.strip() for line in page.splitlines()]


def revision(terminal: Terminal) -> int:
    """The revision as doctor tells it."""
    found = re.search(r"revision (\d+)", " ".join(terminal.whither("doctor").out.split()), re.IGNORECASE)
    assert found is not None
    return int(found[1])


def test_a_first_import_has_no_page_on_what_changed(terminal: Terminal) -> None:
    assert "What this import changed" not in terminal.whither("import", company()).out


def test_the_same_company_again_changes_nothing(firm: Terminal) -> None:
    before = revision(firm)
    ended = firm.whither("import", company())
    assert ended.code == 0
    assert what_changed(ended.out) == ["nothing"]
    assert all(
        file["new"] == file["updated"] == 0 for file in firm.whither("import", company(), "--json").data()["files"]
    )
    assert revision(firm) == before


def test_a_second_import_says_what_it_changed(firm: Terminal, folder: Path) -> None:
    with (folder / "people.csv").open("a", encoding="utf-8") as file:
        columns = (folder / "people.csv").read_text(encoding="utf-8").splitlines()[0].count(",")
        file.write("".join(f"new{number},New {number}{',' * (columns - 1)}\n" for number in range(3)))
    path = folder / "employments.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    end = header.split(",").index("end")
    ended = 0
    for place, row in enumerate(rows):
        cells = row.split(",")
        if not cells[end] and ended < 2:
            cells[end] = "2026-06-01"
            rows[place], ended = ",".join(cells), ended + 1
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")

    before = revision(firm)
    printed = firm.whither("import", str(folder))
    assert printed.code == 0
    assert what_changed(printed.out) == ["people.csv: 3 new people", "employments.csv: 2 ends"]
    assert revision(firm) == before + 2


@pytest.mark.parametrize("name", ["northwind", "adventureworks"])
def test_public_data_a_second_time_changes_nothing_and_one_end_is_one_update(
    sample_data: Path, tmp_path: Path, name: str
) -> None:
    terminal = Terminal(tmp_path / "data")
    folder = Path(shutil.copytree(sample_data / name, tmp_path / name))
    assert terminal.whither("import", str(folder)).code == 0
    first = revision(terminal)
    again = terminal.whither("import", str(folder), "--json").data()
    assert sum(file["new"] + file["updated"] for file in again["files"]) == 0
    assert revision(terminal) == first

    path = folder / "employments.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[7] |= {"end": "2031-01-01"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[7]))
        writer.writeheader()
        writer.writerows(rows)
    ended = terminal.whither("import", str(folder))
    assert (ended.code, what_changed(ended.out)) == (0, ["employments.csv: 1 end"])
    assert revision(terminal) == first + 1


def test_programs_get_the_changed_columns_per_file(firm: Terminal, folder: Path) -> None:
    staff = (folder / "staff.csv").read_text(encoding="utf-8")
    (folder / "staff.csv").write_text(staff.replace("Ada Lindqvist", "Ada Lindqvist-Berg", 1), encoding="utf-8")
    report = firm.whither("import", str(folder), "--json").data()
    files = {file["name"]: file for file in report["files"]}
    assert (report["again"], files["staff.csv"]["updated"], files["staff.csv"]["changed"]) == (True, 1, {"name": 1})
    assert files["touches.csv"]["changed"] == {}


def test_a_dry_run_says_what_would_change_and_changes_nothing(firm: Terminal, folder: Path) -> None:
    with (folder / "people.csv").open("a", encoding="utf-8") as file:
        columns = (folder / "people.csv").read_text(encoding="utf-8").splitlines()[0].count(",")
        file.write(f"new,New{',' * (columns - 1)}\n")
    path = folder / "touches.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-5]), encoding="utf-8")
    before = revision(firm)
    ended = firm.whither("import", str(folder), "--dry-run", "--complete", "touches.csv")
    assert ended.code == 0
    page = ended.out.partition("What this import would change\n")[2].partition("\n\n")[0]
    assert [line.strip() for line in page.splitlines()] == [
        "people.csv: 1 new person",
        "touches.csv: 5 touches retracted",
    ]
    assert "Nothing was loaded, as asked" in ended.out
    assert revision(firm) == before


def test_a_complete_file_retracts_what_it_no_longer_holds(firm: Terminal, folder: Path) -> None:
    path = folder / "touches.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-5]), encoding="utf-8")
    kept = firm.whither("import", str(folder))
    assert "retracted" not in kept.out
    ended = firm.whither("import", str(folder), "--complete", "touches.csv", "--complete", "people.csv")
    assert ended.code == 0
    assert what_changed(ended.out) == ["touches.csv: 5 touches retracted"]
    row = next(line.split() for line in ended.out.splitlines() if line.startswith("touches.csv"))
    assert row == ["touches.csv", "480", "0", "0", "480", "0", "5"]
    assert "Loaded 0 rows" in ended.out
    assert "5 rows retracted" in ended.out

    back = firm.whither("import", company())
    said = " ".join(back.out.split())
    assert "touches.csv: 5 rows were withheld: retracted or corrected by hand, or absent from an earlier" in said
    assert "import with --complete FILE to bring the latter back." in said

    whole = firm.whither("import", company(), "--complete", "touches.csv")
    assert what_changed(whole.out) == ["touches.csv: 5 new touches"]
    assert "withheld" not in whole.out


@pytest.mark.parametrize(("spoil", "said"), [("\x00\n", "the key of 1 row cannot be read"), ("", "cannot be used")])
def test_bad_data_never_retracts_good_data(firm: Terminal, folder: Path, spoil: str, said: str) -> None:
    header = (folder / "touches.csv").read_text(encoding="utf-8").splitlines(keepends=True)[0] if spoil else ""
    (folder / "touches.csv").write_text(header + spoil, encoding="utf-8")
    ended = firm.whither("import", str(folder), "--complete", "touches.csv")
    assert ended.code == 3
    assert "touches.csv: nothing was retracted, because" in " ".join(ended.out.split())
    assert said in " ".join(ended.out.split())
    assert what_changed(ended.out) == ["nothing"]


def test_a_file_that_cannot_be_complete_is_wrong_usage_and_leaves_no_store(terminal: Terminal) -> None:
    ended = terminal.whither("import", company(), "--complete", "firm.csv")
    assert (ended.code, "--complete 'firm.csv' cannot be used: name one of" in ended.sentence()) == (2, True)
    assert not terminal.store.exists()


def test_a_mended_folder_says_that_the_list_of_rejects_is_an_earlier_one(terminal: Terminal, tmp_path: Path) -> None:
    spoilt = folder_with(tmp_path / "folder", staff="id,name,start\ns1,Sam,soon\n")
    assert terminal.whither("import", str(spoilt)).code == 3
    mended = folder_with(tmp_path / "folder", staff="id,name,start\ns1,Sam,2024-01-01\n")
    ended = terminal.whither("import", str(mended))
    assert ended.code == 0
    assert "are of an earlier import: this one set none aside" in " ".join(ended.out.split())
    assert terminal.whither("import", str(mended), "--json").data()["earlierRejects"] == str(
        terminal.data / "rejects.csv"
    )


# Imports that were interrupted.


def interrupted(terminal: Terminal, beat: datetime, owner: str = "elsewhere:1:x") -> None:
    """Leave the mark of an import of another folder."""

    async def mark() -> None:
        async with opened(settings_of(terminal), create=True) as stores:
            claim = Claim(ImportMark(beat, beat, "another folder", owner), await stores.graph.firm())
            await begin_import(stores.graph, claim, lambda _owner: False)

    asyncio.run(mark())


LONG_AGO = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)


def test_after_an_interrupted_import_of_another_folder_the_remedy_names_how_to_give_it_up(firm: Terminal) -> None:
    interrupted(firm, LONG_AGO)
    ended = firm.whither("import", company())
    assert ended.code == 1
    assert ended.sentence().endswith("or give it up with `whither import --abandon`.")

    given_up = firm.whither("import", "--abandon")
    assert given_up.code == 0
    assert "The import begun at 2026-07-01 08:30 UTC is given up: rows that arrived stay" in given_up.out
    assert firm.whither("import", company()).code == 0


def test_an_import_can_be_given_up_and_another_begun_at_once(firm: Terminal) -> None:
    interrupted(firm, LONG_AGO)
    ended = firm.whither("import", company(), "--abandon")
    assert ended.code == 0
    assert "is given up" in ended.out
    assert "What this import changed" in ended.out


def test_programs_are_told_what_was_given_up(firm: Terminal) -> None:
    assert firm.whither("import", "--abandon", "--json").data()["abandoned"] is None
    interrupted(firm, LONG_AGO)
    assert firm.whither("import", "--abandon", "--json").data()["abandoned"] == "2026-07-01T08:30:00+00:00"


def test_where_nothing_was_interrupted_there_is_nothing_to_give_up(firm: Terminal) -> None:
    ended = firm.whither("import", "--abandon")
    assert (ended.code, "there is nothing to give up" in ended.out) == (0, True)


def test_where_there_is_no_store_there_is_nothing_to_give_up(terminal: Terminal) -> None:
    ended = terminal.whither("import", "--abandon")
    assert (ended.code, "There is no store" in ended.sentence()) == (1, True)
    assert not terminal.store.exists()


def test_an_import_that_may_still_run_is_not_given_up(firm: Terminal) -> None:
    interrupted(firm, datetime.now(UTC) - timedelta(seconds=5))
    for command in (("import", "--abandon"), ("import", company()), ("import", company(), "--dry-run")):
        ended = firm.whither(*command)
        assert (ended.code, "Another import into" in ended.sentence()) == (1, True)


def test_a_dry_run_gives_nothing_up(firm: Terminal) -> None:
    interrupted(firm, LONG_AGO)
    ended = firm.whither("import", company(), "--dry-run", "--abandon")
    assert (ended.code, "a dry run gives nothing up" in ended.err) == (2, True)
    assert "there is nothing" not in firm.whither("import", "--abandon").out


# A process of its own that a signal stops.


@contextmanager
def importing(folder: Path, terminal: Terminal) -> Iterator[subprocess.Popen[str]]:
    """A process that imports a folder."""
    environment = {**os.environ, "WHITHER_DATA": str(terminal.data), "COLUMNS": "80"}
    command = [sys.executable, "-c", "from app.entry import main; main()", "import", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("number", "code", "sentence"),
    [
        (signal.SIGTERM, 143, "Stopped before it was finished: run the same command again."),
        (signal.SIGINT, 130, "Interrupted before it was finished: run the same command again."),
    ],
)
def test_a_signal_leaves_an_import_that_can_be_run_again(
    firm: Terminal, folder: Path, number: signal.Signals, code: int, sentence: str
) -> None:
    _header, first, *_ = (folder / "touches.csv").read_text(encoding="utf-8").splitlines()
    _, rest = first.split(",", 1)
    with (folder / "touches.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"many{row},{rest}\n" for row in range(60_000))
    rows = (folder / "touches.csv").read_text(encoding="utf-8").count("\n") - 1

    with importing(folder, firm) as process:
        until(lambda: marked(firm), process)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip(), out) == (code, sentence, "")
    said = " ".join(firm.whither("ask", "ada").out.split())
    assert "An import begun at" in said

    ended = firm.whither("import", str(folder), "--json")
    assert ended.code == 0
    touches = next(file for file in ended.data()["files"] if file["name"] == "touches.csv")
    assert (touches["rows"], touches["new"] + touches["unchanged"]) == (rows, rows)
    assert not marked(firm)


def marked(terminal: Terminal) -> bool:
    """Whether the store bears the mark of an import."""

    async def look() -> bool:
        async with opened(settings_of(terminal)) as stores:
            return await stores.graph.import_mark() is not None

    return asyncio.run(look())


def until(reached: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Look until it is reached; fail when the process ends before."""
    while not reached():
        assert process.poll() is None, process.communicate()
