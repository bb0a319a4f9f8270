//! The document's examples are accepted by the server, once ids are put in.

use super::form::{document, is_file, operations};
use crate::conversions::withdrawals::confirmed;
use crate::members::{Firm, account};
use crate::support::actors::PASSWORD;
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use dungthu::accounts::members::MemberRole;
use dungthu::accounts::model::StaffRole;
use serde_json::Value;
use std::collections::HashMap;
use std::time::Duration;

/// The example of every operation's body.
fn examples() -> HashMap<String, Value> {
    let document = document();
    let mut found = HashMap::new();
    for (_, _, operation) in operations(&document) {
        let Some(body) = operation.get("requestBody").filter(|body| !is_file(body)) else { continue };
        let name = body["content"]["application/json"]["schema"]["$ref"]
            .as_str()
            .expect("a named body")
            .trim_start_matches('#')
            .to_owned();
        let example = document.pointer(&name).expect("a schema")["example"].clone();
        found.insert(text(&operation, "operationId"), example);
    }
    found
}

fn with(mut example: Value, ids: &[(&str, &str)]) -> Value {
    for (member, id) in ids {
        example[*member] = json!(id);
    }
    example
}

async fn every_example_of_the_second_factor(app: &TestApp, who: &Client, example: &mut impl FnMut(&str) -> Value) {
    let secret = text(&who.act("/v1/me/totp").await.ok(200), "secret");
    let mut body = |operation: &str| {
        app.advance(std::time::Duration::from_secs(30));
        with(example(operation), &[("code", &app.code(&secret))])
    };
    who.post("/v1/me/totp/activation", body("activate_totp")).await.ok(200);
    assert_eq!(who.post("/v1/sessions/current/reauthentication", body("reauthenticate")).await.status, 200);
    who.post("/v1/me/totp/recovery-codes", body("renew_recovery_codes")).await.ok(200);
    let (headers, code) = ([("Content-Type", "application/json")], body("remove_totp").to_string().into_bytes());
    assert_eq!(who.send("DELETE", "/v1/me/totp", &headers, code).await.status, 204);
}

async fn every_example_of_ones_own_account(app: &TestApp, who: &Client, example: &mut impl FnMut(&str) -> Value) {
    let etag = who.get("/v1/me").await.header("etag").expect("an ETag").to_owned();
    who.patch("/v1/me", &etag, example("change_me")).await.ok(200);
    assert_eq!(who.post("/v1/me/password", example("change_password")).await.status, 204);
    app.mails().await;
    app.anon.post("/v1/password-resets", example("request_password_reset")).await.ok(202);
    let link = app.one_mail().await.link(&app.config.public_url);
    let token = link.rsplit('/').next().expect("a token");
    let completion = with(example("complete_password_reset"), &[("token", token)]);
    assert_eq!(app.anon.post("/v1/password-resets/completion", completion).await.status, 204);
    app.mails().await;
}

async fn every_example_of_a_new_address(app: &TestApp, example: &mut impl FnMut(&str) -> Value) {
    let session = json!({"email": "sme1@demo.example", "password": "ao cá mùa thu 77"});
    let who = app.anon.with_token(&text(&app.anon.post("/v1/sessions", session).await.ok(201), "token"));
    for (operation, path, mail) in [
        ("stop_address_change", "/v1/address-changes/cancellation", 0),
        ("confirm_address", "/v1/address-changes/confirmation", 1),
    ] {
        let email = if mail == 0 { json!({"email": "andere@demo.example"}) } else { example("change_address") };
        who.post("/v1/me/address", email).await.ok(202);
        let link = app.mails().await[mail].link(&app.config.public_url);
        let token = link.rsplit('/').next().expect("a token");
        assert_eq!(app.anon.post(path, with(example(operation), &[("token", token)])).await.status, 204);
    }
    let link = app.one_mail().await.link(&app.config.public_url);
    let token = link.rsplit('/').next().expect("a token");
    let reversal = with(example("reverse_address_change"), &[("token", token)]);
    assert_eq!(app.anon.post("/v1/address-changes/reversal", reversal).await.status, 204);
    app.mails().await;
}

