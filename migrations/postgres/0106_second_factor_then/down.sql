DROP VIEW address_changes_readable;
ALTER TABLE address_changes DROP COLUMN had_second_factor;

CREATE VIEW address_changes_readable AS SELECT
    id,
    account_id,
    old_email,
    new_email,
    to_char(to_timestamp(asked_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((asked_at % 1000000)::text, 6, '0') || 'Z' AS asked_at,
    to_char(to_timestamp(done_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((done_at % 1000000)::text, 6, '0') || 'Z' AS done_at,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at,
    to_char(to_timestamp(reversed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((reversed_at % 1000000)::text, 6, '0') || 'Z' AS reversed_at
FROM address_changes;
