DROP VIEW events_readable;
DROP VIEW event_order_readable;
DROP TABLE event_order;
DROP INDEX events_without_place;
DROP INDEX events_in_order;
ALTER TABLE events DROP COLUMN seq;

CREATE VIEW events_readable AS SELECT
    id,
    strftime('%Y-%m-%dT%H:%M:%S', at / 1000000, 'unixepoch') || printf('.%06dZ', at % 1000000) AS at,
    kind,
    subject_id,
    body,
    account_id,
    request_id,
    acting_account_id,
    api_key_id
FROM events;
