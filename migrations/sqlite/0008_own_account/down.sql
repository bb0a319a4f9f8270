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
    strftime('%Y-%m-%dT%H:%M:%S', verified_at / 1000000, 'unixepoch') || printf('.%06dZ', verified_at % 1000000) AS verified_at,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
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
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', expires_at / 1000000, 'unixepoch') || printf('.%06dZ', expires_at % 1000000) AS expires_at,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    strftime('%Y-%m-%dT%H:%M:%S', authenticated_at / 1000000, 'unixepoch') || printf('.%06dZ', authenticated_at % 1000000) AS authenticated_at,
    strftime('%Y-%m-%dT%H:%M:%S', second_factor_at / 1000000, 'unixepoch') || printf('.%06dZ', second_factor_at % 1000000) AS second_factor_at
FROM sessions;
