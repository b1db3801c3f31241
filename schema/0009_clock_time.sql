-- Hours after a dose come from actual times, so an entry may have a time of day besides its date: local time,
-- with the offset from UTC where the source gives one, as 09:14, 09:14:05 or 09:14:05+01:00. It is one column,
-- because the offset says nothing without the time. Entries from before have none.
--
-- What makes an entry a repeat of another stays date and part of the day: the keys of the tables are the same.

ALTER TABLE readings ADD COLUMN clock_time TEXT
    CHECK (clock_time IS NULL OR (clock_time GLOB '[0-2][0-9]:[0-5][0-9]*' AND clock_time NOT GLOB '*[.Zz ]*'
        AND clock_time < '24' AND time(clock_time) IS NOT NULL));
ALTER TABLE body_weights ADD COLUMN clock_time TEXT
    CHECK (clock_time IS NULL OR (clock_time GLOB '[0-2][0-9]:[0-5][0-9]*' AND clock_time NOT GLOB '*[.Zz ]*'
        AND clock_time < '24' AND time(clock_time) IS NOT NULL));
