"""Of several rows with a start the first of the file takes the place of the one without, wherever they stand in it."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from exchange.dating import Starts
from graph.changes.pace import Pace
from graph.domain.kinds import key_of
from graph.domain.records import Employment
from graph.domain.vocabulary import DecisionRole
from graph.store.embedded import EmbeddedStore
from tests.exchange.holding import rows_in
from tests.exchange.small_firm import FILES, brought_in, folder_of, of

STARTS = ("2019-01-01", "2021-01-01", "2023-01-01")


@pytest.mark.parametrize("order", list(permutations(STARTS)))
async def test_the_first_start_inherits_whatever_the_order_of_rows_and_the_size_of_units(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: tuple[str, ...]
) -> None:
    monkeypatch.setattr("exchange.writing.Pace", lambda: Pace(largest=1))
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    rows = "".join(f"pia,globex,{start}\n" for start in order)
    folder = folder_of(tmp_path / "second", {"employments.csv": f"person_id,account_id,start\n{rows}"})

    dry = await brought_in(store, folder, dry_run=True)
    report = await brought_in(store, folder)
    assert (of(report, "employments.csv").new, of(report, "employments.csv").updated) == (2, 1)
    assert list(dry.files) == list(report.files)
    pia = [row for row in (await rows_in(store))[Employment] if isinstance(row, Employment) and row.person_id == "pia"]
    roles = {str(row.start): row.decision_role for row in pia}
    assert roles == {"2019-01-01": DecisionRole.TECHNICAL, "2021-01-01": None, "2023-01-01": None}


def test_only_later_starts_and_rows_without_one_beside_others_stand_alone() -> None:
    starts = Starts()
    days = [None, date(2020, 1, 1), date(2019, 1, 1), date(2020, 1, 1)]
    rows = [Employment("pat", "acme", start=day) for day in days]
    lone = [Employment("quin", "acme", start=days[1]), Employment("rex", "acme")]
    for row in (*rows, *lone):
        starts.add(row)
    alone = starts.alone(Employment)
    assert [key_of(row) in alone for row in (*rows, *lone)] == [True, True, False, True, False, False]
    assert key_of(rows[0]) not in Starts().alone(Employment)
    assert key_of(rows[1]) not in Starts().alone(Employment)
