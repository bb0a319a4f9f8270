-- Keys by which vendors' systems ask, and which of them caused an event.

-- prefix names the key to people; digest is SHA-256 of the whole key. scopes and networks are words with spaces between.
-- replaces: the key that this one was made in place of.
CREATE TABLE api_keys (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    vendor_id TEXT COLLATE "C" NOT NULL REFERENCES vendors (id),
    name TEXT COLLATE "C" NOT NULL,
    prefix TEXT COLLATE "C" NOT NULL UNIQUE,
    digest BYTEA NOT NULL UNIQUE,
    scopes TEXT COLLATE "C" NOT NULL CHECK (scopes <> ''),
    networks TEXT COLLATE "C" NOT NULL,
    days BIGINT NOT NULL CHECK (days BETWEEN 1 AND 366),
    made_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    rotated_at BIGINT,
    revoked_at BIGINT,
    replaces TEXT COLLATE "C" REFERENCES api_keys (id),
    last_used_at BIGINT,
    announced_at BIGINT
);
CREATE INDEX api_keys_by_vendor ON api_keys (vendor_id, id);
CREATE INDEX api_keys_by_expiry ON api_keys (expires_at);

ALTER TABLE events ADD COLUMN api_key_id TEXT COLLATE "C";
DROP VIEW events_readable;
CREATE VIEW events_readable AS SELECT
    id,
    to_char(to_timestamp(at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((at % 1000000)::text, 6, '0') || 'Z' AS at,
    kind,
    subject_id,
    body,
    account_id,
    request_id,
    acting_account_id,
    api_key_id
FROM events;

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
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(expires_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((expires_at % 1000000)::text, 6, '0') || 'Z' AS expires_at,
    to_char(to_timestamp(rotated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((rotated_at % 1000000)::text, 6, '0') || 'Z' AS rotated_at,
    to_char(to_timestamp(revoked_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((revoked_at % 1000000)::text, 6, '0') || 'Z' AS revoked_at,
    replaces,
    to_char(to_timestamp(last_used_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((last_used_at % 1000000)::text, 6, '0') || 'Z' AS last_used_at,
    to_char(to_timestamp(announced_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((announced_at % 1000000)::text, 6, '0') || 'Z' AS announced_at
FROM api_keys;
