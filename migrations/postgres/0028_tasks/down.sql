DROP VIEW tasks_readable;
DROP TABLE tasks;
