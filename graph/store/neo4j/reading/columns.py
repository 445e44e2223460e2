"""Parallel lists as a server gives them, as columns of a Network.

Decides: how text becomes a day, a word and a key, and which columns each part of ``network.cypher`` gives, in which
order. Does not decide: which rows are read (``networks`` does), nor how they are put together (``assembling`` does).

The key of an entity is a number given to its id when it is first read: so parts may come in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from operator import index
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.domain.calendar import ALWAYS, NO_DAY, STILL, day_number
from graph.domain.network import NOBODY
from graph.domain.vocabulary import (
    BuyingApproach,
    Channel,
    CovenantKind,
    DecisionRole,
    DecisionRule,
    Direction,
    PromiseOutcome,
    ServiceRole,
    Word,
)
from graph.store.neo4j.records import channel_bits

Columns = dict[str, Any]
"""The rows of a part: a numpy array, or a tuple of text, for each column of its table in a Network, by name."""


class _Keys(dict[str, int]):
    """A number for each id; empty text is nobody's."""

    def __missing__(self, identifier: str) -> int:
        return self.setdefault(identifier, len(self) if identifier else NOBODY)


class _Days(dict[str, int]):
    """Day numbers of days as text; there are few days and many rows."""

    def __init__(self, absent: int) -> None:
        super().__init__({"": absent})

    def __missing__(self, text: str) -> int:
        return self.setdefault(text, day_number(date.fromisoformat(text)))


class _Words(dict[str, int]):
    """Numbers of the words of a closed list, and of no word."""

    def __init__(self, words: type[Word], absent: int | None = None) -> None:
        super().__init__({word.word: int(word) for word in words})
        if absent is not None:
            self[""] = absent

    def __missing__(self, word: str) -> int:
        raise ValueError(f"the word {word!r}")


