-- Doses are planned, prepared and given. A line of the work plan may ask for doses: its regimen says of what, how much, by
-- which route and in which volume. A formulation is a compound made ready to be given. A dose is an entry: what happened to
-- one planned dose of one animal, with the plan, the body weight and the formulation of that moment, which no later
-- change of them touches. Several entries may be of one planned dose: a second part, or a dose given twice by mistake.
--
-- An animal may be off treatment from a date on, and stay on study.
--
-- SQLite cannot change a CHECK, so lines of the work plan and what refers to them are made anew. No row is changed. Kinds of
-- work that later versions of the program will know are let in already, so that this is done once.

CREATE TEMP TABLE old_waivers AS SELECT * FROM waivers;
CREATE TEMP TABLE old_members AS SELECT * FROM work_members;
CREATE TEMP TABLE old_lines AS SELECT * FROM work_lines;
DROP TABLE waivers;
DROP TABLE work_members;
DROP TABLE work_lines;

CREATE TABLE work_lines (
    id        TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id  TEXT NOT NULL REFERENCES studies (id),
    number    INTEGER NOT NULL CHECK (number >= 1),
    kind      TEXT NOT NULL CHECK (kind IN ('weigh', 'measure', 'observe', 'dose', 'sample', 'take_down')),
    schedule  TEXT NOT NULL CHECK (length(schedule) BETWEEN 1 AND 1000),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on   TEXT CHECK (ends_on IS date(ends_on)),
    note      TEXT CHECK (length(note) BETWEEN 1 AND 4000),
    UNIQUE (study_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO work_lines SELECT id, study_id, number, kind, schedule, starts_on, ends_on, note FROM temp.old_lines;

CREATE TABLE work_members (
    id        TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    line_id   TEXT NOT NULL REFERENCES work_lines (id),
    arm_id    TEXT REFERENCES arms (id),
    cohort_id TEXT REFERENCES cohorts (id),
    animal_id TEXT REFERENCES animals (id),
    CHECK ((arm_id IS NOT NULL) + (cohort_id IS NOT NULL) + (animal_id IS NOT NULL) = 1)
) STRICT, WITHOUT ROWID;
INSERT INTO work_members SELECT id, line_id, arm_id, cohort_id, animal_id FROM temp.old_members;
CREATE INDEX work_members_by_line ON work_members (line_id);
CREATE INDEX work_members_by_arm ON work_members (arm_id);
CREATE INDEX work_members_by_cohort ON work_members (cohort_id);
CREATE INDEX work_members_by_animal ON work_members (animal_id);

CREATE TABLE waivers (
    id         TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    animal_id  TEXT NOT NULL REFERENCES animals (id),
    line_id    TEXT NOT NULL REFERENCES work_lines (id),
    planned_on TEXT NOT NULL CHECK (planned_on IS date(planned_on)),
    planned    TEXT NOT NULL CHECK (length(planned) BETWEEN 1 AND 4000),
    reason     TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 4000),
    UNIQUE (animal_id, line_id, planned_on)
) STRICT, WITHOUT ROWID;
INSERT INTO waivers SELECT id, animal_id, line_id, planned_on, planned, reason FROM temp.old_waivers;
CREATE INDEX waivers_by_line ON waivers (line_id);

DROP TABLE temp.old_waivers;
DROP TABLE temp.old_members;
DROP TABLE temp.old_lines;

CREATE TABLE regimens (
    id          TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    line_id     TEXT NOT NULL UNIQUE REFERENCES work_lines (id),
    compound    TEXT CHECK (length(compound) BETWEEN 1 AND 200),
    dose        REAL CHECK (dose >= 0),
    unit        TEXT CHECK (length(unit) BETWEEN 1 AND 200),
    route       TEXT CHECK (length(route) BETWEEN 1 AND 200),
    ml_per_kg   REAL CHECK (ml_per_kg > 0),
    ml          REAL CHECK (ml > 0),
    weight_rule TEXT NOT NULL CHECK (length(weight_rule) BETWEEN 1 AND 200),
    step_ml     REAL NOT NULL CHECK (step_ml > 0),
    hold_rule   TEXT CHECK (length(hold_rule) BETWEEN 1 AND 1000),
    exemption   TEXT CHECK (length(exemption) BETWEEN 1 AND 4000),
    CHECK (ml_per_kg IS NULL OR ml IS NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE formulations (
    id            TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id      TEXT NOT NULL REFERENCES studies (id),
    code          TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 200),
    compound      TEXT CHECK (length(compound) BETWEEN 1 AND 200),
    lot           TEXT CHECK (length(lot) BETWEEN 1 AND 200),
    concentration TEXT CHECK (length(concentration) BETWEEN 1 AND 200),
    vehicle       TEXT CHECK (length(vehicle) BETWEEN 1 AND 200),
    route         TEXT CHECK (length(route) BETWEEN 1 AND 200),
    salt_factor   REAL CHECK (salt_factor > 0),
    volume_ml     REAL CHECK (volume_ml > 0),
    prepared_on   TEXT CHECK (prepared_on IS date(prepared_on)),
    expires_on    TEXT CHECK (expires_on IS date(expires_on)),
    used_up_on    TEXT CHECK (used_up_on IS date(used_up_on)),
    note          TEXT CHECK (length(note) BETWEEN 1 AND 4000),
    UNIQUE (study_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE doses (
    id             TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    recorded_at    TEXT NOT NULL CHECK (length(recorded_at) = 24),
    animal_id      TEXT NOT NULL REFERENCES animals (id),
    observed_on    TEXT NOT NULL CHECK (observed_on IS date(observed_on)),
    day_part       REAL NOT NULL CHECK (day_part >= 0 AND day_part < 1),
    clock_time     TEXT CHECK (clock_time IS NULL OR (clock_time GLOB '[0-2][0-9]:[0-5][0-9]*'
        AND clock_time NOT GLOB '*[.Zz ]*' AND clock_time < '24' AND time(clock_time) IS NOT NULL)),
    repeat         INTEGER NOT NULL CHECK (repeat >= 1),
    observer       TEXT CHECK (length(observer) BETWEEN 1 AND 200),
    line_id        TEXT REFERENCES work_lines (id),
    planned_on     TEXT CHECK (planned_on IS date(planned_on)),
    slot           INTEGER CHECK (slot >= 1),
    state          TEXT NOT NULL CHECK (state IN ('given', 'partial', 'held', 'missed', 'misdosed')),
    reason         TEXT CHECK (length(reason) BETWEEN 1 AND 4000),
    compound       TEXT CHECK (length(compound) BETWEEN 1 AND 200),
    percent        REAL NOT NULL CHECK (percent > 0 AND percent <= 100),
    planned_dose   REAL CHECK (planned_dose >= 0),
    given_dose     REAL CHECK (given_dose >= 0),
    unit           TEXT CHECK (length(unit) BETWEEN 1 AND 200),
    route          TEXT CHECK (length(route) BETWEEN 1 AND 200),
    volume_ml      REAL CHECK (volume_ml >= 0),
    weight_g       REAL CHECK (weight_g > 0),
    weighed_on     TEXT CHECK (weighed_on IS date(weighed_on)),
    formulation_id TEXT REFERENCES formulations (id),
    CHECK ((line_id IS NULL) = (planned_on IS NULL) AND (line_id IS NULL) = (slot IS NULL)),
    CHECK (reason IS NOT NULL OR state = 'given'),
    UNIQUE (animal_id, observed_on, day_part, repeat)
) STRICT, WITHOUT ROWID;
CREATE INDEX doses_by_line ON doses (line_id);
CREATE INDEX doses_by_formulation ON doses (formulation_id);

ALTER TABLE animals ADD COLUMN off_treatment_on TEXT CHECK (off_treatment_on IS date(off_treatment_on));
ALTER TABLE animals ADD COLUMN off_treatment_reason TEXT CHECK (length(off_treatment_reason) BETWEEN 1 AND 4000);
