-- Offices are changed by administrators: two of them where an administrator is made or dismissed.
CREATE TABLE staff_changes (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    role TEXT,
    province_code TEXT,
    reason TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'applied', 'refused')),
    proposed_by TEXT NOT NULL REFERENCES accounts (id),
    proposed_at INTEGER NOT NULL,
    decided_by TEXT REFERENCES accounts (id),
    decided_at INTEGER,
    version INTEGER NOT NULL,
    CHECK ((coalesce(role, '') = 'province_officer') = (province_code IS NOT NULL)),
    CHECK ((status = 'pending') = (decided_at IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (proposed_by <> account_id AND coalesce(decided_by, '') <> account_id)
) STRICT;
-- One change of an office waits at a time.
CREATE UNIQUE INDEX staff_changes_pending ON staff_changes (account_id) WHERE status = 'pending';
CREATE INDEX staff_changes_by_status ON staff_changes (status, id);

CREATE VIEW staff_changes_readable AS SELECT
    id,
    account_id,
    role,
    province_code,
    reason,
    status,
    proposed_by,
    strftime('%Y-%m-%dT%H:%M:%S', proposed_at / 1000000, 'unixepoch') || printf('.%06dZ', proposed_at % 1000000) AS proposed_at,
    decided_by,
    strftime('%Y-%m-%dT%H:%M:%S', decided_at / 1000000, 'unixepoch') || printf('.%06dZ', decided_at % 1000000) AS decided_at,
    version
FROM staff_changes;

-- A session in which staff act for its account, and why: shown to whoever it is, erasable.
ALTER TABLE sessions ADD COLUMN acting_by TEXT;
ALTER TABLE sessions ADD COLUMN acting_reason TEXT;
CREATE INDEX sessions_by_acting ON sessions (acting_by) WHERE acting_by IS NOT NULL;

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
    strftime('%Y-%m-%dT%H:%M:%S', last_used_at / 1000000, 'unixepoch') || printf('.%06dZ', last_used_at % 1000000) AS last_used_at,
    acting_by,
    acting_reason
FROM sessions;

-- Which member of staff acted for the account.
ALTER TABLE events ADD COLUMN acting_account_id TEXT;

DROP VIEW events_readable;
CREATE VIEW events_readable AS SELECT
    id,
    strftime('%Y-%m-%dT%H:%M:%S', at / 1000000, 'unixepoch') || printf('.%06dZ', at % 1000000) AS at,
    kind,
    subject_id,
    body,
    account_id,
    request_id,
    acting_account_id
FROM events;
