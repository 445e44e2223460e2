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

-- name: staging
-- The temporary table of touches that are to be inserted.
CREATE TEMP TABLE staged_touch (
    place INTEGER PRIMARY KEY,
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
-- Parameters: id, at, day, staff id, person id, account id, channel, direction.
INSERT INTO staged_touch
VALUES (
    NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
    (SELECT key FROM staff WHERE id = ?4),
    (SELECT key FROM person WHERE id = ?5),
    (SELECT key FROM account WHERE id = ?6)
)

-- name: unstage_known
-- Touches whose id is there already change nothing.
DELETE FROM staged_touch WHERE EXISTS (SELECT 1 FROM touch AS x WHERE x.id = staged_touch.id)

-- name: dangling
-- The first new touch that refers to an id nobody has: its staff, person and account, null where all is well.
SELECT iif(staff IS NULL, staff_id, NULL), iif(person IS NULL, person_id, NULL), iif(account IS NULL, account_id, NULL)
FROM staged_touch
WHERE staff IS NULL OR (person IS NULL AND person_id IS NOT NULL) OR (account IS NULL AND account_id IS NOT NULL)
ORDER BY place
LIMIT 1

-- name: mark_ties_with_people
-- Make or mark as unfolded the ties of new touches that name a person.
INSERT INTO tie (staff, person)
SELECT DISTINCT staff, person FROM staged_touch WHERE person IS NOT NULL
ON CONFLICT (person, staff) WHERE person IS NOT NULL DO UPDATE SET assumptions = '' WHERE assumptions <> ''

-- name: mark_ties_with_accounts
-- Make or mark as unfolded the ties of new touches that name only an account.
INSERT INTO tie (staff, account)
SELECT DISTINCT staff, account FROM staged_touch WHERE person IS NULL
ON CONFLICT (account, staff) WHERE account IS NOT NULL DO UPDATE SET assumptions = '' WHERE assumptions <> ''

-- name: insert_with_people
-- The new touches that name a person; sorted, so that neighbours on the disk are written together.
INSERT INTO touch (id, tie, at, day, person, account, channel, direction)
SELECT n.id, t.key, n.at, n.day, n.person, n.account, n.channel, n.direction
FROM staged_touch AS n CROSS JOIN tie AS t ON t.person = n.person AND t.staff = n.staff
ORDER BY n.person, n.staff, n.at

-- name: insert_with_accounts
-- The new touches that name only an account; sorted likewise.
INSERT INTO touch (id, tie, at, day, person, account, channel, direction)
SELECT n.id, t.key, n.at, n.day, NULL, n.account, n.channel, n.direction
FROM staged_touch AS n CROSS JOIN tie AS t ON t.account = n.account AND t.staff = n.staff
WHERE n.person IS NULL
ORDER BY n.account, n.staff, n.at

-- name: inserted
-- The ids that were new.
SELECT id FROM staged_touch
