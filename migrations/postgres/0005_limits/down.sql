DROP VIEW limit_counters_readable;
DROP TABLE limit_counters;
