"""A firm swept by processes of their own: they give the bytes of one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.answers import BenchmarkFailed
from benchmarks.importing import import_into
from benchmarks.spread import check_same_bytes, main
from benchmarks.stores import opened
from benchmarks.workers import local_workers
from exchange.generating import LAST_DAY, Size, generate
from graph.domain.network import Network
from graph.engine.partitioned import dealt, joined, part_of, share_of
from graph.engine.parts import sorted_out
from graph.questions.over_workers import hand_out, swept_over
from tests.engine.by_bytes import by_one, by_parts, figures

SIZE = Size(staff=40, people=900, accounts=203, ties=3_000, touches=12_000)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("firm")
    asyncio.run(import_into(folder / "whither.sqlite", generate(folder / "folder", SIZE, 1).folder))
    return folder / "whither.sqlite"


@pytest.fixture(scope="module")
def network(store: Path) -> Network:
    return asyncio.run(loaded(store))


async def loaded(store: Path) -> Network:
    async with opened(store) as one:
        return await one.whole(LAST_DAY)


@pytest.mark.parametrize("parts", [1, 2, 3, 64, 300])
def test_a_firm_in_any_number_of_parts_gives_the_bytes_of_one_sweep(parts: int, network: Network) -> None:
    whole = sorted_out(network)
    shares = [share_of(part_of(whole, accounts)) for accounts in dealt(len(network.accounts), parts)]

    assert by_parts(network, shares[::-1]) == by_one(network)


def test_two_processes_give_the_bytes_of_one_each_time_they_are_asked(network: Network, tmp_path: Path) -> None:
    whole = sorted_out(network)
    with local_workers(2, tmp_path) as client:
        parts = hand_out(client, whole)
        held = client.who_has(parts)
        found = [swept_over(client, whole, parts) for _ in range(2)]

    assert sorted(len(workers) for workers in held.values()) == [1, 1]
    assert len({worker for workers in held.values() for worker in workers}) == 2
    for one in found:
        assert figures(network, one.members, one) == by_one(network)


def test_the_run_says_how_long_one_and_two_take(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, before = tmp_path / "page.md", store.read_bytes()

    assert main(["--store", str(store), "--scratch", str(tmp_path), "--markdown", str(page)]) == 0
    assert "one process" in capsys.readouterr().out
    assert "from 2 workers, the same bytes | 5 |" in page.read_text(encoding="utf-8")
    assert store.read_bytes() == before
    assert list(tmp_path.iterdir()) == [page]


def test_a_byte_that_differs_fails_the_run(network: Network) -> None:
    one = joined(network, [share_of(part_of(sorted_out(network), dealt(len(network.accounts), 1)[0]))])
    strength = one.holders.strength.copy()
    strength[0] = np.nextafter(strength[0], 2.0)

    check_same_bytes(one, one)
    with pytest.raises(BenchmarkFailed, match="strength of the holders"):
        check_same_bytes(one, replace(one, holders=replace(one.holders, strength=strength)))


def test_a_store_that_is_not_there_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", str(tmp_path / "none.sqlite"), "--scratch", str(tmp_path)]) == 1
    assert "There is no store at" in " ".join(capsys.readouterr().err.split())
