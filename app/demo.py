"""The demo company's own store.

Decides: where it is kept, and that a store with anything else in it is never touched.
Does not decide: what the demo company is (``exchange.demo`` does), nor what is asked of it.
"""

from __future__ import annotations

from dataclasses import replace

from app.settings import Settings
from app.wiring import Clock, Stores, opened
from exchange.demo import COMPANY, NAME, edition
from exchange.importing import import_folder
from graph.errors import StoreFilled, WhitherError


def demo_settings(settings: Settings, named: str | None) -> Settings:
    """The settings with the demo's store: the one ``named``, else one in the data folder that is called after the
    company's edition, so that a newer demo never meets an older store. WHITHER_STORE is not looked at."""
    return replace(settings, store=named or str(settings.data / f"demo-{edition()}.sqlite"))


async def prepare_demo(settings: Settings, clock: Clock) -> None:
    """See to it that the store of the settings holds the whole demo company; one begun by a run that was killed is
    finished.

    Raises StoreFilled when the store holds something else."""
    async with opened(settings, create=True) as stores:
        firm = await stores.graph.firm()
        begun = await stores.graph.import_mark() is not None
        empty = await stores.graph.revision() == 0
        if not empty and (firm is None or firm.name != NAME):
            sentence = (
                f"{stores.location} holds something other than the demo company: name a file that does not exist yet."
            )
            raise StoreFilled(stores.location, sentence)
        if empty or begun:
            await _load(stores, clock)


async def _load(stores: Stores, clock: Clock) -> None:
    report = await import_folder(stores.graph, COMPANY, now=clock(), rejects=None, strict=True)
    if not report.loaded:
        raise WhitherError(
            f"The demo company in {COMPANY} has been changed and cannot be loaded: install Whither again."
        )
