-- The tables with instants as RFC 3339, for people at a prompt.

CREATE VIEW marks_readable AS SELECT
    name,
    value,
    strftime('%Y-%m-%dT%H:%M:%S', at / 1000000, 'unixepoch') || printf('.%06dZ', at % 1000000) AS at
FROM marks;

CREATE VIEW events_readable AS SELECT
    id,
    strftime('%Y-%m-%dT%H:%M:%S', at / 1000000, 'unixepoch') || printf('.%06dZ', at % 1000000) AS at,
    kind,
    subject_id,
    body,
    account_id,
    request_id
FROM events;

CREATE VIEW accounts_readable AS SELECT
    id,
    email,
    email_key,
    name,
    locale,
    password_hash,
    staff_role,
    strftime('%Y-%m-%dT%H:%M:%S', verified_at / 1000000, 'unixepoch') || printf('.%06dZ', verified_at % 1000000) AS verified_at,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version
FROM accounts;

CREATE VIEW sessions_readable AS SELECT
    id,
    digest,
    account_id,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', expires_at / 1000000, 'unixepoch') || printf('.%06dZ', expires_at % 1000000) AS expires_at,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at
FROM sessions;

CREATE VIEW links_readable AS SELECT
    digest,
    purpose,
    account_id,
    subject_id,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', expires_at / 1000000, 'unixepoch') || printf('.%06dZ', expires_at % 1000000) AS expires_at,
    strftime('%Y-%m-%dT%H:%M:%S', used_at / 1000000, 'unixepoch') || printf('.%06dZ', used_at % 1000000) AS used_at
FROM links;

CREATE VIEW idempotency_keys_readable AS SELECT
    scope,
    key,
    fingerprint,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    status,
    etag,
    location,
    body
FROM idempotency_keys;

CREATE VIEW outbox_readable AS SELECT
    id,
    kind,
    account_id,
    subject_id,
    request_id,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', due_at / 1000000, 'unixepoch') || printf('.%06dZ', due_at % 1000000) AS due_at,
    state,
    started,
    finished,
    lease,
    strftime('%Y-%m-%dT%H:%M:%S', leased_until / 1000000, 'unixepoch') || printf('.%06dZ', leased_until % 1000000) AS leased_until,
    answer,
    strftime('%Y-%m-%dT%H:%M:%S', settled_at / 1000000, 'unixepoch') || printf('.%06dZ', settled_at % 1000000) AS settled_at
FROM outbox;

CREATE VIEW businesses_readable AS SELECT
    id,
    kind,
    tax_code,
    household_digest,
    household_last3,
    root_key,
    name,
    province_list,
    province_given,
    province_code,
    industry_version,
    industry_section,
    employees,
    revenue_vnd,
    capital_vnd,
    size_class,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version
FROM businesses;

CREATE VIEW vendors_readable AS SELECT
    id,
    tax_code,
    name,
    status,
    strftime('%Y-%m-%dT%H:%M:%S', approved_at / 1000000, 'unixepoch') || printf('.%06dZ', approved_at % 1000000) AS approved_at,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version
FROM vendors;

CREATE VIEW memberships_readable AS SELECT
    account_id,
    business_id,
    vendor_id,
    role,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at
FROM memberships;

CREATE VIEW platforms_readable AS SELECT
    id,
    slug,
    name,
    vendor_id,
    vendor_name,
    category_code,
    summary_vi,
    summary_en,
    status,
    search_text,
    sort_key,
    strftime('%Y-%m-%dT%H:%M:%S', published_at / 1000000, 'unixepoch') || printf('.%06dZ', published_at % 1000000) AS published_at,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version
FROM platforms;

CREATE VIEW trials_readable AS SELECT
    id,
    business_id,
    root_key,
    platform_id,
    vendor_id,
    requested_by,
    programme,
    granted,
    channel,
    province_code,
    industry_version,
    industry_section,
    size_class,
    category_code,
    ministry_code,
    days,
    price_vnd_per_month,
    need,
    contact_name,
    contact_email,
    contact_phone,
    consent_text,
    strftime('%Y-%m-%dT%H:%M:%S', consent_at / 1000000, 'unixepoch') || printf('.%06dZ', consent_at % 1000000) AS consent_at,
    status,
    strftime('%Y-%m-%dT%H:%M:%S', requested_at / 1000000, 'unixepoch') || printf('.%06dZ', requested_at % 1000000) AS requested_at,
    strftime('%Y-%m-%dT%H:%M:%S', respond_by / 1000000, 'unixepoch') || printf('.%06dZ', respond_by % 1000000) AS respond_by,
    strftime('%Y-%m-%dT%H:%M:%S', accepted_at / 1000000, 'unixepoch') || printf('.%06dZ', accepted_at % 1000000) AS accepted_at,
    strftime('%Y-%m-%dT%H:%M:%S', provisioned_at / 1000000, 'unixepoch') || printf('.%06dZ', provisioned_at % 1000000) AS provisioned_at,
    strftime('%Y-%m-%dT%H:%M:%S', activated_at / 1000000, 'unixepoch') || printf('.%06dZ', activated_at % 1000000) AS activated_at,
    strftime('%Y-%m-%dT%H:%M:%S', engaged_at / 1000000, 'unixepoch') || printf('.%06dZ', engaged_at % 1000000) AS engaged_at,
    strftime('%Y-%m-%dT%H:%M:%S', declined_at / 1000000, 'unixepoch') || printf('.%06dZ', declined_at % 1000000) AS declined_at,
    strftime('%Y-%m-%dT%H:%M:%S', cancelled_at / 1000000, 'unixepoch') || printf('.%06dZ', cancelled_at % 1000000) AS cancelled_at,
    cancelled_by,
    strftime('%Y-%m-%dT%H:%M:%S', trial_end / 1000000, 'unixepoch') || printf('.%06dZ', trial_end % 1000000) AS trial_end,
    started_on,
    access_reference,
    reason_code,
    reason_text,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version
FROM trials;

CREATE VIEW trial_grants_readable AS SELECT
    id,
    root_key,
    platform_id,
    granted_by,
    strftime('%Y-%m-%dT%H:%M:%S', granted_at / 1000000, 'unixepoch') || printf('.%06dZ', granted_at % 1000000) AS granted_at,
    reason,
    trial_id
FROM trial_grants;

CREATE VIEW heartbeats_readable AS SELECT
    trial_id,
    week_of,
    strftime('%Y-%m-%dT%H:%M:%S', reported_at / 1000000, 'unixepoch') || printf('.%06dZ', reported_at % 1000000) AS reported_at
FROM heartbeats;

CREATE VIEW conversions_readable AS SELECT
    id,
    trial_id,
    business_id,
    vendor_id,
    claimed_by_side,
    claimed_by,
    strftime('%Y-%m-%dT%H:%M:%S', claimed_at / 1000000, 'unixepoch') || printf('.%06dZ', claimed_at % 1000000) AS claimed_at,
    plan,
    amount_vnd_per_month,
    starts_on,
    status,
    answered_by,
    strftime('%Y-%m-%dT%H:%M:%S', converted_at / 1000000, 'unixepoch') || printf('.%06dZ', converted_at % 1000000) AS converted_at,
    strftime('%Y-%m-%dT%H:%M:%S', disputed_at / 1000000, 'unixepoch') || printf('.%06dZ', disputed_at % 1000000) AS disputed_at,
    reason_code,
    reason_text,
    already_customer,
    evidence_level,
    strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch') || printf('.%06dZ', updated_at % 1000000) AS updated_at,
    version
FROM conversions;
