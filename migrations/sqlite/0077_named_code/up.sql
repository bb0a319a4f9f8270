-- The tax code that whoever asks to join has named: of a firm any part may be, and its seat is asked. Null for a household, of whose number nothing is
-- kept, and for requests from before.
ALTER TABLE join_requests ADD COLUMN named_tax_code TEXT CHECK (length(named_tax_code) BETWEEN 10 AND 14);

DROP VIEW join_requests_readable;
CREATE VIEW join_requests_readable AS SELECT
    id,
    business_id,
    vendor_id,
    account_id,
    message,
    status,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', respond_by / 1000000, 'unixepoch') || printf('.%06dZ', respond_by % 1000000) AS respond_by,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    role,
    reason_code,
    reason_text,
    decided_by_staff,
    evidence,
    named_tax_code
FROM join_requests;
