-- Who has been an owner of the firm's seat is in its parts by that, and goes from them with what they are at the seat.
ALTER TABLE memberships ADD COLUMN follows_seat INTEGER NOT NULL DEFAULT 0 CHECK (follows_seat IN (0, 1));

DROP VIEW memberships_readable;
CREATE VIEW memberships_readable AS SELECT
    account_id,
    business_id,
    vendor_id,
    role,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    version,
    strftime('%Y-%m-%dT%H:%M:%S', role_since / 1000000, 'unixepoch') || printf('.%06dZ', role_since % 1000000) AS role_since,
    follows_seat
FROM memberships;
