// What a database and its server are, for somebody who can mend them.

// name: server
// Version and edition.
CALL dbms.components() YIELD name, versions, edition
WHERE name = 'Neo4j Kernel'
RETURN versions[0], edition

// name: indexes
// Every index, also that of a constraint, which has its name; how far it is, in percent.
SHOW INDEXES YIELD name, state, populationPercent
RETURN name, state, populationPercent ORDER BY name

// name: own_nodes
// How many there are of the nodes that the store keeps for itself, and that must be there exactly so often.
RETURN
    COUNT { MATCH (:__WhitherStore) },
    COUNT { MATCH (:__WhitherWriter) },
    COUNT { MATCH (:__WhitherTurn) },
    COUNT { MATCH (:__WhitherAuditLog) }

// name: access
// Whether the database may be written to ("read-write"), and what the server says is wrong with it; no row where this
// user may not know.
SHOW DATABASES YIELD name, access, statusMessage
WHERE name = $name
RETURN access, statusMessage
