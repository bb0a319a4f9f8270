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
    to_char(to_timestamp(changed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((changed_at % 1000000)::text, 6, '0') || 'Z' AS changed_at,
    changed_by,
    old_terms,
    new_terms,
    reason
FROM warning_rule_changes;
