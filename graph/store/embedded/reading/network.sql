-- What a Network is made of. Parameters: :day and :since (day numbers; bookings lie after :since), :assumptions,
-- :evidence (touches per tie), :unfolded (a JSON list of keys of ties). Keys stand where the Network has indices, -1 for nobody. Lines marked --near: hold for a
-- neighbourhood, for a part of the firm and for what staff members have, whose rows are named by the temporary tables
-- below; without them a statement reads the whole firm. Of such lines those marked --own: hold for what staff members
-- have alone, those marked --around: for the others; :firsts says whether first bookings and touches are looked for.
-- 2147483647 is the day of what never happened.

-- name: near
-- The temporary tables of a connection that reads: rows of a neighbourhood, by key. For a part of the firm the first
-- three hold who changed.
CREATE TEMP TABLE near_asked (key INTEGER PRIMARY KEY); -- staff members asked about
CREATE TEMP TABLE near_account (key INTEGER PRIMARY KEY); -- accounts where one of them is in touch or serves
CREATE TEMP TABLE near_person (key INTEGER PRIMARY KEY); -- people ever employed there
CREATE TEMP TABLE near_further (key INTEGER PRIMARY KEY); -- all accounts where these people were ever employed
CREATE TEMP TABLE near_promise (key INTEGER PRIMARY KEY);
CREATE TEMP TABLE named_staff (key INTEGER PRIMARY KEY);
CREATE TEMP TABLE named_account (key INTEGER PRIMARY KEY);

-- name: find_asked
-- The staff members with the ids in :ids, a JSON list.
INSERT INTO near_asked
SELECT key FROM staff WHERE id IN (SELECT value FROM json_each(:ids));

-- name: find_accounts
-- Accounts they serve or have a tie with, and those of people with whom they have a tie or whom they rated.
INSERT INTO near_account
SELECT account FROM service WHERE staff IN (SELECT key FROM near_asked)
UNION
SELECT account FROM tie WHERE staff IN (SELECT key FROM near_asked) AND account IS NOT NULL
UNION
SELECT e.account
FROM tie AS t CROSS JOIN employment AS e ON e.person = t.person
WHERE t.staff IN (SELECT key FROM near_asked)
UNION
SELECT e.account
FROM closeness AS c CROSS JOIN employment AS e ON e.person = c.person
WHERE c.staff IN (SELECT key FROM near_asked);

-- name: find_accounts_named
-- The accounts with the ids in :ids, a JSON list.
INSERT INTO near_account
SELECT key FROM account WHERE id IN (SELECT value FROM json_each(:ids));

-- name: find_people_there
-- Whoever was ever employed at these accounts.
INSERT INTO near_person
SELECT DISTINCT person FROM employment WHERE account IN (SELECT key FROM near_account);

-- name: find_people
-- Whoever was ever employed at these accounts, and whoever they have a tie with or rated, employed somewhere or not.
INSERT INTO near_person
SELECT person FROM employment WHERE account IN (SELECT key FROM near_account)
UNION
SELECT person FROM tie WHERE staff IN (SELECT key FROM near_asked) AND person IS NOT NULL
UNION
SELECT person FROM closeness WHERE staff IN (SELECT key FROM near_asked);

-- name: find_further
-- Every account for which these people ever worked, and the accounts themselves.
INSERT INTO near_further
SELECT account FROM employment WHERE person IN (SELECT key FROM near_person)
UNION
SELECT key FROM near_account;

-- name: find_promises
-- Promises to these people, and to an account for which one of them ever worked.
INSERT INTO near_promise
SELECT key FROM promise WHERE person IN (SELECT key FROM near_person)
UNION
SELECT key FROM promise WHERE account IN (SELECT key FROM near_further) AND person IS NULL;

-- name: name_staff
-- The staff members asked for, and those with the keys in :keys, a JSON list.
INSERT INTO named_staff
SELECT key FROM near_asked
UNION
SELECT value FROM json_each(:keys);

-- name: find_named_accounts
-- Accounts that any of these rows names.
INSERT INTO named_account
SELECT key FROM near_further
UNION
SELECT account FROM promise WHERE key IN (SELECT key FROM near_promise) AND account IS NOT NULL
UNION
SELECT account FROM covenant WHERE staff IN (SELECT key FROM near_asked) AND account IS NOT NULL;

-- name: find_changed_people
-- The people with the ids in :ids, a JSON list.
INSERT INTO near_person
SELECT key FROM person WHERE id IN (SELECT value FROM json_each(:ids));

-- name: find_no_further
-- In a part of the firm promises to accounts are those to these accounts alone.
INSERT INTO near_further
SELECT key FROM near_account;

-- name: find_employers
-- In a part of the firm the accounts for which these people ever worked are named, when promises have been found.
INSERT OR IGNORE INTO near_further
SELECT account FROM employment WHERE person IN (SELECT key FROM near_person);

-- name: find_known
-- Of what staff members have: whoever they have a tie with or rated.
INSERT INTO near_person
SELECT person FROM tie WHERE staff IN (SELECT key FROM near_asked) AND person IS NOT NULL
UNION
SELECT person FROM closeness WHERE staff IN (SELECT key FROM near_asked);

-- name: find_own_promises
-- Of what staff members have: their promises to these people, and to accounts.
INSERT INTO near_promise
SELECT key FROM promise
WHERE staff IN (SELECT key FROM near_asked) AND (person IS NULL OR person IN (SELECT key FROM near_person));

-- name: find_own_accounts
-- Of what staff members have: the accounts that they serve or have a tie with.
INSERT INTO near_further
SELECT account FROM service WHERE staff IN (SELECT key FROM near_asked)
UNION
SELECT account FROM tie WHERE staff IN (SELECT key FROM near_asked) AND account IS NOT NULL;

