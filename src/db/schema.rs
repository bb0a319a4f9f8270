//! The tables as Diesel sees them on both engines. The migrations are the source; `tests/migrations.rs` holds the two together.

use diesel::table;

table! {
    ministries (code) {
        code -> Text,
        name_vi -> Text,
        name_en -> Text,
    }
}

table! {
    categories (code) {
        code -> Text,
        name_vi -> Text,
        name_en -> Text,
        share_of_use_2022_permille -> Nullable<BigInt>,
        ministry_code -> Text,
        rank -> BigInt,
    }
}

table! {
    provinces (list, code) {
        list -> Text,
        code -> Text,
        name -> Text,
        full_name -> Text,
        current_code -> Text,
    }
}

table! {
    industries (version, section) {
        version -> Text,
        section -> Text,
        name_vi -> Text,
        name_en -> Text,
        size_sector -> Text,
    }
}

table! {
    criteria (number) {
        number -> BigInt,
        name_vi -> Text,
        name_en -> Text,
        about_vi -> Text,
        about_en -> Text,
    }
}

table! {
    holidays (day) {
        day -> Text,
        name_vi -> Text,
        name_en -> Text,
    }
}

table! {
    reasons (list, code) {
        list -> Text,
        code -> Text,
        text_vi -> Text,
        text_en -> Text,
        rank -> BigInt,
    }
}

table! {
    marks (name) {
        name -> Text,
        value -> Text,
        at -> BigInt,
    }
}

table! {
    events (id) {
        id -> Text,
        at -> BigInt,
        kind -> Text,
        subject_id -> Text,
        body -> Text,
        account_id -> Nullable<Text>,
        request_id -> Nullable<Text>,
        acting_account_id -> Nullable<Text>,
        api_key_id -> Nullable<Text>,
    }
}

table! {
    programme_rules (id) {
        id -> Text,
        holds_from -> Text,
        longest_trial_days -> BigInt,
        largest_employees -> Nullable<BigInt>,
        extensions -> BigInt,
        extension_days -> BigInt,
        window_days -> BigInt,
        answer_working_days -> BigInt,
        escalation_working_days -> BigInt,
        unanswered_working_days -> BigInt,
        reminder_days -> Text,
        claim_reminder_days -> Text,
        retention_days -> Text,
        reason -> Text,
        status -> Text,
        proposed_by -> Nullable<Text>,
        proposed_at -> BigInt,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
        version -> BigInt,
    }
}

table! {
    deadlines (subject_id, kind, step) {
        subject_id -> Text,
        kind -> Text,
        step -> BigInt,
        trial_id -> Nullable<Text>,
        due_at -> BigInt,
        state -> Text,
        settled_at -> Nullable<BigInt>,
        why -> Nullable<Text>,
        put_off_until -> Nullable<BigInt>,
    }
}

table! {
    extensions (id) {
        id -> Text,
        trial_id -> Text,
        asked_by_side -> Text,
        asked_by -> Text,
        asked_at -> BigInt,
        days -> BigInt,
        reason_code -> Text,
        reason_text -> Nullable<Text>,
        status -> Text,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
        answer_code -> Nullable<Text>,
        answer_text -> Nullable<Text>,
        version -> BigInt,
    }
}

table! {
    deadline_turn (id) {
        id -> BigInt,
    }
}

table! {
    staff_changes (id) {
        id -> Text,
        account_id -> Text,
        role -> Nullable<Text>,
        province_code -> Nullable<Text>,
        reason -> Text,
        status -> Text,
        proposed_by -> Text,
        proposed_at -> BigInt,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
        version -> BigInt,
    }
}

table! {
    accounts (id) {
        id -> Text,
        email -> Text,
        email_key -> Text,
        name -> Text,
        locale -> Text,
        password_hash -> Nullable<Text>,
        staff_role -> Nullable<Text>,
        verified_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
        deactivated_at -> Nullable<BigInt>,
        staff_province -> Nullable<Text>,
    }
}

table! {
    inquiries (id) {
        id -> Text,
        kind -> Text,
        email -> Text,
        subject_id -> Nullable<Text>,
        request_id -> Nullable<Text>,
        asked_at -> BigInt,
    }
}

table! {
    address_changes (id) {
        id -> Text,
        account_id -> Text,
        old_email -> Text,
        new_email -> Text,
        asked_at -> BigInt,
        done_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
    }
}

