// The nodes of the store itself, each there exactly once. None of them is linked to the graph of the firm.

// How many units have changed something, and which are being committed; the import that has not ended, if any.
MERGE (s:__WhitherStore {only: true})
ON CREATE SET s.data_format = 1, s.revision = 0, s.units = 0, s.committing = [], s.token_rules = '';
// Units of work lock it first, so that they do not overlap.
MERGE (:__WhitherWriter {only: true});
// A question that cannot be answered undisturbed locks one of these; a unit locks all of them before it commits.
UNWIND range(0, 7) AS number MERGE (:__WhitherTurn {number: number});
// The number of the newest entry of the audit log.
MERGE (l:__WhitherAuditLog {only: true}) ON CREATE SET l.entries = 0;
