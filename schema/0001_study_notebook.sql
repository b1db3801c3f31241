-- A study from cage card to first numbers: protocol, arms, cages, animals, tumors, readings,
-- body weights, dispositions, exclusions, and the audit trail of every change to them.
--
-- Why it looks like this:
-- * Every row has a globally unique id (UUID version 7 as text), so that two files can be merged.
-- * Ids made later sort later, so rows stored by id (WITHOUT ROWID) are appended, and a second
--   index of ids is saved.
-- * Nothing computed is stored: volumes, study days and percentages follow from sizes, dates and
--   the protocol. Dates are text (2026-01-22); `day_part` is the fraction that a source with
--   fractional study days gave, 0 otherwise.
-- * A row that breaks a rule cannot exist, whichever program writes it: STRICT types, CHECKs,
--   foreign keys (those that name a study keep an animal, its arm and its cage in one study).
-- * Triggers that record every change are not written here: they are generated from these tables
--   after every migration, so that no column can be forgotten.
-- README.md in this folder is the dictionary.

CREATE TABLE studies (
    id                       TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    name                     TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
    status                   TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    data_origin              TEXT NOT NULL CHECK (data_origin IN ('recorded', 'simulated')),
    model                    TEXT CHECK (length(model) BETWEEN 1 AND 200),
    cells_implanted          REAL CHECK (cells_implanted >= 1),
    matrix                   TEXT CHECK (length(matrix) BETWEEN 1 AND 200),
    implant_site             TEXT CHECK (length(implant_site) BETWEEN 1 AND 200),
    implanted_on             TEXT CHECK (implanted_on IS date(implanted_on)),
    strain                   TEXT CHECK (length(strain) BETWEEN 1 AND 200),
    vendor                   TEXT CHECK (length(vendor) BETWEEN 1 AND 200),
    approval                 TEXT CHECK (length(approval) BETWEEN 1 AND 200),
    objective                TEXT CHECK (length(objective) BETWEEN 1 AND 4000),
    day0                     TEXT CHECK (day0 IS date(day0)),
    volume_formula           TEXT NOT NULL CHECK (volume_formula IN
                                 ('half_lw2', 'pi6_lw2', 'k052_lw2', 'pi6_lwh', 'half_lwh', 'pi6_lw15', 'given')),
    calibration              REAL NOT NULL CHECK (calibration > 0),
    loq_mm3                  REAL CHECK (loq_mm3 >= 0),
    landmark_day             REAL,
    baseline_rule            TEXT NOT NULL CHECK (baseline_rule IN ('day0', 'first')),
    primary_definition       TEXT NOT NULL CHECK (length(primary_definition) BETWEEN 1 AND 200),
    limit_weight_loss_percent REAL CHECK (limit_weight_loss_percent BETWEEN 1 AND 99),
    limit_tumor_size_mm      REAL CHECK (limit_tumor_size_mm > 0),
    limit_tumor_volume_mm3   REAL CHECK (limit_tumor_volume_mm3 > 0),
    CHECK (implanted_on IS NULL OR day0 IS NULL OR implanted_on <= day0)
) STRICT, WITHOUT ROWID;

