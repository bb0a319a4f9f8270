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

-- What reviewers found when they looked again, of the vendor that the listing then had. The rows are kept.
CREATE TABLE platform_rechecks (
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    vendor_id TEXT NOT NULL REFERENCES vendors (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('confirmed', 'evidence_wanted')),
    comment TEXT NOT NULL,
    checked_by TEXT NOT NULL REFERENCES accounts (id),
    checked_at INTEGER NOT NULL,
    PRIMARY KEY (platform_id, number)
) STRICT;

CREATE VIEW platform_rechecks_readable AS SELECT
    platform_id,
    number,
    vendor_id,
    outcome,
    comment,
    checked_by,
    strftime('%Y-%m-%dT%H:%M:%S', checked_at / 1000000, 'unixepoch') || printf('.%06dZ', checked_at % 1000000) AS checked_at
FROM platform_rechecks;

-- Whose a version is: those of a former vendor stay its own. Never null, which SQLite cannot be told of a column that is added and refers to
-- another table.
DROP VIEW listing_versions_readable;
ALTER TABLE listing_versions ADD COLUMN vendor_id TEXT REFERENCES vendors (id);
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
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    strftime('%Y-%m-%dT%H:%M:%S', submitted_at / 1000000, 'unixepoch') || printf('.%06dZ', submitted_at % 1000000) AS submitted_at,
    strftime('%Y-%m-%dT%H:%M:%S', review_started_at / 1000000, 'unixepoch') || printf('.%06dZ', review_started_at % 1000000) AS review_started_at,
    strftime('%Y-%m-%dT%H:%M:%S', decided_at / 1000000, 'unixepoch') || printf('.%06dZ', decided_at % 1000000) AS decided_at,
    strftime('%Y-%m-%dT%H:%M:%S', published_at / 1000000, 'unixepoch') || printf('.%06dZ', published_at % 1000000) AS published_at,
    vendor_id
FROM listing_versions;

-- From which vendor to which a listing was moved, and why. The rows are kept.
CREATE TABLE platform_transfers (
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    from_vendor TEXT NOT NULL REFERENCES vendors (id),
    to_vendor TEXT NOT NULL REFERENCES vendors (id),
    reason TEXT NOT NULL,
    moved_by TEXT NOT NULL REFERENCES accounts (id),
    moved_at INTEGER NOT NULL,
    PRIMARY KEY (platform_id, number),
    CHECK (from_vendor <> to_vendor)
) STRICT;

CREATE VIEW platform_transfers_readable AS SELECT
    platform_id,
    number,
    from_vendor,
    to_vendor,
    reason,
    moved_by,
    strftime('%Y-%m-%dT%H:%M:%S', moved_at / 1000000, 'unixepoch') || printf('.%06dZ', moved_at % 1000000) AS moved_at
FROM platform_transfers;

-- For whom places of a platform are kept: what waits for them names its vendor.
CREATE INDEX waiting_entries_kept ON waiting_entries (platform_id, id) WHERE status = 'offered';
