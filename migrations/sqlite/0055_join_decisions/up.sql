-- Which member of staff decided, where its owners did not answer in time, and what was shown to them; nulls where an owner did. `evidence` is what
-- people typed: erasable.
ALTER TABLE join_requests ADD COLUMN decided_by_staff TEXT REFERENCES accounts (id);
ALTER TABLE join_requests ADD COLUMN evidence TEXT CHECK (evidence IS NULL OR decided_by_staff IS NOT NULL AND status = 'approved');

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
    evidence
FROM join_requests;
