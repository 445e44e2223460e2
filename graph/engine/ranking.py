"""The order of search results: how well a text fits each candidate, and who stands before whom.

Decides: what fits at all, and a total order that neither store, nor the order of the candidates, nor other candidates
can change. Does not decide: who is a candidate (the stores nominate), nor who may see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from graph.domain.found import ENTITY_KINDS, Found, Matched, Place
from graph.domain.records import Account, Entity
from graph.domain.tokens import entity_tokens, found_by, tokens_of, words_of

_GRADES: Final = {matched: grade for grade, matched in enumerate(Matched)}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is searched for: the ``text`` without outer spaces, its ``words`` and its ``tokens``."""

    text: str
    words: tuple[str, ...]
    tokens: tuple[str, ...]


def ranked(text: str, candidates: Iterable[Entity]) -> tuple[Found, ...]:
    """The candidates that ``text`` fits, the best fit first; candidates that it does not fit are left out.

    Law: a find has the same place whoever the other candidates are, and no two different ones share a place."""
    wanted = _Wanted(text.strip(), words_of(text), tokens_of(text))
    found = (_found(wanted, candidate) for candidate in candidates)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.place))


def _found(wanted: _Wanted, entity: Entity) -> Found | None:
    name = words_of(entity.name)
    matched = _matched(wanted, entity, name)
    if matched is None:
        return None
    listed = " ".join(name or words_of(entity.id))
    return Found(entity, matched, Place(_GRADES[matched], listed, ENTITY_KINDS.index(type(entity)), entity.id))


def _matched(wanted: _Wanted, entity: Entity, name: tuple[str, ...]) -> Matched | None:
    if entity.id == wanted.text:
        return Matched.ID
    if not wanted.words:
        return None
    whole = _in_whole(wanted.words, entity)
    if whole is not None:
        return whole
    return Matched.NAME_BEGINS if _begins(name, wanted.words) else _by_words(wanted.tokens, entity)


def _in_whole(words: tuple[str, ...], entity: Entity) -> Matched | None:
    parts = (
        (Matched.NAME, entity.name),
        (Matched.ADDRESS, entity.domain if isinstance(entity, Account) else entity.email),
        (Matched.ID_OTHERWISE_SPELT, entity.id),
    )
    return next((matched for matched, part in parts if words_of(part) == words), None)


def _by_words(tokens: Sequence[str], entity: Entity) -> Matched | None:
    of_name = found_by(entity.name)
    if _in_order(of_name, tokens):
        return Matched.WORDS_IN_ORDER
    if _all_begin(of_name, tokens):
        return Matched.WORDS
    return Matched.ID_OR_ADDRESS if _all_begin(entity_tokens(entity), tokens) else None


def _begins(name: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a name begins with these words, of which the last one may be unfinished."""
    *whole, last = words
    return len(name) >= len(words) and list(name[: len(whole)]) == whole and name[len(whole)].startswith(last)


def _in_order(of_name: Iterable[str], tokens: Sequence[str]) -> bool:
    """Whether each token begins a token of the name that stands after that of the token before it."""
    rest = iter(of_name)
    return all(any(one.startswith(token) for one in rest) for token in tokens)


def _all_begin(there: Sequence[str], tokens: Sequence[str]) -> bool:
    return all(any(one.startswith(token) for one in there) for token in tokens)
