"""A generated firm: into a folder, or into a store of its own.

Decides: where that store is kept, that a store with anything else in it is never touched, and that a firm whose loading
was stopped is loaded to its end. Does not decide: anything about the firm (``exchange.generating`` does), nor its
figures (``graph.questions.generated_firm`` does).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

from app.places import Place, named, place_of
from app.settings import Settings
from app.stopping import run_until_stopped, stopped_where_it_is
from app.wiring import Clock, Stores, opened
from exchange.generating import LAST_DAY, Generated, OnTouches, Size, check_seed, firm_name, generate, short_name
from exchange.importing import import_folder
from exchange.report import OnProgress
from graph.errors import StoreBusy, StoreFilled, WhitherError
from graph.questions.generated_firm import Likeness, ask_likeness


@dataclass(frozen=True, slots=True)
class Wanted:
    """The firm that is wanted: of the same size and seed it is always the same."""

    size: Size
    seed: int

    def __post_init__(self) -> None:
        """Raise InvalidInput for a seed out of range, before anything is made."""
        check_seed(self.seed)

    @property
    def name(self) -> str:
        """What the firm is called."""
        return firm_name(self.size, self.seed)


def generated_settings(settings: Settings, named: str | None, wanted: Wanted) -> Settings:
    """The settings with the firm's store: the one ``named``, else one in the data folder that is called after the firm,
    so that two firms never meet. WHITHER_STORE is not looked at."""
    beside = settings.data / f"generated-{short_name(wanted.size, wanted.seed)}.sqlite"
    return replace(settings, store=named or str(beside))


def write_folder(folder: Path, wanted: Wanted, progress: OnTouches | None) -> Generated:
    """Write the firm into a folder that is not there yet or empty; raises FolderError and InvalidInput."""
    with stopped_where_it_is():
        return generate(folder, wanted.size, wanted.seed, progress)


def is_loaded(settings: Settings, wanted: Wanted) -> bool:
    """Whether the store of the settings holds the whole firm already; raises StoreFilled when it holds another."""
    place = place_of(settings)
    if isinstance(place, Path) and not place.exists():
        return False  # and no empty store stays behind when the firm cannot be generated
    return run_until_stopped(_is_loaded(settings, wanted))


def scratch_folder(settings: Settings, wanted: Wanted) -> Path:
    """Where the firm's files are until they are loaded: beside the store, where there is room for it, or in
    WHITHER_DATA. It is there whole or not at all, so one that a killed command left behind is used by the next.

    Each store has a folder of its own, hidden, for it is taken away afterwards."""
    place: Place = place_of(settings)
    beside = place.parent if isinstance(place, Path) else settings.data
    store = f"{crc32(named(place).encode()):08x}"
    return beside / f".generated-{short_name(wanted.size, wanted.seed)}-{store}.folder"


def load_folder(settings: Settings, folder: Path, wanted: Wanted, clock: Clock, progress: OnProgress | None) -> None:
    """Load the firm's folder into the store of the settings, and take the folder away however it ends, but for a store
    into which another process loads it."""
    try:
        run_until_stopped(_load(settings, folder, wanted, clock, progress))
    except StoreBusy:
        raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


def likeness(settings: Settings) -> Likeness:
    """The figures of the firm in the store, as of its last day."""
    return run_until_stopped(_likeness(settings))


async def _is_loaded(settings: Settings, wanted: Wanted) -> bool:
    async with opened(settings, create=True) as stores:
        return await _holds(stores, wanted)


async def _holds(stores: Stores, wanted: Wanted) -> bool:
    """Whether the whole firm is there; False where nothing or only a part of it is."""
    firm = await stores.graph.firm()
    empty = await stores.graph.revision() == 0
    if not empty and (firm is None or firm.name != wanted.name):
        sentence = (
            f"{stores.location} holds something other than the firm {wanted.name}: leave --store out,"
            " or name a file that does not exist yet."
        )
        raise StoreFilled(stores.location, sentence)
    return not empty and await stores.graph.import_mark() is None


async def _load(settings: Settings, folder: Path, wanted: Wanted, clock: Clock, progress: OnProgress | None) -> None:
    async with opened(settings, create=True) as stores:
        if await _holds(stores, wanted):
            return
        report = await import_folder(stores.graph, folder, now=clock(), rejects=None, strict=True, progress=progress)
    if not report.loaded:
        raise WhitherError(f"The generated firm {wanted.name} cannot be loaded: install Whither again.")


async def _likeness(settings: Settings) -> Likeness:
    async with opened(settings) as stores:
        return await ask_likeness(stores.graph, LAST_DAY)
