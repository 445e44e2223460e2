"""Every kind of bad row is set aside with its reason, and nothing good is lost beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.store.embedded import EmbeddedStore
from tests.exchange.small_firm import FILES, ROWS, brought_in, folder_of, network_in, of, rejects_of

_DATE = "write dates as year-month-day, 2020-12-31, and instants as 2020-12-31T14:30:00+01:00"
_DAY_NUMBER = "this looks like a day number of a spreadsheet: format the column as year-month-day, 2020-12-31"
_RANGE = "give a date from 1900-01-01 to 2199-12-31"
_ID = "ids are printable, without spaces around, at most 200 characters"
_REQUIRED = "this cell is required: fill it in"
_BEFORE = "it lies before its start {}; correct either day"
_NOBODY = "no row of {} has this id, nor does the store: add the row or correct the id"
_QUOTES = "its quotes do not match: close them, and double a quote inside quotes"

BAD = [
    # wrong types
    ("staff.csv", "dan,Dan,,,,,31/12/2020,", "start", _DATE),
    ("staff.csv", "dan,Dan,,,,,44196,", "start", _DAY_NUMBER),
    ("staff.csv", "dan,Dan,,,,,2020-02-30,", "start", _DATE),
    ("staff.csv", "dan,Dan,,,,,20-12-31,", "start", _DATE),
    ("staff.csv", "dan,Dan,,,,,1066-10-14,", "start", _RANGE),
    ("touches.csv", "t9,2024-03-01T25:00,ada,pia,,call,", "at", _DATE),
    ("touches.csv", "t9,2024-03-01/2025,ada,pia,,call,", "at", _DATE),
    ("touches.csv", "t9,44196.5,ada,pia,,call,", "at", _DAY_NUMBER),
    ("touches.csv", "t9,0001-01-01T00:00:00+14:00,ada,pia,,call,", "at", _RANGE),
    ("touches.csv", "t9,1899-12-31T12:00:00,ada,pia,,call,", "at", _RANGE),
    ("touches.csv", "t9,,ada,pia,,call,", "at", _REQUIRED),
    (
        "touches.csv",
        "t9,2024-03-01,ada,pia,,pigeon,",
        "channel",
        "write one of email, call, meeting, order, visit, crisis, social",
    ),
    ("touches.csv", "t9,2024-03-01,ada,pia,,,", "channel", _REQUIRED),
    ("touches.csv", "t9,2024-03-01,ada,pia,,call,sideways", "direction", "write one of in, out, both"),
    ("touches.csv", "t9,2024-03-01,ada,,,call,", "person_id", "a touch names a person, an account, or both"),
    ("promises.csv", "p9,ada,,,2024-01-01,,,", "person_id", "a promise names a person, an account, or both"),
    ("promises.csv", "p9,ada,pia,,2024-01-01,,perhaps,", "outcome", "write one of kept, broken, open"),
    (
        "buying.csv",
        "globex,2025-01-01,auction,,,,",
        "approach",
        "write one of relationship, engineering, undefined, mixed, purchasing, tender, standard_parts",
    ),
    ("buying.csv", "globex,2025-01-01,mixed,,5,,", "switching_cost", "give a number from 0 to 4"),
    ("buying.csv", 'globex,2025-01-01,mixed,,"2,5",,', "switching_cost", "write a number with a point for decimals"),
    ("buying.csv", "globex,2025-01-01,mixed,,nan,,", "switching_cost", "write a number with a point for decimals"),
    ("buying.csv", "globex,2025-01-01,mixed,,,-1,", "other_suppliers", "write a whole number"),
    ("buying.csv", "globex,,mixed,,,,", "from", _REQUIRED),
    ("employments.csv", "rex,globex,,,,maybe,,", "veto", "write yes or no, true or false, 1 or 0"),
    (
        "employments.csv",
        "rex,globex,,boss,,,,",
        "decision_role",
        "write one of economic, technical, user, purchasing, coach",
    ),
    ("employments.csv", "rex,globex,,,-3,,,", "decision_weight", "give a number from 0 to 1e+06"),
    ("closeness.csv", "ada,rex,5,2024-01-01,", "closeness", "give a number from 0 to 4"),
    ("closeness.csv", "ada,rex,2.5,2024-01-01,", "closeness", "write a whole number"),
    ("closeness.csv", "ada,rex,2,,", "on", _REQUIRED),
    (
        "revenue.csv",
        'globex,2025-01-11,"1,000.00",EUR,r9,',
        "amount",
        "write digits with a point for decimals and no thousands separator",
    ),
    (
        "revenue.csv",
        "globex,2025-01-11,€5,EUR,r9,",
        "amount",
        "write digits with a point for decimals and no thousands separator",
    ),
    (
        "revenue.csv",
        "globex,2025-01-11,99999999999999,EUR,r9,",
        "amount",
        "amounts beyond a trillion are taken for a mistake",
    ),
    ("revenue.csv", f"globex,2025-01-11,{'9' * 100},EUR,r9,", "amount", "an amount has at most 40 digits"),
    ("revenue.csv", "globex,2025-01-11,5,USD,r9,", "currency", "the store's one currency is EUR: convert the amount"),
    ("revenue.csv", "globex,2025-01-11,5,euro,r9,", "currency", "give an ISO 4217 code of three letters such as USD"),
    ("covenants.csv", "ada,promise,,,", "kind", "write one of non_solicit, non_compete"),
    # ids
    ("people.csv", " sam,Sam,,", "id", _ID),
    ("people.csv", "sam ,Sam,,", "id", _ID),
    ("people.csv", ",Sam,,", "id", _REQUIRED),
    ("people.csv", f"{'x' * 201},Sam,,", "id", _ID),
    ("people.csv", f"sam,{'x' * 1001},,", "name", "text has at most 1000 characters, all whole"),
    ("staff.csv", "dan,,,,,,,", "name", _REQUIRED),
    # impossible intervals
    ("employments.csv", "rex,globex,,,,,2020-01-02,2020-01-01", "end", _BEFORE.format("2020-01-02")),
    ("services.csv", "ada,initech,lead,2020-01-02,2020-01-01", "end", _BEFORE.format("2020-01-02")),
    ("staff.csv", "dan,Dan,,,,,2020-01-02,2020-01-01", "end", _BEFORE.format("2020-01-02")),
    ("promises.csv", "p9,ada,pia,,2024-01-02,,kept,2024-01-01", "closed_on", _BEFORE.format("2024-01-02")),
    ("covenants.csv", "ada,non_compete,2024-01-02,,2024-01-01", "until", _BEFORE.format("2024-01-02")),
    # references
    ("staff.csv", "dan,Dan,,,,nobody,,", "manager_id", _NOBODY.format("staff.csv")),
    ("staff.csv", "dan,Dan,,,,dan,,", "manager_id", "nobody manages themselves; name another, or nobody"),
    ("accounts.csv", "hooli,Hooli,,,nobody,", "parent_id", _NOBODY.format("accounts.csv")),
    ("accounts.csv", "hooli,Hooli,,,hooli,", "parent_id", "no account is its own parent; name another, or none"),
    ("buying.csv", "hooli,2024-01-01,mixed,,,,", "account_id", _NOBODY.format("accounts.csv")),
    ("employments.csv", "nobody,globex,,,,,,", "person_id", _NOBODY.format("people.csv")),
    ("services.csv", "nobody,globex,lead,,", "staff_id", _NOBODY.format("staff.csv")),
    ("touches.csv", "t9,2024-03-01,ada,nobody,,call,", "person_id", _NOBODY.format("people.csv")),
    ("touches.csv", "t9,2024-03-01,ada,ada,,call,", "person_id", _NOBODY.format("people.csv")),
    ("touches.csv", "t9,2024-03-01,ada,,hooli,call,", "account_id", _NOBODY.format("accounts.csv")),
    ("closeness.csv", "ada,nobody,2,2024-01-01,", "person_id", _NOBODY.format("people.csv")),
    ("promises.csv", "p9,nobody,pia,,2024-01-01,,,", "staff_id", _NOBODY.format("staff.csv")),
    ("revenue.csv", "hooli,2025-01-11,5,EUR,r9,", "account_id", _NOBODY.format("accounts.csv")),
    ("covenants.csv", "ada,non_compete,,hooli,", "account_id", _NOBODY.format("accounts.csv")),
    # the row itself
    ("people.csv", "sam,Sam", "", "the row has 2 cells and the header 4: quote cells that hold the separator"),
    ("people.csv", "sam,Sam,,,much", "", "the row has 5 cells and the header 4: quote cells that hold the separator"),
    ("people.csv", 'sam,"Sam" the man,,', "", _QUOTES),
    ("people.csv", "sam,S\x00am,,", "", "the line holds a NUL byte: save the file as plain text in UTF-8"),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad[0]} {bad[2]} {bad[1][:30]!a}")
async def test_a_bad_row_is_set_aside_alone(
    store: EmbeddedStore, tmp_path: Path, good_network: object, bad: tuple[str, str, str, str]
) -> None:
    file, row, column, reason = bad
    header, _, rest = FILES[file].partition("\n")
    report = await brought_in(store, folder_of(tmp_path / "spoilt", {**FILES, file: f"{header}\n{row}\n{rest}"}))

    assert rejects_of(report) == [(file, 2, column, reason)]
    assert (report.exit_code, report.rejected, report.loaded) == (3, 1, True)
    found = of(report, file)
    assert (found.rows, found.new, found.rejected) == (ROWS[file] + 1, ROWS[file], 1)
    assert await network_in(store) == good_network
