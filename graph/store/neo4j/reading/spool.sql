-- The spool of a snapshot: a file of SQLite's that sorts more rows than memory holds, and is thrown away. It needs no
-- journal, for what is lost with it is read again.

-- name: tables
-- Rows of every kind with the parts of their place in the order of the law; the columns of place have no type, so that
-- nulls come before numbers and numbers before text, and text by code point. Ties in the order of the store's own, and
-- what makes a touch part of one ("toward" is the account, where no person is named).
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE row (kind TEXT, a, b, c, d, e, f, content TEXT);
CREATE TABLE tie (
    key INTEGER PRIMARY KEY,
    staff TEXT,
    person TEXT,
    account TEXT,
    assumptions TEXT,
    incoming,
    outgoing,
    first,
    last,
    days,
    channels,
    touches
);
CREATE TABLE touch (staff TEXT, person TEXT, toward TEXT, at INTEGER, id TEXT, day, channel, direction);

-- name: sort
-- When all is there.
CREATE INDEX row_place ON row (kind, a, b, c, d, e, f);
CREATE INDEX touch_of_tie ON touch (staff, person, toward, at, id);

-- name: put_row
-- One row.
INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?)

-- name: put_tie
-- One tie.
INSERT INTO tie VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: put_touch
-- One touch.
INSERT INTO touch VALUES (?, ?, ?, ?, ?, ?, ?, ?)

-- name: rows
-- The rows of a kind in the order of the law.
SELECT content FROM row WHERE kind = ? ORDER BY a, b, c, d, e, f

-- name: ties
-- The next ties after a key.
SELECT * FROM tie WHERE key > ? ORDER BY key LIMIT ?

-- name: touches
-- Tie, day, channel and direction of the touches of the ties between two keys: by (tie, at, id).
SELECT t.key, x.day, x.channel, x.direction
FROM tie AS t CROSS JOIN touch AS x
    ON x.staff = t.staff AND x.person IS t.person AND x.toward IS t.account
WHERE t.key BETWEEN ? AND ?
ORDER BY t.key, x.at, x.id
