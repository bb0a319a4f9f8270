-- One side asks for more days, the other agrees or refuses.
CREATE TABLE extensions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    trial_id TEXT COLLATE "C" NOT NULL REFERENCES trials (id),
    asked_by_side TEXT COLLATE "C" NOT NULL CHECK (asked_by_side IN ('business', 'vendor')),
    asked_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    asked_at BIGINT NOT NULL,
    days BIGINT NOT NULL CHECK (days BETWEEN 1 AND 366),
    reason_code TEXT COLLATE "C" NOT NULL,
    reason_text TEXT COLLATE "C",
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('asked', 'agreed', 'refused', 'withdrawn')),
    answered_by TEXT COLLATE "C" REFERENCES accounts (id),
    answered_at BIGINT,
    answer_code TEXT COLLATE "C",
    answer_text TEXT COLLATE "C",
    version BIGINT NOT NULL,
    CHECK ((status = 'asked') = (answered_at IS NULL) AND (answered_by IS NULL) = (answered_at IS NULL)),
    CHECK (status <> 'agreed' OR answered_by <> asked_by),
    CHECK ((status = 'refused') = (answer_code IS NOT NULL))
);
-- One wish waits at a time.
CREATE UNIQUE INDEX extensions_waiting ON extensions (trial_id) WHERE status = 'asked';
CREATE INDEX extensions_of_trial ON extensions (trial_id, id);

CREATE VIEW extensions_readable AS SELECT
    id,
    trial_id,
    asked_by_side,
    asked_by,
    to_char(to_timestamp(asked_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((asked_at % 1000000)::text, 6, '0') || 'Z' AS asked_at,
    days,
    reason_code,
    reason_text,
    status,
    answered_by,
    to_char(to_timestamp(answered_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((answered_at % 1000000)::text, 6, '0') || 'Z' AS answered_at,
    answer_code,
    answer_text,
    version
FROM extensions;
