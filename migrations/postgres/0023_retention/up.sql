-- Whether a conversion lasts: one question to one side, answered once or never.
CREATE TABLE retention_checks (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    conversion_id TEXT COLLATE "C" NOT NULL REFERENCES conversions (id),
    trial_id TEXT COLLATE "C" NOT NULL REFERENCES trials (id),
    days BIGINT NOT NULL CHECK (days >= 1),
    side TEXT COLLATE "C" NOT NULL CHECK (side IN ('business', 'vendor')),
    asked_at BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('asked', 'retained', 'ended')),
    reason_code TEXT COLLATE "C",
    reason_text TEXT COLLATE "C",
    answered_by TEXT COLLATE "C" REFERENCES accounts (id),
    answered_at BIGINT,
    CONSTRAINT retention_checks_answered CHECK ((status = 'asked') = (answered_at IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)),
    CONSTRAINT retention_checks_ended CHECK ((status = 'ended') = (reason_code IS NOT NULL) AND (reason_text IS NULL OR reason_code IS NOT NULL)),
    CONSTRAINT retention_checks_in_order CHECK (answered_at >= asked_at)
);
CREATE UNIQUE INDEX retention_checks_once ON retention_checks (conversion_id, days, side);
CREATE INDEX retention_checks_of_trial ON retention_checks (trial_id, id);

CREATE VIEW retention_checks_readable AS SELECT
    id,
    conversion_id,
    trial_id,
    days,
    side,
    to_char(to_timestamp(asked_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((asked_at % 1000000)::text, 6, '0') || 'Z' AS asked_at,
    status,
    reason_code,
    reason_text,
    answered_by,
    to_char(to_timestamp(answered_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((answered_at % 1000000)::text, 6, '0') || 'Z' AS answered_at
FROM retention_checks;

-- The deadlines of what counts already: nine o'clock in Vietnam of each day.
INSERT INTO deadlines (subject_id, kind, step, trial_id, due_at, state)
SELECT c.id, 'retention.check', s.step, c.trial_id,
    (c.converted_at + 25200000000) / 86400000000 * 86400000000 + s.step * 86400000000 + 7200000000, 'waiting'
FROM conversions c, (SELECT 90 AS step UNION ALL SELECT 180 UNION ALL SELECT 365) s
WHERE c.status = 'confirmed' AND NOT c.already_customer;
