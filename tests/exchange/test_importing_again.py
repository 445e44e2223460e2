"""A second import: what is new, what is an update, what stays, and what a row keeps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from exchange.report import ImportReport
from graph.domain.records import Account, Covenant, Employment, Firm, Person, StaffMember, Touch
from graph.domain.vocabulary import CovenantKind, DecisionRole, Direction
from graph.store.embedded import EmbeddedStore
from tests.exchange.holding import rows_in
from tests.exchange.small_firm import FILES, FURTHER, brought_in, folder_of, network_in, of, rejects_of

ALL = {**FILES, **FURTHER}


async def again(store: EmbeddedStore, place: Path, first: dict[str, str], second: dict[str, str]) -> ImportReport:
    """Import one folder and then another; the report of the second."""
    await brought_in(store, folder_of(place / "first", first))
    return await brought_in(store, folder_of(place / "second", second))


def became(report: ImportReport, name: str) -> tuple[int, int, int, dict[str, int]]:
    """How many rows of a file were new, updated and unchanged, and which columns changed."""
    file = of(report, name)
    return file.new, file.updated, file.unchanged, dict(file.changed)


async def test_the_same_folder_a_second_time_changes_nothing(store: EmbeddedStore, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", ALL)
    first = await brought_in(store, folder)
    before, revision = await rows_in(store), await store.revision()
    second = await brought_in(store, folder)

    assert (first.again, second.again, second.exit_code) == (False, True, 0)
    for file in second.files:
        assert (file.new, file.updated, file.unchanged, dict(file.changed)) == (0, 0, file.rows, {}), file.name
    assert (await store.revision(), await rows_in(store)) == (revision, before)
    assert await store.import_mark() is None


async def test_a_changed_end_is_one_update_and_told_as_such(store: EmbeddedStore, tmp_path: Path) -> None:
    employments = FILES["employments.csv"].replace("2023-01-01,\n", "2023-01-01,2025-11-30\n")
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    revision = await store.revision()
    report = await brought_in(store, folder_of(tmp_path / "second", {**FILES, "employments.csv": employments}))

    assert became(report, "employments.csv") == (0, 1, 2, {"end": 1})
    assert sum(file.new + file.updated for file in report.files) == 1
    assert await store.revision() == revision + 1


async def test_rows_may_refer_to_what_only_the_store_holds(store: EmbeddedStore, tmp_path: Path) -> None:
    report = await again(
        store,
        tmp_path,
        ALL,
        {
            "touches.csv": "id,at,staff_id,person_id,account_id,channel\nt9x,2025-06-06,ada,rex,initech,visit\n",
            "staff.csv": "id,name,manager_id\ndan,Dan,cora\n",
            "outcomes.csv": "departure_id,account_id,outcome\nd1,globex,stayed\n",
        },
    )

    assert report.exit_code == 0
    assert became(report, "touches.csv") == (1, 0, 0, {})
    assert became(report, "staff.csv") == (1, 0, 0, {})
    assert became(report, "outcomes.csv") == (0, 1, 0, {"outcome": 1})
    assert (await store.fetch(StaffMember, ["dan"]))["dan"].manager_id == "cora"


async def test_rows_that_refer_to_what_neither_folder_nor_store_holds_are_set_aside(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    services = "staff_id,account_id,role\nada,globex,backup\nada,gamma,lead\n"
    report = await again(store, tmp_path, FILES, {"services.csv": services})

    reason = "no row of accounts.csv has this id, nor does the store: add the row or correct the id"
    assert rejects_of(report) == [("services.csv", 3, "account_id", reason)]
    assert became(report, "services.csv") == (1, 0, 0, {})


async def test_what_a_file_does_not_hold_stays(store: EmbeddedStore, tmp_path: Path) -> None:
    header, first, *_ = FILES["touches.csv"].splitlines(keepends=True)
    report = await again(store, tmp_path, FILES, {"touches.csv": header + first})

    assert became(report, "touches.csv") == (0, 0, 1, {})
    assert (await store.held()).touches == 4


async def test_a_missing_column_keeps_what_was_there(store: EmbeddedStore, tmp_path: Path) -> None:
    narrow = {
        "firm.csv": "name\nOurs\n",
        "staff.csv": "id,name\nada,Ada\nben,Ben\n",
        "accounts.csv": "id,name\nglobex,Globex\n",
        "buying.csv": "account_id,from,approach\nglobex,2016-01-01,relationship\n",
        "people.csv": "id\npia\nquinn\n",
        "employments.csv": "person_id,account_id,start\nquinn,globex,2018-01-01\n",
        "services.csv": "staff_id,account_id,role,start\nben,globex,backup,2020-01-01\n",
        "touches.csv": "id,at,staff_id,person_id,channel\nt1,2024-03-01,ada,pia,meeting\n",
        "closeness.csv": "staff_id,person_id,closeness,on\nada,pia,4,2024-05-01\n",
        "promises.csv": "id,staff_id,person_id,made_on\np1,ada,pia,2024-01-01\n",
        "revenue.csv": "account_id,on,amount,ref\nglobex,2025-01-10,1000.50,r1\n",
        "covenants.csv": "staff_id,kind,account_id\nben,non_compete,\n",
        "gains.csv": "id,account_id,from,until,amount,currency\ng1,globex,2024-01-01,2025-01-01,1200.5,EUR\n",
        "referrals.csv": "person_id,account_id\npia,initech\n",
        "colleagues.csv": "staff_id,other_id,kind\nada,ben,hired\n",
        "departures.csv": "id,staff_id,left_on,destination\nd1,cora,2020-01-01,rival\n",
        "outcomes.csv": "departure_id,account_id,outcome\nd1,globex,shrank\n",
        "attention.csv": "staff_id,month\nada,2025-05\n",
    }
    await brought_in(store, folder_of(tmp_path / "first", ALL))
    before, revision = await rows_in(store), await store.revision()
    report = await brought_in(store, folder_of(tmp_path / "second", narrow))

    assert report.exit_code == 0
    for file in report.files:
        assert file.unchanged == file.rows, file.name
    assert (await rows_in(store), await store.revision()) == (before, revision)


async def test_an_empty_cell_clears(store: EmbeddedStore, tmp_path: Path) -> None:
    cleared = {
        "firm.csv": "name,domains\nOurs,\n",
        "staff.csv": "id,name,email,title,team,manager_id,start,end\nada,Ada,,,,,,\n",
        "accounts.csv": "id,name,domain,industry,parent_id,since\nglobex,Globex,,,,\n",
        "people.csv": "id,name,email,title\npia,,,\n",
        "employments.csv": (
            "person_id,account_id,title,decision_role,decision_weight,veto,start,end\nquinn,globex,,,,,2018-01-01,\n"
        ),
        "touches.csv": "id,at,staff_id,person_id,account_id,channel,direction\nt2,2024-03-31,ada,pia,,email,\n",
    }
    report = await again(store, tmp_path, FILES, cleared)

    assert (await store.fetch(StaffMember, ["ada"]))["ada"] == StaffMember("ada", "Ada")
    assert (await store.fetch(Account, ["globex"]))["globex"] == Account("globex", "Globex")
    assert (await store.fetch(Person, ["pia"]))["pia"] == Person("pia")
    assert await store.firm() == Firm("Ours", (), "EUR", "Europe/Berlin")
    changed = {"email": 1, "title": 1, "team": 1, "manager_id": 1, "start": 1}
    assert became(report, "staff.csv") == (0, 1, 0, changed)
    assert became(report, "firm.csv") == (0, 1, 0, {"domains": 1})
    assert became(report, "employments.csv") == (0, 1, 0, {"decision_role": 1, "veto": 1, "end": 1})
    assert became(report, "touches.csv") == (0, 1, 0, {"at": 1, "direction": 1})
    touch = (await store.find(Touch, [("t2",)]))["t2",]
    assert (touch.on, touch.direction) == (date(2024, 3, 31), Direction.BOTH)


async def test_a_new_row_takes_what_an_empty_cell_means_for_a_missing_column(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    report = await again(store, tmp_path, FILES, {"staff.csv": "id,name\nada,Ada the Great\ndan,Dan\n"})

    staff = await store.fetch(StaffMember, ["ada", "dan"])
    assert staff["dan"] == StaffMember("dan", "Dan")
    assert (staff["ada"].name, staff["ada"].title, staff["ada"].manager_id) == ("Ada the Great", "Sales", "ben")
    assert became(report, "staff.csv") == (1, 1, 0, {"name": 1})


async def test_who_gets_a_manager_that_comes_with_the_same_file_is_updated_once_and_never_without_one(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    staff = (
        FILES["staff.csv"]
        .replace("ada@ours.example,Sales,North,ben", "ada@ours.example,Head,North,dan")
        .replace("Cora,,Sales,South,ben", "Cora,,Sales,South,ben")
    )
    staff += "dan,Dan,,,,eve,,\neve,Eve,,,,,,\n"
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    managers: list[str | None] = []
    write = store.write

    async def watched(work: object) -> object:
        managers.append((await store.fetch(StaffMember, ["ada"]))["ada"].manager_id)
        return await write(work)  # type: ignore[arg-type]  # any unit of any work

    store.write = watched  # type: ignore[assignment, method-assign]  # the test looks on between two units
    report = await brought_in(store, folder_of(tmp_path / "second", {**FILES, "staff.csv": staff}))

    assert became(report, "staff.csv") == (2, 1, 2, {"title": 1, "manager_id": 1})
    assert set(managers) == {"ben", "dan"}
    found = await store.fetch(StaffMember, ["ada", "dan"])
    assert (found["ada"].manager_id, found["dan"].manager_id) == ("dan", "eve")


async def test_a_touch_that_moves_to_another_tie_leaves_the_ties_as_a_first_import_would(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path
) -> None:
    moved = {
        **FILES,
        "touches.csv": FILES["touches.csv"]
        .replace("t1,2024-03-01,ada,pia", "t1,2024-03-01,ben,rex")
        .replace("t3,2025-05-05T10:00:00,ben,quinn,initech,call", "t3,2025-05-05T10:00:00,ada,pia,initech,crisis"),
    }
    report = await again(store, tmp_path, FILES, moved)
    await brought_in(another_store, folder_of(tmp_path / "alone", moved))

    assert became(report, "touches.csv") == (0, 2, 2, {"staff_id": 2, "person_id": 2, "channel": 1})
    assert await network_in(store) == await network_in(another_store)
    held = await store.held()
    assert (held.ties, held.unfolded) == (3, 0)


EMPLOYMENTS = "person_id,account_id,title,decision_role,start,end\n"


async def test_a_row_that_now_has_a_start_updates_the_one_without(store: EmbeddedStore, tmp_path: Path) -> None:
    report = await again(
        store,
        tmp_path,
        FILES,
        {
            "employments.csv": "person_id,account_id,title,start\npia,globex,Head,2014-01-01\n",
            "services.csv": "staff_id,account_id,role,start\nada,globex,lead,2015-01-01\n",
            "covenants.csv": "staff_id,kind,from,account_id\nben,non_compete,2019-01-01,\n",
        },
    )

    assert became(report, "employments.csv") == (0, 1, 0, {"title": 1, "start": 1})
    assert became(report, "services.csv") == (0, 1, 0, {"start": 1})
    assert became(report, "covenants.csv") == (0, 1, 0, {"from": 1})
    rows = await rows_in(store)
    pia = [row for row in rows[Employment] if isinstance(row, Employment) and row.person_id == "pia"]
    assert pia == [
        Employment("pia", "globex", "Head", DecisionRole.TECHNICAL, 25.0, veto=False, start=date(2014, 1, 1))
    ]
    ben = [row for row in rows[Covenant] if isinstance(row, Covenant) and row.staff_id == "ben"]
    assert ben == [Covenant("ben", CovenantKind.NON_COMPETE, date(2019, 1, 1), None, date(2030, 1, 1))]


@pytest.mark.parametrize("order", [1, -1])
async def test_a_file_may_hold_a_row_without_a_start_beside_one_with(
    store: EmbeddedStore, tmp_path: Path, order: int
) -> None:
    rows = ["pia,globex,Engineer,,,\n", "pia,globex,Head,,2014-01-01,\n"]
    employments = EMPLOYMENTS + "".join(rows[::order])
    report = await again(store, tmp_path, FILES, {"employments.csv": employments})

    assert became(report, "employments.csv") == (1, 1, 0, {"decision_role": 1})
    assert (await store.held()).employments == 4
    revision = await store.revision()
    third = await brought_in(store, folder_of(tmp_path / "second", {"employments.csv": employments}))
    assert (became(third, "employments.csv"), await store.revision()) == ((0, 0, 2, {}), revision)


async def test_a_file_without_a_column_for_the_start_means_the_row_that_stands(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    report = await again(
        store,
        tmp_path,
        FILES,
        {
            "employments.csv": "person_id,account_id,title\nquinn,globex,Chair\npia,globex,Head\nrex,globex,New\n",
            "services.csv": "staff_id,account_id,role,end\nben,globex,backup,2023-01-01\n",
            "covenants.csv": "staff_id,kind,account_id,until\nada,non_solicit,globex,2031-01-01\n",
        },
    )

    assert became(report, "employments.csv") == (1, 2, 0, {"title": 2})
    assert became(report, "services.csv") == (0, 1, 0, {"end": 1})
    assert became(report, "covenants.csv") == (0, 1, 0, {"until": 1})
    held = await store.held()
    assert (held.employments, held.services) == (4, 2)


async def test_where_several_rows_stand_a_file_must_tell_the_start(store: EmbeddedStore, tmp_path: Path) -> None:
    two = EMPLOYMENTS + "pia,globex,Engineer,,2014-01-01,2016-01-01\npia,globex,Head,,2018-01-01,\n"
    wrong = "staff_id,account_id,role,end\nben,globex,backup,2019-12-31\n"
    first = {**FILES, "employments.csv": two}
    second = {"employments.csv": "person_id,account_id,title\npia,globex,Chair\n", "services.csv": wrong}
    report = await again(store, tmp_path, first, second)

    assert rejects_of(report) == [
        (
            "employments.csv",
            2,
            "start",
            "the store holds several such rows: add the column start to say which is meant",
        ),
        ("services.csv", 2, "end", "it lies before its start 2020-01-01; correct either day"),
    ]


async def test_the_currency_and_the_time_zone_of_a_store_stay_those_of_its_first_import(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    revision = await store.revision()
    found = []
    for number, (firm, revenue) in enumerate(
        [("Ours,USD,Europe/Berlin", ""), ("Ours,EUR,UTC", ""), ("Ours,,", "globex,2025-01-10,5,USD,r7\n")]
    ):
        files = {
            "firm.csv": f"name,currency,time_zone\n{firm}\n",
            "revenue.csv": f"account_id,on,amount,currency,ref\n{revenue}",
        }
        report = await brought_in(store, folder_of(tmp_path / f"{number}", files))
        found += [(file, column, reason) for file, _, column, reason in rejects_of(report)]

    one = "the store's one currency is EUR"
    zone = "the store's one time zone is Europe/Berlin, which cut touches into days"
    assert found == [
        ("firm.csv", "currency", f"{one}: name a new store for another"),
        ("firm.csv", "time_zone", f"{zone}: name a new store for another"),
        ("revenue.csv", "currency", f"{one}: convert the amount"),
    ]
    assert await store.revision() == revision  # nor does an empty cell clear either


async def test_amounts_without_a_currency_are_in_that_of_the_store(store: EmbeddedStore, tmp_path: Path) -> None:
    revenue = "account_id,on,amount,ref\nglobex,2025-02-01,7,r7\n"
    report = await again(store, tmp_path, FILES, {"revenue.csv": revenue})
    assert [(money.decimal(), money.currency) for money in report.revenue] == [("7.00", "EUR")]


async def test_touches_that_came_without_a_firm_fix_the_time_zone(store: EmbeddedStore, tmp_path: Path) -> None:
    first = {name: FILES[name] for name in ("staff.csv", "accounts.csv", "people.csv")}
    late = {"firm.csv": "name,time_zone\nOurs,Asia/Tokyo\n"}
    await brought_in(store, folder_of(tmp_path / "first", first))
    await brought_in(store, folder_of(tmp_path / "touches", {"touches.csv": FILES["touches.csv"]}))
    report = await brought_in(store, folder_of(tmp_path / "late", late))

    assert [(column, reason[:32]) for _, _, column, reason in rejects_of(report)] == [
        ("time_zone", "the store's one time zone is UTC")
    ]


async def test_a_firm_that_is_told_before_any_touch_may_name_its_time_zone(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    late = {"firm.csv": "name,time_zone\nOurs,Asia/Tokyo\n"}
    report = await again(store, tmp_path, {"staff.csv": FILES["staff.csv"]}, late)
    assert (report.exit_code, await store.firm()) == (0, Firm("Ours", time_zone="Asia/Tokyo"))


async def test_days_are_cut_in_the_stores_zone_when_the_folder_names_none(store: EmbeddedStore, tmp_path: Path) -> None:
    touches = "id,at,staff_id,person_id,channel\nlate,2025-07-01T22:30:00Z,ada,pia,call\n"
    await again(store, tmp_path, FILES, {"touches.csv": touches})
    touch = (await store.find(Touch, [("late",)]))["late",]
    assert touch.on == date(2025, 7, 2)


async def test_strict_and_a_dry_run_write_nothing_into_a_filled_store(store: EmbeddedStore, tmp_path: Path) -> None:
    changed = {**FILES, "people.csv": FILES["people.csv"].replace("Rex", "Rexina") + "sam,Sam\n"}
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    revision, rows = await store.revision(), await rows_in(store)
    folder = folder_of(tmp_path / "second", changed)

    strict = await brought_in(store, folder, strict=True)
    assert (strict.exit_code, strict.loaded, strict.rejected) == (1, False, 1)
    dry = await brought_in(store, folder, dry_run=True)
    assert (dry.exit_code, dry.loaded, dry.rejected) == (3, False, 1)
    assert (await store.revision(), await rows_in(store), await store.import_mark()) == (revision, rows, None)


async def test_an_import_into_a_filled_store_that_finds_nothing_in_common_adds_to_it(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path
) -> None:
    """Whichever of two folders comes first, the store ends the same."""
    south = {"staff.csv": "id,name\nzoe,Zoe\n", "people.csv": "id\nyan\n"}
    south["touches.csv"] = "id,at,staff_id,person_id,channel\nz1,2025-01-01T00:00:00Z,zoe,yan,call\n"
    await again(store, tmp_path / "one", {"firm.csv": FILES["firm.csv"], **south}, FILES)
    await again(another_store, tmp_path / "other", FILES, south)

    assert await rows_in(store) == await rows_in(another_store)
    assert await network_in(store) == await network_in(another_store)
