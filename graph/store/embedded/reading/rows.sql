-- Every kind of row, read back: the columns in the order of the record's fields, the version last. Each statement serves
-- twice. Lines marked --found: hold where rows are asked for by natural key; :keys is a JSON list of keys, each a list of
-- its parts as they are stored, ids for references. Lines marked --ordered: hold where all rows are read in the order of
-- their natural keys; the tables stand so that no more than the rows of one id are ever sorted.

-- name: firm
-- The fields of Firm.
SELECT r.name, r.domains, r.currency, r.time_zone, r.version
FROM firm AS r
--found: WHERE EXISTS (SELECT 1 FROM json_each(:keys))

-- name: staff
-- The fields of StaffMember.
SELECT r.id, r.name, r.email, r.title, r.team, m.id, r.start_day, r.end_day, r.version
FROM staff AS r LEFT JOIN staff AS m ON m.key = r.manager
--found: WHERE r.id IN (SELECT json_extract(k.value, '$[0]') FROM json_each(:keys) AS k)
--ordered: ORDER BY r.id

-- name: account
-- The fields of Account.
SELECT r.id, r.name, r.domain, r.industry, m.id, r.since_day, r.version
FROM account AS r LEFT JOIN account AS m ON m.key = r.parent
--found: WHERE r.id IN (SELECT json_extract(k.value, '$[0]') FROM json_each(:keys) AS k)
--ordered: ORDER BY r.id

-- name: person
-- The fields of Person.
SELECT r.id, r.name, r.email, r.title, r.version
FROM person AS r
--found: WHERE r.id IN (SELECT json_extract(k.value, '$[0]') FROM json_each(:keys) AS k)
--ordered: ORDER BY r.id

-- name: buying
-- The fields of Buying.
SELECT
    a.id,
    r.start_day,
    r.approach,
    r.decision_rule,
    r.switching_cost,
    r.other_suppliers,
    r.renewal_day,
    r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN account AS a ON a.id = json_extract(k.value, '$[0]')
--found: CROSS JOIN buying AS r ON r.account = a.key AND r.start_day = json_extract(k.value, '$[1]')
--ordered: FROM account AS a CROSS JOIN buying AS r ON r.account = a.key
--ordered: ORDER BY a.id, r.start_day

-- name: employment
-- The fields of Employment.
SELECT
    p.id,
    a.id,
    r.title,
    r.decision_role,
    r.decision_weight,
    r.veto,
    r.start_day,
    r.end_day,
    r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN person AS p ON p.id = json_extract(k.value, '$[0]')
--found: CROSS JOIN account AS a ON a.id = json_extract(k.value, '$[1]')
--found: CROSS JOIN employment AS r
--found:     ON r.person = p.key AND r.account = a.key AND r.start_day = json_extract(k.value, '$[2]')
--ordered: FROM person AS p
--ordered: CROSS JOIN employment AS r ON r.person = p.key
--ordered: CROSS JOIN account AS a ON a.key = r.account
--ordered: ORDER BY p.id, a.id, r.start_day

-- name: service
-- The fields of Service.
SELECT s.id, a.id, r.role, r.start_day, r.end_day, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN staff AS s ON s.id = json_extract(k.value, '$[0]')
--found: CROSS JOIN account AS a ON a.id = json_extract(k.value, '$[1]')
--found: CROSS JOIN service AS r
--found:     ON r.staff = s.key AND r.account = a.key AND r.role = json_extract(k.value, '$[2]')
--found:     AND r.start_day = json_extract(k.value, '$[3]')
--ordered: FROM staff AS s
--ordered: CROSS JOIN service AS r ON r.staff = s.key
--ordered: CROSS JOIN account AS a ON a.key = r.account
--ordered: ORDER BY s.id, a.id, r.role, r.start_day

-- name: touch
-- The fields of Touch; the staff member is the tie's. The line marked --listed: holds where a list asks.
SELECT r.id, r.at, r.day, s.id, r.channel, p.id, a.id, r.direction, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN touch AS r ON r.id = json_extract(k.value, '$[0]')
--ordered: FROM touch AS r
--listed: FROM touch AS r
CROSS JOIN tie AS t ON t.key = r.tie
CROSS JOIN staff AS s ON s.key = t.staff
LEFT JOIN person AS p ON p.key = r.person
LEFT JOIN account AS a ON a.key = r.account
--ordered: ORDER BY r.id

-- name: closeness
-- The fields of Closeness.
SELECT s.id, p.id, r.closeness, r.day, r.rated_by, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN staff AS s ON s.id = json_extract(k.value, '$[0]')
--found: CROSS JOIN person AS p ON p.id = json_extract(k.value, '$[1]')
--found: CROSS JOIN closeness AS r
--found:     ON r.staff = s.key AND r.person = p.key AND r.day = json_extract(k.value, '$[2]')
--ordered: FROM staff AS s
--ordered: CROSS JOIN closeness AS r ON r.staff = s.key
--ordered: CROSS JOIN person AS p ON p.key = r.person
--ordered: ORDER BY s.id, p.id, r.day

-- name: promise
-- The fields of Promise.
SELECT r.id, s.id, r.made_day, p.id, a.id, r.due_day, r.outcome, r.closed_day, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN promise AS r ON r.id = json_extract(k.value, '$[0]')
--ordered: FROM promise AS r
CROSS JOIN staff AS s ON s.key = r.staff
LEFT JOIN person AS p ON p.key = r.person
LEFT JOIN account AS a ON a.key = r.account
--ordered: ORDER BY r.id

