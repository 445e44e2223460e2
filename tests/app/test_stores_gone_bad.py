"""The file of a store goes bad while it is served: /readyz says why, and nothing is acknowledged that would be lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from graph.domain.records import Person
from graph.engine.assumptions import VERSION
from graph.errors import StoreUnavailable
from graph.store.embedded import open_store
from graph.store.protocol import Transaction
from tests.app.served import Served, code_of, served
from tests.store.permissions import ordinary, public_folder

SAM = {"id": "sam", "name": "Sam", "idempotencyKey": "one"}


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Served]:
    """A service whose store will go bad."""
    folder = tmp_path / "data"
    folder.mkdir()
    async with served(folder) as one:
        yield one


def another(path: Path) -> None:
    """A file of Whither's in which other people stand, put in the place of the store."""
    shutil.copy(path, path.with_name("new"))
    path.with_name("new").rename(path)


def with_its_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def overwritten(path: Path) -> None:
    path.write_bytes(b"\xa5" * path.stat().st_size)


def headless(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xa5" * 100)


def cut(path: Path) -> None:
    os.truncate(path, 4096)


MOVED: dict[str, Callable[[Path], object]] = {
    "removed": Path.unlink,
    "renamed": lambda path: path.rename(path.with_name("old")),
    "replaced": another,
    "moved": with_its_folder,
}
SPOILT: dict[str, Callable[[Path], object]] = {
    "overwritten": overwritten,
    "headless": headless,
    "cut": cut,
}


@pytest.mark.parametrize("how", MOVED)
async def test_a_file_that_is_no_longer_there_takes_no_change_that_would_be_lost(service: Served, how: str) -> None:
    assert (await service.ready())[0] == 200
    MOVED[how](service.store)
    status, said = await service.ready()
    assert (status, said["code"]) == (503, "STORE_UNAVAILABLE")
    assert str(service.store) in said["message"]
    refused = await service.change("personAdd", **SAM)
    assert code_of(refused) == "STORE_UNAVAILABLE"
    assert "was moved, removed or replaced while it was open: put it back" in refused.text
    assert code_of(await service.ask()) == "STORE_UNAVAILABLE"
    assert (await service.client.get("/healthz")).status_code == 200


async def test_a_file_that_is_put_back_is_used_again_with_all_that_was_acknowledged(service: Served) -> None:
    await service.made("personAdd", id="sue", name="Sue")
    away = service.store.with_name("away")
    service.store.rename(away)
    assert code_of(await service.change("personAdd", **SAM)) == "STORE_UNAVAILABLE"
    away.rename(service.store)
    assert (await service.ready())[0] == 200
    assert (await service.made("personAdd", **SAM))["replayed"] is False
    assert set(await service.firm.store.fetch(Person, ["sue", "sam"])) == {"sue", "sam"}


async def test_a_file_put_in_the_place_of_the_store_is_not_written_to(tmp_path: Path) -> None:
    other = tmp_path / "other"
    store = await open_store(other, VERSION)
    await store.close()
    before = other.read_bytes()
    async with served(tmp_path) as service:
        await service.made("personAdd", id="sue", name="Sue")
        service.store.rename(tmp_path / "old")
        other.rename(service.store)
        for name in ("sam", "sid"):
            await service.change("personAdd", id=name, name=name)
        await service.ready()
        assert service.store.read_bytes() == before
    assert (tmp_path / "whither.sqlite").read_bytes() == before


async def test_a_file_that_is_replaced_in_the_middle_of_a_unit_is_not_committed_to(service: Served) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.put([Person("sam")])
        service.store.rename(service.store.with_name("away"))

    with pytest.raises(StoreUnavailable, match="was moved, removed or replaced"):
        await service.firm.store.write(work)
    service.store.with_name("away").rename(service.store)
    assert await service.firm.store.fetch(Person, ["sam"]) == {}
    await service.made("personAdd", **SAM)


@pytest.mark.parametrize("how", SPOILT)
async def test_a_file_that_was_spoilt_is_told_by_readyz(service: Served, how: str) -> None:
    assert (await service.ready())[0] == 200
    SPOILT[how](service.store)
    status, said = await service.ready()
    assert (status, said["status"], said["code"]) == (503, "not ready", "STORE_DAMAGED")
    assert said["message"].endswith(".")
    assert (await service.client.get("/healthz")).status_code == 200


async def test_a_file_that_may_no_longer_be_read_is_told_by_readyz() -> None:
    with public_folder() as folder:
        async with served(folder) as service:
            assert (await service.ready())[0] == 200
            service.store.chmod(0)
            with ordinary():
                status, said = await service.ready()
            assert (status, said["code"]) == (503, "STORE_UNAVAILABLE")
            assert str(service.store) in said["message"]
            service.store.chmod(0o600)
            assert (await service.ready())[0] == 200


async def test_without_its_audit_log_a_service_is_not_ready_and_nobody_is_looked_up(service: Served) -> None:
    away = service.audit.with_name("away")
    service.audit.rename(away)
    status, said = await service.ready()
    assert (status, said["code"]) == (503, "STORE_UNAVAILABLE")
    assert str(service.store) in said["message"]
    assert code_of(await service.ask()) == "STORE_UNAVAILABLE"
    assert not service.audit.exists()
    away.rename(service.audit)
    assert (await service.ready())[0] == 200
    assert (await service.ask()).json() == {"data": {"departureImpact": {"__typename": "DepartureImpact"}}}
