DROP INDEX events_by_acting;
