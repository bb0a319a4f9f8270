-- The rules of early warnings, a closed list whose terms are data: what is held against `threshold` and which unit that is stands in the code;
-- `days` is how far back is looked, `least_cases` of how many nothing is said, `due_working_days` how long its owner has.
CREATE TABLE warning_rules (
    rule TEXT NOT NULL PRIMARY KEY,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    threshold INTEGER NOT NULL,
    days INTEGER NOT NULL,
    least_cases INTEGER NOT NULL,
    due_working_days INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT warning_rules_rule CHECK (rule IN ('unanswered_share', 'activation_drop', 'conversion_far_from_category', 'no_sign_up', 'behind_pace')),
    CONSTRAINT warning_rules_terms CHECK (threshold BETWEEN 1 AND 1000 AND days BETWEEN 1 AND 366 AND least_cases BETWEEN 1 AND 100000 AND due_working_days BETWEEN 1 AND 30)
) STRICT;
INSERT INTO warning_rules (rule, active, threshold, days, least_cases, due_working_days, version) VALUES
    ('unanswered_share', 1, 300, 30, 10, 5, 1),
    ('activation_drop', 1, 150, 30, 20, 5, 1),
    ('conversion_far_from_category', 1, 100, 90, 30, 10, 1),
    ('no_sign_up', 1, 14, 28, 10, 5, 1),
    ('behind_pace', 1, 100, 14, 10, 5, 1);

-- Every change of a rule's terms and why; the terms as JSON. `number` is the rule's version since.
CREATE TABLE warning_rule_changes (
    rule TEXT NOT NULL REFERENCES warning_rules (rule),
    number INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL REFERENCES accounts (id),
    old_terms TEXT NOT NULL,
    new_terms TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (rule, number),
    CONSTRAINT warning_rule_changes_change CHECK (number > 1 AND old_terms <> new_terms)
) STRICT;

-- What a rule saw of a subject: one row from when it was raised until it holds no longer (`ended_at`), whatever people did about it
-- meanwhile. `facts` are those of the raising, `end_facts` those at the end, as JSON: counts, rates and days.
CREATE TABLE warnings (
    id TEXT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL REFERENCES warning_rules (rule),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    province_code TEXT,
    status TEXT NOT NULL,
    facts TEXT NOT NULL,
    end_facts TEXT,
    owner_id TEXT REFERENCES accounts (id),
    due_on TEXT NOT NULL,
    snoozed_until TEXT,
    raised_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    CONSTRAINT warnings_subject_kind CHECK (subject_kind IN ('province', 'platform', 'vendor', 'target')),
    CONSTRAINT warnings_province CHECK (subject_kind <> 'province' OR province_code = subject_id),
    CONSTRAINT warnings_status CHECK (status IN ('raised', 'acknowledged', 'snoozed', 'resolved', 'ended')),
    CONSTRAINT warnings_snoozed CHECK ((status = 'snoozed') = (snoozed_until IS NOT NULL)),
    CONSTRAINT warnings_ended CHECK ((status <> 'ended' OR ended_at IS NOT NULL) AND (ended_at IS NULL OR status IN ('resolved', 'ended')) AND (end_facts IS NULL OR ended_at IS NOT NULL)),
    CONSTRAINT warnings_in_order CHECK (updated_at >= raised_at AND (ended_at IS NULL OR ended_at = updated_at))
) STRICT;
CREATE UNIQUE INDEX warnings_that_hold ON warnings (rule, subject_id) WHERE ended_at IS NULL;
CREATE INDEX warnings_by_province ON warnings (province_code, id);
CREATE INDEX warnings_by_owner ON warnings (owner_id, id);

-- What became of a warning: who did what and wrote what; what came by itself nobody did. `number` is the warning's version since.
CREATE TABLE warning_changes (
    warning_id TEXT NOT NULL REFERENCES warnings (id),
    number INTEGER NOT NULL,
    what TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT REFERENCES accounts (id),
    owner_id TEXT REFERENCES accounts (id),
    snoozed_until TEXT,
    note TEXT,
    PRIMARY KEY (warning_id, number),
    CONSTRAINT warning_changes_what CHECK (what IN ('raised', 'acknowledged', 'snoozed', 'resolved', 'raised_again', 'handed_on', 'ended')),
    CONSTRAINT warning_changes_by CHECK ((changed_by IS NOT NULL) = (what IN ('acknowledged', 'snoozed', 'resolved'))),
    CONSTRAINT warning_changes_snoozed CHECK ((what = 'snoozed') = (snoozed_until IS NOT NULL))
) STRICT;

-- One row: the last local day on whose morning all was looked at.
CREATE TABLE warning_looks (
    id INTEGER NOT NULL PRIMARY KEY,
    looked_on TEXT NOT NULL,
    CONSTRAINT warning_looks_one CHECK (id = 1)
) STRICT;
INSERT INTO warning_looks (id, looked_on) VALUES (1, '2000-01-01');

CREATE VIEW warning_rules_readable AS SELECT
    rule,
    active,
    threshold,
    days,
    least_cases,
    due_working_days,
    version
FROM warning_rules;

CREATE VIEW warning_rule_changes_readable AS SELECT
    rule,
    number,
    strftime('%Y-%m-%dT%H:%M:%S', changed_at / 1000000, 'unixepoch') || printf('.%06dZ', changed_at % 1000000) AS changed_at,
    changed_by,
    old_terms,
    new_terms,
    reason
FROM warning_rule_changes;

CREATE VIEW warnings_readable AS SELECT
    id,
    rule,
    subject_kind,
    subject_id,
    province_code,
    status,
    facts,
    end_facts,
    owner_id,
    due_on,
    snoozed_until,
    strftime('%Y-%m-%dT%H:%M:%S', raised_at / 1000000, 'unixepoch') || printf('.%06dZ', raised_at % 1000000) AS raised_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    version
FROM warnings;

CREATE VIEW warning_changes_readable AS SELECT
    warning_id,
    number,
    what,
    strftime('%Y-%m-%dT%H:%M:%S', changed_at / 1000000, 'unixepoch') || printf('.%06dZ', changed_at % 1000000) AS changed_at,
    changed_by,
    owner_id,
    snoozed_until,
    note
FROM warning_changes;

CREATE VIEW warning_looks_readable AS SELECT
    id,
    looked_on
FROM warning_looks;
