-- What happens to touches and ties inside a unit of work.

-- name: asked
-- The temporary table of ties that somebody asks for; the tie is null where there is none.
CREATE TEMP TABLE asked_tie (place INTEGER PRIMARY KEY, tie INTEGER)

-- name: forget
-- Before the next ties are asked for.
DELETE FROM asked_tie

-- name: ask
-- Parameters: place, staff id, person id, account id.
INSERT INTO asked_tie (place, tie)
SELECT
    ?1,
    ifnull(
        (
            SELECT t.key FROM tie AS t
            WHERE t.person = (SELECT key FROM person WHERE id = ?3) AND t.staff = (SELECT key FROM staff WHERE id = ?2)
        ),
        (
            SELECT t.key FROM tie AS t
            WHERE t.account = (SELECT key FROM account WHERE id = ?4) AND t.staff = (SELECT key FROM staff WHERE id = ?2)
        )
    )

-- name: touches_of
-- The columns of TouchTable, by (place, at, id).
SELECT q.place, x.day, x.channel, x.direction
FROM asked_tie AS q CROSS JOIN touch AS x ON x.tie = q.tie
ORDER BY q.place, x.at, x.id

-- name: unfolded
-- Ties whose touches wait to be folded, or were folded with other assumptions, by the staff member's id. The two sides
-- of OR are two ranges of one index, so that folding a whole firm bit by bit never walks over what is folded already.
SELECT s.id, p.id, a.id
FROM staff AS s
CROSS JOIN tie AS t
LEFT JOIN person AS p ON p.key = t.person
LEFT JOIN account AS a ON a.key = t.account
WHERE (t.staff = s.key AND t.assumptions < :assumptions) OR (t.staff = s.key AND t.assumptions > :assumptions)
ORDER BY s.id
LIMIT :limit

-- name: put_statistics
-- Parameters: the columns of TieStatistics, the version of the assumptions, the place.
UPDATE tie
SET
    incoming = ?1,
    outgoing = ?2,
    first_day = ?3,
    last_day = ?4,
    days = ?5,
    channels = ?6,
    touches = ?7,
    assumptions = ?8
WHERE key = (SELECT tie FROM asked_tie WHERE place = ?9)

-- name: ties
-- Ties after one (:staff, :direct, :other), by the ids of the staff members, those with people first, then by the ids of
-- the people and of the accounts. A tie that is gone meanwhile still has its place in this order.
SELECT s.id, p.id, a.id
FROM staff AS s
CROSS JOIN tie AS t ON t.staff = s.key
LEFT JOIN person AS p ON p.key = t.person
LEFT JOIN account AS a ON a.key = t.account
WHERE s.id >= :staff AND (s.id, t.account IS NOT NULL, ifnull(p.id, a.id)) > (:staff, :direct, :other)
ORDER BY s.id, t.account IS NOT NULL, ifnull(p.id, a.id)
LIMIT :limit

-- name: staging
-- The temporary table of touches that are put or removed. The target is the touch with this id, old_tie its tie.
CREATE TEMP TABLE staged_touch (
    place INTEGER PRIMARY KEY,
    target,
    old_tie,
    id,
    at,
    day,
    staff_id,
    person_id,
    account_id,
    channel,
    direction,
    staff,
    person,
    account
)

-- name: unstage
-- Before the next touches are staged.
DELETE FROM staged_touch

-- name: stage
-- Parameters: id, at, day, staff id, person id, account id, channel, direction; as often as there are touches.
INSERT INTO staged_touch
SELECT
    NULL, NULL, NULL, column1, column2, column3, column4, column5, column6, column7, column8,
    (SELECT key FROM staff WHERE id = column4),
    (SELECT key FROM person WHERE id = column5),
    (SELECT key FROM account WHERE id = column6)
FROM (VALUES (?, ?, ?, ?, ?, ?, ?, ?)) AS n

-- name: stage_id
-- Parameter: the id of a touch that is to be removed.
INSERT INTO staged_touch (id) VALUES (?1)

-- name: dangling
-- The first touch that refers to an id nobody has: its staff, person and account, null where all is well.
SELECT iif(staff IS NULL, staff_id, NULL), iif(person IS NULL, person_id, NULL), iif(account IS NULL, account_id, NULL)
FROM staged_touch
WHERE staff IS NULL OR (person IS NULL AND person_id IS NOT NULL) OR (account IS NULL AND account_id IS NOT NULL)
ORDER BY place
LIMIT 1

-- name: match
-- Find the touches with these ids.
UPDATE staged_touch
SET (target, old_tie) = (SELECT x.key, x.tie FROM touch AS x WHERE x.id = staged_touch.id)
WHERE EXISTS (SELECT 1 FROM touch AS x WHERE x.id = staged_touch.id)

