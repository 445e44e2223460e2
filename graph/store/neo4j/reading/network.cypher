// What a Network is made of: the parts that read. graph/store/neo4j/reading/networks.py puts them after parts that bind
// nodes (near.cypher), so that a neighbourhood is one statement in which nothing is looked up twice, and the whole firm
// is read with the same texts, page by page. Each answers with one list of parallel lists in the order which columns.py
// names, called as the part is, and _rows. collect() drops nulls and would shift such lists: whatever may be absent is
// coalesced, to '' for text, NaN for a number that was not supplied and -1 for one that is never negative.
// Parameters: $day and $since (bookings lie after it) as text, $assumptions, $evidence (touches per tie).

// name: people
// These people.
CALL (people) {
    UNWIND people AS p
    RETURN [collect(p.id), collect(coalesce(p.name, ''))] AS people_rows
}

// name: ties_with_people
// Ties of anybody with these people; each person by the place in people. Binds knowing: whose ties they are. All of a
// relationship's properties are read at once, which costs less than reading nine of them one by one.
CALL (ties) {
    UNWIND ties AS link
    WITH link[0] AS place, link[3] AS s, properties(link[2]) AS k
    RETURN collect(DISTINCT s) AS knowing, [
        collect(place),
        collect(coalesce(k.staff, s.id)),
        collect(coalesce(k.assumptions = $assumptions, false)),
        collect(coalesce(k.incoming, 0.0)),
        collect(coalesce(k.outgoing, 0.0)),
        collect(coalesce(k.first, '')),
        collect(coalesce(k.last, '')),
        collect(coalesce(k.days, 0)),
        collect(coalesce(k.channels, '')),
        collect(coalesce(k.touches, 0))
    ] AS ties_with_people_rows
}

// name: ties_with_accounts
// Ties of anybody with these accounts directly. Binds minding: whose ties they are.
CALL (accounts) {
    UNWIND accounts AS a
    MATCH (a)<-[r:KNOWS]-(s:Staff)
    WITH a, s, properties(r) AS k
    RETURN collect(DISTINCT s) AS minding, [
        collect(a.id),
        collect(coalesce(k.staff, s.id)),
        collect(coalesce(k.assumptions = $assumptions, false)),
        collect(coalesce(k.incoming, 0.0)),
        collect(coalesce(k.outgoing, 0.0)),
        collect(coalesce(k.first, '')),
        collect(coalesce(k.last, '')),
        collect(coalesce(k.days, 0)),
        collect(coalesce(k.channels, '')),
        collect(coalesce(k.touches, 0))
    ] AS ties_with_accounts_rows
}

// name: employments
// Every employment of these people. Binds employers: the accounts.
CALL (jobs) {
    UNWIND jobs AS link
    WITH link[1] AS p, link[2] AS e, link[3] AS a
    RETURN collect(DISTINCT a) AS employers, [
        collect(a.id),
        collect(p.id),
        collect(coalesce(e.start, '')),
        collect(coalesce(e.end, '')),
        collect(coalesce(e.decision_role, '')),
        collect(coalesce(e.decision_weight, 0.0 / 0.0)),
        collect(coalesce(e.veto, false))
    ] AS employments_rows
}

// name: ratings
// Every rating of these people. Binds rating: who rated.
CALL (rated) {
    UNWIND rated AS link
    WITH link[1] AS p, link[2] AS c, link[3] AS s
    RETURN collect(DISTINCT s) AS rating, [
        collect(s.id),
        collect(p.id),
        collect(coalesce(c.closeness, -1)),
        collect(coalesce(c.day, ''))
    ] AS ratings_rows
}

// name: promises_to_people
// Every promise to these people. Binds promising: who promised, and remarked: the accounts beside the person.
CALL (promised) {
    UNWIND promised AS link
    WITH link[1] AS p, link[3] AS q
    MATCH (q)<-[:PROMISED]-(s:Staff)
    OPTIONAL MATCH (q)-[:FOR]->(a:Account)
    RETURN collect(DISTINCT s) AS promising, collect(DISTINCT a) AS remarked, [
        collect(q.id),
        collect(s.id),
        collect(p.id),
        collect(coalesce(a.id, '')),
        collect(coalesce(q.made_on, '')),
        collect(coalesce(q.outcome, '')),
        collect(coalesce(q.closed_on, ''))
    ] AS promises_to_people_rows
}

// name: promises_to_accounts
// Every promise to these accounts and no person. Binds pledging: who promised.
CALL (further) {
    UNWIND further AS a
    MATCH (a)<-[:FOR]-(q:Promise)<-[:PROMISED]-(s:Staff)
    WHERE NOT EXISTS { (q)-[:TO]->(:Person) }
    RETURN collect(DISTINCT s) AS pledging, [
        collect(q.id),
        collect(s.id),
        collect(''),
        collect(a.id),
        collect(coalesce(q.made_on, '')),
        collect(coalesce(q.outcome, '')),
        collect(coalesce(q.closed_on, ''))
    ] AS promises_to_accounts_rows
}

