"""In which order rows stand when they are sorted by numbers.

Decides: that equals stay in the order in which they came. Does not decide: what is sorted, nor why.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.domain.network import Counts, Index

_MANY: Final = 2**14
"""From how many rows on it pays to sort by parts of the numbers."""
_DIGIT: Final = 16
"""Bits by which numbers are sorted at a time: numpy counts whole numbers of so many instead of comparing them."""


def ascends(column: Counts | Index) -> bool:
    """Whether no row is smaller than the one before: to look costs a hundredth of sorting."""
    return bool((column[1:] >= column[:-1]).all())


def in_order(column: Counts | Index, beyond: int) -> Counts:
    """Where the rows stand when sorted by ``column``, whose values are in 0..beyond-1; equals stay in their order."""
    if len(column) < _MANY:
        return np.argsort(column, kind="stable")
    if ascends(column):
        return np.arange(len(column), dtype=np.int64)
    order = np.argsort((column & (2**_DIGIT - 1)).astype(np.uint16), kind="stable")
    for shift in range(_DIGIT, max(beyond - 1, 0).bit_length(), _DIGIT):
        digits = ((column >> shift) & (2**_DIGIT - 1)).astype(np.uint16)
        order = order[np.argsort(digits[order], kind="stable")]
    return order


def ordered_by(first: Index, *then: Index) -> Counts:
    """Where the rows stand when sorted by columns of -1 and more, of which the first counts most; equals stay in their
    order."""
    if len(first) < _MANY:
        return np.lexsort((*reversed(then), first))
    order = np.arange(len(first), dtype=np.int64)
    for column in reversed((first, *then)):
        numbers = column[order] + 1
        order = order[in_order(numbers, int(numbers.max()) + 1)]
    return order
