"""Which statements of the ``.cypher`` files a text is made of that was asked of a server.

Decides: when a statement stands in a text. Does not decide: which texts are asked (``neo4j_exercise`` does them), nor
how a file is read (``graph.store.statements`` does).

A statement stands in a text with what it is for, all its lines one after the other, however they are indented. Of a
line behind a condition (``//person:``) it does not matter whether the condition holds, and a place such as ``{only}``
may be filled with anything, another statement included. Who puts statements together may leave away what they are for
in ``owned.cypher`` alone, where the first lines of ``page`` say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import graph.store.neo4j
from graph.store.statements import Statement, load

_ROOT: Final = Path(graph.store.neo4j.__file__).parent
_PARTS_OF_A_PAGE: Final = "owned.cypher"
_OPEN: Final = re.compile(r"(?P<condition>//\w+: )|(?P<place>\{\w+\})")
_BETWEEN: Final = " + "


def files() -> dict[str, Mapping[str, Statement]]:
    """The statements of every file beside the adapter, by the name of the file, which no two of them share."""
    found: dict[str, Mapping[str, Statement]] = {}
    for path in sorted(_ROOT.rglob("*.cypher")):
        assert path.name not in found
        package = ".".join((graph.store.neo4j.__name__, *path.parent.relative_to(_ROOT).parts))
        found[path.name] = load(package, path.name, "//")
    return found


def statements() -> set[str]:
    """Every statement of every file, as :func:`called` names those of a text."""
    return set(_patterns())


def called(text: str) -> str:
    """A text's name in the committed list: each statement that it is made of with its file, in the order in which they
    begin, and a digest of all that it says. Raises LookupError for a text that begins with none of them."""
    plain = _plain(text)
    found = {name: match.start() for name, pattern in _patterns().items() if (match := pattern.search(plain))}
    if 0 not in found.values():
        raise LookupError(f"no file says: {text}")
    digest = blake2b(plain.encode(), digest_size=4).hexdigest()
    return f"{_BETWEEN.join(sorted(found, key=found.__getitem__))} {digest}"


def made_of(name: str) -> list[str]:
    """The statements of a text, from its name in the committed list."""
    return name.rpartition(" ")[0].split(_BETWEEN)


def of_all(names: Iterable[str]) -> set[str]:
    """The statements of all texts with these names."""
    return {one for name in names for one in made_of(name)}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        f"{file}: {name}": _pattern(file, name, statement)
        for file, named in files().items()
        for name, statement in named.items()
    }


def _pattern(file: str, name: str, statement: Statement) -> re.Pattern[str]:
    """What finds a statement in a plain text."""
    text = statement.text
    if file == _PARTS_OF_A_PAGE and name != "page":
        text = text.partition("\n")[2]
    pieces, end, plain = [], 0, _plain(text)
    for match in _OPEN.finditer(plain):
        condition = match["condition"]
        pieces += [re.escape(plain[end : match.start()]), f"(?:{re.escape(condition)})?" if condition else ".*?"]
        end = match.end()
    return re.compile(f"(?<!\\S){''.join(pieces)}{re.escape(plain[end:])}(?!\\S)")


def _plain(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())
