DROP VIEW imported_trials_readable;
DROP TABLE imported_trials;
DROP VIEW imports_readable;
DROP TABLE imports;
