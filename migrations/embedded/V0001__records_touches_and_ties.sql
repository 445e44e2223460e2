-- The firm's records, its touches and the ties they make.
--
-- Entities have an id, which the world knows, and a key, by which rows refer to them. Days are day numbers (days since
-- 1970-01-01), instants microseconds since then in UTC, words the numbers of graph.domain.vocabulary. An unknown start
-- is -1073741824 (always), an empty end 1073741824 (still), an event without a date 2147483647: an empty part of a
-- natural key is a value, because SQLite lets nulls repeat under a unique constraint.
--
-- The checks say what the records say of days (1900-01-01 to 2199-12-31, day numbers -25567 to 84005), of words and of
-- numbers, so that what was changed by hand is refused, or found by whoever looks the file over.

CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    data_format INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    import_started INTEGER, -- null while no import has begun; then so are the three below
    import_beat INTEGER,
    import_folder TEXT, -- what the files of its folder hold, in short
    import_owner TEXT, -- which import of which process
    CHECK ((import_started IS NULL) = (import_beat IS NULL)),
    CHECK ((import_started IS NULL) = (import_folder IS NULL)),
    CHECK ((import_started IS NULL) = (import_owner IS NULL))
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
    start_day INTEGER NOT NULL CHECK (start_day BETWEEN -25567 AND 84005 OR start_day = -1073741824),
    end_day INTEGER NOT NULL CHECK (end_day BETWEEN -25567 AND 84005 OR end_day = 1073741824)
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
    since_day INTEGER NOT NULL CHECK (since_day BETWEEN -25567 AND 84005 OR since_day = 2147483647)
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
    start_day INTEGER NOT NULL CHECK (start_day BETWEEN -25567 AND 84005),
    approach INTEGER NOT NULL CHECK (approach BETWEEN 0 AND 6),
    decision_rule INTEGER CHECK (decision_rule BETWEEN 0 AND 2),
    switching_cost REAL CHECK (switching_cost BETWEEN 0 AND 4),
    other_suppliers INTEGER CHECK (other_suppliers BETWEEN 0 AND 1000000),
    renewal_day INTEGER NOT NULL CHECK (renewal_day BETWEEN -25567 AND 84005 OR renewal_day = 2147483647),
    UNIQUE (account, start_day)
) STRICT;

CREATE TABLE employment (
    person INTEGER NOT NULL REFERENCES person (key),
    account INTEGER NOT NULL REFERENCES account (key),
    title TEXT NOT NULL,
    decision_role INTEGER CHECK (decision_role BETWEEN 0 AND 4),
    decision_weight REAL CHECK (decision_weight BETWEEN 0 AND 1000000),
    veto INTEGER NOT NULL CHECK (veto IN (0, 1)),
    start_day INTEGER NOT NULL CHECK (start_day BETWEEN -25567 AND 84005 OR start_day = -1073741824),
    end_day INTEGER NOT NULL CHECK (end_day BETWEEN -25567 AND 84005 OR end_day = 1073741824),
    UNIQUE (person, account, start_day)
) STRICT;
CREATE INDEX employment_by_account ON employment (account, person);

CREATE TABLE service (
    staff INTEGER NOT NULL REFERENCES staff (key),
    account INTEGER NOT NULL REFERENCES account (key),
    role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 2),
    start_day INTEGER NOT NULL CHECK (start_day BETWEEN -25567 AND 84005 OR start_day = -1073741824),
    end_day INTEGER NOT NULL CHECK (end_day BETWEEN -25567 AND 84005 OR end_day = 1073741824),
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
    first_day INTEGER NOT NULL DEFAULT 2147483647 CHECK (first_day BETWEEN -25567 AND 84005 OR first_day = 2147483647),
    last_day INTEGER NOT NULL DEFAULT 2147483647 CHECK (last_day BETWEEN -25567 AND 84005 OR last_day = 2147483647),
    days INTEGER NOT NULL DEFAULT 0 CHECK (days BETWEEN 0 AND 2147483647),
    channels INTEGER NOT NULL DEFAULT 0 CHECK (channels BETWEEN 0 AND 127), -- bit c: channel c
    touches INTEGER NOT NULL DEFAULT 0 CHECK (touches BETWEEN 0 AND 2147483647),
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
    at INTEGER NOT NULL CHECK (at / 86400000000 BETWEEN -25569 AND 84007),
    day INTEGER NOT NULL CHECK (day BETWEEN -25567 AND 84005),
    person INTEGER REFERENCES person (key),
    account INTEGER REFERENCES account (key),
    channel INTEGER NOT NULL CHECK (channel BETWEEN 0 AND 6),
    direction INTEGER NOT NULL CHECK (direction BETWEEN 0 AND 2),
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
    day INTEGER NOT NULL CHECK (day BETWEEN -25567 AND 84005),
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
    made_day INTEGER NOT NULL CHECK (made_day BETWEEN -25567 AND 84005),
    due_day INTEGER NOT NULL CHECK (due_day BETWEEN -25567 AND 84005 OR due_day = 2147483647),
    outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 2),
    closed_day INTEGER NOT NULL CHECK (closed_day BETWEEN -25567 AND 84005 OR closed_day = 2147483647),
    CHECK (person IS NOT NULL OR account IS NOT NULL)
) STRICT;
CREATE INDEX promise_to_person ON promise (person) WHERE person IS NOT NULL;
CREATE INDEX promise_to_account ON promise (account) WHERE person IS NULL;

CREATE TABLE booking (
    account INTEGER NOT NULL REFERENCES account (key),
    day INTEGER NOT NULL CHECK (day BETWEEN -25567 AND 84005),
    ref TEXT NOT NULL, -- empty where the booking has a rank instead
    rank INTEGER NOT NULL CHECK (rank >= 0), -- 0 where the booking has a ref
    amount INTEGER NOT NULL, -- ten-thousandths of the firm's currency
    line TEXT NOT NULL,
    UNIQUE (account, day, ref, rank),
    CHECK ((rank = 0) = (ref <> ''))
) STRICT;

CREATE TABLE covenant (
    staff INTEGER NOT NULL REFERENCES staff (key),
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 1),
    start_day INTEGER NOT NULL CHECK (start_day BETWEEN -25567 AND 84005 OR start_day = -1073741824),
    account INTEGER REFERENCES account (key), -- null binds everywhere
    until_day INTEGER NOT NULL CHECK (until_day BETWEEN -25567 AND 84005 OR until_day = 1073741824)
) STRICT;
CREATE UNIQUE INDEX covenant_key ON covenant (staff, kind, start_day, ifnull(account, 0));
