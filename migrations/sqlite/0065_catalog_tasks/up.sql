-- What staff decide in the catalog: texts and answers of reviews, and claims of illustrative platforms. What waits already, as
-- the programme would write it.
INSERT INTO tasks
SELECT t.id, 'staff', r.id, 'moderate_review', t.vendor_id, t.id, t.business_id, t.platform_id, t.province_code, t.status,
    r.waits_since, NULL, r.waits_since
FROM reviews AS r JOIN trials AS t ON t.id = r.trial_id
WHERE r.waits_since IS NOT NULL;

INSERT INTO tasks
SELECT id, 'staff', id, 'decide_platform_claim', vendor_id, NULL, NULL, platform_id, NULL, NULL,
    claimed_at, NULL, claimed_at
FROM platform_claims WHERE status = 'pending';
