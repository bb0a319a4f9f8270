-- The rules of the programme: staff change them, two administrators at a time, and each set holds from its day on.
-- Lists of days are written with commas.
CREATE TABLE programme_rules (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    holds_from TEXT COLLATE "C" NOT NULL,
    longest_trial_days BIGINT NOT NULL CHECK (longest_trial_days BETWEEN 1 AND 366),
    largest_employees BIGINT CHECK (largest_employees >= 1),
    extensions BIGINT NOT NULL CHECK (extensions BETWEEN 0 AND 12),
    extension_days BIGINT NOT NULL CHECK (extension_days BETWEEN 0 AND 366),
    window_days BIGINT NOT NULL CHECK (window_days BETWEEN 1 AND 366),
    answer_working_days BIGINT NOT NULL CHECK (answer_working_days BETWEEN 1 AND 30),
    escalation_working_days BIGINT NOT NULL CHECK (escalation_working_days BETWEEN 1 AND 30),
    unanswered_working_days BIGINT NOT NULL CHECK (unanswered_working_days BETWEEN 1 AND 30),
    reminder_days TEXT COLLATE "C" NOT NULL,
    claim_reminder_days TEXT COLLATE "C" NOT NULL,
    retention_days TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('pending', 'agreed', 'refused')),
    proposed_by TEXT COLLATE "C" REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    decided_by TEXT COLLATE "C" REFERENCES accounts (id),
    decided_at BIGINT,
    version BIGINT NOT NULL,
    CHECK ((status = 'pending') = (decided_at IS NULL)),
    CHECK (status <> 'agreed' OR proposed_by IS NULL OR proposed_by <> decided_by)
);
-- One change waits at a time.
CREATE UNIQUE INDEX programme_rules_pending ON programme_rules (status) WHERE status = 'pending';
CREATE INDEX programme_rules_agreed ON programme_rules (status, holds_from, id);
INSERT INTO programme_rules (id, holds_from, longest_trial_days, extensions, extension_days, window_days,
    answer_working_days, escalation_working_days, unanswered_working_days, reminder_days, claim_reminder_days,
    retention_days, reason, status, proposed_at, decided_at, version)
VALUES ('rul_01936a00000070008000000000000001', '2000-01-01', 366, 2, 90, 60,
    2, 2, 10, '-14,-7,-3,0,7', '3,7,14',
    '90,180,365', 'The programme''s first rules.', 'agreed', 0, 0, 1);

CREATE VIEW programme_rules_readable AS SELECT
    id,
    holds_from,
    longest_trial_days,
    largest_employees,
    extensions,
    extension_days,
    window_days,
    answer_working_days,
    escalation_working_days,
    unanswered_working_days,
    reminder_days,
    claim_reminder_days,
    retention_days,
    reason,
    status,
    proposed_by,
    to_char(to_timestamp(proposed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((proposed_at % 1000000)::text, 6, '0') || 'Z' AS proposed_at,
    decided_by,
    to_char(to_timestamp(decided_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((decided_at % 1000000)::text, 6, '0') || 'Z' AS decided_at,
    version
FROM programme_rules;

-- What has a day: one row for each, settled once. `step` tells those of a series apart, in days.
CREATE TABLE deadlines (
    subject_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    step BIGINT NOT NULL,
    trial_id TEXT COLLATE "C" NOT NULL REFERENCES trials (id),
    due_at BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'done', 'skipped')),
    settled_at BIGINT,
    why TEXT COLLATE "C",
    put_off_until BIGINT,
    PRIMARY KEY (subject_id, kind, step),
    CHECK ((state = 'waiting') = (settled_at IS NULL)),
    CHECK ((state = 'skipped') = (why IS NOT NULL))
);
CREATE INDEX deadlines_due ON deadlines (due_at, subject_id, kind, step) WHERE state = 'waiting';
CREATE INDEX deadlines_of_trial ON deadlines (trial_id, due_at);
-- Of several servers, who locks this row has the turn.
CREATE TABLE deadline_turn (id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1));
INSERT INTO deadline_turn (id) VALUES (1);

CREATE VIEW deadlines_readable AS SELECT
    subject_id,
    kind,
    step,
    trial_id,
    to_char(to_timestamp(due_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((due_at % 1000000)::text, 6, '0') || 'Z' AS due_at,
    state,
    to_char(to_timestamp(settled_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((settled_at % 1000000)::text, 6, '0') || 'Z' AS settled_at,
    why,
    to_char(to_timestamp(put_off_until / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((put_off_until % 1000000)::text, 6, '0') || 'Z' AS put_off_until
FROM deadlines;

CREATE VIEW deadline_turn_readable AS SELECT
    id
FROM deadline_turn;

-- Trials: by which rules, until when a conversion counts for the cohort, and the ends that nobody asked for.
DROP VIEW trials_readable;
DROP INDEX trials_once;
ALTER TABLE trials ADD COLUMN rules_id TEXT COLLATE "C" NOT NULL DEFAULT 'rul_01936a00000070008000000000000001' REFERENCES programme_rules (id);
ALTER TABLE trials ADD COLUMN window_end BIGINT;
ALTER TABLE trials ADD COLUMN nudged_at BIGINT;
ALTER TABLE trials ADD COLUMN escalated_at BIGINT;
ALTER TABLE trials ADD COLUMN unanswered_at BIGINT;
ALTER TABLE trials ADD COLUMN expired_at BIGINT;
ALTER TABLE trials ADD COLUMN present_status TEXT COLLATE "C" NOT NULL DEFAULT 'requested'
    CHECK (present_status IN ('requested', 'accepted', 'provisioned', 'activated', 'engaged', 'declined', 'unanswered',
        'cancelled', 'expired', 'converted'));
UPDATE trials SET present_status = status, window_end = trial_end + 5184000000000;
ALTER TABLE trials DROP COLUMN status;
ALTER TABLE trials RENAME COLUMN present_status TO status;
-- A firm, its branches included, tries a platform once: what started counts for ever, what waits blocks. A second trial
-- that staff granted stands beside it and is never counted.
CREATE UNIQUE INDEX trials_once ON trials (root_key, platform_id)
    WHERE NOT granted AND (started_on IS NOT NULL OR status IN ('requested', 'accepted'));
-- What staff look after: requests that their vendor leaves unanswered.
CREATE INDEX trials_escalated ON trials (escalated_at, id) WHERE status = 'requested' AND escalated_at IS NOT NULL;

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
    status
FROM trials;

-- The deadlines of what runs already: nine o'clock in Vietnam of each day, the end itself after its last microsecond.
INSERT INTO deadlines (subject_id, kind, step, trial_id, due_at, state)
SELECT id, 'trial.nudge', 0, id, respond_by + 1, 'waiting' FROM trials WHERE status = 'requested';
INSERT INTO deadlines (subject_id, kind, step, trial_id, due_at, state)
SELECT t.id, 'trial.reminder', s.step, t.id, t.trial_end + 1 + (s.step - 1) * 86400000000 + 32400000000, 'waiting'
FROM trials t, (SELECT -14 AS step UNION ALL SELECT -7 UNION ALL SELECT -3 UNION ALL SELECT 0 UNION ALL SELECT 7) s
WHERE t.status IN ('provisioned', 'activated', 'engaged');
INSERT INTO deadlines (subject_id, kind, step, trial_id, due_at, state)
SELECT id, 'trial.end', 0, id, trial_end + 1, 'waiting' FROM trials WHERE status IN ('provisioned', 'activated', 'engaged');
