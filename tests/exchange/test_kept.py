"""What is kept of the touches of a checked file is what its rows say, and no row is read twice for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange import settling
from exchange.exporting import export_folder
from exchange.importing import import_folder
from exchange.judging import Judge
from exchange.kept import KeptTouches
from exchange.layout import FileLayout
from exchange.packing import packed_rows, packed_values, unpacked
from exchange.quick import said_by
from exchange.reading import Tick
from exchange.rejects import Reject
from exchange.repeats import REPEATED, Findings
from exchange.sheet import Header, Row, rows
from graph.domain.calendar import EARLIEST, LATEST, instant_number, instant_of
from graph.domain.plain_touches import PlainTouches, plain_values
from graph.domain.records import Touch
from graph.domain.vocabulary import Channel, Direction
from graph.store.embedded import EmbeddedStore
from tests.exchange.small_firm import FILES, NOW, brought_in, folder_of, of
from tests.exchange.test_scattered import HEADER, spoilt_touches

ID = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=5)
INSTANT = st.integers(instant_number(datetime(1899, 12, 31, tzinfo=UTC)), 2**52).map(instant_of)
DAY = st.dates(EARLIEST, LATEST)
CHANNEL, DIRECTION = st.sampled_from(Channel), st.sampled_from(Direction)
TOUCH = st.one_of(
    st.builds(Touch, ID, INSTANT, DAY, ID, CHANNEL, person_id=ID, account_id=st.none() | ID, direction=DIRECTION),
    st.builds(Touch, ID, INSTANT, DAY, ID, CHANNEL, account_id=ID, direction=DIRECTION),
)


def plain(touches: Sequence[Touch]) -> PlainTouches:
    """The same touches as plain values."""
    return PlainTouches([*chain.from_iterable(map(plain_values, touches))])


@given(st.lists(TOUCH, max_size=5), st.integers(-6, 6), st.integers(-6, 6))
def test_plain_touches_are_the_touches_they_were_made_of(touches: list[Touch], begin: int, end: int) -> None:
    made = plain(touches)
    assert list(made) == touches
    assert len(made) == len(touches)
    assert list(made[begin:end]) == touches[begin:end]
    for place in range(-len(touches), len(touches)):
        assert made[place] == touches[place]
    with pytest.raises(IndexError):
        made[len(touches)]


@given(st.lists(TOUCH, min_size=1, max_size=5))
def test_what_is_packed_comes_out_again(touches: list[Touch]) -> None:
    assert list(unpacked(packed_rows([said_by(touch) for touch in touches]))) == touches
    assert list(unpacked(packed_values(plain(touches).values))) == touches


@given(st.lists(st.sampled_from([None, REPEATED, 3]), max_size=12), st.sampled_from([1, 3, 4_000]))
def test_kept_are_the_touches_that_stand_for_themselves_and_the_file_is_told_of_once(
    found: list[int | None], at_once: int
) -> None:
    at = datetime(2024, 3, 1, tzinfo=UTC)
    lines = range(len(found))
    touches = [Touch(f"t{one}", at + timedelta(hours=one), at.date(), "ada", Channel.CALL, "pia") for one in lines]
    others = {line * 2: other for line, other in enumerate(found) if other is not None}
    findings = Findings(np.array([*others], dtype=np.int64), np.array([*others.values()], dtype=np.int64))
    ticks: list[int] = []
    with pytest.MonkeyPatch.context() as patch, KeptTouches() as kept:
        patch.setattr("exchange.kept._AT_ONCE", at_once)
        for line, touch in enumerate(touches):
            kept.add(line * 2, said_by(touch))
        came = [*chain.from_iterable(kept.blocks(findings, 1_000, ticks.append))]
    assert came == [touch for touch, other in zip(touches, found, strict=True) if other is None]
    assert sum(ticks) == (1_000 if found else 0)


async def test_a_small_import_needs_no_temporary_file_and_a_long_one_keeps_its_no_longer_than_it_writes(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path / "folder", FILES | {"touches.csv": HEADER + spoilt_touches()})
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    first = await brought_in(store, folder)
    monkeypatch.undo()
    monkeypatch.setattr("exchange.kept._AT_ONCE", 5)
    let_go: list[str] = []

    def noted(kept: KeptTouches) -> None:
        let_go.append("file")
        parts_of(kept)

    async def folded(*_: object, **__: object) -> None:
        let_go.append("folding")

    parts_of = KeptTouches.let_go
    monkeypatch.setattr(KeptTouches, "let_go", noted)
    monkeypatch.setattr("exchange.loading.fold_marked_ties", folded)
    assert of(await brought_in(another_store, folder), "touches.csv") == of(first, "touches.csv")
    assert let_go[:2] == ["file", "folding"]


async def test_a_firm_is_the_same_whether_its_touches_were_kept_or_are_read_again(
    store: EmbeddedStore, another_store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path / "folder", FILES | {"touches.csv": HEADER + spoilt_touches()})
    first = await brought_in(store, folder)
    with monkeypatch.context() as patch:
        patch.setattr(Judge, "plain", False)
        second = await brought_in(another_store, folder)

    assert of(first, "touches.csv") == of(second, "touches.csv")
    assert (folder.parent / "folder-rejects.csv").exists()
    for one, name in ((store, "one"), (another_store, "other")):
        await export_folder(one, tmp_path / name)
    for file in sorted((tmp_path / "one").iterdir()):
        assert (tmp_path / "other" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("complete", [(), ("touches.csv",)], ids=["partial", "complete"])
async def test_touches_are_read_once_unless_the_file_is_the_whole_truth(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complete: Sequence[str]
) -> None:
    read_again: list[str] = []

    def noted(path: Path, layout: FileLayout, header: Header, tick: Tick) -> Iterator[Row | Reject]:
        read_again.append(layout.name)
        return rows(path, layout, header, tick)

    monkeypatch.setattr(settling, "rows", noted)
    report = await import_folder(store, folder_of(tmp_path, FILES), now=NOW, rejects=None, complete=complete)
    assert of(report, "touches.csv").new == 4
    assert read_again.count("touches.csv") == len(complete)
    assert read_again.count("people.csv") == 1
