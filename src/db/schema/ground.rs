//! What the rooms to the left keep, and the database layer itself: `limits`, `mail`, `reference`, `rules`, `deadlines`, events, idempotency keys.

use diesel::table;

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
        version -> BigInt,
        mandatory -> Bool,
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
    holiday_changes (id) {
        id -> Text,
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
    holiday_change_days (change_id, step, day) {
        change_id -> Text,
        step -> Text,
        day -> Text,
        name_vi -> Nullable<Text>,
        name_en -> Nullable<Text>,
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
    deadline_turn (id) {
        id -> BigInt,
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
        seq -> Nullable<BigInt>,
    }
}

table! {
    event_order (id) {
        id -> BigInt,
        last -> BigInt,
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
