-- Instants are microseconds UTC, money is VND, days are text (YYYY-MM-DD, Asia/Ho_Chi_Minh), closed lists are words.

-- Reference data, from seed/.
CREATE TABLE ministries (
    code TEXT NOT NULL PRIMARY KEY,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL
) STRICT;

CREATE TABLE categories (
    code TEXT NOT NULL PRIMARY KEY,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    share_of_use_2022_permille INTEGER,
    ministry_code TEXT NOT NULL REFERENCES ministries (code),
    rank INTEGER NOT NULL
) STRICT;

-- list '34': since 1 July 2025; list '63': before. A code may name different provinces in the two.
CREATE TABLE provinces (
    list TEXT NOT NULL CHECK (list IN ('34', '63')),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    full_name TEXT NOT NULL,
    current_code TEXT NOT NULL,
    PRIMARY KEY (list, code)
) STRICT;

CREATE TABLE industries (
    version TEXT NOT NULL,
    section TEXT NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    size_sector TEXT NOT NULL,
    PRIMARY KEY (version, section)
) STRICT;

CREATE TABLE criteria (
    number INTEGER NOT NULL PRIMARY KEY,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    about_vi TEXT NOT NULL,
    about_en TEXT NOT NULL
) STRICT;

CREATE TABLE holidays (
    day TEXT NOT NULL PRIMARY KEY,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL
) STRICT;

CREATE TABLE reasons (
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    text_vi TEXT NOT NULL,
    text_en TEXT NOT NULL,
    rank INTEGER NOT NULL,
    PRIMARY KEY (list, code)
) STRICT;

-- What the program did with the database itself, e.g. which seed was loaded.
CREATE TABLE marks (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- Facts, in the transaction of their cause. No personal data.
CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    body TEXT NOT NULL,
    account_id TEXT,
    request_id TEXT
) STRICT;
CREATE INDEX events_by_subject ON events (subject_id, id);

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    locale TEXT NOT NULL,
    password_hash TEXT,
    staff_role TEXT,
    verified_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
-- Anybody may type an address; it is a person's once verified. What waits holds its own password, so that nobody can
-- prepare an account for somebody else's address.
CREATE UNIQUE INDEX accounts_verified ON accounts (email_key) WHERE verified_at IS NOT NULL;
CREATE INDEX accounts_by_email ON accounts (email_key, id);
CREATE INDEX accounts_of_staff ON accounts (staff_role) WHERE staff_role IS NOT NULL;

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account_id);

