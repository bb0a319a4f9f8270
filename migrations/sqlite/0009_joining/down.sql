DROP VIEW contests_readable;
DROP TABLE contests;
DROP VIEW business_sizes_readable;
DROP TABLE business_sizes;
DROP VIEW join_requests_readable;
DROP TABLE join_requests;
DROP VIEW invitation_links_readable;
DROP VIEW invitations_readable;
DROP TABLE invitation_links;
DROP TABLE invitations;

-- Mails to addresses without an account go with their invitations.
DELETE FROM outbox WHERE account_id IS NULL;
DROP VIEW outbox_readable;
ALTER TABLE outbox RENAME TO outbox_after;
DROP INDEX outbox_due;
DROP INDEX outbox_by_subject;
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    subject_id TEXT NOT NULL,
    request_id TEXT,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dropped', 'failed', 'parked')),
    started INTEGER NOT NULL,
    finished INTEGER NOT NULL,
    lease BLOB,
    leased_until INTEGER,
    answer TEXT,
    settled_at INTEGER
) STRICT;
INSERT INTO outbox SELECT * FROM outbox_after;
DROP TABLE outbox_after;
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_by_subject ON outbox (subject_id);
CREATE VIEW outbox_readable AS SELECT
    id,
    kind,
    account_id,
    subject_id,
    request_id,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', due_at / 1000000, 'unixepoch') || printf('.%06dZ', due_at % 1000000) AS due_at,
    state,
    started,
    finished,
    lease,
    strftime('%Y-%m-%dT%H:%M:%S', leased_until / 1000000, 'unixepoch') || printf('.%06dZ', leased_until % 1000000) AS leased_until,
    answer,
    strftime('%Y-%m-%dT%H:%M:%S', settled_at / 1000000, 'unixepoch') || printf('.%06dZ', settled_at % 1000000) AS settled_at
FROM outbox;
