-- Since when a business's figures are beyond those of an SME; null for an SME. `size_class` is the last that it had as one.
ALTER TABLE businesses ADD COLUMN outgrown_at INTEGER;
-- Whether these figures are those of an SME.
ALTER TABLE business_sizes ADD COLUMN is_sme INTEGER NOT NULL DEFAULT 1 CHECK (is_sme IN (0, 1));

DROP VIEW businesses_readable;
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
    strftime('%Y-%m-%dT%H:%M:%S', outgrown_at / 1000000, 'unixepoch') || printf('.%06dZ', outgrown_at % 1000000) AS outgrown_at,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version
FROM businesses;

DROP VIEW business_sizes_readable;
CREATE VIEW business_sizes_readable AS SELECT
    business_id,
    number,
    strftime('%Y-%m-%dT%H:%M:%S', since / 1000000, 'unixepoch') || printf('.%06dZ', since % 1000000) AS since,
    size_class,
    is_sme,
    employees,
    revenue_vnd,
    capital_vnd,
    changed_by,
    acting_account_id
FROM business_sizes;
