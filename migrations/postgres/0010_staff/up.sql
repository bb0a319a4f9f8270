-- Where a province officer is in office: a code of the list of 34.
ALTER TABLE accounts ADD COLUMN staff_province TEXT COLLATE "C"
    CHECK ((coalesce(staff_role, '') = 'province_officer') = (staff_province IS NOT NULL));

-- What one account did, and what the officers of one province follow.
CREATE INDEX events_by_account ON events (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX trials_by_province ON trials (province_code, id);

DROP VIEW accounts_readable;
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
    to_char(to_timestamp(deactivated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((deactivated_at % 1000000)::text, 6, '0') || 'Z' AS deactivated_at,
    staff_province
FROM accounts;
