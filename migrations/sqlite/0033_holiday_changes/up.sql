-- Changes of the public holidays: staff propose them, two administrators at a time, and what is agreed to no seed undoes.
CREATE TABLE holiday_changes (
    id TEXT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'agreed', 'refused')),
    proposed_by TEXT NOT NULL REFERENCES accounts (id),
    proposed_at INTEGER NOT NULL,
    decided_by TEXT REFERENCES accounts (id),
    decided_at INTEGER,
    version INTEGER NOT NULL,
    CHECK ((status = 'pending') = (decided_at IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (status <> 'agreed' OR proposed_by <> decided_by)
) STRICT;
CREATE INDEX holiday_changes_status ON holiday_changes (status, id);

-- Their days; one that is both removed and added gets another name.
CREATE TABLE holiday_change_days (
    change_id TEXT NOT NULL REFERENCES holiday_changes (id),
    step TEXT NOT NULL CHECK (step IN ('added', 'removed')),
    day TEXT NOT NULL,
    name_vi TEXT,
    name_en TEXT,
    PRIMARY KEY (change_id, step, day),
    CHECK ((step = 'added') = (name_vi IS NOT NULL) AND (step = 'added') = (name_en IS NOT NULL))
) STRICT;

CREATE VIEW holiday_changes_readable AS SELECT
    id,
    reason,
    status,
    proposed_by,
    strftime('%Y-%m-%dT%H:%M:%S', proposed_at / 1000000, 'unixepoch') || printf('.%06dZ', proposed_at % 1000000) AS proposed_at,
    decided_by,
    strftime('%Y-%m-%dT%H:%M:%S', decided_at / 1000000, 'unixepoch') || printf('.%06dZ', decided_at % 1000000) AS decided_at,
    version
FROM holiday_changes;
