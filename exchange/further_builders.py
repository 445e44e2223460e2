"""From the cells of a row to the record it stands for, for the files that later parts of the model read, and for what
was decided by hand about rows.

Decides: which column fills which field, and that an amendment names a row as we name rows. Does not decide: what a
record refuses (it does itself), nor what an amendment does (the store does). Each raises RowError for a cell that
cannot be read and InvalidRecord for a row that makes no sense.
"""

from __future__ import annotations

import re
from typing import Final

from exchange import names as column
from exchange.builders import currency_of
from exchange.columns import Cells, RowError
from graph.domain.correcting import read_imported
from graph.domain.further_records import Amendment, Attention, Colleague, Departure, Gain, Outcome, Referral
from graph.domain.kinds import KIND_OF_NAME, Record, amended_key, key_from_text, names_a_person
from graph.domain.records import Firm
from graph.domain.vocabulary import AmendmentKind
from graph.errors import InvalidInput

_HASHED: Final = re.compile(r"[0-9a-f]{32}")


def gain(row: Cells) -> Gain:
    """A row of gains.csv."""
    return Gain(
        id=row[column.ID],
        account_id=row[column.ACCOUNT],
        start=row[column.GAIN_FROM],
        until=row[column.GAIN_UNTIL],
        amount=row[column.GAINED],
        currency=currency_of(row),
        staff_id=row[column.GAIN_OWNER],
        against_alternative=row[column.AGAINST_ALTERNATIVE],
        verified=row[column.VERIFIED],
    )


def referral(row: Cells) -> Referral:
    """A row of referrals.csv."""
    return Referral(person_id=row[column.REFERRER], account_id=row[column.ACCOUNT], on=row[column.REFERRED_ON])


def colleague(row: Cells) -> Colleague:
    """A row of colleagues.csv."""
    return Colleague(
        staff_id=row[column.STAFF],
        other_id=row[column.OTHER],
        kind=row[column.COLLEAGUE_KIND],
        since=row[column.COLLEAGUE_SINCE],
    )


def departure(row: Cells) -> Departure:
    """A row of departures.csv."""
    return Departure(
        id=row[column.ID],
        staff_id=row[column.STAFF],
        destination=row[column.DESTINATION],
        left_on=row[column.LEFT_ON],
        noticed_on=row[column.NOTICED_ON],
    )


def outcome(row: Cells) -> Outcome:
    """A row of outcomes.csv; its value has no currency of its own, so that of the store must be known."""
    value = row[column.OUTCOME_VALUE]
    if value is not None and not row.currency:
        raise RowError(column.OUTCOME_VALUE.name, "", "the currency is not known: give it in firm.csv")
    return Outcome(
        departure_id=row[column.DEPARTURE],
        account_id=row[column.ACCOUNT],
        outcome=row[column.ACCOUNT_OUTCOME],
        on=row[column.OUTCOME_ON],
        value=value,
    )


def attention(row: Cells) -> Attention:
    """A row of attention.csv."""
    return Attention(
        staff_id=row[column.STAFF],
        month=row[column.MONTH],
        customer_hours=row[column.CUSTOMER_HOURS],
        internal_hours=row[column.INTERNAL_HOURS],
    )


def amendment(row: Cells) -> Amendment:
    """A row of retractions.csv; its key and the row before its correction are written as we write them."""
    name = row[column.AMENDED_FILE]
    kind = KIND_OF_NAME[name]
    imported = row[column.IMPORTED]
    if kind is Firm and row[column.AMENDMENT_KIND] is not AmendmentKind.CORRECTED:
        raise RowError(column.AMENDED_FILE.name, name, "the firm itself is never retracted: take the row out")
    return Amendment(
        row_kind=name,
        row_key=_key(kind, row[column.AMENDED_KEY]),
        kind=row[column.AMENDMENT_KIND],
        at=row[column.AMENDED_AT].at,
        imported=_imported(kind, imported) if imported else "",
    )


def _key(kind: type[Record], text: str) -> str:
    if names_a_person(kind) and _HASHED.fullmatch(text):
        return text
    try:
        return amended_key(kind, key_from_text(kind, text))
    except InvalidInput:
        remedy = "give the key as the export wrote it, a JSON list of texts or 32 hexadecimal digits"
        raise RowError(column.AMENDED_KEY.name, text, remedy) from None


def _imported(kind: type[Record], text: str) -> str:
    imported = read_imported(kind, text)
    if imported is None:
        remedy = "give the row as the export wrote it, or leave the cell empty for a retraction"
        raise RowError(column.IMPORTED.name, text, remedy)
    return imported.text()
