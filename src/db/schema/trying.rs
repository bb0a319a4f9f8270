//! The rooms `imported` and `trials`.

use diesel::table;

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
        holds_place -> Bool,
        discount_months -> Nullable<BigInt>,
        discount_price_vnd_per_month -> Nullable<BigInt>,
        at_end -> Text,
        legacy_province_code -> Nullable<Text>,
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
