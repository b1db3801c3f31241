-- A report, figure or export leaves the notebook and is found again later: in a mail, in a folder, on paper
-- that was scanned. Each file that is recorded has a row here with the hash of its bytes and the number of
-- the operation whose state it shows; who took it and when is what the operation says under which the row
-- was made. A row is never changed, and its operation cannot be undone: who has a copy has it.

CREATE TABLE copies (
    id       TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id TEXT NOT NULL REFERENCES studies (id),
    kind     TEXT NOT NULL CHECK (kind IN ('report', 'figure', 'export')),
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 4000),
    bytes    INTEGER NOT NULL CHECK (bytes >= 0),
    sha256   TEXT NOT NULL CHECK (length(sha256) = 64),
    state    INTEGER NOT NULL REFERENCES operations (seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX copies_by_study ON copies (study_id);
CREATE INDEX copies_by_hash ON copies (sha256);
CREATE INDEX copies_by_state ON copies (state);
