DROP INDEX trials_open_requested;
DROP VIEW platform_suspensions_readable;
DROP TABLE platform_suspensions;
DROP VIEW listing_versions_readable;
DROP TABLE listing_versions;
-- What was in no catalog stays out of it.
DROP VIEW platforms_readable;
DROP INDEX platforms_listed;
ALTER TABLE platforms ADD COLUMN stand TEXT NOT NULL DEFAULT 'draft' CHECK (stand IN ('draft', 'submitted', 'published'));
UPDATE platforms SET stand = CASE status WHEN 'published' THEN 'published' WHEN 'suspended' THEN 'submitted' WHEN 'submitted' THEN 'submitted' WHEN 'in_review' THEN 'submitted' ELSE 'draft' END;
ALTER TABLE platforms DROP COLUMN status;
ALTER TABLE platforms RENAME COLUMN stand TO status;
CREATE INDEX platforms_listed ON platforms (status, sort_key, id);

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
