-- The rows that name an owner: a staff member, a person or an account, whose row is o. Each statement but the first is a
-- set of rows: whose they are, the natural key, and in p1 to p3 the place in the owner's list, which is what the natural
-- key holds beside the owner; no account comes first.

-- name: page
-- For each owner its id, the natural keys of a page of rows as a JSON list, how many rows it has in all, and whether it
-- has any that the page begins beyond. :ids is a JSON list; the set of rows and the owner's table take the places that
-- are marked by braces.
SELECT
    o.id,
    (
        SELECT json_group_array(json(w.natural_key)) FROM (
            SELECT v.natural_key FROM ({rows}) AS v
            WHERE v.owner = o.key
            --beyond_ascending: AND (v.p1, v.p2, v.p3) > (:p1, :p2, :p3)
            --beyond_descending: AND (v.p1, v.p2, v.p3) < (:p1, :p2, :p3)
            --ascending: ORDER BY v.p1, v.p2, v.p3
            --descending: ORDER BY v.p1 DESC, v.p2 DESC, v.p3 DESC
            LIMIT :limit
        ) AS w
    ),
    (SELECT count(*) FROM ({rows}) AS v WHERE v.owner = o.key),
    FALSE
    --beyond_ascending: OR EXISTS (
    --beyond_ascending:     SELECT 1 FROM ({rows}) AS v
    --beyond_ascending:     WHERE v.owner = o.key AND (v.p1, v.p2, v.p3) <= (:p1, :p2, :p3)
    --beyond_ascending: )
    --beyond_descending: OR EXISTS (
    --beyond_descending:     SELECT 1 FROM ({rows}) AS v
    --beyond_descending:     WHERE v.owner = o.key AND (v.p1, v.p2, v.p3) >= (:p1, :p2, :p3)
    --beyond_descending: )
FROM json_each(:ids) AS i CROSS JOIN {owner} AS o ON o.id = i.value

-- name: service of staff
-- By account, role and start.
SELECT
    x.staff AS owner,
    json_array(s.id, a.id, x.role, x.start_day) AS natural_key,
    a.id AS p1,
    x.role AS p2,
    x.start_day AS p3
FROM service AS x
CROSS JOIN staff AS s ON s.key = x.staff
CROSS JOIN account AS a ON a.key = x.account

-- name: service of account
-- By staff member, role and start.
SELECT
    x.account AS owner,
    json_array(s.id, a.id, x.role, x.start_day) AS natural_key,
    s.id AS p1,
    x.role AS p2,
    x.start_day AS p3
FROM service AS x
CROSS JOIN account AS a ON a.key = x.account
CROSS JOIN staff AS s ON s.key = x.staff

-- name: employment of person
-- By account and start.
SELECT
    x.person AS owner,
    json_array(p.id, a.id, x.start_day) AS natural_key,
    a.id AS p1,
    x.start_day AS p2,
    0 AS p3
FROM employment AS x
CROSS JOIN person AS p ON p.key = x.person
CROSS JOIN account AS a ON a.key = x.account

-- name: employment of account
-- By person and start.
SELECT
    x.account AS owner,
    json_array(p.id, a.id, x.start_day) AS natural_key,
    p.id AS p1,
    x.start_day AS p2,
    0 AS p3
FROM employment AS x
CROSS JOIN account AS a ON a.key = x.account
CROSS JOIN person AS p ON p.key = x.person

-- name: touch of staff
-- By instant and id.
SELECT t.staff AS owner, json_array(x.id) AS natural_key, x.at AS p1, x.id AS p2, 0 AS p3
FROM tie AS t CROSS JOIN touch AS x ON x.tie = t.key

-- name: touch of person
-- By instant and id.
SELECT x.person AS owner, json_array(x.id) AS natural_key, x.at AS p1, x.id AS p2, 0 AS p3
FROM touch AS x

-- name: touch of account
-- By instant and id; those that name the account.
SELECT x.account AS owner, json_array(x.id) AS natural_key, x.at AS p1, x.id AS p2, 0 AS p3
FROM touch AS x

-- name: closeness of staff
-- By person and day.
SELECT
    x.staff AS owner,
    json_array(s.id, p.id, x.day) AS natural_key,
    p.id AS p1,
    x.day AS p2,
    0 AS p3
FROM closeness AS x
CROSS JOIN staff AS s ON s.key = x.staff
CROSS JOIN person AS p ON p.key = x.person

-- name: closeness of person
-- By staff member and day.
SELECT
    x.person AS owner,
    json_array(s.id, p.id, x.day) AS natural_key,
    s.id AS p1,
    x.day AS p2,
    0 AS p3
FROM closeness AS x
CROSS JOIN person AS p ON p.key = x.person
CROSS JOIN staff AS s ON s.key = x.staff

-- name: promise of staff
-- By id.
SELECT x.staff AS owner, json_array(x.id) AS natural_key, x.id AS p1, 0 AS p2, 0 AS p3
FROM promise AS x

-- name: promise of person
-- By id.
SELECT x.person AS owner, json_array(x.id) AS natural_key, x.id AS p1, 0 AS p2, 0 AS p3
FROM promise AS x

-- name: promise of account
-- By id; those that name the account.
SELECT x.account AS owner, json_array(x.id) AS natural_key, x.id AS p1, 0 AS p2, 0 AS p3
FROM promise AS x

-- name: buying of account
-- By start.
SELECT x.account AS owner, json_array(a.id, x.start_day) AS natural_key, x.start_day AS p1, 0 AS p2, 0 AS p3
FROM buying AS x CROSS JOIN account AS a ON a.key = x.account

-- name: booking of account
-- By day, ref and rank.
SELECT
    x.account AS owner,
    json_array(a.id, x.day, x.ref, x.rank) AS natural_key,
    x.day AS p1,
    x.ref AS p2,
    x.rank AS p3
FROM booking AS x CROSS JOIN account AS a ON a.key = x.account

-- name: covenant of staff
-- By kind, account and start.
SELECT
    x.staff AS owner,
    json_array(s.id, x.kind, a.id, x.start_day) AS natural_key,
    x.kind AS p1,
    ifnull(a.id, '') AS p2,
    x.start_day AS p3
FROM covenant AS x
CROSS JOIN staff AS s ON s.key = x.staff
LEFT JOIN account AS a ON a.key = x.account

-- name: covenant of account
-- By staff member, kind and start; those that name the account.
SELECT
    x.account AS owner,
    json_array(s.id, x.kind, a.id, x.start_day) AS natural_key,
    s.id AS p1,
    x.kind AS p2,
    x.start_day AS p3
FROM covenant AS x
CROSS JOIN account AS a ON a.key = x.account
CROSS JOIN staff AS s ON s.key = x.staff
