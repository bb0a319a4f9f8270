-- Whether the account had a second factor when the change was asked for: taken back, it does not end without one. Of
-- changes from before, whether it ever had one until then.
ALTER TABLE address_changes ADD COLUMN had_second_factor INTEGER NOT NULL DEFAULT 0 CHECK (had_second_factor IN (0, 1));
UPDATE address_changes SET had_second_factor = 1 WHERE EXISTS (
    SELECT 1 FROM events
    WHERE events.subject_id = address_changes.account_id
        AND events.kind IN ('second_factor.activated', 'second_factor.installed')
        AND events.at < address_changes.asked_at
);

DROP VIEW address_changes_readable;
CREATE VIEW address_changes_readable AS SELECT
    id,
    account_id,
    old_email,
    new_email,
    strftime('%Y-%m-%dT%H:%M:%S', asked_at / 1000000, 'unixepoch') || printf('.%06dZ', asked_at % 1000000) AS asked_at,
    strftime('%Y-%m-%dT%H:%M:%S', done_at / 1000000, 'unixepoch') || printf('.%06dZ', done_at % 1000000) AS done_at,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    strftime('%Y-%m-%dT%H:%M:%S', reversed_at / 1000000, 'unixepoch') || printf('.%06dZ', reversed_at % 1000000) AS reversed_at,
    had_second_factor
FROM address_changes;
