-- The random audit of a month: its seed, and of how many conversions of how many vendors how many were picked.
CREATE TABLE audits (
    period TEXT NOT NULL PRIMARY KEY,
    seed BLOB NOT NULL CHECK (length(seed) = 32),
    percent INTEGER NOT NULL CHECK (percent BETWEEN 1 AND 100),
    drawn_at INTEGER NOT NULL,
    vendors INTEGER NOT NULL,
    conversions INTEGER NOT NULL,
    picked INTEGER NOT NULL,
    CONSTRAINT audits_add_up CHECK (vendors >= 0 AND picked >= vendors AND conversions >= picked)
) STRICT;

CREATE VIEW audits_readable AS SELECT
    period,
    lower(hex(seed)) AS seed,
    percent,
    strftime('%Y-%m-%dT%H:%M:%S', drawn_at / 1000000, 'unixepoch') || printf('.%06dZ', drawn_at % 1000000) AS drawn_at,
    vendors,
    conversions,
    picked
FROM audits;
