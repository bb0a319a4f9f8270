-- The random audit of a month: its seed, and of how many conversions of how many vendors how many were picked.
CREATE TABLE audits (
    period TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    seed BYTEA NOT NULL CHECK (length(seed) = 32),
    percent BIGINT NOT NULL CHECK (percent BETWEEN 1 AND 100),
    drawn_at BIGINT NOT NULL,
    vendors BIGINT NOT NULL,
    conversions BIGINT NOT NULL,
    picked BIGINT NOT NULL,
    CONSTRAINT audits_add_up CHECK (vendors >= 0 AND picked >= vendors AND conversions >= picked)
);

CREATE VIEW audits_readable AS SELECT
    period,
    encode(seed, 'hex') AS seed,
    percent,
    to_char(to_timestamp(drawn_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((drawn_at % 1000000)::text, 6, '0') || 'Z' AS drawn_at,
    vendors,
    conversions,
    picked
FROM audits;
