DROP VIEW warning_rule_changes_readable;
-- Nothing of them changed a rule.
DELETE FROM warning_rule_changes WHERE taken_back_by IS NOT NULL;
ALTER TABLE warning_rule_changes DROP COLUMN taken_back_reason;
ALTER TABLE warning_rule_changes DROP COLUMN taken_back_by;

CREATE VIEW warning_rule_changes_readable AS SELECT
    rule,
    number,
    to_char(to_timestamp(changed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((changed_at % 1000000)::text, 6, '0') || 'Z' AS changed_at,
    changed_by,
    old_terms,
    new_terms,
    reason,
    agreed_by,
    agreed_reason
FROM warning_rule_changes;
