"""The tree is the diagram: layers, types, style and size are checked where everybody runs the tests."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("app", "exchange", "graph", "schema")
FOLDERS = {*LAYERS, "benchmarks", "docs", "migrations", "tests"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 60


def run(*command: str) -> None:
    """Run one of the checkers and show what it printed when it fails."""
    _passes("-m", *command)


def run_code(code: str) -> None:
    """Run a line of Python in the project's folder and show what it printed when it fails."""
    _passes("-c", code)


def _passes(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def files(ending: str = "") -> list[Path]:
    """The files that git tracks or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if name.endswith(ending) and (ROOT / name).is_file()]


def test_each_layer_imports_only_what_stands_below_it() -> None:
    # in a process of its own: the linter's set-up of logging would silence the loggers of other tests
    run_code(
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    )


def test_a_command_about_a_file_waits_for_neither_the_web_nor_neo4j() -> None:
    # importing any of these takes up to a third of a second
    slow = "{'fastapi', 'graphql', 'neo4j', 'strawberry', 'uvicorn'}"
    run_code(f"import sys, app.command_line; loaded = {slow} & set(sys.modules); assert not loaded, loaded")


def test_the_top_level_folders_are_exactly_the_rooms_of_the_house() -> None:
    rooms = {path.relative_to(ROOT).parts[0] for path in files() if len(path.relative_to(ROOT).parts) > 1}
    assert {room for room in rooms if not room.startswith(".")} == FOLDERS


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "shared", "base"}
    assert [path for path in files(".py") if path.stem in drawers] == []


def test_types_hold() -> None:
    run("mypy")


def test_style_holds() -> None:
    run("ruff", "check", ".")
    run("ruff", "format", "--check", ".")


@pytest.mark.parametrize("layer", [*LAYERS, "benchmarks"])
def test_files_and_functions_stay_small_enough_to_read(layer: str) -> None:
    long = []
    for path in files(".py"):
        if path.relative_to(ROOT).parts[0] != layer:
            continue
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST_FILE:
            long.append(f"{path.name}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{path.name}: {node.name} has {lines} lines")
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in files(".py") if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_no_test_folder_is_a_package_that_would_shadow_a_layer() -> None:
    assert [path for path in files("__init__.py") if "tests" in path.relative_to(ROOT).parts] == []


def test_the_engine_and_the_nouns_read_no_clock_no_file_and_no_dice() -> None:
    forbidden = {
        "open",
        "now",
        "today",
        "utcnow",
        "default_rng",
        "random",
        "read_text",
        "write_text",
        "getenv",
        "environ",
    }
    found = []
    for path in files(".py"):
        if path.relative_to(ROOT).parts[:2] not in {("graph", "engine"), ("graph", "domain")}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "attr", getattr(called, "id", None))
            if name in forbidden:
                found.append(f"{path.name}: {name}")
    assert found == []
