// What a snapshot reads besides the texts of rows.cypher: of each kind, what the next rows are found by, in the order in
// which the index of their constraint hands it out; and every tie. The spool puts rows into the order of the law.

// name: firm
// The firm.
MATCH (r:Firm) WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: staff
// Staff members.
MATCH (r:Staff) WHERE r.id > $after WITH r.id AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: account
// Accounts.
MATCH (r:Account) WHERE r.id > $after WITH r.id AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: person
// People.
MATCH (r:Person) WHERE r.id > $after WITH r.id AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: buying
// Ways of buying.
MATCH (r:Buying) WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: employment
// Employments.
MATCH ()-[r:WORKS_AT]->() WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: service
// Services.
MATCH ()-[r:SERVES]->() WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: touch
// Touches.
MATCH ()-[r:TOUCHED]->() WHERE r.id > $after WITH r.id AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: closeness
// Closeness.
MATCH ()-[r:RATED]->() WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: promise
// Promises.
MATCH (r:Promise) WHERE r.id > $after WITH r.id AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: booking
// Bookings.
MATCH (r:Booking) WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: covenant
// Covenants.
MATCH (r:Covenant) WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: gain
// Gains.
MATCH (r:Gain) WHERE r.id > $after WITH r.id AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: referral
// Referrals.
MATCH ()-[r:REFERRED]->() WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: colleague
// Colleagues.
MATCH ()-[r:WORKED_WITH]->() WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: departure
// Departures.
MATCH (r:Departure) WHERE r.id > $after WITH r.id AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: outcome
// Outcomes.
MATCH ()-[r:LED_TO]->() WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: attention
// Attention.
MATCH (r:Attention) WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: amendment
// Amendments.
MATCH (r:Amendment) WHERE r.key > $after WITH r.key AS key ORDER BY key LIMIT $limit RETURN collect(key)

// name: holders
// The next staff members by id, and how many ties each has.
MATCH (s:Staff) WHERE s.id > $after
WITH s ORDER BY s.id LIMIT $limit
RETURN s.id, COUNT { (s)-[:KNOWS]->() }
ORDER BY s.id

// name: ties
// The ties of some staff members: the ends, the assumptions folded with, and the columns of TieStatistics as they are
// stored.
UNWIND $staff AS id
MATCH (s:Staff {id: id})-[k:KNOWS]->(e)
RETURN collect([
    s.id, CASE WHEN e:Person THEN e.id END, CASE WHEN NOT e:Person THEN e.id END, coalesce(k.assumptions, ''),
    coalesce(k.incoming, 0.0), coalesce(k.outgoing, 0.0), k.first, k.last, coalesce(k.days, 0),
    coalesce(k.channels, ''), coalesce(k.touches, 0)
])
