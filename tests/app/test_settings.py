"""Settings come from the environment once, and what must not be shown is not shown."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from app.settings import SETTINGS, Settings, unknown_settings
from graph.errors import InvalidInput


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
    }
    assert {setting.name for setting in SETTINGS} == set(given)
    shown = Settings.read(given).shown()
    assert shown == given
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
