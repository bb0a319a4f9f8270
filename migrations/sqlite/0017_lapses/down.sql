DROP VIEW staff_changes_readable;
CREATE TABLE staff_changes_new (
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
INSERT INTO staff_changes_new SELECT id, account_id, role, province_code, reason, status, proposed_by, proposed_at, decided_by,
    decided_at, version FROM staff_changes WHERE status <> 'expired';
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
    strftime('%Y-%m-%dT%H:%M:%S', proposed_at / 1000000, 'unixepoch') || printf('.%06dZ', proposed_at % 1000000) AS proposed_at,
    decided_by,
    strftime('%Y-%m-%dT%H:%M:%S', decided_at / 1000000, 'unixepoch') || printf('.%06dZ', decided_at % 1000000) AS decided_at,
    version
FROM staff_changes;

DROP VIEW memberships_readable;
ALTER TABLE memberships DROP COLUMN role_since;

CREATE VIEW memberships_readable AS SELECT
    account_id,
    business_id,
    vendor_id,
    role,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    version
FROM memberships;
