"""Rows that make no sense though each cell can be read, each kind named as a sentence of the domain.

Decides: what is told of each. Each stands among the good rows of ``small_firm``.
"""

from __future__ import annotations

from tests.exchange.bad_input import ID, IMPORTED, KEY, NOBODY, NOT_UTF_8, ONE_LINE, REQUIRED, SAME, Bad, Row, bad

ROWS: tuple[Bad, ...] = (
    # words and truths
    bad(
        "a word that is not of the list",
        "touches.csv",
        "t8,2024-03-01,ada,pia,,pigeon,",
        "channel",
        "pigeon",
        "write one of email, call, meeting, order, visit, crisis, social",
    ),
    bad(
        "a destination that is not of the list",
        "departures.csv",
        "d9,ben,,2020-01-01,the moon",
        "destination",
        "the moon",
        "write one of rival, startup, customer, out_of_field, internal",
    ),
    bad(
        "a truth of a German spreadsheet",
        "employments.csv",
        "rex,globex,,,,WAHR,,",
        "veto",
        "WAHR",
        "write yes or no, true or false, 1 or 0",
    ),
    bad("a required cell that is empty", "staff.csv", "dan,,,,,,,", "name", "", REQUIRED),
    bad("a departure without its day", "departures.csv", "d9,ben,2020-01-02,,rival", "left_on", "", REQUIRED),
    # ids and texts
    bad("a space before an id", "people.csv", " sam,Sam,,", "id", " sam", ID),
    bad("a space of typesetting after an id", "people.csv", "sam\u00a0,Sam,,", "id", "sam\u00a0", ID),
    bad("an id of 300 characters", "people.csv", f"{'x' * 300},Sam,,", "id", "x" * 200, ID),
    bad("an id with a character nobody sees", "people.csv", "sa\u200bm,Sam,,", "id", "sa\u200bm", ID),
    bad("a control character in a text", "people.csv", "sam,S\x1bam,,", "name", "S\x1bam", ONE_LINE),
    bad(
        "a NUL byte",
        "people.csv",
        "sam,S\x00am,,",
        "",
        "",
        "the line holds a NUL byte: save the file as plain text in UTF-8",
        "sam,Sam,,",
    ),
    bad("half a surrogate pair", "people.csv", "sam,S\ud83dam,,", "", "", NOT_UTF_8, "sam,Sí\u00a0½am,,"),
    # references
    bad(
        "a reference to nobody",
        "touches.csv",
        "t8,2024-03-01,ada,nobody,,call,",
        "person_id",
        "nobody",
        NOBODY.format("people.csv"),
    ),
    bad(
        "an outcome of no departure",
        "outcomes.csv",
        "d9,globex,stayed,,",
        "departure_id",
        "d9",
        NOBODY.format("departures.csv"),
    ),
    bad(
        "a gain of no staff member",
        "gains.csv",
        "g9,globex,2024-01-01,2024-02-01,5,,nobody,,",
        "attributed_to",
        "nobody",
        NOBODY.format("staff.csv"),
    ),
    bad(
        "somebody who manages themselves",
        "staff.csv",
        "dan,Dan,,,,dan,,",
        "manager_id",
        "dan",
        "nobody manages themselves; name another, or nobody",
    ),
    bad(
        "a colleague of oneself",
        "colleagues.csv",
        "ada,ada,hired,",
        "other_id",
        "ada",
        "nobody is a colleague of themselves",
    ),
    # what was decided by hand
    bad(
        "a retraction of a row without its key",
        "retractions.csv",
        "touches.csv,retracted,t9,2025-01-01,",
        "key",
        "t9",
        KEY,
    ),
    bad(
        "a correction of a row that cannot be read",
        "retractions.csv",
        'people.csv,corrected,"[""pia""]",2025-01-01,{}',
        "imported",
        "{}",
        IMPORTED,
    ),
)

TOGETHER: tuple[Bad, ...] = (
    Bad(
        "two people under one id",
        "people.csv",
        (
            Row("sam,Sam,,", "id", "sam", SAME.format(3, "id")),
            Row("sam,Samantha,,", "id", "sam", SAME.format(2, "id")),
        ),
    ),
    Bad(
        "two bookings under one ref",
        "revenue.csv",
        (
            Row(
                "globex,2025-02-01,5,,r9,",
                "account_id",
                "globex, 2025-02-01, r9",
                SAME.format(3, "account_id, on, ref"),
            ),
            Row(
                "globex,2025-02-01,6,,r9,",
                "account_id",
                "globex, 2025-02-01, r9",
                SAME.format(2, "account_id, on, ref"),
            ),
        ),
    ),
    Bad(
        "two departures under one id",
        "departures.csv",
        (
            Row("d9,ada,,2020-01-01,rival", "id", "d9", SAME.format(3, "id")),
            Row("d9,ben,,2020-01-01,rival", "id", "d9", SAME.format(2, "id")),
        ),
    ),
    Bad(
        "a manager who was set aside",
        "staff.csv",
        (
            Row(
                "dan,Dan,,,,eve,,",
                "manager_id",
                "eve",
                "line 3 of staff.csv, which has this id, was set aside: mend it first",
            ),
            Row("eve,,,,,,,", "name", "", REQUIRED),
        ),
    ),
    Bad(
        "two amendments of one row",
        "retractions.csv",
        (
            Row(
                'touches.csv,retracted,"[""t8""]",2025-01-01,',
                "file",
                'touches.csv, ["t8"]',
                SAME.format(3, "file, key"),
            ),
            Row(
                'touches.csv,retracted,"[""t8""]",2025-01-02,',
                "file",
                'touches.csv, ["t8"]',
                SAME.format(2, "file, key"),
            ),
        ),
    ),
)
