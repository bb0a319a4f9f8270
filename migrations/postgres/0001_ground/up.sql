-- Instants are microseconds UTC, money is VND, days are text (YYYY-MM-DD, Asia/Ho_Chi_Minh), closed lists are words.

-- Reference data, from seed/.
CREATE TABLE ministries (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name_vi TEXT COLLATE "C" NOT NULL,
    name_en TEXT COLLATE "C" NOT NULL
);

CREATE TABLE categories (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name_vi TEXT COLLATE "C" NOT NULL,
    name_en TEXT COLLATE "C" NOT NULL,
    share_of_use_2022_permille BIGINT,
    ministry_code TEXT COLLATE "C" NOT NULL REFERENCES ministries (code),
    rank BIGINT NOT NULL
);

-- list '34': since 1 July 2025; list '63': before. A code may name different provinces in the two.
CREATE TABLE provinces (
    list TEXT COLLATE "C" NOT NULL CHECK (list IN ('34', '63')),
    code TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    full_name TEXT COLLATE "C" NOT NULL,
    current_code TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (list, code)
);

CREATE TABLE industries (
    version TEXT COLLATE "C" NOT NULL,
    section TEXT COLLATE "C" NOT NULL,
    name_vi TEXT COLLATE "C" NOT NULL,
    name_en TEXT COLLATE "C" NOT NULL,
    size_sector TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (version, section)
);

CREATE TABLE criteria (
    number BIGINT NOT NULL PRIMARY KEY,
    name_vi TEXT COLLATE "C" NOT NULL,
    name_en TEXT COLLATE "C" NOT NULL,
    about_vi TEXT COLLATE "C" NOT NULL,
    about_en TEXT COLLATE "C" NOT NULL
);

CREATE TABLE holidays (
    day TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name_vi TEXT COLLATE "C" NOT NULL,
    name_en TEXT COLLATE "C" NOT NULL
);

CREATE TABLE reasons (
    list TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    text_vi TEXT COLLATE "C" NOT NULL,
    text_en TEXT COLLATE "C" NOT NULL,
    rank BIGINT NOT NULL,
    PRIMARY KEY (list, code)
);

-- What the program did with the database itself, e.g. which seed was loaded.
CREATE TABLE marks (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);

-- Facts, in the transaction of their cause. No personal data.
CREATE TABLE events (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    subject_id TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C",
    request_id TEXT COLLATE "C"
);
CREATE INDEX events_by_subject ON events (subject_id, id);

CREATE TABLE accounts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    email TEXT COLLATE "C" NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    password_hash TEXT COLLATE "C",
    staff_role TEXT COLLATE "C",
    verified_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
-- Anybody may type an address; it is a person's once verified. What waits holds its own password, so that nobody can
-- prepare an account for somebody else's address.
CREATE UNIQUE INDEX accounts_verified ON accounts (email_key) WHERE verified_at IS NOT NULL;
CREATE INDEX accounts_by_email ON accounts (email_key, id);
CREATE INDEX accounts_of_staff ON accounts (staff_role) WHERE staff_role IS NOT NULL;

CREATE TABLE sessions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    digest BYTEA NOT NULL UNIQUE,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX sessions_by_account ON sessions (account_id);

-- Single-use links of mails: only the digest of the secret is kept.
CREATE TABLE links (
    digest BYTEA NOT NULL PRIMARY KEY,
    purpose TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    subject_id TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX links_by_subject ON links (subject_id, purpose);

CREATE TABLE idempotency_keys (
    scope TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    fingerprint BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    status BIGINT,
    etag TEXT COLLATE "C",
    location TEXT COLLATE "C",
    body BYTEA,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE outbox (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    subject_id TEXT COLLATE "C" NOT NULL,
    request_id TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'sent', 'dropped', 'failed', 'parked')),
    started BIGINT NOT NULL,
    finished BIGINT NOT NULL,
    lease BYTEA,
    leased_until BIGINT,
    answer TEXT COLLATE "C",
    settled_at BIGINT
);
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_by_subject ON outbox (subject_id);

