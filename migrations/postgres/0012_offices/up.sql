-- Offices are changed by administrators: two of them where an administrator is made or dismissed.
CREATE TABLE staff_changes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    role TEXT COLLATE "C",
    province_code TEXT COLLATE "C",
    reason TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('pending', 'applied', 'refused')),
    proposed_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    decided_by TEXT COLLATE "C" REFERENCES accounts (id),
    decided_at BIGINT,
    version BIGINT NOT NULL,
    CHECK ((coalesce(role, '') = 'province_officer') = (province_code IS NOT NULL)),
    CHECK ((status = 'pending') = (decided_at IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (proposed_by <> account_id AND coalesce(decided_by, '') <> account_id)
);
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
    to_char(to_timestamp(proposed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((proposed_at % 1000000)::text, 6, '0') || 'Z' AS proposed_at,
    decided_by,
    to_char(to_timestamp(decided_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((decided_at % 1000000)::text, 6, '0') || 'Z' AS decided_at,
    version
FROM staff_changes;

-- A session in which staff act for its account, and why: shown to whoever it is, erasable.
ALTER TABLE sessions ADD COLUMN acting_by TEXT COLLATE "C";
ALTER TABLE sessions ADD COLUMN acting_reason TEXT COLLATE "C";
CREATE INDEX sessions_by_acting ON sessions (acting_by) WHERE acting_by IS NOT NULL;

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
    to_char(to_timestamp(last_used_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((last_used_at % 1000000)::text, 6, '0') || 'Z' AS last_used_at,
    acting_by,
    acting_reason
FROM sessions;

-- Which member of staff acted for the account.
ALTER TABLE events ADD COLUMN acting_account_id TEXT COLLATE "C";

DROP VIEW events_readable;
CREATE VIEW events_readable AS SELECT
    id,
    to_char(to_timestamp(at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((at % 1000000)::text, 6, '0') || 'Z' AS at,
    kind,
    subject_id,
    body,
    account_id,
    request_id,
    acting_account_id
FROM events;
