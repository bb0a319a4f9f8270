-- What is published is looked at again a year after it was last vetted in full, or looked at: `recheck_due_on` is that day.
DROP VIEW platforms_readable;
ALTER TABLE platforms ADD COLUMN recheck_due_on TEXT;
UPDATE platforms SET recheck_due_on = date(COALESCE((SELECT MAX(v.published_at) FROM listing_versions v WHERE v.platform_id = platforms.id AND v.lane = 'full'), published_at) / 1000000 + 25200, 'unixepoch')
WHERE vendor_id IS NOT NULL AND status IN ('published', 'suspended');
-- A year after 29 February is 28 February.
UPDATE platforms SET recheck_due_on = CASE strftime('%m-%d', recheck_due_on) WHEN '02-29' THEN date(recheck_due_on, '+1 year', '-1 day') ELSE date(recheck_due_on, '+1 year') END
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
    strftime('%Y-%m-%dT%H:%M:%S', published_at / 1000000, 'unixepoch') || printf('.%06dZ', published_at % 1000000) AS published_at,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version,
    recheck_due_on
FROM platforms;

-- Nine o'clock in Vietnam of the day, and of the thirtieth before it.
INSERT INTO deadlines (subject_id, kind, step, trial_id, due_at, state)
SELECT id, 'listing.recheck', step, NULL, (strftime('%s', recheck_due_on) + step * 86400 + 7200) * 1000000, 'waiting'
FROM platforms, (SELECT -30 AS step UNION ALL SELECT 0)
WHERE recheck_due_on IS NOT NULL;

-- What reviewers found when they looked again. The rows are kept.
CREATE TABLE platform_rechecks (
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    outcome TEXT NOT NULL CHECK (outcome IN ('confirmed', 'evidence_wanted')),
    comment TEXT NOT NULL,
    checked_by TEXT NOT NULL REFERENCES accounts (id),
    checked_at INTEGER NOT NULL,
    PRIMARY KEY (platform_id, number)
) STRICT;

CREATE VIEW platform_rechecks_readable AS SELECT
    platform_id,
    number,
    outcome,
    comment,
    checked_by,
    strftime('%Y-%m-%dT%H:%M:%S', checked_at / 1000000, 'unixepoch') || printf('.%06dZ', checked_at % 1000000) AS checked_at
FROM platform_rechecks;
