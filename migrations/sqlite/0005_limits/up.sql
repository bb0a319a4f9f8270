-- What was tried, by keyed digests of purpose and subject: who or what it was cannot be read from it.
-- until_at: the end of the window, or of the pause. forget_at: from then on the row means nothing.
CREATE TABLE limit_counters (
    key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
    kind TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    until_at INTEGER NOT NULL,
    forget_at INTEGER NOT NULL
) STRICT;
CREATE INDEX limit_counters_by_age ON limit_counters (forget_at);

CREATE VIEW limit_counters_readable AS SELECT
    key,
    kind,
    count,
    strftime('%Y-%m-%dT%H:%M:%S', until_at / 1000000, 'unixepoch') || printf('.%06dZ', until_at % 1000000) AS until_at,
    strftime('%Y-%m-%dT%H:%M:%S', forget_at / 1000000, 'unixepoch') || printf('.%06dZ', forget_at % 1000000) AS forget_at
FROM limit_counters;
