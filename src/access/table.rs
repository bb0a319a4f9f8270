//! The table: an operation a line, in the order of the document.

use super::rule::{People, Rule};
use crate::accounts::members::Act::{self, Belong, ChangeData, Govern};
use crate::accounts::model::StaffRole::{self, Administrator, Analyst, Reviewer};

/// Vet vendors and listings, and decide in cases.
const VETTERS: &[StaffRole] = &[Reviewer, Administrator];
/// Follow the figures.
const FIGURES: &[StaffRole] = &[Analyst, Administrator];

const fn anybody(operation: &'static str) -> Rule {
    Rule::new(operation, People::Anybody)
}

const fn person(operation: &'static str) -> Rule {
    Rule::new(operation, People::Person)
}

const fn some_business(operation: &'static str, act: Act) -> Rule {
    Rule::new(operation, People::SomeBusiness(act))
}

const fn some_vendor(operation: &'static str, act: Act) -> Rule {
    Rule::new(operation, People::SomeVendor(act))
}

const fn business(operation: &'static str, act: Act) -> Rule {
    Rule::new(operation, People::Business(act))
}

const fn vendor(operation: &'static str, act: Act) -> Rule {
    Rule::new(operation, People::Vendor(act))
}

const fn staff(operation: &'static str, roles: &'static [StaffRole]) -> Rule {
    Rule::new(operation, People::Nobody).or_staff(roles)
}

/// The line of an operation.
pub fn rule(operation: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.operation == operation)
}

/// Who may what. A route without a line here is refused to everybody, and fails a test.
pub const RULES: &[Rule] = &[
    // Accounts.
    anybody("register_account"),
    anybody("verify_account"),
    anybody("log_in"),
    person("log_out").before_second_factor(),
    anybody("request_password_reset"),
    anybody("complete_password_reset"),
    anybody("request_verification_mail"),
    person("change_password").fresh(),
    person("change_address").fresh(),
    anybody("confirm_address"),
    anybody("stop_address_change"),
    person("list_sessions"),
    person("end_session"),
    person("end_other_sessions"),
    person("reauthenticate").before_second_factor(),
    person("get_me").before_second_factor(),
    person("change_me"),
    person("deactivate_me").fresh(),
    person("list_sign_ins"),
    person("start_totp").before_second_factor().fresh(),
    person("activate_totp").before_second_factor().fresh(),
    person("remove_totp").before_second_factor().fresh(),
    person("renew_recovery_codes").before_second_factor().fresh(),
    // Reference data.
    anybody("list_provinces"),
    anybody("list_industries"),
    anybody("list_categories"),
    anybody("list_criteria"),
    anybody("list_reasons"),
    // Businesses.
    person("register_business"),
    business("get_business", Belong),
    business("change_business", ChangeData),
    business("list_business_members", Belong),
    business("get_business_member", Belong),
    business("change_business_member", Govern),
    business("remove_business_member", Belong),
    business("transfer_business", Govern),
    business("invite_to_business", Govern),
    business("list_business_invitations", Govern),
    business("get_business_invitation", Govern),
    business("revoke_business_invitation", Govern),
    // Vendors.
    person("register_vendor"),
    staff("list_vendors", VETTERS),
    vendor("get_vendor", Belong).or_staff(VETTERS),
    staff("approve_vendor", VETTERS).fresh(),
    vendor("list_vendor_members", Belong),
    vendor("get_vendor_member", Belong),
    vendor("change_vendor_member", Govern),
    vendor("remove_vendor_member", Belong),
    vendor("transfer_vendor", Govern),
    vendor("invite_to_vendor", Govern),
    vendor("list_vendor_invitations", Govern),
    vendor("get_vendor_invitation", Govern),
    vendor("revoke_vendor_invitation", Govern),
    // Joining.
    person("list_my_invitations"),
    person("accept_invitation"),
    person("refuse_invitation"),
    // The catalog.
    anybody("list_platforms"),
    anybody("get_platform"),
    some_vendor("list_listings", Belong).or_staff(VETTERS),
    person("get_listing").or_staff(VETTERS),
    some_vendor("draft_platform", ChangeData),
    some_vendor("change_platform", ChangeData),
    some_vendor("submit_platform", ChangeData),
    staff("publish_platform", VETTERS).fresh(),
    // Trials.
    some_business("request_trial", Belong),
    person("list_trials"),
    person("get_trial"),
    person("list_trial_events"),
    some_vendor("accept_trial", Belong),
    some_vendor("decline_trial", Belong),
    some_vendor("provision_trial", Belong),
    some_vendor("activate_trial", Belong),
    some_vendor("report_use", Belong),
    person("cancel_trial"),
    staff("grant_second_trial", VETTERS).fresh(),
    // Conversions.
    person("claim_conversion"),
    person("get_conversion"),
    person("confirm_conversion"),
    person("dispute_conversion"),
    // Reports.
    staff("get_funnel", FIGURES),
];
