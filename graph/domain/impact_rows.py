"""The rows of an answer about a departure, each made when it is first read.

Decides: that a page of an answer costs what the page holds, while what is said of all rows is known without making one.
Does not decide: the order of the rows, nor what any shows (``graph.engine.impacts`` does).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class ImpactRows(Sequence[T]):
    """Rows in their order. Equal to any sequence of equal rows."""

    __hash__ = None  # type: ignore[assignment]  # as for a list: to tell it apart would make every row

    def __init__(
        self, ids: Sequence[str], losses: Sequence[int | None], make: Callable[[Sequence[int]], Sequence[T]]
    ) -> None:
        """``ids``: the account of each row. ``losses``: its expected loss in ten-thousandths, None where no booking is
        known. ``make``: from places in this order to the rows there; it is asked for each row once."""
        self._ids, self._losses, self._make = tuple(ids), tuple(losses), make
        self._made: dict[int, T] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The account of each row."""
        return self._ids

    @property
    def losses(self) -> tuple[int | None, ...]:
        """The expected loss of each row in ten-thousandths; None where no booking is known."""
        return self._losses

    @property
    def without_money(self) -> int:
        """How many rows have no booking on record and so no money."""
        return self._losses.count(None)

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...

    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        """A row, or some in their order, made together."""
        places = range(len(self._ids))[place]
        return self._rows((places,))[0] if isinstance(places, int) else self._rows(places)

    def __iter__(self) -> Iterator[T]:
        """All rows, made together."""
        return iter(self[:])

    def __len__(self) -> int:
        """How many accounts the departure touches."""
        return len(self._ids)

    def __eq__(self, other: object) -> bool:
        """Whether the rows are the same."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __repr__(self) -> str:
        """All rows, as a tuple shows them."""
        return repr(tuple(self))

    def _rows(self, places: Sequence[int]) -> tuple[T, ...]:
        missing = [place for place in places if place not in self._made]
        if missing:
            self._made.update(zip(missing, self._make(missing), strict=True))
        return tuple(self._made[place] for place in places)
