// What the whole firm hangs on, as somebody who knows Cypher and the model would write it, without our engine.

// name: whole_firm
// For each staff member with us on $day (text): at how many of $accounts (ids) they have a row, and the value they hold
// there in ten-thousandths; with $rows also each row, as [account, share of the attachment, value]. Sections 1 and 2 of the
// model as far as data is imported, which is all but gains: strengths with ratings and promises, who counts as a
// contact and with which weight, attachment shares, value. No odds of following, no loss: of section 3 nothing.
// Statistics of ties must be folded, and no touch later than $day.
// What depends on a day, on a set of channels or on a role alone is looked up, not worked out again for each tie:
// $today is the number of $day, $days the number of each day, $channels and $ages the factors of section 1 by the text
// of the channels and by the days between first and last touch (3653 of them at most), $roles the weights by role.
// $faded: what a touch of the reference day of KNOWS is worth on $day. $year_before: the day a year before.
UNWIND $accounts AS id
MATCH (a:Account {id: id})
CALL (a) {
    // who works there, with the job in force, and what is known of each
    CALL (a) {
        MATCH (a)<-[w:WORKS_AT]-(p:Person)
        WHERE coalesce(w.start, '') <= $day AND coalesce(w.end, '9') > $day
        WITH p, w ORDER BY coalesce(w.start, '')
        WITH p, collect(w)[-1] AS w
        MATCH (p)-[k:KNOWS|RATED|TO|WORKS_AT]-(n)
        WITH p, w, k, n, type(k) AS kind, k.incoming AS incoming, k.outgoing AS outgoing, k.days AS days,
            $days[k.first] AS first, $days[k.last] - $days[k.first] AS span, $today - $days[k.last] AS silence
        WITH p, w, count(CASE WHEN kind = 'KNOWS' AND k.touches > 0 THEN 1 END) > 0 AS touched,
            collect(CASE
                WHEN kind = 'KNOWS' AND k.touches > 0 AND coalesce(n.start, '') <= $day AND coalesce(n.end, '9') > $day
                THEN [n, (1 - exp($faded * (incoming + outgoing) / -3))
                    * (0.1 + CASE WHEN incoming + outgoing > 0 THEN 1.8
                        * CASE WHEN incoming < outgoing THEN incoming ELSE outgoing END / (incoming + outgoing)
                        ELSE 0.0 END)
                    * $channels[k.channels] * $ages[CASE WHEN span > 3653 THEN 3653 ELSE span END]
                    * 0.2 ^ (silence / CASE
                        WHEN days = 1 THEN 720.0
                        WHEN span < 7 * (days - 1) THEN 56.0
                        WHEN span > 180 * (days - 1) THEN 1440.0
                        ELSE 8.0 * span / (days - 1)
                    END)]
            END) AS ties,
            collect(CASE
                WHEN kind = 'RATED' AND k.day <= $day AND coalesce(n.start, '') <= $day AND coalesce(n.end, '9') > $day
                THEN [n, k.closeness / 4.0, ($today - $days[k.day]) / 365.25, k.day]
            END) AS ratings,
            collect(CASE WHEN kind = 'TO' THEN n END) AS named,
            collect(CASE
                WHEN kind = 'WORKS_AT' AND n <> a AND coalesce(k.start, '') <= $day AND coalesce(k.end, '9') > $day
                THEN n
            END) AS elsewhere
        RETURN collect([w, touched, ties, ratings, named, elsewhere]) AS people
    }
    // promises that ended: to an account at large, which all who work there share, and to each person
    WITH a, people, [x IN [a] + reduce(more = [], p IN people | more + p[5]) | [x, [
        (x)<-[:FOR]-(m)<-[:PROMISED]-(s)
        WHERE m.made_on <= $day AND m.closed_on <= $day AND m.outcome <> 'open' AND NOT EXISTS { (m)-[:TO]->() }
        | [s, m.outcome, m.id]
    ]]] AS promised
    WITH a, head([x IN promised WHERE x[0] = a | x[1]]) AS to_account, [p IN people | {
        job: p[0], touched: p[1], ties: p[2], ratings: p[3],
        ended: reduce(all = [], m IN p[4] | all + [
            (m)<-[:PROMISED]-(s)
            WHERE m.made_on <= $day AND m.closed_on <= $day AND m.outcome <> 'open' | [s, m.outcome, m.id]
        ]) + reduce(all = [], x IN promised |
            CASE WHEN x[0] = a OR x[0] IN p[5] THEN all + [e IN x[1] WHERE NOT e IN all] ELSE all END)
    }] AS people
    // how strongly each of ours holds each of them
    WITH a, to_account, [p IN people | p {.job, .touched, held: CASE
        WHEN p.ratings = [] AND p.ended = [] THEN [t IN p.ties | [t[0], CASE WHEN t[1] > 1 THEN 1.0 ELSE t[1] END]]
        ELSE [t IN [
            t IN p.ties + [
                r IN p.ratings
                WHERE NOT any(t IN p.ties WHERE t[0] = r[0])
                    AND NOT any(o IN p.ratings WHERE o[0] = r[0] AND o[3] > r[3])
                | [r[0], 0.0]
            ] | [
                t[0],
                CASE WHEN t[1] > 1 THEN 1.0 ELSE t[1] END,
                head([r IN p.ratings WHERE r[0] = t[0] AND NOT any(o IN p.ratings WHERE o[0] = r[0] AND o[3] > r[3])]),
                size([o IN p.ended WHERE o[0] = t[0] AND o[1] = 'kept']),
                size([o IN p.ended WHERE o[0] = t[0] AND o[1] = 'broken'])
            ]
        ] | head([mixed IN [t[1] + coalesce(0.6 * 2.0 ^ (t[2][2] / -2) * (t[2][1] - t[1]), 0.0)] | [
            t[0],
            head([
                s IN [mixed * head([
                    trust IN [2.0 * (4 + t[3]) / (8 + t[3] + t[4] * (1 + mixed))] |
                    CASE WHEN trust > 1.25 THEN 1.25 ELSE trust END
                ])] | CASE WHEN s > 1 THEN 1.0 ELSE s END
            ])
        ]])]
    END}] AS people
    // ties with the account itself, and who serves it
    CALL (a, to_account) {
        MATCH (s:Staff)-[k:KNOWS]->(a)
        WHERE k.touches > 0 AND coalesce(s.start, '') <= $day AND coalesce(s.end, '9') > $day
        WITH s, k, k.incoming AS incoming, k.outgoing AS outgoing, k.days AS days,
            $days[k.last] - $days[k.first] AS span, $today - $days[k.last] AS silence,
            size([o IN to_account WHERE o[0] = s AND o[1] = 'kept']) AS kept,
            size([o IN to_account WHERE o[0] = s AND o[1] = 'broken']) AS broken
        WITH s, kept, broken, (1 - exp($faded * (incoming + outgoing) / -3))
            * (0.1 + CASE WHEN incoming + outgoing > 0 THEN 1.8
                * CASE WHEN incoming < outgoing THEN incoming ELSE outgoing END / (incoming + outgoing) ELSE 0.0 END)
            * $channels[k.channels] * $ages[CASE WHEN span > 3653 THEN 3653 ELSE span END]
            * 0.2 ^ (silence / CASE
                WHEN days = 1 THEN 720.0
                WHEN span < 7 * (days - 1) THEN 56.0
                WHEN span > 180 * (days - 1) THEN 1440.0
                ELSE 8.0 * span / (days - 1)
            END) AS seen
        WITH s, kept, broken, CASE WHEN seen > 1 THEN 1.0 ELSE seen END AS mixed
        WITH s, mixed, 2.0 * (4 + kept) / (8 + kept + broken * (1 + mixed)) AS trust
        WITH s, mixed * CASE WHEN trust > 1.25 THEN 1.25 ELSE trust END AS strong
        RETURN collect([s, CASE WHEN strong > 1 THEN 1.0 ELSE strong END]) AS direct
    }
    CALL (a) {
        MATCH (s:Staff)-[v:SERVES]->(a)
        WHERE coalesce(v.start, '') <= $day AND coalesce(v.end, '9') > $day
            AND coalesce(s.start, '') <= $day AND coalesce(s.end, '9') > $day
        RETURN collect(DISTINCT s) AS serving
    }
    // who decides, with which weight, and how strongly all of ours hold them
    WITH a, people, direct, serving, reduce(sum = 0.0, d IN direct | sum + d[1]) AS pulled, [
        p IN people WHERE p.job.decision_role IS NOT NULL OR p.job.decision_weight IS NOT NULL OR p.job.veto
    ] AS deciding
    WITH *, CASE
        WHEN deciding <> [] THEN deciding
        WHEN any(p IN people WHERE p.touched) THEN [p IN people WHERE p.touched]
        ELSE [{held: []}]
    END AS contacts
    WITH *, [c IN contacts | [
        coalesce(c.job.decision_weight, $roles[c.job.decision_role]),
        c.held,
        reduce(sum = pulled, t IN c.held | sum + t[1])
    ]] AS contacts
    WITH *, [c IN contacts WHERE c[0] IS NOT NULL | c[0]] AS known
    WITH *, CASE WHEN known = [] THEN 1.0 ELSE reduce(sum = 0.0, w IN known | sum + w) / size(known) END AS mean
    WITH *, reduce(sum = 0.0, c IN contacts | sum + coalesce(c[0], mean)) AS total
    WITH *, CASE WHEN total > 0 THEN total ELSE toFloat(size(contacts)) END AS total,
        [c IN contacts | [CASE WHEN total > 0 THEN coalesce(c[0], mean) ELSE 1.0 END, c[1], c[2]]] AS contacts
    // what it paid
    CALL (a) {
        MATCH (a)-[:BOOKED]->(b:Booking)
        WHERE b.day <= $day AND b.day > $year_before
        RETURN sum(b.ten_thousandths) AS paid, count(DISTINCT CASE WHEN b.line <> '' THEN b.line END) AS lines
    }
    WITH *, CASE WHEN paid > 0 THEN paid ELSE 0 END AS value,
        0.3 + 0.2 * CASE WHEN lines > 5 THEN 1.0 WHEN lines < 1 THEN 0.0 ELSE (lines - 1) / 4.0 END AS phi
    // who of ours has a row there, and which share they hold
    CALL (people, direct, serving) {
        UNWIND reduce(all = [], p IN people | all + [t IN p.held | [t[0], t[1], 0.0, 0]])
            + [d IN direct | [d[0], 0.0, d[1], 0]] + [s IN serving | [s, 0.0, 0.0, 1]] AS e
        WITH e[0] AS s, max(e[1]) AS strongest, max(e[2]) AS own, max(e[3]) AS serves
        WHERE strongest + own >= 0.01 OR serves = 1
        RETURN s, own
    }
    WITH a, s, value, reduce(sum = 0.0, c IN contacts | sum + c[0] * head([
        ours IN [reduce(sum = own, t IN c[1] | CASE WHEN t[0] = s THEN sum + t[1] ELSE sum END)] |
        ours / (ours + 0.8 * (c[2] - ours) + phi)
    ])) / total AS share
    RETURN s, a.id AS account, value, share
}
RETURN s.id AS staff, count(*) AS accounts, sum(value * share) AS held,
    collect(CASE WHEN $rows THEN [account, share, value] END) AS rows
