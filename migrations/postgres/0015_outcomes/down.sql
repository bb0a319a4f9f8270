DROP VIEW invoices_readable;
DROP TABLE invoices;
DROP VIEW conversions_readable;
ALTER TABLE conversions
    DROP CONSTRAINT conversions_status_check,
    DROP CONSTRAINT conversions_confirmed,
    DROP CONSTRAINT conversions_level,
    DROP CONSTRAINT conversions_disputed,
    DROP CONSTRAINT conversions_two_people,
    DROP CONSTRAINT conversions_answered,
    DROP CONSTRAINT conversions_invoiced,
    DROP CONSTRAINT conversions_checked,
    DROP CONSTRAINT conversions_checked_level,
    DROP CONSTRAINT conversions_resolved,
    DROP CONSTRAINT conversions_resolved_by,
    DROP CONSTRAINT conversions_retracted,
    DROP CONSTRAINT conversions_withdrawn,
    DROP CONSTRAINT conversions_withdrawn_by,
    DROP CONSTRAINT conversions_reason,
    DROP CONSTRAINT conversions_in_order,
    DROP CONSTRAINT conversions_in_order_after;
-- What the older program has no word for goes back to what it knows: none of it counts.
UPDATE conversions SET
    disputed_at = coalesce(disputed_at, retracted_at, withdrawn_at),
    converted_at = CASE WHEN status = 'confirmed' THEN converted_at END,
    evidence_level = CASE WHEN status = 'confirmed' THEN evidence_level ELSE 0 END,
    status = CASE WHEN status IN ('claimed', 'confirmed') THEN status ELSE 'disputed' END;
ALTER TABLE conversions
    DROP COLUMN invoiced_at,
    DROP COLUMN checked_at,
    DROP COLUMN checked_by,
    DROP COLUMN check_note,
    DROP COLUMN resolved_at,
    DROP COLUMN resolved_by,
    DROP COLUMN resolution_code,
    DROP COLUMN resolution_text,
    DROP COLUMN retracted_at,
    DROP COLUMN withdrawn_at,
    DROP COLUMN withdrawn_by;
ALTER TABLE conversions
    ADD CONSTRAINT conversions_status_check CHECK (status IN ('claimed', 'confirmed', 'disputed')),
    ADD CONSTRAINT conversions_check CHECK ((status = 'confirmed') = (converted_at IS NOT NULL)),
    ADD CONSTRAINT conversions_check1 CHECK ((evidence_level >= 1) = (status = 'confirmed'));
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
    version
FROM conversions;
