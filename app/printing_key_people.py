"""Whom the firm depends on, on a terminal, in the order in which a sales leader reads it.

Decides: what is printed first, and in which words. Does not decide: any figure, nor who is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.printing import counted, day_in_words, listed, money, nearest_unit, percent
from app.printing_departure import print_faded, print_not_ended
from graph.domain.calendar import date_or_none
from graph.domain.firm_answers import AccountRisk, FirmRisk, KeyPerson, Severity
from graph.domain.money import Money
from graph.questions.firm import FirmBasis
from graph.questions.paging import Page

_UNKNOWN: Final = "unknown"
_SEVERITY: Final = {Severity.RED: "red", Severity.AMBER: "amber", Severity.WATCH: "watch"}
_STYLE: Final = {Severity.RED: "bold red", Severity.AMBER: "yellow", Severity.WATCH: ""}


def print_key_people(
    console: Console, basis: FirmBasis, risk: FirmRisk, people: Page[KeyPerson], threads: Page[AccountRisk]
) -> None:
    """Print warnings, how the value hangs on people, whom on, the most urgent single threads, and what it rests on."""
    if basis.import_state is not None and basis.import_since is not None:
        print_not_ended(console, basis.import_state, basis.import_since)
    print_faded(console, basis.as_of, date_or_none(basis.last_touch))
    console.print(Text(f"Whom the firm depends on, as of {day_in_words(basis.as_of)}", style="bold"))
    console.print()
    if risk.money_known:
        console.print(Padding(_risk(risk), (0, 0, 0, 2)))
    else:
        console.print("No account has a booking on record: ties can be told, money cannot.")
    console.print()
    console.print(_people(people, risk.value.currency))
    if not people.rows:
        console.print("No staff member with us on that day fits.")
    shown = f"{len(people.rows):,} of {counted(people.total, 'staff member')}"
    console.print(f"{shown}; each as if they alone left for a rival.", style="dim")
    if threads.rows:
        console.print()
        console.print(_threads(threads.rows, risk.value.currency))
        console.print(f"{len(threads.rows):,} of {counted(threads.total, 'single-threaded account')}.", style="dim")
    console.print()
    lag = "" if basis.revision == basis.latest_revision else f" (the store is at {basis.latest_revision} by now)"
    console.print(
        f"Basis: data revision {basis.revision}{lag}, as of {basis.as_of.isoformat()}, assumptions "
        f"{basis.assumptions}.",
        style="dim",
    )
    console.print(basis.notice, style="dim")


def _risk(risk: FirmRisk) -> Table:
    table = Table.grid(padding=(0, 2), expand=False)
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    without = f", {risk.accounts_without_money:,} without a booking" if risk.accounts_without_money else ""
    table.add_row("Value", money(risk.value), f"a year, {counted(risk.accounts, 'account')}{without}")
    if risk.single_thread_share is not None and risk.unheld_share is not None:
        table.add_row(
            Text("On a single thread", style="bold"),
            Text(percent(risk.single_thread_share), style="bold"),
            f"of it: {counted(risk.single_threads, 'account')} held by one alone",
        )
        table.add_row(
            "Held by nobody", percent(risk.unheld_share), f"of it: {counted(risk.unheld_accounts, 'account')}"
        )
    if risk.effective_holders is not None and risk.concentration is not None:
        table.add_row(
            "Held as if by", f"{risk.effective_holders:,.1f}", f"people of equal parts (HHI {risk.concentration:.4f})"
        )
    if risk.key_person_factor is not None:
        most = "" if risk.exact else "at most "
        table.add_row("Key-person factor", f"{most}{risk.key_person_factor:,}", "leavers orphan more than half of it")
    return table


def _people(page: Page[KeyPerson], currency: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), expand=True)
    table.add_column("Staff member", ratio=1)
    table.add_column("Accounts", justify="right", no_wrap=True)
    table.add_column(f"Held {currency}".strip(), justify="right", no_wrap=True)
    table.add_column("Adds to loss", justify="right", no_wrap=True)
    table.add_column("Alone", justify="right", no_wrap=True)
    table.add_column("Worth", justify="right", no_wrap=True)
    for row in page.rows:
        known = row.money_known
        table.add_row(
            _named(row.name, row.staff_id, row.team),
            f"{row.accounts:,}",
            _amount(row.value_held if known else None),
            Text(_amount(row.additional_loss if known else None), style="bold"),
            f"{row.single_threads:,}",
            _amount(row.single_thread_value if row.thread_money_known else None),
        )
    return table


def _threads(rows: Sequence[AccountRisk], currency: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), expand=True)
    table.add_column("Single thread", ratio=1)
    table.add_column("Held by", ratio=1)
    table.add_column("Renewal", no_wrap=True)
    table.add_column(f"Value {currency}".strip(), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for row in rows:
        table.add_row(
            _named(row.name, row.account_id, ""),
            listed([f"{one.name or one.staff_id} ({one.strength:.2f})" for one in row.holders]) or "nobody",
            "" if row.renewal is None else row.renewal.isoformat(),
            _amount(row.value),
            Text(_SEVERITY[row.severity], style=_STYLE[row.severity]),
        )
    return table


def _named(name: str, identifier: str, team: str) -> Text:
    text = Text(name or identifier)
    beside = [part for part in (identifier if name and name != identifier else "", team) if part]
    if beside:
        text.append(f" ({', '.join(beside)})", style="dim")
    return text


def _amount(amount: Money | None) -> str:
    return _UNKNOWN if amount is None else f"{nearest_unit(amount.amount):,}"
