-- How many trials of a platform may be open at once, where its vendor limits them, and how many places are taken: by open
-- trials, and by those that are kept for a business that waited. Who takes or frees one locks the row.
CREATE TABLE platform_places (
    platform_id TEXT NOT NULL PRIMARY KEY REFERENCES platforms (id),
    places INTEGER CHECK (places BETWEEN 1 AND 100000),
    taken INTEGER NOT NULL CHECK (taken >= 0),
    updated_at INTEGER NOT NULL
) STRICT;
-- What holds a place: counted once, when a platform is limited for the first time.
CREATE INDEX trials_open ON trials (platform_id)
    WHERE status IN ('requested', 'accepted', 'provisioned', 'activated', 'engaged');
-- Businesses that wait for a place, each firm once a platform.
CREATE TABLE waiting_entries (
    id TEXT NOT NULL PRIMARY KEY,
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    business_id TEXT NOT NULL REFERENCES businesses (id),
    root_key TEXT NOT NULL,
    joined_by TEXT NOT NULL REFERENCES accounts (id),
    joined_at INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'offered', 'taken', 'lapsed', 'withdrawn')),
    offered_at INTEGER,
    offered_until INTEGER,
    ended_at INTEGER,
    version INTEGER NOT NULL,
    CHECK ((offered_at IS NULL) = (offered_until IS NULL)),
    CHECK (status NOT IN ('offered', 'taken', 'lapsed') OR offered_at IS NOT NULL),
    CHECK (status <> 'waiting' OR offered_at IS NULL),
    CHECK ((status IN ('waiting', 'offered')) = (ended_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX waiting_entries_once ON waiting_entries (root_key, platform_id) WHERE status IN ('waiting', 'offered');
CREATE INDEX waiting_entries_next ON waiting_entries (platform_id, id) WHERE status = 'waiting';
CREATE INDEX waiting_entries_of_business ON waiting_entries (business_id, id);

CREATE VIEW platform_places_readable AS SELECT
    platform_id,
    places,
    taken,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at
FROM platform_places;

CREATE VIEW waiting_entries_readable AS SELECT
    id,
    platform_id,
    business_id,
    root_key,
    joined_by,
    strftime('%Y-%m-%dT%H:%M:%S', joined_at / 1000000, 'unixepoch') || printf('.%06dZ', joined_at % 1000000) AS joined_at,
    status,
    strftime('%Y-%m-%dT%H:%M:%S', offered_at / 1000000, 'unixepoch') || printf('.%06dZ', offered_at % 1000000) AS offered_at,
    strftime('%Y-%m-%dT%H:%M:%S', offered_until / 1000000, 'unixepoch') || printf('.%06dZ', offered_until % 1000000) AS offered_until,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    version
FROM waiting_entries;

-- A deadline may be of no trial: the offer of a place has none yet.
DROP VIEW deadlines_readable;
DROP INDEX deadlines_of_trial;
ALTER TABLE deadlines ADD COLUMN of_trial TEXT REFERENCES trials (id);
UPDATE deadlines SET of_trial = trial_id;
ALTER TABLE deadlines DROP COLUMN trial_id;
ALTER TABLE deadlines RENAME COLUMN of_trial TO trial_id;
CREATE INDEX deadlines_of_trial ON deadlines (trial_id, due_at);

CREATE VIEW deadlines_readable AS SELECT
    subject_id,
    kind,
    step,
    strftime('%Y-%m-%dT%H:%M:%S', due_at / 1000000, 'unixepoch') || printf('.%06dZ', due_at % 1000000) AS due_at,
    state,
    strftime('%Y-%m-%dT%H:%M:%S', settled_at / 1000000, 'unixepoch') || printf('.%06dZ', settled_at % 1000000) AS settled_at,
    why,
    strftime('%Y-%m-%dT%H:%M:%S', put_off_until / 1000000, 'unixepoch') || printf('.%06dZ', put_off_until % 1000000) AS put_off_until,
    trial_id
FROM deadlines;
