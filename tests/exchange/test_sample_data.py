"""The public sample data is imported whole, with the totals that are known of it."""

from __future__ import annotations

from pathlib import Path

from graph.domain.money import Money
from graph.store.embedded import EmbeddedStore
from tests.exchange.small_firm import brought_in, folder_of, of


def copied(folder: Path, place: Path) -> Path:
    """The files of a folder where a test may write beside them."""
    return folder_of(place / folder.name, {path.name: path.read_bytes() for path in folder.glob("*.csv")})


async def test_northwind_is_imported_without_a_reject(store: EmbeddedStore, sample_data: Path, tmp_path: Path) -> None:
    report = await brought_in(store, copied(sample_data / "northwind", tmp_path))

    assert [of(report, name).new for name in ("staff.csv", "accounts.csv", "people.csv")] == [9, 91, 91]
    assert (of(report, "touches.csv").new, of(report, "revenue.csv").new) == (830, 830)
    assert report.revenue == (Money(12_657_930_400, "USD"),)
    assert (report.exit_code, report.rejected) == (0, 0)
    held = await store.held()
    assert (held.ties, held.unfolded) == (464, 0)
    assert held.accounts - held.touched_accounts == 2


async def test_adventureworks_is_imported_without_a_reject(
    store: EmbeddedStore, sample_data: Path, tmp_path: Path
) -> None:
    report = await brought_in(store, copied(sample_data / "adventureworks", tmp_path))

    assert [of(report, name).new for name in ("staff.csv", "accounts.csv", "people.csv")] == [18, 701, 753]
    assert of(report, "touches.csv").new == 3_616
    assert (report.exit_code, report.rejected) == (0, 0)
    quality = report.quality
    assert quality is not None
    assert (quality.nameless_people, quality.own_domain_people) == (515, 753)
    assert (quality.accounts_without_touch, str(quality.last_touch)) == (69, "2020-05-31")


async def test_the_lobbying_register_is_not_read_yet(store: EmbeddedStore, sample_data: Path, tmp_path: Path) -> None:
    folder = copied(sample_data / "lda", tmp_path)
    (folder / "people.csv").write_text("id\np\n")
    report = await brought_in(store, folder)

    assert (report.not_read_yet, report.not_in_layout) == (("decisions.csv",), ("pairs.csv",))
