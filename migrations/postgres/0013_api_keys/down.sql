DROP VIEW api_keys_readable;
DROP VIEW events_readable;
ALTER TABLE events DROP COLUMN api_key_id;
DROP TABLE api_keys;

CREATE VIEW events_readable AS SELECT
    id,
    to_char(to_timestamp(at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((at % 1000000)::text, 6, '0') || 'Z' AS at,
    kind,
    subject_id,
    body,
    account_id,
    request_id,
    acting_account_id
FROM events;
