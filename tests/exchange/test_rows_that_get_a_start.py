"""Of several rows of a file with a start the first that is new takes the place of the one without."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from exchange.dating import Starts
from graph.domain.kinds import key_of
from graph.domain.records import Employment
from graph.domain.vocabulary import DecisionRole
from graph.store.embedded import EmbeddedStore
from tests.exchange.holding import rows_in
from tests.exchange.small_firm import FILES, brought_in, folder_of, of

STARTS = ("2019-01-01", "2021-01-01", "2023-01-01")


async def roles_of_pia(store: EmbeddedStore) -> dict[str, DecisionRole | None]:
    rows = (await rows_in(store))[Employment]
    pia = [row for row in rows if isinstance(row, Employment) and (row.person_id, row.account_id) == ("pia", "globex")]
    return {str(row.start): row.decision_role for row in pia}


@pytest.mark.parametrize("order", list(permutations(STARTS)))
async def test_the_first_start_inherits_whatever_the_order_of_rows(
    store: EmbeddedStore, tmp_path: Path, order: tuple[str, ...]
) -> None:
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    rows = "".join(f"pia,globex,{start}\n" for start in order)
    folder = folder_of(tmp_path / "second", {"employments.csv": f"person_id,account_id,start\n{rows}"})

    dry = await brought_in(store, folder, dry_run=True)
    report = await brought_in(store, folder)
    assert (of(report, "employments.csv").new, of(report, "employments.csv").updated) == (2, 1)
    assert [(file.new, file.updated) for file in dry.files] == [(file.new, file.updated) for file in report.files]
    assert await roles_of_pia(store) == {
        "2019-01-01": DecisionRole.TECHNICAL,
        "2021-01-01": None,
        "2023-01-01": None,
    }


async def test_beside_a_row_that_stands_with_an_earlier_start_a_later_one_takes_the_place(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    header = "person_id,account_id,start\n"
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    both = {"employments.csv": f"{header}pia,globex,2019-01-01\npia,globex,\n"}
    await brought_in(store, folder_of(tmp_path / "second", both))
    assert set(await roles_of_pia(store)) == {"None", "2019-01-01"}
    dated = {"employments.csv": f"{header}pia,globex,2019-01-01\npia,globex,2021-01-01\n"}
    report = await brought_in(store, folder_of(tmp_path / "third", dated))
    assert (of(report, "employments.csv").unchanged, of(report, "employments.csv").updated) == (1, 1)
    assert set(await roles_of_pia(store)) == {"2019-01-01", "2021-01-01"}


def test_only_rows_without_a_start_beside_others_stand_alone() -> None:
    starts = Starts()
    rows = [Employment("pat", "acme", start=day) for day in (None, date(2020, 1, 1), date(2019, 1, 1))]
    lone = [Employment("quin", "acme", start=date(2020, 1, 1)), Employment("rex", "acme")]
    for row in (*rows, *lone):
        starts.add(row)
    alone = starts.alone(Employment)
    assert [key_of(row) in alone for row in (*rows, *lone)] == [True, False, False, False, False]
    assert key_of(rows[0]) not in Starts().alone(Employment)
