-- Who had a part in what is said of a platform: nobody of them decides on it.
CREATE TABLE listing_insiders (
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    since INTEGER NOT NULL,
    PRIMARY KEY (platform_id, account_id)
) STRICT;
CREATE INDEX listing_insiders_of_account ON listing_insiders (account_id);

CREATE VIEW listing_insiders_readable AS SELECT
    platform_id,
    account_id,
    strftime('%Y-%m-%dT%H:%M:%S', since / 1000000, 'unixepoch') || printf('.%06dZ', since % 1000000) AS since
FROM listing_insiders;

-- As far as it is known: who wrote and handed in, who acted for them, and who belonged to the vendor then and still does.
INSERT INTO listing_insiders (platform_id, account_id, since)
SELECT platform_id, account_id, min(since) FROM (
    SELECT subject_id AS platform_id, account_id, at AS since FROM events
    WHERE kind IN ('platform.drafted', 'platform.changed', 'platform.submitted', 'platform.claimed')
    UNION ALL
    SELECT subject_id, acting_account_id, at FROM events
    WHERE kind IN ('platform.drafted', 'platform.changed', 'platform.submitted', 'platform.claimed')
    UNION ALL
    SELECT v.platform_id, m.account_id, v.submitted_at FROM listing_versions v
    JOIN memberships m ON m.vendor_id = v.vendor_id AND m.created_at <= v.submitted_at
    UNION ALL
    SELECT c.platform_id, m.account_id, c.claimed_at FROM platform_claims c
    JOIN memberships m ON m.vendor_id = c.vendor_id AND m.created_at <= c.claimed_at
) AS known
WHERE platform_id IN (SELECT id FROM platforms) AND account_id IN (SELECT id FROM accounts)
GROUP BY platform_id, account_id;
