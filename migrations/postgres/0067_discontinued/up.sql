-- Who waits for a platform that its vendor archives waits no more: an end of its own.
ALTER TABLE waiting_entries DROP CONSTRAINT waiting_entries_status_check;
ALTER TABLE waiting_entries ADD CONSTRAINT waiting_entries_status_check
    CHECK (status IN ('waiting', 'offered', 'taken', 'lapsed', 'withdrawn', 'discontinued'));

-- What was archived before: the worker ends what waits for it, and tells those who waited.
INSERT INTO deadlines (subject_id, kind, step, trial_id, due_at, state)
SELECT p.id, 'places.again', 0, NULL, p.updated_at, 'waiting'
FROM platforms p
WHERE p.status = 'archived'
    AND EXISTS (SELECT 1 FROM waiting_entries w WHERE w.platform_id = p.id AND w.status IN ('waiting', 'offered'))
ON CONFLICT (subject_id, kind, step) DO UPDATE
    SET due_at = excluded.due_at, state = 'waiting', settled_at = NULL, why = NULL, put_off_until = NULL;
