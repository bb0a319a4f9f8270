-- Whether a conversion lasts: one question to one side, answered once or never.
CREATE TABLE retention_checks (
    id TEXT NOT NULL PRIMARY KEY,
    conversion_id TEXT NOT NULL REFERENCES conversions (id),
    trial_id TEXT NOT NULL REFERENCES trials (id),
    days INTEGER NOT NULL CHECK (days >= 1),
    side TEXT NOT NULL CHECK (side IN ('business', 'vendor')),
    asked_at INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('asked', 'retained', 'ended')),
    reason_code TEXT,
    reason_text TEXT,
    answered_by TEXT REFERENCES accounts (id),
    answered_at INTEGER,
    CONSTRAINT retention_checks_answered CHECK ((status = 'asked') = (answered_at IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)),
    CONSTRAINT retention_checks_ended CHECK ((status = 'ended') = (reason_code IS NOT NULL) AND (reason_text IS NULL OR reason_code IS NOT NULL)),
    CONSTRAINT retention_checks_in_order CHECK (answered_at >= asked_at)
) STRICT;
CREATE UNIQUE INDEX retention_checks_once ON retention_checks (conversion_id, days, side);
CREATE INDEX retention_checks_of_trial ON retention_checks (trial_id, id);

CREATE VIEW retention_checks_readable AS SELECT
    id,
    conversion_id,
    trial_id,
    days,
    side,
    strftime('%Y-%m-%dT%H:%M:%S', asked_at / 1000000, 'unixepoch') || printf('.%06dZ', asked_at % 1000000) AS asked_at,
    status,
    reason_code,
    reason_text,
    answered_by,
    strftime('%Y-%m-%dT%H:%M:%S', answered_at / 1000000, 'unixepoch') || printf('.%06dZ', answered_at % 1000000) AS answered_at
FROM retention_checks;

-- The deadlines of what counts already: nine o'clock in Vietnam of each day.
INSERT INTO deadlines (subject_id, kind, step, trial_id, due_at, state)
SELECT c.id, 'retention.check', s.step, c.trial_id,
    (c.converted_at + 25200000000) / 86400000000 * 86400000000 + s.step * 86400000000 + 7200000000, 'waiting'
FROM conversions c, (SELECT 90 AS step UNION ALL SELECT 180 UNION ALL SELECT 365) s
WHERE c.status = 'confirmed' AND c.already_customer = 0;
