"""What of a firm a snapshot holds.

Decides: that what a snapshot was not taken of cannot be read from it, on any store. Does not decide: how it is read.
"""

from __future__ import annotations

from collections.abc import Collection

from graph.domain.kinds import KEY_FIELDS, Record


class Scope:
    """Everything, or rows of some kinds alone."""

    def __init__(self, only: Collection[type[Record]] | None) -> None:
        """``only``: the kinds; with None all of them, and the ties."""
        self._only = only

    @property
    def kinds(self) -> tuple[type[Record], ...]:
        """The kinds of rows, each after those it refers to."""
        return tuple(kind for kind in KEY_FIELDS if self._only is None or kind in self._only)

    @property
    def ties(self) -> bool:
        """Whether ties are among it."""
        return self._only is None

    def check(self, kind: type[object]) -> None:
        """Raise LookupError for rows of a kind that is not among it."""
        if self._only is not None and kind not in self._only:
            raise LookupError(f"this snapshot holds no rows of {kind.__name__}: name the kind when it is taken")

    def check_ties(self) -> None:
        """Raise LookupError where ties are not among it."""
        if not self.ties:
            raise LookupError("this snapshot holds no ties: take one of everything")
