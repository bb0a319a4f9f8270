-- What came of a platform's trials, for the order of the catalog's lists: written in the transaction of each fact. Second trials
-- are counted nowhere. `answered`: requests that were accepted, declined or left unanswered; `answer_seconds`: from the request
-- to that instant, whole seconds, summed up. `confirmed`: conversions that stand confirmed, of firms that were no customers before.
CREATE TABLE platform_figures (
    platform_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES platforms (id),
    started BIGINT NOT NULL CHECK (started >= 0),
    answered BIGINT NOT NULL CHECK (answered >= 0),
    answer_seconds BIGINT NOT NULL CHECK (answer_seconds >= 0),
    confirmed BIGINT NOT NULL CHECK (confirmed BETWEEN 0 AND started)
);

INSERT INTO platform_figures (platform_id, started, answered, answer_seconds, confirmed)
SELECT t.platform_id,
    COUNT(t.provisioned_at),
    COUNT(COALESCE(t.accepted_at, t.declined_at, t.unanswered_at)),
    CAST(COALESCE(SUM((COALESCE(t.accepted_at, t.declined_at, t.unanswered_at) - t.requested_at) / 1000000), 0) AS BIGINT),
    COUNT(c.id)
FROM trials AS t LEFT JOIN conversions AS c ON c.trial_id = t.id AND c.status = 'confirmed' AND NOT c.already_customer
WHERE NOT t.granted GROUP BY t.platform_id;

CREATE VIEW platform_figures_readable AS SELECT
    platform_id,
    started,
    answered,
    answer_seconds,
    confirmed
FROM platform_figures;