class _Channels(dict[str, int]):
    """Numbers in which bit c is set when channel c is among the words."""

    def __missing__(self, words: str) -> int:
        return self.setdefault(words, channel_bits(words))


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of all that was read, and what is remembered while it is."""

    staff: _Keys = field(default_factory=_Keys)
    people: _Keys = field(default_factory=_Keys)
    accounts: _Keys = field(default_factory=_Keys)
    starts: _Days = field(default_factory=partial(_Days, ALWAYS))
    ends: _Days = field(default_factory=partial(_Days, STILL))
    events: _Days = field(default_factory=partial(_Days, NO_DAY))
    channels: _Channels = field(default_factory=_Channels)


_Read = Callable[[Keys, Sequence[Any]], Any]


def mapped(
    numbers: Mapping[str, int], values: Sequence[str], kind: type[np.signedinteger[Any]] = np.int32
) -> npt.NDArray[Any]:
    """The number of each of these texts."""
    return np.fromiter(map(numbers.__getitem__, values), dtype=kind, count=len(values))


def _texts(_: Keys, values: Sequence[Any]) -> tuple[str, ...]:
    "".join(values)  # the cheapest way to refuse whatever is no text among them
    return tuple(values)


def _words(words: type[Word], absent: int | None = None) -> _Read:
    numbers = _Words(words, absent)
    return lambda _, values: mapped(numbers, values, np.int8)


def _whole(kind: type[np.signedinteger[Any]]) -> _Read:
    return lambda _, values: np.fromiter(map(index, values), dtype=kind, count=len(values))


def _reals(_: Keys, values: Sequence[Any]) -> npt.NDArray[np.float64]:
    return np.array(values, dtype=np.float64)


def _flags(_: Keys, values: Sequence[Any]) -> npt.NDArray[np.bool_]:
    return np.array(values, dtype=np.bool_)


def _staff(keys: Keys, values: Sequence[Any]) -> npt.NDArray[np.int32]:
    return mapped(keys.staff, values)


def _people(keys: Keys, values: Sequence[Any]) -> npt.NDArray[np.int32]:
    return mapped(keys.people, values)


def _accounts(keys: Keys, values: Sequence[Any]) -> npt.NDArray[np.int32]:
    return mapped(keys.accounts, values)


def _starts(keys: Keys, values: Sequence[Any]) -> npt.NDArray[np.int32]:
    return mapped(keys.starts, values)


def _ends(keys: Keys, values: Sequence[Any]) -> npt.NDArray[np.int32]:
    return mapped(keys.ends, values)


def _events(keys: Keys, values: Sequence[Any]) -> npt.NDArray[np.int32]:
    return mapped(keys.events, values)


def _channels(keys: Keys, values: Sequence[Any]) -> npt.NDArray[np.int32]:
    return mapped(keys.channels, values)


_COUNTS: Final = _whole(np.int32)
_AMOUNTS: Final = _whole(np.int64)
_CODES: Final = _whole(np.int8)

_STATISTICS: Final[Mapping[str, _Read]] = {
    "staff": _staff,
    "folded": _flags,
    "incoming": _reals,
    "outgoing": _reals,
    "first": _events,
    "last": _events,
    "days": _COUNTS,
    "channels": _channels,
    "count": _COUNTS,
}
_PROMISES: Final[Mapping[str, _Read]] = {
    "ids": _texts,
    "staff": _staff,
    "person": _people,
    "account": _accounts,
    "made": _events,
    "outcome": _words(PromiseOutcome),
    "closed": _events,
}
_TOUCHES: Final[Mapping[str, _Read]] = {
    "staff": _staff,
    "day": _events,
    "channel": _words(Channel),
    "direction": _words(Direction),
}

PARTS: Final[Mapping[str, Mapping[str, _Read]]] = {
    "people": {"ids": _texts, "names": _texts},
    "ties_with_people": {"place": _COUNTS, **_STATISTICS},
    "ties_with_accounts": {"account": _accounts, **_STATISTICS},
    "employments": {
        "account": _accounts,
        "person": _people,
        "start": _starts,
        "end": _ends,
        "role": _words(DecisionRole, NOBODY),
        "weight": _reals,
        "veto": _flags,
    },
    "ratings": {"staff": _staff, "person": _people, "closeness": _CODES, "on": _events},
    "promises_to_people": _PROMISES,
    "promises_to_accounts": _PROMISES,
    "services": {"staff": _staff, "account": _accounts, "role": _words(ServiceRole), "start": _starts, "end": _ends},
    "bookings": {"account": _accounts, "day": _events, "amount": _AMOUNTS, "lines": _texts},
    "buying": {
        "account": _accounts,
        "start": _events,
        "approach": _words(BuyingApproach),
        "rule": _words(DecisionRule, NOBODY),
        "switching_cost": _reals,
        "suppliers": _COUNTS,
        "renewal": _events,
    },
    "covenants": {
        "staff": _staff,
        "kind": _words(CovenantKind),
        "account": _accounts,
        "start": _starts,
        "until": _ends,
    },
    "staff": {"ids": _texts, "names": _texts, "teams": _texts, "start": _starts, "end": _ends},
    "accounts": {
        "ids": _texts,
        "names": _texts,
        "since": _events,
        "first_booking": _events,
        "first_touch": _events,
    },
    "evidence": {
        "staff": _staff,
        "person": _people,
        "account": _accounts,
        "day": _events,
        "at": _AMOUNTS,
        "touch_ids": _texts,
    },
    "touches_with_people": {"person": _people, **_TOUCHES},
    "touches_with_accounts": {"account": _accounts, **_TOUCHES},
}
"""The columns of each part that answers, in the order in which its text lists them."""


def columns_of(part: str, keys: Keys, lists: Sequence[Sequence[Any]]) -> Columns:
    """The columns of a part, from its parallel lists; takes O(n) for n rows.

    Raises ValueError, TypeError or OverflowError for what cannot stand in a column."""
    readers = PARTS[part]
    return {name: read(keys, values) for (name, read), values in zip(readers.items(), lists, strict=True)}
