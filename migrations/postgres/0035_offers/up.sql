-- A platform has several offers, each for a time of its own: `valid_from` and `valid_until` are local days, both included. What
-- is included stands in lines. The one offer that each had before holds from the day of the platform's making.
CREATE TABLE dated_offers (
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    valid_from TEXT COLLATE "C" NOT NULL,
    valid_until TEXT COLLATE "C",
    household_days BIGINT CHECK (household_days BETWEEN 1 AND 366),
    micro_days BIGINT CHECK (micro_days BETWEEN 1 AND 366),
    small_days BIGINT CHECK (small_days BETWEEN 1 AND 366),
    medium_days BIGINT CHECK (medium_days BETWEEN 1 AND 366),
    max_employees BIGINT,
    discount_months BIGINT,
    discount_price_vnd_per_month BIGINT,
    price_vnd_per_month BIGINT NOT NULL,
    included_vi TEXT COLLATE "C" NOT NULL,
    included_en TEXT COLLATE "C" NOT NULL,
    at_end TEXT COLLATE "C" NOT NULL,
    CONSTRAINT offers_days CHECK (COALESCE(household_days, micro_days, small_days, medium_days) IS NOT NULL),
    CONSTRAINT offers_period CHECK (valid_until >= valid_from),
    CONSTRAINT offers_price CHECK (price_vnd_per_month >= 0),
    CONSTRAINT offers_discount CHECK (
        discount_months IS NULL AND discount_price_vnd_per_month IS NULL
        OR discount_months BETWEEN 1 AND 36 AND discount_price_vnd_per_month BETWEEN 0 AND price_vnd_per_month - 1
    ),
    CONSTRAINT offers_at_end CHECK (at_end IN ('stops', 'free_tier')),
    PRIMARY KEY (platform_id, valid_from)
);

INSERT INTO dated_offers (platform_id, valid_from, household_days, micro_days, small_days, medium_days, max_employees,
    price_vnd_per_month, included_vi, included_en, at_end)
SELECT p.id, to_char(to_timestamp(p.created_at / 1000000 + 25200) AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
    o.household_days, o.micro_days, o.small_days, o.medium_days, o.max_employees, o.price_vnd_per_month, '', '', 'stops'
FROM offers AS o JOIN platforms AS p ON p.id = o.platform_id;

DROP TABLE offers;
ALTER TABLE dated_offers RENAME TO offers;

-- What the trial was promised beside its days and price: it holds whatever is offered later.
DROP VIEW trials_readable;
ALTER TABLE trials ADD COLUMN discount_months BIGINT;
ALTER TABLE trials ADD COLUMN discount_price_vnd_per_month BIGINT;
ALTER TABLE trials ADD COLUMN at_end TEXT COLLATE "C" NOT NULL DEFAULT 'stops' CHECK (at_end IN ('stops', 'free_tier'));

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
    to_char(to_timestamp(consent_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((consent_at % 1000000)::text, 6, '0') || 'Z' AS consent_at,
    to_char(to_timestamp(requested_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((requested_at % 1000000)::text, 6, '0') || 'Z' AS requested_at,
    to_char(to_timestamp(respond_by / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((respond_by % 1000000)::text, 6, '0') || 'Z' AS respond_by,
    to_char(to_timestamp(accepted_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((accepted_at % 1000000)::text, 6, '0') || 'Z' AS accepted_at,
    to_char(to_timestamp(provisioned_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((provisioned_at % 1000000)::text, 6, '0') || 'Z' AS provisioned_at,
    to_char(to_timestamp(activated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((activated_at % 1000000)::text, 6, '0') || 'Z' AS activated_at,
    to_char(to_timestamp(engaged_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((engaged_at % 1000000)::text, 6, '0') || 'Z' AS engaged_at,
    to_char(to_timestamp(declined_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((declined_at % 1000000)::text, 6, '0') || 'Z' AS declined_at,
    to_char(to_timestamp(cancelled_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((cancelled_at % 1000000)::text, 6, '0') || 'Z' AS cancelled_at,
    cancelled_by,
    to_char(to_timestamp(trial_end / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((trial_end % 1000000)::text, 6, '0') || 'Z' AS trial_end,
    started_on,
    access_reference,
    reason_code,
    reason_text,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version,
    rules_id,
    to_char(to_timestamp(window_end / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((window_end % 1000000)::text, 6, '0') || 'Z' AS window_end,
    to_char(to_timestamp(nudged_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((nudged_at % 1000000)::text, 6, '0') || 'Z' AS nudged_at,
    to_char(to_timestamp(escalated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((escalated_at % 1000000)::text, 6, '0') || 'Z' AS escalated_at,
    to_char(to_timestamp(unanswered_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((unanswered_at % 1000000)::text, 6, '0') || 'Z' AS unanswered_at,
    to_char(to_timestamp(expired_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((expired_at % 1000000)::text, 6, '0') || 'Z' AS expired_at,
    status,
    to_char(to_timestamp(consent_withdrawn_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((consent_withdrawn_at % 1000000)::text, 6, '0') || 'Z' AS consent_withdrawn_at,
    holds_place,
    discount_months,
    discount_price_vnd_per_month,
    at_end
FROM trials;
