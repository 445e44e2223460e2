"""While an import checks its rows, others go on; who cancels it does not wait; and whether one is gone is known."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from exchange.owning import is_gone, owner
from exchange.report import Progress
from graph.store.embedded import EmbeddedStore
from tests.exchange.small_firm import FILES, brought_in, folder_of


def large(tmp_path: Path) -> Path:
    touches = FILES["touches.csv"] + "".join(f"m{n},2024-03-01,ada,pia,,call,\n" for n in range(400_000))
    return folder_of(tmp_path / "folder", {**FILES, "touches.csv": touches})


async def test_others_go_on_while_rows_are_checked(store: EmbeddedStore, tmp_path: Path) -> None:
    loop, served = asyncio.get_running_loop(), threading.Event()
    waited: list[bool] = []

    def wait_for_others(progress: Progress) -> None:
        if progress.file == "touches.csv" and not waited:
            loop.call_soon_threadsafe(served.set)
            waited.append(served.wait(30))

    await brought_in(store, folder_of(tmp_path / "folder", FILES), dry_run=True, progress=wait_for_others)
    assert waited == [True]


async def test_an_import_that_is_cancelled_while_it_checks_ends_within_a_second(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    loop, begun = asyncio.get_running_loop(), asyncio.Event()
    told: list[Progress] = []

    def listen(progress: Progress) -> None:
        told.append(progress)
        if progress.rows >= 5_000:
            loop.call_soon_threadsafe(begun.set)

    importing = asyncio.create_task(brought_in(store, large(tmp_path), progress=listen))
    await begun.wait()
    asked = time.monotonic()
    importing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await importing
    assert time.monotonic() - asked < 1
    assert told[-1].rows < 400_000
    assert await store.import_mark() is None


def test_an_import_of_this_process_is_gone_when_its_block_has_ended() -> None:
    with owner() as name:
        assert not is_gone(name)
    assert is_gone(name)


def test_an_import_of_another_process_is_gone_with_the_process() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        name = f"{socket.gethostname()}:{other.pid}:abc"
        assert not is_gone(name)
        other.communicate(b"\n")
    assert is_gone(name)


@pytest.mark.parametrize(
    "name",
    ["", "nonsense", f"another.host:{os.getpid()}:abc", f"{socket.gethostname()}:x:abc"],
    ids=["no name", "nonsense", "on another host", "no number"],  # the same in every process that runs tests
)
def test_who_cannot_be_asked_counts_as_alive(name: str) -> None:
    assert not is_gone(name)
