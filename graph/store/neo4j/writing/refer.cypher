// Which of $ids somebody has, of each kind to whose rows others refer.

// name: staff
// Staff members.
UNWIND $ids AS id MATCH (n:Staff {id: id}) RETURN collect(n.id)

// name: person
// People.
UNWIND $ids AS id MATCH (n:Person {id: id}) RETURN collect(n.id)

// name: account
// Accounts.
UNWIND $ids AS id MATCH (n:Account {id: id}) RETURN collect(n.id)

// name: departure
// Departures.
UNWIND $ids AS id MATCH (n:Departure {id: id}) RETURN collect(n.id)
