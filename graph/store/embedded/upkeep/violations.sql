-- Rows that no unit of work could have left. Each statement gives, table by table: the table, how many of its rows have
-- the fault (null or 0 for none), and the rowid of one of them.

-- name: dangling_ends
-- Rows that refer to a row that is not there, whatever it is; and touches whose person, or account where they name no
-- person, is not that of their tie.
SELECT "table", count(DISTINCT one), min(one)
FROM (
    SELECT "table", rowid AS one FROM pragma_foreign_key_check
    UNION ALL
    SELECT 'touch', r.rowid
    FROM touch AS r CROSS JOIN tie AS t ON t.key = r.tie
    WHERE r.person IS NOT t.person OR (r.person IS NULL AND r.account IS NOT t.account)
)
GROUP BY "table"

-- name: duplicate_keys
-- Rows that share their natural key with another, though an index was dropped by hand.
SELECT 'staff', sum(n), min(one) FROM (SELECT count(*) AS n, min(rowid) AS one FROM staff GROUP BY id HAVING n > 1)
UNION ALL
SELECT 'account', sum(n), min(one) FROM (SELECT count(*) AS n, min(rowid) AS one FROM account GROUP BY id HAVING n > 1)
UNION ALL
SELECT 'person', sum(n), min(one) FROM (SELECT count(*) AS n, min(rowid) AS one FROM person GROUP BY id HAVING n > 1)
UNION ALL
SELECT 'buying', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM buying GROUP BY account, start_day HAVING n > 1)
UNION ALL
SELECT 'employment', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM employment GROUP BY person, account, start_day HAVING n > 1)
UNION ALL
SELECT 'service', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM service GROUP BY staff, account, role, start_day HAVING n > 1)
UNION ALL
SELECT 'touch', sum(n), min(one) FROM (SELECT count(*) AS n, min(rowid) AS one FROM touch GROUP BY id HAVING n > 1)
UNION ALL
SELECT 'closeness', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM closeness GROUP BY staff, person, day HAVING n > 1)
UNION ALL
SELECT 'promise', sum(n), min(one) FROM (SELECT count(*) AS n, min(rowid) AS one FROM promise GROUP BY id HAVING n > 1)
UNION ALL
SELECT 'booking', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM booking GROUP BY account, day, ref, rank HAVING n > 1)
UNION ALL
SELECT 'covenant', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM covenant GROUP BY staff, kind, start_day, account HAVING n > 1)
UNION ALL
SELECT 'gain', sum(n), min(one) FROM (SELECT count(*) AS n, min(rowid) AS one FROM gain GROUP BY id HAVING n > 1)
UNION ALL
SELECT 'referral', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM referral GROUP BY person, account HAVING n > 1)
UNION ALL
SELECT 'colleague', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM colleague GROUP BY staff, other, kind HAVING n > 1)
UNION ALL
SELECT 'departure', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM departure GROUP BY id HAVING n > 1)
UNION ALL
SELECT 'outcome', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM outcome GROUP BY departure, account HAVING n > 1)
UNION ALL
SELECT 'attention', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM attention GROUP BY staff, month_day HAVING n > 1)
UNION ALL
SELECT 'amendment', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM amendment GROUP BY row_kind, row_key HAVING n > 1)
UNION ALL
SELECT 'tie', sum(n), min(one)
FROM (SELECT count(*) AS n, min(rowid) AS one FROM tie GROUP BY staff, person, account HAVING n > 1)

-- name: ends_before_starts
-- Intervals that end before they start, and what was closed or left before it was made or noticed.
SELECT 'staff', count(*), min(rowid) FROM staff WHERE end_day < start_day
UNION ALL
SELECT 'employment', count(*), min(rowid) FROM employment WHERE end_day < start_day
UNION ALL
SELECT 'service', count(*), min(rowid) FROM service WHERE end_day < start_day
UNION ALL
SELECT 'promise', count(*), min(rowid) FROM promise WHERE closed_day < made_day
UNION ALL
SELECT 'covenant', count(*), min(rowid) FROM covenant WHERE until_day < start_day
UNION ALL
SELECT 'gain', count(*), min(rowid) FROM gain WHERE until_day < start_day
UNION ALL
SELECT 'departure', count(*), min(rowid) FROM departure WHERE left_day < noticed_day AND noticed_day < 2147483647

-- name: other_currencies
-- Amounts that name another currency than the firm's.
SELECT 'booking', count(*), min(rowid) FROM booking
WHERE currency <> '' AND currency <> ifnull((SELECT f.currency FROM firm AS f), '')
UNION ALL
SELECT 'gain', count(*), min(rowid) FROM gain
WHERE currency <> '' AND currency <> ifnull((SELECT f.currency FROM firm AS f), '')

