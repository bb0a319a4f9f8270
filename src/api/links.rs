//! What can follow what: the OpenAPI links of each 201, so that a tool can walk the life of a trial by the document alone.

use utoipa::openapi::RefOr;
use utoipa::openapi::link::LinkBuilder;
use utoipa::openapi::path::Paths;

/// Where the next operation's `id` is found.
const MADE: &str = "$response.body#/id";
/// A trial's conversion goes by the trial's id, a vendor's keys by the vendor's.
const SAME: &str = "$request.path.id";
/// A key that was made stands beside its secret.
const KEY: &str = "$response.body#/api_key/id";

/// An image goes by the digest of its bytes.
const HASH: &str = "$response.body#/hash";

/// The operation that makes, where the id for the next is found, the operations that can follow.
const FOLLOWING: [(&str, &str, &[&str]); 25] = [
    ("register_business", MADE, &["get_business", "change_business"]),
    ("register_vendor", MADE, &["get_vendor", "approve_vendor"]),
    ("invite_to_business", MADE, &["accept_invitation", "refuse_invitation"]),
    ("invite_to_vendor", MADE, &["accept_invitation", "refuse_invitation"]),
    ("propose_staff_change", MADE, &["get_staff_change", "approve_staff_change", "refuse_staff_change"]),
    ("propose_holiday_change", MADE, &["get_holiday_change", "approve_holiday_change", "refuse_holiday_change"]),
    ("propose_rules", MADE, &["get_rules", "approve_rules", "refuse_rules"]),
    ("set_target", MADE, &["get_target", "change_target", "withdraw_target", "list_target_changes"]),
    ("ask_to_join", MADE, &["get_join_request", "withdraw_join_request"]),
    (
        "contest_organization",
        MADE,
        &["get_contest", "answer_contest", "withdraw_contest", "hand_over_organization", "reject_contest"],
    ),
    ("create_vendor_api_key", SAME, &["list_vendor_api_keys"]),
    ("rotate_vendor_api_key", SAME, &["list_vendor_api_keys"]),
    ("create_authority_api_key", KEY, &["rotate_authority_api_key", "revoke_authority_api_key"]),
    ("rotate_authority_api_key", KEY, &["revoke_authority_api_key"]),
    ("upload_image", HASH, &["get_image"]),
    ("upload_document", SAME, &["get_vendor"]),
    (
        "claim_platform",
        MADE,
        &["get_platform_claim", "withdraw_platform_claim", "approve_platform_claim", "reject_platform_claim"],
    ),
    ("assess_platform", SAME, &["get_vetting", "publish_platform"]),
    (
        "draft_platform",
        MADE,
        &[
            "get_listing",
            "change_platform",
            "submit_platform",
            "start_review",
            "request_changes",
            "reject_platform",
            "publish_platform",
            "suspend_platform",
            "reinstate_platform",
            "recheck_platform",
            "transfer_platform",
            "archive_platform",
            "list_listing_versions",
            "list_platform_versions",
        ],
    ),
    (
        "request_trial",
        MADE,
        &[
            "get_trial",
            "list_trial_events",
            "accept_trial",
            "decline_trial",
            "provision_trial",
            "activate_trial",
            "report_use",
            "cancel_trial",
            "withdraw_consent",
            "erase_trial_texts",
            "ask_for_extension",
            "list_extensions",
            "claim_conversion",
            "file_complaint",
            "list_complaints",
            "write_review",
        ],
    ),
    (
        "write_review",
        SAME,
        &["get_review", "change_review", "delete_review", "answer_review", "publish_review_text", "refuse_review_text"],
    ),
    ("file_complaint", MADE, &["get_case", "decide_case"]),
    ("join_waiting_list", MADE, &["get_waiting_entry", "leave_waiting_list"]),
    ("ask_for_extension", MADE, &["agree_to_extension", "refuse_extension", "withdraw_extension"]),
    (
        "claim_conversion",
        SAME,
        &[
            "get_conversion",
            "confirm_conversion",
            "dispute_conversion",
            "retract_conversion",
            "withdraw_confirmation",
            "show_invoice",
            "list_invoices",
            "check_conversion",
            "uphold_dispute",
            "dismiss_dispute",
            "list_retention_checks",
            "get_trial",
        ],
    ),
];

/// Puts the links at the operations.
pub fn say(paths: &mut Paths) {
    for operation in paths.paths.values_mut().filter_map(|item| item.post.as_mut()) {
        let Some(made) = operation.operation_id.clone() else { continue };
        let Some(RefOr::T(created)) = operation.responses.responses.get_mut("201") else { continue };
        for (_, id, following) in FOLLOWING.iter().filter(|(from, ..)| *from == made) {
            for next in *following {
                let link = LinkBuilder::new().operation_id(*next).parameter("id", *id).build();
                created.links.insert((*next).to_owned(), RefOr::T(link));
            }
        }
    }
}
