"""The rows of who was in touch with whom: touches, ratings of closeness, promises.

Decides: which ties somebody rated, and what was promised in them. Does not decide: who has ties with whom and when they
touched (``circles`` and ``touches``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from exchange.generating import words
from exchange.generating.chance import Chance, Stream
from exchange.generating.circles import Circle
from exchange.generating.entities import Rows
from exchange.generating.shape import FIRST, LAST, Shape
from exchange.generating.spool import Spool
from exchange.generating.touches import MINUTES, Lives
from graph.domain.network import NOBODY
from graph.domain.vocabulary import Channel, Direction, PromiseOutcome

_RATED: Final = 0.06
_RATINGS: Final = (0.02, 0.08, 0.25, 0.40, 0.25)
_PROMISED: Final = 0.05
_OUTCOMES: Final = (0.70, 0.15, 0.15)
"""By the number of the outcome: kept, broken, open."""
_SOON: Final = 120


def touches(spool: Spool) -> Iterator[Rows]:
    """All touches in the order in which they happened, numbered so."""
    days = words.day_texts(FIRST, LAST)
    clock = [f"T{minute // 60:02}:{minute % 60:02}Z" for minute in range(MINUTES)]
    channels, directions = [one.word for one in Channel], [one.word for one in Direction]
    number = 0
    for rows in spool.in_order():
        day, minute = np.divmod(rows["at"], MINUTES)
        columns = [rows[name].tolist() for name in ("staff", "person", "account", "channel", "direction")]
        cells = zip((day - FIRST).tolist(), minute.tolist(), *columns, strict=True)
        yield [
            (
                f"T{number + row}",
                days[on] + clock[at],
                words.staff_id(who),
                words.person_id(person),
                words.account_id(account),
                channels[channel],
                directions[direction],
            )
            for row, (on, at, who, person, account, channel, direction) in enumerate(cells, start=1)
        ]
        number += len(rows)


def ratings(shape: Shape, staff: int, circle: Circle, lives: Lives) -> Rows:
    """How close the staff member said to be to some of the people they keep up with."""
    chance, ties = Chance(shape.seed, Stream.RATINGS, staff), len(circle.touches)
    rated = chance.happens(ties, _RATED) & circle.near & (circle.person != NOBODY)
    closeness = chance.pick(ties, _RATINGS)
    day = lives.begin + chance.below(ties, lives.finish - lives.begin + 1)
    return [
        (words.staff_id(staff), words.person_id(person), str(close), words.day_text(on), "")
        for person, close, on in zip(
            circle.person[rated].tolist(), closeness[rated].tolist(), day[rated].tolist(), strict=True
        )
    ]


def promises(shape: Shape, staff: int, circle: Circle, lives: Lives) -> Rows:
    """What the staff member promised some of those they keep up with, and how it ended."""
    chance, ties = Chance(shape.seed, Stream.PROMISES, staff), len(circle.touches)
    promised = np.flatnonzero(chance.happens(ties, _PROMISED) & circle.near)
    outcome = chance.pick(ties, _OUTCOMES)
    made = lives.begin + chance.below(ties, lives.finish - lives.begin + 1)
    due, closed = made + 14 + chance.below(ties, _SOON), made + 7 + chance.below(ties, _SOON)
    ended = (outcome != PromiseOutcome.OPEN) & (closed <= LAST)
    return [
        (
            f"K{staff + 1}-{number}",
            words.staff_id(staff),
            words.person_id(int(circle.person[tie])),
            words.account_id(int(circle.account[tie])),
            words.day_text(int(made[tie])),
            words.day_text(int(due[tie])),
            (PromiseOutcome(int(outcome[tie])) if ended[tie] else PromiseOutcome.OPEN).word,
            words.day_text(int(closed[tie])) if ended[tie] else "",
        )
        for number, tie in enumerate(promised.tolist(), start=1)
    ]
