-- What a snapshot reads besides the records.

-- name: ties
-- Key, the ends' ids, the assumptions folded with, and the columns of TieStatistics: the next ties after a key.
SELECT
    t.key,
    s.id,
    p.id,
    a.id,
    t.assumptions,
    t.incoming,
    t.outgoing,
    t.first_day,
    t.last_day,
    t.days,
    t.channels,
    t.touches
FROM tie AS t
CROSS JOIN staff AS s ON s.key = t.staff
LEFT JOIN person AS p ON p.key = t.person
LEFT JOIN account AS a ON a.key = t.account
WHERE t.key > :after
ORDER BY t.key
LIMIT :limit

-- name: touches
-- Place, day, channel and direction of the touches of these ties: keys as a JSON list, by (place, at, id).
SELECT k.key, x.day, x.channel, x.direction
FROM json_each(:ties) AS k CROSS JOIN touch AS x ON x.tie = k.value
ORDER BY k.key, x.at, x.id