-- kind household: the 12-digit personal number is kept as a keyed digest and its last three digits, never itself.
-- root_key: the firm behind the branches (ten digits), or the household's digest in hexadecimal: trials count by it.
CREATE TABLE businesses (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('company', 'branch', 'household')),
    tax_code TEXT COLLATE "C" UNIQUE,
    household_digest BYTEA UNIQUE,
    household_last3 TEXT COLLATE "C",
    root_key TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    province_list TEXT COLLATE "C" NOT NULL,
    province_given TEXT COLLATE "C" NOT NULL,
    province_code TEXT COLLATE "C" NOT NULL,
    industry_version TEXT COLLATE "C" NOT NULL,
    industry_section TEXT COLLATE "C" NOT NULL,
    employees BIGINT NOT NULL,
    revenue_vnd BIGINT,
    capital_vnd BIGINT,
    size_class TEXT COLLATE "C" NOT NULL CHECK (size_class IN ('household', 'micro', 'small', 'medium')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CHECK ((kind = 'household') = (household_digest IS NOT NULL)),
    CHECK ((kind = 'household') = (tax_code IS NULL)),
    FOREIGN KEY (province_list, province_given) REFERENCES provinces (list, code),
    FOREIGN KEY (industry_version, industry_section) REFERENCES industries (version, section)
);
CREATE INDEX businesses_by_root ON businesses (root_key);

CREATE TABLE vendors (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tax_code TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('pending', 'approved')),
    approved_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX vendors_by_status ON vendors (status, id);

CREATE TABLE memberships (
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    business_id TEXT COLLATE "C" REFERENCES businesses (id),
    vendor_id TEXT COLLATE "C" REFERENCES vendors (id),
    role TEXT COLLATE "C" NOT NULL CHECK (role IN ('owner', 'manager', 'member')),
    created_at BIGINT NOT NULL,
    CHECK ((business_id IS NULL) <> (vendor_id IS NULL))
);
CREATE UNIQUE INDEX memberships_in_businesses ON memberships (account_id, business_id) WHERE business_id IS NOT NULL;
CREATE UNIQUE INDEX memberships_in_vendors ON memberships (account_id, vendor_id) WHERE vendor_id IS NOT NULL;
CREATE INDEX memberships_of_business ON memberships (business_id) WHERE business_id IS NOT NULL;
CREATE INDEX memberships_of_vendor ON memberships (vendor_id) WHERE vendor_id IS NOT NULL;

-- vendor_id NULL: illustrative and unclaimed, found in the catalog, without offer or trials.
CREATE TABLE platforms (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    slug TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    vendor_id TEXT COLLATE "C" REFERENCES vendors (id),
    vendor_name TEXT COLLATE "C" NOT NULL,
    category_code TEXT COLLATE "C" NOT NULL REFERENCES categories (code),
    summary_vi TEXT COLLATE "C" NOT NULL,
    summary_en TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('draft', 'submitted', 'published')),
    search_text TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    published_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX platforms_listed ON platforms (status, sort_key, id);
CREATE INDEX platforms_by_vendor ON platforms (vendor_id, id);

CREATE TABLE offers (
    platform_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES platforms (id),
    price_vnd_per_month BIGINT NOT NULL CHECK (price_vnd_per_month >= 0),
    max_employees BIGINT,
    household_days BIGINT CHECK (household_days BETWEEN 1 AND 366),
    micro_days BIGINT CHECK (micro_days BETWEEN 1 AND 366),
    small_days BIGINT CHECK (small_days BETWEEN 1 AND 366),
    medium_days BIGINT CHECK (medium_days BETWEEN 1 AND 366)
);

