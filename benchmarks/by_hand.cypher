// The question of one departure as somebody who knows Cypher and the model would write it, without our engine.

// name: departure
// Staff member $staff goes to a rival on $day (text): for each account with a row its id, their strength there, the
// probability that it follows, the loss expected in ten-thousandths, and whether any booking is known. Means only, of
// one leaver; sections 2 and 3 of the model as far as data is imported, which is all but gains. $year_before: the day a
// year before; $faded: what a touch of the reference day of KNOWS is worth on $day. Statistics of ties must be folded,
// and no touch later than $day.
MATCH (l:Staff {id: $staff})
// where they are: by a tie or rating of somebody employed there, a tie with the account itself, a service
CALL (l) {
    MATCH (l)-[:KNOWS|RATED]->(:Person)-[w:WORKS_AT]->(a:Account)
    WHERE coalesce(w.start, '') <= $day AND coalesce(w.end, '9') > $day
    RETURN a
    UNION
    MATCH (l)-[:KNOWS]->(a:Account)
    RETURN a
    UNION
    MATCH (l)-[v:SERVES]->(a:Account)
    WHERE coalesce(v.start, '') <= $day
    RETURN a
}
// what binds them
CALL (l) {
    MATCH (l)-[:BOUND_BY]->(c:Covenant)
    WHERE coalesce(c.start, '') <= $day AND coalesce(c.until, '9') > $day
    OPTIONAL MATCH (c)-[:PROTECTS]->(protected:Account)
    RETURN collect([c.kind, protected.id]) AS covenants
}
// who is rated, and what was promised and ended, at this account
CALL (a) {
    MATCH (a)<-[w:WORKS_AT]-(p:Person)<-[r:RATED]-(s:Staff)
    WHERE coalesce(w.start, '') <= $day AND coalesce(w.end, '9') > $day AND r.day <= $day
    WITH DISTINCT s, p, r ORDER BY r.day
    WITH s, p, collect(r)[-1] AS r
    RETURN collect([s.id, p.id, r.closeness / 4.0, duration.inDays(date(r.day), date($day)).days / 365.25]) AS ratings
}
CALL (a) {
    MATCH (a)<-[w:WORKS_AT]-(p:Person)<-[:TO]-(m:Promise)<-[:PROMISED]-(s:Staff)
    WHERE coalesce(w.start, '') <= $day AND coalesce(w.end, '9') > $day
        AND m.made_on <= $day AND m.closed_on <= $day AND m.outcome <> 'open'
    WITH DISTINCT s, p, m
    RETURN collect([s.id, p.id, m.outcome]) AS named
}
CALL (a) {
    MATCH (a)<-[w:WORKS_AT]-(p:Person)
    WHERE coalesce(w.start, '') <= $day AND coalesce(w.end, '9') > $day
    MATCH (p)-[x:WORKS_AT]->(:Account)<-[:FOR]-(m:Promise)<-[:PROMISED]-(s:Staff)
    WHERE coalesce(x.start, '') <= $day AND coalesce(x.end, '9') > $day
        AND m.made_on <= $day AND m.closed_on <= $day AND m.outcome <> 'open'
        AND NOT EXISTS { (m)-[:TO]->() }
    WITH DISTINCT s, p, m
    RETURN collect([s.id, p.id, m.outcome]) AS shared
}
CALL (a) {
    MATCH (a)<-[:FOR]-(m:Promise)<-[:PROMISED]-(s:Staff)
    WHERE m.made_on <= $day AND m.closed_on <= $day AND m.outcome <> 'open' AND NOT EXISTS { (m)-[:TO]->() }
    RETURN collect([s.id, null, m.outcome]) AS direct_promises
}
// the ties of everybody who is with us, with people employed there and with the account itself
CALL (a, ratings, named, shared, direct_promises) {
    CALL (a) {
        MATCH (a)<-[w:WORKS_AT]-(p:Person)
        WHERE coalesce(w.start, '') <= $day AND coalesce(w.end, '9') > $day
        WITH DISTINCT p
        MATCH (s:Staff)-[k:KNOWS]->(p)
        WHERE k.touches > 0 AND coalesce(s.start, '') <= $day AND coalesce(s.end, '9') > $day
        RETURN s, k, p
        UNION ALL
        MATCH (a)<-[w:WORKS_AT]-(p:Person)<-[r:RATED]-(s:Staff)
        WHERE coalesce(w.start, '') <= $day AND coalesce(w.end, '9') > $day AND r.day <= $day
            AND coalesce(s.start, '') <= $day AND coalesce(s.end, '9') > $day
            AND NOT EXISTS { (s)-[:KNOWS]->(p) }
        RETURN DISTINCT s, null AS k, p
        UNION ALL
        MATCH (s:Staff)-[k:KNOWS]->(a)
        WHERE k.touches > 0 AND coalesce(s.start, '') <= $day AND coalesce(s.end, '9') > $day
        RETURN s, k, null AS p
    }
    WITH s.id AS staff, s.team AS team, p.id AS person, k.first AS first, k.days AS days, k.last AS last,
        (k.incoming + k.outgoing) * $faded AS raw,
        CASE WHEN k.incoming < k.outgoing THEN k.incoming ELSE k.outgoing END * $faded AS less,
        size(split(k.channels, ' ')) AS channels, ratings, named + shared + direct_promises AS promises
    WITH staff, team, person, first, raw, less, days, channels,
        duration.inDays(date(first), date(last)).days AS span,
        duration.inDays(date(last), date($day)).days AS silence,
        head([r IN ratings WHERE r[0] = staff AND r[1] = person]) AS rating,
        [m IN promises WHERE m[0] = staff AND (m[1] = person OR (m[1] IS NULL AND person IS NULL)) | m[2]] AS ended
    WITH staff, team, person, first, raw, less, channels, silence, span / 365.25 AS years, rating, ended,
        CASE WHEN days = 1 THEN 90.0 ELSE toFloat(span) / (days - 1) END AS gap
    WITH staff, team, person, first, rating, ended,
        (1 - exp(-raw / 3.0)) * (0.1 + 0.9 * CASE WHEN raw > 0 THEN 2 * less / raw ELSE 0.0 END)
        * CASE WHEN channels > 4 THEN 1.45 ELSE 1 + 0.15 * (channels - 1) END
        * (0.7 + 0.3 * log(1 + CASE WHEN years > 10 THEN 10 ELSE years END) / log(11))
        * 0.2 ^ (silence / (8 * CASE WHEN gap < 7 THEN 7.0 WHEN gap > 180 THEN 180.0 ELSE gap END)) AS seen
    WITH staff, team, person, first, ended, CASE WHEN seen > 1 THEN 1.0 ELSE coalesce(seen, 0.0) END AS observed,
        coalesce(0.6 * 2 ^ (-rating[3] / 2), 0.0) AS weight, coalesce(rating[2], 0.0) AS closeness
    WITH staff, team, person, first, weight * closeness + (1 - weight) * observed AS mixed,
        size([o IN ended WHERE o = 'kept']) AS kept, size([o IN ended WHERE o = 'broken']) AS broken
    WITH staff, team, person, first, mixed, 2 * (4 + kept) / (8 + kept + broken * (1 + mixed)) AS trust
    WITH staff, team, person, first, mixed * CASE WHEN trust > 1.25 THEN 1.25 ELSE trust END AS s
    WITH staff, team, collect([person, CASE WHEN s > 1 THEN 1.0 ELSE s END, first]) AS ties
    WITH staff, team, [t IN ties WHERE t[0] IS NOT NULL] AS personal, head([t IN ties WHERE t[0] IS NULL]) AS direct
    RETURN collect({
        staff: staff,
        team: team,
        personal: personal,
        direct: coalesce(direct[1], 0.0),
        since: direct[2],
        strength: reduce(most = 0.0, t IN personal | CASE WHEN t[1] > most THEN t[1] ELSE most END)
            + coalesce(direct[1], 0.0)
    }) AS holders
}
CALL (l, a) {
    MATCH (a)<-[v:SERVES]-(s:Staff)
    WHERE coalesce(v.start, '') <= $day AND coalesce(s.start, '') <= $day AND coalesce(s.end, '9') > $day
    WITH s.id AS staff, s = l AS own, v.start AS start, v.role = 'lead' AS lead, coalesce(v.end, '9') > $day AS open
    RETURN collect(DISTINCT CASE WHEN open THEN staff END) AS serving,
        collect(DISTINCT CASE WHEN open AND lead THEN staff END) AS leading,
        min(CASE WHEN own THEN start END) AS serves_since
}
WITH l, a, covenants, serving, leading, serves_since, holders,
    coalesce(head([h IN holders WHERE h.staff = l.id]), {personal: [], direct: 0.0, strength: 0.0}) AS own,
    [h IN holders WHERE h.staff <> l.id] AS others
