-- What of conversions waits for staff: a claim that nobody answered, or a dispute. One entry for a trial: what it is about is
-- always the trial's newest conversion. Platform and province stand here as the list is narrowed by them.
CREATE TABLE unsettled_conversions (
    trial_id TEXT NOT NULL PRIMARY KEY REFERENCES trials (id),
    conversion_id TEXT NOT NULL UNIQUE REFERENCES conversions (id),
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    province_code TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;
CREATE INDEX unsettled_conversions_since ON unsettled_conversions (since, conversion_id);
CREATE INDEX unsettled_conversions_of_province ON unsettled_conversions (province_code, since, conversion_id);
INSERT INTO unsettled_conversions (trial_id, conversion_id, platform_id, province_code, since)
SELECT c.trial_id, c.id, t.platform_id, t.province_code, c.disputed_at FROM conversions c JOIN trials t ON t.id = c.trial_id
WHERE c.status = 'disputed' AND NOT EXISTS (SELECT 1 FROM conversions n WHERE n.trial_id = c.trial_id AND n.id > c.id);
INSERT INTO unsettled_conversions (trial_id, conversion_id, platform_id, province_code, since)
SELECT c.trial_id, c.id, t.platform_id, t.province_code, max(d.settled_at) FROM conversions c JOIN trials t ON t.id = c.trial_id
JOIN deadlines d ON d.subject_id = c.id AND d.kind = 'claim.reminder' WHERE c.status = 'claimed'
GROUP BY c.trial_id, c.id, t.platform_id, t.province_code HAVING count(*) = count(d.settled_at);

CREATE VIEW unsettled_conversions_readable AS SELECT
    trial_id,
    conversion_id,
    platform_id,
    province_code,
    strftime('%Y-%m-%dT%H:%M:%S', since / 1000000, 'unixepoch') || printf('.%06dZ', since % 1000000) AS since
FROM unsettled_conversions;
