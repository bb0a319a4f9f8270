//! The table: an operation a line, in the order of the document.

use super::rule::{People, Rule};
use crate::accounts::keys::Scope::{
    ConversionsRead, ConversionsWrite, ListingsRead, ListingsWrite, ReportsRead, TrialsRead, TrialsWrite,
};
use crate::accounts::members::Act::{self, Belong, ChangeData, Govern};
use crate::accounts::model::StaffRole::{
    self, Administrator, Analyst, Auditor, DataProtectionOfficer, ProvinceOfficer, Reviewer,
};

/// Vet vendors and listings, and decide in cases.
const VETTERS: &[StaffRole] = &[Reviewer, Administrator];
/// See what is vetted, who asks to join, and what is contested.
const VETTING: &[StaffRole] = &[Reviewer, Auditor, Administrator];
/// Follow the figures; a province officer those of the own province.
const FIGURES: &[StaffRole] = &[Analyst, ProvinceOfficer, Auditor, Administrator];
/// Follow businesses and trials, in lists too, without what people typed; a province officer those of the own province.
const FOLLOWERS: &[StaffRole] = &[ProvinceOfficer, Auditor, Administrator];
/// See what people look for and do not find.
const ASKED_FOR: &[StaffRole] = &[Analyst, Reviewer, Auditor, Administrator];
/// Read a trial and what both sides say of its conversion: who decides about it, and who follows the trial.
const ATTESTED: &[StaffRole] = &[Reviewer, ProvinceOfficer, Auditor, Administrator];
/// See to early warnings; a province officer to those of the own province.
const WARNED: &[StaffRole] = &[Analyst, ProvinceOfficer, Administrator];
/// Make and dismiss staff, and act for somebody.
const ADMINISTRATORS: &[StaffRole] = &[Administrator];
/// See who is in office, and how organizations are governed.
const AUDITED: &[StaffRole] = &[Auditor, Administrator];
/// Erase what people typed.
const ERASERS: &[StaffRole] = &[DataProtectionOfficer, Administrator];
/// See who belongs to an organization, and who did what.
const OVERSEERS: &[StaffRole] = &[Auditor, DataProtectionOfficer, Administrator];

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
    anybody("reverse_address_change"),
    person("list_sessions").in_person(),
    person("end_session").fresh(),
    person("end_other_sessions").fresh(),
    person("reauthenticate").before_second_factor().in_person(),
    person("get_me").before_second_factor(),
    person("change_me").in_person(),
    person("deactivate_me").fresh(),
    person("list_sign_ins").in_person(),
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
    anybody("list_holidays"),
    staff("list_holiday_changes", AUDITED),
    staff("get_holiday_change", AUDITED),
    staff("propose_holiday_change", ADMINISTRATORS).fresh(),
    staff("approve_holiday_change", ADMINISTRATORS).fresh(),
    staff("refuse_holiday_change", ADMINISTRATORS).fresh(),
    // Rules.
    anybody("list_rules"),
    staff("list_rule_changes", AUDITED),
    staff("get_rules", AUDITED),
    staff("propose_rules", ADMINISTRATORS).fresh(),
    staff("approve_rules", ADMINISTRATORS).fresh(),
    staff("refuse_rules", ADMINISTRATORS).fresh(),
    // Businesses.
    person("register_business").in_person().not_staff(),
    business("get_business", Belong).or_staff(FOLLOWERS),
    business("change_business", ChangeData),
    business("list_business_sizes", Belong).or_staff(AUDITED),
    business("list_business_members", Belong).or_staff(OVERSEERS),
    business("get_business_member", Belong).or_staff(OVERSEERS),
    business("change_business_member", Govern).fresh(),
    business("remove_business_member", Belong).fresh(),
    business("transfer_business", Govern).fresh(),
    business("invite_to_business", Govern).fresh(),
    business("list_business_invitations", Govern).or_staff(AUDITED),
    business("get_business_invitation", Govern).or_staff(AUDITED),
    business("revoke_business_invitation", Govern).in_person(),
    business("list_business_join_requests", Govern).or_staff(AUDITED),
    business("approve_business_join_request", Govern).fresh(),
    business("refuse_business_join_request", Govern).in_person(),
    // Vendors.
    person("register_vendor").in_person().not_staff(),
    staff("list_vendors", VETTING),
    vendor("get_vendor", Belong).or_staff(VETTING),
    staff("approve_vendor", VETTERS).fresh(),
    vendor("list_vendor_members", Belong).or_staff(OVERSEERS),
    vendor("get_vendor_member", Belong).or_staff(OVERSEERS),
    vendor("change_vendor_member", Govern).fresh(),
    vendor("remove_vendor_member", Belong).fresh(),
    vendor("transfer_vendor", Govern).fresh(),
    vendor("create_vendor_api_key", Govern).fresh(),
    vendor("list_vendor_api_keys", Govern).or_staff(AUDITED),
    vendor("rotate_vendor_api_key", Govern).fresh(),
    vendor("revoke_vendor_api_key", Govern).in_person(),
    vendor("invite_to_vendor", Govern).fresh(),
    vendor("list_vendor_invitations", Govern).or_staff(AUDITED),
    vendor("get_vendor_invitation", Govern).or_staff(AUDITED),
    vendor("revoke_vendor_invitation", Govern).in_person(),
    vendor("list_vendor_join_requests", Govern).or_staff(AUDITED),
    vendor("approve_vendor_join_request", Govern).fresh(),
    vendor("refuse_vendor_join_request", Govern).in_person(),
    // Joining.
    person("list_my_invitations"),
    person("accept_invitation").in_person().not_staff(),
    person("refuse_invitation").in_person(),
    person("ask_to_join").in_person().not_staff(),
    person("list_my_join_requests"),
    person("get_join_request").or_staff(VETTING),
    person("withdraw_join_request").in_person(),
    staff("list_unanswered_join_requests", VETTING),
    staff("admit_unanswered_join_request", VETTERS).fresh(),
    staff("refuse_unanswered_join_request", VETTERS).fresh(),
    person("contest_organization").in_person().not_staff(),
    person("list_my_contests"),
    staff("list_contests", VETTING),
    person("get_contest").or_staff(VETTING),
    person("answer_contest").in_person(),
    person("withdraw_contest").in_person(),
    staff("hand_over_organization", VETTERS).fresh(),
    staff("reject_contest", VETTERS).fresh(),
    // The catalog.
    anybody("list_platforms"),
    staff("list_search_misses", ASKED_FOR),
    anybody("get_platform"),
    anybody("get_image"),
    some_vendor("list_listings", Belong).or_staff(VETTING).key(ListingsRead),
    person("get_listing").or_staff(VETTING).key(ListingsRead),
    some_vendor("draft_platform", ChangeData).key(ListingsWrite),
    vendor("upload_image", ChangeData).key(ListingsWrite),
    vendor("upload_document", ChangeData).key(ListingsWrite),
    vendor("get_document", Belong).or_staff(VETTING),
    some_vendor("claim_platform", ChangeData).in_person(),
    some_vendor("list_platform_claims", Belong).or_staff(VETTING),
    person("get_platform_claim").or_staff(VETTING),
    some_vendor("withdraw_platform_claim", ChangeData).in_person(),
    staff("approve_platform_claim", VETTERS).fresh(),
    staff("reject_platform_claim", VETTERS).fresh(),
    vendor("export_listings", Belong).or_staff(VETTING).key(ListingsRead),
    vendor("import_listings", ChangeData).key(ListingsWrite),
    some_vendor("change_platform", ChangeData).key(ListingsWrite),
    some_vendor("submit_platform", ChangeData).key(ListingsWrite),
    some_vendor("archive_platform", ChangeData).fresh(),
    staff("start_review", VETTERS),
    staff("get_vetting", VETTING),
    staff("assess_platform", VETTERS),
    staff("declare_conflict", VETTERS),
    staff("request_changes", VETTERS),
    staff("reject_platform", VETTERS),
    staff("publish_platform", VETTERS).fresh(),
    staff("suspend_platform", VETTERS).fresh(),
    staff("reinstate_platform", VETTERS).fresh(),
    staff("recheck_platform", VETTERS),
    staff("transfer_platform", ADMINISTRATORS).fresh(),
    anybody("list_platform_versions"),
    anybody("get_platform_version"),
    person("list_listing_versions").or_staff(VETTING).key(ListingsRead),
    person("get_listing_version").or_staff(VETTING).key(ListingsRead),
    // Trials.
    some_business("request_trial", Belong).in_person(),
    person("list_trials").or_staff(FOLLOWERS).key(TrialsRead),
    person("get_trial").or_staff(ATTESTED).key(TrialsRead),
    person("list_trial_events").or_staff(ATTESTED).key(TrialsRead),
    some_vendor("accept_trial", Belong).in_person().key(TrialsWrite),
    some_vendor("decline_trial", Belong).in_person().key(TrialsWrite),
    some_vendor("provision_trial", Belong).in_person().key(TrialsWrite),
    some_vendor("activate_trial", Belong).in_person().key(TrialsWrite),
    some_vendor("report_use", Belong).in_person().key(TrialsWrite),
    person("cancel_trial").in_person().key(TrialsWrite),
    some_business("withdraw_consent", Belong).in_person(),
    person("get_places").key(ListingsRead),
    some_vendor("limit_places", ChangeData).key(ListingsWrite),
    some_vendor("lift_places_limit", ChangeData).key(ListingsWrite),
    some_business("join_waiting_list", Belong).in_person(),
    some_business("list_waiting_entries", Belong).or_staff(AUDITED),
    some_business("get_waiting_entry", Belong).or_staff(AUDITED),
    some_business("leave_waiting_list", Belong).in_person(),
    person("ask_for_extension").in_person().key(TrialsWrite),
    person("list_extensions").or_staff(ATTESTED).key(TrialsRead),
    person("agree_to_extension").in_person().key(TrialsWrite),
    person("refuse_extension").in_person().key(TrialsWrite),
    person("withdraw_extension").in_person().key(TrialsWrite),
    staff("grant_second_trial", VETTERS).fresh(),
    // Conversions.
    person("claim_conversion").in_person().key(ConversionsWrite),
    person("get_conversion").or_staff(ATTESTED).key(ConversionsRead),
    person("confirm_conversion").in_person(),
    person("dispute_conversion").in_person(),
    person("retract_conversion").in_person(),
    person("withdraw_confirmation").in_person(),
    person("show_invoice").in_person(),
    person("list_invoices").or_staff(ATTESTED),
    staff("check_conversion", VETTERS).fresh(),
    staff("uphold_dispute", VETTERS).fresh(),
    staff("dismiss_dispute", VETTERS).fresh(),
    staff("list_unsettled_conversions", ATTESTED),
    person("list_retention_checks").or_staff(ATTESTED),
    person("confirm_retention").in_person(),
    person("report_ending").in_person(),
    // Cases.
    some_business("file_complaint", Belong).in_person(),
    some_business("list_complaints", Belong).or_staff(ATTESTED),
    anybody("list_audits"),
    staff("list_cases", ATTESTED),
    staff("get_case", ATTESTED),
    staff("decide_case", VETTERS).fresh(),
    // Reviews.
    some_business("write_review", Belong).in_person(),
    person("get_review").or_staff(ATTESTED),
    some_business("change_review", Belong).in_person(),
    some_business("delete_review", Belong).in_person(),
    some_vendor("answer_review", Belong).in_person(),
    staff("list_waiting_reviews", VETTING),
    staff("publish_review_text", VETTERS).fresh(),
    staff("refuse_review_text", VETTERS).fresh(),
    anybody("list_platform_reviews"),
    anybody("get_platform_rating"),
    anybody("compare_platforms"),
    // Erasure.
    staff("erase_trial_texts", ERASERS).fresh(),
    staff("erase_account_texts", ERASERS).fresh(),
    // Tasks.
    person("list_tasks").or_staff(ATTESTED).key(TrialsRead),
    // Reports.
    anybody("get_statistics"),
    staff("get_funnel", FIGURES).key(ReportsRead),
    staff("get_cohorts", FIGURES).key(ReportsRead),
    staff("get_ended_rate", FIGURES).key(ReportsRead),
    staff("get_flow", FIGURES).key(ReportsRead),
    staff("get_time_to_convert", FIGURES).key(ReportsRead),
    staff("get_service_levels", FIGURES).key(ReportsRead),
    staff("get_outcome_reasons", FIGURES).key(ReportsRead),
    staff("export_trials", FIGURES),
    // Targets.
    staff("list_targets", FIGURES).key(ReportsRead),
    staff("export_targets", FIGURES).key(ReportsRead),
    staff("list_target_progress", FIGURES).key(ReportsRead),
    staff("get_target_progress", FIGURES).key(ReportsRead),
    staff("get_target_chart", FIGURES).key(ReportsRead),
    staff("get_target", FIGURES).key(ReportsRead),
    staff("list_target_changes", FIGURES),
    staff("set_target", ADMINISTRATORS),
    staff("change_target", ADMINISTRATORS),
    staff("withdraw_target", ADMINISTRATORS),
    staff("import_targets", ADMINISTRATORS),
    // Warnings.
    staff("list_warnings", FIGURES),
    staff("get_warning", FIGURES),
    staff("list_warning_changes", FIGURES),
    staff("acknowledge_warning", WARNED),
    staff("snooze_warning", WARNED),
    staff("resolve_warning", WARNED),
    staff("list_warning_rules", FIGURES),
    staff("get_warning_rule", FIGURES),
    staff("change_warning_rule", ADMINISTRATORS).fresh(),
    staff("list_warning_rule_changes", FIGURES),
    // Staff.
    staff("list_staff", AUDITED),
    staff("propose_staff_change", ADMINISTRATORS).fresh(),
    staff("list_staff_changes", AUDITED),
    staff("get_staff_change", AUDITED),
    staff("approve_staff_change", ADMINISTRATORS).fresh(),
    staff("refuse_staff_change", ADMINISTRATORS).fresh(),
    staff("act_for_account", ADMINISTRATORS).fresh(),
    staff("end_account_sessions", ADMINISTRATORS).fresh(),
    staff("list_audit_events", OVERSEERS),
    staff("create_authority_api_key", ADMINISTRATORS).fresh(),
    staff("list_authority_api_keys", OVERSEERS),
    staff("rotate_authority_api_key", ADMINISTRATORS).fresh(),
    staff("revoke_authority_api_key", ADMINISTRATORS).in_person(),
];