WHERE own.strength >= 0.01 OR l.id IN serving
// what the account paid, how it buys, since when it is ours
CALL (a) {
    OPTIONAL MATCH (a)-[:BOOKED]->(b:Booking)
    WHERE b.day <= $day
    RETURN sum(CASE WHEN b.day > $year_before THEN b.ten_thousandths ELSE 0 END) AS paid, min(b.day) AS first_booking,
        count(DISTINCT CASE WHEN b.day > $year_before AND b.line <> '' THEN b.line END) AS lines
}
CALL (a) {
    OPTIONAL MATCH (a)-[:BUYS]->(b:Buying)
    WHERE b.start <= $day
    RETURN b ORDER BY b.start DESC LIMIT 1
}
CALL (a) {
    UNWIND CASE WHEN a.since <= $day THEN [] ELSE [a] END AS unknown
    CALL (unknown) {
        MATCH (unknown)<-[w:WORKS_AT]-(:Person)<-[t:TOUCHED]-(:Staff)
        WHERE coalesce(w.start, '') <= t.day AND coalesce(w.end, '9') > t.day
        RETURN min(t.day) AS met
    }
    CALL (unknown) {
        OPTIONAL MATCH ()-[t:TOUCHED]->()
        WHERE t.account = unknown.id AND t.day >= ''
        RETURN t.day AS named ORDER BY t.day LIMIT 1
    }
    CALL (unknown) {
        MATCH (unknown)<-[v:SERVES]-(:Staff)
        RETURN min(v.start) AS served
    }
    RETURN coalesce(head(collect([met, named, served])), []) AS firsts
}
WITH *, CASE
    WHEN a.since <= $day THEN a.since
    ELSE reduce(
        least = first_booking, d IN [d IN firsts WHERE d IS NOT NULL] |
        CASE WHEN least IS NULL OR d < least THEN d ELSE least END
    )
