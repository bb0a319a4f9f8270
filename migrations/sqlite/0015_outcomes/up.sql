-- Outcomes in full: a claim can be taken back, a confirmation withdrawn, a dispute resolved, evidence shown and checked.
-- What is said of a state below is held by the table itself: whatever wrote a row, it is one that can be.
DROP VIEW conversions_readable;
ALTER TABLE conversions RENAME TO conversions_before;
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
    status TEXT NOT NULL CHECK (status IN (
        'claimed', 'confirmed', 'disputed', 'dispute_upheld', 'dispute_dismissed', 'retracted', 'withdrawn'
    )),
    answered_by TEXT REFERENCES accounts (id),
    converted_at INTEGER,
    disputed_at INTEGER,
    reason_code TEXT,
    reason_text TEXT,
    already_customer INTEGER NOT NULL CHECK (already_customer IN (0, 1)),
    evidence_level INTEGER NOT NULL CHECK (evidence_level BETWEEN 0 AND 4),
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    invoiced_at INTEGER,
    checked_at INTEGER,
    checked_by TEXT REFERENCES accounts (id),
    check_note TEXT,
    resolved_at INTEGER,
    resolved_by TEXT REFERENCES accounts (id),
    resolution_code TEXT,
    resolution_text TEXT,
    retracted_at INTEGER,
    withdrawn_at INTEGER,
    withdrawn_by TEXT REFERENCES accounts (id),
    CONSTRAINT conversions_confirmed CHECK ((status IN ('confirmed', 'withdrawn')) = (converted_at IS NOT NULL)),
    CONSTRAINT conversions_level CHECK ((evidence_level >= 1) = (converted_at IS NOT NULL)),
    CONSTRAINT conversions_disputed CHECK ((status IN ('disputed', 'dispute_upheld', 'dispute_dismissed')) = (disputed_at IS NOT NULL)),
    CONSTRAINT conversions_two_people CHECK (answered_by IS NULL OR answered_by <> claimed_by),
    CONSTRAINT conversions_answered CHECK ((answered_by IS NOT NULL) = (converted_at IS NOT NULL OR disputed_at IS NOT NULL)),
    CONSTRAINT conversions_invoiced CHECK (evidence_level <> 2 OR invoiced_at IS NOT NULL),
    CONSTRAINT conversions_checked CHECK ((checked_at IS NULL OR converted_at IS NOT NULL) AND (checked_at IS NULL) = (checked_by IS NULL)),
    CONSTRAINT conversions_checked_level CHECK ((evidence_level <> 3 OR checked_at IS NOT NULL) AND (checked_at IS NULL OR evidence_level >= 3)),
    CONSTRAINT conversions_resolved CHECK ((status IN ('dispute_upheld', 'dispute_dismissed')) = (resolved_at IS NOT NULL)),
    CONSTRAINT conversions_resolved_by CHECK ((resolved_at IS NULL) = (resolved_by IS NULL) AND (resolved_at IS NULL) = (resolution_code IS NULL)),
    CONSTRAINT conversions_retracted CHECK ((status = 'retracted') = (retracted_at IS NOT NULL)),
    CONSTRAINT conversions_withdrawn CHECK ((status = 'withdrawn') = (withdrawn_at IS NOT NULL)),
    CONSTRAINT conversions_withdrawn_by CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    CONSTRAINT conversions_reason CHECK ((reason_code IS NOT NULL) = (disputed_at IS NOT NULL OR withdrawn_at IS NOT NULL)),
    CONSTRAINT conversions_in_order CHECK (converted_at >= claimed_at AND disputed_at >= claimed_at AND retracted_at >= claimed_at AND invoiced_at >= claimed_at),
    CONSTRAINT conversions_in_order_after CHECK (checked_at >= converted_at AND withdrawn_at >= converted_at AND withdrawn_at >= checked_at AND resolved_at >= disputed_at)
) STRICT;
INSERT INTO conversions (id, trial_id, business_id, vendor_id, claimed_by_side, claimed_by, claimed_at, plan, amount_vnd_per_month, starts_on, status, answered_by, converted_at, disputed_at, reason_code, reason_text, already_customer, evidence_level, updated_at, version)
SELECT id, trial_id, business_id, vendor_id, claimed_by_side, claimed_by, claimed_at, plan, amount_vnd_per_month, starts_on, status, answered_by, converted_at, disputed_at, reason_code, reason_text, already_customer, evidence_level, updated_at, version FROM conversions_before;
DROP TABLE conversions_before;
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
    version,
    strftime('%Y-%m-%dT%H:%M:%S', invoiced_at / 1000000, 'unixepoch') || printf('.%06dZ', invoiced_at % 1000000) AS invoiced_at,
    strftime('%Y-%m-%dT%H:%M:%S', checked_at / 1000000, 'unixepoch') || printf('.%06dZ', checked_at % 1000000) AS checked_at,
    checked_by,
    check_note,
    strftime('%Y-%m-%dT%H:%M:%S', resolved_at / 1000000, 'unixepoch') || printf('.%06dZ', resolved_at % 1000000) AS resolved_at,
    resolved_by,
    resolution_code,
    resolution_text,
    strftime('%Y-%m-%dT%H:%M:%S', retracted_at / 1000000, 'unixepoch') || printf('.%06dZ', retracted_at % 1000000) AS retracted_at,
    strftime('%Y-%m-%dT%H:%M:%S', withdrawn_at / 1000000, 'unixepoch') || printf('.%06dZ', withdrawn_at % 1000000) AS withdrawn_at,
    withdrawn_by
FROM conversions;

-- An invoice's key as evidence: the seller's tax code, form and symbol, number, year. One invoice may cover two platforms of
-- the same buyer; shown for another buyer, it is found by the second index.
CREATE TABLE invoices (
    id TEXT NOT NULL PRIMARY KEY,
    conversion_id TEXT NOT NULL REFERENCES conversions (id),
    business_id TEXT NOT NULL REFERENCES businesses (id),
    seller_tax_code TEXT NOT NULL,
    symbol TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 99999999),
    year INTEGER NOT NULL,
    shown_by TEXT NOT NULL REFERENCES accounts (id),
    shown_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invoices_once ON invoices (conversion_id, seller_tax_code, symbol, number, year);
CREATE INDEX invoices_by_key ON invoices (seller_tax_code, symbol, number, year, business_id);

CREATE VIEW invoices_readable AS SELECT
    id,
    conversion_id,
    business_id,
    seller_tax_code,
    symbol,
    number,
    year,
    shown_by,
    strftime('%Y-%m-%dT%H:%M:%S', shown_at / 1000000, 'unixepoch') || printf('.%06dZ', shown_at % 1000000) AS shown_at
FROM invoices;
