DROP VIEW trials_readable;
DROP INDEX trials_escalated;
DROP INDEX trials_once;
DROP VIEW deadlines_readable;
DROP TABLE deadlines;
DROP VIEW deadline_turn_readable;
DROP TABLE deadline_turn;
ALTER TABLE trials ADD COLUMN present_status TEXT COLLATE "C" NOT NULL DEFAULT 'requested'
    CHECK (present_status IN ('requested', 'accepted', 'provisioned', 'activated', 'engaged', 'declined', 'cancelled'));
UPDATE trials SET present_status = CASE status
    WHEN 'unanswered' THEN 'declined' WHEN 'expired' THEN 'cancelled' WHEN 'converted' THEN 'activated' ELSE status END;
ALTER TABLE trials DROP COLUMN status;
ALTER TABLE trials RENAME COLUMN present_status TO status;
ALTER TABLE trials DROP COLUMN window_end;
ALTER TABLE trials DROP COLUMN nudged_at;
ALTER TABLE trials DROP COLUMN escalated_at;
ALTER TABLE trials DROP COLUMN unanswered_at;
ALTER TABLE trials DROP COLUMN expired_at;
ALTER TABLE trials DROP COLUMN rules_id;
CREATE UNIQUE INDEX trials_once ON trials (root_key, platform_id)
    WHERE NOT granted AND (started_on IS NOT NULL OR status IN ('requested', 'accepted'));
DROP VIEW programme_rules_readable;
DROP TABLE programme_rules;

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
    status
FROM trials;
