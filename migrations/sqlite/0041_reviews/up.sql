-- What a business says of a platform that it has tried: one of a firm and a platform. What was typed (`text`, the vendor's
-- `answer`) is shown to others once staff have published it; where it was decided on and no reason stands beside, it was
-- published. `waits_since`: since when one of the two waits for staff.
CREATE TABLE reviews (
    id TEXT NOT NULL PRIMARY KEY,
    trial_id TEXT NOT NULL UNIQUE REFERENCES trials (id),
    business_id TEXT NOT NULL REFERENCES businesses (id),
    root_key TEXT NOT NULL,
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    vendor_id TEXT NOT NULL REFERENCES vendors (id),
    size_class TEXT NOT NULL,
    written_by TEXT NOT NULL REFERENCES accounts (id),
    written_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    fits_need INTEGER NOT NULL CHECK (fits_need BETWEEN 1 AND 5),
    ease_of_use INTEGER NOT NULL CHECK (ease_of_use BETWEEN 1 AND 5),
    support INTEGER NOT NULL CHECK (support BETWEEN 1 AND 5),
    value_for_money INTEGER NOT NULL CHECK (value_for_money BETWEEN 1 AND 5),
    text TEXT,
    text_written_at INTEGER,
    text_decided_by TEXT REFERENCES accounts (id),
    text_decided_at INTEGER,
    text_reason_code TEXT,
    answer TEXT,
    answered_by TEXT REFERENCES accounts (id),
    answered_at INTEGER,
    answer_decided_by TEXT REFERENCES accounts (id),
    answer_decided_at INTEGER,
    answer_reason_code TEXT,
    waits_since INTEGER,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT reviews_in_order CHECK (changed_at >= written_at AND updated_at >= changed_at),
    CONSTRAINT reviews_text CHECK ((text IS NULL OR text_written_at IS NOT NULL) AND (text_decided_at IS NULL) = (text_decided_by IS NULL) AND (text_reason_code IS NULL OR text_decided_at IS NOT NULL)),
    CONSTRAINT reviews_answer CHECK ((answer IS NULL OR answered_at IS NOT NULL) AND (answered_at IS NULL) = (answered_by IS NULL) AND (answer_decided_at IS NULL) = (answer_decided_by IS NULL) AND (answer_reason_code IS NULL OR answer_decided_at IS NOT NULL)),
    CONSTRAINT reviews_waiting CHECK ((waits_since IS NOT NULL) = (text IS NOT NULL AND text_decided_at IS NULL OR answer IS NOT NULL AND answer_decided_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX reviews_once ON reviews (root_key, platform_id);
CREATE INDEX reviews_of_platform ON reviews (platform_id, id);
CREATE INDEX reviews_that_wait ON reviews (waits_since, id) WHERE waits_since IS NOT NULL;

-- What all reviews of a platform come to: how many, and the sum of each question's scores.
CREATE TABLE platform_ratings (
    platform_id TEXT NOT NULL PRIMARY KEY REFERENCES platforms (id),
    reviews INTEGER NOT NULL CHECK (reviews >= 0),
    fits_need INTEGER NOT NULL CHECK (fits_need BETWEEN reviews AND 5 * reviews),
    ease_of_use INTEGER NOT NULL CHECK (ease_of_use BETWEEN reviews AND 5 * reviews),
    support INTEGER NOT NULL CHECK (support BETWEEN reviews AND 5 * reviews),
    value_for_money INTEGER NOT NULL CHECK (value_for_money BETWEEN reviews AND 5 * reviews)
) STRICT;

CREATE VIEW reviews_readable AS SELECT
    id,
    trial_id,
    business_id,
    root_key,
    platform_id,
    vendor_id,
    size_class,
    written_by,
    strftime('%Y-%m-%dT%H:%M:%S', written_at / 1000000, 'unixepoch') || printf('.%06dZ', written_at % 1000000) AS written_at,
    strftime('%Y-%m-%dT%H:%M:%S', changed_at / 1000000, 'unixepoch') || printf('.%06dZ', changed_at % 1000000) AS changed_at,
    fits_need,
    ease_of_use,
    support,
    value_for_money,
    text,
    strftime('%Y-%m-%dT%H:%M:%S', text_written_at / 1000000, 'unixepoch') || printf('.%06dZ', text_written_at % 1000000) AS text_written_at,
    text_decided_by,
    strftime('%Y-%m-%dT%H:%M:%S', text_decided_at / 1000000, 'unixepoch') || printf('.%06dZ', text_decided_at % 1000000) AS text_decided_at,
    text_reason_code,
    answer,
    answered_by,
    strftime('%Y-%m-%dT%H:%M:%S', answered_at / 1000000, 'unixepoch') || printf('.%06dZ', answered_at % 1000000) AS answered_at,
    answer_decided_by,
    strftime('%Y-%m-%dT%H:%M:%S', answer_decided_at / 1000000, 'unixepoch') || printf('.%06dZ', answer_decided_at % 1000000) AS answer_decided_at,
    answer_reason_code,
    strftime('%Y-%m-%dT%H:%M:%S', waits_since / 1000000, 'unixepoch') || printf('.%06dZ', waits_since % 1000000) AS waits_since,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version
FROM reviews;
