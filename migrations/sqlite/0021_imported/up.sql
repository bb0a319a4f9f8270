-- What was before: trials and conversions of the programme from people's own lists, one row per firm and platform. Nobody
-- confirmed them here, so they stand in tables of their own and enter no figure but their own.

-- A file that brought something new. file_digest is SHA-256 of its bytes.
CREATE TABLE imports (
    id TEXT NOT NULL PRIMARY KEY,
    file_digest BLOB NOT NULL,
    row_count INTEGER NOT NULL,
    added INTEGER NOT NULL CHECK (added BETWEEN 1 AND row_count),
    imported_at INTEGER NOT NULL
) STRICT;

-- root_key: as in businesses; a firm that registers later is found by it. digest is SHA-256 of what the row says.
CREATE TABLE imported_trials (
    root_key TEXT NOT NULL,
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    import_id TEXT NOT NULL REFERENCES imports (id),
    row_number INTEGER NOT NULL CHECK (row_number >= 1),
    digest BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('company', 'branch', 'household')),
    tax_code TEXT,
    household_digest BLOB,
    household_last3 TEXT,
    name TEXT NOT NULL,
    province_list TEXT NOT NULL,
    province_given TEXT NOT NULL,
    province_code TEXT NOT NULL,
    industry_version TEXT,
    industry_section TEXT,
    size_class TEXT CHECK (size_class IN ('household', 'micro', 'small', 'medium')),
    started_on TEXT NOT NULL,
    ended_on TEXT,
    converted_on TEXT,
    PRIMARY KEY (root_key, platform_id),
    CHECK ((kind = 'household') = (household_digest IS NOT NULL)),
    CHECK ((kind = 'household') = (tax_code IS NULL)),
    CHECK ((industry_version IS NULL) = (industry_section IS NULL)),
    CHECK (ended_on >= started_on AND converted_on >= started_on),
    FOREIGN KEY (province_list, province_given) REFERENCES provinces (list, code),
    FOREIGN KEY (industry_version, industry_section) REFERENCES industries (version, section)
) STRICT;
CREATE INDEX imported_trials_started ON imported_trials (started_on);
CREATE INDEX imported_trials_of_import ON imported_trials (import_id, row_number);

CREATE VIEW imports_readable AS SELECT
    id,
    file_digest,
    row_count,
    added,
    strftime('%Y-%m-%dT%H:%M:%S', imported_at / 1000000, 'unixepoch') || printf('.%06dZ', imported_at % 1000000) AS imported_at
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
