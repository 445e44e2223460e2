"""``whither demo`` with a size: a generated firm instead of the demo company.

Decides: these options, in which order the steps are done, and what goes to which output.
Does not decide: what follows from numbers left out (``exchange.generating`` does), nor any figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from typer.models import OptionInfo

from app.generated import (
    Wanted,
    generated_settings,
    is_loaded,
    likeness,
    load_folder,
    scratch_folder,
    write_folder,
)
from app.options import print_json, say_store
from app.places import named, place_of
from app.printing import console, counted
from app.printing_generated import folder_as_json, print_folder, print_store, store_as_json
from app.printing_import import progress_bar
from app.printing_store import steps_bar
from app.refusals import refusals
from app.settings import Settings
from app.wiring import now
from exchange.generating import Generated, size_with


def _number(name: str, means: str) -> OptionInfo:
    option: OptionInfo = typer.Option(name, metavar="N", help=means, show_default=False)
    return option


StaffNumber = Annotated[int | None, _number("--staff", "Generate a firm with so many staff members instead.")]
PeopleNumber = Annotated[int | None, _number("--people", "So many people at customers; one for 5 ties.")]
AccountsNumber = Annotated[int | None, _number("--accounts", "So many accounts; one for 20 ties.")]
TiesNumber = Annotated[int | None, _number("--ties", "So many ties; 200 for each staff member.")]
TouchesNumber = Annotated[int | None, _number("--touches", "So many touches; 8 for each tie.")]
SeedNumber = Annotated[int | None, _number("--seed", "Another firm of the same size; 1.")]
IntoFolder = Annotated[
    Path | None,
    typer.Option(
        "--into",
        metavar="DIR",
        help="Write the generated firm into a new folder of CSV files instead of a store.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line; None for what was not."""

    staff: int | None
    people: int | None
    accounts: int | None
    ties: int | None
    touches: int | None
    seed: int | None
    into: Path | None
    store: str | None
    as_json: bool

    def means_generated(self, port: int | None) -> bool:
        """Whether a generated firm is asked for; raises BadParameter for what does not go together."""
        numbers = (self.staff, self.people, self.accounts, self.ties, self.touches, self.seed)
        if all(number is None for number in numbers):
            for hint, given in (("--into", self.into is not None), ("--json", self.as_json)):
                if given:
                    raise typer.BadParameter("say of which size, such as --staff 50.", param_hint=hint)
            return False
        if port is not None:
            raise typer.BadParameter("a generated firm is not served at once: use whither serve.", param_hint="--port")
        if self.into is not None and self.store is not None:
            raise typer.BadParameter("a firm goes into a folder or into a store: leave one out.", param_hint="--into")
        return True

    def wanted(self) -> Wanted:
        """The firm asked for; raises InvalidInput for a size that no firm has."""
        size = size_with(
            staff=self.staff, people=self.people, accounts=self.accounts, ties=self.ties, touches=self.touches
        )
        return Wanted(size, 1 if self.seed is None else self.seed)


def run_generated(asked: Asked) -> None:
    """Generate the firm asked for, print how like a real one it is, and how to go on."""
    with refusals():
        settings, wanted = Settings.read(), asked.wanted()
        if asked.into is not None:
            _into_folder(asked.into.expanduser(), wanted, as_json=asked.as_json)
        else:
            _into_store(generated_settings(settings, asked.store, wanted), wanted, as_json=asked.as_json)


def _into_folder(folder: Path, wanted: Wanted, *, as_json: bool) -> None:
    generated = _written(folder, wanted)
    if as_json:
        print_json(folder_as_json(wanted, generated))
    else:
        print_folder(console(), wanted, generated)


def _into_store(settings: Settings, wanted: Wanted, *, as_json: bool) -> None:
    said = say_store(settings, as_json=as_json)
    if not is_loaded(settings, wanted):
        folder = scratch_folder(settings, wanted)
        if not folder.exists():
            _written(folder, wanted)
        touches = counted(wanted.size.all_touches, "touch", "touches")
        said.print(f"Loading {touches} and all else; stopped, the same command goes on.\n", soft_wrap=True)
        with progress_bar(console(to_standard_error=True)) as progress:
            load_folder(settings, folder, wanted, now, progress)
    found = likeness(settings)
    if as_json:
        print_json(store_as_json(wanted, found, settings.store, named(place_of(settings))))
    else:
        print_store(console(), wanted, found, settings.store)


def _written(folder: Path, wanted: Wanted) -> Generated:
    with steps_bar(console(to_standard_error=True), "generating") as progress:
        return write_folder(folder, wanted, progress)
