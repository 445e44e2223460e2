// What a store holds, in numbers. Only "rows" is answered from what the server counts anyway; each other statement says
// what it walks.

// name: rows
// How many there are of each label and type, each under the name of a field of Held; further rows under one name.
MATCH (n:Staff) WITH count(n) AS number RETURN 'staff' AS counted, number
UNION ALL
MATCH (n:Account) WITH count(n) AS number RETURN 'accounts' AS counted, number
UNION ALL
MATCH (n:Person) WITH count(n) AS number RETURN 'people' AS counted, number
UNION ALL
MATCH ()-[n:WORKS_AT]->() WITH count(n) AS number RETURN 'employments' AS counted, number
UNION ALL
MATCH ()-[n:SERVES]->() WITH count(n) AS number RETURN 'services' AS counted, number
UNION ALL
MATCH ()-[n:TOUCHED]->() WITH count(n) AS number RETURN 'touches' AS counted, number
UNION ALL
MATCH ()-[n:RATED]->() WITH count(n) AS number RETURN 'ratings' AS counted, number
UNION ALL
MATCH (n:Promise) WITH count(n) AS number RETURN 'promises' AS counted, number
UNION ALL
MATCH (n:Booking) WITH count(n) AS number RETURN 'bookings' AS counted, number
UNION ALL
MATCH ()-[n:KNOWS]->() WITH count(n) AS number RETURN 'ties' AS counted, number
UNION ALL
MATCH (n:Gain) WITH count(n) AS number RETURN 'further' AS counted, number
UNION ALL
MATCH ()-[n:REFERRED]->() WITH count(n) AS number RETURN 'further' AS counted, number
UNION ALL
MATCH ()-[n:WORKED_WITH]->() WITH count(n) AS number RETURN 'further' AS counted, number
UNION ALL
MATCH (n:Departure) WITH count(n) AS number RETURN 'further' AS counted, number
UNION ALL
MATCH ()-[n:LED_TO]->() WITH count(n) AS number RETURN 'further' AS counted, number
UNION ALL
MATCH (n:Attention) WITH count(n) AS number RETURN 'further' AS counted, number

// name: booked
// What all bookings come to, in ten-thousandths. Walks the bookings.
MATCH (b:Booking)
RETURN sum(b.ten_thousandths)

// name: folded
// How many ties are folded with $assumptions. Walks their part of an index; all other ties are unfolded.
MATCH ()-[k:KNOWS]->() WHERE k.assumptions = $assumptions AND k.staff >= ''
RETURN count(k)

// name: accounts of people
// How many accounts have somebody who was ever employed there and has a tie. Walks the accounts, and of each its people
// up to the first tie.
MATCH (a:Account)
WHERE EXISTS { (a)<-[:WORKS_AT]-()<-[:KNOWS]-() }
RETURN count(a)

// name: accounts named alone
// How many of the other accounts a touch names. Walks the accounts again, and of each that is left its part of an index
// up to the first touch.
MATCH (a:Account)
WHERE NOT EXISTS { (a)<-[:WORKS_AT]-()<-[:KNOWS]-() }
WITH a
WHERE EXISTS { MATCH ()-[t:TOUCHED]->() WHERE t.account = a.id AND t.day >= '' }
RETURN count(a)

// name: people
// How many people somebody has a tie with, which is there for whom a touch came to, and how many were ever employed.
// Walks the people, and asks each how many relationships there are.
MATCH (p:Person)
RETURN sum(CASE WHEN EXISTS { (p)<-[:KNOWS]-() } THEN 1 ELSE 0 END),
    sum(CASE WHEN EXISTS { (p)-[:WORKS_AT]->() } THEN 1 ELSE 0 END)

// name: thin, folded
// How many ties rest on one touch, of those that do not wait to be folded. Walks the ties.
MATCH ()-[k:KNOWS]->() WHERE k.assumptions <> '' AND k.touches = 1
RETURN count(k)

// name: thin, waiting
// How many of those that wait: what was counted when they were folded may be so no longer. Walks their part of an index,
// and counts the touches of each from the end that has fewer.
MATCH (s)-[k:KNOWS]->(e) WHERE k.assumptions = '' AND k.staff >= ''
WITH s, e WHERE COUNT { (s)-[:TOUCHED]->(e) } = 1
RETURN count(*)

// name: last_touch
// The last day of a touch; one step from the end of an index.
MATCH ()-[t:TOUCHED]->() WHERE t.day >= ''
RETURN t.day ORDER BY t.day DESC LIMIT 1