-- Single-use links of mails: only the digest of the secret is kept.
CREATE TABLE links (
    digest BLOB NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    subject_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX links_by_subject ON links (subject_id, purpose);

CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    status INTEGER,
    etag TEXT,
    location TEXT,
    body BLOB,
    PRIMARY KEY (scope, key)
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    subject_id TEXT NOT NULL,
    request_id TEXT,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dropped', 'failed', 'parked')),
    started INTEGER NOT NULL,
    finished INTEGER NOT NULL,
    lease BLOB,
    leased_until INTEGER,
    answer TEXT,
    settled_at INTEGER
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_by_subject ON outbox (subject_id);

-- kind household: the 12-digit personal number is kept as a keyed digest and its last three digits, never itself.
-- root_key: the firm behind the branches (ten digits), or the household's digest in hexadecimal: trials count by it.
CREATE TABLE businesses (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('company', 'branch', 'household')),
    tax_code TEXT UNIQUE,
    household_digest BLOB UNIQUE,
    household_last3 TEXT,
    root_key TEXT NOT NULL,
    name TEXT NOT NULL,
    province_list TEXT NOT NULL,
    province_given TEXT NOT NULL,
    province_code TEXT NOT NULL,
    industry_version TEXT NOT NULL,
    industry_section TEXT NOT NULL,
    employees INTEGER NOT NULL,
    revenue_vnd INTEGER,
    capital_vnd INTEGER,
    size_class TEXT NOT NULL CHECK (size_class IN ('household', 'micro', 'small', 'medium')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CHECK ((kind = 'household') = (household_digest IS NOT NULL)),
    CHECK ((kind = 'household') = (tax_code IS NULL)),
    FOREIGN KEY (province_list, province_given) REFERENCES provinces (list, code),
    FOREIGN KEY (industry_version, industry_section) REFERENCES industries (version, section)
) STRICT;
CREATE INDEX businesses_by_root ON businesses (root_key);

CREATE TABLE vendors (
    id TEXT NOT NULL PRIMARY KEY,
    tax_code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved')),
    approved_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX vendors_by_status ON vendors (status, id);

CREATE TABLE memberships (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    business_id TEXT REFERENCES businesses (id),
    vendor_id TEXT REFERENCES vendors (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'member')),
    created_at INTEGER NOT NULL,
    CHECK ((business_id IS NULL) <> (vendor_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX memberships_in_businesses ON memberships (account_id, business_id) WHERE business_id IS NOT NULL;
CREATE UNIQUE INDEX memberships_in_vendors ON memberships (account_id, vendor_id) WHERE vendor_id IS NOT NULL;
CREATE INDEX memberships_of_business ON memberships (business_id) WHERE business_id IS NOT NULL;
CREATE INDEX memberships_of_vendor ON memberships (vendor_id) WHERE vendor_id IS NOT NULL;

-- vendor_id NULL: illustrative and unclaimed, found in the catalog, without offer or trials.
CREATE TABLE platforms (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    vendor_id TEXT REFERENCES vendors (id),
    vendor_name TEXT NOT NULL,
    category_code TEXT NOT NULL REFERENCES categories (code),
    summary_vi TEXT NOT NULL,
    summary_en TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'published')),
    search_text TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    published_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX platforms_listed ON platforms (status, sort_key, id);
CREATE INDEX platforms_by_vendor ON platforms (vendor_id, id);

CREATE TABLE offers (
    platform_id TEXT NOT NULL PRIMARY KEY REFERENCES platforms (id),
    price_vnd_per_month INTEGER NOT NULL CHECK (price_vnd_per_month >= 0),
    max_employees INTEGER,
    household_days INTEGER CHECK (household_days BETWEEN 1 AND 366),
    micro_days INTEGER CHECK (micro_days BETWEEN 1 AND 366),
    small_days INTEGER CHECK (small_days BETWEEN 1 AND 366),
    medium_days INTEGER CHECK (medium_days BETWEEN 1 AND 366)
) STRICT;

-- What a trial is counted by (province, industry, size, category, ministry) is as it was at sign-up.
CREATE TABLE trials (
    id TEXT NOT NULL PRIMARY KEY,
    business_id TEXT NOT NULL REFERENCES businesses (id),
    root_key TEXT NOT NULL,
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    vendor_id TEXT NOT NULL REFERENCES vendors (id),
    requested_by TEXT NOT NULL REFERENCES accounts (id),
    programme TEXT NOT NULL,
    granted INTEGER NOT NULL CHECK (granted IN (0, 1)),
    channel TEXT NOT NULL,
    province_code TEXT NOT NULL,
    industry_version TEXT NOT NULL,
    industry_section TEXT NOT NULL,
    size_class TEXT NOT NULL,
    category_code TEXT NOT NULL,
    ministry_code TEXT NOT NULL,
    days INTEGER NOT NULL,
    price_vnd_per_month INTEGER NOT NULL,
    need TEXT,
    contact_name TEXT,
    contact_email TEXT,
    contact_phone TEXT,
    consent_text TEXT NOT NULL,
    consent_at INTEGER NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('requested', 'accepted', 'provisioned', 'activated', 'engaged', 'declined', 'cancelled')),
    requested_at INTEGER NOT NULL,
    respond_by INTEGER NOT NULL,
    accepted_at INTEGER,
    provisioned_at INTEGER,
    activated_at INTEGER,
    engaged_at INTEGER,
    declined_at INTEGER,
    cancelled_at INTEGER,
    cancelled_by TEXT,
    trial_end INTEGER,
    started_on TEXT,
    access_reference TEXT,
    reason_code TEXT,
    reason_text TEXT,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CHECK ((provisioned_at IS NULL) = (trial_end IS NULL)),
    CHECK ((provisioned_at IS NULL) = (started_on IS NULL))
) STRICT;
-- A firm, its branches included, tries a platform once: what started counts for ever, what waits blocks. A second trial
-- that staff granted stands beside it and is never counted.
CREATE UNIQUE INDEX trials_once ON trials (root_key, platform_id)
    WHERE NOT granted AND (started_on IS NOT NULL OR status IN ('requested', 'accepted'));
CREATE INDEX trials_of_business ON trials (business_id, id);
CREATE INDEX trials_of_vendor ON trials (vendor_id, id);
CREATE INDEX trials_started ON trials (started_on) WHERE started_on IS NOT NULL;

-- Staff let a firm try a platform again: one grant, one more trial.
CREATE TABLE trial_grants (
    id TEXT NOT NULL PRIMARY KEY,
    root_key TEXT NOT NULL,
    platform_id TEXT NOT NULL REFERENCES platforms (id),
    granted_by TEXT NOT NULL REFERENCES accounts (id),
    granted_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    trial_id TEXT REFERENCES trials (id)
) STRICT;
CREATE UNIQUE INDEX trial_grants_open ON trial_grants (root_key, platform_id) WHERE trial_id IS NULL;

CREATE TABLE heartbeats (
    trial_id TEXT NOT NULL REFERENCES trials (id),
    week_of TEXT NOT NULL,
    reported_at INTEGER NOT NULL,
    PRIMARY KEY (trial_id, week_of)
) STRICT;

CREATE TABLE conversions (
    id TEXT NOT NULL PRIMARY KEY,
    trial_id TEXT NOT NULL REFERENCES trials (id),
    business_id TEXT NOT NULL REFERENCES businesses (id),
    vendor_id TEXT NOT NULL REFERENCES vendors (id),
    claimed_by_side TEXT NOT NULL CHECK (claimed_by_side IN ('business', 'vendor')),
    claimed_by TEXT NOT NULL REFERENCES accounts (id),
    claimed_at INTEGER NOT NULL,
    plan TEXT NOT NULL,
    amount_vnd_per_month INTEGER NOT NULL CHECK (amount_vnd_per_month >= 0),
    starts_on TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('claimed', 'confirmed', 'disputed')),
    answered_by TEXT REFERENCES accounts (id),
    converted_at INTEGER,
    disputed_at INTEGER,
    reason_code TEXT,
    reason_text TEXT,
    already_customer INTEGER NOT NULL CHECK (already_customer IN (0, 1)),
    evidence_level INTEGER NOT NULL CHECK (evidence_level BETWEEN 0 AND 4),
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CHECK ((status = 'confirmed') = (converted_at IS NOT NULL)),
    CHECK ((evidence_level >= 1) = (status = 'confirmed'))
) STRICT;
-- At most one conversion of a trial waits or counts.
CREATE UNIQUE INDEX conversions_once ON conversions (trial_id) WHERE status IN ('claimed', 'confirmed');
CREATE INDEX conversions_by_trial ON conversions (trial_id, id);
