-- Searches that found nothing, counted by day and words (folded).
CREATE TABLE search_misses (
    day TEXT NOT NULL,
    words TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, words),
    CONSTRAINT search_misses_count CHECK (count > 0)
) STRICT;
CREATE INDEX search_misses_by_count ON search_misses (day DESC, count DESC, words);

CREATE VIEW search_misses_readable AS SELECT
    day,
    words,
    count
FROM search_misses;
