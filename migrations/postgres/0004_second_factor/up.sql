-- Second factors (RFC 6238), their recovery codes, and when a session's person last proved who they are.

-- Seeds are sealed (ChaCha20-Poly1305, nonce first) with a key that is not in the database; key_id says with which.
-- A pending seed becomes the active one with its first right code. wrong_codes counts since the last right one.
CREATE TABLE second_factors (
    account_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES accounts (id),
    key_id TEXT COLLATE "C",
    seed BYTEA,
    activated_at BIGINT,
    last_step BIGINT NOT NULL,
    pending_key_id TEXT COLLATE "C",
    pending_seed BYTEA,
    pending_since BIGINT,
    wrong_codes BIGINT NOT NULL CHECK (wrong_codes >= 0),
    paused_until BIGINT,
    CHECK ((seed IS NULL) = (activated_at IS NULL) AND (seed IS NULL) = (key_id IS NULL)),
    CHECK ((pending_seed IS NULL) = (pending_since IS NULL) AND (pending_seed IS NULL) = (pending_key_id IS NULL))
);

-- SHA-256 of each code: 120 random bits need no salt and no slow digest.
CREATE TABLE recovery_codes (
    digest BYTEA NOT NULL PRIMARY KEY,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX recovery_codes_by_account ON recovery_codes (account_id);

-- second_factor_at: when the session's person last gave a code; a session without it has no staff role.
ALTER TABLE sessions ADD COLUMN authenticated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN second_factor_at BIGINT;
UPDATE sessions SET authenticated_at = created_at;

DROP VIEW sessions_readable;
CREATE VIEW sessions_readable AS SELECT
    id,
    digest,
    account_id,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(expires_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((expires_at % 1000000)::text, 6, '0') || 'Z' AS expires_at,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at,
    to_char(to_timestamp(authenticated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((authenticated_at % 1000000)::text, 6, '0') || 'Z' AS authenticated_at,
    to_char(to_timestamp(second_factor_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((second_factor_at % 1000000)::text, 6, '0') || 'Z' AS second_factor_at
FROM sessions;

CREATE VIEW second_factors_readable AS SELECT
    account_id,
    key_id,
    seed,
    to_char(to_timestamp(activated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((activated_at % 1000000)::text, 6, '0') || 'Z' AS activated_at,
    last_step,
    pending_key_id,
    pending_seed,
    to_char(to_timestamp(pending_since / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((pending_since % 1000000)::text, 6, '0') || 'Z' AS pending_since,
    wrong_codes,
    to_char(to_timestamp(paused_until / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((paused_until % 1000000)::text, 6, '0') || 'Z' AS paused_until
FROM second_factors;

CREATE VIEW recovery_codes_readable AS SELECT
    digest,
    account_id,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(used_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((used_at % 1000000)::text, 6, '0') || 'Z' AS used_at
FROM recovery_codes;
