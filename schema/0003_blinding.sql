-- Blinding and the frozen analysis plan.
--
-- Who handles animals or reads tumors must not know their arms. A blinded study shows a code in the
-- place of each arm (`arms.code`), or arms not at all and a code for each animal (`animals.code`,
-- for syringes and tubes). Codes are drawn at random, so that they tell nothing of the order of the
-- arms. They hide from eyes, not from other programs: names stay in their columns, and whoever opens
-- the file with SQLite reads them.
--
-- What the analysis was to be, before anybody knew the arms, is frozen as a plan. A plan is never
-- changed: an amendment is another row with the next number, and the highest one stands. When and by
-- whom a plan was frozen, why it was amended, and when a study was unblinded, is in the audit trail.

ALTER TABLE studies ADD COLUMN blinding TEXT NOT NULL DEFAULT 'open'
    CHECK (blinding IN ('open', 'blinded', 'blinded_animals', 'unblinded'));
ALTER TABLE arms ADD COLUMN code TEXT CHECK (length(code) BETWEEN 1 AND 200);
ALTER TABLE animals ADD COLUMN code TEXT CHECK (length(code) BETWEEN 1 AND 200);
CREATE UNIQUE INDEX arms_by_code ON arms (study_id, code);
CREATE UNIQUE INDEX animals_by_code ON animals (study_id, code);

-- A copy of the key that was handed out while the study stayed blinded: whoever fills syringes needs it.
CREATE TABLE key_copies (
    id       TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id TEXT NOT NULL REFERENCES studies (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_copies_by_study ON key_copies (study_id);

CREATE TABLE plans (
    id                 TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id           TEXT NOT NULL REFERENCES studies (id),
    number             INTEGER NOT NULL CHECK (number >= 1),
    endpoint           TEXT CHECK (length(endpoint) BETWEEN 1 AND 4000),
    control_arm_id     TEXT,
    primary_definition TEXT NOT NULL CHECK (length(primary_definition) BETWEEN 1 AND 200),
    landmark_day       REAL,
    horizon_day        REAL,
    baseline_rule      TEXT NOT NULL CHECK (baseline_rule IN ('day0', 'first')),
    volume_formula     TEXT NOT NULL CHECK (length(volume_formula) BETWEEN 1 AND 200),
    zeros              TEXT NOT NULL CHECK (length(zeros) BETWEEN 1 AND 200),
    event              TEXT NOT NULL CHECK (length(event) BETWEEN 1 AND 200),
    exclude            TEXT NOT NULL CHECK (exclude IN ('listed', 'none')),
    exclusions         TEXT NOT NULL CHECK (json_valid(exclusions)),
    UNIQUE (study_id, number),
    FOREIGN KEY (study_id, control_arm_id) REFERENCES arms (study_id, id)
) STRICT, WITHOUT ROWID;
