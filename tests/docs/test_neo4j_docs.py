"""docs/neo4j.md says what there is: its settings, commands, links, and what it names of docker-compose.yml."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from app.command_line import application
from app.settings import PREFIX, SETTINGS
from tests.app.commanding import Terminal, company

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "neo4j.md"
TEXT = PAGE.read_text(encoding="utf-8")
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
CODE = [
    line.partition("   #")[0]
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
]
QUOTED = [*CODE, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL))]
COMMANDS = sorted(
    {found for line in QUOTED for found in re.findall(r"^(?:docker compose run .* )?whither ([a-z].*)", line)}
)
COMPOSED = sorted({found for line in QUOTED for found in re.findall(r"docker compose (.*?)(?:\)?$| [<>])", line)})


def test_a_setting_it_names_is_one_and_every_setting_of_neo4j_is_named() -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z_0-9]+", TEXT))
    settings = {setting.name for setting in SETTINGS}
    assert named - settings == set()
    assert {setting for setting in settings if "NEO4J" in setting} - named == set()


def test_it_and_the_readme_say_the_same_defaults_and_of_what_the_password_file_holds() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tables = [dict(re.findall(r"^\| `(WHITHER_\w+)` \| (.*) \|$", text, re.MULTILINE)) for text in (TEXT, readme)]
    for table in tables:
        for setting in SETTINGS:
            if setting.name.startswith("WHITHER_NEO4J") and setting.default != "none":
                assert f"(default `{setting.default}`)" in table[setting.name]
    assert len({table["WHITHER_NEO4J_PASSWORD_FILE"] for table in tables}) == 1


def test_it_names_the_commands_that_an_operator_needs() -> None:
    named = {line.split()[0] for line in COMMANDS}
    assert {"migrate", "serve", "import", "export", "copy", "verify", "doctor"} <= named


def test_it_tells_of_a_bulk_import_what_the_command_writes_in_that_order(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "data")
    assert terminal.whither("import", company()).code == 0
    bulk = tmp_path / "bulk"
    copied = terminal.whither("copy", str(terminal.store), "neo4j://127.0.0.1:7687", "--bulk", str(bulk), "--json")
    written = copied.data()["steps"]
    told = TEXT.partition("--bulk DIR")[2].partition("\n## ")[0]
    assert [file.name for file in bulk.iterdir() if file.suffix != ".csv"] == re.findall(r"and `(.*?)`, which", told)
    steps = re.findall(r"^\d\. (.*)$", told, re.MULTILINE)
    assert [number for number, step in enumerate(steps) if step == "Stop the server."] == [1]
    assert "read the folder" in steps[0]
    assert (written[0].split()[0], "--overwrite-destination" in "".join(written)) == ("neo4j-admin", True)
    assert "the first line of `load.sh`" in steps[2]
    assert "`--overwrite-destination`" in steps[2]
    after = [line.split()[1] for line in written if line.startswith("whither ")]
    assert re.findall(r"`whither (\w+)`", steps[3]) == after == ["migrate", "verify"]
    assert "without --bulk" in written[-1]
    assert "`whither copy` without `--bulk`" in steps[4]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_it_shows_is_one(line: str) -> None:
    name, *given = line.split()
    commands = get_command(application).commands  # type: ignore[attr-defined]
    assert name in commands
    options = {option for parameter in commands[name].params for option in parameter.opts} | {"--help"}
    assert {word for word in given if word.startswith("-")} <= options


@pytest.mark.parametrize("line", COMPOSED)
def test_what_it_tells_compose_is_about_services_that_there_are(line: str) -> None:
    """The services follow the options; ``run`` has one, and then the command of its own."""
    verb, *words = shlex.split(line)
    takes_a_value = [number + 1 for number, word in enumerate(words) if word == "--volume"]
    named = [word for number, word in enumerate(words) if not word.startswith("-") and number not in takes_a_value]
    services = named[:1] if verb == "run" else named
    assert verb in {"up", "run", "stop", "restart", "ps"}
    assert set(services) <= set(COMPOSE["services"])


def test_its_first_line_makes_the_secret_files_that_compose_reads(tmp_path: Path) -> None:
    (line,) = re.findall(r"^install .*?(?=\ndocker )", TEXT, re.DOTALL | re.MULTILINE)
    made = []
    for place in (tmp_path / "one", tmp_path / "other"):
        place.mkdir()
        subprocess.run(["sh", "-euc", f"umask 077; {line}"], cwd=place, check=True)
        files = {name: place / secret["file"] for name, secret in COMPOSE["secrets"].items()}
        password = files["neo4j_password"].read_text(encoding="ascii")
        assert re.fullmatch("[0-9a-f]{48}", password)  # no slash, which would end it, and no end of line
        assert files["neo4j_auth"].read_text(encoding="ascii") == f"neo4j/{password}"
        assert {file.stat().st_mode & 0o777 for file in files.values()} == {0o644}
        assert (place / "secrets").stat().st_mode & 0o777 == 0o700
        made.append(password)
    assert made[0] != made[1]


def test_the_versions_and_variables_it_names_are_those_of_compose() -> None:
    assert set(re.findall(r"neo4j:[0-9][0-9.]+-community", TEXT)) == set(
        re.findall(r"neo4j:[0-9][0-9.]+-community", COMPOSE_TEXT)
    )
    for variable in re.findall(r"NEO4J_[a-zA-Z_]+", re.sub(rf"{PREFIX}\w+", "", TEXT)):
        assert variable in COMPOSE_TEXT


def test_its_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)", TEXT)
    assert len(links) >= 2
    assert [link for link in links if not (PAGE.parent / link).is_file()] == []
