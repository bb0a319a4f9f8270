-- A vendor says that an illustrative platform is its own, and why; staff decide. `statement` and `reason_text` are what people typed;
-- `documents` are digests of the vendor's own, as JSON. Of a platform one claim is ever approved.
CREATE TABLE platform_claims (
    id TEXT NOT NULL PRIMARY KEY,
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    vendor_id TEXT NOT NULL REFERENCES vendors (id),
    claimed_by TEXT NOT NULL REFERENCES accounts (id),
    claimed_at INTEGER NOT NULL,
    statement TEXT NOT NULL,
    documents TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'withdrawn')),
    ended_at INTEGER,
    decided_by TEXT REFERENCES accounts (id),
    reason_code TEXT,
    reason_text TEXT,
    version INTEGER NOT NULL,
    CONSTRAINT platform_claims_ended CHECK ((status = 'pending') = (ended_at IS NULL) AND (ended_at IS NULL OR ended_at >= claimed_at)),
    CONSTRAINT platform_claims_decided CHECK ((status IN ('approved', 'rejected')) = (decided_by IS NOT NULL)),
    CONSTRAINT platform_claims_rejected CHECK ((status = 'rejected') = (reason_code IS NOT NULL) AND (reason_text IS NULL OR reason_code IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX platform_claims_pending ON platform_claims (platform_id, vendor_id) WHERE status = 'pending';
CREATE UNIQUE INDEX platform_claims_approved ON platform_claims (platform_id) WHERE status = 'approved';
CREATE INDEX platform_claims_of_platform ON platform_claims (platform_id, id);
CREATE INDEX platform_claims_of_vendor ON platform_claims (vendor_id, id);
CREATE INDEX platform_claims_by_status ON platform_claims (status, id);

CREATE VIEW platform_claims_readable AS SELECT
    id,
    platform_id,
    vendor_id,
    claimed_by,
    strftime('%Y-%m-%dT%H:%M:%S', claimed_at / 1000000, 'unixepoch') || printf('.%06dZ', claimed_at % 1000000) AS claimed_at,
    statement,
    documents,
    status,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    decided_by,
    reason_code,
    reason_text,
    version
FROM platform_claims;
