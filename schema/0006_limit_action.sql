-- Limits say when an animal needs attention, and the protocol says what is to be done then. Whoever holds
-- the animal must read that where the value stands, not look it up: so it is protocol data, in words.

ALTER TABLE studies ADD COLUMN limit_action TEXT CHECK (length(limit_action) BETWEEN 1 AND 4000);
