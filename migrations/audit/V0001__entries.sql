-- Who asked what about whom, when, why and at which revision of the graph. Rows are only ever added.

CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    data_format INTEGER NOT NULL
) STRICT;

INSERT INTO meta (only_row, data_format) VALUES (1, 1);

CREATE TABLE entry (
    key INTEGER PRIMARY KEY,
    at INTEGER NOT NULL, -- microseconds since 1970-01-01 in UTC
    viewer TEXT NOT NULL,
    purpose TEXT NOT NULL,
    question TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX entry_by_time ON entry (at);

CREATE TABLE subject (
    entry INTEGER NOT NULL REFERENCES entry (key),
    place INTEGER NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (entry, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_by_id ON subject (id, entry);

CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN
    SELECT raise(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN
    SELECT raise(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER subject_stays BEFORE UPDATE ON subject BEGIN
    SELECT raise(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER subject_is_kept BEFORE DELETE ON subject BEGIN
    SELECT raise(ABORT, 'the audit log is append-only');
END;
