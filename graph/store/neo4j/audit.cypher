// The audit log: one node for each entry, one for each entity that an entry is about, none of them linked to the graph of
// the firm. Somebody who may write to the database could change them; Whither never does.

// name: log
// How many entries there are; no row in a database that has no log yet.
MATCH (l:__WhitherAuditLog {only: true}) RETURN l.entries

// name: append
// The next entry. The log's node is set before it is read, for the lock: entries are numbered one after the other, and
// the next waits until this one is committed.
MATCH (l:__WhitherAuditLog {only: true})
SET l.locked = true
WITH l
SET l.entries = l.entries + 1
REMOVE l.locked
WITH l.entries AS number
CREATE (:__WhitherAuditEntry {
    number: number, at: $at, viewer: $viewer, purpose: $purpose, question: $question, subjects: $subjects,
    revision: $revision
})
WITH number
UNWIND $about AS id
CREATE (:__WhitherSubject {id: id, entry: number})

// name: newest
// The fields of AuditEntry, of the newest entries that are older than a number.
MATCH (e:__WhitherAuditEntry) WHERE e.number < $below
WITH e ORDER BY e.number DESC LIMIT $limit
RETURN toString(e.at), e.viewer, e.purpose, e.question, e.subjects, e.revision, e.number
ORDER BY e.number DESC

// name: newest_about
// The same of those that are about one id.
MATCH (s:__WhitherSubject) WHERE s.id = $subject AND s.entry < $below
WITH s.entry AS number ORDER BY number DESC LIMIT $limit
MATCH (e:__WhitherAuditEntry {number: number})
RETURN toString(e.at), e.viewer, e.purpose, e.question, e.subjects, e.revision, e.number
ORDER BY e.number DESC
