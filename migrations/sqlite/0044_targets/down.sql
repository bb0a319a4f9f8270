DROP VIEW target_changes_readable;
DROP VIEW targets_readable;
DROP TABLE target_changes;
DROP TABLE targets;
