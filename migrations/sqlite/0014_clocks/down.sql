DROP VIEW trials_readable;
DROP INDEX trials_escalated;
DROP INDEX trials_once;
DROP VIEW deadlines_readable;
DROP TABLE deadlines;
DROP VIEW deadline_turn_readable;
DROP TABLE deadline_turn;
ALTER TABLE trials ADD COLUMN present_status TEXT NOT NULL DEFAULT 'requested'
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
    status
FROM trials;
