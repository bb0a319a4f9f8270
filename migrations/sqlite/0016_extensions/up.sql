-- One side asks for more days, the other agrees or refuses.
CREATE TABLE extensions (
    id TEXT NOT NULL PRIMARY KEY,
    trial_id TEXT NOT NULL REFERENCES trials (id),
    asked_by_side TEXT NOT NULL CHECK (asked_by_side IN ('business', 'vendor')),
    asked_by TEXT NOT NULL REFERENCES accounts (id),
    asked_at INTEGER NOT NULL,
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 366),
    reason_code TEXT NOT NULL,
    reason_text TEXT,
    status TEXT NOT NULL CHECK (status IN ('asked', 'agreed', 'refused', 'withdrawn')),
    answered_by TEXT REFERENCES accounts (id),
    answered_at INTEGER,
    answer_code TEXT,
    answer_text TEXT,
    version INTEGER NOT NULL,
    CHECK ((status = 'asked') = (answered_at IS NULL) AND (answered_by IS NULL) = (answered_at IS NULL)),
    CHECK (status <> 'agreed' OR answered_by <> asked_by),
    CHECK ((status = 'refused') = (answer_code IS NOT NULL))
) STRICT;
-- One wish waits at a time.
CREATE UNIQUE INDEX extensions_waiting ON extensions (trial_id) WHERE status = 'asked';
CREATE INDEX extensions_of_trial ON extensions (trial_id, id);

CREATE VIEW extensions_readable AS SELECT
    id,
    trial_id,
    asked_by_side,
    asked_by,
    strftime('%Y-%m-%dT%H:%M:%S', asked_at / 1000000, 'unixepoch') || printf('.%06dZ', asked_at % 1000000) AS asked_at,
    days,
    reason_code,
    reason_text,
    status,
    answered_by,
    strftime('%Y-%m-%dT%H:%M:%S', answered_at / 1000000, 'unixepoch') || printf('.%06dZ', answered_at % 1000000) AS answered_at,
    answer_code,
    answer_text,
    version
FROM extensions;
