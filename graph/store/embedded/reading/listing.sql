-- What lists and counts are made of; some go on after a statement of rows.sql. Ids come as JSON lists (:ids); days are
-- day numbers.

-- name: revision
-- How many units have changed something.
SELECT revision FROM meta;

-- name: import_mark
-- When an import began, when it last gave a sign, of what and whose; nothing when none is under way.
SELECT import_started, import_beat, import_folder, import_owner FROM meta WHERE import_started IS NOT NULL;

-- name: staff_only
-- Goes on after the statement of a kind in rows.sql: which staff members a Filter holds; the lines of what it states.
WHERE TRUE
--employed_on: AND r.start_day <= :employed_on AND :employed_on < r.end_day
--ends_after: AND r.end_day > :ends_after AND r.end_day < 1073741824
--team: AND r.team = :team
--manager_id: AND r.manager = (SELECT b.key FROM staff AS b WHERE b.id = :manager_id)

-- name: person_only
-- Likewise which people.
WHERE TRUE
--employer_id: AND r.key IN (
--employer_id:     SELECT j.person FROM employment AS j
--employer_id:     WHERE j.account = (SELECT b.key FROM account AS b WHERE b.id = :employer_id)
--employer_id: )

-- name: account_only
-- Likewise which accounts.
WHERE TRUE
--industry: AND r.industry = :industry
--parent_id: AND r.parent = (SELECT b.key FROM account AS b WHERE b.id = :parent_id)

-- name: tokens
-- Goes on: those that have a token from :token on and before :token_end, and one in each range of :others, a JSON list
-- of [from, before].
AND r.key IN (
    SELECT w.entity FROM token AS w
    WHERE w.kind = :token_kind AND w.token >= :token AND w.token < :token_end
)
AND NOT EXISTS (
    SELECT 1 FROM json_each(:others) AS o
    WHERE NOT EXISTS (
        SELECT 1 FROM token AS w
        WHERE w.kind = :token_kind AND w.entity = r.key
        AND w.token >= json_extract(o.value, '$[0]') AND w.token < json_extract(o.value, '$[1]')
    )
)

-- name: forward_by_id
-- End of a statement: a window from the front.
--beyond: AND r.id > :beyond
ORDER BY r.id
LIMIT :limit

-- name: backward_by_id
-- End of a statement: a window from the back, last row first.
--beyond: AND r.id < :beyond
ORDER BY r.id DESC
LIMIT :limit

-- name: forward_by_name
-- End of a statement: a window from the front.
--beyond: AND (r.folded_name, r.id) > (:beyond_name, :beyond)
ORDER BY r.folded_name, r.id
LIMIT :limit

-- name: backward_by_name
-- End of a statement: a window from the back, last row first.
--beyond: AND (r.folded_name, r.id) < (:beyond_name, :beyond)
ORDER BY r.folded_name DESC, r.id DESC
LIMIT :limit

-- name: staff_named
-- End of a statement: those with this name or address.
WHERE r.key IN (
    SELECT key FROM staff WHERE folded_name = :folded
    UNION
    SELECT key FROM staff WHERE folded_email = :folded AND folded_email <> ''
)
ORDER BY r.id

-- name: person_named
-- End of a statement: those with this name or address.
WHERE r.key IN (
    SELECT key FROM person WHERE folded_name = :folded
    UNION
    SELECT key FROM person WHERE folded_email = :folded AND folded_email <> ''
)
ORDER BY r.id

-- name: account_named
-- End of a statement: those with this name.
WHERE r.key IN (SELECT key FROM account WHERE folded_name = :folded)
ORDER BY r.id

-- name: count_staff
-- How many staff members; what a filter holds of them follows.
SELECT count(*) FROM staff AS r

-- name: count_person
-- How many people.
SELECT count(*) FROM person AS r

-- name: count_account
-- How many accounts.
SELECT count(*) FROM account AS r

-- name: employers
-- Person, account, start and end of every employment of some people; one row without an account for who has none.
SELECT p.id, a.id, e.start_day, e.end_day
FROM person AS p
LEFT JOIN employment AS e ON e.person = p.key
LEFT JOIN account AS a ON a.key = e.account
WHERE p.id IN (SELECT value FROM json_each(:ids))
ORDER BY p.id, a.id, e.start_day

-- name: touches
-- Goes on after the statement of touches in rows.sql: those of the ties asked for up to a day, strictly older than
-- (:at, :id), newest first.
WHERE r.key IN (
    SELECT y.key FROM touch AS y
    WHERE y.tie IN (SELECT tie FROM asked_tie) AND y.day <= :until AND (y.at, y.id) < (:at, :id)
    ORDER BY y.at DESC, y.id DESC
    LIMIT :limit
)
ORDER BY r.at DESC, r.id DESC

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
    (SELECT count(DISTINCT person) FROM employment),
    (SELECT count(*) FROM (SELECT 1 FROM touch GROUP BY tie HAVING count(*) = 1)),
    (
        (SELECT count(*) FROM gain) + (SELECT count(*) FROM referral) + (SELECT count(*) FROM colleague)
        + (SELECT count(*) FROM departure) + (SELECT count(*) FROM outcome) + (SELECT count(*) FROM attention)
    ),
    (SELECT max(day) FROM touch)
