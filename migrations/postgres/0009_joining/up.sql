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
