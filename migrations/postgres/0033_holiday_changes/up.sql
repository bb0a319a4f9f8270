-- Changes of the public holidays: staff propose them, two administrators at a time, and what is agreed to no seed undoes.
CREATE TABLE holiday_changes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    reason TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('pending', 'agreed', 'refused')),
    proposed_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    decided_by TEXT COLLATE "C" REFERENCES accounts (id),
    decided_at BIGINT,
    version BIGINT NOT NULL,
    CHECK ((status = 'pending') = (decided_at IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (status <> 'agreed' OR proposed_by <> decided_by)
);
CREATE INDEX holiday_changes_status ON holiday_changes (status, id);

-- Their days; one that is both removed and added gets another name.
CREATE TABLE holiday_change_days (
    change_id TEXT COLLATE "C" NOT NULL REFERENCES holiday_changes (id),
    step TEXT COLLATE "C" NOT NULL CHECK (step IN ('added', 'removed')),
    day TEXT COLLATE "C" NOT NULL,
    name_vi TEXT COLLATE "C",
    name_en TEXT COLLATE "C",
    PRIMARY KEY (change_id, step, day),
    CHECK ((step = 'added') = (name_vi IS NOT NULL) AND (step = 'added') = (name_en IS NOT NULL))
);

CREATE VIEW holiday_changes_readable AS SELECT
    id,
    reason,
    status,
    proposed_by,
    to_char(to_timestamp(proposed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((proposed_at % 1000000)::text, 6, '0') || 'Z' AS proposed_at,
    decided_by,
    to_char(to_timestamp(decided_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((decided_at % 1000000)::text, 6, '0') || 'Z' AS decided_at,
    version
FROM holiday_changes;
