// Rows of each kind that go, by $keys, and who refers to those that others may refer to. Relationships are sought by their
// key whatever the server believes of their number (update.cypher says why).

// name: who refers to staff
// Of each of these staff members: whether any row but another staff member's refers to them, and who reports to them.
UNWIND $keys AS key
MATCH (n:Staff {id: key})
RETURN collect([
    n.id, COUNT { (n)--() } > COUNT { (n)-[:REPORTS_TO]-() }, COLLECT { MATCH (n)<-[:REPORTS_TO]-(m:Staff) RETURN m.id }
])

// name: who refers to account
// Of each of these accounts: whether any row but another account refers to it, and which are part of it. A touch with a
// person names the account beside the person in a property.
UNWIND $keys AS key
MATCH (n:Account {id: key})
RETURN collect([
    n.id,
    COUNT { (n)--() } > COUNT { (n)-[:PART_OF]-() }
        OR EXISTS { MATCH (:Staff)-[t:TOUCHED]->(:Person) WHERE t.account = n.id AND t.day IS NOT NULL },
    COLLECT { MATCH (n)<-[:PART_OF]-(m:Account) RETURN m.id }
])

// name: who refers to person
// Of each of these people: whether any row refers to them; no person refers to another.
UNWIND $keys AS key
MATCH (n:Person {id: key})
RETURN collect([n.id, COUNT { (n)--() } > 0, []])

// name: who refers to departure
// Of each of these departures: whether anything is known of what it led to; no departure refers to another.
UNWIND $keys AS key
MATCH (n:Departure {id: key})
RETURN collect([n.id, COUNT { (n)-[:LED_TO]->() } > 0, []])

// name: firm
// We ourselves.
MATCH (n:Firm) WHERE n.key IN $keys DELETE n

// name: staff
// Staff members, whose managers are all that is linked to them.
MATCH (n:Staff) WHERE n.id IN $keys DETACH DELETE n

// name: account
// Accounts, whose parents are all that is linked to them.
MATCH (n:Account) WHERE n.id IN $keys DETACH DELETE n

// name: person
// People, to whom nothing is linked.
MATCH (n:Person) WHERE n.id IN $keys DELETE n

// name: buying
// Ways of buying.
MATCH (n:Buying) WHERE n.key IN $keys DETACH DELETE n

// name: employment
// Employments.
MATCH ()-[r:WORKS_AT]->() USING INDEX SEEK r:WORKS_AT(key) WHERE r.key IN $keys DELETE r

// name: service
// Services.
MATCH ()-[r:SERVES]->() USING INDEX SEEK r:SERVES(key) WHERE r.key IN $keys DELETE r

// name: closeness
// Ratings.
MATCH ()-[r:RATED]->() USING INDEX SEEK r:RATED(key) WHERE r.key IN $keys DELETE r

// name: promise
// Promises.
MATCH (n:Promise) WHERE n.id IN $keys DETACH DELETE n

// name: booking
// Bookings.
MATCH (n:Booking) WHERE n.key IN $keys DETACH DELETE n

// name: covenant
// Covenants.
MATCH (n:Covenant) WHERE n.key IN $keys DETACH DELETE n

// name: gain
// Gains.
MATCH (n:Gain) WHERE n.id IN $keys DETACH DELETE n

// name: referral
// Referrals.
MATCH ()-[r:REFERRED]->() USING INDEX SEEK r:REFERRED(key) WHERE r.key IN $keys DELETE r

// name: colleague
// How staff members know each other.
MATCH ()-[r:WORKED_WITH]->() USING INDEX SEEK r:WORKED_WITH(key) WHERE r.key IN $keys DELETE r

// name: departure
// Departures that led to nothing known.
MATCH (n:Departure) WHERE n.id IN $keys DETACH DELETE n

// name: outcome
// What became of accounts after departures.
MATCH ()-[r:LED_TO]->() USING INDEX SEEK r:LED_TO(key) WHERE r.key IN $keys DELETE r

// name: attention
// How hours were spent.
MATCH (n:Attention) WHERE n.key IN $keys DETACH DELETE n

// name: amendment
// What was decided about rows.
MATCH (n:Amendment) WHERE n.key IN $keys DELETE n
