//! Who takes part and what is offered: the rooms `businesses`, `vendors`, `catalog`.

use diesel::table;

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
        outgrown_at -> Nullable<BigInt>,
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
        is_sme -> Bool,
        employees -> BigInt,
        revenue_vnd -> Nullable<BigInt>,
        capital_vnd -> Nullable<BigInt>,
        changed_by -> Nullable<Text>,
        acting_account_id -> Nullable<Text>,
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
        sort_key -> Text,
        published_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
        recheck_due_on -> Nullable<Text>,
    }
}

table! {
    offers (platform_id, valid_from) {
        platform_id -> Text,
        valid_from -> Text,
        valid_until -> Nullable<Text>,
        household_days -> Nullable<BigInt>,
        micro_days -> Nullable<BigInt>,
        small_days -> Nullable<BigInt>,
        medium_days -> Nullable<BigInt>,
        max_employees -> Nullable<BigInt>,
        discount_months -> Nullable<BigInt>,
        discount_price_vnd_per_month -> Nullable<BigInt>,
        price_vnd_per_month -> BigInt,
        included_vi -> Text,
        included_en -> Text,
        at_end -> Text,
    }
}

table! {
    platform_profiles (platform_id) {
        platform_id -> Text,
        profile -> Text,
    }
}

table! {
    images (hash) {
        hash -> Text,
        vendor_id -> Text,
        media_type -> Text,
        width -> BigInt,
        height -> BigInt,
        bytes -> Binary,
        uploaded_at -> BigInt,
        named_at -> Nullable<BigInt>,
    }
}

table! {
    listing_versions (platform_id, number) {
        platform_id -> Text,
        number -> BigInt,
        status -> Text,
        content -> Text,
        lane -> Nullable<Text>,
        changed -> Nullable<Text>,
        requested_changes -> Nullable<Text>,
        reason_code -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
        submitted_at -> Nullable<BigInt>,
        review_started_at -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
        published_at -> Nullable<BigInt>,
        vendor_id -> Text,
    }
}

table! {
    platform_figures (platform_id) {
        platform_id -> Text,
        started -> BigInt,
        answered -> BigInt,
        answer_seconds -> BigInt,
        confirmed -> BigInt,
    }
}

table! {
    platform_suspensions (platform_id, number) {
        platform_id -> Text,
        number -> BigInt,
        suspended_at -> BigInt,
        reason_code -> Text,
        reason_text -> Nullable<Text>,
        reinstated_at -> Nullable<BigInt>,
    }
}

table! {
    platform_rechecks (platform_id, number) {
        platform_id -> Text,
        number -> BigInt,
        vendor_id -> Text,
        outcome -> Text,
        comment -> Text,
        checked_by -> Text,
        checked_at -> BigInt,
    }
}

table! {
    platform_transfers (platform_id, number) {
        platform_id -> Text,
        number -> BigInt,
        from_vendor -> Text,
        to_vendor -> Text,
        reason -> Text,
        moved_by -> Text,
        moved_at -> BigInt,
    }
}

table! {
    search_misses (day, words) {
        day -> Text,
        words -> Text,
        count -> BigInt,
    }
}

table! {
    vendor_documents (vendor_id, hash) {
        vendor_id -> Text,
        hash -> Text,
        media_type -> Text,
        bytes -> Binary,
        uploaded_at -> BigInt,
        named_at -> Nullable<BigInt>,
    }
}

table! {
    document_uploaders (vendor_id, hash, account_id) {
        vendor_id -> Text,
        hash -> Text,
        account_id -> Text,
        uploaded_at -> BigInt,
    }
}

table! {
    assessments (platform_id, number, digest, account_id) {
        platform_id -> Text,
        number -> BigInt,
        digest -> Text,
        account_id -> Text,
        criteria_version -> BigInt,
        scores -> Text,
        assessed_at -> BigInt,
    }
}

table! {
    conflicts_of_interest (platform_id, account_id) {
        platform_id -> Text,
        account_id -> Text,
        text -> Text,
        declared_at -> BigInt,
    }
}

table! {
    listing_insiders (platform_id, account_id) {
        platform_id -> Text,
        account_id -> Text,
        since -> BigInt,
    }
}

table! {
    platform_claims (id) {
        id -> Text,
        platform_id -> Text,
        vendor_id -> Text,
        claimed_by -> Text,
        claimed_at -> BigInt,
        statement -> Text,
        documents -> Text,
        status -> Text,
        ended_at -> Nullable<BigInt>,
        decided_by -> Nullable<Text>,
        reason_code -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        version -> BigInt,
    }
}
