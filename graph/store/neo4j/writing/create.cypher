// New rows of each kind, none of which stands. $rows: of each row its properties, and the ids of those it refers to. Whom
// a row refers to by a field that is no part of its key is linked afterwards (link.cypher), and so is the account of a
// covenant, which may be none.
//
// All of $rows refer to somebody who is there. Who nevertheless is not there is sought by OPTIONAL MATCH, for then the
// statement fails, where MATCH would lose the row.

// name: firm
// We ourselves.
UNWIND $rows AS row
CREATE (:Firm {
    key: row.key, name: row.name, domains: row.domains, currency: row.currency, time_zone: row.time_zone,
    version: row.version
})

// name: staff
// Staff members, without their managers.
UNWIND $rows AS row
CREATE (:Staff {
    id: row.id, name: row.name, folded_name: row.folded_name, email: row.email, folded_email: row.folded_email,
    tokens: row.tokens, title: row.title, team: row.team, start: row.start, end: row.end, version: row.version
})

// name: account
// Accounts, without their parents.
UNWIND $rows AS row
CREATE (:Account {
    id: row.id, name: row.name, folded_name: row.folded_name, domain: row.domain, tokens: row.tokens,
    industry: row.industry, since: row.since, version: row.version
})

// name: person
// People.
UNWIND $rows AS row
CREATE (:Person {
    id: row.id, name: row.name, folded_name: row.folded_name, email: row.email, folded_email: row.folded_email,
    tokens: row.tokens, title: row.title, version: row.version
})

// name: buying
// Ways of buying.
UNWIND $rows AS row
OPTIONAL MATCH (a:Account {id: row.account_id})
CREATE (a)-[:BUYS]->(:Buying {
    key: row.key, start: row.start, approach: row.approach, decision_rule: row.decision_rule,
    switching_cost: row.switching_cost, other_suppliers: row.other_suppliers, renewal_on: row.renewal_on,
    version: row.version
})

// name: employment
// Employments.
UNWIND $rows AS row
OPTIONAL MATCH (p:Person {id: row.person_id})
OPTIONAL MATCH (a:Account {id: row.account_id})
CREATE (p)-[:WORKS_AT {
    key: row.key, title: row.title, decision_role: row.decision_role, decision_weight: row.decision_weight,
    veto: row.veto, start: row.start, end: row.end, version: row.version
}]->(a)

// name: service
// Services.
UNWIND $rows AS row
OPTIONAL MATCH (s:Staff {id: row.staff_id})
OPTIONAL MATCH (a:Account {id: row.account_id})
CREATE (s)-[:SERVES {key: row.key, role: row.role, start: row.start, end: row.end, version: row.version}]->(a)

// name: closeness
// Ratings.
UNWIND $rows AS row
OPTIONAL MATCH (s:Staff {id: row.staff_id})
OPTIONAL MATCH (p:Person {id: row.person_id})
CREATE (s)-[:RATED {
    key: row.key, closeness: row.closeness, day: row.day, by: row.by, version: row.version
}]->(p)

// name: promise
// Promises, without who made them and to whom.
UNWIND $rows AS row
CREATE (:Promise {
    id: row.id, made_on: row.made_on, due_on: row.due_on, outcome: row.outcome, closed_on: row.closed_on,
    version: row.version
})

// name: booking
// Bookings.
UNWIND $rows AS row
OPTIONAL MATCH (a:Account {id: row.account_id})
CREATE (a)-[:BOOKED]->(:Booking {
    key: row.key, account: row.account, day: row.day, ten_thousandths: row.ten_thousandths, ref: row.ref,
    rank: row.rank, line: row.line, currency: row.currency, version: row.version
})

// name: covenant
// Covenants, without the account that they may protect.
UNWIND $rows AS row
OPTIONAL MATCH (s:Staff {id: row.staff_id})
CREATE (s)-[:BOUND_BY]->(:Covenant {
    key: row.key, kind: row.kind, start: row.start, until: row.until, version: row.version
})

// name: gain
// Gains, without whose they are and whose doing.
UNWIND $rows AS row
CREATE (:Gain {
    id: row.id, start: row.start, until: row.until, ten_thousandths: row.ten_thousandths, currency: row.currency,
    against_alternative: row.against_alternative, verified: row.verified, version: row.version
})

// name: referral
// Referrals.
UNWIND $rows AS row
OPTIONAL MATCH (p:Person {id: row.person_id})
OPTIONAL MATCH (a:Account {id: row.account_id})
CREATE (p)-[:REFERRED {key: row.key, on: row.on, version: row.version}]->(a)

// name: colleague
// How staff members know each other.
UNWIND $rows AS row
OPTIONAL MATCH (s:Staff {id: row.staff_id})
OPTIONAL MATCH (o:Staff {id: row.other_id})
CREATE (s)-[:WORKED_WITH {key: row.key, kind: row.kind, since: row.since, version: row.version}]->(o)

// name: departure
// Departures, without who leaves.
UNWIND $rows AS row
CREATE (:Departure {
    id: row.id, destination: row.destination, left_on: row.left_on, noticed_on: row.noticed_on, version: row.version
})

// name: outcome
// What became of accounts after departures.
UNWIND $rows AS row
OPTIONAL MATCH (d:Departure {id: row.departure_id})
OPTIONAL MATCH (a:Account {id: row.account_id})
CREATE (d)-[:LED_TO {
    key: row.key, outcome: row.outcome, on: row.on, ten_thousandths: row.ten_thousandths, version: row.version
}]->(a)

// name: attention
// How hours were spent.
UNWIND $rows AS row
OPTIONAL MATCH (s:Staff {id: row.staff_id})
CREATE (s)-[:SPENT]->(:Attention {
    key: row.key, month: row.month, customer_hours: row.customer_hours, internal_hours: row.internal_hours,
    version: row.version
})

// name: amendment
// What was decided about rows, as a folder tells it.
UNWIND $rows AS row
CREATE (:Amendment {
    key: row.key, row_kind: row.row_kind, row_key: row.row_key, kind: row.kind, at: row.at, imported: row.imported,
    version: row.version
})
