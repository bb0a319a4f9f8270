-- Keys of provinces' and ministries' systems beside those of vendors: a key has a vendor or an authority.
DROP VIEW api_keys_readable;
CREATE TABLE api_keys_new (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    vendor_id TEXT COLLATE "C" REFERENCES vendors (id),
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
    replaces TEXT COLLATE "C" REFERENCES api_keys_new (id),
    last_used_at BIGINT,
    announced_at BIGINT,
    authority TEXT COLLATE "C" CHECK (authority IN ('province', 'ministry')),
    province_code TEXT COLLATE "C",
    CHECK ((vendor_id IS NULL) = (authority IS NOT NULL)),
    CHECK ((coalesce(authority, '') = 'province') = (province_code IS NOT NULL))
);
INSERT INTO api_keys_new (id, vendor_id, name, prefix, digest, scopes, networks, days, made_by, created_at, expires_at, rotated_at,
    revoked_at, replaces, last_used_at, announced_at)
    SELECT id, vendor_id, name, prefix, digest, scopes, networks, days, made_by, created_at, expires_at, rotated_at,
    revoked_at, replaces, last_used_at, announced_at FROM api_keys;
DROP TABLE api_keys;
ALTER TABLE api_keys_new RENAME TO api_keys;
CREATE INDEX api_keys_by_vendor ON api_keys (vendor_id, id);
CREATE INDEX api_keys_by_expiry ON api_keys (expires_at);
CREATE INDEX api_keys_by_authority ON api_keys (authority, province_code, id);

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
    to_char(to_timestamp(announced_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((announced_at % 1000000)::text, 6, '0') || 'Z' AS announced_at,
    authority,
    province_code
FROM api_keys;
