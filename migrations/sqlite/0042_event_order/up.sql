-- The place of an event in the gapless order of all: given after the commit that recorded it, NULL until then.
-- `event_order` has one row: the last place that was given.
ALTER TABLE events ADD COLUMN seq INTEGER;
UPDATE events SET seq = numbered.place
    FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY at, id) AS place FROM events) AS numbered WHERE events.id = numbered.id;
CREATE UNIQUE INDEX events_in_order ON events (seq);
CREATE INDEX events_without_place ON events (at, id) WHERE seq IS NULL;

CREATE TABLE event_order (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    last INTEGER NOT NULL CHECK (last >= 0)
) STRICT;
INSERT INTO event_order (id, last) SELECT 1, COUNT(*) FROM events;

CREATE VIEW event_order_readable AS SELECT
    id,
    last
FROM event_order;

DROP VIEW events_readable;
CREATE VIEW events_readable AS SELECT
    id,
    strftime('%Y-%m-%dT%H:%M:%S', at / 1000000, 'unixepoch') || printf('.%06dZ', at % 1000000) AS at,
    kind,
    subject_id,
    body,
    account_id,
    request_id,
    acting_account_id,
    api_key_id,
    seq
FROM events;