END AS begun
WITH l, a, own, others, serving, leading, serves_since, first_booking IS NOT NULL AS booked,
    CASE WHEN paid > 0 THEN paid ELSE 0 END AS value,
    CASE WHEN begun <= $day THEN duration.inDays(date(begun), date($day)).days / 365.25 END AS years,
    CASE b.approach
        WHEN 'mixed' THEN 0.5 WHEN 'purchasing' THEN 0.1 WHEN 'tender' THEN 0.1 WHEN 'standard_parts' THEN 0.1 ELSE 1.0
    END AS gate,
    CASE b.decision_rule WHEN 'single' THEN 1 / 3.0 WHEN 'consensus' THEN 2 / 3.0 ELSE 0.5 END AS theta,
    coalesce(b.switching_cost, 2.0) AS cost,
    coalesce(CASE WHEN b.other_suppliers > 3 THEN 3 ELSE b.other_suppliers END, 0) AS suppliers,
    0.3 + 0.2 * CASE WHEN lines > 5 THEN 1.0 WHEN lines < 1 THEN 0.0 ELSE (lines - 1) / 4.0 END AS pull,
    any(c IN covenants WHERE c[0] = 'non_compete' AND (c[1] IS NULL OR c[1] = a.id)) AS barred,
    any(c IN covenants WHERE c[0] = 'non_solicit' AND (c[1] IS NULL OR c[1] = a.id)) AS bound,
    size([h IN others WHERE h.strength >= 0.25 AND NOT h.staff IN serving])
        + size([v IN serving WHERE v <> l.id]) AS stay,
    reduce(
        most = CASE WHEN any(v IN serving WHERE v <> l.id) THEN 0.15 ELSE 0.0 END,
        h IN others | CASE WHEN h.strength > most THEN h.strength ELSE most END
    ) AS cover,
    reduce(
        most = own.strength, h IN others | CASE WHEN h.strength > most THEN h.strength ELSE most END
    ) AS strongest
WITH *, [d IN [own.since, serves_since] WHERE d IS NOT NULL] AS since_here,
    log(0.25) - 0.21 * (CASE WHEN stay > 8 THEN 8 ELSE stay END - 2)
    - 0.17 * (coalesce(CASE WHEN years > 10 THEN 10.0 ELSE years END, 3.0) - 3)
    + 0.1 * suppliers - 0.16 * (cost - 2) / 1.25 - CASE WHEN bound THEN 0.7 ELSE 0.0 END AS z_shared