CREATE TABLE arms (
    id         TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id   TEXT NOT NULL REFERENCES studies (id),
    position   INTEGER NOT NULL CHECK (position >= 1),
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    is_control INTEGER NOT NULL CHECK (is_control IN (0, 1)),
    vehicle    TEXT CHECK (length(vehicle) BETWEEN 1 AND 200),
    UNIQUE (study_id, name),
    UNIQUE (study_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX one_control_arm_per_study ON arms (study_id) WHERE is_control = 1;

CREATE TABLE treatments (
    id       TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    arm_id   TEXT NOT NULL REFERENCES arms (id),
    position INTEGER NOT NULL CHECK (position >= 1),
    compound TEXT NOT NULL CHECK (length(compound) BETWEEN 1 AND 200),
    dose     REAL CHECK (dose >= 0),
    unit     TEXT CHECK (length(unit) BETWEEN 1 AND 200),
    route    TEXT CHECK (length(route) BETWEEN 1 AND 200),
    schedule TEXT CHECK (length(schedule) BETWEEN 1 AND 200),
    UNIQUE (arm_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE cages (
    id       TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id TEXT NOT NULL REFERENCES studies (id),
    label    TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 200),
    UNIQUE (study_id, label),
    UNIQUE (study_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE animals (
    id       TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id TEXT NOT NULL REFERENCES studies (id),
    tag      TEXT NOT NULL CHECK (length(tag) BETWEEN 1 AND 200),
    rfid     TEXT CHECK (length(rfid) BETWEEN 1 AND 200),
    sex      TEXT CHECK (sex IN ('female', 'male')),
    born_on  TEXT CHECK (born_on IS date(born_on)),
    source   TEXT CHECK (length(source) BETWEEN 1 AND 200),
    cage_id  TEXT,
    arm_id   TEXT,
    UNIQUE (study_id, tag),
    UNIQUE (study_id, rfid),
    FOREIGN KEY (study_id, cage_id) REFERENCES cages (study_id, id),
    FOREIGN KEY (study_id, arm_id) REFERENCES arms (study_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tumors (
    id        TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    animal_id TEXT NOT NULL REFERENCES animals (id),
    site      TEXT NOT NULL CHECK (length(site) BETWEEN 1 AND 200),
    UNIQUE (animal_id, site)
) STRICT, WITHOUT ROWID;

CREATE TABLE readings (
    id               TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    tumor_id         TEXT NOT NULL REFERENCES tumors (id),
    observed_on      TEXT NOT NULL CHECK (observed_on IS date(observed_on)),
    day_part         REAL NOT NULL CHECK (day_part >= 0 AND day_part < 1),
    repeat           INTEGER NOT NULL CHECK (repeat >= 1),
    state            TEXT NOT NULL CHECK (state IN ('measured', 'not_palpable', 'not_measured')),
    length_mm        REAL CHECK (length_mm > 0 AND length_mm <= 50),
    width_mm         REAL CHECK (width_mm > 0 AND width_mm <= length_mm),
    height_mm        REAL CHECK (height_mm > 0 AND height_mm <= 50),
    given_volume_mm3 REAL CHECK (given_volume_mm3 > 0 AND given_volume_mm3 <= 65000),
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

CREATE TABLE body_weights (
    id          TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    animal_id   TEXT NOT NULL REFERENCES animals (id),
    observed_on TEXT NOT NULL CHECK (observed_on IS date(observed_on)),
    day_part    REAL NOT NULL CHECK (day_part >= 0 AND day_part < 1),
    repeat      INTEGER NOT NULL CHECK (repeat >= 1),
    weight_g    REAL NOT NULL CHECK (weight_g BETWEEN 5 AND 100),
    observer    TEXT CHECK (length(observer) BETWEEN 1 AND 200),
    recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 24),
    UNIQUE (animal_id, observed_on, day_part, repeat)
) STRICT, WITHOUT ROWID;

CREATE TABLE dispositions (
    id          TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    animal_id   TEXT NOT NULL UNIQUE REFERENCES animals (id),
    kind        TEXT NOT NULL CHECK (kind IN ('scheduled_sacrifice', 'humane_endpoint', 'found_dead', 'excluded')),
    observed_on TEXT NOT NULL CHECK (observed_on IS date(observed_on)),
    day_part    REAL NOT NULL CHECK (day_part >= 0 AND day_part < 1),
    reason      TEXT CHECK (length(reason) BETWEEN 1 AND 4000)
) STRICT, WITHOUT ROWID;

CREATE TABLE exclusions (
    id          TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id    TEXT NOT NULL REFERENCES studies (id),
    animal_id   TEXT REFERENCES animals (id),
    observed_on TEXT CHECK (observed_on IS date(observed_on)),
    day_part    REAL CHECK (day_part >= 0 AND day_part < 1),
    reading_id  TEXT REFERENCES readings (id),
    reason      TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 4000),
    foreseen    INTEGER NOT NULL CHECK (foreseen IN (0, 1)),
    CHECK ((observed_on IS NULL) = (day_part IS NULL)),
    CHECK (CASE WHEN reading_id IS NULL THEN coalesce(animal_id, observed_on) IS NOT NULL
                ELSE coalesce(animal_id, observed_on) IS NULL END)
) STRICT, WITHOUT ROWID;
CREATE INDEX exclusions_by_study ON exclusions (study_id);
CREATE INDEX exclusions_by_animal ON exclusions (animal_id);
CREATE INDEX exclusions_by_reading ON exclusions (reading_id);
CREATE INDEX animals_by_cage ON animals (cage_id);
CREATE INDEX animals_by_arm ON animals (arm_id);

-- The audit trail. `hash` is null only while an operation is being written, and an operation is
-- written in one transaction: no other program ever sees it so. It is what the triggers look for.
CREATE TABLE operations (
    seq            INTEGER NOT NULL PRIMARY KEY CHECK (seq >= 1),
    id             TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    at             TEXT NOT NULL CHECK (length(at) = 24),
    utc_offset_min INTEGER NOT NULL CHECK (utc_offset_min BETWEEN -1080 AND 1080),
    author         TEXT NOT NULL CHECK (length(author) BETWEEN 1 AND 200),
    verb           TEXT NOT NULL CHECK (length(verb) BETWEEN 1 AND 200),
    reason         TEXT CHECK (length(reason) BETWEEN 1 AND 4000),
    program        TEXT NOT NULL,
    undoes         INTEGER UNIQUE REFERENCES operations (seq),
    previous_hash  TEXT NOT NULL CHECK (length(previous_hash) = 64),
    hash           TEXT CHECK (length(hash) = 64)
) STRICT;
CREATE UNIQUE INDEX the_open_operation ON operations (1) WHERE hash IS NULL;

-- One row per changed row. `operation` is null only where another program made the change.
CREATE TABLE changes (
    seq        INTEGER NOT NULL PRIMARY KEY,
    operation  INTEGER REFERENCES operations (seq),
    table_name TEXT NOT NULL,
    row_id     TEXT NOT NULL,
    before     TEXT,
    after      TEXT
) STRICT;
CREATE INDEX changes_by_operation ON changes (operation);
CREATE INDEX changes_by_row ON changes (row_id);
