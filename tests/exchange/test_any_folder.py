"""Whatever the files hold, every row is accounted for and nothing but our own sentences comes out."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.layout import LAYOUT, FileLayout
from graph.engine.assumptions import VERSION
from graph.store.embedded import open_store
from tests.exchange.small_firm import brought_in, folder_of, rejects_of

CELLS = st.one_of(
    st.sampled_from(["", "a", "b", "a ", "EUR", "call", "kept", "lead", "mixed", "non_solicit", "1", "-5", "2", "yes"]),
    st.sampled_from(
        ["2024-01-01", "2025-01-01T10:00", "9999-12-31T23:59:59-12:00", "0001-01-01", "31/12/2020", "44196"]
    ),
    st.sampled_from(['"', '"a"', '"a\nb"', '"a', 'a"b', ",", "é", "\x00", "\ufeff", "\u2028", "\x1f", "NaN", "1e9"]),
    st.text(max_size=3),
)


@st.composite
def files(draw: st.DrawFn, layout: FileLayout) -> bytes:
    """A file of some of its columns, or of any bytes."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=40))
    optional = [column.name for column in layout.columns if not column.required]
    names = list(layout.required) + draw(st.lists(st.sampled_from(optional or ["x"]), unique=True))
    rows = draw(st.lists(st.lists(CELLS, min_size=len(names) - 1, max_size=len(names) + 1), max_size=6))
    text = "\n".join([",".join(names), *(",".join(row) for row in rows)])
    return text.encode(draw(st.sampled_from(["utf-8", "utf-16", "cp1252"])), "replace")


FOLDERS = st.fixed_dictionaries({}, optional={layout.name: files(layout) for layout in LAYOUT}).filter(bool)


@settings(max_examples=60)
@given(FOLDERS)
def test_every_row_of_any_folder_is_accounted_for(folder: dict[str, str | bytes]) -> None:
    async def accounted() -> None:
        with tempfile.TemporaryDirectory() as place:
            store = await open_store(Path(place) / "store.sqlite", VERSION)
            try:
                report = await brought_in(store, folder_of(Path(place) / "folder", folder))
                for file in report.files if report.loaded else ():
                    accounted = file.new + file.unchanged + file.withheld + file.repeated + file.rejected
                    assert accounted == file.rows
                    assert file.updated == 0
                assert report.loaded or (report.firm_set_aside and await store.revision() == 0)
                rejects = rejects_of(report)
                assert len(rejects) == report.listed
                assert sum(file.rejected for file in report.files) == report.rejected
                places = [(file, line) for file, line, _, _ in rejects]
                assert len(set(places)) == len(places)
                assert all(reason for *_, reason in rejects)
                held = await store.held()
                assert (held.unfolded, await store.import_mark()) == (0, None)
            finally:
                await store.close()

    asyncio.run(accounted())
