"""Memory: what the C library is told where it listens, and that nothing is wrong where it does not."""

from __future__ import annotations

import ctypes
import gc
import weakref

import pytest

from app.memory import give_back, keep_together, set_aside


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


class Ring:
    """Something that refers to itself, so that only a search finds that nobody uses it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_set_aside_is_searched_no_more_and_what_comes_later_is() -> None:
    before = gc.get_freeze_count()
    try:
        set_aside()
        assert gc.get_freeze_count() > before
        later = weakref.ref(Ring())
        gc.collect()
        assert later() is None
    finally:
        gc.unfreeze()
