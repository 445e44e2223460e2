"""docker-compose.yml and the Dockerfile, as far as they can be checked without a Docker engine.

What stands in them is read and held to the rules below. Our own two probes of health and the building of the wheel are
run as they stand, without a container; Neo4j's own probe, a wget inside its image, never is. Nothing here starts an
image.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from typer.main import get_command

from app.command_line import application
from app.settings import SETTINGS, Settings, unknown_settings
from tests.end_to_end.processes import PATIENCE, serving

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMPOSE_FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(
    re.sub(r"\$\{\w+:-(\w+)\}", r"\1", COMPOSE_FILE.read_text(encoding="utf-8"))  # as it is with nothing in .env
)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LASTING = sorted(name for name, service in SERVICES.items() if service["restart"] != "no")
OURS = ("migrate", "whither")
FULL_VERSION = re.compile(r"[a-z0-9./-]+:\d+\.\d+\.\d+(-[a-z0-9.-]+)?(@sha256:[0-9a-f]{64})?")
SECRET_WORDS = re.compile(r"PASSWORD|PASSWD|AUTH|SECRET|TOKEN|CREDENTIAL", re.IGNORECASE)
MOUNTED = "/run/secrets/"


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile in order, each with what is said to it, its lines joined."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    lines = re.sub(r"\\\n\s*", " ", kept).splitlines()
    return [(name, said) for name, _, said in (line.partition(" ") for line in lines if line.strip())]


INSTRUCTIONS = instructions(DOCKERFILE)
STAGES = {said.split(" AS ")[1] for name, said in INSTRUCTIONS if name == "FROM" and " AS " in said}
LAST_STAGE = INSTRUCTIONS[max(number for number, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM") :]


def only(name: str, among: list[tuple[str, str]] = LAST_STAGE) -> str:
    """What is said to the one instruction of that name."""
    (said,) = [said for one, said in among if one == name]
    return said


def copied_from_the_context() -> list[str]:
    """What the Dockerfile takes from the project, by name."""
    lists = [shlex.split(said)[:-1] for name, said in INSTRUCTIONS if name == "COPY" and not said.startswith("--from=")]
    return [name.removeprefix("./") for names in lists for name in names]


def sent_to_the_build() -> list[str]:
    """What .dockerignore lets through."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("!") for line in lines if line.startswith("!")]


def test_every_image_is_pinned_with_its_full_version() -> None:
    images = {service["image"] for service in SERVICES.values()}
    images |= {said.split()[0] for name, said in INSTRUCTIONS if name == "FROM"} - STAGES
    assert len(images) == 3
    assert [image for image in images if not FULL_VERSION.fullmatch(image)] == []


def test_our_image_is_built_here_with_the_version_of_the_project_and_never_fetched() -> None:
    for name in OURS:
        assert SERVICES[name]["image"] == f"{PROJECT['project']['name']}:{PROJECT['project']['version']}"
        assert SERVICES[name]["build"] == "."
        assert SERVICES[name]["pull_policy"] == "build"


def test_every_published_port_is_on_this_machines_own_address() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert [port for port in published if re.fullmatch(r"127\.0\.0\.1:\d+:\d+", str(port))] == published != []


def test_whoever_shares_the_machines_network_is_ours_and_listens_on_its_loopback_alone() -> None:
    assert tuple(sorted(name for name, one in SERVICES.items() if one.get("network_mode") == "host")) == OURS
    assert ipaddress.ip_address(SERVICES["whither"]["environment"]["WHITHER_HOST"]).is_loopback
    assert "ports" not in SERVICES["whither"]
    assert SERVICES["whither"]["command"] == ["serve"]  # no --host overrides it


def test_no_value_in_the_environment_is_a_secret() -> None:
    for name, service in SERVICES.items():
        named = {key: value for key, value in service["environment"].items() if SECRET_WORDS.search(key)}
        assert named, f"{name} signs in with nothing"
        for key, value in named.items():
            assert key.endswith("_FILE")
            assert value.removeprefix(MOUNTED) in service["secrets"]
        assert [value for value in service["environment"].values() if "@" in str(value)] == []
    said = [said for name, said in INSTRUCTIONS if name in {"ENV", "ARG"}]
    assert [words for words in said if SECRET_WORDS.search(words)] == []


def test_secrets_are_files_that_neither_git_nor_an_image_ever_holds() -> None:
    used = {secret for service in SERVICES.values() for secret in service["secrets"]}
    assert used == set(COMPOSE["secrets"])
    for secret in COMPOSE["secrets"].values():
        assert list(secret) == ["file"]
        ignored = subprocess.run(["git", "check-ignore", "--quiet", secret["file"]], cwd=ROOT, check=False)
        assert ignored.returncode == 0, f"{secret['file']} is not in .gitignore"
        assert Path(secret["file"]).parts[0] not in sent_to_the_build()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_as_an_ordinary_user_without_any_privilege(name: str) -> None:
    user, _, group = SERVICES[name]["user"].partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "devices", "pid"} & set(SERVICES[name])
    assert re.fullmatch(r"\d+[mg]", SERVICES[name]["mem_limit"])


def test_ours_write_to_their_volume_alone() -> None:
    for name in OURS:
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["user"] == only("USER")
        assert SERVICES[name]["volumes"] == ["whither-data:/data"]
        assert "--mode=0700 /data" in "".join(said for _, said in LAST_STAGE)


