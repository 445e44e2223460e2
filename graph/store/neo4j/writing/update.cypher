// Rows of each kind that stand and differ: everything that is no part of their key. $rows: of each row its key and its
// properties; what is null is absent from then on. To whom they refer is linked anew (link.cypher).
//
// Relationships are sought by their key whatever the server believes of their number (USING): after a large import it
// still holds an index to be empty, and would read all of it for every row.

// name: firm
// We ourselves.
UNWIND $rows AS row
MATCH (n:Firm {key: row.key})
SET n.name = row.name,
    n.domains = row.domains,
    n.currency = row.currency,
    n.time_zone = row.time_zone,
    n.version = row.version

// name: staff
// Staff members.
UNWIND $rows AS row
MATCH (n:Staff {id: row.key})
SET n.name = row.name,
    n.folded_name = row.folded_name,
    n.email = row.email,
    n.folded_email = row.folded_email,
    n.tokens = row.tokens,
    n.title = row.title,
    n.team = row.team,
    n.start = row.start,
    n.end = row.end,
    n.version = row.version

// name: account
// Accounts.
UNWIND $rows AS row
MATCH (n:Account {id: row.key})
SET n.name = row.name,
    n.folded_name = row.folded_name,
    n.domain = row.domain,
    n.tokens = row.tokens,
    n.industry = row.industry,
    n.since = row.since,
    n.version = row.version

// name: person
// People.
UNWIND $rows AS row
MATCH (n:Person {id: row.key})
SET n.name = row.name,
    n.folded_name = row.folded_name,
    n.email = row.email,
    n.folded_email = row.folded_email,
    n.tokens = row.tokens,
    n.title = row.title,
    n.version = row.version

// name: buying
// Ways of buying.
UNWIND $rows AS row
MATCH (n:Buying {key: row.key})
SET n.approach = row.approach,
    n.decision_rule = row.decision_rule,
    n.switching_cost = row.switching_cost,
    n.other_suppliers = row.other_suppliers,
    n.renewal_on = row.renewal_on,
    n.version = row.version

// name: employment
// Employments.
UNWIND $rows AS row
MATCH ()-[r:WORKS_AT {key: row.key}]->()
USING INDEX SEEK r:WORKS_AT(key)
SET r.title = row.title,
    r.decision_role = row.decision_role,
    r.decision_weight = row.decision_weight,
    r.veto = row.veto,
    r.end = row.end,
    r.version = row.version

// name: service
// Services.
UNWIND $rows AS row
MATCH ()-[r:SERVES {key: row.key}]->()
USING INDEX SEEK r:SERVES(key)
SET r.end = row.end,
    r.version = row.version

// name: closeness
// Ratings.
UNWIND $rows AS row
MATCH ()-[r:RATED {key: row.key}]->()
USING INDEX SEEK r:RATED(key)
SET r.closeness = row.closeness,
    r.by = row.by,
    r.version = row.version

// name: promise
// Promises.
UNWIND $rows AS row
MATCH (n:Promise {id: row.key})
SET n.made_on = row.made_on,
    n.due_on = row.due_on,
    n.outcome = row.outcome,
    n.closed_on = row.closed_on,
    n.version = row.version

// name: booking
// Bookings.
UNWIND $rows AS row
MATCH (n:Booking {key: row.key})
SET n.ten_thousandths = row.ten_thousandths,
    n.line = row.line,
    n.currency = row.currency,
    n.version = row.version

// name: covenant
// Covenants.
UNWIND $rows AS row
MATCH (n:Covenant {key: row.key})
SET n.until = row.until,
    n.version = row.version

// name: gain
// Gains.
UNWIND $rows AS row
MATCH (n:Gain {id: row.key})
SET n.start = row.start,
    n.until = row.until,
    n.ten_thousandths = row.ten_thousandths,
    n.currency = row.currency,
    n.against_alternative = row.against_alternative,
    n.verified = row.verified,
    n.version = row.version

// name: referral
// Referrals.
UNWIND $rows AS row
MATCH ()-[r:REFERRED {key: row.key}]->()
USING INDEX SEEK r:REFERRED(key)
SET r.on = row.on,
    r.version = row.version

// name: colleague
// How staff members know each other.
UNWIND $rows AS row
MATCH ()-[r:WORKED_WITH {key: row.key}]->()
USING INDEX SEEK r:WORKED_WITH(key)
SET r.since = row.since,
    r.version = row.version

// name: departure
// Departures.
UNWIND $rows AS row
MATCH (n:Departure {id: row.key})
SET n.destination = row.destination,
    n.left_on = row.left_on,
    n.noticed_on = row.noticed_on,
    n.version = row.version

// name: outcome
// What became of accounts after departures.
UNWIND $rows AS row
MATCH ()-[r:LED_TO {key: row.key}]->()
USING INDEX SEEK r:LED_TO(key)
SET r.outcome = row.outcome,
    r.on = row.on,
    r.ten_thousandths = row.ten_thousandths,
    r.version = row.version

// name: attention
// How hours were spent.
UNWIND $rows AS row
MATCH (n:Attention {key: row.key})
SET n.customer_hours = row.customer_hours,
    n.internal_hours = row.internal_hours,
    n.version = row.version

// name: amendment
// What was decided about rows, as a folder tells it.
UNWIND $rows AS row
MATCH (n:Amendment {key: row.key})
SET n.kind = row.kind,
    n.at = row.at,
    n.imported = row.imported,
    n.version = row.version
