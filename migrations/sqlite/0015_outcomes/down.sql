DROP VIEW invoices_readable;
DROP TABLE invoices;
DROP VIEW conversions_readable;
ALTER TABLE conversions RENAME TO conversions_after;
DROP INDEX conversions_once;
DROP INDEX conversions_by_trial;
CREATE TABLE conversions (
    id TEXT NOT NULL PRIMARY KEY,
    trial_id TEXT NOT NULL REFERENCES trials (id),
    business_id TEXT NOT NULL REFERENCES businesses (id),
    vendor_id TEXT NOT NULL REFERENCES vendors (id),
    claimed_by_side TEXT NOT NULL CHECK (claimed_by_side IN ('business', 'vendor')),
    claimed_by TEXT NOT NULL REFERENCES accounts (id),
    claimed_at INTEGER NOT NULL,
    plan TEXT NOT NULL,
    amount_vnd_per_month INTEGER NOT NULL CHECK (amount_vnd_per_month >= 0),
    starts_on TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('claimed', 'confirmed', 'disputed')),
    answered_by TEXT REFERENCES accounts (id),
    converted_at INTEGER,
    disputed_at INTEGER,
    reason_code TEXT,
    reason_text TEXT,
    already_customer INTEGER NOT NULL CHECK (already_customer IN (0, 1)),
    evidence_level INTEGER NOT NULL CHECK (evidence_level BETWEEN 0 AND 4),
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CHECK ((status = 'confirmed') = (converted_at IS NOT NULL)),
    CHECK ((evidence_level >= 1) = (status = 'confirmed'))
) STRICT;
-- What the older program has no word for goes back to what it knows: none of it counts.
INSERT INTO conversions (id, trial_id, business_id, vendor_id, claimed_by_side, claimed_by, claimed_at, plan, amount_vnd_per_month, starts_on, status, answered_by, converted_at, disputed_at, reason_code, reason_text, already_customer, evidence_level, updated_at, version)
SELECT
    id,
    trial_id,
    business_id,
    vendor_id,
    claimed_by_side,
    claimed_by,
    claimed_at,
    plan,
    amount_vnd_per_month,
    starts_on,
    CASE WHEN status IN ('claimed', 'confirmed') THEN status ELSE 'disputed' END,
    answered_by,
    CASE WHEN status = 'confirmed' THEN converted_at END,
    coalesce(disputed_at, retracted_at, withdrawn_at),
    reason_code,
    reason_text,
    already_customer,
    CASE WHEN status = 'confirmed' THEN evidence_level ELSE 0 END,
    updated_at,
    version
FROM conversions_after;
DROP TABLE conversions_after;
-- At most one conversion of a trial waits or counts.
CREATE UNIQUE INDEX conversions_once ON conversions (trial_id) WHERE status IN ('claimed', 'confirmed');
CREATE INDEX conversions_by_trial ON conversions (trial_id, id);
CREATE VIEW conversions_readable AS SELECT
    id,
    trial_id,
    business_id,
    vendor_id,
    claimed_by_side,
    claimed_by,
    strftime('%Y-%m-%dT%H:%M:%S', claimed_at / 1000000, 'unixepoch') || printf('.%06dZ', claimed_at % 1000000) AS claimed_at,
    plan,
    amount_vnd_per_month,
    starts_on,
    status,
    answered_by,
    strftime('%Y-%m-%dT%H:%M:%S', converted_at / 1000000, 'unixepoch') || printf('.%06dZ', converted_at % 1000000) AS converted_at,
    strftime('%Y-%m-%dT%H:%M:%S', disputed_at / 1000000, 'unixepoch') || printf('.%06dZ', disputed_at % 1000000) AS disputed_at,
    reason_code,
    reason_text,
    already_customer,
    evidence_level,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version
FROM conversions;
