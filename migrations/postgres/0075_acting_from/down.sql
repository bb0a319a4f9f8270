DROP VIEW sessions_readable;
ALTER TABLE sessions DROP COLUMN acting_from;

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
    to_char(to_timestamp(last_used_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((last_used_at % 1000000)::text, 6, '0') || 'Z' AS last_used_at,
    acting_by,
    acting_reason
FROM sessions;
