DROP VIEW businesses_readable;
DROP VIEW business_sizes_readable;
ALTER TABLE businesses DROP COLUMN outgrown_at;
ALTER TABLE business_sizes DROP COLUMN is_sme;

CREATE VIEW businesses_readable AS SELECT
    id,
    kind,
    tax_code,
    household_digest,
    household_last3,
    root_key,
    name,
    province_list,
    province_given,
    province_code,
    industry_version,
    industry_section,
    employees,
    revenue_vnd,
    capital_vnd,
    size_class,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version
FROM businesses;

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
