DROP VIEW warning_rule_changes_readable;
-- Nothing of them changed a rule.
DELETE FROM warning_rule_changes WHERE taken_back_by IS NOT NULL;
ALTER TABLE warning_rule_changes DROP COLUMN taken_back_reason;
ALTER TABLE warning_rule_changes DROP COLUMN taken_back_by;

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
