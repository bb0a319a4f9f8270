ALTER TABLE listing_versions ALTER COLUMN vendor_id DROP NOT NULL;

DROP VIEW platforms_readable;
ALTER TABLE platforms ADD COLUMN search_text TEXT COLLATE "C" NOT NULL DEFAULT '';

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
