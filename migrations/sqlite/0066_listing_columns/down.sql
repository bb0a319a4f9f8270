PRAGMA defer_foreign_keys = ON;
DROP VIEW listing_versions_readable;
CREATE TABLE kept AS SELECT * FROM listing_versions;
DROP TABLE listing_versions;
CREATE TABLE listing_versions (
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'in_review', 'changes_requested', 'rejected', 'published', 'superseded', 'withdrawn')),
    content TEXT NOT NULL,
    lane TEXT CHECK (lane IN ('full', 'fast')),
    changed TEXT,
    requested_changes TEXT,
    reason_code TEXT,
    reason_text TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    submitted_at INTEGER,
    review_started_at INTEGER,
    decided_at INTEGER,
    published_at INTEGER,
    vendor_id TEXT REFERENCES vendors (id),
    PRIMARY KEY (platform_id, number)
) STRICT;
INSERT INTO listing_versions SELECT platform_id, number, status, content, lane, changed, requested_changes, reason_code, reason_text, created_at, updated_at, submitted_at, review_started_at, decided_at, published_at, vendor_id FROM kept;
DROP TABLE kept;
CREATE INDEX listing_versions_by_status ON listing_versions (status, platform_id);
-- One is worked on at a time, and one is published.
CREATE UNIQUE INDEX listing_versions_working ON listing_versions (platform_id)
    WHERE status IN ('draft', 'submitted', 'in_review', 'changes_requested');
CREATE UNIQUE INDEX listing_versions_published ON listing_versions (platform_id) WHERE status = 'published';
-- What was published stays as it was published, whatever a program does.
CREATE TRIGGER listing_versions_kept BEFORE UPDATE ON listing_versions
WHEN OLD.published_at IS NOT NULL AND (NEW.content <> OLD.content OR NEW.platform_id <> OLD.platform_id OR NEW.number <> OLD.number
    OR NEW.published_at IS NOT OLD.published_at OR NEW.status NOT IN ('published', 'superseded'))
BEGIN SELECT RAISE(ABORT, 'a published version of a listing does not change'); END;
CREATE TRIGGER listing_versions_not_deleted BEFORE DELETE ON listing_versions
WHEN OLD.published_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a published version of a listing does not change'); END;

CREATE VIEW listing_versions_readable AS SELECT
    platform_id,
    number,
    status,
    content,
    lane,
    changed,
    requested_changes,
    reason_code,
    reason_text,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    strftime('%Y-%m-%dT%H:%M:%S', submitted_at / 1000000, 'unixepoch') || printf('.%06dZ', submitted_at % 1000000) AS submitted_at,
    strftime('%Y-%m-%dT%H:%M:%S', review_started_at / 1000000, 'unixepoch') || printf('.%06dZ', review_started_at % 1000000) AS review_started_at,
    strftime('%Y-%m-%dT%H:%M:%S', decided_at / 1000000, 'unixepoch') || printf('.%06dZ', decided_at % 1000000) AS decided_at,
    strftime('%Y-%m-%dT%H:%M:%S', published_at / 1000000, 'unixepoch') || printf('.%06dZ', published_at % 1000000) AS published_at,
    vendor_id
FROM listing_versions;

DROP VIEW platforms_readable;
ALTER TABLE platforms ADD COLUMN search_text TEXT NOT NULL DEFAULT '';

CREATE VIEW platforms_readable AS SELECT
    id,
    slug,
    name,
    vendor_id,
    vendor_name,
    category_code,
    summary_vi,
    summary_en,
    status,
    search_text,
    sort_key,
    strftime('%Y-%m-%dT%H:%M:%S', published_at / 1000000, 'unixepoch') || printf('.%06dZ', published_at % 1000000) AS published_at,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version,
    recheck_due_on
FROM platforms;
