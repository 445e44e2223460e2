"""Operations on a store while another process serves it: what is asked next rests on what they left."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import httpx

from exchange.demo import AS_OF, COMPANY
from tests.end_to_end.processes import PATIENCE, serving, whither

ADD = """mutation ($id: ID!, $name: String!) { personAdd(input: {id: $id, name: $name}) { __typename
  ... on PersonSaved { revision } ... on UserError { message } } }"""
COUNT = "query ($d: Date) { people(first: 1) { totalCount } staff(asOf: $d) { totalCount } }"


def post(address: str, query: str, **variables: Any) -> httpx.Response:
    response = httpx.post(address, json={"query": query, "variables": variables}, timeout=PATIENCE)
    assert "errors" not in response.json(), response.text
    return response


def people(address: str) -> int:
    """How many people the service knows."""
    return int(post(address, COUNT, d=AS_OF.isoformat()).json()["data"]["people"]["totalCount"])


def add(address: str, name: str) -> int:
    """Add somebody; the revision at which that was acknowledged."""
    saved = post(address, ADD, id=name, name=name.title()).json()["data"]["personAdd"]
    assert saved["__typename"] == "PersonSaved", saved
    return int(saved["revision"])


def test_a_served_store_is_backed_up_changed_and_restored_without_being_stopped(tmp_path: Path) -> None:
    assert whither(tmp_path, "import", str(COMPANY)).returncode == 0
    with serving(tmp_path, "serve", "--port", "0") as served:
        address = served.address()
        before = people(address)
        add(address, "in-the-backup")
        taken = whither(tmp_path, "backup", str(tmp_path / "monday"))
        assert taken.returncode == 0, taken.stderr
        newest = add(address, "after-the-backup")
        assert people(address) == before + 2

        refused = whither(tmp_path, "restore", str(tmp_path / "monday"))
        assert refused.returncode == 1
        assert "already holds a firm" in refused.stderr
        assert people(address) == before + 2

        done = whither(tmp_path, "restore", str(tmp_path / "monday"), "--replace")
        assert done.returncode == 0, done.stderr
        assert people(address) == before + 1
        revision = int(post(address, COUNT).headers["Whither-Revision"])
        assert revision == newest + 1
        assert add(address, "after-the-restore") == revision + 1
        assert people(address) == before + 2

        for command in ("verify", "rebuild", "doctor"):
            ended = whither(tmp_path, command)
            assert ended.returncode == 0, ended.stdout + ended.stderr
        assert whither(tmp_path, "export", str(tmp_path / "out")).returncode == 0
        assert "after-the-restore" in (tmp_path / "out" / "people.csv").read_text(encoding="utf-8")
        assert people(address) == before + 2
        assert served.stop(signal.SIGTERM) == 0
    assert "Traceback" not in "".join(served.printed + served.logged)
    kept = whither(
        tmp_path, "export", str(tmp_path / "kept"), "--store", str(tmp_path / "whither.sqlite.before-restore")
    )
    assert kept.returncode == 0, kept.stderr
    assert "after-the-backup" in (tmp_path / "kept" / "people.csv").read_text(encoding="utf-8")


def test_an_empty_store_that_is_served_is_filled_from_a_backup_only_when_told_so(tmp_path: Path) -> None:
    assert whither(tmp_path / "a", "import", str(COMPANY)).returncode == 0
    assert whither(tmp_path / "a", "backup", str(tmp_path / "monday")).returncode == 0
    with serving(tmp_path / "b", "serve", "--port", "0") as served:
        address = served.address()
        assert people(address) == 0
        refused = whither(tmp_path / "b", "restore", str(tmp_path / "monday"))
        assert refused.returncode == 1
        assert "Another process has" in refused.stderr
        assert whither(tmp_path / "b", "restore", str(tmp_path / "monday"), "--replace").returncode == 0
        assert people(address) > 0
        migrated = whither(tmp_path / "b", "migrate")
        assert "up to date" in migrated.stdout
        assert served.stop(signal.SIGINT) == 0
