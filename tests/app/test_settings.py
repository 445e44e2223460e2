"""Settings come from the environment once, and what must not be shown is not shown."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from app.places import place_of
from app.settings import SETTINGS, Settings, unknown_settings
from graph.errors import InvalidInput
from graph.store.neo4j import Address


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


def test_the_password_may_stand_on_the_first_line_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password.txt"
    file.write_text("geheim\nnot this\n", encoding="utf-8")
    settings = Settings.read({"WHITHER_NEO4J_PASSWORD_FILE": str(file)})
    assert settings.neo4j_password == "geheim"  # noqa: S105  # of this test
    assert "geheim" not in str(settings.shown()) + repr(settings)


def test_a_password_file_that_cannot_be_read_and_a_password_said_twice_are_refused(tmp_path: Path) -> None:
    missing = {"WHITHER_NEO4J_PASSWORD_FILE": str(tmp_path / "nowhere")}
    with pytest.raises(InvalidInput, match=r"WHITHER_NEO4J_PASSWORD_FILE .* may read"):
        Settings.read(missing)
    with pytest.raises(InvalidInput, match="not both"):
        Settings.read({**missing, "WHITHER_NEO4J_PASSWORD": "geheim"})


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "inf", "601"])
def test_a_deadline_that_is_none_is_refused_with_the_remedy(seconds: str) -> None:
    with pytest.raises(InvalidInput, match=r"WHITHER_DEADLINE .* seconds from 1 to 600"):
        Settings.read({"WHITHER_DEADLINE": seconds})


@pytest.mark.parametrize(("deadline", "waiting"), [("600", 5), ("30", 5), ("12", 2)])
def test_a_server_that_is_away_is_given_up_in_time_for_a_request_to_say_so(deadline: str, waiting: float) -> None:
    place = place_of(Settings.read({"WHITHER_STORE": "neo4j://somewhere", "WHITHER_DEADLINE": deadline}))
    assert isinstance(place, Address)
    assert place.waiting == pytest.approx(waiting)
