-- Who has been an owner of the firm's seat is in its parts by that, and goes from them with what they are at the seat.
ALTER TABLE memberships ADD COLUMN follows_seat BOOLEAN NOT NULL DEFAULT FALSE;

DROP VIEW memberships_readable;
CREATE VIEW memberships_readable AS SELECT
    account_id,
    business_id,
    vendor_id,
    role,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    version,
    to_char(to_timestamp(role_since / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((role_since % 1000000)::text, 6, '0') || 'Z' AS role_since,
    follows_seat
FROM memberships;
