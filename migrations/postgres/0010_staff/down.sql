DROP VIEW accounts_readable;
DROP INDEX trials_by_province;
DROP INDEX events_by_account;
ALTER TABLE accounts DROP COLUMN staff_province;

CREATE VIEW accounts_readable AS SELECT
    id,
    email,
    email_key,
    name,
    locale,
    password_hash,
    staff_role,
    to_char(to_timestamp(verified_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((verified_at % 1000000)::text, 6, '0') || 'Z' AS verified_at,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version,
    to_char(to_timestamp(deactivated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((deactivated_at % 1000000)::text, 6, '0') || 'Z' AS deactivated_at
FROM accounts;
