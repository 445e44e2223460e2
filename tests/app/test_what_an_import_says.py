"""The sentences of an import's report that must not promise more than is known."""

from __future__ import annotations

from rich.console import Console

from app.printing_changes import changes_of
from app.printing_import import print_import, report_as_json
from exchange.report import FileReport, ImportReport
from graph.domain.money import Money

FIRM = "firm.csv was set aside, and the time zone and the currency it gives cannot be changed later"


def report_of(*files: FileReport, dry_run: bool = False, firm_set_aside: bool = False) -> ImportReport:
    """An import, into a store that held something, that loaded nothing."""
    revenue = (Money(10_000, "EUR"),)
    return ImportReport(
        "folder", files, revenue, (), (), None, 0, (), None, again=True, dry_run=dry_run, firm_set_aside=firm_set_aside
    )


def printed(report: ImportReport) -> str:
    """What stands on the terminal."""
    console = Console(width=500)
    with console.capture() as capture:
        print_import(console, report)
    return capture.get()


def test_a_dry_run_counts_the_most_rows_that_others_might_refer_to() -> None:
    people, touches = FileReport("people.csv", 1, retracted=2), FileReport("touches.csv", 1, retracted=1)
    out = printed(report_of(people, touches, dry_run=True))
    assert "people.csv: at most 2 people retracted (those that others refer to stay)" in out
    assert "touches.csv: 1 touch retracted\n" in out
    assert changes_of(people) == "2 people retracted"


def test_why_nothing_is_loaded_without_a_firm_is_told_by_an_import_and_by_a_dry_run() -> None:
    firm = FileReport("firm.csv", 1, rejected=1)
    done, dry = (report_of(firm, dry_run=asked, firm_set_aside=True) for asked in (False, True))
    assert f"Nothing was loaded: {FIRM}" in printed(done)
    assert f"the import would load nothing: {FIRM}" in printed(dry)
    assert (done.exit_code, report_as_json(done, "store")["firmSetAside"]) == (1, True)


def test_revenue_is_that_of_the_files_good_rows() -> None:
    assert "Revenue in the file's good rows: EUR 1.00" in printed(report_of())
