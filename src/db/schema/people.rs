//! Accounts with all that opens them, who is staff, and who asks to join: the rooms `accounts`, `staff`, `joining`.

use diesel::table;

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
        acting_from -> Nullable<Text>,
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
        follows_seat -> Bool,
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
        reversed_at -> Nullable<BigInt>,
        had_second_factor -> Bool,
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
        decided_by_staff -> Nullable<Text>,
        evidence -> Nullable<Text>,
        named_tax_code -> Nullable<Text>,
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
        withdrawn_at -> Nullable<BigInt>,
        named_tax_code -> Nullable<Text>,
        round -> BigInt,
    }
}
