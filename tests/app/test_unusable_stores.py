"""A store that cannot be used, met by every command: one sentence with the remedy, exit code 1, no byte changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from app import serving
from graph.store.migrations import DATA_FORMAT, shipped
from tests.app.commanding import JUNE, Ended, Terminal, company
from tests.app.test_stores import contents, cut, overwritten, text
from tests.store.files import altered
from tests.store.permissions import ordinary, public_folder

TARGET = "TARGET"
"""Stands for a file or a folder that is not there yet."""
COMMANDS: dict[str, tuple[str, ...]] = {
    "import": ("import", company()),
    "abandon": ("import", "--abandon"),
    "ask": ("ask", "ada", "--as-of", JUNE),
    "serve": ("serve", "--port", "0"),
    "verify": ("verify",),
    "export": ("export", TARGET),
    "backup": ("backup", TARGET),
    "migrate": ("migrate",),
    "rebuild": ("rebuild",),
    "doctor": ("doctor",),
}
LOOKING = ("verify", "doctor")
"""Commands that say what is wrong with a store on standard output, for that is what they were asked."""


def read_only(store: Path) -> None:
    for file in store.parent.iterdir():
        file.chmod(0o444)
    store.parent.chmod(0o777)


def in_a_read_only_folder(store: Path) -> None:
    for file in store.parent.iterdir():
        file.chmod(0o666)
    store.parent.chmod(0o555)


def unreadable(store: Path) -> None:
    for file in store.parent.iterdir():
        file.chmod(0)
    store.parent.chmod(0o777)


def of_a_newer_schema(store: Path) -> None:
    altered(store, "INSERT INTO migration (version, name, checksum) VALUES (99, 'later', 1)")


def of_a_newer_format(store: Path) -> None:
    altered(store, "UPDATE meta SET data_format = 99")


def migrated_otherwise(store: Path) -> None:
    altered(store, "UPDATE migration SET checksum = checksum + 1 WHERE version = 1")


def cut_within_its_header(store: Path) -> None:
    store.write_bytes(store.read_bytes()[:50])


def cut_in_half(store: Path) -> None:
    whole = store.read_bytes()
    store.write_bytes(whole[: len(whole) // 2])


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a store, the ``sentences`` of which one must be said, and the commands that it does not
    concern."""

    spoil: Callable[[Path], None]
    sentences: tuple[str, ...]
    usable: tuple[str, ...] = ()


FORBIDDEN = ("check the path, and the permissions of the file and its folder.",)
SCHEMA = shipped("embedded")[-1].version
NOT_OURS = ("is not a file of Whither: choose another path, or move it away.",)
DAMAGED = ("restore it from a backup.", "restore a backup.")
WRONG = (
    Wrong(read_only, FORBIDDEN, ("verify", "backup", "migrate", "doctor")),
    Wrong(in_a_read_only_folder, FORBIDDEN),
    Wrong(unreadable, FORBIDDEN),
    Wrong(of_a_newer_schema, (f"has schema 99 and this version of Whither knows {SCHEMA}: upgrade Whither.",)),
    Wrong(of_a_newer_format, (f"holds data format 99 and this version reads {DATA_FORMAT}: upgrade Whither.",)),
    Wrong(migrated_otherwise, ("is not the one that made",)),
    Wrong(text, NOT_OURS),
    Wrong(cut_within_its_header, DAMAGED),
    Wrong(cut, DAMAGED),
    Wrong(cut_in_half, DAMAGED),
    Wrong(overwritten, DAMAGED),
)


@pytest.fixture(autouse=True)
def _nothing_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that should have been refused must not be served until somebody ends the test."""

    async def served(*_: object, **__: object) -> NoReturn:
        raise AssertionError("it was served")

    monkeypatch.setattr(serving, "serve", served)


@pytest.fixture(scope="module")
def asked(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose store holds the demo company, and its audit log a question."""
    terminal = Terminal(Path(shutil.copytree(imported, tmp_path_factory.mktemp("asked") / "data")))
    assert terminal.whither("ask", "ada", "--as-of", JUNE).code == 0
    return terminal.data


@pytest.fixture
def firm(asked: Path) -> Iterator[Terminal]:
    """A terminal whose store, its own, is where everybody may look."""
    with public_folder() as folder:
        terminal = Terminal(Path(shutil.copytree(asked, folder / "data")), width=300)
        (folder / "targets").mkdir()
        (folder / "targets").chmod(0o777)
        yield terminal
        terminal.data.chmod(0o700)


def said(ended: Ended, command: str) -> str:
    """The one sentence in which a command refused, or what it found wrong."""
    if ended.err.strip() or command not in LOOKING:
        return ended.sentence()
    return " ".join(ended.out.split())


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.spoil.__name__)
def test_a_store_that_cannot_be_used_is_refused_in_one_sentence_and_left_as_it_is(
    firm: Terminal, wrong: Wrong, command: str
) -> None:
    wrong.spoil(firm.store)
    targets = firm.data.parent / "targets"
    before = contents(firm.data)
    with ordinary() if wrong.sentences is FORBIDDEN else nullcontext():
        ended = firm.whither(*(str(targets / "new") if one is TARGET else one for one in COMMANDS[command]))
    firm.data.chmod(0o700)
    assert contents(firm.data) == before
    if command in wrong.usable:
        assert not any(sentence in ended.out + ended.err for sentence in wrong.sentences)
        return
    assert ended.code == 1
    sentence = said(ended, command)
    assert str(firm.store) in sentence
    assert any(one in sentence for one in wrong.sentences), sentence
    assert list(targets.iterdir()) == []


@pytest.mark.parametrize("command", ["import", "ask", "serve", "export", "migrate", "rebuild", "doctor"])
def test_an_audit_log_of_a_newer_version_is_refused_as_the_store_would_be(firm: Terminal, command: str) -> None:
    audit = firm.store.with_name(f"{firm.store.name}.audit")
    of_a_newer_schema(audit)
    before = contents(firm.data)
    ended = firm.whither(*(str(firm.data / "new") if one is TARGET else one for one in COMMANDS[command]))
    assert ended.code == 1
    known = shipped("audit")[-1].version
    assert f"{audit} has schema 99 and this version of Whither knows {known}: upgrade" in said(ended, command)
    assert contents(firm.data) == before