table! {
    sessions (id) {
        id -> Text,
        digest -> Binary,
        account_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        authenticated_at -> BigInt,
        second_factor_at -> Nullable<BigInt>,
        network -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        last_used_at -> BigInt,
        acting_by -> Nullable<Text>,
        acting_reason -> Nullable<Text>,
    }
}

table! {
    links (digest) {
        digest -> Binary,
        purpose -> Text,
        account_id -> Text,
        subject_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

table! {
    idempotency_keys (scope, key) {
        scope -> Text,
        key -> Text,
        fingerprint -> Binary,
        created_at -> BigInt,
        status -> Nullable<BigInt>,
        etag -> Nullable<Text>,
        location -> Nullable<Text>,
        body -> Nullable<Binary>,
    }
}

table! {
    outbox (id) {
        id -> Text,
        kind -> Text,
        account_id -> Nullable<Text>,
        subject_id -> Text,
        request_id -> Nullable<Text>,
        created_at -> BigInt,
        due_at -> BigInt,
        state -> Text,
        started -> BigInt,
        finished -> BigInt,
        lease -> Nullable<Binary>,
        leased_until -> Nullable<BigInt>,
        answer -> Nullable<Text>,
        settled_at -> Nullable<BigInt>,
    }
}

table! {
    businesses (id) {
        id -> Text,
        kind -> Text,
        tax_code -> Nullable<Text>,
        household_digest -> Nullable<Binary>,
        household_last3 -> Nullable<Text>,
        root_key -> Text,
        name -> Text,
        province_list -> Text,
        province_given -> Text,
        province_code -> Text,
        industry_version -> Text,
        industry_section -> Text,
        employees -> BigInt,
        revenue_vnd -> Nullable<BigInt>,
        capital_vnd -> Nullable<BigInt>,
        size_class -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
    }
}

table! {
    business_sizes (business_id, number) {
        business_id -> Text,
        number -> BigInt,
        since -> BigInt,
        size_class -> Text,
        employees -> BigInt,
        revenue_vnd -> Nullable<BigInt>,
        capital_vnd -> Nullable<BigInt>,
        changed_by -> Nullable<Text>,
    }
}

table! {
    vendors (id) {
        id -> Text,
        tax_code -> Text,
        name -> Text,
        status -> Text,
        approved_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
    }
}

table! {
    memberships (account_id, business_id, vendor_id) {
        account_id -> Text,
        business_id -> Nullable<Text>,
        vendor_id -> Nullable<Text>,
        role -> Text,
        created_at -> BigInt,
        version -> BigInt,
        role_since -> BigInt,
    }
}

table! {
    platforms (id) {
        id -> Text,
        slug -> Text,
        name -> Text,
        vendor_id -> Nullable<Text>,
        vendor_name -> Text,
        category_code -> Text,
        summary_vi -> Text,
        summary_en -> Text,
        status -> Text,
        search_text -> Text,
        sort_key -> Text,
        published_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
    }
}

table! {
    offers (platform_id) {
        platform_id -> Text,
        price_vnd_per_month -> BigInt,
        max_employees -> Nullable<BigInt>,
        household_days -> Nullable<BigInt>,
        micro_days -> Nullable<BigInt>,
        small_days -> Nullable<BigInt>,
        medium_days -> Nullable<BigInt>,
    }
}

table! {
    trials (id) {
        id -> Text,
        business_id -> Text,
        root_key -> Text,
        platform_id -> Text,
        vendor_id -> Text,
        requested_by -> Text,
        programme -> Text,
        granted -> Bool,
        channel -> Text,
        province_code -> Text,
        industry_version -> Text,
        industry_section -> Text,
        size_class -> Text,
        category_code -> Text,
        ministry_code -> Text,
        days -> BigInt,
        price_vnd_per_month -> BigInt,
        need -> Nullable<Text>,
        contact_name -> Nullable<Text>,
        contact_email -> Nullable<Text>,
        contact_phone -> Nullable<Text>,
        consent_text -> Text,
        consent_at -> BigInt,
        requested_at -> BigInt,
        respond_by -> BigInt,
        accepted_at -> Nullable<BigInt>,
        provisioned_at -> Nullable<BigInt>,
        activated_at -> Nullable<BigInt>,
        engaged_at -> Nullable<BigInt>,
        declined_at -> Nullable<BigInt>,
        cancelled_at -> Nullable<BigInt>,
        cancelled_by -> Nullable<Text>,
        trial_end -> Nullable<BigInt>,
        started_on -> Nullable<Text>,
        access_reference -> Nullable<Text>,
        reason_code -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        updated_at -> BigInt,
        version -> BigInt,
        rules_id -> Text,
        window_end -> Nullable<BigInt>,
        nudged_at -> Nullable<BigInt>,
        escalated_at -> Nullable<BigInt>,
        unanswered_at -> Nullable<BigInt>,
        expired_at -> Nullable<BigInt>,
        status -> Text,
        consent_withdrawn_at -> Nullable<BigInt>,
    }
}

table! {
    trial_grants (id) {
        id -> Text,
        root_key -> Text,
        platform_id -> Text,
        granted_by -> Text,
        granted_at -> BigInt,
        reason -> Text,
        trial_id -> Nullable<Text>,
    }
}

table! {
    heartbeats (trial_id, week_of) {
        trial_id -> Text,
        week_of -> Text,
        reported_at -> BigInt,
    }
}

table! {
    conversions (id) {
        id -> Text,
        trial_id -> Text,
        business_id -> Text,
        vendor_id -> Text,
        claimed_by_side -> Text,
        claimed_by -> Text,
        claimed_at -> BigInt,
        plan -> Text,
        amount_vnd_per_month -> BigInt,
        starts_on -> Text,
        status -> Text,
        answered_by -> Nullable<Text>,
        converted_at -> Nullable<BigInt>,
        disputed_at -> Nullable<BigInt>,
        reason_code -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        already_customer -> Bool,
        evidence_level -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
        invoiced_at -> Nullable<BigInt>,
        checked_at -> Nullable<BigInt>,
        checked_by -> Nullable<Text>,
        check_note -> Nullable<Text>,
        resolved_at -> Nullable<BigInt>,
        resolved_by -> Nullable<Text>,
        resolution_code -> Nullable<Text>,
        resolution_text -> Nullable<Text>,
        retracted_at -> Nullable<BigInt>,
        withdrawn_at -> Nullable<BigInt>,
        withdrawn_by -> Nullable<Text>,
    }
}

table! {
    retention_checks (id) {
        id -> Text,
        conversion_id -> Text,
        trial_id -> Text,
        days -> BigInt,
        side -> Text,
        asked_at -> BigInt,
        status -> Text,
        reason_code -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
    }
}

table! {
    unsettled_conversions (trial_id) {
        trial_id -> Text,
        conversion_id -> Text,
        platform_id -> Text,
        province_code -> Text,
        since -> BigInt,
    }
}

table! {
    invoices (id) {
        id -> Text,
        conversion_id -> Text,
        business_id -> Text,
        seller_tax_code -> Text,
        symbol -> Text,
        number -> BigInt,
        year -> BigInt,
        shown_by -> Text,
        shown_at -> BigInt,
    }
}

table! {
    limit_counters (key) {
        key -> Binary,
        kind -> Text,
        count -> BigInt,
        until_at -> BigInt,
        forget_at -> BigInt,
    }
}

table! {
    second_factors (account_id) {
        account_id -> Text,
        key_id -> Nullable<Text>,
        seed -> Nullable<Binary>,
        activated_at -> Nullable<BigInt>,
        last_step -> BigInt,
        pending_key_id -> Nullable<Text>,
        pending_seed -> Nullable<Binary>,
        pending_since -> Nullable<BigInt>,
        wrong_codes -> BigInt,
        paused_until -> Nullable<BigInt>,
    }
}

table! {
    recovery_codes (digest) {
        digest -> Binary,
        account_id -> Text,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

table! {
    invitations (id) {
        id -> Text,
        business_id -> Nullable<Text>,
        vendor_id -> Nullable<Text>,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        role -> Text,
        invited_by -> Text,
        status -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        version -> BigInt,
    }
}

table! {
    invitation_links (digest) {
        digest -> Binary,
        invitation_id -> Text,
        created_at -> BigInt,
    }
}

table! {
    join_requests (id) {
        id -> Text,
        business_id -> Nullable<Text>,
        vendor_id -> Nullable<Text>,
        account_id -> Text,
        message -> Nullable<Text>,
        status -> Text,
        created_at -> BigInt,
        respond_by -> BigInt,
        ended_at -> Nullable<BigInt>,
        role -> Nullable<Text>,
        reason_code -> Nullable<Text>,
        reason_text -> Nullable<Text>,
    }
}

table! {
    contests (id) {
        id -> Text,
        business_id -> Nullable<Text>,
        vendor_id -> Nullable<Text>,
        account_id -> Text,
        statement -> Nullable<Text>,
        evidence_reference -> Nullable<Text>,
        status -> Text,
        created_at -> BigInt,
        answer_by -> BigInt,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
        reason_code -> Nullable<Text>,
        reason_text -> Nullable<Text>,
    }
}

table! {
    api_keys (id) {
        id -> Text,
        vendor_id -> Nullable<Text>,
        name -> Text,
        prefix -> Text,
        digest -> Binary,
        scopes -> Text,
        networks -> Text,
        days -> BigInt,
        made_by -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        rotated_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        replaces -> Nullable<Text>,
        last_used_at -> Nullable<BigInt>,
        announced_at -> Nullable<BigInt>,
        authority -> Nullable<Text>,
        province_code -> Nullable<Text>,
    }
}

table! {
    platform_places (platform_id) {
        platform_id -> Text,
        places -> Nullable<BigInt>,
        taken -> BigInt,
        updated_at -> BigInt,
    }
}

table! {
    waiting_entries (id) {
        id -> Text,
        platform_id -> Text,
        business_id -> Text,
        root_key -> Text,
        joined_by -> Text,
        joined_at -> BigInt,
        status -> Text,
        offered_at -> Nullable<BigInt>,
        offered_until -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        version -> BigInt,
    }
}

table! {
    imports (id) {
        id -> Text,
        file_digest -> Binary,
        row_count -> BigInt,
        added -> BigInt,
        imported_at -> BigInt,
    }
}

table! {
    imported_trials (root_key, platform_id) {
        root_key -> Text,
        platform_id -> Text,
        import_id -> Text,
        row_number -> BigInt,
        digest -> Binary,
        kind -> Text,
        tax_code -> Nullable<Text>,
        household_digest -> Nullable<Binary>,
        household_last3 -> Nullable<Text>,
        name -> Text,
        province_list -> Text,
        province_given -> Text,
        province_code -> Text,
        industry_version -> Nullable<Text>,
        industry_section -> Nullable<Text>,
        size_class -> Nullable<Text>,
        started_on -> Text,
        ended_on -> Nullable<Text>,
        converted_on -> Nullable<Text>,
    }
}

table! {
    cases (id) {
        id -> Text,
        kind -> Text,
        subject_id -> Text,
        period -> Text,
        vendor_id -> Text,
        trial_id -> Nullable<Text>,
        business_id -> Nullable<Text>,
        platform_id -> Nullable<Text>,
        province_code -> Nullable<Text>,
        facts -> Text,
        opened_at -> BigInt,
        opened_by -> Nullable<Text>,
        reason_code -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        state -> Text,
        decision_code -> Nullable<Text>,
        decision_text -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
        version -> BigInt,
    }
}

table! {
    signal_rules (name) {
        name -> Text,
        name_vi -> Text,
        name_en -> Text,
        threshold -> BigInt,
        unit -> Text,
        at_least -> Nullable<BigInt>,
        days -> Nullable<BigInt>,
        state -> Text,
    }
}

table! {
    confirmation_addresses (conversion_id) {
        conversion_id -> Text,
        business_id -> Text,
        confirmed_at -> BigInt,
        address -> Nullable<Binary>,
    }
}

table! {
    audits (period) {
        period -> Text,
        seed -> Binary,
        percent -> BigInt,
        drawn_at -> BigInt,
        vendors -> BigInt,
        conversions -> BigInt,
        picked -> BigInt,
    }
}

table! {
    tasks (about_id, holder, subject_id) {
        about_id -> Text,
        holder -> Text,
        subject_id -> Text,
        kind -> Text,
        vendor_id -> Text,
        trial_id -> Nullable<Text>,
        business_id -> Nullable<Text>,
        platform_id -> Nullable<Text>,
        province_code -> Nullable<Text>,
        stage -> Nullable<Text>,
        since -> BigInt,
        due_at -> Nullable<BigInt>,
        sort_at -> BigInt,
    }
}

diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(memberships -> accounts (account_id));
diesel::joinable!(api_keys -> accounts (made_by));
diesel::joinable!(offers -> platforms (platform_id));
diesel::joinable!(conversions -> trials (trial_id));
diesel::joinable!(unsettled_conversions -> conversions (conversion_id));
diesel::allow_tables_to_appear_in_same_query!(accounts, sessions, memberships, second_factors, api_keys);
diesel::allow_tables_to_appear_in_same_query!(platforms, offers);

diesel::allow_tables_to_appear_in_same_query!(imported_trials, trials);
diesel::allow_tables_to_appear_in_same_query!(trials, conversions, unsettled_conversions);
