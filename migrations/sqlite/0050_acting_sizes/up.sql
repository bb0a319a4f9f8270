-- Which member of staff gave the figures, acting for who changed them; null where it was the person, and where it is older than
-- this was kept.
ALTER TABLE business_sizes ADD COLUMN acting_account_id TEXT;

DROP VIEW business_sizes_readable;
CREATE VIEW business_sizes_readable AS SELECT
    business_id,
    number,
    strftime('%Y-%m-%dT%H:%M:%S', since / 1000000, 'unixepoch') || printf('.%06dZ', since % 1000000) AS since,
    size_class,
    employees,
    revenue_vnd,
    capital_vnd,
    changed_by,
    acting_account_id
FROM business_sizes;
