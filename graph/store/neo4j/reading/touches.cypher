// Touches that are looked at where ties cannot tell enough: the last statements of a Network, if any of them is needed.

// name: touches_with_people
// All touches of the ties in $ties, lists of a person's id and the ids of the staff members, those of one tie by
// (at, id).
UNWIND $ties AS tie
MATCH (p:Person {id: tie[0]})
CALL (p, tie) {
    MATCH (p)<-[t:TOUCHED]-(s:Staff)
    WITH s.id AS staff, t
    WHERE staff IN tie[1]
    RETURN staff, t
    ORDER BY t.at, t.id
}
RETURN collect(p.id), collect(staff), collect(coalesce(t.day, '')), collect(coalesce(t.channel, '')),
    collect(coalesce(t.direction, ''))

// name: touches_with_accounts
// The same of ties with accounts.
UNWIND $ties AS tie
MATCH (a:Account {id: tie[0]})
CALL (a, tie) {
    MATCH (a)<-[t:TOUCHED]-(s:Staff)
    WITH s.id AS staff, t
    WHERE staff IN tie[1]
    RETURN staff, t
    ORDER BY t.at, t.id
}
RETURN collect(a.id), collect(staff), collect(coalesce(t.day, '')), collect(coalesce(t.channel, '')),
    collect(coalesce(t.direction, ''))

// name: first_touches
// For each of $people, an id, the day of the earliest touch by anybody on or after the day beside it in $starts.
UNWIND range(0, size($people) - 1) AS place
MATCH (p:Person {id: $people[place]})
CALL (p, place) {
    MATCH (p)<-[t:TOUCHED]-()
    WHERE t.day >= $starts[place]
    RETURN min(t.day) AS first
}
RETURN collect(place), collect(coalesce(first, ''))
