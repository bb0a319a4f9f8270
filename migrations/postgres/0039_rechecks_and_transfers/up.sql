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

-- What reviewers found when they looked again. The rows are kept.
CREATE TABLE platform_rechecks (
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('confirmed', 'evidence_wanted')),
    comment TEXT COLLATE "C" NOT NULL,
    checked_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    checked_at BIGINT NOT NULL,
    PRIMARY KEY (platform_id, number)
);

CREATE VIEW platform_rechecks_readable AS SELECT
    platform_id,
    number,
    outcome,
    comment,
    checked_by,
    to_char(to_timestamp(checked_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((checked_at % 1000000)::text, 6, '0') || 'Z' AS checked_at
FROM platform_rechecks;