// name: services
// Every service of these accounts. Binds serving: who serves.
CALL (accounts) {
    UNWIND accounts AS a
    MATCH (a)<-[v:SERVES]-(s:Staff)
    RETURN collect(DISTINCT s) AS serving, [
        collect(s.id),
        collect(a.id),
        collect(coalesce(v.role, '')),
        collect(coalesce(v.start, '')),
        collect(coalesce(v.end, ''))
    ] AS services_rows
}

// name: bookings
// The bookings of these accounts in ($since, $day], those of one account by (ref, rank).
CALL (accounts) {
    UNWIND accounts AS a
    CALL (a) {
        MATCH (b:Booking)
        WHERE b.account = a.id AND b.day > $since AND b.day <= $day
        RETURN b
        ORDER BY b.ref, b.rank
    }
    RETURN [
        collect(a.id),
        collect(b.day),
        collect(coalesce(b.ten_thousandths, 0)),
        collect(coalesce(b.line, ''))
    ] AS bookings_rows
}

// name: buying
// How these accounts buy.
CALL (accounts) {
    UNWIND accounts AS a
    MATCH (a)-[:BUYS]->(g:Buying)
    RETURN [
        collect(a.id),
        collect(coalesce(g.start, '')),
        collect(coalesce(g.approach, '')),
        collect(coalesce(g.decision_rule, '')),
        collect(coalesce(g.switching_cost, 0.0 / 0.0)),
        collect(coalesce(g.other_suppliers, -1)),
        collect(coalesce(g.renewal_on, ''))
    ] AS buying_rows
}

// name: covenants
// What binds the staff members asked for; no account binds everywhere. Binds protected: the accounts.
CALL (asked) {
    UNWIND asked AS s
    MATCH (s)-[:BOUND_BY]->(c:Covenant)
    OPTIONAL MATCH (c)-[:PROTECTS]->(a:Account)
    RETURN collect(DISTINCT a) AS protected, [
        collect(s.id),
        collect(coalesce(c.kind, '')),
        collect(coalesce(a.id, '')),
        collect(coalesce(c.start, '')),
        collect(coalesce(c.until, ''))
    ] AS covenants_rows
}

// name: staff
// These staff members.
CALL (named) {
    UNWIND named AS s
    RETURN [
        collect(s.id),
        collect(coalesce(s.name, '')),
        collect(coalesce(s.team, '')),
        collect(coalesce(s.start, '')),
        collect(coalesce(s.end, ''))
    ] AS staff_rows
}

// name: accounts
// These accounts, with the days of the first booking and of the first touch that names the account.
CALL (called) {
    UNWIND called AS a
    CALL (a) {
        MATCH (b:Booking)
        WHERE b.account = a.id AND b.day IS NOT NULL
        WITH b.day AS day ORDER BY b.account, day LIMIT 1
        RETURN max(day) AS booked
    }
    CALL (a) {
        MATCH (:Staff)-[t:TOUCHED]->()
        WHERE t.account = a.id AND t.day IS NOT NULL
        WITH t.day AS day ORDER BY t.account, day LIMIT 1
        RETURN max(day) AS touched
    }
    RETURN [
        collect(a.id),
        collect(coalesce(a.name, '')),
        collect(coalesce(a.since, '')),
        collect(coalesce(booked, '')),
        collect(coalesce(touched, ''))
    ] AS accounts_rows
}

// name: evidence
// The newest touches until $day of each tie of the staff members asked for, those of one tie newest first.
CALL (asked) {
    UNWIND asked AS s
    CALL (s) {
        MATCH (s)-[t:TOUCHED]->(e:Person|Account)
        WHERE t.day <= $day
        WITH e, t ORDER BY t.at DESC, t.id DESC
        WITH e, collect(t)[..$evidence] AS newest
        UNWIND newest AS t
        RETURN e, t
    }
    RETURN [
        collect(s.id),
        collect(CASE WHEN e:Person THEN e.id ELSE '' END),
        collect(CASE WHEN e:Person THEN '' ELSE e.id END),
        collect(t.day),
        collect(t.at.epochSeconds * 1000000 + t.at.microsecond),
        collect(t.id)
    ] AS evidence_rows
}

// name: firm
// The revision, and the firm with the days of the first touch of all and of the last one until $day.
CALL () {
    MATCH (w:__WhitherStore {only: true})
    OPTIONAL MATCH (f:Firm {key: 'firm'})
    CALL () {
        MATCH ()-[t:TOUCHED]->()
        WHERE t.day IS NOT NULL
        WITH t.day AS day ORDER BY day LIMIT 1
        RETURN max(day) AS first
    }
    CALL () {
        MATCH ()-[t:TOUCHED]->()
        WHERE t.day <= $day
        WITH t.day AS day ORDER BY day DESC LIMIT 1
        RETURN max(day) AS last
    }
    RETURN [
        w.revision,
        coalesce(f.name, ''),
        coalesce(f.currency, ''),
        coalesce(f.time_zone, 'UTC'),
        coalesce(first, ''),
        coalesce(last, '')
    ] AS firm_rows
}
