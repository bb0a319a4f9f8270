-- What was proposed for a rule and taken back, or gave its place to other terms, is kept beside what was agreed: by whom, and why.
ALTER TABLE warning_rule_changes ADD COLUMN taken_back_by TEXT COLLATE "C" REFERENCES accounts (id) CHECK (taken_back_by IS NULL OR agreed_by IS NULL);
ALTER TABLE warning_rule_changes ADD COLUMN taken_back_reason TEXT COLLATE "C" CHECK ((taken_back_reason IS NULL) = (taken_back_by IS NULL));

DROP VIEW warning_rule_changes_readable;
CREATE VIEW warning_rule_changes_readable AS SELECT
    rule,
    number,
    to_char(to_timestamp(changed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((changed_at % 1000000)::text, 6, '0') || 'Z' AS changed_at,
    changed_by,
    old_terms,
    new_terms,
    reason,
    agreed_by,
    agreed_reason,
    taken_back_by,
    taken_back_reason
FROM warning_rule_changes;
