DROP VIEW address_changes_readable;
ALTER TABLE address_changes DROP COLUMN had_second_factor;

CREATE VIEW address_changes_readable AS SELECT
    id,
    account_id,
    old_email,
    new_email,
    strftime('%Y-%m-%dT%H:%M:%S', asked_at / 1000000, 'unixepoch') || printf('.%06dZ', asked_at % 1000000) AS asked_at,
    strftime('%Y-%m-%dT%H:%M:%S', done_at / 1000000, 'unixepoch') || printf('.%06dZ', done_at % 1000000) AS done_at,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    strftime('%Y-%m-%dT%H:%M:%S', reversed_at / 1000000, 'unixepoch') || printf('.%06dZ', reversed_at % 1000000) AS reversed_at
FROM address_changes;
