DROP VIEW deadlines_readable;
DROP INDEX deadlines_of_trial;
-- The older program has no word for these.
DELETE FROM deadlines WHERE trial_id IS NULL;
DROP INDEX deadlines_due;
ALTER TABLE deadlines RENAME TO deadlines_after;
ALTER INDEX deadlines_pkey RENAME TO deadlines_after_pkey;
CREATE TABLE deadlines (
    subject_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    step BIGINT NOT NULL,
    trial_id TEXT COLLATE "C" NOT NULL REFERENCES trials (id),
    due_at BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'done', 'skipped')),
    settled_at BIGINT,
    why TEXT COLLATE "C",
    put_off_until BIGINT,
    PRIMARY KEY (subject_id, kind, step),
    CHECK ((state = 'waiting') = (settled_at IS NULL)),
    CHECK ((state = 'skipped') = (why IS NOT NULL))
);
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
    to_char(to_timestamp(due_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((due_at % 1000000)::text, 6, '0') || 'Z' AS due_at,
    state,
    to_char(to_timestamp(settled_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((settled_at % 1000000)::text, 6, '0') || 'Z' AS settled_at,
    why,
    to_char(to_timestamp(put_off_until / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((put_off_until % 1000000)::text, 6, '0') || 'Z' AS put_off_until
FROM deadlines;
DROP VIEW waiting_entries_readable;
DROP VIEW platform_places_readable;
DROP TABLE waiting_entries;
DROP INDEX trials_open;
DROP TABLE platform_places;
