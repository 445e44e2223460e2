// What makes two rows the same row, and what is looked up by something else than that.
//
// An entity, a touch, a promise, a gain and a departure have an id; every other row has a key, which is its natural key
// written as text, because a part of it may be empty and neither a constraint nor MERGE takes null.

CREATE CONSTRAINT firm_key IF NOT EXISTS FOR (n:Firm) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT staff_id IF NOT EXISTS FOR (n:Staff) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT account_id IF NOT EXISTS FOR (n:Account) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT person_id IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT buying_key IF NOT EXISTS FOR (n:Buying) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT booking_key IF NOT EXISTS FOR (n:Booking) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT promise_id IF NOT EXISTS FOR (n:Promise) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT covenant_key IF NOT EXISTS FOR (n:Covenant) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT gain_id IF NOT EXISTS FOR (n:Gain) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT departure_id IF NOT EXISTS FOR (n:Departure) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT attention_key IF NOT EXISTS FOR (n:Attention) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT amendment_key IF NOT EXISTS FOR (n:Amendment) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT works_at_key IF NOT EXISTS FOR ()-[r:WORKS_AT]-() REQUIRE r.key IS UNIQUE;
CREATE CONSTRAINT serves_key IF NOT EXISTS FOR ()-[r:SERVES]-() REQUIRE r.key IS UNIQUE;
CREATE CONSTRAINT touched_id IF NOT EXISTS FOR ()-[r:TOUCHED]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT rated_key IF NOT EXISTS FOR ()-[r:RATED]-() REQUIRE r.key IS UNIQUE;
CREATE CONSTRAINT referred_key IF NOT EXISTS FOR ()-[r:REFERRED]-() REQUIRE r.key IS UNIQUE;
CREATE CONSTRAINT worked_with_key IF NOT EXISTS FOR ()-[r:WORKED_WITH]-() REQUIRE r.key IS UNIQUE;
CREATE CONSTRAINT led_to_key IF NOT EXISTS FOR ()-[r:LED_TO]-() REQUIRE r.key IS UNIQUE;

// Lists by name, search, and who has a name or an address.
CREATE INDEX staff_name IF NOT EXISTS FOR (n:Staff) ON (n.folded_name, n.id);
CREATE INDEX account_name IF NOT EXISTS FOR (n:Account) ON (n.folded_name, n.id);
CREATE INDEX person_name IF NOT EXISTS FOR (n:Person) ON (n.folded_name, n.id);
CREATE INDEX staff_email IF NOT EXISTS FOR (n:Staff) ON (n.folded_email);
CREATE INDEX person_email IF NOT EXISTS FOR (n:Person) ON (n.folded_email);
CREATE INDEX staff_end IF NOT EXISTS FOR (n:Staff) ON (n.end);
CREATE FULLTEXT INDEX staff_tokens IF NOT EXISTS FOR (n:Staff) ON EACH [n.tokens]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
CREATE FULLTEXT INDEX account_tokens IF NOT EXISTS FOR (n:Account) ON EACH [n.tokens]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
CREATE FULLTEXT INDEX person_tokens IF NOT EXISTS FOR (n:Person) ON EACH [n.tokens]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};

// First and last days, a year's bookings, ties that wait to be folded, rows of an amended kind.
CREATE INDEX booking_day IF NOT EXISTS FOR (n:Booking) ON (n.account, n.day);
CREATE INDEX touched_account IF NOT EXISTS FOR ()-[r:TOUCHED]-() ON (r.account, r.day);
CREATE INDEX touched_day IF NOT EXISTS FOR ()-[r:TOUCHED]-() ON (r.day);
CREATE INDEX knows_assumptions IF NOT EXISTS FOR ()-[r:KNOWS]-() ON (r.assumptions, r.staff);
CREATE INDEX amendment_kind IF NOT EXISTS FOR (n:Amendment) ON (n.row_kind, n.kind);

// What the store keeps for itself.
CREATE CONSTRAINT whither_store IF NOT EXISTS FOR (n:__WhitherStore) REQUIRE n.only IS UNIQUE;
CREATE CONSTRAINT whither_writer IF NOT EXISTS FOR (n:__WhitherWriter) REQUIRE n.only IS UNIQUE;
CREATE CONSTRAINT whither_turn IF NOT EXISTS FOR (n:__WhitherTurn) REQUIRE n.number IS UNIQUE;
CREATE CONSTRAINT whither_change IF NOT EXISTS FOR (n:__WhitherChange) REQUIRE n.revision IS UNIQUE;
CREATE CONSTRAINT whither_replay IF NOT EXISTS FOR (n:__WhitherReplay) REQUIRE n.key IS UNIQUE;
CREATE INDEX whither_replay_at IF NOT EXISTS FOR (n:__WhitherReplay) ON (n.at);
CREATE CONSTRAINT whither_audit IF NOT EXISTS FOR (n:__WhitherAuditEntry) REQUIRE n.number IS UNIQUE;
CREATE CONSTRAINT whither_audit_log IF NOT EXISTS FOR (n:__WhitherAuditLog) REQUIRE n.only IS UNIQUE;
CREATE INDEX whither_subject IF NOT EXISTS FOR (n:__WhitherSubject) ON (n.id, n.entry);
