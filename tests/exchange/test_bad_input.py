"""More than a hundred kinds of bad input, each told as what it is, and nothing good lost beside it.

63 kinds of rows are set aside alone (44 ``CELLS``, 19 ``ROWS``), 5 fall because of others (``TOGETHER``), 12 kinds of
files are set aside as a whole (``FILES_AS_A_WHOLE``), and 8 kinds of folders get one sentence (``FOLDERS``); 14 kinds
only look bad and are taken (``TAKEN``). What stands beside is compared byte for byte, by export.
"""

from __future__ import annotations

import asyncio
import csv
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import exchange
from exchange.exporting import export_folder
from exchange.report import ImportReport
from graph.domain.records import Person, StaffMember
from graph.engine.assumptions import VERSION
from graph.errors import FolderError
from graph.store.embedded import EmbeddedStore, open_store
from tests.exchange.bad_cells import CELLS
from tests.exchange.bad_files import FILES_AS_A_WHOLE
from tests.exchange.bad_input import Bad, WholeFile
from tests.exchange.bad_rows import ROWS, TOGETHER
from tests.exchange.small_firm import FILES, FURTHER, brought_in, folder_of, of

GOOD: Mapping[str, str] = {**FILES, **FURTHER}


@dataclass(frozen=True)
class Told:
    """A reject as it is listed."""

    file: str
    line: int
    column: str
    value: str
    reason: str
    row: str


def told(report: ImportReport) -> list[Told]:
    """The rejects, as the file that lists them says."""
    if report.rejects is None:
        return []
    with report.rejects.open(encoding="utf-8", newline="") as file:
        return [Told(**{**row, "line": int(row["line"])}) for row in csv.DictReader(file)]  # type: ignore[arg-type]


async def exported(store: EmbeddedStore, folder: Path) -> dict[str, str]:
    """Everything that the store holds."""
    report = await export_folder(store, folder)
    return {file.name: (folder / file.name).read_text(encoding="utf-8") for file in report.files}


