"""What the README shows can be sent and imported as it stands: its GraphQL, its table of files, its commands."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app.asking import VIEWER
from app.command_line import application
from app.settings import Settings
from app.wiring import Stores, opened
from exchange.demo import COMPANY
from exchange.importing import import_folder
from exchange.layout import LAYOUT
from schema.context import Context
from schema.execution import Request, answer

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
DOCUMENTS = re.findall(r"```graphql\n(.*?)```", README, re.DOTALL)
NOW = datetime(2026, 7, 1, tzinfo=UTC)


async def told(document: str, stores: Stores) -> dict[str, Any]:
    """The data of a document, which meets no error."""
    reply = await answer(Request(document), Context(stores.graph, stores.audit, NOW, VIEWER, request_id="readme"))
    assert reply.errors == ()
    assert reply.data is not None
    return reply.data


async def test_its_graphql_can_be_sent_to_the_demo_as_it_is_printed(tmp_path: Path) -> None:
    settings = replace(Settings.read({"WHITHER_DATA": str(tmp_path)}), store=str(tmp_path / "demo.sqlite"))
    async with opened(settings, create=True) as stores:
        await import_folder(stores.graph, COMPANY, now=NOW, rejects=None)
        before = await stores.graph.revision()
        firm, change, search = [await told(document, stores) for document in DOCUMENTS]
        assert len(firm["keyPeople"]["edges"]) == 3
        assert firm["keyPeople"]["basis"] == {"revision": before, "latestRevision": before}
        assert firm["firmRisk"]["keyPersonFactor"] > 0
        assert change["touchRecord"]["revision"] == before + 1
        assert change["touchRecord"]["touch"]["version"] == before + 1
        found = {edge["node"]["ownId"]: edge["node"]["name"] for edge in search["search"]["edges"]}
        assert {"marta": "Marta Kolm", "northgate-mill": "Northgate Mill"}.items() <= found.items()


def test_it_says_whose_people_its_examples_name_and_they_are_there() -> None:
    (names,) = re.findall(r"^The examples here and below name people of the demo company, (.*)$", README, re.MULTILINE)
    named = set(re.findall("`(.*?)`", names))
    asked = set(re.findall(r"whither ask ([a-z]+)", README))
    sent = set(re.findall(r'(?:staffId|personId): "(.*?)"', README))
    assert asked | sent == named
    texts = [(COMPANY / f"{file}.csv").read_text(encoding="utf-8") for file in ("staff", "people")]
    assert named <= {row.partition(",")[0] for text in texts for row in text.splitlines()}


def test_its_table_of_files_is_the_layout() -> None:
    shown = dict(re.findall(r"^\| (\w+\.csv) \| (.*) \|$", README, re.MULTILINE))
    assert shown == {
        layout.name: " ".join(column.name + "*" * column.required for column in layout.columns) for layout in LAYOUT
    }


@pytest.mark.parametrize("line", re.findall(r"^\.venv/bin/whither (.*?)(?:  .*)?$", README, re.MULTILINE))
def test_a_command_it_shows_is_one(line: str) -> None:
    name, *given = line.split()
    commands = get_command(application).commands  # type: ignore[attr-defined]
    assert name in commands
    options = {option for parameter in commands[name].params for option in parameter.opts}
    assert {word for word in given if word.startswith("--")} <= options