-- name: booking
-- The fields of Booking; without a ref by amount and line, for the rank depends on what else the file held.
SELECT a.id, r.day, r.amount, r.ref, r.rank, r.line, r.currency, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN account AS a ON a.id = json_extract(k.value, '$[0]')
--found: CROSS JOIN booking AS r
--found:     ON r.account = a.key AND r.day = json_extract(k.value, '$[1]')
--found:     AND r.ref = json_extract(k.value, '$[2]') AND r.rank = json_extract(k.value, '$[3]')
--ordered: FROM account AS a CROSS JOIN booking AS r ON r.account = a.key
--ordered: ORDER BY a.id, r.day, r.ref, r.amount, r.line, r.rank

-- name: covenant
-- The fields of Covenant; no account binds everywhere.
SELECT s.id, r.kind, r.start_day, a.id, r.until_day, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN staff AS s ON s.id = json_extract(k.value, '$[0]')
--found: CROSS JOIN covenant AS r
--found:     ON r.staff = s.key AND r.kind = json_extract(k.value, '$[1]')
--found:     AND r.start_day = json_extract(k.value, '$[3]')
--found:     AND ifnull(r.account, 0) = iif(
--found:         json_extract(k.value, '$[2]') IS NULL,
--found:         0,
--found:         (SELECT n.key FROM account AS n WHERE n.id = json_extract(k.value, '$[2]'))
--found:     )
--ordered: FROM staff AS s CROSS JOIN covenant AS r ON r.staff = s.key
LEFT JOIN account AS a ON a.key = r.account
--ordered: ORDER BY s.id, r.kind, a.id, r.start_day

-- name: gain
-- The fields of Gain; no staff member: the firm's doing.
SELECT
    r.id,
    a.id,
    r.start_day,
    r.until_day,
    r.amount,
    r.currency,
    s.id,
    r.against_alternative,
    r.verified,
    r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN gain AS r ON r.id = json_extract(k.value, '$[0]')
--ordered: FROM gain AS r
CROSS JOIN account AS a ON a.key = r.account
LEFT JOIN staff AS s ON s.key = r.staff
--ordered: ORDER BY r.id

-- name: referral
-- The fields of Referral.
SELECT p.id, a.id, r.day, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN person AS p ON p.id = json_extract(k.value, '$[0]')
--found: CROSS JOIN account AS a ON a.id = json_extract(k.value, '$[1]')
--found: CROSS JOIN referral AS r ON r.person = p.key AND r.account = a.key
--ordered: FROM person AS p
--ordered: CROSS JOIN referral AS r ON r.person = p.key
--ordered: CROSS JOIN account AS a ON a.key = r.account
--ordered: ORDER BY p.id, a.id

-- name: colleague
-- The fields of Colleague.
SELECT s.id, o.id, r.kind, r.since_day, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN staff AS s ON s.id = json_extract(k.value, '$[0]')
--found: CROSS JOIN staff AS o ON o.id = json_extract(k.value, '$[1]')
--found: CROSS JOIN colleague AS r
--found:     ON r.staff = s.key AND r.other = o.key AND r.kind = json_extract(k.value, '$[2]')
--ordered: FROM staff AS s
--ordered: CROSS JOIN colleague AS r ON r.staff = s.key
--ordered: CROSS JOIN staff AS o ON o.key = r.other
--ordered: ORDER BY s.id, o.id, r.kind

-- name: departure
-- The fields of Departure.
SELECT r.id, s.id, r.destination, r.left_day, r.noticed_day, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN departure AS r ON r.id = json_extract(k.value, '$[0]')
--ordered: FROM departure AS r
CROSS JOIN staff AS s ON s.key = r.staff
--ordered: ORDER BY r.id

-- name: outcome
-- The fields of Outcome.
SELECT d.id, a.id, r.outcome, r.day, r.value, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN departure AS d ON d.id = json_extract(k.value, '$[0]')
--found: CROSS JOIN account AS a ON a.id = json_extract(k.value, '$[1]')
--found: CROSS JOIN outcome AS r ON r.departure = d.key AND r.account = a.key
--ordered: FROM departure AS d
--ordered: CROSS JOIN outcome AS r ON r.departure = d.key
--ordered: CROSS JOIN account AS a ON a.key = r.account
--ordered: ORDER BY d.id, a.id

-- name: attention
-- The fields of Attention.
SELECT s.id, r.month_day, r.customer_hours, r.internal_hours, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN staff AS s ON s.id = json_extract(k.value, '$[0]')
--found: CROSS JOIN attention AS r ON r.staff = s.key AND r.month_day = json_extract(k.value, '$[1]')
--ordered: FROM staff AS s CROSS JOIN attention AS r ON r.staff = s.key
--ordered: ORDER BY s.id, r.month_day

-- name: amendment
-- The fields of Amendment.
SELECT r.row_kind, r.row_key, r.kind, r.at, r.imported, r.version
--found: FROM json_each(:keys) AS k
--found: CROSS JOIN amendment AS r
--found:     ON r.row_kind = json_extract(k.value, '$[0]') AND r.row_key = json_extract(k.value, '$[1]')
--ordered: FROM amendment AS r
--ordered: ORDER BY r.row_kind, r.row_key
