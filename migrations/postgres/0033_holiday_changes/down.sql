DROP VIEW holiday_changes_readable;
DROP TABLE holiday_change_days;
DROP TABLE holiday_changes;
