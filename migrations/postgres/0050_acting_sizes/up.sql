-- Which member of staff gave the figures, acting for who changed them; null where it was the person, and where it is older than
-- this was kept.
ALTER TABLE business_sizes ADD COLUMN acting_account_id TEXT COLLATE "C";

DROP VIEW business_sizes_readable;
CREATE VIEW business_sizes_readable AS SELECT
    business_id,
    number,
    to_char(to_timestamp(since / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((since % 1000000)::text, 6, '0') || 'Z' AS since,
    size_class,
    employees,
    revenue_vnd,
    capital_vnd,
    changed_by,
    acting_account_id
FROM business_sizes;
