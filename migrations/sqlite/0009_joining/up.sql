-- How people come to belong to organizations.

-- A mail may go to an address that nobody has registered: account_id NULL says that the subject holds the address.
DROP VIEW outbox_readable;
ALTER TABLE outbox RENAME TO outbox_before;
DROP INDEX outbox_due;
DROP INDEX outbox_by_subject;
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id),
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
INSERT INTO outbox SELECT * FROM outbox_before;
DROP TABLE outbox_before;
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

-- An owner invites an address. The address is personal data: it is erased some time after the invitation's end.
CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    business_id TEXT REFERENCES businesses (id),
    vendor_id TEXT REFERENCES vendors (id),
    email TEXT,
    email_key TEXT,
    role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'member')),
    invited_by TEXT NOT NULL REFERENCES accounts (id),
    status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'refused', 'revoked', 'expired', 'void')),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    CHECK ((business_id IS NULL) <> (vendor_id IS NULL)),
    CHECK ((status = 'open') = (ended_at IS NULL)),
    CHECK ((email IS NULL) = (email_key IS NULL))
) STRICT;
CREATE UNIQUE INDEX invitations_open_to_businesses ON invitations (business_id, email_key) WHERE status = 'open';
CREATE UNIQUE INDEX invitations_open_to_vendors ON invitations (vendor_id, email_key) WHERE status = 'open';
CREATE INDEX invitations_of_business ON invitations (business_id, id) WHERE business_id IS NOT NULL;
CREATE INDEX invitations_of_vendor ON invitations (vendor_id, id) WHERE vendor_id IS NOT NULL;
CREATE INDEX invitations_by_address ON invitations (email_key, id) WHERE status = 'open';
CREATE INDEX invitations_by_age ON invitations (expires_at) WHERE email IS NOT NULL;

CREATE VIEW invitations_readable AS SELECT
    id,
    business_id,
    vendor_id,
    email,
    email_key,
    role,
    invited_by,
    status,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', expires_at / 1000000, 'unixepoch') || printf('.%06dZ', expires_at % 1000000) AS expires_at,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    version
FROM invitations;

-- The secrets in the mails of invitations: only their digests. They hold as long as the invitation is open.
CREATE TABLE invitation_links (
    digest BLOB NOT NULL PRIMARY KEY,
    invitation_id TEXT NOT NULL REFERENCES invitations (id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invitation_links_by_invitation ON invitation_links (invitation_id);

CREATE VIEW invitation_links_readable AS SELECT
    digest,
    invitation_id,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at
FROM invitation_links;

-- Somebody asks an organization's owners to be let in. message and reason_text are what people typed: erasable.
CREATE TABLE join_requests (
    id TEXT NOT NULL PRIMARY KEY,
    business_id TEXT REFERENCES businesses (id),
    vendor_id TEXT REFERENCES vendors (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    message TEXT,
    status TEXT NOT NULL CHECK (status IN ('open', 'approved', 'refused', 'withdrawn')),
    created_at INTEGER NOT NULL,
    respond_by INTEGER NOT NULL,
    ended_at INTEGER,
    role TEXT CHECK (role IN ('owner', 'manager', 'member')),
    reason_code TEXT,
    reason_text TEXT,
    CHECK ((business_id IS NULL) <> (vendor_id IS NULL)),
    CHECK ((status = 'open') = (ended_at IS NULL)),
    CHECK ((status = 'approved') = (role IS NOT NULL)),
    CHECK ((status = 'refused') = (reason_code IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX join_requests_open_to_businesses ON join_requests (business_id, account_id) WHERE status = 'open';
CREATE UNIQUE INDEX join_requests_open_to_vendors ON join_requests (vendor_id, account_id) WHERE status = 'open';
CREATE INDEX join_requests_of_business ON join_requests (business_id, id) WHERE business_id IS NOT NULL;
CREATE INDEX join_requests_of_vendor ON join_requests (vendor_id, id) WHERE vendor_id IS NOT NULL;
CREATE INDEX join_requests_by_account ON join_requests (account_id, id);
CREATE INDEX join_requests_waiting ON join_requests (id) WHERE status = 'open';

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
    reason_text
FROM join_requests;

-- From when a business had which size class, and the figures that it was computed from. changed_by NULL: as it was found
-- when this table was made; what was before that is not known.
CREATE TABLE business_sizes (
    business_id TEXT NOT NULL REFERENCES businesses (id),
    number INTEGER NOT NULL,
    since INTEGER NOT NULL,
    size_class TEXT NOT NULL CHECK (size_class IN ('household', 'micro', 'small', 'medium')),
    employees INTEGER NOT NULL,
    revenue_vnd INTEGER,
    capital_vnd INTEGER,
    changed_by TEXT REFERENCES accounts (id),
    PRIMARY KEY (business_id, number)
) STRICT;
INSERT INTO business_sizes (business_id, number, since, size_class, employees, revenue_vnd, capital_vnd)
    SELECT id, 1, updated_at, size_class, employees, revenue_vnd, capital_vnd FROM businesses;

CREATE VIEW business_sizes_readable AS SELECT
    business_id,
    number,
    strftime('%Y-%m-%dT%H:%M:%S', since / 1000000, 'unixepoch') || printf('.%06dZ', since % 1000000) AS since,
    size_class,
    employees,
    revenue_vnd,
    capital_vnd,
    changed_by
FROM business_sizes;

-- Somebody says that an organization which others have registered is theirs. What people typed (statement,
-- evidence_reference, answer, reason_text) can be erased.
CREATE TABLE contests (
    id TEXT NOT NULL PRIMARY KEY,
    business_id TEXT REFERENCES businesses (id),
    vendor_id TEXT REFERENCES vendors (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    statement TEXT,
    evidence_reference TEXT,
    status TEXT NOT NULL CHECK (status IN ('open', 'handed_over', 'rejected')),
    created_at INTEGER NOT NULL,
    answer_by INTEGER NOT NULL,
    answer TEXT,
    answered_by TEXT REFERENCES accounts (id),
    answered_at INTEGER,
    decided_by TEXT REFERENCES accounts (id),
    decided_at INTEGER,
    reason_code TEXT,
    reason_text TEXT,
    CHECK ((business_id IS NULL) <> (vendor_id IS NULL)),
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK ((status = 'open') = (decided_at IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((status = 'rejected') = (reason_code IS NOT NULL))
) STRICT;
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
    reason_text
FROM contests;
