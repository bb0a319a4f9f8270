-- How many trials of a platform may be open at once, where its vendor limits them, and how many places are taken: by open
-- trials, and by those that are kept for a business that waited. Who takes or frees one locks the row.
CREATE TABLE platform_places (
    platform_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES platforms (id),
    places BIGINT CHECK (places BETWEEN 1 AND 100000),
    taken BIGINT NOT NULL CHECK (taken >= 0),
    updated_at BIGINT NOT NULL
);
-- What holds a place: counted once, when a platform is limited for the first time.
CREATE INDEX trials_open ON trials (platform_id)
    WHERE status IN ('requested', 'accepted', 'provisioned', 'activated', 'engaged');
-- Businesses that wait for a place, each firm once a platform.
CREATE TABLE waiting_entries (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    business_id TEXT COLLATE "C" NOT NULL REFERENCES businesses (id),
    root_key TEXT COLLATE "C" NOT NULL,
    joined_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    joined_at BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('waiting', 'offered', 'taken', 'lapsed', 'withdrawn')),
    offered_at BIGINT,
    offered_until BIGINT,
    ended_at BIGINT,
    version BIGINT NOT NULL,
    CHECK ((offered_at IS NULL) = (offered_until IS NULL)),
    CHECK (status NOT IN ('offered', 'taken', 'lapsed') OR offered_at IS NOT NULL),
    CHECK (status <> 'waiting' OR offered_at IS NULL),
    CHECK ((status IN ('waiting', 'offered')) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX waiting_entries_once ON waiting_entries (root_key, platform_id) WHERE status IN ('waiting', 'offered');
CREATE INDEX waiting_entries_next ON waiting_entries (platform_id, id) WHERE status = 'waiting';
CREATE INDEX waiting_entries_of_business ON waiting_entries (business_id, id);

CREATE VIEW platform_places_readable AS SELECT
    platform_id,
    places,
    taken,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at
FROM platform_places;

CREATE VIEW waiting_entries_readable AS SELECT
    id,
    platform_id,
    business_id,
    root_key,
    joined_by,
    to_char(to_timestamp(joined_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((joined_at % 1000000)::text, 6, '0') || 'Z' AS joined_at,
    status,
    to_char(to_timestamp(offered_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((offered_at % 1000000)::text, 6, '0') || 'Z' AS offered_at,
    to_char(to_timestamp(offered_until / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((offered_until % 1000000)::text, 6, '0') || 'Z' AS offered_until,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at,
    version
FROM waiting_entries;

-- A deadline may be of no trial: the offer of a place has none yet.
DROP VIEW deadlines_readable;
DROP INDEX deadlines_of_trial;
ALTER TABLE deadlines ADD COLUMN of_trial TEXT COLLATE "C" REFERENCES trials (id);
UPDATE deadlines SET of_trial = trial_id;
ALTER TABLE deadlines DROP COLUMN trial_id;
ALTER TABLE deadlines RENAME COLUMN of_trial TO trial_id;
CREATE INDEX deadlines_of_trial ON deadlines (trial_id, due_at);

CREATE VIEW deadlines_readable AS SELECT
    subject_id,
    kind,
    step,
    to_char(to_timestamp(due_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((due_at % 1000000)::text, 6, '0') || 'Z' AS due_at,
    state,
    to_char(to_timestamp(settled_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((settled_at % 1000000)::text, 6, '0') || 'Z' AS settled_at,
    why,
    to_char(to_timestamp(put_off_until / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((put_off_until % 1000000)::text, 6, '0') || 'Z' AS put_off_until,
    trial_id
FROM deadlines;
