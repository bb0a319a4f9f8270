DROP VIEW search_misses_readable;
DROP TABLE search_misses;