-- What a trial is counted by (province, industry, size, category, ministry) is as it was at sign-up.
CREATE TABLE trials (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    business_id TEXT COLLATE "C" NOT NULL REFERENCES businesses (id),
    root_key TEXT COLLATE "C" NOT NULL,
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    vendor_id TEXT COLLATE "C" NOT NULL REFERENCES vendors (id),
    requested_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    programme TEXT COLLATE "C" NOT NULL,
    granted BOOLEAN NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    province_code TEXT COLLATE "C" NOT NULL,
    industry_version TEXT COLLATE "C" NOT NULL,
    industry_section TEXT COLLATE "C" NOT NULL,
    size_class TEXT COLLATE "C" NOT NULL,
    category_code TEXT COLLATE "C" NOT NULL,
    ministry_code TEXT COLLATE "C" NOT NULL,
    days BIGINT NOT NULL,
    price_vnd_per_month BIGINT NOT NULL,
    need TEXT COLLATE "C",
    contact_name TEXT COLLATE "C",
    contact_email TEXT COLLATE "C",
    contact_phone TEXT COLLATE "C",
    consent_text TEXT COLLATE "C" NOT NULL,
    consent_at BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('requested', 'accepted', 'provisioned', 'activated', 'engaged', 'declined', 'cancelled')),
    requested_at BIGINT NOT NULL,
    respond_by BIGINT NOT NULL,
    accepted_at BIGINT,
    provisioned_at BIGINT,
    activated_at BIGINT,
    engaged_at BIGINT,
    declined_at BIGINT,
    cancelled_at BIGINT,
    cancelled_by TEXT COLLATE "C",
    trial_end BIGINT,
    started_on TEXT COLLATE "C",
    access_reference TEXT COLLATE "C",
    reason_code TEXT COLLATE "C",
    reason_text TEXT COLLATE "C",
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CHECK ((provisioned_at IS NULL) = (trial_end IS NULL)),
    CHECK ((provisioned_at IS NULL) = (started_on IS NULL))
);
-- A firm, its branches included, tries a platform once: what started counts for ever, what waits blocks. A second trial
-- that staff granted stands beside it and is never counted.
CREATE UNIQUE INDEX trials_once ON trials (root_key, platform_id)
    WHERE NOT granted AND (started_on IS NOT NULL OR status IN ('requested', 'accepted'));
CREATE INDEX trials_of_business ON trials (business_id, id);
CREATE INDEX trials_of_vendor ON trials (vendor_id, id);
CREATE INDEX trials_started ON trials (started_on) WHERE started_on IS NOT NULL;

-- Staff let a firm try a platform again: one grant, one more trial.
CREATE TABLE trial_grants (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    root_key TEXT COLLATE "C" NOT NULL,
    platform_id TEXT COLLATE "C" NOT NULL REFERENCES platforms (id),
    granted_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    granted_at BIGINT NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    trial_id TEXT COLLATE "C" REFERENCES trials (id)
);
CREATE UNIQUE INDEX trial_grants_open ON trial_grants (root_key, platform_id) WHERE trial_id IS NULL;

CREATE TABLE heartbeats (
    trial_id TEXT COLLATE "C" NOT NULL REFERENCES trials (id),
    week_of TEXT COLLATE "C" NOT NULL,
    reported_at BIGINT NOT NULL,
    PRIMARY KEY (trial_id, week_of)
);

CREATE TABLE conversions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    trial_id TEXT COLLATE "C" NOT NULL REFERENCES trials (id),
    business_id TEXT COLLATE "C" NOT NULL REFERENCES businesses (id),
    vendor_id TEXT COLLATE "C" NOT NULL REFERENCES vendors (id),
    claimed_by_side TEXT COLLATE "C" NOT NULL CHECK (claimed_by_side IN ('business', 'vendor')),
    claimed_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    claimed_at BIGINT NOT NULL,
    plan TEXT COLLATE "C" NOT NULL,
    amount_vnd_per_month BIGINT NOT NULL CHECK (amount_vnd_per_month >= 0),
    starts_on TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('claimed', 'confirmed', 'disputed')),
    answered_by TEXT COLLATE "C" REFERENCES accounts (id),
    converted_at BIGINT,
    disputed_at BIGINT,
    reason_code TEXT COLLATE "C",
    reason_text TEXT COLLATE "C",
    already_customer BOOLEAN NOT NULL,
    evidence_level BIGINT NOT NULL CHECK (evidence_level BETWEEN 0 AND 4),
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CHECK ((status = 'confirmed') = (converted_at IS NOT NULL)),
    CHECK ((evidence_level >= 1) = (status = 'confirmed'))
);
-- At most one conversion of a trial waits or counts.
CREATE UNIQUE INDEX conversions_once ON conversions (trial_id) WHERE status IN ('claimed', 'confirmed');
CREATE INDEX conversions_by_trial ON conversions (trial_id, id);
