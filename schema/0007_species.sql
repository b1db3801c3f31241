-- What size, volume or body weight can be true depends on the species: a rat of 300 g is no slip of the
-- decimal point, a mouse of 300 g is. So species is a fact of the study, and the program checks values by it.
-- The tables cannot: a CHECK sees no other row. They keep out what is true of no species, so their bounds are
-- now those of the largest. Notebooks from before held mice.
--
-- SQLite cannot change a CHECK, so both tables are made anew. Exclusions name readings: they stand aside
-- meanwhile. No row is changed.

ALTER TABLE studies ADD COLUMN species TEXT NOT NULL DEFAULT 'mouse'
    CHECK (species IN ('mouse', 'rat', 'hamster'));

CREATE TEMPORARY TABLE exclusions_aside AS SELECT * FROM main.exclusions;
DELETE FROM exclusions;

CREATE TABLE wider_readings (
    id               TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    tumor_id         TEXT NOT NULL REFERENCES tumors (id),
    observed_on      TEXT NOT NULL CHECK (observed_on IS date(observed_on)),
    day_part         REAL NOT NULL CHECK (day_part >= 0 AND day_part < 1),
    repeat           INTEGER NOT NULL CHECK (repeat >= 1),
    state            TEXT NOT NULL CHECK (state IN ('measured', 'not_palpable', 'not_measured')),
    length_mm        REAL CHECK (length_mm > 0 AND length_mm <= 85),
    width_mm         REAL CHECK (width_mm > 0 AND width_mm <= length_mm),
    height_mm        REAL CHECK (height_mm > 0 AND height_mm <= 85),
    given_volume_mm3 REAL CHECK (given_volume_mm3 > 0 AND given_volume_mm3 <= 310000),
    reason           TEXT CHECK (length(reason) BETWEEN 1 AND 4000),
    typed            TEXT CHECK (length(typed) BETWEEN 1 AND 200),
    observer         TEXT CHECK (length(observer) BETWEEN 1 AND 200),
    method           TEXT NOT NULL CHECK (length(method) BETWEEN 1 AND 200),
    recorded_at      TEXT NOT NULL CHECK (length(recorded_at) = 24),
    UNIQUE (tumor_id, observed_on, day_part, repeat),
    CHECK ((length_mm IS NULL) = (width_mm IS NULL) AND (height_mm IS NULL OR length_mm IS NOT NULL)),
    CHECK (CASE state
        WHEN 'measured' THEN coalesce(length_mm, given_volume_mm3) IS NOT NULL AND reason IS NULL
        WHEN 'not_palpable' THEN coalesce(length_mm, given_volume_mm3, reason) IS NULL
        ELSE coalesce(length_mm, given_volume_mm3) IS NULL AND reason IS NOT NULL
    END)
) STRICT, WITHOUT ROWID;
INSERT INTO wider_readings SELECT * FROM readings;
DROP TABLE readings;
ALTER TABLE wider_readings RENAME TO readings;

CREATE TABLE wider_body_weights (
    id          TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    animal_id   TEXT NOT NULL REFERENCES animals (id),
    observed_on TEXT NOT NULL CHECK (observed_on IS date(observed_on)),
    day_part    REAL NOT NULL CHECK (day_part >= 0 AND day_part < 1),
    repeat      INTEGER NOT NULL CHECK (repeat >= 1),
    weight_g    REAL NOT NULL CHECK (weight_g BETWEEN 5 AND 1000),
    observer    TEXT CHECK (length(observer) BETWEEN 1 AND 200),
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 24),
    UNIQUE (animal_id, observed_on, day_part, repeat)
) STRICT, WITHOUT ROWID;
INSERT INTO wider_body_weights SELECT * FROM body_weights;
DROP TABLE body_weights;
ALTER TABLE wider_body_weights RENAME TO body_weights;

INSERT INTO exclusions SELECT * FROM exclusions_aside;
DROP TABLE temp.exclusions_aside;
