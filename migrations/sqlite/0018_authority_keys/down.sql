DROP VIEW api_keys_readable;
CREATE TABLE api_keys_new (
    id TEXT NOT NULL PRIMARY KEY,
    vendor_id TEXT NOT NULL REFERENCES vendors (id),
    name TEXT NOT NULL,
    prefix TEXT NOT NULL UNIQUE,
    digest BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL CHECK (scopes <> ''),
    networks TEXT NOT NULL,
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 366),
    made_by TEXT NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    rotated_at INTEGER,
    revoked_at INTEGER,
    replaces TEXT REFERENCES api_keys_new (id),
    last_used_at INTEGER,
    announced_at INTEGER
) STRICT;
INSERT INTO api_keys_new (id, vendor_id, name, prefix, digest, scopes, networks, days, made_by, created_at, expires_at, rotated_at,
    revoked_at, replaces, last_used_at, announced_at)
    SELECT id, vendor_id, name, prefix, digest, scopes, networks, days, made_by, created_at, expires_at, rotated_at,
    revoked_at, replaces, last_used_at, announced_at FROM api_keys WHERE vendor_id IS NOT NULL;
DROP TABLE api_keys;
ALTER TABLE api_keys_new RENAME TO api_keys;
CREATE INDEX api_keys_by_vendor ON api_keys (vendor_id, id);
CREATE INDEX api_keys_by_expiry ON api_keys (expires_at);

CREATE VIEW api_keys_readable AS SELECT
    id,
    vendor_id,
    name,
    prefix,
    digest,
    scopes,
    networks,
    days,
    made_by,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', expires_at / 1000000, 'unixepoch') || printf('.%06dZ', expires_at % 1000000) AS expires_at,
    strftime('%Y-%m-%dT%H:%M:%S', rotated_at / 1000000, 'unixepoch') || printf('.%06dZ', rotated_at % 1000000) AS rotated_at,
    strftime('%Y-%m-%dT%H:%M:%S', revoked_at / 1000000, 'unixepoch') || printf('.%06dZ', revoked_at % 1000000) AS revoked_at,
    replaces,
    strftime('%Y-%m-%dT%H:%M:%S', last_used_at / 1000000, 'unixepoch') || printf('.%06dZ', last_used_at % 1000000) AS last_used_at,
    strftime('%Y-%m-%dT%H:%M:%S', announced_at / 1000000, 'unixepoch') || printf('.%06dZ', announced_at % 1000000) AS announced_at
FROM api_keys;
