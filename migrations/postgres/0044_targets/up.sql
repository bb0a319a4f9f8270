-- What is to be reached: of a metric, of whose trials (`programme` to `vendor_id`; null: all), in which local days, both included. `aim` is
-- all of that in one text: one target of each holds at a time, and is found by it. Rates are in tenths of per cent.
CREATE TABLE targets (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    aim TEXT COLLATE "C" NOT NULL,
    metric TEXT COLLATE "C" NOT NULL,
    programme TEXT COLLATE "C",
    ministry_code TEXT COLLATE "C" REFERENCES ministries (code),
    province_code TEXT COLLATE "C",
    category_code TEXT COLLATE "C" REFERENCES categories (code),
    vendor_id TEXT COLLATE "C" REFERENCES vendors (id),
    period_from TEXT COLLATE "C" NOT NULL,
    period_to TEXT COLLATE "C" NOT NULL,
    value BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    version BIGINT NOT NULL,
    CONSTRAINT targets_metric CHECK (metric IN ('requested', 'started', 'activated', 'engaged', 'conversions', 'accepted_in_time', 'activated_by_day_30', 'cohort_rate', 'ended_rate')),
    CONSTRAINT targets_period CHECK (period_to >= period_from),
    CONSTRAINT targets_value CHECK (value BETWEEN 1 AND CASE WHEN metric IN ('accepted_in_time', 'activated_by_day_30', 'cohort_rate', 'ended_rate') THEN 1000 ELSE 1000000000 END),
    CONSTRAINT targets_in_order CHECK (updated_at >= set_at AND (withdrawn_at IS NULL OR withdrawn_at = updated_at)),
    CONSTRAINT targets_aim CHECK (aim = metric || ' ' || period_from || ' ' || period_to || ' ' || coalesce(programme, '-') || ' ' || coalesce(ministry_code, '-') || ' ' || coalesce(province_code, '-') || ' ' || coalesce(category_code, '-') || ' ' || coalesce(vendor_id, '-'))
);
CREATE UNIQUE INDEX targets_that_hold ON targets (aim) WHERE withdrawn_at IS NULL;
CREATE INDEX targets_by_period ON targets (period_from, id);

-- Every change of a target and why, its setting and its withdrawal among them: the one has no old value, the other no new one. `number` is
-- the target's version since.
CREATE TABLE target_changes (
    target_id TEXT COLLATE "C" NOT NULL REFERENCES targets (id),
    number BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    old_value BIGINT,
    new_value BIGINT,
    reason TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (target_id, number),
    CONSTRAINT target_changes_change CHECK ((number = 1) = (old_value IS NULL) AND (old_value IS NOT NULL OR new_value IS NOT NULL) AND (old_value IS NULL OR new_value IS NULL OR old_value <> new_value))
);

CREATE VIEW targets_readable AS SELECT
    id,
    aim,
    metric,
    programme,
    ministry_code,
    province_code,
    category_code,
    vendor_id,
    period_from,
    period_to,
    value,
    to_char(to_timestamp(set_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((set_at % 1000000)::text, 6, '0') || 'Z' AS set_at,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    to_char(to_timestamp(withdrawn_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((withdrawn_at % 1000000)::text, 6, '0') || 'Z' AS withdrawn_at,
    version
FROM targets;

CREATE VIEW target_changes_readable AS SELECT
    target_id,
    number,
    to_char(to_timestamp(changed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((changed_at % 1000000)::text, 6, '0') || 'Z' AS changed_at,
    changed_by,
    old_value,
    new_value,
    reason
FROM target_changes;
