-- What is published is looked at again a year after it was last vetted in full, or looked at: `recheck_due_on` is that day.
DROP VIEW platforms_readable;
ALTER TABLE platforms ADD COLUMN recheck_due_on TEXT COLLATE "C";
UPDATE platforms SET recheck_due_on = to_char((to_timestamp(COALESCE((SELECT MAX(v.published_at) FROM listing_versions v WHERE v.platform_id = platforms.id AND v.lane = 'full'), published_at) / 1000000 + 25200) AT TIME ZONE 'UTC')::date, 'YYYY-MM-DD')
WHERE vendor_id IS NOT NULL AND status IN ('published', 'suspended');
-- A year after 29 February is 28 February.
UPDATE platforms SET recheck_due_on = to_char(recheck_due_on::date + INTERVAL '1 year', 'YYYY-MM-DD')
WHERE recheck_due_on IS NOT NULL;

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
    to_char(to_timestamp(published_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((published_at % 1000000)::text, 6, '0') || 'Z' AS published_at,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version,
    recheck_due_on
FROM platforms;

-- Nine o'clock in Vietnam of the day, and of the thirtieth before it.
INSERT INTO deadlines (subject_id, kind, step, trial_id, due_at, state)
SELECT id, 'listing.recheck', step, NULL, (EXTRACT(EPOCH FROM recheck_due_on::date)::bigint + step * 86400 + 7200) * 1000000, 'waiting'
FROM platforms, (VALUES (-30), (0)) AS steps (step)
WHERE recheck_due_on IS NOT NULL;

-- What reviewers found when they looked again, of the vendor that the listing then had. The rows are kept.
CREATE TABLE platform_rechecks (
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    vendor_id TEXT COLLATE "C" NOT NULL REFERENCES vendors (id),
    outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('confirmed', 'evidence_wanted')),
    comment TEXT COLLATE "C" NOT NULL,
    checked_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    checked_at BIGINT NOT NULL,
    PRIMARY KEY (platform_id, number)
);

CREATE VIEW platform_rechecks_readable AS SELECT
    platform_id,
    number,
    vendor_id,
    outcome,
    comment,
    checked_by,
    to_char(to_timestamp(checked_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((checked_at % 1000000)::text, 6, '0') || 'Z' AS checked_at
FROM platform_rechecks;

-- Whose a version is: those of a former vendor stay its own. Never null, which SQLite cannot be told of a column that is added and refers to
-- another table.
DROP VIEW listing_versions_readable;
ALTER TABLE listing_versions ADD COLUMN vendor_id TEXT COLLATE "C" REFERENCES vendors (id);
UPDATE listing_versions SET vendor_id = (SELECT vendor_id FROM platforms WHERE id = platform_id);

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
    to_char(to_timestamp(published_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((published_at % 1000000)::text, 6, '0') || 'Z' AS published_at,
    vendor_id
FROM listing_versions;

-- From which vendor to which a listing was moved, and why. The rows are kept.
CREATE TABLE platform_transfers (
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    from_vendor TEXT COLLATE "C" NOT NULL REFERENCES vendors (id),
    to_vendor TEXT COLLATE "C" NOT NULL REFERENCES vendors (id),
    reason TEXT COLLATE "C" NOT NULL,
    moved_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    moved_at BIGINT NOT NULL,
    PRIMARY KEY (platform_id, number),
    CHECK (from_vendor <> to_vendor)
);

CREATE VIEW platform_transfers_readable AS SELECT
    platform_id,
    number,
    from_vendor,
    to_vendor,
    reason,
    moved_by,
    to_char(to_timestamp(moved_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((moved_at % 1000000)::text, 6, '0') || 'Z' AS moved_at
FROM platform_transfers;

-- For whom places of a platform are kept: what waits for them names its vendor.
CREATE INDEX waiting_entries_kept ON waiting_entries (platform_id, id) WHERE status = 'offered';
