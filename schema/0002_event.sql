-- What a study counts as the event of its time-to-event analysis is protocol data: the rule itself, and
-- which dispositions are events, which censor and which compete (an animal killed for an ulcer can no
-- longer progress). Both are short texts in the notation of the command line, so that they read alike
-- in the file, in exports and on the screen; none means the rule and the roles that analyses assume.

ALTER TABLE studies ADD COLUMN event_rule TEXT CHECK (length(event_rule) BETWEEN 1 AND 200);
ALTER TABLE studies ADD COLUMN disposition_roles TEXT CHECK (length(disposition_roles) BETWEEN 1 AND 1000);
