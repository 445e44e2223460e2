// What each unit of work changed.

// name: log change
// What this unit changed; all three lists are empty where it changed everything.
CREATE (:__WhitherChange {
    revision: $revision, everything: $everything, staff: $staff, people: $people, accounts: $accounts
})

// name: count changes
// How many units after $revision are logged, and how many of them changed everything.
MATCH (c:__WhitherChange) WHERE c.revision > $revision
RETURN count(c), count(CASE WHEN c.everything THEN 1 END)

// name: changes
// What the units after $revision named.
MATCH (c:__WhitherChange) WHERE c.revision > $revision
RETURN collect([c.staff, c.people, c.accounts])

// name: staff of departures
// Whose departures these are ($ids).
UNWIND $ids AS id
MATCH (s:Staff)-[:LEAVES]->(:Departure {id: id})
RETURN collect(DISTINCT s.id)

// name: accounts with service
// The accounts where one of these staff members ($ids) has a service, $limit of them at most.
UNWIND $ids AS id
MATCH (:Staff {id: id})-[:SERVES]->(a:Account)
WITH DISTINCT a LIMIT $limit
RETURN collect(a.id)

// name: accounts with tie
// The accounts with which one of them has a tie directly.
UNWIND $ids AS id
MATCH (:Staff {id: id})-[:KNOWS]->(a:Account)
WITH DISTINCT a LIMIT $limit
RETURN collect(a.id)

// name: accounts of people
// The accounts where somebody was ever employed with whom one of them has a tie.
UNWIND $ids AS id
MATCH (:Staff {id: id})-[:KNOWS]->(:Person)-[:WORKS_AT]->(a:Account)
WITH DISTINCT a LIMIT $limit
RETURN collect(a.id)

// name: accounts of rated
// The accounts where somebody was ever employed whom one of them rated.
UNWIND $ids AS id
MATCH (:Staff {id: id})-[:RATED]->(:Person)-[:WORKS_AT]->(a:Account)
WITH DISTINCT a LIMIT $limit
RETURN collect(a.id)
