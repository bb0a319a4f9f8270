-- What a member had given goes with the role: since when they have had it without a break.
ALTER TABLE memberships ADD COLUMN role_since BIGINT NOT NULL DEFAULT 0;
UPDATE memberships SET role_since = created_at;

DROP VIEW memberships_readable;
CREATE VIEW memberships_readable AS SELECT
    account_id,
    business_id,
    vendor_id,
    role,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    version,
    to_char(to_timestamp(role_since / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((role_since % 1000000)::text, 6, '0') || 'Z' AS role_since
FROM memberships;

-- A change of an office that nobody decides expires: neither engine changes a CHECK where it stands.
DROP VIEW staff_changes_readable;
CREATE TABLE staff_changes_new (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    role TEXT COLLATE "C",
    province_code TEXT COLLATE "C",
    reason TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('pending', 'applied', 'refused', 'expired')),
    proposed_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    decided_by TEXT COLLATE "C" REFERENCES accounts (id),
    decided_at BIGINT,
    version BIGINT NOT NULL,
    CHECK ((coalesce(role, '') = 'province_officer') = (province_code IS NOT NULL)),
    CHECK ((status IN ('pending', 'expired')) = (decided_at IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (proposed_by <> account_id AND coalesce(decided_by, '') <> account_id)
);
INSERT INTO staff_changes_new SELECT id, account_id, role, province_code, reason, status, proposed_by, proposed_at, decided_by,
    decided_at, version FROM staff_changes;
DROP TABLE staff_changes;
ALTER TABLE staff_changes_new RENAME TO staff_changes;
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
