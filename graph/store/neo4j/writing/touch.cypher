// What happens to touches, and to the ties they come to and leave, inside a unit of work. How touches are read stands
// with the other rows. A touch ends at the person it names, or else at the account; lines marked //person: and
// //account: hold for ties with people and for those with accounts directly.

// name: absent
// Of the ids that touches refer to ($staff, $people, $accounts, each once) those that nobody has, by the field.
UNWIND $staff AS id
WITH id WHERE NOT EXISTS { (:Staff {id: id}) }
RETURN 'staff_id' AS field, id
UNION ALL
UNWIND $people AS id
WITH id WHERE NOT EXISTS { (:Person {id: id}) }
RETURN 'person_id' AS field, id
UNION ALL
UNWIND $accounts AS id
WITH id WHERE NOT EXISTS { (:Account {id: id}) }
RETURN 'account_id' AS field, id

// name: come
// Make ties, or mark those that are there as unfolded, and the new touches that come to them. $ties: staff id, id of the
// person or account, and the touches, which may be none. The second end is looked up in a subquery, for otherwise the
// planner makes a cartesian product of the two; and touches are lists, for of the properties of a map it fears that they
// are those which the statement sets, and holds all rows back. An instant comes as seconds and microseconds: to make
// the driver's own of each took nearly a fifth of an import (160,000 touches, under a profiler).
UNWIND $ties AS tie
MATCH (s:Staff {id: tie[0]})
CALL (tie) {
    //person: MATCH (e:Person {id: tie[1]})
    //account: MATCH (e:Account {id: tie[1]})
    RETURN e
}
MERGE (s)-[k:KNOWS]->(e)
ON CREATE SET k = {
    staff: tie[0], incoming: 0.0, outgoing: 0.0, days: 0, touches: 0, channels: '', assumptions: ''
}
ON MATCH SET k.assumptions = ''
WITH s, e, tie
UNWIND tie[2] AS touch
CREATE (s)-[:TOUCHED {
    id: touch[0],
    at: datetime({epochSeconds: touch[1], nanosecond: touch[2] * 1000}),
    day: touch[3],
    channel: touch[4],
    direction: touch[5],
    account: touch[6],
    version: touch[7]
}]->(e)

// name: change
// Write anew the touches that stay with their ties; what is null is no more.
UNWIND $touches AS touch
MATCH ()-[r:TOUCHED {id: touch.id}]->()
USING INDEX SEEK r:TOUCHED(id)
SET
    r.at = touch.at,
    r.day = touch.day,
    r.channel = touch.channel,
    r.direction = touch.direction,
    r.account = touch.account,
    r.version = touch.version

// name: remove
// Touches that are retracted, or that come to another tie. In a subquery, so that at most one of them is held back
// before it is deleted, not all.
UNWIND $ids AS id
CALL (id) {
    MATCH ()-[r:TOUCHED {id: id}]->()
    USING INDEX SEEK r:TOUCHED(id)
    DELETE r
}

// name: drop_empty
// Ties that have lost their last touch are no more. $ties: staff id, id of the person or account. Whether touches are left
// is asked in a step of its own, for otherwise the planner, as long as there are no ties, scans them all instead of
// stepping from one end to the other, and keeps to that. All rows are held back before the first tie goes: small ones.
UNWIND $ties AS tie
MATCH (s:Staff {id: tie[0]})
CALL (tie) {
    //person: MATCH (e:Person {id: tie[1]})
    //account: MATCH (e:Account {id: tie[1]})
    RETURN e
}
WITH s, e, EXISTS { (s)-[:TOUCHED]->(e) } AS touched
WHERE NOT touched
MATCH (s)-[k:KNOWS]->(e)
DELETE k
