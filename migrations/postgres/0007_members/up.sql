-- A membership changes now: its version is what a change of role must have read.
ALTER TABLE memberships ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

DROP VIEW memberships_readable;
CREATE VIEW memberships_readable AS SELECT
    account_id,
    business_id,
    vendor_id,
    role,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    version
FROM memberships;
