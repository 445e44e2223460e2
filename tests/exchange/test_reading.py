"""Physical lines, whatever the blocks in which a file is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange import reading
from exchange.reading import BadLine, Line, lines


def lines_of(content: bytes, path: Path, block: int) -> list[Line]:
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_BLOCK", block)
        return list(lines(path, lambda _count: None))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reading") / "file.csv"


TEXT = st.text(alphabet='ab,"é€\u2028\x0b\x85\U0001f600 \r\n', max_size=40)


@given(text=TEXT, block=st.integers(1, 9))
def test_lines_end_at_line_feeds_and_carriage_returns_alone(file: Path, text: str, block: int) -> None:
    expected = text.replace("\r\n", "\x00").replace("\r", "\x01").replace("\n", "\x02")
    found = lines_of(text.encode(), file, block)
    assert "".join(line for line in found if isinstance(line, str)) == text
    ends = sum(expected.count(end) for end in "\x00\x01\x02")
    assert len(found) == ends + (bool(expected) and expected[-1] not in "\x00\x01\x02")


@given(text=TEXT, block=st.integers(1, 9), encoding=st.sampled_from(["utf-8-sig", "utf-16"]))
def test_a_byte_order_mark_tells_the_encoding(file: Path, text: str, block: int, encoding: str) -> None:
    assert lines_of(text.encode(encoding), file, block) == lines_of(text.encode(), file, 1 << 18)


@given(content=st.binary(max_size=60), block=st.integers(1, 9))
def test_whatever_the_bytes_are_blocks_change_nothing(file: Path, content: bytes, block: int) -> None:
    assert lines_of(content, file, block) == lines_of(content, file, 1 << 18)


@pytest.mark.parametrize("block", [300, 1000, 1 << 18])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_line_that_is_too_long_hides_no_other(
    file: Path, monkeypatch: pytest.MonkeyPatch, block: int, end: bytes
) -> None:
    monkeypatch.setattr(reading, "LONGEST_LINE", 500)
    content = b"a" * 500 + end + b"b" * 5000 + end + b"c" + end + b"d" * 600
    first, second, third, fourth = lines_of(content, file, block)
    assert isinstance(first, str) == (len(end) + 500 <= 500)
    assert isinstance(second, BadLine)
    assert second.shown == "b" * 200
    assert isinstance(third, str)
    assert third.strip() == "c"
    assert isinstance(fourth, BadLine)


def test_bytes_are_counted_as_they_are_read(file: Path) -> None:
    file.write_bytes(b"a\nb\n")
    counts: list[int] = []
    assert len(list(lines(file, counts.append))) == 2
    assert sum(counts) == 4
