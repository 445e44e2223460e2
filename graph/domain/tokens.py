"""The words by which somebody is found: parts of names and addresses, written so that spelling habits do not matter.

Decides: how text is cut into tokens. Both what is stored and what is searched for goes through here, so every store
nominates the same candidates. Does not decide: how the found are ranked (the engine does).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from graph.domain.records import Account, Entity

RULES: Final = "1"
"""Which rules tokens were made by; a store that holds tokens of other rules makes them anew."""
MOST_TOKENS: Final = 12
"""Tokens of one text; the rest does not count."""
LONGEST_TOKEN: Final = 40

_WORD: Final = re.compile(r"\w+")


def folded(text: str) -> str:
    """Text as whole names and addresses are compared and ordered: trimmed and case-folded."""
    return text.strip().casefold()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, all of them in their order: runs of letters and digits, without case, accents and marks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = unicodedata.normalize("NFKC", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    return tuple(_WORD.findall(bare.casefold().replace("_", " ")))


def tokens_of(text: str) -> tuple[str, ...]:
    """The tokens of a text: its words, each once and cut to LONGEST_TOKEN, at most MOST_TOKENS of them."""
    return tuple(dict.fromkeys(word[:LONGEST_TOKEN] for word in words_of(text)))[:MOST_TOKENS]


def entity_tokens(entity: Entity) -> tuple[str, ...]:
    """The tokens by which an entity is found: those of its id, its name, and its e-mail address or domain; each once,
    in order of code points."""
    other = entity.domain if isinstance(entity, Account) else entity.email
    return tuple(sorted({*tokens_of(entity.id), *tokens_of(entity.name), *tokens_of(other)}))
