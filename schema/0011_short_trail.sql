-- A file grew by 1.1 kB with each reading that was entered alone. Two things of that told nothing:
-- * Rows stood in the trail with all columns, also those that are NULL. From this version on the triggers leave
--   these out; what was recorded before stays as it is.
-- * Of `operations`, an index of ids, by which nothing is looked up (they are drawn so that they are unique), and
--   one of `undoes`, which is NULL in nearly all rows. The index of `undoes` now has the other rows only.
--
-- SQLite cannot drop the index of a UNIQUE column, so the table is made anew, and so are those that refer to it.
-- No row is changed.

CREATE TABLE short_operations (
    seq            INTEGER NOT NULL PRIMARY KEY CHECK (seq >= 1),
    id             TEXT NOT NULL CHECK (length(id) = 36),
    at             TEXT NOT NULL CHECK (length(at) = 24),
    utc_offset_min INTEGER NOT NULL CHECK (utc_offset_min BETWEEN -1080 AND 1080),
    author         TEXT NOT NULL CHECK (length(author) BETWEEN 1 AND 200),
    verb           TEXT NOT NULL CHECK (length(verb) BETWEEN 1 AND 200),
    reason         TEXT CHECK (length(reason) BETWEEN 1 AND 4000),
    program        TEXT NOT NULL,
    undoes         INTEGER REFERENCES short_operations (seq),
    previous_hash  TEXT NOT NULL CHECK (length(previous_hash) = 64),
    hash           TEXT CHECK (length(hash) = 64)
) STRICT;
INSERT INTO short_operations SELECT * FROM operations ORDER BY seq;

CREATE TABLE short_changes (
    seq        INTEGER NOT NULL PRIMARY KEY,
    operation  INTEGER REFERENCES short_operations (seq),
    table_name TEXT NOT NULL,
    row_id     TEXT NOT NULL,
    before     TEXT,
    after      TEXT
) STRICT;
INSERT INTO short_changes SELECT * FROM changes ORDER BY seq;

CREATE TABLE short_copies (
    id       TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id TEXT NOT NULL REFERENCES studies (id),
    kind     TEXT NOT NULL CHECK (kind IN ('report', 'figure', 'export')),
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 4000),
    bytes    INTEGER NOT NULL CHECK (bytes >= 0),
    sha256   TEXT NOT NULL CHECK (length(sha256) = 64),
    state    INTEGER NOT NULL REFERENCES short_operations (seq)
) STRICT, WITHOUT ROWID;
INSERT INTO short_copies SELECT * FROM copies;

DROP TABLE changes;
DROP TABLE copies;
DROP TABLE operations;
ALTER TABLE short_operations RENAME TO operations;
ALTER TABLE short_changes RENAME TO changes;
ALTER TABLE short_copies RENAME TO copies;
CREATE INDEX copies_by_study ON copies (study_id);
CREATE INDEX copies_by_hash ON copies (sha256);
CREATE INDEX copies_by_state ON copies (state);
CREATE UNIQUE INDEX the_open_operation ON operations (1) WHERE hash IS NULL;
CREATE UNIQUE INDEX operations_that_undo ON operations (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX changes_by_operation ON changes (operation);
CREATE INDEX changes_by_row ON changes (row_id);