def test_every_lasting_service_comes_back_and_says_how_it_is() -> None:
    assert LASTING == ["neo4j", "whither"]
    for name in LASTING:
        assert SERVICES[name]["restart"] == "unless-stopped"
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_migrate_runs_once_when_neo4j_is_there_and_before_anything_is_served() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert SERVICES["whither"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    commands = get_command(application).commands  # type: ignore[attr-defined]
    assert [SERVICES[name]["command"] for name in OURS] == [["migrate"], ["serve"]]
    assert {"migrate", "serve"} <= set(commands)


@pytest.mark.parametrize("name", OURS)
def test_the_settings_given_are_settings(name: str) -> None:
    given = SERVICES[name]["environment"]
    assert unknown_settings(given) == ()
    assert {one for one in (setting.name for setting in SETTINGS) if "NEO4J" in one} - set(given) == {
        "WHITHER_NEO4J_PASSWORD"  # its file is given instead
    }


def test_a_client_that_routes_is_sent_to_the_address_that_is_published() -> None:
    neo4j = SERVICES["neo4j"]
    address = urlsplit(SERVICES["whither"]["environment"]["WHITHER_STORE"])
    assert address.scheme == "neo4j"
    assert neo4j["environment"]["NEO4J_server_bolt_advertised__address"] == address.netloc
    assert f"{address.netloc}:7687" in neo4j["ports"]
    assert SERVICES["migrate"]["environment"].items() <= SERVICES["whither"]["environment"].items()


def test_every_volume_is_named_and_used() -> None:
    mounts = [mount.split(":")[0] for service in SERVICES.values() for mount in service["volumes"]]
    assert set(mounts) == set(COMPOSE["volumes"])


def test_the_heap_and_the_page_cache_leave_room_in_what_neo4j_may_use() -> None:
    memory = {key: value for key, value in SERVICES["neo4j"]["environment"].items() if "memory" in key}
    gigabytes = {key: int(value.removesuffix("g")) for key, value in memory.items()}
    heap, most, cache = (gigabytes[key] for key in sorted(gigabytes))
    assert heap == most
    assert most + cache < int(SERVICES["neo4j"]["mem_limit"].removesuffix("g"))


def test_the_image_is_entered_as_whither_by_an_ordinary_user_of_a_fixed_number() -> None:
    order = [name for name, _ in LAST_STAGE]
    assert order.index("USER") < order.index("HEALTHCHECK") < order.index("ENTRYPOINT") < order.index("CMD")
    user, _, group = only("USER").partition(":")
    assert (user, group) == (group, user)
    assert f"useradd --uid {user} --gid {group}" in "".join(said for _, said in LAST_STAGE)
    assert json.loads(only("ENTRYPOINT")) == list(PROJECT["project"]["scripts"]) == ["whither"]
    assert json.loads(only("CMD")) == ["serve"]
    assert int(only("EXPOSE")) == Settings.read({}).port


def test_what_is_installed_is_what_the_constraints_name() -> None:
    installs = [
        part for name, said in INSTRUCTIONS if name == "RUN" for part in said.split("&&") if " install " in part
    ]
    from_packages = [part for part in installs if " pip " in part]
    assert len(from_packages) == 2
    assert [part for part in from_packages if "--constraint constraints.txt" not in part] == []


def test_the_build_is_sent_what_the_wheel_needs_and_nothing_else(tmp_path: Path) -> None:
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")[
        1
    ] == "*"  # all is left out but what follows
    assert sorted(sent_to_the_build()) == sorted(copied_from_the_context())
    for name in sent_to_the_build():
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)

    (line,) = [said for name, said in INSTRUCTIONS if name == "RUN" and " wheel " in said]
    command = [sys.executable, *shlex.split(line.replace("/wheels", "wheels"))[1:]]
    built = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    assert len(list((tmp_path / "wheels").glob("whither_graph-*.whl"))) == 1


def test_the_probes_tell_a_service_that_answers_from_one_that_only_lives_and_from_none(tmp_path: Path) -> None:
    lives = json.loads(only("HEALTHCHECK").partition(" CMD ")[2])
    _, *answers = SERVICES["whither"]["healthcheck"]["test"]

    def ends_well(probe: list[str]) -> bool:
        assert probe[0] == "python"
        environment = {**os.environ, "WHITHER_PORT": port, "http_proxy": "http://127.0.0.1:1"}
        command = [sys.executable, *probe[1:]]
        ended = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=PATIENCE)
        return ended.returncode == 0

    with serving(tmp_path, "serve", "--port", "0") as served:
        port = str(urlsplit(served.address()).port)
        assert (ends_well(lives), ends_well(answers)) == (True, True)
        (tmp_path / "whither.sqlite").unlink()
        assert (ends_well(lives), ends_well(answers)) == (True, False)
        assert served.stop(signal.SIGTERM) == 0
    assert (ends_well(lives), ends_well(answers)) == (False, False)


def test_docker_compose_itself_takes_the_file() -> None:
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode
    ):
        pytest.skip("docker compose is not installed: the file is held to the rules above alone")
    said = subprocess.run(
        ["docker", "compose", "--file", COMPOSE_FILE, "config", "--format", "json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert sorted(json.loads(said.stdout)["services"]) == sorted(SERVICES)
