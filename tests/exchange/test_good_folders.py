"""What a good folder becomes in the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from exchange.layout import LAYOUT
from graph.domain.calendar import day_number
from graph.domain.further_records import Amendment, Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.money import Money
from graph.domain.records import Account, Firm, Person, StaffMember
from graph.domain.vocabulary import (
    AccountOutcome,
    AmendmentKind,
    Channel,
    ColleagueKind,
    Destination,
    Direction,
)
from graph.store.embedded import EmbeddedStore
from graph.store.values import TieKey
from tests.exchange.small_firm import FILES, FURTHER, ROWS, TODAY, brought_in, folder_of, network_in, of


async def test_every_file_of_the_layout_is_loaded_whole(store: EmbeddedStore, tmp_path: Path) -> None:
    report = await brought_in(store, folder_of(tmp_path / "folder", {**FILES, **FURTHER}))

    rows = {**ROWS, **{name: len(text.splitlines()) - 1 for name, text in FURTHER.items()}}
    assert [(file.name, file.rows, file.new) for file in report.files] == [
        (layout.name, rows[layout.name], rows[layout.name]) for layout in LAYOUT
    ]
    assert all(file.updated == file.unchanged == file.repeated == file.rejected == 0 for file in report.files)
    assert (report.exit_code, report.rejected, report.rejects) == (0, 0, None)
    assert report.revenue == (Money(11_507_500, "EUR"),)


async def test_the_store_holds_what_the_rows_say(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "folder", FILES))

    assert await store.firm() == Firm("Ours", ("ours.example", "ours.test"), "EUR", "Europe/Berlin")
    staff = await store.fetch(StaffMember, ["ada", "cora"])
    assert staff["ada"] == StaffMember(
        "ada", "Ada", "ada@ours.example", "Sales", "North", "ben", date(2015, 1, 1), None
    )
    assert staff["cora"].end == date(2020, 1, 1)
    accounts = await store.fetch(Account, ["globex"])
    assert accounts["globex"] == Account("globex", "Globex", "globex.example", "Energy", "initech", date(2016, 1, 1))
    people = await store.fetch(Person, ["pia", "quinn"])
    assert people["quinn"] == Person("quinn", "", "quinn@ours.example", "")
    held = await store.held()
    assert (held.employments, held.services, held.touches, held.ratings) == (3, 2, 4, 2)
    assert (held.promises, held.bookings, held.ties, held.unfolded) == (2, 3, 3, 0)
    whole = await store.whole(TODAY)
    assert whole.buying.switching_cost.tolist()[0] == 2.5
    assert whole.buying.suppliers.tolist() == [1, -1]
    assert whole.employments.veto.tolist() == [False, True, False]
    assert len(whole.covenants) == 2


async def test_an_instant_falls_on_a_day_of_the_firms_time_zone(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "folder", FILES))

    page = await store.touches([TieKey("ada", "pia", None)], date(2026, 1, 1), 10)
    late, midnight = page.touches
    assert (late.id, late.at, late.on) == ("t2", datetime(2024, 3, 31, 23, 30, tzinfo=UTC), date(2024, 4, 1))
    assert (midnight.at, midnight.on) == (datetime(2024, 2, 29, 23, tzinfo=UTC), date(2024, 3, 1))
    page = await store.touches([TieKey("ben", "quinn", None)], date(2026, 1, 1), 10)
    unzoned = page.touches[0]
    assert (unzoned.at, unzoned.on) == (datetime(2025, 5, 5, 8, tzinfo=UTC), date(2025, 5, 5))
    assert (unzoned.channel, unzoned.direction) == (Channel.CALL, Direction.BOTH)


async def test_what_later_parts_of_the_model_read_is_stored(store: EmbeddedStore, tmp_path: Path) -> None:
    await brought_in(store, folder_of(tmp_path / "folder", {**FILES, **FURTHER}))

    gains = await store.find(Gain, [("g1",), ("g2",)])
    begin, end = date(2024, 1, 1), date(2025, 1, 1)
    assert gains["g1",] == Gain(
        "g1", "globex", begin, end, 12_005_000, "EUR", "ada", against_alternative=True, verified=False
    )
    assert gains["g2",] == Gain("g2", "globex", end, date(2026, 1, 1), -30_000, "EUR")  # the firm's doing
    assert await store.find(Referral, [("rex", "globex")]) == {("rex", "globex"): Referral("rex", "globex")}
    hired = ("ada", "ben", ColleagueKind.HIRED)
    assert await store.find(Colleague, [hired]) == {hired: Colleague(*hired, date(2015, 1, 1))}
    left = Departure("d1", "cora", Destination.RIVAL, date(2020, 1, 1), date(2019, 10, 1))
    assert await store.find(Departure, [("d1",)]) == {("d1",): left}
    shrank = Outcome("d1", "globex", AccountOutcome.SHRANK, date(2020, 6, 1), 999_900)
    assert await store.find(Outcome, [("d1", "globex")]) == {("d1", "globex"): shrank}
    may = ("ada", date(2025, 5, 1))
    assert await store.find(Attention, [may]) == {may: Attention(*may, 80.5, 20.0)}
    retracted = Amendment("touch", '["t9"]', AmendmentKind.RETRACTED, datetime(2025, 6, 1, 10, tzinfo=UTC))
    assert await store.find(Amendment, [("touch", '["t9"]')]) == {("touch", '["t9"]'): retracted}


async def test_without_firm_csv_days_are_cut_in_utc(store: EmbeddedStore, tmp_path: Path) -> None:
    files = {name: text for name, text in FILES.items() if name != "firm.csv"}
    await brought_in(store, folder_of(tmp_path / "folder", files))

    page = await store.touches([TieKey("ada", "pia", None)], date(2026, 1, 1), 10)
    assert [touch.on for touch in page.touches] == [date(2024, 3, 31), date(2024, 3, 1)]


async def test_bookings_without_a_ref_are_ranked_by_amount_and_all_counted(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    rows = "account_id,on,amount\n" + "a,2025-01-01,5\na,2025-01-01,5\na,2025-01-01,-7\na,2025-01-02,5\n"
    folder = folder_of(
        tmp_path / "folder",
        {"accounts.csv": "id,name\na,A\n", "revenue.csv": rows, "firm.csv": "name,currency\nF,USD\n"},
    )
    report = await brought_in(store, folder)

    assert of(report, "revenue.csv").new == 4
    assert report.revenue == (Money(80_000, "USD"),)
    booked = (await store.whole(date(2025, 6, 1))).bookings
    assert list(zip(booked.day.tolist(), booked.amount.tolist(), strict=True)) == [
        (day_number(date(2025, 1, 1)), -70_000),
        (day_number(date(2025, 1, 1)), 50_000),
        (day_number(date(2025, 1, 1)), 50_000),
        (day_number(date(2025, 1, 2)), 50_000),
    ]


async def test_columns_come_in_any_order_and_case_and_unknown_ones_are_named(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    people = "Shoe size, EMAIL ,NAME, Id \n44,p@x.example,Pia,pia\n"
    report = await brought_in(store, folder_of(tmp_path / "folder", {"people.csv": people}))

    assert of(report, "people.csv").unknown_columns == ("Shoe size",)
    assert (await store.fetch(Person, ["pia"]))["pia"] == Person("pia", "Pia", "p@x.example")


async def test_words_are_trimmed_and_case_folded_and_texts_trimmed(store: EmbeddedStore, tmp_path: Path) -> None:
    files = {
        "staff.csv": "id,name\ns, Ada  \n",
        "accounts.csv": "id,name\na,A\n",
        "touches.csv": "id,at,staff_id,account_id,channel,direction\nt, 2025-01-01 ,s,a, Meeting , OUT\n",
    }
    report = await brought_in(store, folder_of(tmp_path / "folder", files))

    assert report.exit_code == 0
    assert (await store.fetch(StaffMember, ["s"]))["s"].name == "Ada"
    page = await store.touches([TieKey("s", None, "a")], TODAY, 1)
    assert (page.touches[0].channel, page.touches[0].direction) == (Channel.MEETING, Direction.OUT)


@pytest.mark.parametrize("separator", [";", "\t"])
async def test_a_semicolon_or_a_tab_separates_as_well_as_a_comma(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path, separator: str
) -> None:
    others = {name: text.replace(",", separator) for name, text in FILES.items() if name != "firm.csv"}
    firm = f"name{separator}currency{separator}time_zone\nOurs{separator}EUR{separator}Europe/Berlin\n"
    await brought_in(store, folder_of(tmp_path / "commas", FILES))
    report = await brought_in(another_store, folder_of(tmp_path / "others", {**others, "firm.csv": firm}))

    assert report.exit_code == 0
    assert await network_in(store) == await network_in(another_store)


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="UTF-8 with a mark"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16"),
        pytest.param(lambda text: b"\xfe\xff" + text.encode("utf-16-be"), id="UTF-16 big-endian"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CR LF"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="CR"),
        pytest.param(lambda text: text.removesuffix("\n").encode(), id="no last line end"),
        pytest.param(lambda text: text.replace("\n", "\n\n , ,\n").encode(), id="blank lines"),
        pytest.param(lambda text: text.replace("\n", ",,\n").encode(), id="trailing commas"),
    ],
)
async def test_an_encoding_or_a_line_end_changes_nothing(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path, encode: Callable[[str], bytes]
) -> None:
    named = {name: text.replace("Globex", "Glöbex €") for name, text in FILES.items()}
    await brought_in(store, folder_of(tmp_path / "plain", named))
    spoilt = {name: encode(text) for name, text in named.items()}
    report = await brought_in(another_store, folder_of(tmp_path / "other", spoilt))

    assert report.exit_code == 0
    assert [(file.rows, file.unknown_columns) for file in report.files] == [(count, ()) for count in ROWS.values()]
    assert await network_in(store) == await network_in(another_store)


async def test_files_that_are_not_read_are_named(store: EmbeddedStore, tmp_path: Path) -> None:
    left = {"decisions.csv": "x\n", "pairs.csv": "x\n", "notes.txt": "x", ".hidden.csv": "x"}
    report = await brought_in(store, folder_of(tmp_path / "folder", {**FILES, **left}))

    assert report.not_read_yet == ("decisions.csv",)
    assert report.not_in_layout == ("pairs.csv",)
    assert report.exit_code == 0


async def test_rows_that_say_the_same_twice_count_once(store: EmbeddedStore, tmp_path: Path) -> None:
    twice = {
        **FILES,
        "touches.csv": FILES["touches.csv"] + "t1,2024-03-01T00:00:00+01:00,ada,pia,globex, MEETING ,\n",
        "people.csv": FILES["people.csv"] + "pia,Pia,pia@globex.example,Engineer\n",
    }
    report = await brought_in(store, folder_of(tmp_path / "folder", twice))

    touches = of(report, "touches.csv")
    assert (touches.rows, touches.new, touches.repeated, touches.rejected) == (5, 4, 1, 0)
    people = of(report, "people.csv")
    assert (people.rows, people.new, people.repeated, people.rejected) == (4, 3, 1, 0)
    assert report.exit_code == 0
