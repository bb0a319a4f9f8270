DROP VIEW business_sizes_readable;
ALTER TABLE business_sizes DROP COLUMN acting_account_id;

CREATE VIEW business_sizes_readable AS SELECT
    business_id,
    number,
    strftime('%Y-%m-%dT%H:%M:%S', since / 1000000, 'unixepoch') || printf('.%06dZ', since % 1000000) AS since,
    size_class,
    employees,
    revenue_vnd,
    capital_vnd,
    changed_by
FROM business_sizes;
