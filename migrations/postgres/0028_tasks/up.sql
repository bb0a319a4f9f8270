-- What waits for whom. The tasks of one trial (waiting entry, case), `about_id`, are written anew whenever something happened
-- to it; `holder` is a business's or a vendor's id, or `staff`. `sort_at` is when a task is due; what has no day stands where
-- it began to wait.
CREATE TABLE tasks (
    about_id TEXT COLLATE "C" NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    subject_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    vendor_id TEXT COLLATE "C" NOT NULL REFERENCES vendors (id),
    trial_id TEXT COLLATE "C" REFERENCES trials (id),
    business_id TEXT COLLATE "C" REFERENCES businesses (id),
    platform_id TEXT COLLATE "C" REFERENCES platforms (id),
    province_code TEXT COLLATE "C",
    stage TEXT COLLATE "C",
    since BIGINT NOT NULL,
    due_at BIGINT,
    sort_at BIGINT NOT NULL,
    PRIMARY KEY (about_id, holder, subject_id),
    CONSTRAINT tasks_in_place CHECK (sort_at = COALESCE(due_at, since)),
    CONSTRAINT tasks_of_trial CHECK (stage IS NULL OR trial_id IS NOT NULL)
);
CREATE INDEX tasks_in_order ON tasks (holder, sort_at, about_id, subject_id);
CREATE INDEX tasks_due ON tasks (holder, sort_at, about_id, subject_id) WHERE due_at IS NOT NULL;
CREATE INDEX tasks_of_kind ON tasks (holder, kind, sort_at, about_id, subject_id);
CREATE INDEX tasks_of_stage ON tasks (holder, stage, sort_at, about_id, subject_id);
CREATE INDEX tasks_of_platform ON tasks (holder, platform_id, sort_at, about_id, subject_id);
CREATE INDEX tasks_of_province ON tasks (holder, province_code, sort_at, about_id, subject_id);

CREATE VIEW tasks_readable AS SELECT
    about_id,
    holder,
    subject_id,
    kind,
    vendor_id,
    trial_id,
    business_id,
    platform_id,
    province_code,
    stage,
    to_char(to_timestamp(since / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((since % 1000000)::text, 6, '0') || 'Z' AS since,
    to_char(to_timestamp(due_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((due_at % 1000000)::text, 6, '0') || 'Z' AS due_at,
    to_char(to_timestamp(sort_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((sort_at % 1000000)::text, 6, '0') || 'Z' AS sort_at
FROM tasks;

-- What waits already, as the programme would write it.
INSERT INTO tasks
SELECT id, vendor_id, id, 'answer_request', vendor_id, id, business_id, platform_id, province_code, status,
    requested_at, respond_by, respond_by
FROM trials WHERE status = 'requested';

INSERT INTO tasks
SELECT t.id, 'staff', t.id, 'look_after_request', t.vendor_id, t.id, t.business_id, t.platform_id, t.province_code, t.status,
    t.escalated_at, d.due_at - 1, COALESCE(d.due_at - 1, t.escalated_at)
FROM trials AS t LEFT JOIN deadlines AS d ON d.subject_id = t.id AND d.kind = 'trial.unanswered' AND d.step = 0
WHERE t.status = 'requested' AND t.escalated_at IS NOT NULL;

INSERT INTO tasks
SELECT id, vendor_id, id, 'provision_access', vendor_id, id, business_id, platform_id, province_code, status,
    COALESCE(accepted_at, requested_at), NULL, COALESCE(accepted_at, requested_at)
FROM trials WHERE status = 'accepted';

INSERT INTO tasks
SELECT t.id, CASE e.asked_by_side WHEN 'business' THEN t.vendor_id ELSE t.business_id END, e.id, 'answer_extension',
    t.vendor_id, t.id, t.business_id, t.platform_id, t.province_code, t.status,
    e.asked_at, t.trial_end, COALESCE(t.trial_end, e.asked_at)
FROM extensions AS e JOIN trials AS t ON t.id = e.trial_id
WHERE e.status = 'asked' AND t.status IN ('provisioned', 'activated', 'engaged');

INSERT INTO tasks
SELECT t.id, CASE c.claimed_by_side WHEN 'business' THEN t.vendor_id ELSE t.business_id END, c.id, 'answer_claim',
    t.vendor_id, t.id, t.business_id, t.platform_id, t.province_code, t.status,
    c.claimed_at, r.last, COALESCE(r.last, c.claimed_at)
FROM conversions AS c JOIN trials AS t ON t.id = c.trial_id
LEFT JOIN (
    SELECT subject_id, MAX(due_at) AS last FROM deadlines WHERE kind = 'claim.reminder' GROUP BY subject_id
) AS r ON r.subject_id = c.id
WHERE c.status = 'claimed';

INSERT INTO tasks
SELECT t.id, 'staff', c.id, CASE c.status WHEN 'disputed' THEN 'resolve_dispute' ELSE 'follow_up_claim' END, t.vendor_id, t.id, t.business_id, t.platform_id, t.province_code, t.status,
    u.since, NULL, u.since
FROM unsettled_conversions AS u JOIN conversions AS c ON c.id = u.conversion_id JOIN trials AS t ON t.id = c.trial_id
WHERE c.status IN ('claimed', 'disputed');

INSERT INTO tasks
SELECT t.id, CASE r.side WHEN 'business' THEN t.business_id ELSE t.vendor_id END, r.id, 'answer_retention_check',
    t.vendor_id, t.id, t.business_id, t.platform_id, t.province_code, t.status, r.asked_at, NULL, r.asked_at
FROM retention_checks AS r JOIN conversions AS c ON c.id = r.conversion_id JOIN trials AS t ON t.id = r.trial_id
WHERE r.status = 'asked' AND c.status = 'confirmed' AND NOT c.already_customer;

INSERT INTO tasks
SELECT w.id, w.business_id, w.id, 'take_place', p.vendor_id, NULL, w.business_id, w.platform_id, b.province_code, NULL,
    w.offered_at, w.offered_until, w.offered_until
FROM waiting_entries AS w JOIN platforms AS p ON p.id = w.platform_id JOIN businesses AS b ON b.id = w.business_id
WHERE w.status = 'offered';

INSERT INTO tasks
SELECT id, 'staff', id, 'decide_case', vendor_id, trial_id, business_id, platform_id, province_code, NULL,
    opened_at, NULL, opened_at
FROM cases WHERE state = 'open';