async fn every_example_of_staff_and_the_second_factor(
    app: &TestApp,
    sme: &Client,
    example: &mut impl FnMut(&str) -> Value,
) {
    let admin = app.person("admin@demo.example", Some(StaffRole::Administrator)).await;
    let next = account(&app.person("new.reviewer@demo.example", None).await).await;
    admin.post(&format!("/v1/accounts/{next}/acting-sessions"), example("act_for_account")).await.ok(201);
    admin.post("/v1/staff-changes", example("propose_staff_change")).await.ok(201);
    admin.post("/v1/rule-changes", example("propose_rules")).await.ok(201);
    admin.post("/v1/holiday-changes", example("propose_holiday_change")).await.ok(201);
    let target = text(&admin.post("/v1/targets", example("set_target")).await.ok(201), "id");
    admin.patch(&format!("/v1/targets/{target}"), "\"1\"", example("change_target")).await.ok(200);
    admin.post(&format!("/v1/targets/{target}/withdrawal"), example("withdraw_target")).await.ok(200);
    crate::warnings::look(app, vec![crate::warnings::silent(app, "79", 14)]).await;
    let warning = crate::warnings::only(&admin).await;
    for (below, operation) in
        [("acknowledgement", "acknowledge_warning"), ("snooze", "snooze_warning"), ("resolution", "resolve_warning")]
    {
        admin.post(&crate::warnings::path(&warning, &format!("/{below}")), example(operation)).await.ok(200);
    }
    admin.patch("/v1/warning-rules/no_sign_up", "\"1\"", example("change_warning_rule")).await.ok(200);
    admin.post("/v1/authority-api-keys", example("create_authority_api_key")).await.ok(201);
    every_example_of_the_second_factor(app, sme, example).await;
}

/// The examples of what members do, for the two organizations of the examples, by owner and path.
async fn every_example_of_members(
    app: &TestApp,
    (sme, business): (&Client, String),
    (seller, vendor): (&Client, String),
    example: &mut impl FnMut(&str) -> Value,
) {
    for (owner, path, change, transfer, invite, [approve_join, refuse_join]) in [
        (
            sme,
            business,
            "change_business_member",
            "transfer_business",
            "invite_to_business",
            ["approve_business_join_request", "refuse_business_join_request"],
        ),
        (
            seller,
            vendor,
            "change_vendor_member",
            "transfer_vendor",
            "invite_to_vendor",
            ["approve_vendor_join_request", "refuse_vendor_join_request"],
        ),
    ] {
        let firm = Firm { owner: owner.clone(), id: path.rsplit('/').next().expect("an id").to_owned(), path };
        let colleague = firm.with(app, MemberRole::Member).await;
        let account = account(&colleague).await;
        owner.patch(&firm.member(&colleague).await, "\"1\"", example(change)).await.ok(200);
        owner.post(&format!("{}/invitations", firm.path), example(invite)).await.ok(201);
        let request = firm.request_of(app, &app.person(&format!("asker{}@demo.example", app.next()), None).await).await;
        owner.post(&format!("{}/join-requests/{request}/refusal", firm.path), example(refuse_join)).await.ok(200);
        let request = firm.request_of(app, &app.person(&format!("asker{}@demo.example", app.next()), None).await).await;
        owner.post(&format!("{}/join-requests/{request}/approval", firm.path), example(approve_join)).await.ok(200);
        let to = with(example(transfer), &[("member", &account)]);
        owner.post(&format!("{}/ownership-transfer", firm.path), to).await.ok(200);
    }
}

/// Two people ask whom no owner answers.
async fn every_example_of_unanswered_requests(app: &TestApp, example: &mut impl FnMut(&str) -> Value) {
    let firm = &crate::members::firms(app).await[0];
    let mut asked = Vec::new();
    for _ in 0..2 {
        asked.push(firm.request_of(app, &crate::members::person(app).await).await);
    }
    app.advance(std::time::Duration::from_secs(15 * 86_400));
    let reviewer = app.reviewer().await;
    let at = |id: &str, end: &str| format!("/v1/join-requests/{id}/{end}");
    reviewer.post(&at(&asked[0], "refusal"), example("refuse_unanswered_join_request")).await.ok(200);
    reviewer.post(&at(&asked[1], "approval"), example("admit_unanswered_join_request")).await.ok(200);
    app.mails().await;
}

/// The business of `owner` has the tax code of the examples.
async fn every_example_of_joining(app: &TestApp, owner: &Client, example: &mut impl FnMut(&str) -> Value) {
    let asker = app.person("contester@demo.example", None).await;
    asker.post("/v1/join-requests", example("ask_to_join")).await.ok(201);
    let (contest, reviewer) = (example("contest_organization"), app.reviewer().await);
    // Whose contest is rejected contests again after a month.
    let other = crate::members::person(app).await;
    let at = format!("/v1/contests/{}", text(&other.post("/v1/contests", contest.clone()).await.ok(201), "id"));
    reviewer.post(&format!("{at}/rejection"), example("reject_contest")).await.ok(200);
    let at = format!("/v1/contests/{}", text(&asker.post("/v1/contests", contest.clone()).await.ok(201), "id"));
    owner.post(&format!("{at}/answer"), example("answer_contest")).await.ok(200);
    reviewer.post(&format!("{at}/handover"), example("hand_over_organization")).await.ok(200);
    let at = format!("/v1/contests/{}", text(&owner.post("/v1/contests", contest).await.ok(201), "id"));
    asker.post(&format!("{at}/answer"), json!({"statement": "Demo."})).await.ok(200);
    reviewer.post(&format!("{at}/handover"), json!({"reason": "Demo."})).await.ok(200);
}

