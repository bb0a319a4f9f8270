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
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version
FROM businesses;

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
