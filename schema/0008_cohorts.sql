-- Studies enroll in waves. Animals of a later wave are treated and read on later dates, but day 7 of each is
-- seven days after its own start. So an animal may belong to a cohort, and a cohort may have a day 0 of its
-- own; study days of its animals count from there. Animals without a cohort, and cohorts without a day 0,
-- count from day 0 of the study, as all did before.
--
-- SQLite cannot add a key of two columns to a table: that a cohort is one of the animal's own study is
-- checked by the program.

CREATE TABLE cohorts (
    id       TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    study_id TEXT NOT NULL REFERENCES studies (id),
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    day0_on  TEXT CHECK (day0_on IS date(day0_on)),
    UNIQUE (study_id, name)
) STRICT, WITHOUT ROWID;

ALTER TABLE animals ADD COLUMN cohort_id TEXT REFERENCES cohorts (id);
CREATE INDEX animals_by_cohort ON animals (cohort_id);
