// What lists are made of; r is a row of the list. {Kind} and {kind} stand for the label and the name of a kind, {only}
// for what a filter holds of the rows, {found} for how those are found whom it names. Days are text, as they are stored.

// name: walked by id
// A window in the order of ids: the index of ids is walked in that order, and no further than the window. Ids are not
// empty.
MATCH (r:{Kind})
//forward: WHERE r.id > $beyond
//backward: WHERE r.id > ''
//backward_beyond: AND r.id < $beyond
{only}
WITH r
//forward: ORDER BY r.id
//backward: ORDER BY r.id DESC
LIMIT $limit

// name: walked by name
// A window in the order of names, from either end: the index of names and ids is walked in that order.
MATCH (r:{Kind})
WHERE r.folded_name >= '' AND r.id IS NOT NULL
{only}
WITH r
//forward: ORDER BY r.folded_name, r.id
//backward: ORDER BY r.folded_name DESC, r.id DESC
LIMIT $limit

// name: walked by name, beyond
// The same beyond a place: first those who have that very name, then the others; each part ends at the window's size, so
// that a name which very many have costs no more than another.
CALL () {
    MATCH (r:{Kind})
    //forward: WHERE r.folded_name = $beyond_name AND r.id > $beyond
    //backward: WHERE r.folded_name = $beyond_name AND r.id < $beyond
    {only}
    RETURN r
    //forward: ORDER BY r.folded_name, r.id
    //backward: ORDER BY r.folded_name DESC, r.id DESC
    LIMIT $limit
    UNION ALL
    MATCH (r:{Kind})
    //forward: WHERE r.folded_name > $beyond_name AND r.id IS NOT NULL
    //backward: WHERE r.folded_name < $beyond_name AND r.id IS NOT NULL
    {only}
    RETURN r
    //forward: ORDER BY r.folded_name, r.id
    //backward: ORDER BY r.folded_name DESC, r.id DESC
    LIMIT $limit
}
WITH r
//forward: ORDER BY r.folded_name, r.id
//backward: ORDER BY r.folded_name DESC, r.id DESC
LIMIT $limit

// name: found by id
// A window on those who are found by whom they belong to, or by words: they alone are looked at and put in order.
{found}
WITH r
WHERE TRUE
//forward_beyond: AND r.id > $beyond
//backward_beyond: AND r.id < $beyond
{only}
WITH r
//forward: ORDER BY r.id
//backward: ORDER BY r.id DESC
LIMIT $limit

// name: found by name
// The same in the order of names.
{found}
WITH r
WHERE TRUE
//forward_beyond: AND (r.folded_name > $beyond_name OR r.folded_name = $beyond_name AND r.id > $beyond)
//backward_beyond: AND (r.folded_name < $beyond_name OR r.folded_name = $beyond_name AND r.id < $beyond)
{only}
WITH r
//forward: ORDER BY r.folded_name, r.id
//backward: ORDER BY r.folded_name DESC, r.id DESC
LIMIT $limit

// name: counted
// How many there are; what a filter says that no index knows is looked up in every row of the kind.
MATCH (r:{Kind})
WHERE TRUE
{only}
RETURN count(r)

// name: counted of those found
// How many there are of those who are found by whom they belong to, or by words.
{found}
WITH r
WHERE TRUE
{only}
RETURN count(r)

// name: manager_id
// Whose manager somebody is.
MATCH (:Staff {id: $manager_id})<-[:REPORTS_TO]-(r:Staff)

// name: parent_id
// Which accounts are part of another.
MATCH (:Account {id: $parent_id})<-[:PART_OF]-(r:Account)

// name: employer_id
// Who was ever employed at an account.
MATCH (:Account {id: $employer_id})<-[:WORKS_AT]-(r:Person)
WITH DISTINCT r

// name: words
// Who has words that begin as the query says.
CALL db.index.fulltext.queryNodes('{kind}_tokens', $query) YIELD node AS r

// name: staff_only
// Which staff members a Filter holds; the lines of what it states that does not find them.
//employed_on: AND NOT coalesce(r.start > $employed_on, false) AND NOT coalesce(r.end <= $employed_on, false)
//ends_after: AND r.end > $ends_after
//team: AND r.team = $team

// name: person_only
// Likewise which people; all is said by what finds them.

// name: account_only
// Likewise which accounts.
//industry: AND r.industry = $industry

// name: tokens
// Goes on: those that have a token, and for each of $tokens one that begins with it; a space stands between two.
AND r.tokens <> ''
AND all(token IN $tokens WHERE ' ' + r.tokens CONTAINS ' ' + token)

// name: named
// Who has this name.
MATCH (r:{Kind}) WHERE r.folded_name = $folded AND r.id IS NOT NULL

// name: named or addressed
// Who has this name or address.
CALL () {
    MATCH (r:{Kind}) WHERE r.folded_name = $folded AND r.id IS NOT NULL
    RETURN r
    UNION
    MATCH (r:{Kind} {folded_email: $folded})
    RETURN r
}

// name: employers
// Person, account, start and end of every employment of some people; one row without an account for who has none.
UNWIND $ids AS id
MATCH (p:Person {id: id})
OPTIONAL MATCH (p)-[j:WORKS_AT]->(a:Account)
RETURN collect([p.id, a.id, j.start, j.end])

// name: touches of ties
// The touches of some ties up to a day, of ties with people and with accounts directly; $people and $accounts are lists
// of [staff member's id, id]. Both ends are found first, so that the touches of the end which has fewer are gone through.
CALL () {
    UNWIND $people AS tie
    MATCH (s:Staff {id: tie[0]})
    CALL (tie) { MATCH (e:Person {id: tie[1]}) RETURN e }
    CALL (s, e) { MATCH (s)-[r:TOUCHED]->(e) RETURN r }
    RETURN s, r, e
    UNION ALL
    UNWIND $accounts AS tie
    MATCH (s:Staff {id: tie[0]})
    CALL (tie) { MATCH (e:Account {id: tie[1]}) RETURN e }
    CALL (s, e) { MATCH (s)-[r:TOUCHED]->(e) RETURN r }
    RETURN s, r, e
}
WITH s, r, e
WHERE r.day <= $until

// name: newest
// Goes on: the newest of them, strictly older than ($at, $id).
//before: AND (r.at < $at OR r.at = $at AND r.id < $id)
WITH s, r, e
ORDER BY r.at DESC, r.id DESC
LIMIT $limit

// name: number
// Goes on instead: how many they are.
RETURN count(r)
