-- What a generated programme lacks: extensions that were agreed, evidence, and confirmations that were taken back. Each trial is chosen
-- by the last sign of its id.
INSERT INTO extensions (id, trial_id, asked_by_side, asked_by, asked_at, days, reason_code, status, answered_by, answered_at, version)
    SELECT 'ext' || substr(t.id, 4), t.id, 'business', t.requested_by, t.provisioned_at + 3000000000000, 30, 'other', 'agreed',
        (SELECT min(a.id) FROM accounts a WHERE a.staff_role IS NOT NULL), t.provisioned_at + 4000000000000, 2
    FROM trials t WHERE t.trial_end > t.provisioned_at + 4000000000000 AND t.cancelled_at IS NULL AND substr(t.id, 36, 1) = '0';
UPDATE trials SET trial_end = trial_end + 30 * 86400000000, window_end = window_end + 30 * 86400000000
    WHERE substr(id, 36, 1) = '0' AND id IN (SELECT trial_id FROM extensions WHERE status = 'agreed');
UPDATE conversions SET invoiced_at = converted_at + 86400000000, evidence_level = 2
    WHERE converted_at IS NOT NULL AND substr(id, 36, 1) IN ('1', '2', '3');
UPDATE conversions SET checked_at = converted_at + 3 * 86400000000, checked_by = claimed_by, check_note = 'Demo', evidence_level = 3
    WHERE converted_at IS NOT NULL AND substr(id, 36, 1) IN ('4', '5');
UPDATE retention_checks SET status = 'retained', answered_at = asked_at + 86400000000, answered_by = (SELECT min(id) FROM accounts)
    WHERE side = 'business' AND substr(id, 36, 1) IN ('0', '1', '2', '3', '4', '5', '6', '7');
UPDATE conversions SET status = 'withdrawn', withdrawn_at = converted_at + 20 * 86400000000, withdrawn_by = claimed_by, reason_code = 'other'
    WHERE status = 'confirmed' AND substr(id, 36, 1) = '9' AND converted_at < (SELECT max(requested_at) FROM trials) - 30 * 86400000000;
