-- A platform has several offers, each for a time of its own: `valid_from` and `valid_until` are local days, both included. What
-- is included stands in lines. The one offer that each had before holds from the day of the platform's making.
CREATE TABLE dated_offers (
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    household_days INTEGER CHECK (household_days BETWEEN 1 AND 366),
    micro_days INTEGER CHECK (micro_days BETWEEN 1 AND 366),
    small_days INTEGER CHECK (small_days BETWEEN 1 AND 366),
    medium_days INTEGER CHECK (medium_days BETWEEN 1 AND 366),
    max_employees INTEGER,
    discount_months INTEGER,
    discount_price_vnd_per_month INTEGER,
    price_vnd_per_month INTEGER NOT NULL,
    included_vi TEXT NOT NULL,
    included_en TEXT NOT NULL,
    at_end TEXT NOT NULL,
    CONSTRAINT offers_days CHECK (COALESCE(household_days, micro_days, small_days, medium_days) IS NOT NULL),
    CONSTRAINT offers_period CHECK (valid_until >= valid_from),
    CONSTRAINT offers_price CHECK (price_vnd_per_month >= 0),
    CONSTRAINT offers_discount CHECK (
        discount_months IS NULL AND discount_price_vnd_per_month IS NULL
        OR discount_months BETWEEN 1 AND 36 AND discount_price_vnd_per_month BETWEEN 0 AND price_vnd_per_month - 1
    ),
    CONSTRAINT offers_at_end CHECK (at_end IN ('stops', 'free_tier')),
    PRIMARY KEY (platform_id, valid_from)
) STRICT;

INSERT INTO dated_offers (platform_id, valid_from, household_days, micro_days, small_days, medium_days, max_employees,
    price_vnd_per_month, included_vi, included_en, at_end)
SELECT p.id, strftime('%Y-%m-%d', p.created_at / 1000000 + 25200, 'unixepoch'),
    o.household_days, o.micro_days, o.small_days, o.medium_days, o.max_employees, o.price_vnd_per_month, '', '', 'stops'
FROM offers AS o JOIN platforms AS p ON p.id = o.platform_id;

DROP TABLE offers;
ALTER TABLE dated_offers RENAME TO offers;

-- What the trial was promised beside its days and price: it holds whatever is offered later.
DROP VIEW trials_readable;
ALTER TABLE trials ADD COLUMN discount_months INTEGER;
ALTER TABLE trials ADD COLUMN discount_price_vnd_per_month INTEGER;
ALTER TABLE trials ADD COLUMN at_end TEXT NOT NULL DEFAULT 'stops' CHECK (at_end IN ('stops', 'free_tier'));

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
    holds_place,
    discount_months,
    discount_price_vnd_per_month,
    at_end
FROM trials;
