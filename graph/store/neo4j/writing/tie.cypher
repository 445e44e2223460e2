// Ties and their touches, as a unit of work asks for them. Lines marked //person: and //account: hold for ties with
// people and for those with accounts directly.

// name: waiting
// Ties that bear exactly these $assumptions, by the staff member's id: the index holds them in this order.
MATCH (s)-[k:KNOWS]->(e)
WHERE k.assumptions = $assumptions AND k.staff IS NOT NULL
WITH k, e ORDER BY k.assumptions, k.staff LIMIT $limit
RETURN k.staff, CASE WHEN e:Person THEN e.id END, CASE WHEN e:Account THEN e.id END

// name: next_assumptions
// The smallest version of the assumptions beyond $after that a tie bears: one step in the index.
MATCH ()-[k:KNOWS]->()
WHERE k.assumptions > $after AND k.staff IS NOT NULL
RETURN k.assumptions AS assumptions ORDER BY assumptions LIMIT 1

// name: ties
// Ties after one ($staff, $direct, $other), by the ids of the staff members, those with people first, then by the ids of
// the people and of the accounts. A tie that is gone meanwhile still has its place in this order.
MATCH (s:Staff)
USING INDEX SEEK s:Staff(id)
WHERE s.id >= $staff
MATCH (s)-[:KNOWS]->(e)
WITH s.id AS staff, e:Account AS direct, e.id AS other
WHERE staff > $staff OR (direct AND NOT $direct) OR (direct = $direct AND other > $other)
WITH staff, direct, other ORDER BY staff, direct, other LIMIT $limit
RETURN staff, CASE WHEN NOT direct THEN other END, CASE WHEN direct THEN other END

// name: shorter_from_staff
// From which staff members it is shorter to walk over all their touches than over those of all the other ends asked for.
// $asked: staff, and by the ids of people and accounts the places of the ties. Degrees are read, not counted.
UNWIND $asked AS one
MATCH (s:Staff {id: one.staff})
CALL (one) {
    UNWIND keys(one.people) AS id
    MATCH (p:Person {id: id})
    RETURN sum(COUNT { (p)<-[:TOUCHED]-() }) AS of_people
}
CALL (one) {
    UNWIND keys(one.accounts) AS id
    MATCH (a:Account {id: id})
    RETURN sum(COUNT { (a)<-[:TOUCHED]-() }) AS of_accounts
}
WITH one, s, of_people, of_accounts
WHERE COUNT { (s)-[:TOUCHED]->() } <= of_people + of_accounts
RETURN collect(one.staff)

// name: touches_of_staff
// Touches of the ties asked for, staff member by staff member, from all of each one's touches: columns by the place of
// the tie, at and id. $asked is as above.
UNWIND $asked AS one
CALL (one) {
    MATCH (s:Staff {id: one.staff})-[r:TOUCHED]->(e)
    UNWIND CASE WHEN e:Person THEN one.people[e.id] ELSE one.accounts[e.id] END AS place
    WITH place, r ORDER BY place, r.at, r.id
    RETURN
        collect(place) AS places,
        collect(r.day) AS days,
        collect(r.channel) AS channels,
        collect(r.direction) AS directions
}
RETURN places, days, channels, directions

// name: touches_of_ties
// The same columns, tie by tie, from whichever of its ends has fewer touches. $ties: place, staff id, id of the person
// or account. The second end is looked up in a subquery, for otherwise the planner makes a cartesian product.
UNWIND $ties AS tie
MATCH (s:Staff {id: tie[1]})
CALL (tie) {
    //person: MATCH (e:Person {id: tie[2]})
    //account: MATCH (e:Account {id: tie[2]})
    RETURN e
}
CALL (tie, s, e) {
    MATCH (s)-[r:TOUCHED]->(e)
    WITH tie, r ORDER BY r.at, r.id
    RETURN
        collect(tie[0]) AS places,
        collect(r.day) AS days,
        collect(r.channel) AS channels,
        collect(r.direction) AS directions
}
RETURN places, days, channels, directions

// name: put_statistics
// $rows: staff id, id of the person or account, then the statistics; a first and last day that are null are no more.
UNWIND $rows AS row
MATCH (s:Staff {id: row[0]})
CALL (row) {
    //person: MATCH (e:Person {id: row[1]})
    //account: MATCH (e:Account {id: row[1]})
    RETURN e
}
MATCH (s)-[k:KNOWS]->(e)
SET
    k.incoming = row[2],
    k.outgoing = row[3],
    k.first = row[4],
    k.last = row[5],
    k.days = row[6],
    k.channels = row[7],
    k.touches = row[8],
    k.assumptions = $assumptions
