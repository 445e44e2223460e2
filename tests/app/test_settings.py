"""Settings come from the environment once, and what must not be shown is not shown."""

import os
import threading
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import NoReturn

import pytest

from app.places import place_of
from app.settings import SETTINGS, Settings, unknown_settings
from graph.errors import InvalidInput
from graph.store.neo4j import Address
from tests.app.commanding import Terminal

ON_NEO4J = {"WHITHER_STORE": "neo4j://127.0.0.1:7687"}


def test_without_any_variable_the_store_is_in_the_platforms_data_folder() -> None:
    settings = Settings.read({})
    assert settings.data.name == "whither"
    assert settings.store == str(settings.data / "whither.sqlite")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.cors_origins == ()


def test_the_data_folder_moves_the_store_that_is_not_named() -> None:
    assert Settings.read({"WHITHER_DATA": "/srv/w"}).store == str(Path("/srv/w/whither.sqlite"))
    assert Settings.read({"WHITHER_DATA": "/srv/w", "WHITHER_STORE": "/srv/x.sqlite"}).store == "/srv/x.sqlite"


def test_an_empty_value_counts_as_not_set() -> None:
    assert Settings.read({"WHITHER_PORT": " ", "WHITHER_HOST": ""}) == Settings.read({})


def test_lists_are_separated_by_commas() -> None:
    settings = Settings.read({"WHITHER_CORS_ORIGINS": "https://a.example, https://b.example,"})
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert Settings.read({"WHITHER_ALLOWED_HOSTS": "crm.example"}).allowed_hosts == ("crm.example",)


@pytest.mark.parametrize("port", ["eighty", "-1", "65536", "80.0", "8²"])
def test_a_port_that_is_none_is_refused_with_the_remedy(port: str) -> None:
    with pytest.raises(InvalidInput, match=r"WHITHER_PORT .* whole number from 0 to 65535"):
        Settings.read({"WHITHER_PORT": port})


def test_every_setting_is_documented_read_and_shown() -> None:
    given = {
        "WHITHER_DATA": "/d",
        "WHITHER_STORE": "/s",
        "WHITHER_HOST": "localhost",
        "WHITHER_PORT": "1",
        "WHITHER_ALLOWED_HOSTS": "h.example",
        "WHITHER_CORS_ORIGINS": "https://o.example",
        "WHITHER_NEO4J_USER": "whither",
        "WHITHER_NEO4J_PASSWORD": "geheim",
        "WHITHER_NEO4J_DATABASE": "firm",
        "WHITHER_DEADLINE": "2.5",
    }
    assert {setting.name for setting in SETTINGS} == {*given, "WHITHER_NEO4J_PASSWORD_FILE"}
    shown = Settings.read(given).shown()
    assert shown == {**given, "WHITHER_NEO4J_PASSWORD": "***", "WHITHER_NEO4J_PASSWORD_FILE": "none"}
    assert all(setting.default and setting.means for setting in SETTINGS)


def test_credentials_in_an_address_are_never_shown() -> None:
    shown = Settings.read({"WHITHER_STORE": "neo4j://ada:geheim@db.example:7687"}).shown()
    assert shown["WHITHER_STORE"] == "neo4j://***@db.example:7687"
    odd = Settings.read({"WHITHER_STORE": "neo4j://ada:ge/he@im@db.example"}).shown()
    assert "im@" not in odd["WHITHER_STORE"]


def test_a_misspelt_setting_is_noticed() -> None:
    assert unknown_settings({"WHITHER_STROE": "x", "WHITHER_STORE": "y", "PATH": "z"}) == ("WHITHER_STROE",)


def test_settings_do_not_change_once_read() -> None:
    settings = Settings.read({})
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


