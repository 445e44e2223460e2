"""Rows that fall, or count once, because of other rows."""

from __future__ import annotations

from pathlib import Path

from graph.store.embedded import EmbeddedStore
from tests.exchange.small_firm import FILES, brought_in, folder_of, of, rejects_of


async def test_rows_with_one_key_and_different_content_are_all_set_aside_and_name_each_other(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    folder = folder_of(
        tmp_path / "folder",
        {
            **FILES,
            "touches.csv": FILES["touches.csv"]
            + "t1,2024-03-01,ben,pia,,meeting,\nt1,2024-03-01,ada,pia,globex,meeting,\n",
            "employments.csv": FILES["employments.csv"] + "pia,globex,Director,,,,,\n",
            "revenue.csv": FILES["revenue.csv"] + "globex,2025-01-10,7,,r1,\n",
        },
    )
    report = await brought_in(store, folder)

    assert rejects_of(report) == [
        ("employments.csv", 2, "person_id", _same("person_id, account_id, start", 5)),
        ("employments.csv", 5, "person_id", _same("person_id, account_id, start", 2)),
        ("touches.csv", 2, "id", _same("id", 6)),
        ("touches.csv", 6, "id", _same("id", 2)),
        ("touches.csv", 7, "id", _same("id", 6)),
        ("revenue.csv", 2, "account_id", _same("account_id, on, ref", 5)),
        ("revenue.csv", 5, "account_id", _same("account_id, on, ref", 2)),
    ]
    touches = of(report, "touches.csv")
    assert (touches.rows, touches.new, touches.rejected) == (6, 3, 3)
    assert report.revenue[0].decimal() == "150.25"


async def test_two_rows_about_the_firm_are_both_set_aside(store: EmbeddedStore, tmp_path: Path) -> None:
    report = await brought_in(
        store, folder_of(tmp_path / "folder", {"firm.csv": "name\nOurs\nTheirs\n", "people.csv": FILES["people.csv"]})
    )

    assert rejects_of(report) == [
        ("firm.csv", 2, "", "line 3 has the firm with other content: keep one of the two"),
        ("firm.csv", 3, "", "line 2 has the firm with other content: keep one of the two"),
    ]
    assert await store.firm() is None


def _same(names: str, line: int) -> str:
    return f"line {line} has the same {names} with other content: keep one of the two"


async def test_a_row_that_refers_to_one_set_aside_is_set_aside_as_well(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path / "folder",
        {
            "staff.csv": "id,name,manager_id,start\nada,Ada,ben,\nben,Ben,cora,\ncora,,,\ndan,Dan,,\n",
            "accounts.csv": "id,name\nglobex,Globex\nglobex,Other\ninitech,Initech\n",
            "touches.csv": "id,at,staff_id,account_id,channel\nt1,2024-01-01,ada,initech,call\n"
            "t2,2024-01-01,dan,globex,call\nt3,2024-01-01,dan,initech,call\n",
        },
    )
    report = await brought_in(store, folder)

    fallen = "line {} of {}, which has this id, was set aside: mend it first"
    assert rejects_of(report) == [
        ("staff.csv", 2, "manager_id", fallen.format(3, "staff.csv")),
        ("staff.csv", 3, "manager_id", fallen.format(4, "staff.csv")),
        ("staff.csv", 4, "name", "this cell is required: fill it in"),
        ("accounts.csv", 2, "id", _same("id", 3)),
        ("accounts.csv", 3, "id", _same("id", 2)),
        ("touches.csv", 2, "staff_id", fallen.format(2, "staff.csv")),
        ("touches.csv", 3, "account_id", fallen.format(2, "accounts.csv")),
    ]
    held = await store.held()
    assert (held.staff, held.accounts, held.touches) == (1, 1, 1)


async def test_two_who_manage_each_other_are_no_reject(store: EmbeddedStore, tmp_path: Path) -> None:
    report = await brought_in(
        store, folder_of(tmp_path / "folder", {"staff.csv": "id,name,manager_id\nada,Ada,ben\nben,Ben,ada\n"})
    )

    assert (report.exit_code, of(report, "staff.csv").new) == (0, 2)


async def test_a_good_row_stays_beside_a_bad_one_with_the_same_id(store: EmbeddedStore, tmp_path: Path) -> None:
    people = FILES["people.csv"] + "pia,Pia\n" + "rex," + "x" * 1001 + ",,\n"
    report = await brought_in(store, folder_of(tmp_path / "folder", {**FILES, "people.csv": people}))

    assert [(file, line) for file, line, _, _ in rejects_of(report)] == [("people.csv", 5), ("people.csv", 6)]
    assert of(report, "people.csv").new == 3
    assert of(report, "employments.csv").rejected == 0


async def test_bookings_that_differ_by_a_ten_thousandth_are_not_the_same(store: EmbeddedStore, tmp_path: Path) -> None:
    rows = "globex,2025-02-01,-0.0001,EUR,r7,\nglobex,2025-02-01,-0.0002,EUR,r7,\n"
    folder = folder_of(tmp_path / "folder", {**FILES, "revenue.csv": FILES["revenue.csv"] + rows})
    report = await brought_in(store, folder)

    assert [(line, column) for _, line, column, _ in rejects_of(report)] == [(5, "account_id"), (6, "account_id")]
    assert of(report, "revenue.csv").repeated == 0


async def test_an_amount_that_would_be_rounded_is_set_aside(store: EmbeddedStore, tmp_path: Path) -> None:
    rows = "globex,2025-02-01,0.00001,EUR,r7,\nglobex,2025-02-01,1.50000,EUR,r8,\n"
    folder = folder_of(tmp_path / "folder", {**FILES, "revenue.csv": FILES["revenue.csv"] + rows})
    report = await brought_in(store, folder)

    reason = "an amount has at most 4 decimals: round it"
    assert rejects_of(report) == [("revenue.csv", 5, "amount", reason)]
