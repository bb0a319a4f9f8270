-- How people come to belong to organizations.

-- A mail may go to an address that nobody has registered: account_id NULL says that the subject holds the address.
ALTER TABLE outbox ALTER COLUMN account_id DROP NOT NULL;

-- An owner invites an address. The address is personal data: it is erased some time after the invitation's end.
CREATE TABLE invitations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    business_id TEXT COLLATE "C" REFERENCES businesses (id),
    vendor_id TEXT COLLATE "C" REFERENCES vendors (id),
    email TEXT COLLATE "C",
    email_key TEXT COLLATE "C",
    role TEXT COLLATE "C" NOT NULL CHECK (role IN ('owner', 'manager', 'member')),
    invited_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('open', 'accepted', 'refused', 'revoked', 'expired', 'void')),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    version BIGINT NOT NULL,
    CHECK ((business_id IS NULL) <> (vendor_id IS NULL)),
    CHECK ((status = 'open') = (ended_at IS NULL)),
    CHECK ((email IS NULL) = (email_key IS NULL))
);
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
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(expires_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((expires_at % 1000000)::text, 6, '0') || 'Z' AS expires_at,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at,
    version
FROM invitations;

-- The secrets in the mails of invitations: only their digests. They hold as long as the invitation is open.
CREATE TABLE invitation_links (
    digest BYTEA NOT NULL PRIMARY KEY,
    invitation_id TEXT COLLATE "C" NOT NULL REFERENCES invitations (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX invitation_links_by_invitation ON invitation_links (invitation_id);

CREATE VIEW invitation_links_readable AS SELECT
    digest,
    invitation_id,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at
FROM invitation_links;

-- Somebody asks an organization's owners to be let in. message and reason_text are what people typed: erasable.
CREATE TABLE join_requests (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    business_id TEXT COLLATE "C" REFERENCES businesses (id),
    vendor_id TEXT COLLATE "C" REFERENCES vendors (id),
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    message TEXT COLLATE "C",
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('open', 'approved', 'refused', 'withdrawn')),
    created_at BIGINT NOT NULL,
    respond_by BIGINT NOT NULL,
    ended_at BIGINT,
    role TEXT COLLATE "C" CHECK (role IN ('owner', 'manager', 'member')),
    reason_code TEXT COLLATE "C",
    reason_text TEXT COLLATE "C",
    CHECK ((business_id IS NULL) <> (vendor_id IS NULL)),
    CHECK ((status = 'open') = (ended_at IS NULL)),
    CHECK ((status = 'approved') = (role IS NOT NULL)),
    CHECK ((status = 'refused') = (reason_code IS NOT NULL))
);
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
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(respond_by / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((respond_by % 1000000)::text, 6, '0') || 'Z' AS respond_by,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at,
    role,
    reason_code,
    reason_text
FROM join_requests;

-- From when a business had which size class, and the figures that it was computed from. changed_by NULL: as it was found
-- when this table was made; what was before that is not known.
CREATE TABLE business_sizes (
    business_id TEXT COLLATE "C" NOT NULL REFERENCES businesses (id),
    number BIGINT NOT NULL,
    since BIGINT NOT NULL,
    size_class TEXT COLLATE "C" NOT NULL CHECK (size_class IN ('household', 'micro', 'small', 'medium')),
    employees BIGINT NOT NULL,
    revenue_vnd BIGINT,
    capital_vnd BIGINT,
    changed_by TEXT COLLATE "C" REFERENCES accounts (id),
    PRIMARY KEY (business_id, number)
);
INSERT INTO business_sizes (business_id, number, since, size_class, employees, revenue_vnd, capital_vnd)
    SELECT id, 1, updated_at, size_class, employees, revenue_vnd, capital_vnd FROM businesses;

CREATE VIEW business_sizes_readable AS SELECT
    business_id,
    number,
    to_char(to_timestamp(since / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((since % 1000000)::text, 6, '0') || 'Z' AS since,
    size_class,
    employees,
    revenue_vnd,
    capital_vnd,
    changed_by
FROM business_sizes;

-- Somebody says that an organization which others have registered is theirs. What people typed (statement,
-- evidence_reference, answer, reason_text) can be erased.
CREATE TABLE contests (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    business_id TEXT COLLATE "C" REFERENCES businesses (id),
    vendor_id TEXT COLLATE "C" REFERENCES vendors (id),
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    statement TEXT COLLATE "C",
    evidence_reference TEXT COLLATE "C",
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('open', 'handed_over', 'rejected')),
    created_at BIGINT NOT NULL,
    answer_by BIGINT NOT NULL,
    answer TEXT COLLATE "C",
    answered_by TEXT COLLATE "C" REFERENCES accounts (id),
    answered_at BIGINT,
    decided_by TEXT COLLATE "C" REFERENCES accounts (id),
    decided_at BIGINT,
    reason_code TEXT COLLATE "C",
    reason_text TEXT COLLATE "C",
    CHECK ((business_id IS NULL) <> (vendor_id IS NULL)),
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK ((status = 'open') = (decided_at IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((status = 'rejected') = (reason_code IS NOT NULL))
);
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
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(answer_by / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((answer_by % 1000000)::text, 6, '0') || 'Z' AS answer_by,
    answer,
    answered_by,
    to_char(to_timestamp(answered_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((answered_at % 1000000)::text, 6, '0') || 'Z' AS answered_at,
    decided_by,
    to_char(to_timestamp(decided_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((decided_at % 1000000)::text, 6, '0') || 'Z' AS decided_at,
    reason_code,
    reason_text
FROM contests;