@pytest.mark.parametrize("text", ["geheim", "geheim\n", "geheim\r\nnot this\n"])
def test_the_password_may_stand_on_the_first_line_of_a_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "password.txt"
    file.write_bytes(text.encode())
    settings = Settings.read({**ON_NEO4J, "WHITHER_NEO4J_PASSWORD_FILE": str(file)})
    place = place_of(settings)
    assert isinstance(place, Address)
    assert place.password == "geheim"  # noqa: S105  # of this test
    assert "geheim" not in str(settings.shown()) + repr(settings) + repr(place)


def test_a_password_that_comes_through_a_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = threading.Thread(target=pipe.write_text, args=("geheim\n",), daemon=True)
    writing.start()
    settings = Settings.read({**ON_NEO4J, "WHITHER_NEO4J_PASSWORD_FILE": str(pipe)})
    assert place_of(settings) == place_of(settings)
    writing.join(10)
    assert not writing.is_alive()


UNREADABLE = {
    "missing": "it is not there",
    "below a file": "it is not there",
    "folder": "it is a folder",
    "forbidden": "it may not be read by this user",
    "bytes": "it is not text in UTF-8",
    "empty": "its first line is empty; write the password there",
    "empty line": "its first line is empty; write the password there",
    "both": "set this or WHITHER_NEO4J_PASSWORD, not both",
}


def password_file(what: str, folder: Path) -> Path:
    """A file of the password, of which something is wrong."""
    file = folder / what
    contents = {"bytes": b"\xff\xfe", "empty": b"", "empty line": b" \ngeheim\n"}
    if what == "folder":
        file.mkdir()
    elif what == "below a file":
        file.write_text("a file")
        return file / "password.txt"
    elif what != "missing":
        file.write_bytes(contents.get(what, b"geheim\n"))
    return file


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_password_file_that_does_not_tell_is_refused_in_plain_words(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "forbidden":  # root may read everything
        monkeypatch.setattr(Path, "read_text", forbidden)
    file = password_file(what, tmp_path)
    given = {**ON_NEO4J, "WHITHER_NEO4J_PASSWORD_FILE": str(file)}
    settings = Settings.read({**given, "WHITHER_NEO4J_PASSWORD": "geheim"} if what == "both" else given)
    with pytest.raises(InvalidInput) as refused:
        place_of(settings)
    said = str(refused.value)
    assert said.startswith(f"WHITHER_NEO4J_PASSWORD_FILE '{file}' cannot be used: {UNREADABLE[what]}")
    assert (said.count("."), "Error" in said, "geheim" in said) == (str(file).count(".") + 1, False, False)


def forbidden(*_: object, **__: object) -> NoReturn:
    raise PermissionError(13, "Permission denied")


def test_a_password_file_that_is_gone_stands_in_nobodys_way_who_needs_no_password(
    firm: Terminal, tmp_path: Path
) -> None:
    gone = {"WHITHER_NEO4J_PASSWORD_FILE": str(tmp_path / "gone")}
    for command in (("verify",), ("doctor",), ("ask", "ada")):
        assert firm.whither(*command, environment=gone).code == 0
    ended = firm.whither("ask", "ada", "--store", "neo4j://127.0.0.1:7687", environment=gone)
    assert (ended.code, "it is not there" in ended.sentence()) == (2, True)


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "inf", "601"])
def test_a_deadline_that_is_none_is_refused_with_the_remedy(seconds: str) -> None:
    with pytest.raises(InvalidInput, match=r"WHITHER_DEADLINE .* seconds from 1 to 600"):
        Settings.read({"WHITHER_DEADLINE": seconds})


@pytest.mark.parametrize(("deadline", "waiting"), [("600", 5), ("30", 5), ("12", 2)])
def test_a_server_that_is_away_is_given_up_in_time_for_a_request_to_say_so(deadline: str, waiting: float) -> None:
    place = place_of(Settings.read({"WHITHER_STORE": "neo4j://somewhere", "WHITHER_DEADLINE": deadline}))
    assert isinstance(place, Address)
    assert place.waiting == pytest.approx(waiting)
