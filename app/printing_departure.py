"""The answer about a departure, on a terminal, in the order in which a sales leader reads it.

Decides: what is printed first, which accounts are listed, and that what is listed and the rest add up to the total.
Does not decide: any figure, any reason, nor which accounts are the worst (the answer's order does).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.printing import (
    counted,
    day_in_words,
    listed,
    money,
    money_range,
    percent,
    percent_range,
    whole_units,
)
from graph.domain.answers import AccountImpact, DepartureImpact, ImportState, Leaver, Probability
from graph.domain.money import Money
from graph.domain.vocabulary import Destination, Status

WORST: Final = 10
REASONS: Final = 2
REMAINING: Final = 2
LONG_SILENCE: Final = timedelta(days=90)

_GOES: Final = {
    Destination.RIVAL: ("goes to a rival", "go to a rival"),
    Destination.STARTUP: ("joins a start-up", "join a start-up"),
    Destination.CUSTOMER: ("goes to a customer", "go to a customer"),
    Destination.OUT_OF_FIELD: ("leaves the field", "leave the field"),
    Destination.INTERNAL: ("takes another post with us", "take other posts with us"),
}
_NO_MONEY: Final = "unknown"


def print_departure(console: Console, answer: DepartureImpact) -> None:
    """Print warnings, who leaves, what it costs, the worst accounts with reasons, and what all of it rests on."""
    _print_warnings(console, answer)
    console.print(Text(f"If {_who_leaves(answer.leavers)}, as of {day_in_words(answer.basis.as_of)}", style="bold"))
    for leaver in answer.leavers:
        if leaver.explanation is not None:
            console.print(leaver.explanation)
    if answer.accounts:
        console.print()
        if answer.money_known:
            console.print(Padding(_summary(answer), (0, 0, 0, 2)))
        else:
            console.print("None of these accounts has a booking on record: chances can be told, money cannot.")
        console.print()
        console.print(_worst_accounts(answer))
        console.print("\nA reason speaks for following (+) or against it (-).")
        _print_never_supplied(console, answer.accounts)
    console.print()
    console.print(_basis(answer), style="dim")
    console.print(answer.notice, style="dim")


def print_not_ended(console: Console, state: ImportState, since: datetime) -> None:
    """Warn of an import, begun at the instant ``since``, that has not ended: rows may be missing."""
    begun = since.strftime("%Y-%m-%d %H:%M UTC")
    warning = {
        ImportState.RUNNING: f"An import begun at {begun} is running or was interrupted less than two minutes "
        "ago: rows may be missing; ask again when it has ended, or run the same import again.",
        ImportState.INTERRUPTED: f"An import begun at {begun} was interrupted: rows are missing; run the same "
        "import again to finish it.",
    }[state]
    console.print(f"{warning}\n", style="yellow")


def _print_warnings(console: Console, answer: DepartureImpact) -> None:
    basis = answer.basis
    if basis.import_state is not None and basis.import_since is not None:
        print_not_ended(console, basis.import_state, basis.import_since)
    print_faded(console, basis.as_of, answer.last_touch)


def print_faded(console: Console, as_of: date, last: date | None) -> None:
    """Warn when the day asked about lies long after the last touch on record."""
    if last is not None and as_of - last > LONG_SILENCE:
        silent = (as_of - last).days
        console.print(
            f"The last touch on record is of {day_in_words(last)}, {silent:,} days before the day asked about. "
            "Ties fade in silence, so these figures rest on faded ties. "
            f"To ask about the last day on record add: --as-of {last.isoformat()}\n",
            style="yellow",
        )


def _who_leaves(leavers: Sequence[Leaver]) -> str:
    """The leavers with where they go; the command line knows one destination for all."""
    names = [f"{leaver.name or leaver.id} ({leaver.id})" for leaver in leavers]
    one, several = _GOES[leavers[0].destination]
    return f"{names[0]} {one}" if len(names) == 1 else f"{listed(names)} {several} together"


def _summary(answer: DepartureImpact) -> Table:
    totals, tail = answer.totals, answer.tail
    extra, if_nobody = whole_units([totals.additional_loss.amount, totals.baseline_loss.amount])
    currency = totals.expected_loss.currency
    table = Table.grid(padding=(0, 2), expand=False)
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    people = "these people" if len(answer.leavers) > 1 else "this person"
    table.add_row("Value in touch", money(totals.value_in_touch), f"a year, {counted(len(answer.accounts), 'account')}")
    table.add_row("Value held", money(totals.value_held), f"of it hangs on {people}")
    table.add_row(
        Text("Expected loss", style="bold"),
        Text(money(totals.expected_loss), style="bold"),
        "in the 18 months after" if tail is None else f"8 in 10 cases: {money_range(tail.range)}",
    )
    table.add_row("  if nobody left", f"{currency} {if_nobody:,}".strip(), "is lost in any 18 months")
    table.add_row("  through the departure", f"{currency} {extra:,}".strip(), "")
    if len(answer.leavers) > 1:
        table.add_row(
            "  of it by going together", money(totals.difference_from_singles), "beyond the sum of each alone"
        )
    if tail is not None:
        table.add_row("1 case in 20, at least", money(tail.var95), "VaR95")
        table.add_row("  and on average beyond", money(tail.es95), "ES95")
    return table


def _worst_accounts(answer: DepartureImpact) -> Table:
    accounts = answer.accounts
    currency = answer.totals.expected_loss.currency
    values = whole_units([_amount(row.value) for row in accounts])
    losses = whole_units([_amount(row.expected_loss) for row in accounts])

    def figures(rows: slice) -> tuple[str, str]:
        known = any(row.value is not None for row in accounts[rows])
        return (f"{sum(values[rows]):,}", f"{sum(losses[rows]):,}") if known else (_NO_MONEY, _NO_MONEY)

    value, loss = figures(slice(None))
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), expand=True, show_footer=True)
    table.add_column("Account, why, who remains", ratio=1, footer=f"all {counted(len(accounts), 'account')}")
    table.add_column("Follows", justify="right", no_wrap=True)
    table.add_column("10-90 %", justify="right", no_wrap=True)
    table.add_column(f"Value {currency}".strip(), justify="right", no_wrap=True, footer=value)
    table.add_column("Loss", justify="right", no_wrap=True, footer=loss)
    for place, row in enumerate(accounts[:WORST]):
        value, loss = figures(slice(place, place + 1))
        chance = ("barred", "") if row.barred else _chance(row.outcomes.follows)
        table.add_row(_account_cell(str(place + 1), *_account_lines(row)), *chance, value, Text(loss, style="bold"))
    if accounts[WORST:]:
        table.add_row(_account_cell("", *_rest_lines(accounts[WORST:])), "", "", *figures(slice(WORST, None)))
    return table


def _chance(follows: Probability) -> tuple[str, str]:
    return percent(follows.value), percent_range(follows.range)


def _amount(amount: Money | None) -> int:
    return 0 if amount is None else amount.amount


def _account_cell(place: str, *lines: Text) -> Table:
    """A cell whose lines wrap beside its number, not below it."""
    cell = Table.grid(padding=(0, 1, 0, 0))
    cell.add_column(justify="right", width=2)
    cell.add_column(ratio=1)
    for line in lines:
        cell.add_row(place if line is lines[0] else "", line)
    return cell


def _account_lines(row: AccountImpact) -> list[Text]:
    title = Text(row.name or row.account_id, style="bold")
    if row.name and row.name != row.account_id:
        title.append(f" ({row.account_id})", style="not bold dim")
    lines = [title, *(Text(reason) for reason in row.reasons[:REASONS])]
    if row.status is Status.PRIOR_ONLY:
        lines.append(Text("assigned only: no touch is on record"))
    return [*lines, Text(f"{_hangs_on(row)}remains: {_who_remains(row)}", style="dim")]


def _hangs_on(row: AccountImpact) -> str:
    """The contact who tips the decision; of a contact without a name the id, of an account without contacts nothing."""
    if row.pivotal is None or row.pivotal.id is None:
        return ""
    return f"hangs on {row.pivotal.name or f'person {row.pivotal.id}'}; "


def _who_remains(row: AccountImpact) -> str:
    named = [
        f"{tie.name or tie.staff_id} ({'no tie' if tie.strength == 0 else f'tie {tie.strength:.2f}'})"
        for tie in row.surviving[:REMAINING]
    ]
    if len(row.surviving) > REMAINING:
        named.append("others")
    return listed(named) or "nobody"


def _rest_lines(rest: Sequence[AccountImpact]) -> list[Text]:
    unbooked = sum(row.value is None for row in rest)
    lines = [Text(counted(len(rest), "more account"))]
    return [*lines, Text(f"{unbooked:,} of them without a booking")] if unbooked else lines


def _print_never_supplied(console: Console, accounts: Sequence[AccountImpact]) -> None:
    times = Counter(missing for row in accounts for missing in row.missing)
    if times:
        most_first = sorted(times.items(), key=lambda item: (-item[1], item[0].value))
        named = ", ".join(f"{missing.value} ({number:,})" for missing, number in most_first)
        whole = counted(len(accounts), "account")
        console.print(f"Never supplied, so a reference value stands in (for how many of {whole}): {named}.")


def _basis(answer: DepartureImpact) -> str:
    basis = answer.basis
    draws = "" if answer.tail is None else f", {answer.tail.draws:,} draws"
    return (
        f"Basis: data revision {basis.revision}, as of {basis.as_of.isoformat()}, "
        f"seed {basis.seed}{draws}, assumptions {basis.assumptions}."
    )
