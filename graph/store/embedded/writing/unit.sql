-- What a unit of work does beside writing rows: amendments, the change log, replays and tokens.

-- name: any_amendment
-- Whether anything was decided about rows of a kind.
SELECT 1 FROM amendment WHERE row_kind = :row_kind LIMIT 1

-- name: amendments_of
-- What was decided about rows of a kind; :keys is a JSON list of keys as amendments remember them.
SELECT a.row_key, a.kind, a.imported
FROM json_each(:keys) AS k CROSS JOIN amendment AS a ON a.row_kind = :row_kind AND a.row_key = k.value

-- name: amounts
-- Whether any amount is recorded; looks no further than the first.
SELECT EXISTS (SELECT 1 FROM booking) OR EXISTS (SELECT 1 FROM gain)
    OR EXISTS (SELECT 1 FROM outcome WHERE value IS NOT NULL)

-- name: end_amendment
-- Parameters: the row's kind, its key.
DELETE FROM amendment WHERE row_kind = ?1 AND row_key = ?2

-- name: amend
-- Parameters: the row's kind, its key, what was decided, the instant, the row before its correction, the version. It
-- takes the place of what was decided before.
INSERT INTO amendment (row_kind, row_key, kind, at, imported, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (row_kind, row_key) DO UPDATE
SET kind = excluded.kind, at = excluded.at, imported = excluded.imported, version = excluded.version

-- name: renew
-- Parameters: the row's kind, its key, the row that its correction remembers from now on, the version.
UPDATE amendment SET imported = ?3, version = ?4 WHERE row_kind = ?1 AND row_key = ?2

-- name: moved
-- The corrections of keys of rows of a kind.
SELECT row_key, imported FROM amendment
WHERE row_kind = :row_kind AND kind = 1 AND instr(imported, '"moved_to"') > 0

-- name: changed_members
-- The ids of staged staff members who are new or differ.
SELECT id FROM staged_staff WHERE target IS NULL OR differs LIMIT :limit

-- name: accounts_with_service
-- The accounts where one of the staff members with these ids has a service.
SELECT DISTINCT a.id
FROM json_each(:ids) AS j
CROSS JOIN staff AS m ON m.id = j.value
CROSS JOIN service AS v ON v.staff = m.key
CROSS JOIN account AS a ON a.key = v.account
LIMIT :limit

-- name: accounts_with_tie
-- The accounts with which one of them has a tie directly.
SELECT DISTINCT a.id
FROM json_each(:ids) AS j
CROSS JOIN staff AS m ON m.id = j.value
CROSS JOIN tie AS t ON t.staff = m.key
CROSS JOIN account AS a ON a.key = t.account
LIMIT :limit

-- name: accounts_of_people
-- The accounts where somebody was ever employed with whom one of them has a tie.
SELECT DISTINCT a.id
FROM json_each(:ids) AS j
CROSS JOIN staff AS m ON m.id = j.value
CROSS JOIN tie AS t ON t.staff = m.key
CROSS JOIN employment AS e ON e.person = t.person
CROSS JOIN account AS a ON a.key = e.account
LIMIT :limit

-- name: accounts_of_rated
-- The accounts where somebody was ever employed whom one of them rated.
SELECT DISTINCT a.id
FROM json_each(:ids) AS j
CROSS JOIN staff AS m ON m.id = j.value
CROSS JOIN closeness AS c ON c.staff = m.key
CROSS JOIN employment AS e ON e.person = c.person
CROSS JOIN account AS a ON a.key = e.account
LIMIT :limit

-- name: log_change
-- What this unit changed.
INSERT INTO change (revision, everything, staff, people, accounts)
VALUES (:revision, :everything, :staff, :people, :accounts)

-- name: count_changes
-- How many units after :revision are logged, and whether one of them changed everything.
SELECT count(*), ifnull(max(everything), 0) FROM change WHERE revision > :revision

-- name: changes
-- What the units after :revision named.
SELECT staff, people, accounts FROM change WHERE revision > :revision

-- name: raise_revision
-- This unit changed something.
UPDATE meta SET revision = revision + 1

-- name: replay
-- What was kept under an idempotency key.
SELECT body, payload, at FROM replay WHERE key = :key

-- name: keep_replay
-- Parameters: the key, the digest of the body, the payload, the instant.
INSERT INTO replay (key, body, payload, at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (key) DO UPDATE SET body = excluded.body, payload = excluded.payload, at = excluded.at

-- name: forget_replays
-- Those kept before an instant.
DELETE FROM replay WHERE at < :before

-- name: add_token
-- Parameters: the kind of the entity, a token, the entity's key.
INSERT INTO token (kind, token, entity) VALUES (?, ?, ?)

-- name: forget_tokens
-- Parameters: the kind of the entity, its key.
DELETE FROM token WHERE kind = ?1 AND entity = ?2

-- name: token_rules
-- By which rules the tokens here were made.
SELECT token_rules FROM meta

-- name: set_token_rules
-- All tokens here are made by these rules.
UPDATE meta SET token_rules = :rules
