-- Where a province officer is in office: a code of the list of 34.
ALTER TABLE accounts ADD COLUMN staff_province TEXT
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
    strftime('%Y-%m-%dT%H:%M:%S', verified_at / 1000000, 'unixepoch') || printf('.%06dZ', verified_at % 1000000) AS verified_at,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version,
    strftime('%Y-%m-%dT%H:%M:%S', deactivated_at / 1000000, 'unixepoch') || printf('.%06dZ', deactivated_at % 1000000) AS deactivated_at,
    staff_province
FROM accounts;
