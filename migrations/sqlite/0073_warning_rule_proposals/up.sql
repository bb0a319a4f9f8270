-- What an administrator proposes a rule's terms to be (JSON), until another agrees by asking for the same, or somebody for the present ones: one at a
-- time, all of it or none. Of what was agreed the history says by whom; nulls where one administrator sufficed.
ALTER TABLE warning_rules ADD COLUMN proposed_terms TEXT;
ALTER TABLE warning_rules ADD COLUMN proposed_by TEXT REFERENCES accounts (id) CHECK ((proposed_by IS NULL) = (proposed_terms IS NULL));
ALTER TABLE warning_rules ADD COLUMN proposed_at INTEGER CHECK ((proposed_at IS NULL) = (proposed_terms IS NULL));
ALTER TABLE warning_rules ADD COLUMN proposed_reason TEXT CHECK ((proposed_reason IS NULL) = (proposed_terms IS NULL));
ALTER TABLE warning_rule_changes ADD COLUMN agreed_by TEXT REFERENCES accounts (id) CHECK (agreed_by <> changed_by);
ALTER TABLE warning_rule_changes ADD COLUMN agreed_reason TEXT CHECK ((agreed_reason IS NULL) = (agreed_by IS NULL));

DROP VIEW warning_rules_readable;
DROP VIEW warning_rule_changes_readable;
CREATE VIEW warning_rules_readable AS SELECT
    rule,
    active,
    threshold,
    days,
    least_cases,
    due_working_days,
    version,
    proposed_terms,
    proposed_by,
    strftime('%Y-%m-%dT%H:%M:%S', proposed_at / 1000000, 'unixepoch') || printf('.%06dZ', proposed_at % 1000000) AS proposed_at,
    proposed_reason
FROM warning_rules;

CREATE VIEW warning_rule_changes_readable AS SELECT
    rule,
    number,
    strftime('%Y-%m-%dT%H:%M:%S', changed_at / 1000000, 'unixepoch') || printf('.%06dZ', changed_at % 1000000) AS changed_at,
    changed_by,
    old_terms,
    new_terms,
    reason,
    agreed_by,
    agreed_reason
FROM warning_rule_changes;
