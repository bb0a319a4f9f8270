DROP VIEW contests_readable;
ALTER TABLE contests DROP COLUMN round;

CREATE VIEW contests_readable AS SELECT
    id,
    business_id,
    vendor_id,
    account_id,
    statement,
    evidence_reference,
    status,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(answer_by / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((answer_by % 1000000)::text, 6, '0') || 'Z' AS answer_by,
    answer,
    answered_by,
    to_char(to_timestamp(answered_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((answered_at % 1000000)::text, 6, '0') || 'Z' AS answered_at,
    decided_by,
    to_char(to_timestamp(decided_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((decided_at % 1000000)::text, 6, '0') || 'Z' AS decided_at,
    reason_code,
    reason_text,
    to_char(to_timestamp(withdrawn_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((withdrawn_at % 1000000)::text, 6, '0') || 'Z' AS withdrawn_at,
    named_tax_code
FROM contests;
