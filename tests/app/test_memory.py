"""Memory: what the C library is told where it listens, and that nothing is wrong where it does not."""

from __future__ import annotations

import ctypes

import pytest

from app.memory import give_back, keep_together


class Library:
    """A C library that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, tuple[int, ...]]] = []

    def mallopt(self, *arguments: int) -> int:
        """Note a setting."""
        self.told.append(("mallopt", arguments))
        return 1

    def malloc_trim(self, *arguments: int) -> int:
        """Note a request."""
        self.told.append(("malloc_trim", arguments))
        return 1


def test_the_c_library_is_told_to_serve_from_one_place_and_to_give_back(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: library)
    keep_together()
    give_back()
    assert library.told == [("mallopt", (-8, 1)), ("malloc_trim", (0,))]


@pytest.mark.parametrize("wrong", [OSError, TypeError, AttributeError])
def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch, wrong: type[Exception]) -> None:
    def refuse(_name: object) -> None:
        raise wrong

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    keep_together()
    give_back()
