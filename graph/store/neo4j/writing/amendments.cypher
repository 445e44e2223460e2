// What was decided about rows and outlives imports. $row_kind is the kind of the rows in words.

// name: any
// Whether anything was decided about rows of a kind.
MATCH (a:Amendment) WHERE a.row_kind = $row_kind AND a.kind IS NOT NULL
WITH a LIMIT 1
RETURN count(a) > 0

// name: found
// What was decided about rows, by the keys of the amendments.
UNWIND $keys AS key
MATCH (a:Amendment {key: key})
RETURN collect([a.row_key, a.kind, a.imported])

// name: moves
// The corrections of keys of rows of a kind; $corrected is the word for a correction.
MATCH (a:Amendment) WHERE a.row_kind = $row_kind AND a.kind = $corrected AND a.imported CONTAINS '"moved_to"'
RETURN collect([a.row_key, a.imported])

// name: make
// Something is decided at an instant ($at), in the place of what was decided before. $rows: of each row the key of its
// amendment, its own key as amendments remember it, what is decided, and the row as it was.
UNWIND $rows AS row
MERGE (a:Amendment {key: row.key})
SET a.row_kind = $row_kind,
    a.row_key = row.row_key,
    a.kind = row.kind,
    a.at = $at,
    a.imported = row.imported,
    a.version = $version

// name: renew
// Corrections remember another row from now on. $rows: of each the key of the amendment, and the row.
UNWIND $rows AS row
MATCH (a:Amendment {key: row.key})
SET a.imported = row.imported, a.version = $version

// name: end
// What was decided holds no more; $keys are those of the amendments.
MATCH (a:Amendment) WHERE a.key IN $keys DELETE a
