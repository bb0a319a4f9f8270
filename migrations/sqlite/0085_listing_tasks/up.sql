-- Versions of listings wait for who vets. What waits already, as the programme would write it.
INSERT INTO tasks
SELECT platform_id, 'staff', platform_id, 'vet_listing', vendor_id, NULL, NULL, platform_id, NULL, NULL,
    submitted_at, NULL, submitted_at
FROM listing_versions WHERE status IN ('submitted', 'in_review') AND submitted_at IS NOT NULL;
