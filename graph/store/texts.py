"""Text on its way into a store.

Decides: which text could stand in a store at all, and how a list of ids is passed to SQL.
Does not decide: what an id looks like (the records do).
"""

from __future__ import annotations

import json
from collections.abc import Iterable


def storable(text: str) -> bool:
    """Whether a store could hold the text: no NUL, at which SQLite may cut, and no half characters.

    What it could not hold nobody has, and asking for it finds nothing."""
    if text.isascii():
        return "\x00" not in text
    return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text)


def id_list(ids: Iterable[str]) -> str:
    """The ids that somebody might have, as a JSON list for ``json_each``."""
    return json.dumps([one for one in ids if storable(one)])


def mended(text: str) -> str:
    """The text with a question mark for each half character, which no store can hold."""
    return text.encode("utf-8", "replace").decode()
