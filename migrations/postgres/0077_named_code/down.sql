DROP VIEW join_requests_readable;
ALTER TABLE join_requests DROP COLUMN named_tax_code;

CREATE VIEW join_requests_readable AS SELECT
    id,
    business_id,
    vendor_id,
    account_id,
    message,
    status,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(respond_by / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((respond_by % 1000000)::text, 6, '0') || 'Z' AS respond_by,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at,
    role,
    reason_code,
    reason_text,
    decided_by_staff,
    evidence
FROM join_requests;