-- name: managers
-- Rowids of staff members and of their managers, who may be anybody.
SELECT s.key, s.manager FROM staff AS s WHERE s.manager IS NOT NULL

-- name: parents
-- Rowids of accounts and of their parents.
SELECT a.key, a.parent FROM account AS a WHERE a.parent IS NOT NULL

-- name: logged
-- The revision, and the newest one that the change log knows.
SELECT m.revision, (SELECT ifnull(max(c.revision), 0) FROM change AS c) FROM meta AS m

-- The natural keys of rows by rowid, null for what they refer to and nobody is: the parts that the statements of
-- rows.sql would not give for a row that dangles.

-- name: key_of_firm
-- A firm has no key.
SELECT 1 WHERE FALSE AND :row

-- name: key_of_staff
-- Id.
SELECT r.id FROM staff AS r WHERE r.rowid = :row

-- name: key_of_account
-- Id.
SELECT r.id FROM account AS r WHERE r.rowid = :row

-- name: key_of_person
-- Id.
SELECT r.id FROM person AS r WHERE r.rowid = :row

-- name: key_of_buying
-- Account, start.
SELECT a.id, r.start_day
FROM buying AS r LEFT JOIN account AS a ON a.key = r.account
WHERE r.rowid = :row

-- name: key_of_employment
-- Person, account, start.
SELECT p.id, a.id, r.start_day
FROM employment AS r LEFT JOIN person AS p ON p.key = r.person LEFT JOIN account AS a ON a.key = r.account
WHERE r.rowid = :row

-- name: key_of_service
-- Staff member, account, role, start.
SELECT s.id, a.id, r.role, r.start_day
FROM service AS r LEFT JOIN staff AS s ON s.key = r.staff LEFT JOIN account AS a ON a.key = r.account
WHERE r.rowid = :row

-- name: key_of_touch
-- Id.
SELECT r.id FROM touch AS r WHERE r.rowid = :row

-- name: key_of_closeness
-- Staff member, person, day.
SELECT s.id, p.id, r.day
FROM closeness AS r LEFT JOIN staff AS s ON s.key = r.staff LEFT JOIN person AS p ON p.key = r.person
WHERE r.rowid = :row

-- name: key_of_promise
-- Id.
SELECT r.id FROM promise AS r WHERE r.rowid = :row

-- name: key_of_booking
-- Account, day, ref, rank.
SELECT a.id, r.day, r.ref, r.rank
FROM booking AS r LEFT JOIN account AS a ON a.key = r.account
WHERE r.rowid = :row

-- name: key_of_covenant
-- Staff member, kind, account, start.
SELECT s.id, r.kind, a.id, r.start_day
FROM covenant AS r LEFT JOIN staff AS s ON s.key = r.staff LEFT JOIN account AS a ON a.key = r.account
WHERE r.rowid = :row

-- name: key_of_gain
-- Id.
SELECT r.id FROM gain AS r WHERE r.rowid = :row

-- name: key_of_referral
-- Person, account.
SELECT p.id, a.id
FROM referral AS r LEFT JOIN person AS p ON p.key = r.person LEFT JOIN account AS a ON a.key = r.account
WHERE r.rowid = :row

-- name: key_of_colleague
-- Staff member, the other, kind.
SELECT s.id, o.id, r.kind
FROM colleague AS r LEFT JOIN staff AS s ON s.key = r.staff LEFT JOIN staff AS o ON o.key = r.other
WHERE r.rowid = :row

-- name: key_of_departure
-- Id.
SELECT r.id FROM departure AS r WHERE r.rowid = :row

-- name: key_of_outcome
-- Departure, account.
SELECT d.id, a.id
FROM outcome AS r LEFT JOIN departure AS d ON d.key = r.departure LEFT JOIN account AS a ON a.key = r.account
WHERE r.rowid = :row

-- name: key_of_attention
-- Staff member, month.
SELECT s.id, r.month_day
FROM attention AS r LEFT JOIN staff AS s ON s.key = r.staff
WHERE r.rowid = :row

-- name: key_of_amendment
-- Kind of the row, its key.
SELECT r.row_kind, r.row_key FROM amendment AS r WHERE r.rowid = :row

-- name: key_of_tie
-- Staff member, person, account.
SELECT s.id, p.id, a.id
FROM tie AS r
LEFT JOIN staff AS s ON s.key = r.staff
LEFT JOIN person AS p ON p.key = r.person
LEFT JOIN account AS a ON a.key = r.account
WHERE r.rowid = :row
