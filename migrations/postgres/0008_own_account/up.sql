-- What people do with their own accounts: where sessions were opened and when they were last used, inquiries that wait to
-- be looked into, changes of address, deactivation.

-- network: the /24 or /48 of the log-in; user_agent: what the program called itself, at most 200 characters. Both personal.
-- last_used_at: to within five minutes.
ALTER TABLE sessions ADD COLUMN network TEXT COLLATE "C";
ALTER TABLE sessions ADD COLUMN user_agent TEXT COLLATE "C";
ALTER TABLE sessions ADD COLUMN last_used_at BIGINT NOT NULL DEFAULT 0;
UPDATE sessions SET last_used_at = authenticated_at;

DROP VIEW sessions_readable;
CREATE VIEW sessions_readable AS SELECT
    id,
    digest,
    account_id,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(expires_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((expires_at % 1000000)::text, 6, '0') || 'Z' AS expires_at,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at,
    to_char(to_timestamp(authenticated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((authenticated_at % 1000000)::text, 6, '0') || 'Z' AS authenticated_at,
    to_char(to_timestamp(second_factor_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((second_factor_at % 1000000)::text, 6, '0') || 'Z' AS second_factor_at,
    network,
    user_agent,
    to_char(to_timestamp(last_used_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((last_used_at % 1000000)::text, 6, '0') || 'Z' AS last_used_at
FROM sessions;

-- The address of a deactivated account is free: somebody may register it anew.
ALTER TABLE accounts ADD COLUMN deactivated_at BIGINT;
DROP INDEX accounts_verified;
CREATE UNIQUE INDEX accounts_verified ON accounts (email_key) WHERE verified_at IS NOT NULL AND deactivated_at IS NULL;

DROP VIEW accounts_readable;
CREATE VIEW accounts_readable AS SELECT
    id,
    email,
    email_key,
    name,
    locale,
    password_hash,
    staff_role,
    to_char(to_timestamp(verified_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((verified_at % 1000000)::text, 6, '0') || 'Z' AS verified_at,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version,
    to_char(to_timestamp(deactivated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((deactivated_at % 1000000)::text, 6, '0') || 'Z' AS deactivated_at
FROM accounts;

-- What somebody asked about an address, before anybody looked whose it is: a row goes when that is done. Personal.
CREATE TABLE inquiries (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    subject_id TEXT COLLATE "C",
    request_id TEXT COLLATE "C",
    asked_at BIGINT NOT NULL
);

CREATE VIEW inquiries_readable AS SELECT
    id,
    kind,
    email,
    subject_id,
    request_id,
    to_char(to_timestamp(asked_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((asked_at % 1000000)::text, 6, '0') || 'Z' AS asked_at
FROM inquiries;

-- From one address to another; both personal. Over when it was done, or when ended: stopped, or overtaken by another.
CREATE TABLE address_changes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    old_email TEXT COLLATE "C" NOT NULL,
    new_email TEXT COLLATE "C" NOT NULL,
    asked_at BIGINT NOT NULL,
    done_at BIGINT,
    ended_at BIGINT,
    CHECK (done_at IS NULL OR ended_at IS NULL)
);
CREATE INDEX address_changes_by_account ON address_changes (account_id, id);

CREATE VIEW address_changes_readable AS SELECT
    id,
    account_id,
    old_email,
    new_email,
    to_char(to_timestamp(asked_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((asked_at % 1000000)::text, 6, '0') || 'Z' AS asked_at,
    to_char(to_timestamp(done_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((done_at % 1000000)::text, 6, '0') || 'Z' AS done_at,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at
FROM address_changes;
