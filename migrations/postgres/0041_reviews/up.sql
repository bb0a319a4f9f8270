-- What a business says of a platform that it has tried: one of a firm and a platform. What was typed (`text`, the vendor's
-- `answer`) is shown to others once staff have published it; where it was decided on and no reason stands beside, it was
-- published. `waits_since`: since when one of the two waits for staff.
CREATE TABLE reviews (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    trial_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES trials (id),
    business_id TEXT COLLATE "C" NOT NULL REFERENCES businesses (id),
    root_key TEXT COLLATE "C" NOT NULL,
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    vendor_id TEXT COLLATE "C" NOT NULL REFERENCES vendors (id),
    size_class TEXT COLLATE "C" NOT NULL,
    written_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    written_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    fits_need BIGINT NOT NULL CHECK (fits_need BETWEEN 1 AND 5),
    ease_of_use BIGINT NOT NULL CHECK (ease_of_use BETWEEN 1 AND 5),
    support BIGINT NOT NULL CHECK (support BETWEEN 1 AND 5),
    value_for_money BIGINT NOT NULL CHECK (value_for_money BETWEEN 1 AND 5),
    text TEXT COLLATE "C",
    text_written_at BIGINT,
    text_decided_by TEXT COLLATE "C" REFERENCES accounts (id),
    text_decided_at BIGINT,
    text_reason_code TEXT COLLATE "C",
    answer TEXT COLLATE "C",
    answered_by TEXT COLLATE "C" REFERENCES accounts (id),
    answered_at BIGINT,
    answer_decided_by TEXT COLLATE "C" REFERENCES accounts (id),
    answer_decided_at BIGINT,
    answer_reason_code TEXT COLLATE "C",
    waits_since BIGINT,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT reviews_in_order CHECK (changed_at >= written_at AND updated_at >= changed_at),
    CONSTRAINT reviews_text CHECK ((text IS NULL OR text_written_at IS NOT NULL) AND (text_decided_at IS NULL) = (text_decided_by IS NULL) AND (text_reason_code IS NULL OR text_decided_at IS NOT NULL)),
    CONSTRAINT reviews_answer CHECK ((answer IS NULL OR answered_at IS NOT NULL) AND (answered_at IS NULL) = (answered_by IS NULL) AND (answer_decided_at IS NULL) = (answer_decided_by IS NULL) AND (answer_reason_code IS NULL OR answer_decided_at IS NOT NULL)),
    CONSTRAINT reviews_waiting CHECK ((waits_since IS NOT NULL) = (text IS NOT NULL AND text_decided_at IS NULL OR answer IS NOT NULL AND answer_decided_at IS NULL))
);
CREATE UNIQUE INDEX reviews_once ON reviews (root_key, platform_id);
CREATE INDEX reviews_of_platform ON reviews (platform_id, id);
CREATE INDEX reviews_that_wait ON reviews (waits_since, id) WHERE waits_since IS NOT NULL;

-- What all reviews of a platform come to: how many, and the sum of each question's scores.
CREATE TABLE platform_ratings (
    platform_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES platforms (id),
    reviews BIGINT NOT NULL CHECK (reviews >= 0),
    fits_need BIGINT NOT NULL CHECK (fits_need BETWEEN reviews AND 5 * reviews),
    ease_of_use BIGINT NOT NULL CHECK (ease_of_use BETWEEN reviews AND 5 * reviews),
    support BIGINT NOT NULL CHECK (support BETWEEN reviews AND 5 * reviews),
    value_for_money BIGINT NOT NULL CHECK (value_for_money BETWEEN reviews AND 5 * reviews)
);

CREATE VIEW reviews_readable AS SELECT
    id,
    trial_id,
    business_id,
    root_key,
    platform_id,
    vendor_id,
    size_class,
    written_by,
    to_char(to_timestamp(written_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((written_at % 1000000)::text, 6, '0') || 'Z' AS written_at,
    to_char(to_timestamp(changed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((changed_at % 1000000)::text, 6, '0') || 'Z' AS changed_at,
    fits_need,
    ease_of_use,
    support,
    value_for_money,
    text,
    to_char(to_timestamp(text_written_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((text_written_at % 1000000)::text, 6, '0') || 'Z' AS text_written_at,
    text_decided_by,
    to_char(to_timestamp(text_decided_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((text_decided_at % 1000000)::text, 6, '0') || 'Z' AS text_decided_at,
    text_reason_code,
    answer,
    answered_by,
    to_char(to_timestamp(answered_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((answered_at % 1000000)::text, 6, '0') || 'Z' AS answered_at,
    answer_decided_by,
    to_char(to_timestamp(answer_decided_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((answer_decided_at % 1000000)::text, 6, '0') || 'Z' AS answer_decided_at,
    answer_reason_code,
    to_char(to_timestamp(waits_since / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((waits_since % 1000000)::text, 6, '0') || 'Z' AS waits_since,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version
FROM reviews;