@pytest.fixture(scope="module")
def good_export(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Everything that a store holds after the good folder alone."""
    place = tmp_path_factory.mktemp("good")

    async def out() -> dict[str, str]:
        opened = await open_store(place / "whither.sqlite", VERSION)
        try:
            await brought_in(opened, folder_of(place / "folder", GOOD))
            return await exported(opened, place / "out")
        finally:
            await opened.close()

    return asyncio.run(out())


def spoilt_with(bad: Bad) -> dict[str, str | bytes]:
    """The good folder, in one of whose files bad rows come first."""
    header, _, rest = GOOD[bad.file].partition("\n")
    rows = "".join(f"{row}\n" for row in bad.rows)
    return {**GOOD, bad.file: f"{header}\n{rows}{rest}".encode("utf-8", "surrogatepass")}


def test_the_kinds_are_counted_as_the_docstring_says() -> None:
    counts = (len(CELLS), len(ROWS), len(TOGETHER), len(FILES_AS_A_WHOLE), len(FOLDERS), len(TAKEN))
    assert counts == (44, 19, 5, 12, 8, 14)
    sentences = [one.says for one in (*CELLS, *ROWS, *TOGETHER, *FILES_AS_A_WHOLE)]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("bad", [*CELLS, *ROWS, *TOGETHER], ids=lambda bad: bad.says)
async def test_a_bad_row_is_told_apart_and_nothing_beside_it_is_lost(
    store: EmbeddedStore, tmp_path: Path, good_export: dict[str, str], bad: Bad
) -> None:
    report = await brought_in(store, folder_of(tmp_path / "spoilt", spoilt_with(bad)))

    expected = [Told(bad.file, at, row.column, row.value, row.reason, row.shown) for at, row in bad.told()]
    assert told(report) == expected
    assert report.exit_code == 3
    assert await exported(store, tmp_path / "out") == good_export


@pytest.mark.parametrize("whole", FILES_AS_A_WHOLE, ids=lambda whole: whole.says)
async def test_a_bad_file_is_told_apart_and_the_other_files_are_loaded(
    store: EmbeddedStore, tmp_path: Path, good_export: dict[str, str], whole: WholeFile
) -> None:
    report = await brought_in(store, folder_of(tmp_path / "spoilt", {**GOOD, "covenants.csv": whole.content}))

    (reject,) = told(report)
    assert (reject.file, reject.line, reject.value, reject.reason) == ("covenants.csv", 1, whole.value, whole.reason)
    assert of(report, "covenants.csv").unusable == whole.reason
    others = {name: text for name, text in good_export.items() if name != "covenants.csv"}
    assert await exported(store, tmp_path / "out") == others


def _nowhere(place: Path) -> Path:
    return place / "nowhere"


def _empty(place: Path) -> Path:
    return folder_of(place / "folder", {})


def _file(place: Path) -> Path:
    return folder_of(place, {"staff.csv": "id,name\n"}) / "staff.csv"


def _foreign(place: Path) -> Path:
    return folder_of(place / "folder", {"contacts.csv": "id\n", "notes.txt": ""})


def _later(place: Path) -> Path:
    return folder_of(place / "folder", {"decisions.csv": "id\n"})


def _folder_for_file(place: Path) -> Path:
    folder = folder_of(place / "folder", {"staff.csv": GOOD["staff.csv"]})
    (folder / "touches.csv").mkdir()
    return folder


def _pipe_for_file(place: Path) -> Path:
    folder = folder_of(place / "folder", {"staff.csv": GOOD["staff.csv"]})
    os.mkfifo(folder / "touches.csv")
    return folder


def _gone(place: Path) -> Path:
    folder = folder_of(place / "folder", {"staff.csv": GOOD["staff.csv"]})
    (folder / "touches.csv").symlink_to(place / "gone")
    return folder


FOLDERS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a folder that is not there": (_nowhere, r"^There is no folder .*/nowhere: check the path\.$"),
    "an empty folder": (_empty, r"folder holds none of .*firm\.csv, .*attention\.csv: check the path\.$"),
    "a folder that is a file": (_file, r"staff\.csv is a file: name the folder that holds it\.$"),
    "a folder of other things": (_foreign, r"folder holds none of .*, attention\.csv: check the path\.$"),
    "a folder of files for later": (_later, r"attention\.csv \(decisions\.csv: not read yet\): check the path\.$"),
    "a file that is a folder": (_folder_for_file, r"touches\.csv is not a file: move it out of the folder\.$"),
    "a file that is a pipe": (_pipe_for_file, r"touches\.csv is not a file: move it out of the folder\.$"),
    "a file that is gone": (_gone, r"touches\.csv cannot be read \(No such file .*\): allow it, or move it"),
}


@pytest.mark.parametrize("kind", FOLDERS)
async def test_a_bad_folder_gets_one_sentence_and_nothing_is_loaded(
    store: EmbeddedStore, tmp_path: Path, kind: str
) -> None:
    spoil, sentence = FOLDERS[kind]
    with pytest.raises(FolderError, match=sentence):
        await brought_in(store, spoil(tmp_path))
    assert (await store.revision(), await store.import_mark()) == (0, None)


_SURVEY_AS_NOBODY = """
import os, sys
from pathlib import Path
from exchange.folder import survey
from graph.errors import FolderError
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    survey(Path(sys.argv[1]))
except FolderError as error:
    print(error)
"""
"""The superuser may read everything, so this is asked by somebody else."""


@pytest.mark.parametrize("closed", ["folder/touches.csv", "folder"])
def test_a_file_or_folder_without_read_permission_gets_one_sentence(tmp_path: Path, closed: str) -> None:
    for path in (tmp_path, folder_of(tmp_path / "folder", GOOD), *(tmp_path / "folder").iterdir()):
        path.chmod(0o755)
    (tmp_path / closed).chmod(0)
    code = [sys.executable, "-c", _SURVEY_AS_NOBODY, "folder"]
    found = {**os.environ, "PYTHONPATH": str(Path(exchange.__file__).parents[1])}
    try:
        asked = subprocess.run(code, cwd=tmp_path, env=found, capture_output=True, text=True, check=True, timeout=60)
    finally:
        (tmp_path / closed).chmod(0o700)

    assert asked.stdout == f"{closed} cannot be read (Permission denied): allow it, or move it out of the folder.\n"


@dataclass(frozen=True)
class Taken:
    """Something that looks bad and is taken: rows more at the end of ``file``, or the whole of it anew, and how what
    is then there ``looks``, column by column in the export."""

    says: str
    file: str
    rows: str
    looks: tuple[str, ...]
    whole: bool = False


TAKEN: tuple[Taken, ...] = (
    Taken("a formula is text", "people.csv", "sam,=1+1,,+49 30 1234", ("sam,=1+1,,+49 30 1234",)),
    Taken("a hash sign is text", "people.csv", "#sam,#1 buyer,,", ("#sam,#1 buyer,,",)),
    Taken("quotes are doubled in quotes", "people.csv", 'sam,"Sam ""the man""",,', ('sam,"Sam ""the man""",,',)),
    Taken("a separator in quotes is text", "people.csv", 'sam,"Smith, Sam",,', ('sam,"Smith, Sam",,',)),
    Taken("an id that a spreadsheet rounded is an id", "people.csv", "1.23E+11,Sam,,", ("1.23E+11,Sam,,",)),
    Taken("an id with leading zeros keeps them", "people.csv", "00123,Sam,,", ("00123,Sam,,",)),
    Taken("spaces around words and texts are trimmed", "people.csv", "sam, Sam ,,\u00a0CEO", ("sam,Sam,,CEO",)),
    Taken(
        "a truth is yes, no, 1 or 0 in any case",
        "employments.csv",
        "rex,globex,,,,YES,2020-01-01,\nrex,globex,,,,1,2021-01-01,\nrex,initech,,,,False,,\nrex,globex,,,,0,,",
        (
            "rex,globex,,,,no,,",
            "rex,globex,,,,yes,2020-01-01,",
            "rex,globex,,,,yes,2021-01-01,",
            "rex,initech,,,,no,,",
        ),
    ),
    Taken(
        "a month is named, or its first day is",
        "attention.csv",
        "ben,2026-06,1,\nben,2026-07-01,2,",
        ("ben,2026-06,1,", "ben,2026-07,2,"),
    ),
    Taken("a word counts in any case", "touches.csv", "t7,2024-01-01,ada,pia,, EMAIL,", ()),
    Taken(
        "Email is a column in any case", "people.csv", "ID, email ,NAME\npia,p@x.example,P\nrex,,R\nquinn,,", (), True
    ),
    Taken("columns that nobody knows are left alone", "people.csv", "id,shoes\npia,44\nrex,45\nquinn,46", (), True),
    Taken("a comma at the end of every line", "people.csv", "id,name,\npia,Pia,\nrex,Rex,\nquinn,Quinn,", (), True),
    Taken("a file with a header alone", "referrals.csv", "person_id,account_id", (), True),
)


