DROP VIEW memberships_readable;
ALTER TABLE memberships DROP COLUMN follows_seat;

CREATE VIEW memberships_readable AS SELECT
    account_id,
    business_id,
    vendor_id,
    role,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    version,
    strftime('%Y-%m-%dT%H:%M:%S', role_since / 1000000, 'unixepoch') || printf('.%06dZ', role_since % 1000000) AS role_since
FROM memberships;
