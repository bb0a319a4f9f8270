-- What was before: trials and conversions of the programme from people's own lists, one row per firm and platform. Nobody
-- confirmed them here, so they stand in tables of their own and enter no figure but their own.

-- A file that brought something new. file_digest is SHA-256 of its bytes.
CREATE TABLE imports (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    file_digest BYTEA NOT NULL,
    row_count BIGINT NOT NULL,
    added BIGINT NOT NULL CHECK (added BETWEEN 1 AND row_count),
    imported_at BIGINT NOT NULL
);

-- root_key: as in businesses; a firm that registers later is found by it. digest is SHA-256 of what the row says.
CREATE TABLE imported_trials (
    root_key TEXT COLLATE "C" NOT NULL,
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    import_id TEXT COLLATE "C" NOT NULL REFERENCES imports (id),
    row_number BIGINT NOT NULL CHECK (row_number >= 1),
    digest BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('company', 'branch', 'household')),
    tax_code TEXT COLLATE "C",
    household_digest BYTEA,
    household_last3 TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL,
    province_list TEXT COLLATE "C" NOT NULL,
    province_given TEXT COLLATE "C" NOT NULL,
    province_code TEXT COLLATE "C" NOT NULL,
    industry_version TEXT COLLATE "C",
    industry_section TEXT COLLATE "C",
    size_class TEXT COLLATE "C" CHECK (size_class IN ('household', 'micro', 'small', 'medium')),
    started_on TEXT COLLATE "C" NOT NULL,
    ended_on TEXT COLLATE "C",
    converted_on TEXT COLLATE "C",
    PRIMARY KEY (root_key, platform_id),
    CHECK ((kind = 'household') = (household_digest IS NOT NULL)),
    CHECK ((kind = 'household') = (tax_code IS NULL)),
    CHECK ((industry_version IS NULL) = (industry_section IS NULL)),
    CHECK (ended_on >= started_on AND converted_on >= started_on),
    FOREIGN KEY (province_list, province_given) REFERENCES provinces (list, code),
    FOREIGN KEY (industry_version, industry_section) REFERENCES industries (version, section)
);
CREATE INDEX imported_trials_started ON imported_trials (started_on);
CREATE INDEX imported_trials_of_import ON imported_trials (import_id, row_number);

CREATE VIEW imports_readable AS SELECT
    id,
    file_digest,
    row_count,
    added,
    to_char(to_timestamp(imported_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((imported_at % 1000000)::text, 6, '0') || 'Z' AS imported_at
FROM imports;

CREATE VIEW imported_trials_readable AS SELECT
    root_key,
    platform_id,
    import_id,
    row_number,
    digest,
    kind,
    tax_code,
    household_digest,
    household_last3,
    name,
    province_list,
    province_given,
    province_code,
    industry_version,
    industry_section,
    size_class,
    started_on,
    ended_on,
    converted_on
FROM imported_trials;
