-- The criteria are a set with a version; without the mandatory ones nothing is published. The seed says both.
ALTER TABLE criteria ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE criteria ADD COLUMN mandatory BOOLEAN NOT NULL DEFAULT FALSE;

-- What shows that a platform meets the criteria: PDF, PNG or JPEG, by the SHA-256 of its bytes, each vendor's for itself. `named_at`: since when a
-- listing names it.
CREATE TABLE vendor_documents (
    vendor_id TEXT COLLATE "C" NOT NULL REFERENCES vendors (id),
    hash TEXT COLLATE "C" NOT NULL CHECK (length(hash) = 64),
    media_type TEXT COLLATE "C" NOT NULL,
    bytes BYTEA NOT NULL,
    uploaded_at BIGINT NOT NULL,
    named_at BIGINT,
    PRIMARY KEY (vendor_id, hash)
);
CREATE INDEX vendor_documents_unnamed ON vendor_documents (vendor_id) WHERE named_at IS NULL;
CREATE INDEX vendor_documents_waiting ON vendor_documents (uploaded_at) WHERE named_at IS NULL;

CREATE VIEW vendor_documents_readable AS SELECT
    vendor_id,
    hash,
    media_type,
    bytes,
    to_char(to_timestamp(uploaded_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((uploaded_at % 1000000)::text, 6, '0') || 'Z' AS uploaded_at,
    to_char(to_timestamp(named_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((named_at % 1000000)::text, 6, '0') || 'Z' AS named_at
FROM vendor_documents;

-- What reviewers found of a version; `digest` is that of its content then: of another content it says nothing.
CREATE TABLE assessments (
    platform_id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    digest TEXT COLLATE "C" NOT NULL CHECK (length(digest) = 64),
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    criteria_version BIGINT NOT NULL,
    scores TEXT COLLATE "C" NOT NULL,
    assessed_at BIGINT NOT NULL,
    PRIMARY KEY (platform_id, number, digest, account_id),
    FOREIGN KEY (platform_id, number) REFERENCES listing_versions (platform_id, number)
);

CREATE VIEW assessments_readable AS SELECT
    platform_id,
    number,
    digest,
    account_id,
    criteria_version,
    scores,
    to_char(to_timestamp(assessed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((assessed_at % 1000000)::text, 6, '0') || 'Z' AS assessed_at
FROM assessments;

-- Reviewers who have something to do with a platform.
CREATE TABLE conflicts_of_interest (
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    text TEXT COLLATE "C" NOT NULL,
    declared_at BIGINT NOT NULL,
    PRIMARY KEY (platform_id, account_id)
);

CREATE VIEW conflicts_of_interest_readable AS SELECT
    platform_id,
    account_id,
    text,
    to_char(to_timestamp(declared_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((declared_at % 1000000)::text, 6, '0') || 'Z' AS declared_at
FROM conflicts_of_interest;
