// How a database remembers its migrations, as neo4j-migrations 2.16.0 does: a chain of nodes that begins at BASELINE.
// A database has a handful of these nodes, and none of the indexes of a store before its first migration.

// name: chain
// Every migration of the chain in no order, which one it came after, and the one that began after it and did not end.
MATCH (m:__Neo4jMigration) WHERE m.migrationTarget IS NULL
OPTIONAL MATCH (before:__Neo4jMigration)-[:MIGRATED_TO]->(m)
RETURN m.version, before.version, m.description, m.type, m.checksum, m.begun, m.begun_at.epochMillis, m.begun_by

// name: data format
// What the stored data mean; null before there are any.
OPTIONAL MATCH (s:__WhitherStore {only: true}) RETURN s.data_format

// name: locks
// Who holds a lock, since when, and whether it still counts: one of neo4j-migrations' own says only that it is held.
MATCH (l:__Neo4jMigrationsLock)
RETURN l.name, l.owner, l.since.epochMillis, coalesce(l.until >= datetime.realtime(), l.id IS NOT NULL)

// name: one lock of a name
// Two processes that ask for a lock at once are one after the other; named as neo4j-migrations names it.
CREATE CONSTRAINT __Neo4jMigrationsLock__has_unique_name IF NOT EXISTS
FOR (l:__Neo4jMigrationsLock) REQUIRE l.name IS UNIQUE

// name: one lock of an id
// Beside the constraint above, and named as neo4j-migrations names it.
CREATE CONSTRAINT __Neo4jMigrationsLock__has_unique_id IF NOT EXISTS
FOR (l:__Neo4jMigrationsLock) REQUIRE l.id IS UNIQUE

// name: one migration of a version
// As neo4j-migrations has it; it begins to bite where several chains share a database.
CREATE CONSTRAINT unique_version___Neo4jMigration IF NOT EXISTS
FOR (m:__Neo4jMigration) REQUIRE (m.version, m.migrationTarget) IS UNIQUE

// name: ask for the lock
// The node is written, so that whoever asks next waits for the end of this transaction, which then looks at it.
MERGE (l:__Neo4jMigrationsLock {name: $name}) SET l.asked_by = $id

// name: take the lock
// For so many seconds by the clock of the server.
MATCH (l:__Neo4jMigrationsLock {name: $name})
SET l.id = $id, l.owner = $owner, l.since = datetime.realtime(),
    l.until = datetime.realtime() + duration({milliseconds: $milliseconds})
REMOVE l.asked_by

// name: renew the lock
// For as long again, unless another process has taken it: then there is no such node. Until the transaction ends,
// nobody can take it.
MATCH (l:__Neo4jMigrationsLock {id: $id}) WHERE l.name = $name
SET l.until = datetime.realtime() + duration({milliseconds: $milliseconds})
RETURN count(*)

// name: release the lock
// Unless another process has taken it.
MATCH (l:__Neo4jMigrationsLock {id: $id}) WHERE l.name = $name DELETE l

// name: who we are
// The user of this connection; no row where the server asks for no sign-in.
SHOW CURRENT USER YIELD user RETURN user

// name: begin the chain
// The node that every chain begins with.
CREATE (:__Neo4jMigration {version: 'BASELINE'})

// name: begin a migration
// The newest migration tells that the next one has begun.
MATCH (last:__Neo4jMigration {version: $last}) WHERE last.migrationTarget IS NULL
SET last.begun = $label, last.begun_at = datetime.realtime('UTC'), last.begun_by = $owner
RETURN count(*)

// name: end a migration
// The next link of the chain, and nothing begun any more.
MATCH (last:__Neo4jMigration {version: $last}) WHERE last.migrationTarget IS NULL
CREATE (last)-[:MIGRATED_TO {
    at: datetime.realtime('UTC'), in: duration.inSeconds(last.begun_at, datetime.realtime('UTC')),
    by: $owner, connectedAs: $user
}]->(:__Neo4jMigration {
    version: $version, description: $description, type: 'CYPHER', repeatable: false, source: $source,
    checksum: $checksum
})
REMOVE last.begun, last.begun_at, last.begun_by
RETURN count(*)

// name: indexes to come
// Those that cannot be used yet, and how much of each is built, in percent.
SHOW INDEXES YIELD name, state, populationPercent WHERE state <> 'ONLINE'
RETURN name, state, populationPercent ORDER BY name

// name: wait for indexes
// Until all of them are built; fails when that takes longer than so many seconds, or cannot be.
CALL db.awaitIndexes($seconds)
