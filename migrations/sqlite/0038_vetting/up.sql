-- The criteria are a set with a version; without the mandatory ones nothing is published. The seed says both.
ALTER TABLE criteria ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE criteria ADD COLUMN mandatory INTEGER NOT NULL DEFAULT 0 CHECK (mandatory IN (0, 1));

-- What shows that a platform meets the criteria: PDF, PNG or JPEG, by the SHA-256 of its bytes, each vendor's for itself. `named_at`: since when a
-- listing names it.
CREATE TABLE vendor_documents (
    vendor_id TEXT NOT NULL REFERENCES vendors (id),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    media_type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    uploaded_at INTEGER NOT NULL,
    named_at INTEGER,
    PRIMARY KEY (vendor_id, hash)
) STRICT;
CREATE INDEX vendor_documents_unnamed ON vendor_documents (vendor_id) WHERE named_at IS NULL;
CREATE INDEX vendor_documents_waiting ON vendor_documents (uploaded_at) WHERE named_at IS NULL;

CREATE VIEW vendor_documents_readable AS SELECT
    vendor_id,
    hash,
    media_type,
    bytes,
    strftime('%Y-%m-%dT%H:%M:%S', uploaded_at / 1000000, 'unixepoch') || printf('.%06dZ', uploaded_at % 1000000) AS uploaded_at,
    strftime('%Y-%m-%dT%H:%M:%S', named_at / 1000000, 'unixepoch') || printf('.%06dZ', named_at % 1000000) AS named_at
FROM vendor_documents;

-- What reviewers found of a version; `digest` is that of its content then: of another content it says nothing.
CREATE TABLE assessments (
    platform_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    criteria_version INTEGER NOT NULL,
    scores TEXT NOT NULL,
    assessed_at INTEGER NOT NULL,
    PRIMARY KEY (platform_id, number, digest, account_id),
    FOREIGN KEY (platform_id, number) REFERENCES listing_versions (platform_id, number)
) STRICT;

CREATE VIEW assessments_readable AS SELECT
    platform_id,
    number,
    digest,
    account_id,
    criteria_version,
    scores,
    strftime('%Y-%m-%dT%H:%M:%S', assessed_at / 1000000, 'unixepoch') || printf('.%06dZ', assessed_at % 1000000) AS assessed_at
FROM assessments;

-- Reviewers who have something to do with a platform.
CREATE TABLE conflicts_of_interest (
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    text TEXT NOT NULL,
    declared_at INTEGER NOT NULL,
    PRIMARY KEY (platform_id, account_id)
) STRICT;

CREATE VIEW conflicts_of_interest_readable AS SELECT
    platform_id,
    account_id,
    text,
    strftime('%Y-%m-%dT%H:%M:%S', declared_at / 1000000, 'unixepoch') || printf('.%06dZ', declared_at % 1000000) AS declared_at
FROM conflicts_of_interest;
