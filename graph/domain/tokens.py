"""The words by which somebody is found: parts of names and addresses, written so that spelling habits do not matter.

Decides: how text is cut into tokens. Both what is stored and what is searched for goes through here, so every store
nominates the same candidates. Does not decide: how the found are ranked (the engine does).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from graph.domain.records import Account, Entity

RULES: Final = "2"
"""Which rules tokens were made by; a store that holds tokens of other rules makes them anew."""
MOST_TOKENS: Final = 12
"""Words of one text; the rest does not count."""
LONGEST_TOKEN: Final = 40

_WORD: Final = re.compile(r"\w+")
_JOINED: Final = re.compile(r"\w+(?:'\w+)*")
_PLAINLY: Final = str.maketrans(
    dict(zip("łøđðħŧ\u0131", "loddhti", strict=True))
    | {"æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys("\u2018\u2019\u02bb\u02bc\u2032`\u00b4", "'")
)
"""Letters that Unicode does not take apart into a plain one and a mark (the last of the first row is the i without a
dot), as they are typed where no key has them; and what is typed for an apostrophe."""


def folded(text: str) -> str:
    """Text as whole names and addresses are compared and ordered: trimmed and case-folded."""
    return text.strip().casefold()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, all of them in their order: runs of letters and digits, without case, accents and marks."""
    return tuple(_WORD.findall(_plain(text)))


def tokens_of(text: str) -> tuple[str, ...]:
    """The tokens of a text: its words, each once and cut to LONGEST_TOKEN, at most MOST_TOKENS of them."""
    return _cut(words_of(text))


def found_by(text: str) -> tuple[str, ...]:
    """The tokens by which a part of an entity is found: those of :func:`tokens_of` and, after words that apostrophes
    hold together, all of these in one, so that ``obrien`` finds O'Brien as ``brien`` does; at most MOST_TOKENS of
    either.

    What is searched for is not written together: each of its tokens must be there, and O'Brien may be O Brien."""
    runs = [tuple(run.split("'")) for run in _JOINED.findall(_plain(text))]
    words = _cut(word for run in runs for word in run)
    joined = _cut("".join(run) for run in runs if len(run) > 1)
    in_place = (word[:LONGEST_TOKEN] for run in runs for word in (*run, "".join(run)))
    return tuple(dict.fromkeys(token for token in in_place if token in words or token in joined))


def entity_tokens(entity: Entity) -> tuple[str, ...]:
    """The tokens by which an entity is found: those of its id, its name, and its e-mail address or domain; each once,
    in order of code points."""
    other = entity.domain if isinstance(entity, Account) else entity.email
    return tuple(sorted({*found_by(entity.id), *found_by(entity.name), *found_by(other)}))


def _plain(text: str) -> str:
    """Text without case, accents and marks, its letters as they are typed on any keyboard."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_PLAINLY))
    bare = unicodedata.normalize("NFKC", "".join(letter for letter in apart if not unicodedata.combining(letter)))
    return bare.casefold().translate(_PLAINLY).replace("_", " ")


def _cut(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word[:LONGEST_TOKEN] for word in words))[:MOST_TOKENS]