-- name: revision
-- How many units have changed something.
SELECT revision FROM meta;

-- name: firm
-- Name, currency and time zone, and the days of the first touch of all and of the last one up to the day.
SELECT
    ifnull((SELECT name FROM firm), ''),
    ifnull((SELECT currency FROM firm), ''),
    ifnull((SELECT time_zone FROM firm), 'UTC'),
    ifnull((SELECT min(day) FROM touch), 2147483647),
    ifnull((SELECT max(day) FROM touch WHERE day <= :day), 2147483647);

-- name: staff
-- Key, id, name, team, start, end.
SELECT s.key, s.id, s.name, s.team, s.start_day, s.end_day
FROM staff AS s
--near: WHERE s.key IN (SELECT key FROM named_staff)

-- name: people
-- Key, id, name.
SELECT p.key, p.id, p.name
FROM person AS p
--near: WHERE p.key IN (SELECT key FROM near_person)

-- name: accounts
-- Key, id, name, since, days of the first booking and of the first touch that names the account.
SELECT
    a.key,
    a.id,
    a.name,
    a.since_day,
    iif(:firsts, ifnull((SELECT min(b.day) FROM booking AS b WHERE b.account = a.key), 2147483647), 2147483647),
    iif(:firsts, ifnull((SELECT min(x.day) FROM touch AS x WHERE x.account = a.key), 2147483647), 2147483647)
FROM account AS a
--near: WHERE a.key IN (SELECT key FROM named_account)

-- name: employments
-- The columns of EmploymentTable; the first touch is that of the person by anybody on or after the start.
SELECT
    e.account,
    e.person,
    e.start_day,
    e.end_day,
    ifnull(e.decision_role, -1),
    e.decision_weight,
    e.veto,
    iif(
        :firsts,
        ifnull((SELECT min(x.day) FROM touch AS x WHERE x.person = e.person AND x.day >= e.start_day), 2147483647),
        2147483647
    )
FROM employment AS e
--near: WHERE e.person IN (SELECT key FROM near_person)

-- name: services
-- The columns of ServiceTable.
SELECT v.staff, v.account, v.role, v.start_day, v.end_day
FROM service AS v
--around: WHERE v.account IN (SELECT key FROM near_account)
--own: WHERE v.staff IN (SELECT key FROM near_asked)

-- name: ties
-- Key, then the columns of TieTable and TieStatistics. A tie is unfolded when touches wait to be folded, were folded
-- with other assumptions, or go on after the day.
SELECT
    t.key,
    t.staff,
    ifnull(t.account, -1),
    ifnull(t.person, -1),
    t.assumptions <> :assumptions OR t.last_day > :day,
    t.incoming,
    t.outgoing,
    t.first_day,
    t.last_day,
    t.days,
    t.channels,
    t.touches
FROM tie AS t
--around: WHERE t.person IN (SELECT key FROM near_person) OR t.account IN (SELECT key FROM near_account)
--own: WHERE t.staff IN (SELECT key FROM near_asked)

-- name: touches
-- The columns of TouchTable for the unfolded ties, by (tie, at, id).
SELECT t.key, x.day, x.channel, x.direction
FROM tie AS t CROSS JOIN touch AS x ON x.tie = t.key
WHERE (t.assumptions <> :assumptions OR t.last_day > :day)
--near: AND t.key IN (SELECT value FROM json_each(:unfolded))
ORDER BY t.key, x.at, x.id

-- name: evidence
-- Tie, day, instant and id of the newest touches up to the day, by (tie, at descending, id descending).
SELECT t.key, x.day, x.at, x.id
FROM tie AS t CROSS JOIN touch AS x
WHERE x.key IN (
    SELECT y.key FROM touch AS y
    WHERE y.tie = t.key AND y.day <= :day
    ORDER BY y.at DESC, y.id DESC
    LIMIT :evidence
)
--near: AND t.staff IN (SELECT key FROM near_asked)
--near: AND (t.person IN (SELECT key FROM near_person) OR t.account IN (SELECT key FROM near_account))
ORDER BY t.key, x.at DESC, x.id DESC

-- name: ratings
-- The columns of RatingTable.
SELECT c.staff, c.person, c.closeness, c.day
FROM closeness AS c
--near: WHERE c.person IN (SELECT key FROM near_person)
--own: AND c.staff IN (SELECT key FROM near_asked)

-- name: promises
-- The columns of PromiseTable.
SELECT p.id, p.staff, ifnull(p.person, -1), ifnull(p.account, -1), p.made_day, p.outcome, p.closed_day
FROM promise AS p
--near: WHERE p.key IN (SELECT key FROM near_promise)

-- name: bookings
-- The columns of BookingTable, by (ref, rank) where all else is equal; a line is numbered by its place among the lines.
SELECT
    b.account,
    b.day,
    b.amount,
    iif(b.line = '', -1, dense_rank() OVER (ORDER BY b.line))
FROM booking AS b
WHERE b.day > :since AND b.day <= :day
--near: AND b.account IN (SELECT key FROM near_account)
ORDER BY b.account, b.day, b.ref, b.rank

-- name: buying
-- The columns of BuyingTable.
SELECT
    g.account,
    g.start_day,
    g.approach,
    ifnull(g.decision_rule, -1),
    g.switching_cost,
    ifnull(g.other_suppliers, -1),
    g.renewal_day
FROM buying AS g
--near: WHERE g.account IN (SELECT key FROM near_account)

-- name: covenants
-- The columns of CovenantTable.
SELECT c.staff, c.kind, ifnull(c.account, -1), c.start_day, c.until_day
FROM covenant AS c
--near: WHERE c.staff IN (SELECT key FROM near_asked)
