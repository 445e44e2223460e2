"""The set-up step of the tests on Neo4j: brings jars once, whole or not at all, and says plainly what it cannot do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers.jars import jars_of
from tests.servers.jdks import Jdk, installed, jdk_for
from tests.servers.lines import Line
from tests.servers.notices import URI_SETTING
from tests.servers.outside import bare_environment, run_python

FETCH = ("-m", "tests.servers.fetching")
PROFILES = ["lts", "calendar", "migrations"]
MAVEN = """#!/bin/sh
echo "$@" >> "{calls}"
for argument in "$@"; do case "$argument" in -DoutputDirectory=*) echo jar > "${{argument#*=}}/one.jar";; esac; done
exit {code}
"""


class Machine:
    """A machine with one JDK for both lines and a Maven that writes down how it is called."""

    def __init__(self, folder: Path) -> None:
        self.jars, self.commands, self.calls = folder / "jars", folder / "commands", folder / "calls"
        self.commands.mkdir()
        self.calls.touch()
        self.environment = {**bare_environment(self.jars), "PATH": f"{self.commands}:/bin:/usr/bin"}
        a_jdk(folder / "jdk", '"21.0.4"')
        self.environment["JAVA_HOME"] = str(folder / "jdk")
        self.maven_ends_with(0)

    def maven_ends_with(self, code: int) -> None:
        command = self.commands / "mvn"
        command.write_text(MAVEN.format(calls=self.calls, code=code), encoding="utf-8")
        command.chmod(0o755)

    def fetch(self, **settings: str) -> tuple[int, str]:
        done = run_python({**self.environment, **settings}, *FETCH)
        assert done.stderr == ""
        return done.returncode, done.stdout

    def profiles_asked_for(self) -> list[str]:
        words = self.calls.read_text(encoding="utf-8").split()
        return [word.removeprefix("-P") for word in words if word.startswith("-P")]


def a_jdk(home: Path, version: str) -> Path:
    """A folder that looks like a JDK."""
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").touch(mode=0o755)
    (home / "release").write_text(f"IMPLEMENTOR=somebody\nJAVA_VERSION={version}\n", encoding="utf-8")
    return home


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_jars_are_fetched_once(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_JARS_FOLDER", str(machine.jars))
    code, said = machine.fetch()
    assert (code, machine.profiles_asked_for()) == (0, PROFILES)
    assert said.endswith(f"was fetched into {machine.jars}.\n")
    assert sorted(path.name for path in machine.jars.iterdir()) == sorted(PROFILES)
    assert [jars_of(profile) for profile in PROFILES] == [machine.jars / profile for profile in PROFILES]
    code, said = machine.fetch()
    assert (code, machine.profiles_asked_for()) == (0, PROFILES)
    assert said.endswith("nothing needs to be fetched.\n")


def test_jars_of_other_versions_are_fetched_again(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_JARS_FOLDER", str(machine.jars))
    machine.fetch()
    (machine.jars / "calendar" / "pom.xml").write_text("<project/>", encoding="utf-8")
    assert jars_of("calendar") is None
    machine.fetch()
    assert machine.profiles_asked_for() == [*PROFILES, "calendar"]
    assert jars_of("calendar") is not None


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_half_a_fetch_leaves_nothing_and_fails_only_in_ci(machine: Machine, ci: str, code: int) -> None:
    machine.maven_ends_with(1)
    ended, said = machine.fetch(CI=ci)
    assert ended == code
    assert "Maven could not bring lts" in said
    assert "install Maven and a JDK" in said
    assert list(machine.jars.iterdir()) == []


@pytest.mark.parametrize(("ci", "code", "outcome"), [("", 0, "will be skipped"), ("true", 1, "must run")])
def test_without_maven_docker_or_a_server_it_says_what_becomes_of_the_tests(
    machine: Machine, ci: str, code: int, outcome: str
) -> None:
    ended, said = machine.fetch(CI=ci, PATH=str(machine.jars))
    assert ended == code
    assert f"tests on Neo4j {outcome}" in said
    assert "install Maven and a JDK" in said


def test_where_a_server_is_named_nothing_needs_to_be_fetched(machine: Machine) -> None:
    ended, said = machine.fetch(**{"CI": "true", "PATH": str(machine.jars), URI_SETTING: "neo4j://127.0.0.1:1"})
    assert ended == 0
    assert f"the server that {URI_SETTING} names: nothing needs to be fetched." in said


def test_a_jdk_is_found_by_java_home_then_on_the_path_then_in_the_systems_folder(tmp_path: Path) -> None:
    home, path, system = tmp_path / "home", tmp_path / "path", tmp_path / "system"
    a_jdk(home, '"21.0.4"'), a_jdk(path, '"17.0.15"'), a_jdk(system / "25", '"25"'), a_jdk(system / "8", '"1.8.0_402"')
    (system / "again").symlink_to(path)
    found = list(installed({"JAVA_HOME": str(home), "PATH": str(path / "bin")}, system))
    assert found == [Jdk(home, 21), Jdk(path, 17), Jdk(system / "25", 25), Jdk(system / "8", 8)]
    assert jdk_for(Line.LTS, found) == Jdk(home, 21)
    assert jdk_for(Line.LTS, found[1:]) == Jdk(path, 17)
    assert jdk_for(Line.CALENDAR, found[1:]) == Jdk(system / "25", 25)
    assert jdk_for(Line.CALENDAR, [Jdk(path, 17)]) is None


def test_a_jdk_without_a_release_file_is_asked(tmp_path: Path) -> None:
    home = a_jdk(tmp_path / "home", '"21"')
    (home / "release").unlink()
    (home / "bin" / "java").write_text(
        "#!/bin/sh\necho 'openjdk version \"17.0.15\" 2025-04-15' >&2\n", encoding="utf-8"
    )
    assert list(installed({"JAVA_HOME": str(home), "PATH": ""}, tmp_path / "none")) == [Jdk(home, 17)]


@pytest.mark.parametrize(
    ("version", "line"), [("5.26.30", Line.LTS), ("4.4.40", Line.LTS), ("2026.09.0", Line.CALENDAR)]
)
def test_a_server_that_was_named_is_of_the_line_that_its_version_says(version: str, line: Line) -> None:
    assert Line.of(version) is line
