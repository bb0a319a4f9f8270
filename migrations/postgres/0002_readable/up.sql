-- The tables with instants as RFC 3339, for people at a prompt.

CREATE VIEW marks_readable AS SELECT
    name,
    value,
    to_char(to_timestamp(at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((at % 1000000)::text, 6, '0') || 'Z' AS at
FROM marks;

CREATE VIEW events_readable AS SELECT
    id,
    to_char(to_timestamp(at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((at % 1000000)::text, 6, '0') || 'Z' AS at,
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
    to_char(to_timestamp(verified_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((verified_at % 1000000)::text, 6, '0') || 'Z' AS verified_at,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version
FROM accounts;

CREATE VIEW sessions_readable AS SELECT
    id,
    digest,
    account_id,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(expires_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((expires_at % 1000000)::text, 6, '0') || 'Z' AS expires_at,
    to_char(to_timestamp(ended_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((ended_at % 1000000)::text, 6, '0') || 'Z' AS ended_at
FROM sessions;

CREATE VIEW links_readable AS SELECT
    digest,
    purpose,
    account_id,
    subject_id,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(expires_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((expires_at % 1000000)::text, 6, '0') || 'Z' AS expires_at,
    to_char(to_timestamp(used_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((used_at % 1000000)::text, 6, '0') || 'Z' AS used_at
FROM links;

CREATE VIEW idempotency_keys_readable AS SELECT
    scope,
    key,
    fingerprint,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
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
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(due_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((due_at % 1000000)::text, 6, '0') || 'Z' AS due_at,
    state,
    started,
    finished,
    lease,
    to_char(to_timestamp(leased_until / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((leased_until % 1000000)::text, 6, '0') || 'Z' AS leased_until,
    answer,
    to_char(to_timestamp(settled_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((settled_at % 1000000)::text, 6, '0') || 'Z' AS settled_at
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
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version
FROM businesses;

CREATE VIEW vendors_readable AS SELECT
    id,
    tax_code,
    name,
    status,
    to_char(to_timestamp(approved_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((approved_at % 1000000)::text, 6, '0') || 'Z' AS approved_at,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version
FROM vendors;

CREATE VIEW memberships_readable AS SELECT
    account_id,
    business_id,
    vendor_id,
    role,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at
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
    to_char(to_timestamp(published_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((published_at % 1000000)::text, 6, '0') || 'Z' AS published_at,
    to_char(to_timestamp(created_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((created_at % 1000000)::text, 6, '0') || 'Z' AS created_at,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
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
    to_char(to_timestamp(consent_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((consent_at % 1000000)::text, 6, '0') || 'Z' AS consent_at,
    status,
    to_char(to_timestamp(requested_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((requested_at % 1000000)::text, 6, '0') || 'Z' AS requested_at,
    to_char(to_timestamp(respond_by / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((respond_by % 1000000)::text, 6, '0') || 'Z' AS respond_by,
    to_char(to_timestamp(accepted_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((accepted_at % 1000000)::text, 6, '0') || 'Z' AS accepted_at,
    to_char(to_timestamp(provisioned_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((provisioned_at % 1000000)::text, 6, '0') || 'Z' AS provisioned_at,
    to_char(to_timestamp(activated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((activated_at % 1000000)::text, 6, '0') || 'Z' AS activated_at,
    to_char(to_timestamp(engaged_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((engaged_at % 1000000)::text, 6, '0') || 'Z' AS engaged_at,
    to_char(to_timestamp(declined_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((declined_at % 1000000)::text, 6, '0') || 'Z' AS declined_at,
    to_char(to_timestamp(cancelled_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((cancelled_at % 1000000)::text, 6, '0') || 'Z' AS cancelled_at,
    cancelled_by,
    to_char(to_timestamp(trial_end / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((trial_end % 1000000)::text, 6, '0') || 'Z' AS trial_end,
    started_on,
    access_reference,
    reason_code,
    reason_text,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version
FROM trials;

CREATE VIEW trial_grants_readable AS SELECT
    id,
    root_key,
    platform_id,
    granted_by,
    to_char(to_timestamp(granted_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((granted_at % 1000000)::text, 6, '0') || 'Z' AS granted_at,
    reason,
    trial_id
FROM trial_grants;

CREATE VIEW heartbeats_readable AS SELECT
    trial_id,
    week_of,
    to_char(to_timestamp(reported_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((reported_at % 1000000)::text, 6, '0') || 'Z' AS reported_at
FROM heartbeats;

CREATE VIEW conversions_readable AS SELECT
    id,
    trial_id,
    business_id,
    vendor_id,
    claimed_by_side,
    claimed_by,
    to_char(to_timestamp(claimed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((claimed_at % 1000000)::text, 6, '0') || 'Z' AS claimed_at,
    plan,
    amount_vnd_per_month,
    starts_on,
    status,
    answered_by,
    to_char(to_timestamp(converted_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((converted_at % 1000000)::text, 6, '0') || 'Z' AS converted_at,
    to_char(to_timestamp(disputed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((disputed_at % 1000000)::text, 6, '0') || 'Z' AS disputed_at,
    reason_code,
    reason_text,
    already_customer,
    evidence_level,
    to_char(to_timestamp(updated_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((updated_at % 1000000)::text, 6, '0') || 'Z' AS updated_at,
    version
FROM conversions;
