DROP VIEW retention_checks_readable;
DROP TABLE retention_checks;
DELETE FROM deadlines WHERE kind = 'retention.check';
