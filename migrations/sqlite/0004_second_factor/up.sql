-- Second factors (RFC 6238), their recovery codes, and when a session's person last proved who they are.

-- Seeds are sealed (ChaCha20-Poly1305, nonce first) with a key that is not in the database; key_id says with which.
-- A pending seed becomes the active one with its first right code. wrong_codes counts since the last right one.
CREATE TABLE second_factors (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    key_id TEXT,
    seed BLOB,
    activated_at INTEGER,
    last_step INTEGER NOT NULL,
    pending_key_id TEXT,
    pending_seed BLOB,
    pending_since INTEGER,
    wrong_codes INTEGER NOT NULL CHECK (wrong_codes >= 0),
    paused_until INTEGER,
    CHECK ((seed IS NULL) = (activated_at IS NULL) AND (seed IS NULL) = (key_id IS NULL)),
    CHECK ((pending_seed IS NULL) = (pending_since IS NULL) AND (pending_seed IS NULL) = (pending_key_id IS NULL))
) STRICT;

-- SHA-256 of each code: 120 random bits need no salt and no slow digest.
CREATE TABLE recovery_codes (
    digest BLOB NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX recovery_codes_by_account ON recovery_codes (account_id);

-- second_factor_at: when the session's person last gave a code; a session without it has no staff role.
ALTER TABLE sessions ADD COLUMN authenticated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN second_factor_at INTEGER;
UPDATE sessions SET authenticated_at = created_at;

DROP VIEW sessions_readable;
CREATE VIEW sessions_readable AS SELECT
    id,
    digest,
    account_id,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', expires_at / 1000000, 'unixepoch') || printf('.%06dZ', expires_at % 1000000) AS expires_at,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    strftime('%Y-%m-%dT%H:%M:%S', authenticated_at / 1000000, 'unixepoch') || printf('.%06dZ', authenticated_at % 1000000) AS authenticated_at,
    strftime('%Y-%m-%dT%H:%M:%S', second_factor_at / 1000000, 'unixepoch') || printf('.%06dZ', second_factor_at % 1000000) AS second_factor_at
FROM sessions;

CREATE VIEW second_factors_readable AS SELECT
    account_id,
    key_id,
    seed,
    strftime('%Y-%m-%dT%H:%M:%S', activated_at / 1000000, 'unixepoch') || printf('.%06dZ', activated_at % 1000000) AS activated_at,
    last_step,
    pending_key_id,
    pending_seed,
    strftime('%Y-%m-%dT%H:%M:%S', pending_since / 1000000, 'unixepoch') || printf('.%06dZ', pending_since % 1000000) AS pending_since,
    wrong_codes,
    strftime('%Y-%m-%dT%H:%M:%S', paused_until / 1000000, 'unixepoch') || printf('.%06dZ', paused_until % 1000000) AS paused_until
FROM second_factors;

CREATE VIEW recovery_codes_readable AS SELECT
    digest,
    account_id,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', used_at / 1000000, 'unixepoch') || printf('.%06dZ', used_at % 1000000) AS used_at
FROM recovery_codes;
