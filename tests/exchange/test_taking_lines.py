"""Lines that somebody takes are the ones that come as rows otherwise, and all others still come."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange import reading, sheet
from exchange.layout import TOUCHES
from exchange.sheet import Header, read_header, rows

HEADER = "id,at,staff_id,person_id,account_id,channel,direction"
LINES = st.lists(
    st.sampled_from(
        [
            *["a,b,c,d,e,f,g\n"] * 4,
            "a,b,c,d,e,f,g\r\n",
            "a,b\n",
            "\n",
            "\r",
            f"{HEADER}\n",
            '"a,b,c,d,e,f,g\n',
            'a",b,c,d,e,f,g\n',
            '"a",b,c,d,e,f,g\n',
        ]
    ),
    max_size=20,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("taking") / "touches.csv"


@given(st.sampled_from(["", "\n", "\n\n"]), LINES, st.lists(st.booleans()), st.tuples(*[st.integers(1, 300)] * 2))
def test_whatever_is_taken_the_other_rows_come_with_their_numbers(
    file: Path, above: str, lines: list[str], willing: list[bool], sizes: tuple[int, int]
) -> None:
    offered, block = sizes
    file.write_bytes("".join([above, f"{HEADER}\n", *lines]).encode())
    header = read_header(file, TOUCHES, unheard)
    assert isinstance(header, Header)
    taken: dict[int, bytes] = {}
    moods = [*willing]

    def take(first: int, raw: Sequence[bytes]) -> bool:
        plain = all(line.rstrip() == b"a,b,c,d,e,f,g" for line in raw)
        if plain and (moods.pop() if moods else True):
            taken.update(enumerate(raw, start=first))
            return True
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_BLOCK", block)
        patch.setattr(sheet, "_OFFERED", 1 + offered // 60)
        every = list(rows(file, TOUCHES, header, unheard))
        left = list(rows(file, TOUCHES, header, unheard, take))

    assert left == [row for row in every if row.line not in taken]
    assert set(taken) <= {row.line for row in every}
    physical = "".join([above, f"{HEADER}\n", *lines]).encode().splitlines(keepends=True)
    assert all(physical[line - 1] == raw for line, raw in taken.items())
    if not willing and lines and set(lines) == {"a,b,c,d,e,f,g\n"}:
        assert left == []


def unheard(_count: int) -> None:
    """Nobody waits."""
