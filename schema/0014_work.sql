-- A study is planned: what is to be done, for which animals and when. A plan is rules, not a row per event: what is due
-- on a date follows from its lines, so that a changed plan rewrites nothing, and two notebooks that plan alike agree.
-- Stored besides is only what happened to what was planned and leaves no other trace: that somebody waived it.
--
-- Work is listed in the order in which somebody walks through the rooms, so a cage has a place. An animal may have a
-- note.

CREATE TABLE work_lines (
    id        TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id  TEXT NOT NULL REFERENCES studies (id),
    number    INTEGER NOT NULL CHECK (number >= 1),
    kind      TEXT NOT NULL CHECK (kind IN ('measure', 'weigh', 'take_down')),
    schedule  TEXT NOT NULL CHECK (length(schedule) BETWEEN 1 AND 1000),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on   TEXT CHECK (ends_on IS date(ends_on)),
    note      TEXT CHECK (length(note) BETWEEN 1 AND 4000),
    UNIQUE (study_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE work_members (
    id        TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    line_id   TEXT NOT NULL REFERENCES work_lines (id),
    arm_id    TEXT REFERENCES arms (id),
    cohort_id TEXT REFERENCES cohorts (id),
    animal_id TEXT REFERENCES animals (id),
    CHECK ((arm_id IS NOT NULL) + (cohort_id IS NOT NULL) + (animal_id IS NOT NULL) = 1)
) STRICT, WITHOUT ROWID;
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
CREATE INDEX waivers_by_line ON waivers (line_id);

ALTER TABLE cages ADD COLUMN room TEXT CHECK (length(room) BETWEEN 1 AND 200);
ALTER TABLE cages ADD COLUMN rack TEXT CHECK (length(rack) BETWEEN 1 AND 200);
ALTER TABLE cages ADD COLUMN place TEXT CHECK (length(place) BETWEEN 1 AND 200);

ALTER TABLE animals ADD COLUMN note TEXT CHECK (length(note) BETWEEN 1 AND 4000);
