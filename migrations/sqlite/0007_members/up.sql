-- A membership changes now: its version is what a change of role must have read.
ALTER TABLE memberships ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

DROP VIEW memberships_readable;
CREATE VIEW memberships_readable AS SELECT
    account_id,
    business_id,
    vendor_id,
    role,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    version
FROM memberships;