async fn every_example_of_keys(owner: &Client, vendor: &str, example: &mut impl FnMut(&str) -> Value) {
    owner.post(&format!("/v1/vendors/{vendor}/api-keys"), example("create_vendor_api_key")).await.ok(201);
}

/// Of a platform whose only place somebody else has.
async fn every_example_of_places(
    (sme, business_id): (&Client, &str),
    (seller, vendor_id): (&Client, &str),
    app: &TestApp,
    example: &mut impl FnMut(&str) -> Value,
) {
    let platform = app.platform(seller, vendor_id).await;
    let other = app.person("first@demo.example", None).await;
    let first = app.business(&other).await;
    other.post("/v1/trials", app.trial_body(&first, &platform)).await.ok(201);
    let at = format!("/v1/platforms/{platform}/places");
    let headers = [("Content-Type", "application/json"), ("If-Match", "*")];
    let put = |body: Value| seller.send("PUT", &at, &headers, body.to_string().into_bytes());
    put(example("limit_places")).await.ok(200);
    put(json!({"places": 1})).await.ok(200);
    let wish = with(example("join_waiting_list"), &[("business_id", business_id), ("platform_id", &platform)]);
    sme.post("/v1/waiting-entries", wish).await.ok(201);
}

/// More days, and what becomes of a claim.
async fn every_example_of_outcomes(
    (sme, seller, reviewer): (&Client, &Client, &Client),
    vendor_id: &str,
    at: &str,
    example: &mut impl FnMut(&str) -> Value,
) {
    let wish = seller.post(&format!("{at}/extension-requests"), example("ask_for_extension")).await.ok(201);
    let refusal = format!("/v1/extension-requests/{}/refusal", text(&wish, "id"));
    sme.post(&refusal, example("refuse_extension")).await.ok(200);
    let claim = example("claim_conversion");
    seller.post(&format!("{at}/conversion"), claim.clone()).await.ok(201);
    sme.post(&format!("{at}/conversion/dispute"), example("dispute_conversion")).await.ok(200);
    reviewer.post(&format!("{at}/conversion/dispute/upholding"), example("uphold_dispute")).await.ok(200);
    seller.post(&format!("{at}/conversion"), claim.clone()).await.ok(201);
    sme.post(&format!("{at}/conversion/dispute"), json!({"reason_code": "other"})).await.ok(200);
    reviewer.post(&format!("{at}/conversion/dispute/dismissal"), example("dismiss_dispute")).await.ok(200);
    seller.post(&format!("{at}/conversion"), claim).await.ok(201);
    sme.post(&format!("{at}/conversion/confirmation"), example("confirm_conversion")).await.ok(200);
    let code = text(&seller.get(&format!("/v1/vendors/{vendor_id}")).await.ok(200), "tax_code");
    seller
        .post(&format!("{at}/conversion/evidence"), with(example("show_invoice"), &[("seller_tax_code", &code)]))
        .await
        .ok(200);
    reviewer.post(&format!("{at}/conversion/check"), example("check_conversion")).await.ok(200);
    sme.post(&format!("{at}/conversion/withdrawal"), example("withdraw_confirmation")).await.ok(200);
}

/// Long after a conversion.
async fn every_example_of_retention(app: &TestApp, example: &mut impl FnMut(&str) -> Value) {
    let tried = confirmed(app).await;
    app.advance(Duration::from_secs(90 * 86_400));
    app.mails().await;
    let sme = app.log_in(&tried.sme_email).await;
    let checks = sme.get(&tried.path("/conversion/retention-checks")).await.ok(200);
    let at = format!("/v1/retention-checks/{}", text(&checks["data"][0], "id"));
    sme.post(&format!("{at}/ending"), example("report_ending")).await.ok(200);
}

