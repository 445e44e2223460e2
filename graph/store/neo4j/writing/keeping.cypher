// What a unit of work asks of a firm as a whole, and what the store keeps for itself that a unit writes: payloads under
// idempotency keys, and the mark of an import. None of it is named in the change log.

// name: replay
// What was kept under an idempotency key: the digest of the body, the payload, the instant.
MATCH (r:__WhitherReplay {key: $key}) RETURN r.body, r.payload, toString(r.at)

// name: keep_replay
// Keep a payload; what was kept under the key before goes.
MERGE (r:__WhitherReplay {key: $key})
SET r.body = $body, r.payload = $payload, r.at = $at

// name: forget_replays
// Those kept before an instant.
MATCH (r:__WhitherReplay) WHERE r.at < $before
DELETE r

// name: amounts
// Whether any amount is recorded; looks no further than the first.
CALL () {
    MATCH (:Booking) RETURN 1 AS one LIMIT 1
    UNION ALL
    MATCH (:Gain) RETURN 1 AS one LIMIT 1
    UNION ALL
    MATCH ()-[o:LED_TO]->() WHERE o.ten_thousandths IS NOT NULL RETURN 1 AS one LIMIT 1
}
RETURN count(one) > 0

// name: import_mark
// The import that has not ended: when it began, its last beat, what it imports, whose it is; all null when there is none.
MATCH (s:__WhitherStore {only: true})
RETURN toString(s.import_started), toString(s.import_beat), s.import_folder, s.import_owner

// name: mark_import
// An import has begun, or still lives; with nulls, which take the properties away, it has ended.
MATCH (s:__WhitherStore {only: true})
SET s.import_started = $started, s.import_beat = $beat, s.import_folder = $folder, s.import_owner = $owner
