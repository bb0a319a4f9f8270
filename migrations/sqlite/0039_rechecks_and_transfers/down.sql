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