// who decides there, and whether the account goes along
CALL (a) {
    MATCH (a)<-[w:WORKS_AT]-(p:Person)
    WHERE coalesce(w.start, '') <= $day AND coalesce(w.end, '9') > $day
    WITH p, w ORDER BY coalesce(w.start, '')
    WITH p, collect(w)[-1] AS w
    WITH p.id AS id, w, EXISTS { (p)<-[k:KNOWS]-(:Staff) WHERE k.touches > 0 } AS touched,
        coalesce(w.decision_weight, CASE w.decision_role
            WHEN 'economic' THEN 35.0 WHEN 'technical' THEN 25.0 WHEN 'user' THEN 15.0 WHEN 'purchasing' THEN 15.0
            WHEN 'coach' THEN 10.0
        END) AS weight
    WITH collect({
        id: id,
        weight: weight,
        veto: w.veto,
        purchasing: coalesce(w.decision_role = 'purchasing', false),
        say: w.decision_role IS NOT NULL OR w.decision_weight IS NOT NULL OR w.veto,
        touched: touched
    }) AS there
    WITH [c IN there WHERE c.say] AS deciding, [c IN there WHERE c.touched] AS touched
    RETURN CASE
        WHEN size(deciding) > 0 THEN deciding
        WHEN size(touched) > 0 THEN touched
        ELSE [{id: null, weight: null, veto: false, purchasing: false}]
    END AS contacts
}
CALL (own, others, contacts, since_here, z_shared, gate, pull) {
    WITH [c IN contacts WHERE c.weight IS NOT NULL | c.weight] AS known
    WITH CASE WHEN size(known) > 0 THEN reduce(sum = 0.0, w IN known | sum + w) / size(known) ELSE 1.0 END AS mean
    UNWIND contacts AS c
    WITH c, coalesce(c.weight, mean) AS weight, [t IN own.personal WHERE t[0] = c.id] AS held,
        reduce(
            sum = 0.0, h IN others |
            sum + h.direct + reduce(part = 0.0, t IN h.personal | CASE WHEN t[0] = c.id THEN part + t[1] ELSE part END)
        ) AS rest
    WITH c, weight, rest, reduce(sum = own.direct, t IN held | sum + t[1]) AS ours,
        reduce(
            least = null, d IN since_here + [t IN held WHERE t[2] IS NOT NULL | t[2]] |
            CASE WHEN least IS NULL OR d < least THEN d ELSE least END
        ) AS since,
        CASE WHEN c.purchasing AND gate < 1 THEN 0.1 ELSE gate END AS g
    WITH c, weight, g, coalesce(duration.inDays(date(since), date($day)).days / 365.25, 0.0) AS years,
        ours / (ours + 0.8 * rest + pull) AS share
    WITH c, weight, g,
        z_shared + 0.33 * (CASE WHEN years > 10 THEN 10.0 ELSE years END - 3) + 2 * (share - 0.5) AS z
    WITH c, weight, CASE WHEN g < 1 AND g * z + (1 - g) * log(0.02 / 0.98) < z
        THEN g * z + (1 - g) * log(0.02 / 0.98) ELSE z END AS z
    ORDER BY z DESC, c.id
    RETURN collect([z, weight, c.veto]) AS voices
}
WITH *, CASE WHEN reduce(sum = 0.0, v IN voices | sum + v[1]) > 0 THEN voices ELSE [v IN voices | [v[0], 1.0, v[2]]] END
    AS heard
WITH *, reduce(sum = 0.0, v IN heard | sum + v[1]) AS total
WITH *, head([
    i IN range(0, size(heard) - 1)
    WHERE reduce(sum = 0.0, v IN heard[0..i + 1] | sum + v[1]) / total >= theta - 1e-9 | heard[i][0]
]) AS pivot
WITH *, reduce(z = pivot, v IN heard | CASE WHEN v[2] AND v[0] < z THEN v[0] ELSE z END) AS z
WITH *, CASE WHEN barred THEN 0.0 ELSE 1 / (1 + exp(-z)) END AS follows,
    CASE WHEN cover < 0.25 THEN cover / 0.25 ELSE 1.0 END AS covered,
    CASE WHEN barred THEN 5.4 ELSE 8.0 END AS alone, CASE WHEN barred THEN 1.1 ELSE 1.5 END AS stays,
    CASE
        WHEN size(leading) > 0 THEN l.id IN leading
        WHEN strongest >= 0.01 THEN own.strength >= strongest - 1e-12
        ELSE l.id IN serving
    END AS leads
WITH *, 1 - (1 - 0.076) ^ (1.5 * (1 + gate * (alone - (alone - stays) * covered - 1))) AS strays,
    CASE WHEN leads THEN 0.5 * gate ELSE 0.0 END AS shrinks,
    CASE
        WHEN l.team <> '' AND any(h IN others WHERE h.team = l.team AND h.strength >= 0.25) THEN 0.18 ELSE 0.3
    END AS lost
RETURN collect([
    a.id,
    own.strength,
    follows,
    value * (follows + (1 - follows) * (strays + (1 - strays) * shrinks * lost)),
    booked
])
