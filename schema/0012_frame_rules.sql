-- What decides which readings count, and by which test a study answers, is chosen before results are known: so it
-- belongs to the protocol and is frozen with the plan. The primary test (NULL: the default of the program); how many
-- days around a nominal day count as that day (NULL: none); the last day of growth and models (NULL: the landmark
-- day); which of several readings of a day counts (NULL: the last). Plans that were frozen before say nothing of them
-- (NULL).
--
-- A file without dates, or without a day 0, gets one at import. That date is assumed: it must not be printed as one
-- that was. Notebooks from before do not know which of their dates were assumed: theirs are taken as given (NULL).
--
-- Arms have a short label of their own for figures and tables.
--
-- No row is changed, so that what was entered before can still be undone.

ALTER TABLE studies ADD COLUMN primary_test TEXT CHECK (length(primary_test) BETWEEN 1 AND 200);
ALTER TABLE studies ADD COLUMN visit_window_days REAL CHECK (visit_window_days BETWEEN 0 AND 7);
ALTER TABLE studies ADD COLUMN horizon_day REAL;
ALTER TABLE studies ADD COLUMN repeats TEXT CHECK (repeats IN ('last', 'mean'));
ALTER TABLE studies ADD COLUMN day0_assumed INTEGER CHECK (day0_assumed = 1);

ALTER TABLE arms ADD COLUMN label TEXT CHECK (length(label) BETWEEN 1 AND 20);
CREATE UNIQUE INDEX arms_by_label ON arms (study_id, label) WHERE label IS NOT NULL;

ALTER TABLE plans ADD COLUMN primary_test TEXT CHECK (length(primary_test) BETWEEN 1 AND 200);
ALTER TABLE plans ADD COLUMN visit_window_days REAL CHECK (visit_window_days BETWEEN 0 AND 7);
ALTER TABLE plans ADD COLUMN repeats TEXT CHECK (repeats IN ('last', 'mean'));
ALTER TABLE plans ADD COLUMN residual TEXT CHECK (residual IN ('arm', 'common'));
ALTER TABLE plans ADD COLUMN interval TEXT CHECK (length(interval) BETWEEN 1 AND 200);
