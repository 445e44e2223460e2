-- What lists, records and counts are made of. Ids come as JSON lists (:ids); days are day numbers.

-- name: revision
-- How many units have changed something.
SELECT revision FROM meta;

-- name: import_mark
-- When an import began, when it last gave a sign, of what and whose; nothing when none is under way.
SELECT import_started, import_beat, import_folder, import_owner FROM meta WHERE import_started IS NOT NULL;

-- name: firm
-- We ourselves.
SELECT name, domains, currency, time_zone FROM firm;

-- name: staff
-- The fields of StaffMember; the end of the statement follows.
SELECT e.id, e.name, e.email, e.title, e.team, m.id, e.start_day, e.end_day
FROM staff AS e LEFT JOIN staff AS m ON m.key = e.manager

-- name: account
-- The fields of Account; the end of the statement follows.
SELECT e.id, e.name, e.domain, e.industry, m.id, e.since_day
FROM account AS e LEFT JOIN account AS m ON m.key = e.parent

-- name: person
-- The fields of Person; the end of the statement follows.
SELECT e.id, e.name, e.email, e.title
FROM person AS e

-- name: with_ids
-- End of a statement: those with these ids.
WHERE e.id IN (SELECT value FROM json_each(:ids))

-- name: forward
-- End of a statement: a window from the front.
WHERE e.id > :beyond
--employed: AND e.start_day <= :employed_on AND :employed_on < e.end_day
ORDER BY e.id
LIMIT :limit

-- name: backward
-- End of a statement: a window from the back, last row first.
WHERE TRUE
--beyond: AND e.id < :beyond
--employed: AND e.start_day <= :employed_on AND :employed_on < e.end_day
ORDER BY e.id DESC
LIMIT :limit

-- name: staff_named
-- End of a statement: those with this name or address.
WHERE e.key IN (
    SELECT key FROM staff WHERE folded_name = :folded
    UNION
    SELECT key FROM staff WHERE folded_email = :folded AND folded_email <> ''
)
ORDER BY e.id

-- name: person_named
-- End of a statement: those with this name or address.
WHERE e.key IN (
    SELECT key FROM person WHERE folded_name = :folded
    UNION
    SELECT key FROM person WHERE folded_email = :folded AND folded_email <> ''
)
ORDER BY e.id

-- name: account_named
-- End of a statement: those with this name.
WHERE e.key IN (SELECT key FROM account WHERE folded_name = :folded)
ORDER BY e.id

-- name: count_staff
-- How many staff members, all or those employed on a day.
SELECT count(*) FROM staff AS e
--employed: WHERE e.start_day <= :employed_on AND :employed_on < e.end_day

-- name: count_person
-- How many people.
SELECT count(*) FROM person

-- name: count_account
-- How many accounts.
SELECT count(*) FROM account

-- name: employers
-- Person, account, start and end of every employment of some people; one row without an account for who has none.
SELECT p.id, a.id, e.start_day, e.end_day
FROM person AS p
LEFT JOIN employment AS e ON e.person = p.key
LEFT JOIN account AS a ON a.key = e.account
WHERE p.id IN (SELECT value FROM json_each(:ids))
ORDER BY p.id, a.id, e.start_day

-- name: touches
-- Touches of the ties asked for up to a day, strictly older than (:at, :id), newest first.
SELECT x.id, x.at, x.day, s.id, x.channel, p.id, a.id, x.direction
FROM touch AS x
INNER JOIN tie AS t ON t.key = x.tie
INNER JOIN staff AS s ON s.key = t.staff
LEFT JOIN person AS p ON p.key = x.person
LEFT JOIN account AS a ON a.key = x.account
WHERE x.key IN (
    SELECT y.key FROM touch AS y
    WHERE y.tie IN (SELECT tie FROM asked_tie) AND y.day <= :until AND (y.at, y.id) < (:at, :id)
    ORDER BY y.at DESC, y.id DESC
    LIMIT :limit
)
ORDER BY x.at DESC, x.id DESC

-- name: count_touches
-- How many touches of the ties asked for there are up to a day.
SELECT count(*) FROM touch AS x WHERE x.tie IN (SELECT tie FROM asked_tie) AND x.day <= :until

-- name: held
-- Counts in the order of Held, the last touch last.
SELECT
    (SELECT count(*) FROM staff),
    (SELECT count(*) FROM account),
    (SELECT count(*) FROM person),
    (SELECT count(*) FROM employment),
    (SELECT count(*) FROM service),
    (SELECT count(*) FROM touch),
    (SELECT count(*) FROM closeness),
    (SELECT count(*) FROM promise),
    (SELECT count(*) FROM booking),
    (SELECT ifnull(sum(amount), 0) FROM booking),
    (SELECT count(*) FROM tie),
    (SELECT count(*) FROM tie WHERE assumptions <> :assumptions),
    (
        SELECT count(*) FROM account AS a
        WHERE EXISTS (SELECT 1 FROM touch AS x WHERE x.account = a.key)
        OR EXISTS (
            SELECT 1 FROM employment AS e CROSS JOIN tie AS t ON t.person = e.person WHERE e.account = a.key
        )
    ),
    (SELECT count(DISTINCT person) FROM tie),
    (SELECT count(*) FROM (SELECT 1 FROM touch GROUP BY tie HAVING count(*) = 1)),
    (SELECT max(day) FROM touch)
