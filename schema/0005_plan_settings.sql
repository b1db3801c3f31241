-- Whether an ulcer ends an animal's time or competes with it, whether an event falls on the day it was
-- read or between two readings, how several tumors make one burden, and from which day on mRECIST
-- looks: each changes numbers, so a plan that leaves them open leaves them to be chosen after the arms
-- are known. A plan holds them from now on, as `graftbook analyze` takes them. Plans that were frozen
-- before say nothing of them (NULL), and no analysis is compared with what a plan does not say; empty
-- roles say something, that every disposition censors.

ALTER TABLE plans ADD COLUMN disposition_roles TEXT CHECK (length(disposition_roles) <= 1000);
ALTER TABLE plans ADD COLUMN event_time TEXT CHECK (event_time IN ('read', 'interpolated'));
ALTER TABLE plans ADD COLUMN mrecist_from_day REAL CHECK (mrecist_from_day >= 0);
ALTER TABLE plans ADD COLUMN burden TEXT CHECK (burden IN ('complete', 'available'));
