-- What was tried, by keyed digests of purpose and subject: who or what it was cannot be read from it.
-- until_at: the end of the window, or of the pause. forget_at: from then on the row means nothing.
CREATE TABLE limit_counters (
    key BYTEA NOT NULL PRIMARY KEY CHECK (length(key) = 32),
    kind TEXT COLLATE "C" NOT NULL,
    count BIGINT NOT NULL CHECK (count >= 0),
    until_at BIGINT NOT NULL,
    forget_at BIGINT NOT NULL
);
CREATE INDEX limit_counters_by_age ON limit_counters (forget_at);

CREATE VIEW limit_counters_readable AS SELECT
    key,
    kind,
    count,
    to_char(to_timestamp(until_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((until_at % 1000000)::text, 6, '0') || 'Z' AS until_at,
    to_char(to_timestamp(forget_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((forget_at % 1000000)::text, 6, '0') || 'Z' AS forget_at
FROM limit_counters;
