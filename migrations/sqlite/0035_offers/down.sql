DROP VIEW trials_readable;
ALTER TABLE trials DROP COLUMN discount_months;
ALTER TABLE trials DROP COLUMN discount_price_vnd_per_month;
ALTER TABLE trials DROP COLUMN at_end;

CREATE VIEW trials_readable AS SELECT
    id,
    business_id,
    root_key,
    platform_id,
    vendor_id,
    requested_by,
    programme,
    granted,
    channel,
    province_code,
    industry_version,
    industry_section,
    size_class,
    category_code,
    ministry_code,
    days,
    price_vnd_per_month,
    need,
    contact_name,
    contact_email,
    contact_phone,
    consent_text,
    strftime('%Y-%m-%dT%H:%M:%S', consent_at / 1000000, 'unixepoch') || printf('.%06dZ', consent_at % 1000000) AS consent_at,
    strftime('%Y-%m-%dT%H:%M:%S', requested_at / 1000000, 'unixepoch') || printf('.%06dZ', requested_at % 1000000) AS requested_at,
    strftime('%Y-%m-%dT%H:%M:%S', respond_by / 1000000, 'unixepoch') || printf('.%06dZ', respond_by % 1000000) AS respond_by,
    strftime('%Y-%m-%dT%H:%M:%S', accepted_at / 1000000, 'unixepoch') || printf('.%06dZ', accepted_at % 1000000) AS accepted_at,
    strftime('%Y-%m-%dT%H:%M:%S', provisioned_at / 1000000, 'unixepoch') || printf('.%06dZ', provisioned_at % 1000000) AS provisioned_at,
    strftime('%Y-%m-%dT%H:%M:%S', activated_at / 1000000, 'unixepoch') || printf('.%06dZ', activated_at % 1000000) AS activated_at,
    strftime('%Y-%m-%dT%H:%M:%S', engaged_at / 1000000, 'unixepoch') || printf('.%06dZ', engaged_at % 1000000) AS engaged_at,
    strftime('%Y-%m-%dT%H:%M:%S', declined_at / 1000000, 'unixepoch') || printf('.%06dZ', declined_at % 1000000) AS declined_at,
    strftime('%Y-%m-%dT%H:%M:%S', cancelled_at / 1000000, 'unixepoch') || printf('.%06dZ', cancelled_at % 1000000) AS cancelled_at,
    cancelled_by,
    strftime('%Y-%m-%dT%H:%M:%S', trial_end / 1000000, 'unixepoch') || printf('.%06dZ', trial_end % 1000000) AS trial_end,
    started_on,
    access_reference,
    reason_code,
    reason_text,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version,
    rules_id,
    strftime('%Y-%m-%dT%H:%M:%S', window_end / 1000000, 'unixepoch') || printf('.%06dZ', window_end % 1000000) AS window_end,
    strftime('%Y-%m-%dT%H:%M:%S', nudged_at / 1000000, 'unixepoch') || printf('.%06dZ', nudged_at % 1000000) AS nudged_at,
    strftime('%Y-%m-%dT%H:%M:%S', escalated_at / 1000000, 'unixepoch') || printf('.%06dZ', escalated_at % 1000000) AS escalated_at,
    strftime('%Y-%m-%dT%H:%M:%S', unanswered_at / 1000000, 'unixepoch') || printf('.%06dZ', unanswered_at % 1000000) AS unanswered_at,
    strftime('%Y-%m-%dT%H:%M:%S', expired_at / 1000000, 'unixepoch') || printf('.%06dZ', expired_at % 1000000) AS expired_at,
    status,
    strftime('%Y-%m-%dT%H:%M:%S', consent_withdrawn_at / 1000000, 'unixepoch') || printf('.%06dZ', consent_withdrawn_at % 1000000) AS consent_withdrawn_at,
    holds_place
FROM trials;

-- Of several offers the first one stays.
CREATE TABLE single_offers (
    platform_id TEXT NOT NULL PRIMARY KEY REFERENCES platforms (id),
    price_vnd_per_month INTEGER NOT NULL CHECK (price_vnd_per_month >= 0),
    max_employees INTEGER,
    household_days INTEGER CHECK (household_days BETWEEN 1 AND 366),
    micro_days INTEGER CHECK (micro_days BETWEEN 1 AND 366),
    small_days INTEGER CHECK (small_days BETWEEN 1 AND 366),
    medium_days INTEGER CHECK (medium_days BETWEEN 1 AND 366)
) STRICT;
INSERT INTO single_offers (platform_id, price_vnd_per_month, max_employees, household_days, micro_days, small_days, medium_days)
SELECT platform_id, price_vnd_per_month, max_employees, household_days, micro_days, small_days, medium_days FROM offers AS o
WHERE NOT EXISTS (SELECT 1 FROM offers AS e WHERE e.platform_id = o.platform_id AND e.valid_from < o.valid_from);
DROP TABLE offers;
ALTER TABLE single_offers RENAME TO offers;