/// A business complains, staff decide, and what was typed is erased.
async fn every_example_of_cases(app: &TestApp, example: &mut impl FnMut(&str) -> Value) {
    let (tried, reviewer) = (app.requested().await, app.reviewer().await);
    let complaint = tried.sme.post(&tried.path("/complaints"), example("file_complaint")).await.ok(201);
    let decision = format!("/v1/cases/{}/decision", text(&complaint, "id"));
    reviewer.post(&decision, example("decide_case")).await.ok(200);
    let officer = app.person("officer@demo.example", Some(StaffRole::DataProtectionOfficer)).await;
    let erased = officer.post(&tried.path("/text-erasure"), example("erase_trial_texts")).await;
    assert_eq!(erased.status, 204, "{}", erased.text());
    let asker = app.person("typist@demo.example", None).await;
    let firm = crate::members::firm(tried.sme.clone(), "businesses", tried.business_id.clone());
    let contest = text(&firm.contested_by(&asker).await.ok(201), "id");
    asker.act(&format!("/v1/contests/{contest}/withdrawal")).await.ok(200);
    let path = format!("/v1/accounts/{}/text-erasure", crate::members::account(&asker).await);
    assert_eq!(officer.post(&path, example("erase_account_texts")).await.status, 204);
    app.mails().await;
}

async fn every_example_of_vetting(
    (seller, reviewer): (&Client, &Client),
    id: &str,
    app: &TestApp,
    example: &mut impl FnMut(&str) -> Value,
) {
    let (at, review) = (format!("/v1/platforms/{id}"), format!("/v1/platforms/{id}/review"));
    reviewer.act(&review).await.ok(200);
    reviewer.post(&format!("{at}/change-request"), example("request_changes")).await.ok(200);
    seller.act(&format!("{at}/submission")).await.ok(200);
    reviewer.act(&review).await.ok(200);
    reviewer.post(&format!("{at}/rejection"), example("reject_platform")).await.ok(200);
    seller.patch(&at, "*", json!({"summary_en": "Books for shops."})).await.ok(200);
    seller.act(&format!("{at}/submission")).await.ok(200);
    reviewer.act(&review).await.ok(200);
    let second = app.reviewer().await;
    let scores = example("assess_platform");
    for who in [reviewer, &second] {
        who.post(&format!("{at}/assessments"), scores.clone()).await.ok(201);
    }
    reviewer.act(&format!("{at}/publication")).await.ok(200);
    second.post(&format!("{at}/conflict-declarations"), example("declare_conflict")).await.ok(200);
    reviewer.post(&format!("{at}/suspension"), example("suspend_platform")).await.ok(200);
    reviewer.act(&format!("{at}/reinstatement")).await.ok(200);
    reviewer.post(&format!("{at}/recheck"), example("recheck_platform")).await.ok(200);
    every_example_of_transfers(id, app, example).await;
    app.mails().await;
}

/// A vendor claims an illustrative platform, and staff decide.
async fn every_example_of_claims(
    (seller, vendor_id, reviewer): (&Client, &str, &Client),
    app: &TestApp,
    example: &mut impl FnMut(&str) -> Value,
) {
    let platform = text(&app.anon.get("/v1/platforms/misa-amis").await.ok(200), "id");
    let claim = with(example("claim_platform"), &[("vendor_id", vendor_id)]);
    let made = seller.post(&format!("/v1/platforms/{platform}/claims"), claim).await.ok(201);
    let rejection = format!("/v1/platform-claims/{}/rejection", text(&made, "id"));
    reviewer.post(&rejection, example("reject_platform_claim")).await.ok(200);
}

/// A listing goes to another vendor, and back to its own.
async fn every_example_of_transfers(id: &str, app: &TestApp, example: &mut impl FnMut(&str) -> Value) {
    let (by, other) = (
        app.person("mover@demo.example", Some(StaffRole::Administrator)).await,
        app.person("other@demo.example", None).await,
    );
    let (at, to) = (format!("/v1/platforms/{id}/transfer"), app.vendor(&other).await);
    let moved = by.post(&at, with(example("transfer_platform"), &[("vendor_id", &to)])).await.ok(200);
    by.post(&at, json!({"vendor_id": moved["last_transfer"]["from_vendor_id"], "reason": "Demo."})).await.ok(200);
}

/// A business reviews, the vendor answers, staff decide, and platforms are compared.
async fn every_example_of_reviews(app: &TestApp, example: &mut impl FnMut(&str) -> Value) {
    let (tried, reviewer) = (app.activated().await, app.reviewer().await);
    tried.sme.post(&tried.path("/review"), example("write_review")).await.ok(201);
    tried.sme.patch(&tried.path("/review"), "*", example("change_review")).await.ok(200);
    tried.vendor.post(&tried.path("/review/answer"), example("answer_review")).await.ok(200);
    tried.decided_by(&reviewer, "publication", example("publish_review_text")).await.ok(200);
    tried.decided_by(&reviewer, "refusal", example("refuse_review_text")).await.ok(200);
    app.mails().await;
}

