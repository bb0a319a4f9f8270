-- A version's vendor is always known: the column says so. The text for a search in the database is read by nobody, since the catalog has an
-- index in memory.
ALTER TABLE listing_versions ALTER COLUMN vendor_id SET NOT NULL;

DROP VIEW platforms_readable;
ALTER TABLE platforms DROP COLUMN search_text;

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
    sort_key,
    to_char(to_timestamp(published_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((published_at % 1000000)::text, 6, '0') || 'Z' AS published_at,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version,
    recheck_due_on
FROM platforms;
