-- Whether the account had a second factor when the change was asked for: taken back, it does not end without one. Of
-- changes from before, whether it ever had one until then.
ALTER TABLE address_changes ADD COLUMN had_second_factor BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE address_changes SET had_second_factor = TRUE WHERE EXISTS (
    SELECT 1 FROM events
    WHERE events.subject_id = address_changes.account_id
        AND events.kind IN ('second_factor.activated', 'second_factor.installed')
        AND events.at < address_changes.asked_at
);

DROP VIEW address_changes_readable;
CREATE VIEW address_changes_readable AS SELECT
    id,
    account_id,
    old_email,
    new_email,
    to_char(to_timestamp(asked_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((asked_at % 1000000)::text, 6, '0') || 'Z' AS asked_at,
    to_char(to_timestamp(done_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((done_at % 1000000)::text, 6, '0') || 'Z' AS done_at,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at,
    to_char(to_timestamp(reversed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((reversed_at % 1000000)::text, 6, '0') || 'Z' AS reversed_at,
    had_second_factor
FROM address_changes;
