"""Touches whose ids come in no order are the same touches, stretch after stretch of their ids."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.checking import check_folder
from exchange.exporting import export_folder
from exchange.folder import survey
from exchange.progress import Ticker
from exchange.rejects import RejectsFile
from exchange.report import Stage
from exchange.scattered import Order, by_stretch
from exchange.settling import Settled, touches_by_id, verdicts
from exchange.stored import Stored
from graph.domain.plain_touches import PlainTouches, plain_values
from graph.domain.records import Touch
from graph.domain.vocabulary import Channel
from graph.store.embedded import EmbeddedStore
from tests.exchange.small_firm import FILES, NOW, brought_in, folder_of, of

ID = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=4)
MINUTES = [datetime(2024, 3, 1, 10, minute, tzinfo=UTC) for minute in range(30)]
HEADER = "id,at,staff_id,person_id,account_id,channel,direction\n"


def unheard(_count: int) -> None:
    """Nobody waits."""


@given(st.lists(ID, max_size=30), st.lists(ID, max_size=4, unique=True), st.sampled_from([1, 400]))
def test_touches_come_once_each_by_stretch_and_within_one_as_they_stood(
    ids: list[str], cuts: list[str], at_once: int
) -> None:
    cuts.sort()
    touches = [Touch(one, at, at.date(), "ada", Channel.CALL, "pia") for one, at in zip(ids, MINUTES, strict=False)]
    blocks = [PlainTouches([*chain.from_iterable(map(plain_values, some))]) for some in (touches[:11], touches[11:])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("exchange.scattered._AT_ONCE", at_once)
        came = [*chain.from_iterable(by_stretch(blocks, cuts, unheard))]

    assert came == sorted(touches, key=lambda one: bisect_right(cuts, one.id))


@pytest.mark.parametrize("rows", [0, 100_000])
def test_ids_that_rise_are_left_as_they_come(rows: int) -> None:
    order = Order()
    for number in range(rows):
        order.add(f"T{number}")
    assert order.cuts(long=1) == ()


def test_ids_in_no_order_are_cut_into_stretches_of_about_one_length() -> None:
    ids = [f"{number:08}" for number in range(300_000)]
    Random(1).shuffle(ids)
    order = Order()
    for identifier in ids:
        order.add(identifier)
    assert order.cuts(long=len(ids) + 1) == ()  # not worth the while

    cuts = order.cuts(long=len(ids))
    assert sorted(set(cuts)) == list(cuts)
    lengths = [0] * (len(cuts) + 1)
    for identifier in ids:
        lengths[bisect_right(cuts, identifier)] += 1
    assert len(lengths) > 200
    assert max(lengths) < len(ids) / 20


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(1, 5))
def test_ids_told_together_are_told_as_one_by_one(portions: list[int], every: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("exchange.scattered._EVERY", every)
        one_by_one, together = Order(), Order()
        ids = [blake2b(bytes([number])).hexdigest() for number in range(sum(portions))]
        for identifier in ids:
            one_by_one.add(identifier)
        for portion in portions:
            together.add_all(ids[:portion])
            del ids[:portion]
        assert together.cuts(long=0) == one_by_one.cuts(long=0)


async def test_the_touches_by_id_are_those_of_the_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", FILES | {"touches.csv": HEADER + spoilt_touches()})
    checked = check_folder(survey(folder), Stored(), NOW, RejectsFile(None, folder), Ticker(Stage.CHECKING, 1, None))
    settled = next(file.settled for file in checked.files if file.settled and file.settled.kind is Touch)
    as_they_stand = [row for row in verdicts(settled, checked.knowledge, unheard) if isinstance(row, Touch)]
    scattered = replace(settled, cuts=("k3", "k6", "t2"))
    by_id = [*chain.from_iterable(touches_by_id(scattered, checked.knowledge, unheard, unheard))]

    assert len(as_they_stand) > 20
    assert [row.id for row in by_id] != [row.id for row in as_they_stand]
    assert sorted(by_id, key=lambda row: row.id) == sorted(as_they_stand, key=lambda row: row.id)


def test_plain_rows_in_no_order_of_their_ids_are_cut_and_rows_in_order_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exchange.scattered._LONG", 100)
    monkeypatch.setattr("exchange.scattered._EVERY", 3)
    lines = [f"k{number:04},2024-03-01T10:00,ada,pia,globex,call,out\n" for number in range(2_000)]
    cut = []
    for name in ("rising", "shuffled"):
        folder = folder_of(tmp_path / name, FILES | {"touches.csv": HEADER + "".join(lines)})
        checked = check_folder(
            survey(folder), Stored(), NOW, RejectsFile(None, folder), Ticker(Stage.CHECKING, 1, None)
        )
        cut.append(next(file.settled.cuts for file in checked.files if file.settled and file.settled.kind is Touch))
        Random(3).shuffle(lines)
    assert cut[0] == ()
    assert len(cut[1]) > 100


def spoilt_touches() -> str:
    """Good rows in no order of their ids, and between them every kind of row that is not written, or only once."""
    rows = [f"k{number},2024-03-01T10:{number:02},ada,pia,globex,call,out\n" for number in range(30)]
    rows += ['"k,\n1",2024-03-01,ada,pia,,call,out\n', '"quoted",2024-03-01,ada,pia,"",call,"out"\n']
    rows += ["k31,2024-03-01T10:31,ada,pia,, Call ,OUT\n"]  # good, but read column by column
    rows += ["k7,2024-03-01T10:07,ada,pia,globex,call,out\n"]  # repeats
    rows += ["k8,2024-03-01T10:08,ada,pia,globex,email,out\n"]  # contradicts
    rows += ["x1,2024-03-01,nobody,pia,,call,out\n", "x2,yesterday,ada,pia,,call,out\n", "x3,2024-03-01\n"]
    Random(2).shuffle(rows)
    return "".join(rows)


async def test_a_firm_is_the_same_whether_its_touches_come_by_id_or_not(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path / "folder", FILES | {"touches.csv": HEADER + spoilt_touches()})
    first = await brought_in(store, folder)
    assert (
        of(first, "touches.csv").new == 31
    )  # thirty but one that is contradicted, one that is quoted, one that is odd
    monkeypatch.setattr("exchange.scattered._LONG", 10)
    monkeypatch.setattr("exchange.scattered._EVERY", 2)
    written_by_id: list[int] = []

    def noted(settled: Settled, *rest: Any) -> Iterator[PlainTouches]:
        written_by_id.append(len(settled.cuts))
        return touches_by_id(settled, *rest)

    monkeypatch.setattr("exchange.writing.touches_by_id", noted)
    second = await brought_in(another_store, folder)
    assert len(written_by_id) == 1
    assert written_by_id[0] > 1

    assert of(second, "touches.csv") == of(first, "touches.csv")
    for one, name in ((store, "one"), (another_store, "other")):
        await export_folder(one, tmp_path / name)
    for file in sorted((tmp_path / "one").iterdir()):
        assert (tmp_path / "other" / file.name).read_bytes() == file.read_bytes()
