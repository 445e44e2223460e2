// What staff members have, and a departure at some accounts alone: parts that stand in the place of those of near.cypher
// and network.cypher, under the same rules, and read fewer rows. A part called own_x or there_x answers as x does.
// Parameters beside theirs: $accounts, ids of accounts.

// name: own
// Binds, for the staff members with the ids in $ids: asked, and named, themselves; people, with whom they have a tie or
// whom they rated.
MATCH (s:Staff) WHERE s.id IN $ids
WITH collect(s) AS asked
WITH asked, asked AS named
CALL (asked) {
    UNWIND asked AS s
    MATCH (s)-[:KNOWS|RATED]->(p:Person)
    RETURN collect(DISTINCT p) AS people
}

// name: own_around
// Binds of what these people are linked to, in lists as around_people does, their jobs, and their ties with, and ratings
// by, the staff members asked for.
CALL (people, asked) {
    UNWIND range(0, size(people) - 1) AS place
    WITH place, people[place] AS p
    MATCH (p)-[r:KNOWS|WORKS_AT|RATED]-(other)
    WITH type(r) AS type, [place, p, r, other] AS link
    WHERE type = 'WORKS_AT' OR link[3] IN asked
    RETURN
        collect(CASE type WHEN 'KNOWS' THEN link END) AS ties,
        collect(CASE type WHEN 'WORKS_AT' THEN link END) AS jobs,
        collect(CASE type WHEN 'RATED' THEN link END) AS rated
}

// name: own_ties_with_accounts
// Ties of the staff members asked for with accounts directly. Binds reached: the accounts.
CALL (asked) {
    UNWIND asked AS s
    MATCH (s)-[r:KNOWS]->(a:Account)
    WITH a, s, properties(r) AS k
    RETURN collect(DISTINCT a) AS reached, [
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

// name: own_promises_to_people
// Every promise of the staff members asked for to one of these people, or to an account. Binds remarked: the accounts.
CALL (asked, people) {
    UNWIND asked AS s
    MATCH (s)-[:PROMISED]->(q:Promise)
    OPTIONAL MATCH (q)-[:TO]->(p:Person)
    WITH s, q, p
    WHERE p IS NULL OR p IN people
    OPTIONAL MATCH (q)-[:FOR]->(a:Account)
    RETURN collect(DISTINCT a) AS remarked, [
        collect(q.id),
        collect(s.id),
        collect(coalesce(p.id, '')),
        collect(coalesce(a.id, '')),
        collect(coalesce(q.made_on, '')),
        collect(coalesce(q.outcome, '')),
        collect(coalesce(q.closed_on, ''))
    ] AS promises_to_people_rows
}

// name: own_services
// Every service of the staff members asked for. Binds served: the accounts.
CALL (asked) {
    UNWIND asked AS s
    MATCH (s)-[v:SERVES]->(a:Account)
    RETURN collect(DISTINCT a) AS served, [
        collect(s.id),
        collect(a.id),
        collect(coalesce(v.role, '')),
        collect(coalesce(v.start, '')),
        collect(coalesce(v.end, ''))
    ] AS services_rows
}

// name: own_named
// Binds called: the accounts that anything which the staff members asked for have names.
CALL (employers, served, reached, remarked, protected) {
    UNWIND employers + served + reached + remarked + protected AS a
    RETURN collect(DISTINCT a) AS called
}

// name: own_accounts
// These accounts, without the days of first bookings and touches.
CALL (called) {
    UNWIND called AS a
    RETURN [
        collect(a.id),
        collect(coalesce(a.name, '')),
        collect(coalesce(a.since, '')),
        collect(''),
        collect('')
    ] AS accounts_rows
}

// name: there
// Binds, for the staff members with the ids in $ids and the accounts with those in $accounts: asked, accounts and people,
// whoever was ever employed there.
MATCH (s:Staff) WHERE s.id IN $ids
WITH collect(s) AS asked
CALL () {
    MATCH (a:Account) WHERE a.id IN $accounts
    RETURN collect(a) AS accounts
}
CALL (accounts) {
    UNWIND accounts AS a
    MATCH (a)<-[:WORKS_AT]-(p:Person)
    RETURN collect(DISTINCT p) AS people
}

// name: there_evidence
// The newest touches until $day of each tie of the staff members asked for with these people and accounts, those of one
// tie newest first.
CALL (asked, people, accounts) {
    UNWIND people + accounts AS e
    MATCH (e)<-[:KNOWS]-(s:Staff)
    WHERE s IN asked
    CALL (s, e) {
        MATCH (s)-[t:TOUCHED]->(e)
        WHERE t.day <= $day
        RETURN t ORDER BY t.at DESC, t.id DESC LIMIT $evidence
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
