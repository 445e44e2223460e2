-- The firm's records, its touches and the ties they make.
--
-- Entities have an id, which the world knows, and a key, by which rows refer to them. Days are day numbers (days since
-- 1970-01-01), instants microseconds since then in UTC, words the numbers of graph.domain.vocabulary. An unknown start
-- is -1073741824 (always), an empty end 1073741824 (still), an event without a date 2147483647: an empty part of a
-- natural key is a value, because SQLite lets nulls repeat under a unique constraint.

CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    data_format INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    import_started INTEGER,
    import_beat INTEGER
) STRICT;

INSERT INTO meta (only_row, data_format) VALUES (1, 1);

CREATE TABLE firm (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    name TEXT NOT NULL,
    domains TEXT NOT NULL, -- a JSON list
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL
) STRICT;

CREATE TABLE staff (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL, -- trimmed and case-folded
    email TEXT NOT NULL,
    folded_email TEXT NOT NULL,
    title TEXT NOT NULL,
    team TEXT NOT NULL,
    manager INTEGER REFERENCES staff (key),
    start_day INTEGER NOT NULL,
    end_day INTEGER NOT NULL
) STRICT;
CREATE INDEX staff_by_name ON staff (folded_name);
CREATE INDEX staff_by_email ON staff (folded_email) WHERE folded_email <> '';

CREATE TABLE account (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    domain TEXT NOT NULL,
    industry TEXT NOT NULL,
    parent INTEGER REFERENCES account (key),
    since_day INTEGER NOT NULL
) STRICT;
CREATE INDEX account_by_name ON account (folded_name);

CREATE TABLE person (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    email TEXT NOT NULL,
    folded_email TEXT NOT NULL,
    title TEXT NOT NULL
) STRICT;
CREATE INDEX person_by_name ON person (folded_name);
CREATE INDEX person_by_email ON person (folded_email) WHERE folded_email <> '';

CREATE TABLE buying (
    account INTEGER NOT NULL REFERENCES account (key),
    start_day INTEGER NOT NULL,
    approach INTEGER NOT NULL,
    decision_rule INTEGER,
    switching_cost REAL,
    other_suppliers INTEGER,
    renewal_day INTEGER NOT NULL,
    UNIQUE (account, start_day)
) STRICT;

CREATE TABLE employment (
    person INTEGER NOT NULL REFERENCES person (key),
    account INTEGER NOT NULL REFERENCES account (key),
    title TEXT NOT NULL,
    decision_role INTEGER,
    decision_weight REAL,
    veto INTEGER NOT NULL CHECK (veto IN (0, 1)),
    start_day INTEGER NOT NULL,
    end_day INTEGER NOT NULL,
    UNIQUE (person, account, start_day)
) STRICT;
CREATE INDEX employment_by_account ON employment (account, person);

CREATE TABLE service (
    staff INTEGER NOT NULL REFERENCES staff (key),
    account INTEGER NOT NULL REFERENCES account (key),
    role INTEGER NOT NULL,
    start_day INTEGER NOT NULL,
    end_day INTEGER NOT NULL,
    UNIQUE (staff, account, role, start_day)
) STRICT;
CREATE INDEX service_by_account ON service (account);

-- A tie is with a person, or with an account directly. The columns from incoming to touches cache what its touches
-- amount to; assumptions is the version they were folded with, empty while touches wait to be folded.
CREATE TABLE tie (
    key INTEGER PRIMARY KEY,
    staff INTEGER NOT NULL REFERENCES staff (key),
    person INTEGER REFERENCES person (key),
    account INTEGER REFERENCES account (key),
    incoming REAL NOT NULL DEFAULT 0,
    outgoing REAL NOT NULL DEFAULT 0,
    first_day INTEGER NOT NULL DEFAULT 2147483647,
    last_day INTEGER NOT NULL DEFAULT 2147483647,
    days INTEGER NOT NULL DEFAULT 0,
    channels INTEGER NOT NULL DEFAULT 0,
    touches INTEGER NOT NULL DEFAULT 0,
    assumptions TEXT NOT NULL DEFAULT '',
    CHECK ((person IS NULL) <> (account IS NULL))
) STRICT;
CREATE UNIQUE INDEX tie_with_person ON tie (person, staff) WHERE person IS NOT NULL;
CREATE UNIQUE INDEX tie_with_account ON tie (account, staff) WHERE account IS NOT NULL;
CREATE INDEX tie_of_staff ON tie (staff, assumptions);

-- The account of a touch that names a person is only evidence for years with the firm. The staff member is the tie's.
CREATE TABLE touch (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tie INTEGER NOT NULL REFERENCES tie (key),
    at INTEGER NOT NULL,
    day INTEGER NOT NULL,
    person INTEGER REFERENCES person (key),
    account INTEGER REFERENCES account (key),
    channel INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    CHECK (person IS NOT NULL OR account IS NOT NULL)
) STRICT;
CREATE INDEX touch_of_tie ON touch (tie, at);
CREATE INDEX touch_of_person ON touch (person, day) WHERE person IS NOT NULL;
CREATE INDEX touch_naming_account ON touch (account, day) WHERE account IS NOT NULL;
CREATE INDEX touch_by_day ON touch (day);

CREATE TABLE closeness (
    staff INTEGER NOT NULL REFERENCES staff (key),
    person INTEGER NOT NULL REFERENCES person (key),
    closeness INTEGER NOT NULL CHECK (closeness BETWEEN 0 AND 4),
    day INTEGER NOT NULL,
    rated_by TEXT NOT NULL,
    UNIQUE (staff, person, day)
) STRICT;
CREATE INDEX closeness_to_person ON closeness (person);

CREATE TABLE promise (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    staff INTEGER NOT NULL REFERENCES staff (key),
    person INTEGER REFERENCES person (key),
    account INTEGER REFERENCES account (key),
    made_day INTEGER NOT NULL,
    due_day INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    closed_day INTEGER NOT NULL,
    CHECK (person IS NOT NULL OR account IS NOT NULL)
) STRICT;
CREATE INDEX promise_to_person ON promise (person) WHERE person IS NOT NULL;
CREATE INDEX promise_to_account ON promise (account) WHERE person IS NULL;

CREATE TABLE booking (
    account INTEGER NOT NULL REFERENCES account (key),
    day INTEGER NOT NULL,
    ref TEXT NOT NULL, -- empty where the booking has a rank instead
    rank INTEGER NOT NULL, -- 0 where the booking has a ref
    amount INTEGER NOT NULL, -- ten-thousandths of the firm's currency
    line TEXT NOT NULL,
    UNIQUE (account, day, ref, rank)
) STRICT;

CREATE TABLE covenant (
    staff INTEGER NOT NULL REFERENCES staff (key),
    kind INTEGER NOT NULL,
    start_day INTEGER NOT NULL,
    account INTEGER REFERENCES account (key), -- null binds everywhere
    until_day INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX covenant_key ON covenant (staff, kind, start_day, ifnull(account, 0));
