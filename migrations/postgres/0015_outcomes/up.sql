-- Outcomes in full: a claim can be taken back, a confirmation withdrawn, a dispute resolved, evidence shown and checked.
-- What is said of a state below is held by the table itself: whatever wrote a row, it is one that can be.
DROP VIEW conversions_readable;
ALTER TABLE conversions DROP CONSTRAINT conversions_status_check;
ALTER TABLE conversions DROP CONSTRAINT conversions_check;
ALTER TABLE conversions DROP CONSTRAINT conversions_check1;
ALTER TABLE conversions
    ADD COLUMN invoiced_at BIGINT,
    ADD COLUMN checked_at BIGINT,
    ADD COLUMN checked_by TEXT COLLATE "C" REFERENCES accounts (id),
    ADD COLUMN check_note TEXT COLLATE "C",
    ADD COLUMN resolved_at BIGINT,
    ADD COLUMN resolved_by TEXT COLLATE "C" REFERENCES accounts (id),
    ADD COLUMN resolution_code TEXT COLLATE "C",
    ADD COLUMN resolution_text TEXT COLLATE "C",
    ADD COLUMN retracted_at BIGINT,
    ADD COLUMN withdrawn_at BIGINT,
    ADD COLUMN withdrawn_by TEXT COLLATE "C" REFERENCES accounts (id);
ALTER TABLE conversions
    ADD CONSTRAINT conversions_status_check CHECK (status IN (
        'claimed', 'confirmed', 'disputed', 'dispute_upheld', 'dispute_dismissed', 'retracted', 'withdrawn'
    )),
    ADD CONSTRAINT conversions_confirmed CHECK ((status IN ('confirmed', 'withdrawn')) = (converted_at IS NOT NULL)),
    ADD CONSTRAINT conversions_level CHECK ((evidence_level >= 1) = (converted_at IS NOT NULL)),
    ADD CONSTRAINT conversions_disputed CHECK ((status IN ('disputed', 'dispute_upheld', 'dispute_dismissed')) = (disputed_at IS NOT NULL)),
    ADD CONSTRAINT conversions_two_people CHECK (answered_by IS NULL OR answered_by <> claimed_by),
    ADD CONSTRAINT conversions_answered CHECK ((answered_by IS NOT NULL) = (converted_at IS NOT NULL OR disputed_at IS NOT NULL)),
    ADD CONSTRAINT conversions_invoiced CHECK (evidence_level <> 2 OR invoiced_at IS NOT NULL),
    ADD CONSTRAINT conversions_checked CHECK ((checked_at IS NULL OR converted_at IS NOT NULL) AND (checked_at IS NULL) = (checked_by IS NULL)),
    ADD CONSTRAINT conversions_checked_level CHECK ((evidence_level <> 3 OR checked_at IS NOT NULL) AND (checked_at IS NULL OR evidence_level >= 3)),
    ADD CONSTRAINT conversions_resolved CHECK ((status IN ('dispute_upheld', 'dispute_dismissed')) = (resolved_at IS NOT NULL)),
    ADD CONSTRAINT conversions_resolved_by CHECK ((resolved_at IS NULL) = (resolved_by IS NULL) AND (resolved_at IS NULL) = (resolution_code IS NULL)),
    ADD CONSTRAINT conversions_retracted CHECK ((status = 'retracted') = (retracted_at IS NOT NULL)),
    ADD CONSTRAINT conversions_withdrawn CHECK ((status = 'withdrawn') = (withdrawn_at IS NOT NULL)),
    ADD CONSTRAINT conversions_withdrawn_by CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    ADD CONSTRAINT conversions_reason CHECK ((reason_code IS NOT NULL) = (disputed_at IS NOT NULL OR withdrawn_at IS NOT NULL)),
    ADD CONSTRAINT conversions_in_order CHECK (converted_at >= claimed_at AND disputed_at >= claimed_at AND retracted_at >= claimed_at AND invoiced_at >= claimed_at),
    ADD CONSTRAINT conversions_in_order_after CHECK (checked_at >= converted_at AND withdrawn_at >= converted_at AND withdrawn_at >= checked_at AND resolved_at >= disputed_at);
CREATE VIEW conversions_readable AS SELECT
    id,
    trial_id,
    business_id,
    vendor_id,
    claimed_by_side,
    claimed_by,
    to_char(to_timestamp(claimed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((claimed_at % 1000000)::text, 6, '0') || 'Z' AS claimed_at,
    plan,
    amount_vnd_per_month,
    starts_on,
    status,
    answered_by,
    to_char(to_timestamp(converted_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((converted_at % 1000000)::text, 6, '0') || 'Z' AS converted_at,
    to_char(to_timestamp(disputed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((disputed_at % 1000000)::text, 6, '0') || 'Z' AS disputed_at,
    reason_code,
    reason_text,
    already_customer,
    evidence_level,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version,
    to_char(to_timestamp(invoiced_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((invoiced_at % 1000000)::text, 6, '0') || 'Z' AS invoiced_at,
    to_char(to_timestamp(checked_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((checked_at % 1000000)::text, 6, '0') || 'Z' AS checked_at,
    checked_by,
    check_note,
    to_char(to_timestamp(resolved_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((resolved_at % 1000000)::text, 6, '0') || 'Z' AS resolved_at,
    resolved_by,
    resolution_code,
    resolution_text,
    to_char(to_timestamp(retracted_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((retracted_at % 1000000)::text, 6, '0') || 'Z' AS retracted_at,
    to_char(to_timestamp(withdrawn_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((withdrawn_at % 1000000)::text, 6, '0') || 'Z' AS withdrawn_at,
    withdrawn_by
FROM conversions;

-- An invoice's key as evidence: the seller's tax code, form and symbol, number, year. One invoice may cover two platforms of
-- the same buyer; shown for another buyer, it is found by the second index.
CREATE TABLE invoices (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    conversion_id TEXT COLLATE "C" NOT NULL REFERENCES conversions (id),
    business_id TEXT COLLATE "C" NOT NULL REFERENCES businesses (id),
    seller_tax_code TEXT COLLATE "C" NOT NULL,
    symbol TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL CHECK (number BETWEEN 1 AND 99999999),
    year BIGINT NOT NULL,
    shown_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    shown_at BIGINT NOT NULL
);
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
    to_char(to_timestamp(shown_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((shown_at % 1000000)::text, 6, '0') || 'Z' AS shown_at
FROM invoices;
