DROP VIEW events_readable;
ALTER TABLE events DROP COLUMN acting_account_id;

CREATE VIEW events_readable AS SELECT
    id,
    to_char(to_timestamp(at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((at % 1000000)::text, 6, '0') || 'Z' AS at,
    kind,
    subject_id,
    body,
    account_id,
    request_id
FROM events;

DROP VIEW sessions_readable;
DROP INDEX sessions_by_acting;
ALTER TABLE sessions DROP COLUMN acting_reason;
ALTER TABLE sessions DROP COLUMN acting_by;

CREATE VIEW sessions_readable AS SELECT
    id,
    digest,
    account_id,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(expires_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((expires_at % 1000000)::text, 6, '0') || 'Z' AS expires_at,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at,
    to_char(to_timestamp(authenticated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((authenticated_at % 1000000)::text, 6, '0') || 'Z' AS authenticated_at,
    to_char(to_timestamp(second_factor_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((second_factor_at % 1000000)::text, 6, '0') || 'Z' AS second_factor_at,
    network,
    user_agent,
    to_char(to_timestamp(last_used_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((last_used_at % 1000000)::text, 6, '0') || 'Z' AS last_used_at
FROM sessions;

DROP VIEW staff_changes_readable;
DROP TABLE staff_changes;
