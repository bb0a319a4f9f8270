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
    strftime('%Y-%m-%dT%H:%M:%S', verified_at / 1000000, 'unixepoch') || printf('.%06dZ', verified_at % 1000000) AS verified_at,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version,
    strftime('%Y-%m-%dT%H:%M:%S', deactivated_at / 1000000, 'unixepoch') || printf('.%06dZ', deactivated_at % 1000000) AS deactivated_at
FROM accounts;