-- name: unstage_equal
-- Touches that say what is there already change nothing.
DELETE FROM staged_touch AS n
WHERE EXISTS (
    SELECT 1 FROM touch AS x CROSS JOIN tie AS t ON t.key = x.tie
    WHERE x.key = n.target AND x.at = n.at AND x.day = n.day AND t.staff = n.staff AND x.person IS n.person
    AND x.account IS n.account AND x.channel = n.channel AND x.direction = n.direction
)

-- name: count
-- How many touches differ, and in how many of them each field does: at, on, staff, channel, person, account, direction.
SELECT
    count(*),
    sum(x.at <> n.at),
    sum(x.day <> n.day),
    sum(t.staff <> n.staff),
    sum(x.channel <> n.channel),
    sum(x.person IS NOT n.person),
    sum(x.account IS NOT n.account),
    sum(x.direction <> n.direction)
FROM staged_touch AS n CROSS JOIN touch AS x ON x.key = n.target CROSS JOIN tie AS t ON t.key = x.tie

-- name: people_before
-- Whom the touches that are there name.
SELECT DISTINCT p.id
FROM staged_touch AS n CROSS JOIN touch AS x ON x.key = n.target CROSS JOIN person AS p ON p.key = x.person
LIMIT ?1

-- name: accounts_before
-- Which accounts they name.
SELECT DISTINCT a.id
FROM staged_touch AS n CROSS JOIN touch AS x ON x.key = n.target CROSS JOIN account AS a ON a.key = x.account
LIMIT ?1

-- name: staff_before
-- Whose they are.
SELECT DISTINCT m.id
FROM staged_touch AS n CROSS JOIN tie AS t ON t.key = n.old_tie CROSS JOIN staff AS m ON m.key = t.staff
LIMIT ?1

-- name: people_after
-- Whom the staged touches name.
SELECT DISTINCT person_id FROM staged_touch WHERE person_id IS NOT NULL LIMIT ?1

-- name: accounts_after
-- Which accounts they name.
SELECT DISTINCT account_id FROM staged_touch WHERE account_id IS NOT NULL LIMIT ?1

-- name: staff_after
-- Whose they are.
SELECT DISTINCT staff_id FROM staged_touch WHERE staff_id IS NOT NULL LIMIT ?1

-- name: mark_left
-- Mark as unfolded the ties from which touches are taken, or in which they change.
UPDATE tie SET assumptions = '' WHERE key IN (SELECT old_tie FROM staged_touch) AND assumptions <> ''

-- name: mark_ties_with_people
-- Make or mark as unfolded the ties of touches that name a person.
INSERT INTO tie (staff, person)
SELECT DISTINCT staff, person FROM staged_touch WHERE person IS NOT NULL
ON CONFLICT (person, staff) WHERE person IS NOT NULL DO UPDATE SET assumptions = '' WHERE assumptions <> ''

-- name: mark_ties_with_accounts
-- Make or mark as unfolded the ties of touches that name only an account.
INSERT INTO tie (staff, account)
SELECT DISTINCT staff, account FROM staged_touch WHERE person IS NULL
ON CONFLICT (account, staff) WHERE account IS NOT NULL DO UPDATE SET assumptions = '' WHERE assumptions <> ''

-- name: insert_with_people
-- The new touches that name a person; sorted, so that neighbours on the disk are written together.
INSERT INTO touch (id, tie, at, day, person, account, channel, direction, version)
SELECT n.id, t.key, n.at, n.day, n.person, n.account, n.channel, n.direction, ?1
FROM staged_touch AS n CROSS JOIN tie AS t ON t.person = n.person AND t.staff = n.staff
WHERE n.target IS NULL
ORDER BY n.person, n.staff, n.at

-- name: insert_with_accounts
-- The new touches that name only an account; sorted likewise.
INSERT INTO touch (id, tie, at, day, person, account, channel, direction, version)
SELECT n.id, t.key, n.at, n.day, NULL, n.account, n.channel, n.direction, ?1
FROM staged_touch AS n CROSS JOIN tie AS t ON t.account = n.account AND t.staff = n.staff
WHERE n.person IS NULL AND n.target IS NULL
ORDER BY n.account, n.staff, n.at

-- name: update
-- The touches that differ.
UPDATE touch
SET
    at = n.at,
    day = n.day,
    person = n.person,
    account = n.account,
    channel = n.channel,
    direction = n.direction,
    version = ?1,
    tie = (
        SELECT t.key FROM tie AS t
        WHERE (n.person IS NOT NULL AND t.person = n.person AND t.staff = n.staff)
        OR (n.person IS NULL AND t.account = n.account AND t.staff = n.staff)
    )
FROM staged_touch AS n
WHERE touch.key = n.target

-- name: remove
-- The touches that are there.
DELETE FROM touch WHERE key IN (SELECT target FROM staged_touch)

-- name: drop_empty
-- Ties that have lost their last touch are no more.
DELETE FROM tie
WHERE key IN (SELECT old_tie FROM staged_touch) AND NOT EXISTS (SELECT 1 FROM touch AS x WHERE x.tie = tie.key)
