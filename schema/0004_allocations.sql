-- Which animal was drawn into which arm must be repeatable years later, on another machine, after tags
-- and arms have been renamed and animals added. So a draw that was accepted is kept whole: what was fed
-- into it (`input`), what it was told and what came out (`receipt`), and every animal's place. Draws
-- that were replaced stay: how often it was drawn, and with which seeds, is part of the answer.
--
-- Seeds are 64 bits without sign, which SQLite's integers cannot hold: they are text. Neither `input`
-- nor `receipt` names an arm: a blinded study has nothing to hide in them.

CREATE TABLE allocations (
    id             TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id       TEXT NOT NULL REFERENCES studies (id),
    number         INTEGER NOT NULL CHECK (number >= 1),
    method         TEXT NOT NULL CHECK (method IN ('simple', 'block', 'stratified', 'serpentine', 'balanced')),
    seed           TEXT NOT NULL CHECK (length(seed) BETWEEN 1 AND 20 AND seed NOT GLOB '*[^0-9]*'),
    iterations     INTEGER NOT NULL CHECK (iterations >= 0),
    score          REAL NOT NULL CHECK (score >= 0),
    observed_on    TEXT CHECK (observed_on IS date(observed_on)),
    observed_until TEXT CHECK (observed_until IS date(observed_until)),
    reason         TEXT CHECK (length(reason) BETWEEN 1 AND 4000),
    author         TEXT NOT NULL CHECK (length(author) BETWEEN 1 AND 200),
    recorded_at    TEXT NOT NULL CHECK (length(recorded_at) = 24),
    arms           TEXT NOT NULL CHECK (json_valid(arms)),
    input          TEXT NOT NULL CHECK (json_valid(input)),
    receipt        TEXT NOT NULL CHECK (json_valid(receipt)),
    UNIQUE (study_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE allocation_places (
    id            TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    allocation_id TEXT NOT NULL REFERENCES allocations (id),
    animal_id     TEXT NOT NULL REFERENCES animals (id),
    position      INTEGER CHECK (position >= 1),
    arm_id        TEXT REFERENCES arms (id),
    left_out      TEXT CHECK (length(left_out) BETWEEN 1 AND 4000),
    UNIQUE (allocation_id, animal_id),
    CHECK ((arm_id IS NULL) <> (left_out IS NULL)),
    CHECK (arm_id IS NULL OR position IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX allocation_places_by_animal ON allocation_places (animal_id);
CREATE INDEX allocation_places_by_arm ON allocation_places (arm_id);
