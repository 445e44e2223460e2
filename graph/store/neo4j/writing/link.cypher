// To whom rows refer, where they may refer to another later, or to nobody: for each such field how it is linked, and how
// it is unlinked. $rows: of each row its key and the id of the one it refers to; both are there (create.cypher says why
// they are sought by OPTIONAL MATCH). $keys: the keys of rows.
//
// Links are gathered before they are deleted (Eager): finding the next one reads what deleting one writes.

// name: link staff manager_id
// A staff member reports to their manager.
UNWIND $rows AS row
OPTIONAL MATCH (n:Staff {id: row.key})
OPTIONAL MATCH (m:Staff {id: row.manager_id})
CREATE (n)-[:REPORTS_TO]->(m)

// name: unlink staff manager_id
// A staff member has another manager, or none.
MATCH (n:Staff)-[r:REPORTS_TO]->() WHERE n.id IN $keys
DELETE r

// name: link account parent_id
// An account is part of another.
UNWIND $rows AS row
OPTIONAL MATCH (n:Account {id: row.key})
OPTIONAL MATCH (m:Account {id: row.parent_id})
CREATE (n)-[:PART_OF]->(m)

// name: unlink account parent_id
// An account is part of another than before, or of none.
MATCH (n:Account)-[r:PART_OF]->() WHERE n.id IN $keys
DELETE r

// name: link promise staff_id
// Who made a promise.
UNWIND $rows AS row
OPTIONAL MATCH (n:Promise {id: row.key})
OPTIONAL MATCH (s:Staff {id: row.staff_id})
CREATE (s)-[:PROMISED]->(n)

// name: unlink promise staff_id
// Somebody else made it.
MATCH (n:Promise)<-[r:PROMISED]-() WHERE n.id IN $keys
DELETE r

// name: link promise person_id
// To whom a promise was made.
UNWIND $rows AS row
OPTIONAL MATCH (n:Promise {id: row.key})
OPTIONAL MATCH (p:Person {id: row.person_id})
CREATE (n)-[:TO]->(p)

// name: unlink promise person_id
// It was made to somebody else, or to an account alone.
MATCH (n:Promise)-[r:TO]->() WHERE n.id IN $keys
DELETE r

// name: link promise account_id
// For which account a promise was made.
UNWIND $rows AS row
OPTIONAL MATCH (n:Promise {id: row.key})
OPTIONAL MATCH (a:Account {id: row.account_id})
CREATE (n)-[:FOR]->(a)

// name: unlink promise account_id
// It was made for another account, or for none.
MATCH (n:Promise)-[r:FOR]->() WHERE n.id IN $keys
DELETE r

// name: link covenant account_id
// Which account a covenant protects; it is a part of the key, and never another.
UNWIND $rows AS row
OPTIONAL MATCH (n:Covenant {key: row.key})
OPTIONAL MATCH (a:Account {id: row.account_id})
CREATE (n)-[:PROTECTS]->(a)

// name: link gain account_id
// Which account gained.
UNWIND $rows AS row
OPTIONAL MATCH (n:Gain {id: row.key})
OPTIONAL MATCH (a:Account {id: row.account_id})
CREATE (a)-[:GAINED]->(n)

// name: unlink gain account_id
// Another account gained.
MATCH (n:Gain)<-[r:GAINED]-() WHERE n.id IN $keys
DELETE r

// name: link gain staff_id
// Whose doing a gain was.
UNWIND $rows AS row
OPTIONAL MATCH (n:Gain {id: row.key})
OPTIONAL MATCH (s:Staff {id: row.staff_id})
CREATE (s)-[:BROUGHT]->(n)

// name: unlink gain staff_id
// It was somebody else's doing, or the firm's.
MATCH (n:Gain)<-[r:BROUGHT]-() WHERE n.id IN $keys
DELETE r

// name: link departure staff_id
// Who leaves.
UNWIND $rows AS row
OPTIONAL MATCH (n:Departure {id: row.key})
OPTIONAL MATCH (s:Staff {id: row.staff_id})
CREATE (s)-[:LEAVES]->(n)

// name: unlink departure staff_id
// Somebody else leaves.
MATCH (n:Departure)<-[r:LEAVES]-() WHERE n.id IN $keys
DELETE r
