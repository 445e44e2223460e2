"""The chain of migrations: how it is named, summed up, and compared with what a store has."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from graph.errors import MigrationDrift, StoreVersion
from graph.store.migrations import DATA_FORMAT, Applied, Migration, chain_of, shipped, standing

FIRST, SECOND, THIRD = (Migration(number, name, f"-- {name}") for number, name in enumerate(("one", "two", "three"), 1))
CHAIN = (FIRST, SECOND, THIRD)


def applied(*migrations: Migration) -> list[Applied]:
    """What a store remembers when these ran."""
    return [Applied(one.version, one.name, one.checksum) for one in migrations]


def test_the_shipped_chains_are_these_and_what_was_once_released_is_never_edited() -> None:
    assert [(one.label, one.checksum) for one in shipped("embedded")] == [
        ("V0001__records_touches_and_ties", 3_569_737_593),
        ("V0002__versions_amendments_and_later_rows", 2_083_891_566),
    ]
    assert [(one.label, one.checksum) for one in shipped("audit")] == [("V0001__entries", 3_184_711_018)]


def test_a_chain_is_read_in_the_order_of_its_numbers(tmp_path: Path) -> None:
    for number in (2, 10, 1, 9, 3, 4, 5, 6, 7, 8):
        (tmp_path / f"V{number:04}__step_{number}.sql").write_text(f"SELECT {number};", encoding="utf-8")
    chain = chain_of(tmp_path)
    assert [one.version for one in chain] == list(range(1, 11))
    assert (chain[9].name, chain[9].text, chain[9].label) == ("step_10", "SELECT 10;", "V0010__step_10")


@pytest.mark.parametrize("name", ["V1__short.sql", "V0002__Upper.sql", "V0002__.sql", "V0002__x.txt", "R__again.sql"])
def test_a_file_with_another_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "V0001__one.sql").touch()
    (tmp_path / name).touch()
    with pytest.raises(ValueError, match="is not named like"):
        chain_of(tmp_path)


@pytest.mark.parametrize("names", [("V0002__two",), ("V0001__one", "V0003__three"), ("V0001__one", "V0001__other")])
def test_a_gap_or_a_number_given_twice_is_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (tmp_path / f"{name}.sql").touch()
    with pytest.raises(ValueError, match="are not numbered"):
        chain_of(tmp_path)


def test_a_checksum_is_the_crc32_of_the_text_and_does_not_depend_on_line_ends() -> None:
    unix, windows = Migration(1, "one", "SELECT 1;\nSELECT 2;\n"), Migration(1, "one", "SELECT 1;\r\nSELECT 2;\r\n")
    assert unix.checksum == windows.checksum == zlib.crc32(b"SELECT 1;\nSELECT 2;")
    assert Migration(1, "one", "SELECT 1;\nSELECT 3;\n").checksum != unix.checksum


def test_what_was_not_applied_is_pending_in_order() -> None:
    assert standing("x", CHAIN, [], 0).pending == CHAIN
    assert standing("x", CHAIN, applied(FIRST), DATA_FORMAT).pending == (SECOND, THIRD)
    done = standing("x", CHAIN, applied(*CHAIN), DATA_FORMAT)
    assert (done.pending, done.obstacle) == ((), None)


def test_an_edited_renamed_or_missing_migration_is_drift() -> None:
    edited = Migration(2, "two", "-- two, edited")
    renamed = Migration(2, "zwei", SECOND.text)
    for there in (applied(FIRST, edited), applied(FIRST, renamed), applied(FIRST, THIRD)):
        found = standing("the store", CHAIN, there, DATA_FORMAT)
        assert isinstance(found.obstacle, MigrationDrift)
        assert "V0002__two" in str(found.obstacle)
        assert "the store" in str(found.obstacle)
        assert found.pending == ()


def test_a_migration_that_this_version_does_not_know_means_a_newer_version() -> None:
    found = standing("the store", CHAIN[:2], applied(*CHAIN), DATA_FORMAT)
    assert isinstance(found.obstacle, StoreVersion)
    assert str(found.obstacle) == "the store has schema 3 and this version of Whither knows 2: upgrade Whither."


def test_a_newer_data_format_means_a_newer_version() -> None:
    found = standing("the store", CHAIN, applied(*CHAIN), DATA_FORMAT + 1)
    assert isinstance(found.obstacle, StoreVersion)
