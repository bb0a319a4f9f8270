-- A listing also waits for review, is sent back, rejected, suspended or archived.
ALTER TABLE platforms DROP CONSTRAINT platforms_status_check;
ALTER TABLE platforms ADD CONSTRAINT platforms_status_check CHECK (status IN ('draft', 'submitted', 'in_review', 'changes_requested', 'rejected', 'published', 'suspended', 'archived'));

-- What a vendor says of a platform, version by version, as JSON. `changed`: in what it differs from the published one, when it was
-- handed in; `requested_changes`: what reviewers asked for.
CREATE TABLE listing_versions (
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('draft', 'submitted', 'in_review', 'changes_requested', 'rejected', 'published', 'superseded', 'withdrawn')),
    content TEXT COLLATE "C" NOT NULL,
    lane TEXT COLLATE "C" CHECK (lane IN ('full', 'fast')),
    changed TEXT COLLATE "C",
    requested_changes TEXT COLLATE "C",
    reason_code TEXT COLLATE "C",
    reason_text TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    submitted_at BIGINT,
    review_started_at BIGINT,
    decided_at BIGINT,
    published_at BIGINT,
    PRIMARY KEY (platform_id, number)
);
CREATE INDEX listing_versions_by_status ON listing_versions (status, platform_id);
-- One is worked on at a time, and one is published.
CREATE UNIQUE INDEX listing_versions_working ON listing_versions (platform_id)
    WHERE status IN ('draft', 'submitted', 'in_review', 'changes_requested');
CREATE UNIQUE INDEX listing_versions_published ON listing_versions (platform_id) WHERE status = 'published';
-- What was published stays as it was published, whatever a program does.
CREATE FUNCTION listing_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a published version of a listing does not change'; END $$;
CREATE TRIGGER listing_versions_kept BEFORE UPDATE ON listing_versions FOR EACH ROW
WHEN (OLD.published_at IS NOT NULL AND (NEW.content <> OLD.content OR NEW.platform_id <> OLD.platform_id OR NEW.number <> OLD.number
    OR NEW.published_at IS DISTINCT FROM OLD.published_at OR NEW.status NOT IN ('published', 'superseded')))
EXECUTE FUNCTION listing_version_kept();
CREATE TRIGGER listing_versions_not_deleted BEFORE DELETE ON listing_versions FOR EACH ROW
WHEN (OLD.published_at IS NOT NULL)
EXECUTE FUNCTION listing_version_kept();

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
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    to_char(to_timestamp(submitted_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((submitted_at % 1000000)::text, 6, '0') || 'Z' AS submitted_at,
    to_char(to_timestamp(review_started_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((review_started_at % 1000000)::text, 6, '0') || 'Z' AS review_started_at,
    to_char(to_timestamp(decided_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((decided_at % 1000000)::text, 6, '0') || 'Z' AS decided_at,
    to_char(to_timestamp(published_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((published_at % 1000000)::text, 6, '0') || 'Z' AS published_at
FROM listing_versions;

-- Why and when a published listing was taken out of the catalog for a while. The rows are kept.
CREATE TABLE platform_suspensions (
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    suspended_at BIGINT NOT NULL,
    reason_code TEXT COLLATE "C" NOT NULL,
    reason_text TEXT COLLATE "C",
    reinstated_at BIGINT,
    PRIMARY KEY (platform_id, number)
);
CREATE UNIQUE INDEX platform_suspensions_running ON platform_suspensions (platform_id) WHERE reinstated_at IS NULL;

CREATE VIEW platform_suspensions_readable AS SELECT
    platform_id,
    number,
    to_char(to_timestamp(suspended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((suspended_at % 1000000)::text, 6, '0') || 'Z' AS suspended_at,
    reason_code,
    reason_text,
    to_char(to_timestamp(reinstated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((reinstated_at % 1000000)::text, 6, '0') || 'Z' AS reinstated_at
FROM platform_suspensions;

-- Open trials of a platform in the order of their requests: who has one is told of a suspension, batch by batch.
CREATE INDEX trials_open_requested ON trials (platform_id, requested_at, id)
    WHERE status IN ('requested', 'accepted', 'provisioned', 'activated', 'engaged');