engines! {
    async fn every_example_is_accepted(app) {
        let mut examples = examples();
        let mut example = |operation: &str| examples.remove(operation).unwrap_or_else(|| panic!("{operation} has no example"));
        app.anon.post("/v1/accounts", example("register_account")).await.ok(202);
        let link = app.one_mail().await.link(&app.config.public_url);
        let token = link.rsplit('/').next().expect("a token").to_owned();
        let verified = app.anon.post("/v1/accounts/verification", with(example("verify_account"), &[("token", &token)])).await;
        assert_eq!(verified.status, 204);
        app.anon.post("/v1/accounts/verification-mails", example("request_verification_mail")).await.ok(202);
        let session = example("log_in");
        assert_eq!(session["password"], PASSWORD, "tests log in by the documented password");
        let sme = app.anon.with_token(&text(&app.anon.post("/v1/sessions", session).await.ok(201), "token"));
        let business = sme.post("/v1/businesses", example("register_business")).await;
        let business_id = text(&business.ok(201), "id");
        let etag = business.header("etag").expect("an ETag").to_owned();
        sme.patch(&format!("/v1/businesses/{business_id}"), &etag, example("change_business")).await.ok(200);

        let seller = app.person("vendor@demo.example", None).await;
        let vendor_id = text(&seller.post("/v1/vendors", example("register_vendor")).await.ok(201), "id");
        let reviewer = app.reviewer().await;
        reviewer.act(&format!("/v1/vendors/{vendor_id}/approval")).await.ok(200);
        let platform = seller.post("/v1/platforms", with(example("draft_platform"), &[("vendor_id", &vendor_id)])).await;
        let platform_id = text(&platform.ok(201), "id");
        let etag = platform.header("etag").expect("an ETag").to_owned();
        seller.patch(&format!("/v1/platforms/{platform_id}"), &etag, example("change_platform")).await.ok(200);
        seller.act(&format!("/v1/platforms/{platform_id}/submission")).await.ok(200);
        every_example_of_vetting((&seller, &reviewer), &platform_id, app, &mut example).await;
        every_example_of_claims((&seller, &vendor_id, &reviewer), app, &mut example).await;

        every_example_of_keys(&seller, &vendor_id, &mut example).await;
        every_example_of_joining(app, &sme, &mut example).await;
        let (business, vendor) = (format!("/v1/businesses/{business_id}"), format!("/v1/vendors/{vendor_id}"));
        every_example_of_members(app, (&sme, business), (&seller, vendor), &mut example).await;

        every_example_of_places((&sme, &business_id), (&seller, &vendor_id), app, &mut example).await;
        let trial = with(example("request_trial"), &[("business_id", &business_id), ("platform_id", &platform_id)]);
        let declined = text(&sme.post("/v1/trials", trial.clone()).await.ok(201), "id");
        seller.post(&format!("/v1/trials/{declined}/decline"), example("decline_trial")).await.ok(200);
        let at = format!("/v1/trials/{}", text(&sme.post("/v1/trials", trial).await.ok(201), "id"));
        seller.act(&format!("{at}/acceptance")).await.ok(200);
        seller.post(&format!("{at}/provisioning"), example("provision_trial")).await.ok(200);
        seller.act(&format!("{at}/activation")).await.ok(200);
        let again = with(example("grant_second_trial"), &[("business_id", &business_id), ("platform_id", &platform_id)]);
        reviewer.post("/v1/trial-grants", again).await.ok(201);
        seller.post(&format!("{at}/heartbeats"), example("report_use")).await.ok(200);
        every_example_of_outcomes((&sme, &seller, &reviewer), &vendor_id, &at, &mut example).await;
        seller.post(&format!("{at}/cancellation"), example("cancel_trial")).await.ok(200);
        every_example_of_staff_and_the_second_factor(app, &sme, &mut example).await;
        app.mails().await;
        every_example_of_ones_own_account(app, &sme, &mut example).await;
        every_example_of_a_new_address(app, &mut example).await;
        every_example_of_retention(app, &mut example).await;
        every_example_of_cases(app, &mut example).await;
        every_example_of_reviews(app, &mut example).await;
        every_example_of_unanswered_requests(app, &mut example).await;
        assert!(examples.is_empty(), "not tried: {:?}", examples.keys());
    }
}
