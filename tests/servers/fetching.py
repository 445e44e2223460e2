"""The set-up step of the tests on Neo4j: ``python -m tests.servers.fetching`` brings the jars of real servers.

Decides: what is brought, and what is said where nothing can be or need be. Does not decide: which server a test gets
in the end (``finding``), nor the versions (``pom.xml``).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.servers import containers
from tests.servers.jars import FOLDER_SETTING, WITNESS, folder, jars_of
from tests.servers.jdks import Jdk, installed, jdk_for
from tests.servers.lines import POM, Line
from tests.servers.notices import REMEDY, URI_SETTING, in_ci

_HELP = f"""
Brings the jars of two real Neo4j Community servers ({Line.LTS.version} and {Line.CALENDAR.version}) and of
neo4j-migrations by Maven, once: about 300 MB, into .neo4j in the project's folder, or into the folder that
{FOLDER_SETTING} names. The tests on Neo4j then start these servers themselves, with a JDK: {Line.LTS.version} runs on
Java 17 or 21, {Line.CALENDAR.version} on Java 21 or 25; JAVA_HOME, java on the PATH and /usr/lib/jvm are looked at.

Nothing needs to be fetched where the tests may use another server: a Docker engine, or one server of yours that
{URI_SETTING} names (with {URI_SETTING[:-3]}USER and {URI_SETTING[:-3]}PASSWORD).
The tests empty its database.

Without any of these the tests on Neo4j are skipped, or fail if CI is set.
"""


class NotFetched(Exception):
    """Maven did not bring what was asked for; the text is one sentence with the end of what Maven said."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch what is missing, and say what was done in plain sentences; 1 only where CI needs what is not there."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.servers.fetching", description=_HELP, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.parse_args(arguments)
    jdks = list(installed())
    lines = [line for line in Line if jdk_for(line, jdks)]
    profiles = [*(line.profile for line in lines), WITNESS] if lines else []
    missing = [profile for profile in profiles if jars_of(profile) is None]
    maven = shutil.which("mvn")
    if lines and not missing:
        print(f"Neo4j for the tests is there, in {folder()}: nothing needs to be fetched.")
    elif lines and maven is not None:
        try:
            for profile in missing:
                _fetch(maven, profile, jdks[0])
        except NotFetched as error:
            return _without(str(error))
        print(f"Neo4j for the tests was fetched into {folder()}.")
    else:
        return _without("There is no Maven, or no JDK that runs Neo4j.")
    return _with_only(lines)


def _with_only(lines: list[Line]) -> int:
    """Say which line has no JDK here, unless it can come from elsewhere."""
    lacking = [line for line in Line if line not in lines]
    if not lacking or os.environ.get(URI_SETTING) or containers.engine_answers():
        return 0
    (line,) = lacking
    javas = " or ".join(str(java) for java in line.javas)
    print(f"There is no JDK for {line}: its tests will not run; install Java {javas} and point JAVA_HOME to it.")
    return 1 if in_ci() else 0


def _without(why: str) -> int:
    """Say what stands in for jars, or that nothing does."""
    if os.environ.get(URI_SETTING):
        print(f"{why} The tests on Neo4j use the server that {URI_SETTING} names: nothing needs to be fetched.")
        return 0
    if containers.engine_answers():
        print(f"{why} The tests on Neo4j use Docker: nothing needs to be fetched.")
        return 0
    outcome = "CI is set, so the tests on Neo4j must run" if in_ci() else "The tests on Neo4j will be skipped"
    print(f"{why} {outcome}. {REMEDY}")
    return 1 if in_ci() else 0


def _fetch(maven: str, profile: str, jdk: Jdk) -> None:
    """Bring the jars of one profile into a folder beside their place, and move them there when all have come."""
    folder().mkdir(parents=True, exist_ok=True)
    print(f"Fetching Neo4j for the tests: {profile} ...", flush=True)
    coming = Path(tempfile.mkdtemp(prefix=f"{profile}-", dir=folder()))
    goals = ["dependency:copy-dependencies", *(["dependency:copy"] if profile == WITNESS else [])]
    try:
        done = subprocess.run(
            [maven, "-B", "-ntp", "-q", "-f", POM, f"-P{profile}", f"-DoutputDirectory={coming}", *goals],
            env={**os.environ, "JAVA_HOME": str(jdk.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise NotFetched(f"Maven could not bring {profile}:\n{(done.stdout + done.stderr)[-1000:].strip()}\n")
        shutil.copy(POM, coming)
        place = folder() / profile
        shutil.rmtree(place, ignore_errors=True)
        coming.rename(place)
    finally:
        shutil.rmtree(coming, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
