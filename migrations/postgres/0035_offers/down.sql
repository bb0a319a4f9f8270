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
    holds_place
FROM trials;

-- Of several offers the first one stays.
CREATE TABLE single_offers (
    platform_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES platforms (id),
    price_vnd_per_month BIGINT NOT NULL CHECK (price_vnd_per_month >= 0),
    max_employees BIGINT,
    household_days BIGINT CHECK (household_days BETWEEN 1 AND 366),
    micro_days BIGINT CHECK (micro_days BETWEEN 1 AND 366),
    small_days BIGINT CHECK (small_days BETWEEN 1 AND 366),
    medium_days BIGINT CHECK (medium_days BETWEEN 1 AND 366)
);
INSERT INTO single_offers (platform_id, price_vnd_per_month, max_employees, household_days, micro_days, small_days, medium_days)
SELECT platform_id, price_vnd_per_month, max_employees, household_days, micro_days, small_days, medium_days FROM offers AS o
WHERE NOT EXISTS (SELECT 1 FROM offers AS e WHERE e.platform_id = o.platform_id AND e.valid_from < o.valid_from);
DROP TABLE offers;
ALTER TABLE single_offers RENAME TO offers;
