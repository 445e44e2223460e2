"""Cells that cannot be read, each kind named as a sentence of the domain, and rows that cannot be split into cells.

Decides: what is told of each. Each stands among the good rows of ``small_firm``.
"""

from __future__ import annotations

from tests.exchange.bad_input import (
    AMOUNT,
    BEFORE,
    DATE,
    DAY_NUMBER,
    NUMBER,
    ONE_LINE,
    QUOTES,
    RAGGED,
    RANGE,
    WHOLE,
    Bad,
    bad,
)


def _revenue(says: str, amount: str, reason: str = AMOUNT) -> Bad:
    return bad(says, "revenue.csv", f"globex,2025-01-11,{amount},EUR,r9,", "amount", amount.strip('"'), reason)


def _day(says: str, day: str, reason: str = DATE) -> Bad:
    return bad(says, "staff.csv", f"dan,Dan,,,,,{day},", "start", day, reason)


CELLS: tuple[Bad, ...] = (
    # quotes and separators
    bad("quotes inside quotes that are not doubled", "people.csv", 'sam,"Sam "the man"",,', "", "", QUOTES),
    bad("a quote that is never closed", "people.csv", 'sam,"Sam,,', "", "", QUOTES),
    bad("a comma in a text without quotes", "people.csv", "sam,Smith, Sam,,", "", "", RAGGED.format(5, 4)),
    bad("a comma too many at the end of one row", "people.csv", "sam,Sam,,,", "", "", RAGGED.format(5, 4)),
    bad("a row with cells missing", "people.csv", "sam,Sam", "", "", RAGGED.format(2, 4)),
    bad("a row of another separator", "people.csv", "sam;Sam;;", "", "", RAGGED.format(1, 4)),
    bad(
        "the header once more",
        "people.csv",
        "id,name,email,title",
        "",
        "",
        "this is the header again: take the line out",
    ),
    bad("a line break in a text", "people.csv", 'sam,"Sam\nSmith",,', "name", "Sam\nSmith", ONE_LINE),
    # amounts and numbers
    _revenue("an amount with commas between its thousands", '"1,234.50"'),
    _revenue("an amount with points between its thousands", '"1.234,50"'),
    _revenue("an amount with spaces between its thousands", "1 234.50"),
    _revenue("an amount with a comma for decimals", '"1234,50"'),
    _revenue("an amount with a currency sign", "€5"),
    _revenue("an amount with its currency behind", "5 EUR"),
    _revenue("an amount in percent", "25%"),
    _revenue("an amount in wide digits", "\uff11\uff12"),
    _revenue("an amount in Arabic digits", "٣"),
    _revenue("an amount with an exponent", "1.5E+06"),
    _revenue("an amount that is a formula", "=1+1"),
    _revenue("a loss in brackets", "(5.00)"),
    _revenue("a minus sign of typesetting", "\u22125"),
    _revenue("an amount that is infinite", "inf"),
    _revenue("a word for no amount", "N/A"),
    _revenue("an amount with too many decimals", "0.12345", "an amount has at most 4 decimals: round it"),
    _revenue("an amount beyond all reason", "9" * 20, "amounts beyond a trillion are taken for a mistake"),
    bad(
        "an amount in another currency",
        "revenue.csv",
        "globex,2025-01-11,5,USD,r9,",
        "currency",
        "USD",
        "the store's one currency is EUR: convert the amount",
    ),
    bad(
        "a gain in another currency",
        "gains.csv",
        "g9,globex,2024-01-01,2024-02-01,5,usd,,,",
        "currency",
        "USD",
        "the store's one currency is EUR: convert the amount",
    ),
    bad("a number that is none", "buying.csv", "globex,2025-01-01,mixed,,NaN,,", "switching_cost", "NaN", NUMBER),
    bad("a number in percent", "employments.csv", "rex,globex,,,25%,,,", "decision_weight", "25%", NUMBER),
    bad("a negative count", "buying.csv", "globex,2025-01-01,mixed,,,-1,", "other_suppliers", "-1", WHOLE),
    bad("a fraction of a count", "buying.csv", "globex,2025-01-01,mixed,,,1.5,", "other_suppliers", "1.5", WHOLE),
    bad(
        "a rating off the scale",
        "closeness.csv",
        "ada,rex,5,2024-01-01,",
        "closeness",
        "5",
        "give a number from 0 to 4",
    ),
    bad(
        "more hours than a month has",
        "attention.csv",
        "ben,2026-06,800,",
        "customer_hours",
        "800.0",
        "give a number from 0 to 744",
    ),
    # dates
    _day("a date with the day first", "31/12/2020"),
    _day("a date with points", "31.12.2020"),
    _day("a day number of a spreadsheet", "43831", DAY_NUMBER),
    _day("a day that no month has", "2021-02-30"),
    _day("a year of two digits", "20-12-31"),
    _day("a date out of range", "1066-10-14", RANGE),
    bad("an hour that no day has", "touches.csv", "t9,2024-03-01T25:00,ada,pia,,call,", "at", "2024-03-01T25:00", DATE),
    bad("a month that no year has", "attention.csv", "ben,2026-13,1,", "month", "2026-13", DATE),
    bad(
        "a day that begins no month",
        "attention.csv",
        "ben,2026-06-15,1,",
        "month",
        "2026-06-15",
        "name the month, such as 2026-06, or its first day",
    ),
    bad(
        "an employment that ends before it starts",
        "employments.csv",
        "rex,globex,,,,,2020-01-02,2020-01-01",
        "end",
        "2020-01-01",
        BEFORE.format("2020-01-02"),
    ),
    bad(
        "a departure before its notice",
        "departures.csv",
        "d9,ben,2020-01-02,2020-01-01,rival",
        "left_on",
        "2020-01-01",
        BEFORE.format("2020-01-02"),
    ),
)
