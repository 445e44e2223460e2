"""``--complete FILE``: the file is the whole truth, but bad data never deletes good data."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange import completing
from exchange.importing import import_folder
from exchange.present import Present
from exchange.repeats import Ranking
from exchange.report import FileReport
from graph.changes.pace import Pace
from graph.domain.kinds import Record, key_of
from graph.domain.records import Booking, Person, Service, StaffMember, Touch
from graph.domain.vocabulary import AmendmentKind
from graph.errors import InvalidInput
from graph.store.embedded import EmbeddedStore
from tests.exchange.holding import amendments_in, rows_in
from tests.exchange.small_firm import FILES, NOW, brought_in, folder_of, of


async def completed(store: EmbeddedStore, place: Path, files: dict[str, str], *names: str) -> dict[str, FileReport]:
    """Import the small firm and then, for these files as the whole truth, another folder; what became of each file."""
    await brought_in(store, folder_of(place / "first", FILES))
    folder = folder_of(place / "second", files)
    report = await import_folder(store, folder, now=NOW, rejects=None, complete=names)
    return {name: of(report, name) for name in names}


def without(name: str, *beginnings: str) -> str:
    """A file of the small firm without the rows that begin so."""
    return "".join(line for line in FILES[name].splitlines(keepends=True) if not line.startswith(beginnings))


async def ids(store: EmbeddedStore, kind: type[Record]) -> list[object]:
    return [key_of(row)[0] for row in (await rows_in(store)).get(kind, [])]


async def test_rows_that_the_file_no_longer_holds_are_retracted_and_counted_apart(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path
) -> None:
    left = {"touches.csv": without("touches.csv", "t2", "t4")}
    file = (await completed(store, tmp_path, left, "touches.csv"))["touches.csv"]
    await brought_in(another_store, folder_of(tmp_path / "alone", {**FILES, **left}))

    assert (file.complete, file.rows, file.unchanged, file.retracted, file.kept) == (True, 2, 2, 2, 0)
    rows = await rows_in(store)
    assert rows[Touch] == (await rows_in(another_store))[Touch]
    held, alone = await store.held(), await another_store.held()
    assert (held.ties, held.unfolded, held.last_touch) == (alone.ties, 0, alone.last_touch)


async def test_what_was_retracted_so_stays_away_from_later_imports_in_which_the_file_is_not_complete(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    await completed(store, tmp_path, {"touches.csv": without("touches.csv", "t2")}, "touches.csv")
    amendments = [(one.row_kind, one.row_key, one.kind, one.at) for one in await amendments_in(store)]
    assert amendments == [("touch", '["t2"]', AmendmentKind.ABSENT, NOW)]
    revision = await store.revision()
    later = of(await brought_in(store, folder_of(tmp_path / "first", FILES)), "touches.csv")

    assert (later.rows, later.unchanged, later.withheld) == (4, 3, 1)
    assert await ids(store, Touch) == ["t1", "t3", "t4"]
    assert await store.revision() == revision


async def test_a_file_that_still_holds_everything_retracts_nothing(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "first", FILES))
    revision = await store.revision()
    names = [name for name in FILES if name != "firm.csv"]
    report = await import_folder(store, tmp_path / "first", now=NOW, rejects=None, complete=names)
    assert [(file.retracted, file.kept) for file in report.files] == [(0, 0)] * len(FILES)
    assert await store.revision() == revision


async def test_other_files_keep_their_rows(store: EmbeddedStore, tmp_path: Path) -> None:
    files = {
        "touches.csv": without("touches.csv", "t2"),
        "promises.csv": "id,staff_id,account_id,made_on\np2,ada,globex,2025-01-01\n",
    }
    await completed(store, tmp_path, files, "touches.csv")
    held = await store.held()
    assert (held.touches, held.promises) == (3, 2)


async def test_who_is_still_referred_to_stays_and_is_told(store: EmbeddedStore, tmp_path: Path) -> None:
    people = "id,name\npia,Pia\n"
    file = (await completed(store, tmp_path, {"people.csv": people}, "people.csv"))["people.csv"]
    assert (file.retracted, file.kept) == (1, 1)  # nobody ever spoke of rex
    assert await ids(store, Person) == ["pia", "quinn"]


async def test_rows_go_before_those_they_refer_to(store: EmbeddedStore, tmp_path: Path) -> None:
    files = {name: without(name, "quinn", "t3") for name in ("people.csv", "employments.csv", "touches.csv")}
    found = await completed(store, tmp_path, files, *files)
    assert {name: (file.retracted, file.kept) for name, file in found.items()} == {
        "people.csv": (1, 0),
        "employments.csv": (2, 0),
        "touches.csv": (1, 0),
    }
    assert await ids(store, Person) == ["pia", "rex"]


async def test_a_chain_of_managers_goes_as_a_whole_however_small_the_units(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = "".join(f"m{n:02},M,,,,m{n + 1:02},,\n" for n in range(20)) + "m20,M,,,,,,\n"
    await brought_in(store, folder_of(tmp_path / "first", {**FILES, "staff.csv": FILES["staff.csv"] + chain}))
    monkeypatch.setattr(completing, "Pace", lambda: Pace(largest=3))
    monkeypatch.setattr("graph.changes.pace._SMALLEST", 3)
    folder = folder_of(tmp_path / "second", {"staff.csv": FILES["staff.csv"]})
    report = await import_folder(store, folder, now=NOW, rejects=None, complete=["staff.csv"])
    assert (of(report, "staff.csv").retracted, of(report, "staff.csv").kept) == (21, 0)
    assert await ids(store, StaffMember) == ["ada", "ben", "cora"]


async def test_more_absent_rows_than_are_held_at_once_go_all_the_same(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = "".join(f"n{n:03},N\n" for n in range(250))
    await brought_in(store, folder_of(tmp_path / "zero", {"people.csv": "id,name\n" + people}))
    monkeypatch.setattr(completing, "_MOST", 100)
    only = {"people.csv": "id,name\npia,Pia\nn007,N\n"}
    file = (await completed(store, tmp_path, only, "people.csv"))["people.csv"]
    assert (file.retracted, file.kept) == (250, 1)
    assert await ids(store, Person) == ["n007", "pia", "quinn"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("t2,soon,ada,pia,,email,out", "a cell that cannot be read"),
        ("t2,2024-03-31,nobody,pia,,email,out", "an unknown id"),
        ("t2,2024-03-31,ada,,,email,out", "neither person nor account"),
        (" t2 ,2024-03-31,ada,pia,,email,out", "spaces around its id"),
        ("t2,2024-03-31,ada,pia,,email,out\nt2,2024-03-31,ben,pia,,email,out", "two contents"),
    ],
)
async def test_a_row_that_is_set_aside_still_counts_as_present(
    store: EmbeddedStore, tmp_path: Path, line: str, reason: str
) -> None:
    touches = without("touches.csv", "t2", "t3") + line + "\n"
    file = (await completed(store, tmp_path, {"touches.csv": touches}, "touches.csv"))["touches.csv"]
    assert file.rejected == line.count("\n") + 1, reason
    assert (file.retracted, file.unreadable) == (1, 0)
    assert await ids(store, Touch) == ["t1", "t2", "t4"]


@pytest.mark.parametrize("line", ["t2,2024-03-31,ada,pia,,email,out,and,more", '"t2,2024-03-31,ada,pia,,email,out'])
async def test_where_the_key_of_a_row_cannot_be_read_nothing_is_retracted(
    store: EmbeddedStore, tmp_path: Path, line: str
) -> None:
    touches = without("touches.csv", "t2", "t3") + line + "\n"
    file = (await completed(store, tmp_path, {"touches.csv": touches}, "touches.csv"))["touches.csv"]
    assert (file.rejected, file.retracted, file.unreadable) == (1, 0, 1)
    assert len(await ids(store, Touch)) == 4


@pytest.mark.parametrize("content", ["", "id,at\nt1,2024-01-01\n", "id,at,id\n"])
async def test_a_file_that_cannot_be_used_retracts_nothing(store: EmbeddedStore, tmp_path: Path, content: str) -> None:
    file = (await completed(store, tmp_path, {"touches.csv": content}, "touches.csv"))["touches.csv"]
    assert file.unusable is not None
    assert (file.complete, file.retracted) == (True, 0)
    assert len(await ids(store, Touch)) == 4


async def test_a_complete_file_without_a_column_for_the_start_holds_the_rows_that_stand(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    services = {"services.csv": "staff_id,account_id,role\nben,globex,backup\n"}
    file = (await completed(store, tmp_path, services, "services.csv"))["services.csv"]
    assert (file.unchanged, file.retracted) == (1, 1)
    spoilt = {"services.csv": "staff_id,account_id,role\nben,nowhere,backup\n"}
    folder = folder_of(tmp_path / "spoilt", spoilt)
    again = of(await import_folder(store, folder, now=NOW, rejects=None, complete=["services.csv"]), "services.csv")
    assert (again.rejected, again.unreadable, again.retracted) == (1, 1, 0)
    assert len(await ids(store, Service)) == 1


async def test_a_file_of_a_header_alone_says_that_there_is_nothing(store: EmbeddedStore, tmp_path: Path) -> None:
    header = {"touches.csv": FILES["touches.csv"].splitlines()[0]}
    file = (await completed(store, tmp_path, header, "touches.csv"))["touches.csv"]
    assert (file.rows, file.retracted) == (0, 4)
    assert (await store.held()).ties == 0


async def test_a_row_that_now_has_a_start_is_present_and_the_one_without_is_not_retracted_as_well(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    services = "staff_id,account_id,role,start,end\nada,globex,lead,2015-01-01,\nben,globex,backup,2020-01-01,\n"
    file = (await completed(store, tmp_path, {"services.csv": services}, "services.csv"))["services.csv"]
    assert (file.updated, file.retracted) == (2, 0)
    assert len(await ids(store, Service)) == 2
    assert await amendments_in(store) == []


BOOKINGS = "account_id,on,amount,currency,ref\n"
UNRANKED = ["globex,2025-03-01,1,EUR,\n", "globex,2025-03-01,2,EUR,\n", "globex,2025-03-01,3,EUR,\n"]


async def booked(store: EmbeddedStore) -> list[tuple[str, int, int]]:
    """The bookings of the first of March as (ref, rank, amount)."""
    rows = (await rows_in(store))[Booking]
    found = [row for row in rows if isinstance(row, Booking) and row.on.month == 3]
    return sorted((row.ref, row.rank, row.amount // 10_000) for row in found)


async def revenue_again(store: EmbeddedStore, place: Path, rows: list[str]) -> FileReport:
    """Import three bookings without a ref, and then these as the whole truth."""
    await brought_in(store, folder_of(place / "first", {**FILES, "revenue.csv": BOOKINGS + "".join(UNRANKED)}))
    folder = folder_of(place / "second", {"revenue.csv": BOOKINGS + "".join(rows)})
    return of(await import_folder(store, folder, now=NOW, rejects=None, complete=["revenue.csv"]), "revenue.csv")


async def test_bookings_without_a_ref_are_as_many_as_the_file_has(store: EmbeddedStore, tmp_path: Path) -> None:
    file = await revenue_again(store, tmp_path, UNRANKED[1:])
    assert (file.updated, file.retracted) == (2, 1)
    assert await booked(store) == [("", 1, 2), ("", 2, 3)]


async def test_a_booking_without_a_ref_that_is_set_aside_protects_all_of_its_day(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    file = await revenue_again(store, tmp_path, [UNRANKED[0], "globex,2025-03-01,two,EUR,\n"])
    assert (file.rejected, file.unchanged, file.retracted) == (1, 1, 0)
    assert await booked(store) == [("", 1, 1), ("", 2, 2), ("", 3, 3)]


async def test_a_booking_with_a_ref_protects_itself_alone(store: EmbeddedStore, tmp_path: Path) -> None:
    file = await revenue_again(store, tmp_path, ["globex,2025-03-01,two,EUR,r1\n"])
    assert (file.rejected, file.retracted) == (1, 3)
    assert (await rows_in(store)).get(Booking) is None


@pytest.mark.parametrize("name", ["firm.csv", "retractions.csv", "decisions.csv", "touches", "covenants.csv"])
async def test_only_a_file_that_is_there_and_has_rows_of_its_own_can_be_complete(
    store: EmbeddedStore, tmp_path: Path, name: str
) -> None:
    folder = folder_of(tmp_path / "folder", {"firm.csv": FILES["firm.csv"], "staff.csv": FILES["staff.csv"]})
    sentence = "holds no such file" if name == "covenants.csv" else r"name one of staff\.csv, accounts\.csv"
    with pytest.raises(InvalidInput, match=rf"^--complete '{name}' cannot be used: .*{sentence}"):
        await import_folder(store, folder, now=NOW, rejects=None, complete=["staff.csv", name])
    assert await store.revision() == 0


def test_keys_that_end_in_a_zero_are_told_apart() -> None:
    """Digests are compared as padded texts: one of them in 256 ends in a zero."""
    people = [Person(f"p{number}") for number in range(2_000)]
    present = Present(Person)
    for person in people[:1_000]:
        present.add(person)
    present.rank(Ranking().ranks())
    assert present.absent(people) == people[1_000:]
