-- Where the address of a deactivated account was registered anew, this fails: one of the two must go first.
DROP VIEW address_changes_readable;
DROP VIEW inquiries_readable;
DROP TABLE address_changes;
DROP TABLE inquiries;

DROP VIEW accounts_readable;
DROP INDEX accounts_verified;
ALTER TABLE accounts DROP COLUMN deactivated_at;
CREATE UNIQUE INDEX accounts_verified ON accounts (email_key) WHERE verified_at IS NOT NULL;
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
    version
FROM accounts;

DROP VIEW sessions_readable;
ALTER TABLE sessions DROP COLUMN last_used_at;
ALTER TABLE sessions DROP COLUMN user_agent;
ALTER TABLE sessions DROP COLUMN network;
CREATE VIEW sessions_readable AS SELECT
    id,
    digest,
    account_id,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(expires_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((expires_at % 1000000)::text, 6, '0') || 'Z' AS expires_at,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at,
    to_char(to_timestamp(authenticated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((authenticated_at % 1000000)::text, 6, '0') || 'Z' AS authenticated_at,
    to_char(to_timestamp(second_factor_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((second_factor_at % 1000000)::text, 6, '0') || 'Z' AS second_factor_at
FROM sessions;
