-- What people do with their own accounts: where sessions were opened and when they were last used, inquiries that wait to
-- be looked into, changes of address, deactivation.

-- network: the /24 or /48 of the log-in; user_agent: what the program called itself, at most 200 characters. Both personal.
-- last_used_at: to within five minutes.
ALTER TABLE sessions ADD COLUMN network TEXT;
ALTER TABLE sessions ADD COLUMN user_agent TEXT;
ALTER TABLE sessions ADD COLUMN last_used_at INTEGER NOT NULL DEFAULT 0;
UPDATE sessions SET last_used_at = authenticated_at;

DROP VIEW sessions_readable;
CREATE VIEW sessions_readable AS SELECT
    id,
    digest,
    account_id,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', expires_at / 1000000, 'unixepoch') || printf('.%06dZ', expires_at % 1000000) AS expires_at,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    strftime('%Y-%m-%dT%H:%M:%S', authenticated_at / 1000000, 'unixepoch') || printf('.%06dZ', authenticated_at % 1000000) AS authenticated_at,
    strftime('%Y-%m-%dT%H:%M:%S', second_factor_at / 1000000, 'unixepoch') || printf('.%06dZ', second_factor_at % 1000000) AS second_factor_at,
    network,
    user_agent,
    strftime('%Y-%m-%dT%H:%M:%S', last_used_at / 1000000, 'unixepoch') || printf('.%06dZ', last_used_at % 1000000) AS last_used_at
FROM sessions;

-- The address of a deactivated account is free: somebody may register it anew.
ALTER TABLE accounts ADD COLUMN deactivated_at INTEGER;
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
    strftime('%Y-%m-%dT%H:%M:%S', verified_at / 1000000, 'unixepoch') || printf('.%06dZ', verified_at % 1000000) AS verified_at,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version,
    strftime('%Y-%m-%dT%H:%M:%S', deactivated_at / 1000000, 'unixepoch') || printf('.%06dZ', deactivated_at % 1000000) AS deactivated_at
FROM accounts;

-- What somebody asked about an address, before anybody looked whose it is: a row goes when that is done. Personal.
CREATE TABLE inquiries (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    email TEXT NOT NULL,
    subject_id TEXT,
    request_id TEXT,
    asked_at INTEGER NOT NULL
) STRICT;

CREATE VIEW inquiries_readable AS SELECT
    id,
    kind,
    email,
    subject_id,
    request_id,
    strftime('%Y-%m-%dT%H:%M:%S', asked_at / 1000000, 'unixepoch') || printf('.%06dZ', asked_at % 1000000) AS asked_at
FROM inquiries;

-- From one address to another; both personal. Over when it was done, or when ended: stopped, or overtaken by another.
CREATE TABLE address_changes (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    old_email TEXT NOT NULL,
    new_email TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    done_at INTEGER,
    ended_at INTEGER,
    CHECK (done_at IS NULL OR ended_at IS NULL)
) STRICT;
CREATE INDEX address_changes_by_account ON address_changes (account_id, id);

CREATE VIEW address_changes_readable AS SELECT
    id,
    account_id,
    old_email,
    new_email,
    strftime('%Y-%m-%dT%H:%M:%S', asked_at / 1000000, 'unixepoch') || printf('.%06dZ', asked_at % 1000000) AS asked_at,
    strftime('%Y-%m-%dT%H:%M:%S', done_at / 1000000, 'unixepoch') || printf('.%06dZ', done_at % 1000000) AS done_at,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at
FROM address_changes;
