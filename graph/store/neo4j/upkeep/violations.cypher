// Rows that no unit of work could have left. Every row is looked at, and none of these statements keeps more of them in
// memory than those of one staff member.
//
// Of each kind the first statements bind r, a row, and parts: what its key is made of, or what it cannot be without;
// null for what is not there. "wrong_key" and "missing" come after one of them.

// name: firm
// There is one at most, under one key.
MATCH (r:Firm)
WITH r, [CASE r.key WHEN 'firm' THEN r.key END] AS parts

// name: staff
// Has an id; only another staff member can be a manager.
MATCH (r:Staff)
WITH r, [r.id, CASE WHEN NOT EXISTS { (r)-[:REPORTS_TO]->(m) WHERE NOT m:Staff } THEN '' END] AS parts

// name: account
// Has an id; only another account can be a parent.
MATCH (r:Account)
WITH r, [r.id, CASE WHEN NOT EXISTS { (r)-[:PART_OF]->(m) WHERE NOT m:Account } THEN '' END] AS parts

// name: person
// Has an id.
MATCH (r:Person)
WITH r, [r.id] AS parts

// name: buying
// The account, the start.
MATCH (r:Buying)
OPTIONAL MATCH (a:Account)-[:BUYS]->(r)
WITH r, [a.id, r.start] AS parts

// name: employment
// The person, the account, the start.
MATCH (p)-[r:WORKS_AT]->(a)
WITH r, [CASE WHEN p:Person THEN p.id END, CASE WHEN a:Account THEN a.id END, coalesce(r.start, '')] AS parts

// name: service
// The staff member, the account, the role, the start.
MATCH (s)-[r:SERVES]->(a)
WITH r, [CASE WHEN s:Staff THEN s.id END, CASE WHEN a:Account THEN a.id END, r.role, coalesce(r.start, '')] AS parts

// name: touch
// The staff member, whom it came to, the account that it names, a tie between the two, and an id.
MATCH (s)-[r:TOUCHED]->(e)
WITH r, [
    CASE WHEN s:Staff THEN s.id END,
    CASE WHEN e:Person OR (e:Account AND e.id = r.account) THEN e.id END,
    CASE WHEN r.account IS NULL OR EXISTS { (:Account {id: r.account}) } THEN '' END,
    CASE WHEN EXISTS { (s)-[:KNOWS]->(e) } THEN '' END,
    r.id
] AS parts

// name: closeness
// The staff member, the person, the day.
MATCH (s)-[r:RATED]->(p)
WITH r, [CASE WHEN s:Staff THEN s.id END, CASE WHEN p:Person THEN p.id END, r.day] AS parts

// name: promise
// The staff member, a person or else an account, and an id.
MATCH (r:Promise)
OPTIONAL MATCH (s:Staff)-[:PROMISED]->(r)
OPTIONAL MATCH (r)-[:TO]->(p:Person)
OPTIONAL MATCH (r)-[:FOR]->(a:Account)
WITH DISTINCT r, [s.id, coalesce(p.id, a.id), r.id] AS parts

// name: booking
// The account, which an index knows it by too, the day, the ref, the rank.
MATCH (r:Booking)
OPTIONAL MATCH (a:Account {id: r.account})-[:BOOKED]->(r)
WITH r, [a.id, r.day, r.ref, toString(r.rank)] AS parts

// name: covenant
// The staff member, the kind, the account that it protects, the start.
MATCH (r:Covenant)
OPTIONAL MATCH (s:Staff)-[:BOUND_BY]->(r)
OPTIONAL MATCH (r)-[:PROTECTS]->(a:Account)
WITH r, [s.id, r.kind, coalesce(a.id, ''), coalesce(r.start, '')] AS parts

// name: gain
// The account, and an id.
MATCH (r:Gain)
OPTIONAL MATCH (a:Account)-[:GAINED]->(r)
WITH DISTINCT r, [a.id, r.id] AS parts

// name: referral
// The person, the account.
MATCH (p)-[r:REFERRED]->(a)
WITH r, [CASE WHEN p:Person THEN p.id END, CASE WHEN a:Account THEN a.id END] AS parts

// name: colleague
// The staff member, the other, the kind.
MATCH (s)-[r:WORKED_WITH]->(o)
WITH r, [CASE WHEN s:Staff THEN s.id END, CASE WHEN o:Staff THEN o.id END, r.kind] AS parts

// name: departure
// The staff member, and an id.
MATCH (r:Departure)
OPTIONAL MATCH (s:Staff)-[:LEAVES]->(r)
WITH DISTINCT r, [s.id, r.id] AS parts

// name: outcome
// The departure, the account.
MATCH (d)-[r:LED_TO]->(a)
WITH r, [CASE WHEN d:Departure THEN d.id END, CASE WHEN a:Account THEN a.id END] AS parts

// name: attention
// The staff member, the month.
MATCH (r:Attention)
OPTIONAL MATCH (s:Staff)-[:SPENT]->(r)
WITH r, [s.id, r.month] AS parts

// name: amendment
// The kind of the row, its key.
MATCH (r:Amendment)
WITH r, [r.row_kind, r.row_key] AS parts

