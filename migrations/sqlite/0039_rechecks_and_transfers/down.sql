DROP INDEX waiting_entries_kept;
DROP VIEW platform_transfers_readable;
DROP TABLE platform_transfers;
DROP VIEW listing_versions_readable;
ALTER TABLE listing_versions DROP COLUMN vendor_id;

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
    strftime('%Y-%m-%dT%H:%M:%S', published_at / 1000000, 'unixepoch') || printf('.%06dZ', published_at % 1000000) AS published_at
FROM listing_versions;

DROP VIEW platform_rechecks_readable;
DROP TABLE platform_rechecks;
DELETE FROM deadlines WHERE kind = 'listing.recheck';
DROP VIEW platforms_readable;
ALTER TABLE platforms DROP COLUMN recheck_due_on;

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
    version
FROM platforms;
