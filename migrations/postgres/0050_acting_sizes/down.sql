DROP VIEW business_sizes_readable;
ALTER TABLE business_sizes DROP COLUMN acting_account_id;

CREATE VIEW business_sizes_readable AS SELECT
    business_id,
    number,
    to_char(to_timestamp(since / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((since % 1000000)::text, 6, '0') || 'Z' AS since,
    size_class,
    employees,
    revenue_vnd,
    capital_vnd,
    changed_by
FROM business_sizes;