// name: wrong_key
// How many rows are not found by what they refer to, and what one of them is found by. A key is a JSON list, and none of
// its parts can hold a control character.
WITH r, reduce(
    text = '', part IN parts | text + ',"' + replace(replace(part, '\\', '\\\\'), '"', '\\"') + '"'
) AS listed
WHERE coalesce(r.key <> '[' + substring(listed, 1) + ']', true)
RETURN count(*), min(r.key)

// name: missing
// How many rows lack something, and the id of one of them.
WITH r, parts WHERE any(part IN parts WHERE part IS NULL)
RETURN count(*), min(r.id)

// name: loose_ties
// Ties whose ends are none, or another's: how many, and the ends of one of them.
MATCH (s)-[r:KNOWS]->(e)
WHERE NOT coalesce(s:Staff AND s.id = r.staff AND (e:Person OR e:Account) AND e.id IS NOT NULL, false)
RETURN count(*), min([
    coalesce(s.id, ''),
    CASE WHEN e:Account THEN '' ELSE coalesce(e.id, '') END,
    CASE WHEN e:Account THEN coalesce(e.id, '') ELSE '' END
])

// name: doubled_ties
// Ties that share both ends with another.
MATCH (s:Staff)
CALL (s) {
    MATCH (s)-[r:KNOWS]->(e)
    WITH e, count(*) AS ties
    WHERE ties > 1
    RETURN sum(ties) AS ties, min(CASE WHEN e:Account THEN ['', e.id] ELSE [e.id, ''] END) AS ends
}
WITH s, ties, ends WHERE ties > 0
RETURN sum(ties), min([s.id] + ends)

// name: doubled_rows
// Rows that are read more than once, for somebody linked them to a second of what they refer to once at most.
MATCH (r:Staff) WHERE COUNT { (r)-[:REPORTS_TO]->(:Staff) } > 1
RETURN 'staff' AS name, count(*) AS rows, min(r.id) AS example
UNION ALL
MATCH (r:Account) WHERE COUNT { (r)-[:PART_OF]->(:Account) } > 1
RETURN 'account' AS name, count(*) AS rows, min(r.id) AS example
UNION ALL
MATCH (r:Promise)
WHERE COUNT { (:Staff)-[:PROMISED]->(r) } > 1
    OR COUNT { (r)-[:TO]->(:Person) } > 1
    OR COUNT { (r)-[:FOR]->(:Account) } > 1
RETURN 'promise' AS name, count(*) AS rows, min(r.id) AS example
UNION ALL
MATCH (r:Gain) WHERE COUNT { (:Account)-[:GAINED]->(r) } > 1 OR COUNT { (:Staff)-[:BROUGHT]->(r) } > 1
RETURN 'gain' AS name, count(*) AS rows, min(r.id) AS example
UNION ALL
MATCH (r:Departure) WHERE COUNT { (:Staff)-[:LEAVES]->(r) } > 1
RETURN 'departure' AS name, count(*) AS rows, min(r.id) AS example

// name: ends_before_starts
// Intervals that end before they start, and what was closed or left before it was made or noticed.
MATCH (r:Staff) WHERE r.end < r.start
RETURN 'staff' AS name, count(*) AS rows, min(r.id) AS example
UNION ALL
MATCH ()-[r:WORKS_AT]->() WHERE r.end < r.start
RETURN 'employment' AS name, count(*) AS rows, min(r.key) AS example
UNION ALL
MATCH ()-[r:SERVES]->() WHERE r.end < r.start
RETURN 'service' AS name, count(*) AS rows, min(r.key) AS example
UNION ALL
MATCH (r:Promise) WHERE r.closed_on < r.made_on
RETURN 'promise' AS name, count(*) AS rows, min(r.id) AS example
UNION ALL
MATCH (r:Covenant) WHERE r.until < r.start
RETURN 'covenant' AS name, count(*) AS rows, min(r.key) AS example
UNION ALL
MATCH (r:Gain) WHERE r.until < r.start
RETURN 'gain' AS name, count(*) AS rows, min(r.id) AS example
UNION ALL
MATCH (r:Departure) WHERE r.left_on < r.noticed_on
RETURN 'departure' AS name, count(*) AS rows, min(r.id) AS example

// name: other_currencies
// Amounts that name another currency than the firm's.
OPTIONAL MATCH (f:Firm)
WITH coalesce(max(f.currency), '') AS own
MATCH (r:Booking) WHERE r.currency <> '' AND r.currency <> own
RETURN 'booking' AS name, count(*) AS rows, min(r.key) AS example
UNION ALL
OPTIONAL MATCH (f:Firm)
WITH coalesce(max(f.currency), '') AS own
MATCH (r:Gain) WHERE r.currency <> '' AND r.currency <> own
RETURN 'gain' AS name, count(*) AS rows, min(r.id) AS example

// name: managers
// Staff members and their managers, who may be anybody.
MATCH (r:Staff)-[:REPORTS_TO]->(m:Staff) RETURN r.id, m.id

// name: parents
// Accounts and their parents.
MATCH (r:Account)-[:PART_OF]->(m:Account) RETURN r.id, m.id

// name: logged
// The revision, and the newest one that the change log knows.
MATCH (s:__WhitherStore {only: true})
OPTIONAL MATCH (c:__WhitherChange)
RETURN s.revision, coalesce(max(c.revision), 0)
