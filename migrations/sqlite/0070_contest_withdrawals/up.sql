-- Who contests may take it back, and takes it back by ending the account: `withdrawn_at` is when.
DROP VIEW contests_readable;
CREATE TABLE contests_anew (
    id TEXT NOT NULL PRIMARY KEY,
    business_id TEXT REFERENCES businesses (id),
    vendor_id TEXT REFERENCES vendors (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    statement TEXT,
    evidence_reference TEXT,
    status TEXT NOT NULL CHECK (status IN ('open', 'handed_over', 'rejected', 'withdrawn')),
    created_at INTEGER NOT NULL,
    answer_by INTEGER NOT NULL,
    answer TEXT,
    answered_by TEXT REFERENCES accounts (id),
    answered_at INTEGER,
    decided_by TEXT REFERENCES accounts (id),
    decided_at INTEGER,
    reason_code TEXT,
    reason_text TEXT,
    withdrawn_at INTEGER,
    CHECK ((business_id IS NULL) <> (vendor_id IS NULL)),
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK ((status IN ('open', 'withdrawn')) = (decided_at IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((status = 'rejected') = (reason_code IS NOT NULL)),
    CHECK ((status = 'withdrawn') = (withdrawn_at IS NOT NULL))
) STRICT;
INSERT INTO contests_anew SELECT *, NULL FROM contests;
DROP TABLE contests;
ALTER TABLE contests_anew RENAME TO contests;
CREATE UNIQUE INDEX contests_open_of_businesses ON contests (business_id) WHERE status = 'open';
CREATE UNIQUE INDEX contests_open_of_vendors ON contests (vendor_id) WHERE status = 'open';
CREATE INDEX contests_of_business ON contests (business_id, id) WHERE business_id IS NOT NULL;
CREATE INDEX contests_of_vendor ON contests (vendor_id, id) WHERE vendor_id IS NOT NULL;
CREATE INDEX contests_by_account ON contests (account_id, id);
CREATE INDEX contests_by_status ON contests (status, id);

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
    strftime('%Y-%m-%dT%H:%M:%S', withdrawn_at / 1000000, 'unixepoch') || printf('.%06dZ', withdrawn_at % 1000000) AS withdrawn_at
FROM contests;
