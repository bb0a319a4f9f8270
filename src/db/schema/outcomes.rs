//! What trials lead to: the rooms `conversions`, `cases`, `reviews`, `tasks`, `targets`, `warnings`.

use diesel::table;

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
    unsettled_conversions (trial_id) {
        trial_id -> Text,
        conversion_id -> Text,
        platform_id -> Text,
        province_code -> Text,
        since -> BigInt,
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
    confirmation_addresses (conversion_id) {
        conversion_id -> Text,
        business_id -> Text,
        confirmed_at -> BigInt,
        address -> Nullable<Binary>,
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
    reviews (id) {
        id -> Text,
        trial_id -> Text,
        business_id -> Text,
        root_key -> Text,
        platform_id -> Text,
        vendor_id -> Text,
        size_class -> Text,
        written_by -> Text,
        written_at -> BigInt,
        changed_at -> BigInt,
        fits_need -> BigInt,
        ease_of_use -> BigInt,
        support -> BigInt,
        value_for_money -> BigInt,
        text -> Nullable<Text>,
        text_written_at -> Nullable<BigInt>,
        text_decided_by -> Nullable<Text>,
        text_decided_at -> Nullable<BigInt>,
        text_reason_code -> Nullable<Text>,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
        answer_decided_by -> Nullable<Text>,
        answer_decided_at -> Nullable<BigInt>,
        answer_reason_code -> Nullable<Text>,
        waits_since -> Nullable<BigInt>,
        updated_at -> BigInt,
        version -> BigInt,
    }
}

table! {
    platform_ratings (platform_id) {
        platform_id -> Text,
        reviews -> BigInt,
        fits_need -> BigInt,
        ease_of_use -> BigInt,
        support -> BigInt,
        value_for_money -> BigInt,
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

table! {
    targets (id) {
        id -> Text,
        aim -> Text,
        metric -> Text,
        programme -> Nullable<Text>,
        ministry_code -> Nullable<Text>,
        province_code -> Nullable<Text>,
        category_code -> Nullable<Text>,
        vendor_id -> Nullable<Text>,
        period_from -> Text,
        period_to -> Text,
        value -> BigInt,
        set_at -> BigInt,
        updated_at -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
        version -> BigInt,
    }
}

table! {
    target_changes (target_id, number) {
        target_id -> Text,
        number -> BigInt,
        changed_at -> BigInt,
        changed_by -> Text,
        old_value -> Nullable<BigInt>,
        new_value -> Nullable<BigInt>,
        reason -> Text,
    }
}

table! {
    warning_rules (rule) {
        rule -> Text,
        active -> Bool,
        threshold -> BigInt,
        days -> BigInt,
        least_cases -> BigInt,
        due_working_days -> BigInt,
        version -> BigInt,
        proposed_terms -> Nullable<Text>,
        proposed_by -> Nullable<Text>,
        proposed_at -> Nullable<BigInt>,
        proposed_reason -> Nullable<Text>,
    }
}

table! {
    warning_rule_changes (rule, number) {
        rule -> Text,
        number -> BigInt,
        changed_at -> BigInt,
        changed_by -> Text,
        old_terms -> Text,
        new_terms -> Text,
        reason -> Text,
        agreed_by -> Nullable<Text>,
        agreed_reason -> Nullable<Text>,
        taken_back_by -> Nullable<Text>,
        taken_back_reason -> Nullable<Text>,
    }
}

table! {
    warnings (id) {
        id -> Text,
        rule -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        province_code -> Nullable<Text>,
        status -> Text,
        facts -> Text,
        end_facts -> Nullable<Text>,
        owner_id -> Nullable<Text>,
        due_on -> Text,
        snoozed_until -> Nullable<Text>,
        raised_at -> BigInt,
        updated_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        version -> BigInt,
    }
}

table! {
    warning_changes (warning_id, number) {
        warning_id -> Text,
        number -> BigInt,
        what -> Text,
        changed_at -> BigInt,
        changed_by -> Nullable<Text>,
        owner_id -> Nullable<Text>,
        snoozed_until -> Nullable<Text>,
        note -> Nullable<Text>,
    }
}

table! {
    warning_looks (id) {
        id -> BigInt,
        looked_on -> Text,
    }
}