@pytest.mark.parametrize("taken", TAKEN, ids=lambda taken: taken.says)
async def test_what_only_looks_bad_is_taken(store: EmbeddedStore, tmp_path: Path, taken: Taken) -> None:
    text = f"{taken.rows}\n" if taken.whole else f"{GOOD[taken.file]}{taken.rows}\n"
    report = await brought_in(store, folder_of(tmp_path / "folder", {**GOOD, taken.file: text}))

    assert told(report) == []
    assert report.exit_code == 0
    rows = (await exported(store, tmp_path / "out")).get(taken.file, "").splitlines()
    assert set(taken.looks) <= set(rows)
    assert len(rows) == (len(text.splitlines()) if len(text.splitlines()) > 1 else 0)


async def test_what_is_read_of_a_header_in_any_case_is_what_it_says(store: EmbeddedStore, tmp_path: Path) -> None:
    people = "ID, email ,NAME\npia,p@x.example,P\n"
    await brought_in(store, folder_of(tmp_path / "folder", {"people.csv": people}))
    assert (await store.fetch(Person, ["pia"]))["pia"] == Person("pia", "P", "p@x.example")


async def test_a_whole_file_of_bad_rows_costs_no_good_row(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", {"staff.csv": "id,name\nada,Ada\n" + " x,X\n" * 3 + "ben,Ben\n"})
    report = await brought_in(store, folder)

    assert (of(report, "staff.csv").new, of(report, "staff.csv").rejected) == (2, 3)
    assert await store.fetch(StaffMember, ["ada", "ben"]) == {
        "ada": StaffMember("ada", "Ada"),
        "ben": StaffMember("ben", "Ben"),
    }


async def test_an_amount_with_a_thousands_separator_never_counts_as_a_smaller_one(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    """The row has as many cells as the header, had it not been for an empty one at its end."""
    revenue = "account_id,on,amount,ref,line\nglobex,2025-01-11,1,234.50,r9,\nglobex,2025-01-12,1234.50,r9,\n"
    report = await brought_in(store, folder_of(tmp_path / "folder", {**GOOD, "revenue.csv": revenue}))

    reason = "the row has 6 cells and the header 5: quote cells that hold the separator"
    assert told(report) == [Told("revenue.csv", 2, "", "", reason, "globex,2025-01-11,1,234.50,r9,")]
    assert report.revenue[0].decimal() == "1234.50"
