"""What stops an import before its first row: no firm to read it by, and names of files that cannot be told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.domain.records import Firm, Touch
from graph.errors import FolderError, InvalidRecord
from graph.store.embedded import EmbeddedStore
from tests.exchange.holding import corrected, retracted, rows_in
from tests.exchange.small_firm import FILES, brought_in, folder_of, of, rejects_of

FIRM = "name,currency,time_zone\nOurs,{},Europe/Berlin\n"


@pytest.mark.parametrize("firm", [FIRM.format("Euro"), "currency\nEUR\n", "name\nOurs\nTheirs\n"])
async def test_nothing_is_loaded_when_the_firm_by_which_it_would_be_read_is_set_aside(
    store: EmbeddedStore, tmp_path: Path, firm: str
) -> None:
    folder = folder_of(tmp_path / "folder", {**FILES, "firm.csv": firm})
    report = await brought_in(store, folder)
    assert (report.exit_code, report.loaded, report.firm_set_aside, await store.revision()) == (1, False, True, 0)
    assert {name for name, *_ in rejects_of(report)} == {"firm.csv"}
    dry = await brought_in(store, folder, dry_run=True)
    assert (dry.exit_code, dry.firm_set_aside) == (3, True)

    folder_of(folder, {"firm.csv": FIRM.format("EUR")})
    assert (await brought_in(store, folder)).exit_code == 0
    assert [str(row.on) for row in (await rows_in(store))[Touch] if isinstance(row, Touch) and row.id == "t2"] == [
        "2024-04-01"
    ]


async def test_a_firm_that_is_known_reads_the_rest_when_its_row_is_set_aside(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    await brought_in(store, folder_of(tmp_path / "first", {"firm.csv": FIRM.format("EUR")}))
    report = await brought_in(store, folder_of(tmp_path / "folder", {**FILES, "firm.csv": FIRM.format("Euro")}))
    assert (report.exit_code, report.loaded, report.firm_set_aside) == (3, True, False)


async def test_the_firm_is_never_retracted_yet_may_be_corrected(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    rows = "".join(f"firm.csv,{kind},[],2026-02-01,\n" for kind in ("retracted", "absent"))
    folder = folder_of(tmp_path / "second", {"retractions.csv": f"file,kind,key,at,imported\n{rows}"})
    report = await brought_in(store, folder)
    reason = "the firm itself is never retracted: take the row out"
    assert rejects_of(report) == [("retractions.csv", line, "file", reason) for line in (2, 3)]
    with pytest.raises(InvalidRecord, match="the firm itself is never retracted"):
        await retracted(store, Firm, ())
    await corrected(store, Firm("Us", ("ours.example",), "EUR", "Europe/Berlin"))
    assert await store.firm() == Firm("Us", ("ours.example",), "EUR", "Europe/Berlin")


async def test_the_capitals_in_the_name_of_a_file_do_not_matter(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", {"People.CSV": "id,name\nsam,Sam\n", "Other.csv": ""})
    report = await brought_in(store, folder)
    assert (of(report, "people.csv").new, report.not_in_layout) == (1, ("Other.csv",))


async def test_two_files_whose_names_differ_in_capitals_alone_are_refused(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", {"people.csv": "id\nsam\n", "People.csv": "id\nsue\n"})
    with pytest.raises(FolderError, match=r"holds People\.csv and people\.csv: keep one of them\."):
        await brought_in(store, folder)
