"""What is printed of a generated firm: how like a real one it is, and how to go on.

Decides: the words for each figure, and the same figures as one value for programs.
Does not decide: any figure (``graph.questions.generated_firm`` does).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.generated import Wanted
from app.printing import counted, money, percent
from app.printing_import import Plain
from exchange.generating import LAST_DAY, Generated
from graph.questions.generated_firm import HOLDS, MANY, Habits, Likeness

_DAY = LAST_DAY.isoformat()


def print_folder(console: Console, wanted: Wanted, generated: Generated) -> None:
    """Print what was written into a folder, what was counted meanwhile, and the commands that tell the rest."""
    _print_figures(console, wanted, _of_habits(generated.habits))
    console.print()
    written = f"Written {counted(generated.all_rows, 'row')} to {generated.folder}"
    console.print(f"{written}.", style="bold", soft_wrap=True)
    console.print("The figures of value and strength are told of a store. To go on:")
    _print_commands(console, *_commands_of_folder(wanted, generated.folder))


def print_store(console: Console, wanted: Wanted, likeness: Likeness, store: str) -> None:
    """Print the figures of a firm in a store, and whom to ask about."""
    _print_figures(console, wanted, [*_of_value(likeness), *_of_habits(likeness.habits)])
    console.print()
    console.print(
        f"As of {_DAY}, its last day. The value of an account is split among the staff members tied to it with a"
        f" strength of {HOLDS} or more, by strength."
    )
    console.print("To go on:")
    _print_commands(console, *_commands(likeness, store))


def folder_as_json(wanted: Wanted, generated: Generated) -> dict[str, Plain]:
    """What was written, for programs; the figures that need a store are left out."""
    return {
        **_as_json(wanted),
        "store": None,
        "folder": str(generated.folder),
        "rows": dict(generated.rows),
        "figures": _habits_as_json(generated.habits),
        "commands": list(_commands_of_folder(wanted, generated.folder)),
    }


def store_as_json(wanted: Wanted, likeness: Likeness, store: str, location: str) -> dict[str, Plain]:
    """The figures of a firm in a store, for programs; shares are of 1, the amount is a decimal string.

    ``store`` is how a command names it, ``location`` how it is printed."""
    figures: dict[str, Plain] = {
        "value": {"amount": likeness.value.decimal(), "currency": likeness.value.currency},
        "topTenth": likeness.top_tenth,
        "topTenthShare": likeness.top_share,
        "singleThreadShare": likeness.single_thread,
        "unheldShare": likeness.unheld,
        "medianStrength": likeness.median_strength,
        "holders": [{"id": one.id, "name": one.name, "share": one.share} for one in likeness.holders],
    }
    return {
        **_as_json(wanted),
        "store": location,
        "folder": None,
        "rows": None,
        "figures": {**figures, **_habits_as_json(likeness.habits)},
        "commands": list(_commands(likeness, store)),
    }


def _as_json(wanted: Wanted) -> dict[str, Plain]:
    size = wanted.size
    numbers: dict[str, Plain] = {
        "staff": size.staff,
        "people": size.people,
        "accounts": size.accounts,
        "ties": size.ties,
        "touches": size.all_touches,
    }
    return {"firm": wanted.name, "size": numbers, "seed": wanted.seed, "asOf": _DAY}


def _habits_as_json(habits: Habits) -> dict[str, Plain]:
    return {
        "medianTouches": habits.median_touches,
        "mostTouches": habits.most_touches,
        "tiesBeyond200Touches": habits.ties_with_many,
        "pausesOfAWeekAtMostShare": habits.pace.short_share,
        "tiesWithHalfAYearOfSilenceShare": habits.pace.long_share,
        "peopleWhoMoved": habits.moved,
        "staffWhoLeft": habits.left,
    }


def _print_figures(console: Console, wanted: Wanted, figures: Iterable[tuple[str, str]]) -> None:
    size = wanted.size
    console.print(wanted.name, style="bold", soft_wrap=True)
    console.print(
        f"{counted(size.staff, 'staff member')}, {counted(size.people, 'person', 'people')},"
        f" {counted(size.accounts, 'account')}, {counted(size.ties, 'tie')},"
        f" {counted(size.all_touches, 'touch', 'touches')}; seed {wanted.seed}"
    )
    console.print()
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    for figure in figures:
        table.add_row(*figure)
    console.print(table)


def _of_value(likeness: Likeness) -> Iterator[tuple[str, str]]:
    staff = counted(likeness.top_tenth, "staff member")
    yield "value: the bookings of a year", money(likeness.value)
    yield f"  held by the top tenth, {staff}", percent(likeness.top_share)
    yield "  on a single thread, held by one alone", percent(likeness.single_thread)
    yield "  held by nobody", percent(likeness.unheld)
    yield "median strength of a tie", f"{likeness.median_strength:.4f}"


def _of_habits(habits: Habits) -> Iterator[tuple[str, str]]:
    yield "touches per tie, median", f"{habits.median_touches:g}"
    yield "  most", f"{habits.most_touches:,}"
    yield f"  ties with more than {MANY}", f"{habits.ties_with_many:,}"
    yield "bursts: touches within a week of the one before", percent(habits.pace.short_share)
    yield "silences: ties taken up again after half a year", percent(habits.pace.long_share)
    yield "people who moved to another account", f"{habits.moved:,} of {habits.people:,}"
    yield "staff members who left", f"{habits.left:,} of {habits.staff:,}"


def _commands(likeness: Likeness, store: str) -> Iterator[str]:
    quoted = shlex.quote(store)
    for holder in likeness.holders:
        yield f"whither ask {holder.id} --as-of {_DAY} --store {quoted}"
    yield f"whither serve --store {quoted}"


def _commands_of_folder(wanted: Wanted, folder: Path) -> Iterator[str]:
    size = wanted.size
    yield f"whither import {shlex.quote(str(folder))} --store FILE"
    yield (
        f"whither demo --staff {size.staff} --people {size.people} --accounts {size.accounts} --ties {size.ties}"
        f" --touches {size.all_touches} --seed {wanted.seed} --store FILE"
    )


def _print_commands(console: Console, *commands: str) -> None:
    for command in commands:
        console.print(f"  {command}", soft_wrap=True)
