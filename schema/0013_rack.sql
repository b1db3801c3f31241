-- Two ways to leave a study were missing: a reserve animal that no arm needed, and one that was transferred alive to
-- another study or use. They were entered as exclusions, which says that something was wrong with the animal or its data.
--
-- Animals of one cage are told apart by notches or punches of their ears: an animal has an ear mark (NULL: unmarked, or
-- not known).
--
-- SQLite cannot change a CHECK, so dispositions are made anew. No row is changed.

CREATE TABLE wider_dispositions (
    id          TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    animal_id   TEXT NOT NULL UNIQUE REFERENCES animals (id),
    kind        TEXT NOT NULL CHECK (kind IN ('scheduled_sacrifice', 'humane_endpoint', 'found_dead', 'excluded', 'reserve', 'transferred')),
    observed_on TEXT NOT NULL CHECK (observed_on IS date(observed_on)),
    day_part    REAL NOT NULL CHECK (day_part >= 0 AND day_part < 1),
    reason      TEXT CHECK (length(reason) BETWEEN 1 AND 4000)
) STRICT, WITHOUT ROWID;
INSERT INTO wider_dispositions SELECT * FROM dispositions;
DROP TABLE dispositions;
ALTER TABLE wider_dispositions RENAME TO dispositions;

ALTER TABLE animals ADD COLUMN ear TEXT CHECK (length(ear) BETWEEN 1 AND 200);
