DROP VIEW api_keys_readable;
DROP VIEW events_readable;
ALTER TABLE events DROP COLUMN api_key_id;
DROP TABLE api_keys;

CREATE VIEW events_readable AS SELECT
    id,
    strftime('%Y-%m-%dT%H:%M:%S', at / 1000000, 'unixepoch') || printf('.%06dZ', at % 1000000) AS at,
    kind,
    subject_id,
    body,
    account_id,
    request_id,
    acting_account_id
FROM events;
