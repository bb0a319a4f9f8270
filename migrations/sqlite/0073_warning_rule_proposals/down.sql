DROP VIEW warning_rules_readable;
DROP VIEW warning_rule_changes_readable;
ALTER TABLE warning_rule_changes DROP COLUMN agreed_reason;
ALTER TABLE warning_rule_changes DROP COLUMN agreed_by;
ALTER TABLE warning_rules DROP COLUMN proposed_reason;
ALTER TABLE warning_rules DROP COLUMN proposed_at;
ALTER TABLE warning_rules DROP COLUMN proposed_by;
ALTER TABLE warning_rules DROP COLUMN proposed_terms;

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
