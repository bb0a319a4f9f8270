UPDATE waiting_entries SET status = 'withdrawn' WHERE status = 'discontinued';
DROP VIEW waiting_entries_readable;
CREATE TABLE kept AS SELECT * FROM waiting_entries;
DROP TABLE waiting_entries;
CREATE TABLE waiting_entries (
    id TEXT NOT NULL PRIMARY KEY,
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    business_id TEXT NOT NULL REFERENCES businesses (id),
    root_key TEXT NOT NULL,
    joined_by TEXT NOT NULL REFERENCES accounts (id),
    joined_at INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'offered', 'taken', 'lapsed', 'withdrawn')),
    offered_at INTEGER,
    offered_until INTEGER,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    CHECK ((offered_at IS NULL) = (offered_until IS NULL)),
    CHECK (status NOT IN ('offered', 'taken', 'lapsed') OR offered_at IS NOT NULL),
    CHECK (status <> 'waiting' OR offered_at IS NULL),
    CHECK ((status IN ('waiting', 'offered')) = (ended_at IS NULL))
) STRICT;
INSERT INTO waiting_entries SELECT id, platform_id, business_id, root_key, joined_by, joined_at, status, offered_at, offered_until, ended_at, version FROM kept;
DROP TABLE kept;
CREATE UNIQUE INDEX waiting_entries_once ON waiting_entries (root_key, platform_id) WHERE status IN ('waiting', 'offered');
CREATE INDEX waiting_entries_next ON waiting_entries (platform_id, id) WHERE status = 'waiting';
CREATE INDEX waiting_entries_of_business ON waiting_entries (business_id, id);
CREATE INDEX waiting_entries_kept ON waiting_entries (platform_id, id) WHERE status = 'offered';

CREATE VIEW waiting_entries_readable AS SELECT
    id,
    platform_id,
    business_id,
    root_key,
    joined_by,
    strftime('%Y-%m-%dT%H:%M:%S', joined_at / 1000000, 'unixepoch') || printf('.%06dZ', joined_at % 1000000) AS joined_at,
    status,
    strftime('%Y-%m-%dT%H:%M:%S', offered_at / 1000000, 'unixepoch') || printf('.%06dZ', offered_at % 1000000) AS offered_at,
    strftime('%Y-%m-%dT%H:%M:%S', offered_until / 1000000, 'unixepoch') || printf('.%06dZ', offered_until % 1000000) AS offered_until,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    version
FROM waiting_entries;
