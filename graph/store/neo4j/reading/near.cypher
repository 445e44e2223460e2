// What a Network is made of: the parts that bind nodes, after which the parts of network.cypher read what stands around
// them. $ids are ids, in a neighbourhood those of staff members; a page is asked for by $after, the id where the last one
// ended, and $page.

// name: near
// Binds, for the staff members with the ids in $ids: asked, themselves; known, people with whom they have a tie or
// whom they rated; accounts, where these people were ever employed and those that they serve or have a tie with;
// people, the known and whoever was ever employed at these accounts.
MATCH (s:Staff) WHERE s.id IN $ids
WITH collect(s) AS asked
CALL (asked) {
    UNWIND asked AS s
    MATCH (s)-[:KNOWS|RATED]->(p:Person)
    RETURN collect(DISTINCT p) AS known
}
CALL (asked, known) {
    CALL (asked, known) {
        UNWIND known AS p
        MATCH (p)-[:WORKS_AT]->(a:Account)
        RETURN a
        UNION
        UNWIND asked AS s
        MATCH (s)-[:SERVES|KNOWS]->(a:Account)
        RETURN a
    }
    RETURN collect(a) AS accounts
}
CALL (known, accounts) {
    CALL (known, accounts) {
        UNWIND known AS p
        RETURN p
        UNION
        UNWIND accounts AS a
        MATCH (a)<-[:WORKS_AT]-(p:Person)
        RETURN p
    }
    RETURN collect(p) AS people
}

// name: page_of_staff
// Binds asked, and named: at most $page staff members after the id $after, by id.
MATCH (s:Staff) WHERE s.id > $after
WITH s ORDER BY s.id LIMIT $page
WITH collect(s) AS asked
WITH asked, asked AS named

// name: page_of_accounts
// Binds accounts, and further and called: at most $page accounts after the id $after, by id.
MATCH (a:Account) WHERE a.id > $after
WITH a ORDER BY a.id LIMIT $page
WITH collect(a) AS accounts
WITH accounts, accounts AS further, accounts AS called

// name: page_of_people
// Binds people: at most $page people after the id $after, by id.
MATCH (p:Person) WHERE p.id > $after
WITH p ORDER BY p.id LIMIT $page
WITH collect(p) AS people

// name: some_staff
// Binds asked, and named: the staff members with the ids in $ids.
MATCH (s:Staff) WHERE s.id IN $ids
WITH collect(s) AS asked
WITH asked, asked AS named

// name: some_accounts
// Binds accounts, and further and called: the accounts with the ids in $ids.
MATCH (a:Account) WHERE a.id IN $ids
WITH collect(a) AS accounts
WITH accounts, accounts AS further, accounts AS called

// name: some_people
// Binds people: those with the ids in $ids.
MATCH (p:Person) WHERE p.id IN $ids
WITH collect(p) AS people

// name: around_people
// Binds what these people are linked to, as lists of the place of the person in people, the person, the link and what
// is at its other end: ties, jobs, rated and promised. A server walks over all the links of a person to find those of
// one type, so all four types are found at once.
CALL (people) {
    UNWIND range(0, size(people) - 1) AS place
    WITH place, people[place] AS p
    MATCH (p)-[r:KNOWS|WORKS_AT|RATED|TO]-(other)
    WITH type(r) AS type, [place, p, r, other] AS link
    RETURN
        collect(CASE type WHEN 'KNOWS' THEN link END) AS ties,
        collect(CASE type WHEN 'WORKS_AT' THEN link END) AS jobs,
        collect(CASE type WHEN 'RATED' THEN link END) AS rated,
        collect(CASE type WHEN 'TO' THEN link END) AS promised
}

// name: further
// Binds further: these accounts, and every account for which one of these people ever worked.
CALL (accounts, employers) {
    UNWIND accounts + employers AS a
    RETURN collect(DISTINCT a) AS further
}

// name: named
// Binds named: the staff members whom anything read before names, and called: the accounts.
CALL (asked, knowing, minding, rating, promising, pledging, serving) {
    UNWIND asked + knowing + minding + rating + promising + pledging + serving AS s
    RETURN collect(DISTINCT s) AS named
}
CALL (further, remarked, protected) {
    UNWIND further + remarked + protected AS a
    RETURN collect(DISTINCT a) AS called
}
