-- A vendor says that an illustrative platform is its own, and why; staff decide. `statement` and `reason_text` are what people typed;
-- `documents` are digests of the vendor's own, as JSON. Of a platform one claim is ever approved.
CREATE TABLE platform_claims (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    vendor_id TEXT COLLATE "C" NOT NULL REFERENCES vendors (id),
    claimed_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    claimed_at BIGINT NOT NULL,
    statement TEXT COLLATE "C" NOT NULL,
    documents TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'withdrawn')),
    ended_at BIGINT,
    decided_by TEXT COLLATE "C" REFERENCES accounts (id),
    reason_code TEXT COLLATE "C",
    reason_text TEXT COLLATE "C",
    version BIGINT NOT NULL,
    CONSTRAINT platform_claims_ended CHECK ((status = 'pending') = (ended_at IS NULL) AND (ended_at IS NULL OR ended_at >= claimed_at)),
    CONSTRAINT platform_claims_decided CHECK ((status IN ('approved', 'rejected')) = (decided_by IS NOT NULL)),
    CONSTRAINT platform_claims_rejected CHECK ((status = 'rejected') = (reason_code IS NOT NULL) AND (reason_text IS NULL OR reason_code IS NOT NULL))
);
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
    to_char(to_timestamp(claimed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((claimed_at % 1000000)::text, 6, '0') || 'Z' AS claimed_at,
    statement,
    documents,
    status,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at,
    decided_by,
    reason_code,
    reason_text,
    version
FROM platform_claims;
