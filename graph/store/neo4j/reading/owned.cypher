// The rows that name an owner: a staff member, a person or an account, whose node is o. Each statement but the first
// says in its last line what a row is found by, and in p1 to p3 its place in the owner's list, which is what the natural
// key holds beside the owner (what is empty is '', and comes first); the lines before find the rows.

// name: page
// For each owner its id, what a page of rows is found by, how many rows it has in all, and whether it has any that the
// page begins beyond. {Owner} stands for the label of the owner, {rows} for how rows are found, {counted} for as
// much of that as it takes to count them, {places} for the last line.
UNWIND $ids AS id
MATCH (o:{Owner} {id: id})
CALL (o) {
    {rows}
    {places}
    //beyond_ascending: WHERE p1 > $p1 OR p1 = $p1 AND (p2 > $p2 OR p2 = $p2 AND p3 > $p3)
    //beyond_descending: WHERE p1 < $p1 OR p1 = $p1 AND (p2 < $p2 OR p2 = $p2 AND p3 < $p3)
    WITH key, p1, p2, p3
    //ascending: ORDER BY p1, p2, p3
    //descending: ORDER BY p1 DESC, p2 DESC, p3 DESC
    LIMIT $limit
    RETURN collect(key) AS page
}
//beyond: CALL (o) {
//beyond:     {rows}
//beyond:     {places}
//beyond_ascending: WHERE p1 < $p1 OR p1 = $p1 AND (p2 < $p2 OR p2 = $p2 AND p3 <= $p3)
//beyond_descending: WHERE p1 > $p1 OR p1 = $p1 AND (p2 > $p2 OR p2 = $p2 AND p3 >= $p3)
//beyond:     WITH p1 LIMIT 1
//beyond:     RETURN count(p1) > 0 AS passed
//beyond: }
//ends: WITH o, page, false AS passed
RETURN o.id, page, COUNT { {counted} }, passed

// name: service of staff
// By account, role and start.
MATCH (o)-[r:SERVES]->(a)
WITH r.key AS key, a.id AS p1, $places[r.role] AS p2, coalesce(r.start, '') AS p3

// name: service of account
// By staff member, role and start.
MATCH (o)<-[r:SERVES]-(s)
WITH r.key AS key, s.id AS p1, $places[r.role] AS p2, coalesce(r.start, '') AS p3

// name: employment of person
// By account and start.
MATCH (o)-[r:WORKS_AT]->(a)
WITH r.key AS key, a.id AS p1, coalesce(r.start, '') AS p2, 0 AS p3

// name: employment of account
// By person and start.
MATCH (o)<-[r:WORKS_AT]-(p)
WITH r.key AS key, p.id AS p1, coalesce(r.start, '') AS p2, 0 AS p3

// name: touch of staff
// By instant and id.
MATCH (o)-[r:TOUCHED]->()
WITH r.id AS key, r.at AS p1, r.id AS p2, 0 AS p3

// name: touch of person
// By instant and id.
MATCH (o)<-[r:TOUCHED]-()
WITH r.id AS key, r.at AS p1, r.id AS p2, 0 AS p3

// name: touch of account
// By instant and id; those that name the account, with a person or without. The index wants to be asked for the day.
MATCH ()-[r:TOUCHED]->() WHERE r.account = o.id AND r.day >= ''
WITH r.id AS key, r.at AS p1, r.id AS p2, 0 AS p3

// name: closeness of staff
// By person and day.
MATCH (o)-[r:RATED]->(p)
WITH r.key AS key, p.id AS p1, r.day AS p2, 0 AS p3

// name: closeness of person
// By staff member and day.
MATCH (o)<-[r:RATED]-(s)
WITH r.key AS key, s.id AS p1, r.day AS p2, 0 AS p3

// name: promise of staff
// By id.
MATCH (o)-[:PROMISED]->(r)
WITH r.id AS key, r.id AS p1, 0 AS p2, 0 AS p3

// name: promise of person
// By id.
MATCH (o)<-[:TO]-(r)
WITH r.id AS key, r.id AS p1, 0 AS p2, 0 AS p3

// name: promise of account
// By id; those that name the account.
MATCH (o)<-[:FOR]-(r)
WITH r.id AS key, r.id AS p1, 0 AS p2, 0 AS p3

// name: buying of account
// By start.
MATCH (o)-[:BUYS]->(r)
WITH r.key AS key, r.start AS p1, 0 AS p2, 0 AS p3

// name: booking of account
// By day, ref and rank.
MATCH (o)-[:BOOKED]->(r)
WITH r.key AS key, r.day AS p1, r.ref AS p2, r.rank AS p3

// name: covenant of staff
// By kind, account and start; without an account it binds everywhere, and comes first.
MATCH (o)-[:BOUND_BY]->(r)
OPTIONAL MATCH (r)-[:PROTECTS]->(a)
WITH r.key AS key, $places[r.kind] AS p1, coalesce(a.id, '') AS p2, coalesce(r.start, '') AS p3

// name: covenant of account
// By staff member, kind and start; those that name the account.
MATCH (o)<-[:PROTECTS]-(r)<-[:BOUND_BY]-(s)
WITH r.key AS key, s.id AS p1, $places[r.kind] AS p2, coalesce(r.start, '') AS p3
