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
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', answer_by / 1000000, 'unixepoch') || printf('.%06dZ', answer_by % 1000000) AS answer_by,
    answer,
    answered_by,
    strftime('%Y-%m-%dT%H:%M:%S', answered_at / 1000000, 'unixepoch') || printf('.%06dZ', answered_at % 1000000) AS answered_at,
    decided_by,
    strftime('%Y-%m-%dT%H:%M:%S', decided_at / 1000000, 'unixepoch') || printf('.%06dZ', decided_at % 1000000) AS decided_at,
    reason_code,
    reason_text,
    strftime('%Y-%m-%dT%H:%M:%S', withdrawn_at / 1000000, 'unixepoch') || printf('.%06dZ', withdrawn_at % 1000000) AS withdrawn_at,
    named_tax_code
FROM contests;
