// Lists that hold nothing, in a database that was filled by neo4j-admin: its bulk import leaves an empty list out. In any
// other database there is nothing to do.

MATCH (s:__WhitherStore) WHERE s.committing IS NULL SET s.committing = [];
MATCH (f:Firm) WHERE f.domains IS NULL SET f.domains = [];
MATCH (c:__WhitherChange) WHERE c.staff IS NULL SET c.staff = [], c.people = [], c.accounts = [];
MATCH (e:__WhitherAuditEntry) WHERE e.subjects IS NULL SET e.subjects = [];
