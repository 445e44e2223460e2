-- What writing again and again takes: versions, amendments, replays, a change log and tokens to search by; and the rows
-- that later parts of the model read.
--
-- A row's version is the revision that last changed it, never 0; rows from before this migration have the revision at
-- which it ran.

ALTER TABLE firm ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE buying ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE employment ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE service ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE touch ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE closeness ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE promise ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE covenant ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- Every amount says its currency, so that one of another can be found.
ALTER TABLE booking ADD COLUMN currency TEXT NOT NULL DEFAULT '';
UPDATE booking SET currency = ifnull((SELECT currency FROM firm), '');

UPDATE firm SET version = (SELECT max(1, revision) FROM meta);
UPDATE staff SET version = (SELECT max(1, revision) FROM meta);
UPDATE account SET version = (SELECT max(1, revision) FROM meta);
UPDATE person SET version = (SELECT max(1, revision) FROM meta);
UPDATE buying SET version = (SELECT max(1, revision) FROM meta);
UPDATE employment SET version = (SELECT max(1, revision) FROM meta);
UPDATE service SET version = (SELECT max(1, revision) FROM meta);
UPDATE touch SET version = (SELECT max(1, revision) FROM meta);
UPDATE closeness SET version = (SELECT max(1, revision) FROM meta);
UPDATE promise SET version = (SELECT max(1, revision) FROM meta);
UPDATE booking SET version = (SELECT max(1, revision) FROM meta);
UPDATE covenant SET version = (SELECT max(1, revision) FROM meta);

-- Lists by name, and what is listed by whom it belongs to.
DROP INDEX staff_by_name;
DROP INDEX account_by_name;
DROP INDEX person_by_name;
CREATE INDEX staff_by_name ON staff (folded_name, id);
CREATE INDEX account_by_name ON account (folded_name, id);
CREATE INDEX person_by_name ON person (folded_name, id);
CREATE INDEX staff_by_manager ON staff (manager) WHERE manager IS NOT NULL;
CREATE INDEX staff_by_end ON staff (end_day);
CREATE INDEX account_by_parent ON account (parent) WHERE parent IS NOT NULL;
CREATE INDEX promise_of_staff ON promise (staff);
CREATE INDEX promise_naming_account ON promise (account) WHERE account IS NOT NULL;
CREATE INDEX covenant_by_account ON covenant (account) WHERE account IS NOT NULL;

CREATE TABLE gain (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES account (key),
    staff INTEGER REFERENCES staff (key), -- null: the firm's doing
    start_day INTEGER NOT NULL CHECK (start_day BETWEEN -25567 AND 84005),
    until_day INTEGER NOT NULL CHECK (until_day BETWEEN -25567 AND 84005),
    amount INTEGER NOT NULL, -- ten-thousandths of currency
    currency TEXT NOT NULL,
    against_alternative INTEGER CHECK (against_alternative IN (0, 1)), -- null where nobody said
    verified INTEGER CHECK (verified IN (0, 1)),
    version INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX gain_by_account ON gain (account);
CREATE INDEX gain_by_staff ON gain (staff) WHERE staff IS NOT NULL;

CREATE TABLE referral (
    person INTEGER NOT NULL REFERENCES person (key),
    account INTEGER NOT NULL REFERENCES account (key),
    day INTEGER NOT NULL CHECK (day BETWEEN -25567 AND 84005 OR day = 2147483647),
    version INTEGER NOT NULL DEFAULT 0,
    UNIQUE (person, account)
) STRICT;
CREATE INDEX referral_of_account ON referral (account);

CREATE TABLE colleague (
    staff INTEGER NOT NULL REFERENCES staff (key),
    other INTEGER NOT NULL REFERENCES staff (key),
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 1),
    since_day INTEGER NOT NULL CHECK (since_day BETWEEN -25567 AND 84005 OR since_day = 2147483647),
    version INTEGER NOT NULL DEFAULT 0,
    UNIQUE (staff, other, kind)
) STRICT;
CREATE INDEX colleague_of_other ON colleague (other);

CREATE TABLE departure (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    staff INTEGER NOT NULL REFERENCES staff (key),
    destination INTEGER NOT NULL CHECK (destination BETWEEN 0 AND 4),
    left_day INTEGER NOT NULL CHECK (left_day BETWEEN -25567 AND 84005 OR left_day = 2147483647),
    noticed_day INTEGER NOT NULL CHECK (noticed_day BETWEEN -25567 AND 84005 OR noticed_day = 2147483647),
    version INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX departure_of_staff ON departure (staff);

CREATE TABLE outcome (
    departure INTEGER NOT NULL REFERENCES departure (key),
    account INTEGER NOT NULL REFERENCES account (key),
    outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 4),
    day INTEGER NOT NULL CHECK (day BETWEEN -25567 AND 84005 OR day = 2147483647),
    value INTEGER, -- ten-thousandths of the firm's currency
    version INTEGER NOT NULL DEFAULT 0,
    UNIQUE (departure, account)
) STRICT;
CREATE INDEX outcome_at_account ON outcome (account);

CREATE TABLE attention (
    staff INTEGER NOT NULL REFERENCES staff (key),
    month_day INTEGER NOT NULL CHECK (month_day BETWEEN -25567 AND 84005), -- the first of the month
    customer_hours REAL CHECK (customer_hours BETWEEN 0 AND 744),
    internal_hours REAL CHECK (internal_hours BETWEEN 0 AND 744),
    version INTEGER NOT NULL DEFAULT 0,
    UNIQUE (staff, month_day)
) STRICT;

-- What was decided about a row and outlives imports; row_key is hashed where it names a person.
CREATE TABLE amendment (
    row_kind TEXT NOT NULL,
    row_key TEXT NOT NULL,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2), -- retracted or corrected by hand; absent from a complete file
    at INTEGER NOT NULL, -- microseconds since 1970-01-01 in UTC
    imported TEXT NOT NULL, -- the row before its correction, as JSON; empty for the others
    version INTEGER NOT NULL DEFAULT 0,
    UNIQUE (row_kind, row_key)
) STRICT;

-- The payload of each change that came with an idempotency key.
CREATE TABLE replay (
    key TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL, -- a digest of what was asked
    payload TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX replay_by_time ON replay (at);

-- What each unit of work changed: ids as JSON lists, or everything.
CREATE TABLE change (
    revision INTEGER PRIMARY KEY,
    everything INTEGER NOT NULL CHECK (everything IN (0, 1)),
    staff TEXT NOT NULL DEFAULT '[]',
    people TEXT NOT NULL DEFAULT '[]',
    accounts TEXT NOT NULL DEFAULT '[]'
) STRICT;
INSERT INTO change (revision, everything) SELECT revision, 1 FROM meta WHERE revision > 0;

-- The tokens by which staff members (0), people (1) and accounts (2) are found, made by the rules that meta names.
CREATE TABLE token (
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),
    token TEXT NOT NULL,
    entity INTEGER NOT NULL,
    PRIMARY KEY (kind, token, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX token_of_entity ON token (kind, entity);
ALTER TABLE meta ADD COLUMN token_rules TEXT NOT NULL DEFAULT '';
