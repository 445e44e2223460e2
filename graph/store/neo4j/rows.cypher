// Every kind of row, read back as one list of rows: the fields of the record in their order, the version last; no
// records of the driver's, which cost more than what they hold. r is the row. Lines marked //found: hold where rows are
// asked for by what they are found by ($keys); another statement may go before a text instead, and bind r (and for a
// touch, a departure or whatever else stands between, the names that the text uses).

// name: firm
// The fields of Firm.
//found: UNWIND $keys AS key MATCH (r:Firm {key: key}) USING INDEX SEEK r:Firm(key)
RETURN collect([r.name, r.domains, r.currency, r.time_zone, r.version])

// name: staff
// The fields of StaffMember.
//found: UNWIND $keys AS key MATCH (r:Staff {id: key}) USING INDEX SEEK r:Staff(id)
OPTIONAL MATCH (r)-[:REPORTS_TO]->(m:Staff)
RETURN collect([r.id, r.name, r.email, r.title, r.team, m.id, r.start, r.end, r.version])

// name: account
// The fields of Account.
//found: UNWIND $keys AS key MATCH (r:Account {id: key}) USING INDEX SEEK r:Account(id)
OPTIONAL MATCH (r)-[:PART_OF]->(m:Account)
RETURN collect([r.id, r.name, r.domain, r.industry, m.id, r.since, r.version])

// name: person
// The fields of Person.
//found: UNWIND $keys AS key MATCH (r:Person {id: key}) USING INDEX SEEK r:Person(id)
RETURN collect([r.id, r.name, r.email, r.title, r.version])

// name: buying
// The fields of Buying.
//found: UNWIND $keys AS key MATCH (r:Buying {key: key}) USING INDEX SEEK r:Buying(key)
MATCH (a:Account)-[:BUYS]->(r)
RETURN collect([
    a.id, r.start, r.approach, r.decision_rule, r.switching_cost, r.other_suppliers, r.renewal_on, r.version
])

// name: employment
// The fields of Employment.
//found: UNWIND $keys AS key MATCH (p:Person)-[r:WORKS_AT {key: key}]->(a:Account) USING INDEX SEEK r:WORKS_AT(key)
RETURN collect([
    p.id, a.id, r.title, r.decision_role, r.decision_weight, r.veto, r.start, r.end, r.version
])

// name: service
// The fields of Service.
//found: UNWIND $keys AS key MATCH (s:Staff)-[r:SERVES {key: key}]->(a:Account) USING INDEX SEEK r:SERVES(key)
RETURN collect([s.id, a.id, r.role, r.start, r.end, r.version])

// name: touch
// The fields of Touch; e is whom it came to, a person or else an account. An account named beside a person is r.account.
//found: UNWIND $keys AS key MATCH (s:Staff)-[r:TOUCHED {id: key}]->(e) USING INDEX SEEK r:TOUCHED(id)
RETURN collect([
    r.id, toString(r.at), r.day, s.id, r.channel, CASE WHEN e:Person THEN e.id END, r.account, r.direction, r.version
])

// name: closeness
// The fields of Closeness.
//found: UNWIND $keys AS key MATCH (s:Staff)-[r:RATED {key: key}]->(p:Person) USING INDEX SEEK r:RATED(key)
RETURN collect([s.id, p.id, r.closeness, r.day, r.by, r.version])

// name: promise
// The fields of Promise.
//found: UNWIND $keys AS key MATCH (r:Promise {id: key}) USING INDEX SEEK r:Promise(id)
MATCH (s:Staff)-[:PROMISED]->(r)
OPTIONAL MATCH (r)-[:TO]->(p:Person)
OPTIONAL MATCH (r)-[:FOR]->(a:Account)
RETURN collect([r.id, s.id, r.made_on, p.id, a.id, r.due_on, r.outcome, r.closed_on, r.version])

// name: booking
// The fields of Booking.
//found: UNWIND $keys AS key MATCH (r:Booking {key: key}) USING INDEX SEEK r:Booking(key)
MATCH (a:Account)-[:BOOKED]->(r)
RETURN collect([a.id, r.day, r.ten_thousandths, r.ref, r.rank, r.line, r.currency, r.version])

// name: covenant
// The fields of Covenant; no account binds everywhere.
//found: UNWIND $keys AS key MATCH (r:Covenant {key: key}) USING INDEX SEEK r:Covenant(key)
MATCH (s:Staff)-[:BOUND_BY]->(r)
OPTIONAL MATCH (r)-[:PROTECTS]->(a:Account)
RETURN collect([s.id, r.kind, r.start, a.id, r.until, r.version])

// name: gain
// The fields of Gain; no staff member: the firm's doing.
//found: UNWIND $keys AS key MATCH (r:Gain {id: key}) USING INDEX SEEK r:Gain(id)
MATCH (a:Account)-[:GAINED]->(r)
OPTIONAL MATCH (s:Staff)-[:BROUGHT]->(r)
RETURN collect([
    r.id, a.id, r.start, r.until, r.ten_thousandths, r.currency, s.id, r.against_alternative, r.verified, r.version
])

// name: referral
// The fields of Referral.
//found: UNWIND $keys AS key MATCH (p:Person)-[r:REFERRED {key: key}]->(a:Account) USING INDEX SEEK r:REFERRED(key)
RETURN collect([p.id, a.id, r.on, r.version])

// name: colleague
// The fields of Colleague.
//found: UNWIND $keys AS key MATCH (s:Staff)-[r:WORKED_WITH {key: key}]->(o:Staff) USING INDEX SEEK r:WORKED_WITH(key)
RETURN collect([s.id, o.id, r.kind, r.since, r.version])

// name: departure
// The fields of Departure.
//found: UNWIND $keys AS key MATCH (r:Departure {id: key}) USING INDEX SEEK r:Departure(id)
MATCH (s:Staff)-[:LEAVES]->(r)
RETURN collect([r.id, s.id, r.destination, r.left_on, r.noticed_on, r.version])

// name: outcome
// The fields of Outcome.
//found: UNWIND $keys AS key MATCH (d:Departure)-[r:LED_TO {key: key}]->(a:Account) USING INDEX SEEK r:LED_TO(key)
RETURN collect([d.id, a.id, r.outcome, r.on, r.ten_thousandths, r.version])

// name: attention
// The fields of Attention.
//found: UNWIND $keys AS key MATCH (r:Attention {key: key}) USING INDEX SEEK r:Attention(key)
MATCH (s:Staff)-[:SPENT]->(r)
RETURN collect([s.id, r.month, r.customer_hours, r.internal_hours, r.version])

// name: amendment
// The fields of Amendment.
//found: UNWIND $keys AS key MATCH (r:Amendment {key: key}) USING INDEX SEEK r:Amendment(key)
RETURN collect([r.row_kind, r.row_key, r.kind, toString(r.at), r.imported, r.version])
