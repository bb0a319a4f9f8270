DROP VIEW deadlines_readable;
DROP INDEX deadlines_of_trial;
-- The older program has no word for these.
DELETE FROM deadlines WHERE trial_id IS NULL;
DROP INDEX deadlines_due;
ALTER TABLE deadlines RENAME TO deadlines_after;
CREATE TABLE deadlines (
    subject_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    step INTEGER NOT NULL,
    trial_id TEXT NOT NULL REFERENCES trials (id),
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'skipped')),
    settled_at INTEGER,
    why TEXT,
    put_off_until INTEGER,
    PRIMARY KEY (subject_id, kind, step),
    CHECK ((state = 'waiting') = (settled_at IS NULL)),
    CHECK ((state = 'skipped') = (why IS NOT NULL))
) STRICT;
INSERT INTO deadlines (subject_id, kind, step, trial_id, due_at, state, settled_at, why, put_off_until)
SELECT subject_id, kind, step, trial_id, due_at, state, settled_at, why, put_off_until FROM deadlines_after;
DROP TABLE deadlines_after;
CREATE INDEX deadlines_due ON deadlines (due_at, subject_id, kind, step) WHERE state = 'waiting';
CREATE INDEX deadlines_of_trial ON deadlines (trial_id, due_at);

CREATE VIEW deadlines_readable AS SELECT
    subject_id,
    kind,
    step,
    trial_id,
    strftime('%Y-%m-%dT%H:%M:%S', due_at / 1000000, 'unixepoch') || printf('.%06dZ', due_at % 1000000) AS due_at,
    state,
    strftime('%Y-%m-%dT%H:%M:%S', settled_at / 1000000, 'unixepoch') || printf('.%06dZ', settled_at % 1000000) AS settled_at,
    why,
    strftime('%Y-%m-%dT%H:%M:%S', put_off_until / 1000000, 'unixepoch') || printf('.%06dZ', put_off_until % 1000000) AS put_off_until
FROM deadlines;
DROP VIEW waiting_entries_readable;
DROP VIEW platform_places_readable;
DROP TABLE waiting_entries;
DROP INDEX trials_open;
DROP TABLE platform_places;
