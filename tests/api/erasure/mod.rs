//! What people typed is erased in one step, about a trial or of a person's, and nothing else of it changes.

mod people;
mod rows;

use crate::conversions::unsettled::{anew, at};
use crate::conversions::{join, join_branch, withdrawals::confirmed};
use crate::reviews::review;
use crate::support::actors::claim;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, Tried, json};
use diesel::connection::SimpleConnection;
use dungthu::accounts::model::StaffRole;
use dungthu::db::Cause;
use rows::{Stored, filled, kept, of_trial_and_others, typed};
use serde_json::Value;
use std::time::Duration;

/// What every text of these tests begins with.
const TYPED: &str = "Nguyễn Thị Bí Mật";

impl Tried {
    async fn erased_by(&self, who: &Client, reason: &str) -> Reply {
        who.post(&self.path("/text-erasure"), json!({"reason_code": reason})).await
    }
}

async fn officer(app: &TestApp) -> Client {
    app.person(&format!("dpo{}@demo.example", app.next()), Some(StaffRole::DataProtectionOfficer)).await
}

/// A POST under a key of its own: its answer is kept.
async fn post(app: &TestApp, who: &Client, path: &str, body: Value) -> Value {
    let reply = who.post_with_key(path, &format!("typed-{}", app.next()), body).await;
    assert!([200, 201].contains(&reply.status), "{path}: {}", reply.text());
    reply.json()
}

fn reason(code: &str) -> Value {
    json!({"reason_code": code, "reason_text": format!("{TYPED}: {code}.")})
}

/// A second trial that staff granted, for which everybody typed all that can be typed; the morning of its retention check.
async fn talked_over(app: &TestApp) -> Tried {
    let first = app.activated().await;
    post(app, &first.sme, &first.path("/cancellation"), reason("other")).await;
    let reviewer = app.reviewer().await;
    let granted =
        json!({"business_id": first.business_id, "platform_id": first.platform_id, "reason": format!("{TYPED}: lũ.")});
    post(app, &reviewer, "/v1/trial-grants", granted).await;
    let mut request = app.trial_body(&first.business_id, &first.platform_id);
    request["need"] = json!(format!("{TYPED} cần sổ sách."));
    let trial_id = text(&post(app, &first.sme, "/v1/trials", request).await, "id");
    let tried = Tried { trial_id, ..first };
    let (sme, vendor) = (&tried.sme, &tried.vendor);
    vendor.act(&tried.path("/acceptance")).await.ok(200);
    post(app, vendor, &tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await;
    vendor.act(&tried.path("/activation")).await.ok(200);
    let mut review = review();
    review["text"] = json!(format!("{TYPED}: dễ dùng."));
    post(app, sme, &tried.path("/review"), review).await;
    post(app, vendor, &tried.path("/review/answer"), json!({"answer": format!("{TYPED}: cảm ơn.")})).await;
    let mut wish = reason("late_setup");
    wish["days"] = json!(10);
    let wish = post(app, sme, &tried.path("/extension-requests"), wish).await;
    post(app, vendor, &format!("/v1/extension-requests/{}/refusal", text(&wish, "id")), reason("other")).await;
    post(app, vendor, &tried.path("/conversion"), claim()).await;
    post(app, sme, &tried.path("/conversion/dispute"), reason("not_asked")).await;
    post(app, &reviewer, &tried.path("/conversion/dispute/upholding"), reason("other")).await;
    post(app, sme, &tried.path("/cancellation"), reason("other")).await;
    post(app, vendor, &tried.path("/conversion"), claim()).await;
    post(app, sme, &tried.path("/conversion/confirmation"), json!({"already_customer": false})).await;
    post(app, &reviewer, &tried.path("/conversion/check"), json!({"note": format!("{TYPED}: sao kê.")})).await;
    let complaint = post(app, sme, &tried.path("/complaints"), reason("no_access")).await;
    post(app, &reviewer, &format!("/v1/cases/{}/decision", text(&complaint, "id")), reason("well_founded")).await;
    at(app, "2027-02-14T02:00:00Z");
    app.mails().await;
    let tried = anew(app, tried).await;
    let checks = tried.sme.get(&tried.path("/conversion/retention-checks")).await.ok(200);
    let own =
        checks["data"].as_array().expect("checks").iter().find(|check| check["side"] == "business").expect("a check");
    post(app, &tried.sme, &format!("/v1/retention-checks/{}/ending", text(own, "id")), reason("other")).await;
    app.mails().await;
    tried
}

/// Whether any row of any table holds what was typed: as text, or as the bytes of an answer that is kept.
async fn holds_texts(app: &TestApp) -> bool {
    let rows = app.digest().await.to_lowercase();
    let bytes: String = TYPED.bytes().map(|byte| format!("{byte:02x}")).collect();
    rows.contains(&TYPED.to_lowercase()) || rows.contains(&bytes)
}

async fn funnel(app: &TestApp) -> Value {
    let mut funnel = app.analyst().await.get("/v1/reports/funnel").await.ok(200);
    funnel["about"]["as_of"] = Value::Null;
    funnel
}

engines! {
    async fn every_text_goes_and_nothing_else(app) {
        assert_eq!(rows::undecided(app).await, Vec::<String>::new(), "are these erased?");
        let tried = talked_over(app).await;
        let (before, beside) = of_trial_and_others(app, &tried.trial_id).await;
        assert_eq!(filled(&before), typed(), "every text is there");
        let funnel_before = funnel(app).await;
        let officer = officer(app).await;
        let reply = tried.erased_by(&officer, "asked_for").await;
        assert_eq!((reply.status, reply.bytes.len()), (204, 0), "{}", reply.text());
        let (after, beside_after) = of_trial_and_others(app, &tried.trial_id).await;
        assert_eq!(filled(&after).len(), 0, "{:?}", filled(&after));
        // What is gone waits for nobody who moderates.
        let moderated = |(table, row): &&Stored| table == "tasks" && row["kind"] == "moderate_review";
        let left: Vec<Stored> = before.iter().filter(|row| !moderated(row)).cloned().collect();
        assert_eq!((kept(&after), left.len()), (kept(&left), before.len() - 1));
        assert_eq!(beside_after, beside);
        assert_eq!(funnel(app).await, funnel_before);
        assert_eq!(app.mails().await.len(), 0);
        app.unchanged(tried.erased_by(&officer, "other")).await.problem(409, "nothing_to_erase");
        // The first trial of the two has a text of its own.
        assert!(holds_texts(app).await);
        let first = text(&beside.iter().find(|(table, _)| table == "trials").expect("the first trial").1, "id");
        let first = Tried { trial_id: first, ..tried };
        assert_eq!(first.erased_by(&officer, "asked_for").await.status, 204);
        assert!(!holds_texts(app).await);
    }

    async fn both_sides_see_that_it_was_done_and_no_text(app) {
        let tried = app.activated().await;
        let before = tried.vendor.get(&tried.path("")).await;
        let seen = before.header("etag").expect("an ETag").to_owned();
        tried.erased_by(&officer(app).await, "asked_for").await;
        for who in [&tried.sme, &tried.vendor] {
            let after = who.send("GET", &tried.path(""), &[("If-None-Match", &seen)], Vec::new()).await.ok(200);
            let mut want = before.json();
            want["need"] = Value::Null;
            assert_eq!(after, want, "the contact and the reference of the access stay");
            let events = who.get(&tried.path("/events?limit=100")).await.ok(200);
            let told = events["data"].as_array().and_then(|all| all.last()).expect("an event");
            assert_eq!((&told["kind"], &told["body"]["reason"]), (&json!("trial.texts_erased"), &json!("asked_for")));
            assert_eq!(told["text_vi"], "Cán bộ chương trình đã xóa các văn bản do mọi người nhập về lượt dùng thử này: Người được nhắc đến trong văn bản đã yêu cầu xóa.");
            assert_eq!(told["text_en"], "Staff erased the texts that people had typed about this trial: Somebody whom the texts are about asked for it.");
        }
    }

    async fn answers_that_are_kept_for_retries_go_too(app) {
        let tried = app.activated().await;
        let wish = async || tried.sme.post_with_key(&tried.path("/complaints"), "typed", reason("no_access")).await;
        let claimed = async || tried.vendor.post_with_key(&tried.path("/conversion"), "claimed", claim()).await;
        let elsewhere = app.requested().await;
        let other = async || elsewhere.sme.post_with_key(&elsewhere.path("/complaints"), "other", json!({"reason_code": "no_access"})).await;
        for reply in [wish().await, claimed().await, other().await] {
            reply.ok(201);
        }
        app.mails().await;
        assert_eq!(app.unchanged(wish()).await.header("idempotent-replayed"), Some("true"));
        assert!(holds_texts(app).await);
        let officer = officer(app).await;
        let erased = async || officer.post_with_key(&tried.path("/text-erasure"), "erased", json!({"reason_code": "personal_data"})).await;
        assert_eq!(erased().await.status, 204);
        assert!(!holds_texts(app).await);
        for again in [app.unchanged(wish()).await, app.unchanged(claimed()).await] {
            again.problem(409, "answer_not_kept");
        }
        assert_eq!(app.unchanged(other()).await.header("idempotent-replayed"), Some("true"), "what is about another trial is kept");
        let again = app.unchanged(erased()).await;
        assert_eq!((again.status, again.header("idempotent-replayed")), (204, Some("true")));
    }

    async fn so_does_the_answer_to_who_granted_the_trial(app) {
        let first = app.activated().await;
        first.sme.post(&first.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        let granted = json!({"business_id": first.business_id, "platform_id": first.platform_id, "reason": TYPED});
        app.reviewer().await.post_with_key("/v1/trial-grants", "granted", granted).await.ok(201);
        let trial_id = text(&first.sme.post("/v1/trials", app.trial_body(&first.business_id, &first.platform_id)).await.ok(201), "id");
        app.mails().await;
        let (tried, officer) = (Tried { trial_id, ..first }, officer(app).await);
        assert!(holds_texts(app).await);
        assert_eq!(tried.erased_by(&officer, "personal_data").await.status, 204);
        assert!(!holds_texts(app).await);
    }

    async fn what_is_typed_later_can_be_erased_again(app) {
        let (tried, officer) = (app.activated().await, officer(app).await);
        assert_eq!(tried.erased_by(&officer, "no_longer_needed").await.status, 204);
        app.unchanged(tried.erased_by(&officer, "no_longer_needed")).await.problem(409, "nothing_to_erase");
        tried.sme.post(&tried.path("/cancellation"), reason("other")).await.ok(200);
        app.mails().await;
        assert_eq!(tried.erased_by(&officer, "unlawful").await.status, 204);
        let seen = tried.vendor.get(&tried.path("")).await.ok(200);
        assert_eq!((&seen["reason_code"], &seen["reason_text"]), (&json!("other"), &Value::Null));
    }

    async fn a_mail_that_waits_says_that_the_text_was_erased(app) {
        let asked = app.requested().await;
        let vendor = text(&asked.sme.get(&asked.path("")).await.ok(200), "vendor_id");
        let platform = app.platform(&asked.vendor, &vendor).await;
        app.mails().await;
        let mut body = app.trial_body(&asked.business_id, &platform);
        body["need"] = json!(TYPED);
        let trial_id = text(&asked.sme.post("/v1/trials", body).await.ok(201), "id");
        let tried = Tried { trial_id, ..asked };
        tried.erased_by(&officer(app).await, "confidential").await;
        let mail = app.one_mail().await;
        assert!(mail.text.contains("(this text was erased)") && mail.html.contains("(this text was erased)"), "{}", mail.text);
        assert!(!mail.text.contains(TYPED) && mail.text.contains("contact@demo.example"), "{}", mail.text);
    }

    async fn only_who_watches_over_personal_data_erases_with_proof_and_a_reason(app) {
        let tried = confirmed(app).await;
        for role in [StaffRole::Reviewer, StaffRole::Analyst, StaffRole::ProvinceOfficer, StaffRole::Auditor] {
            let staff = app.person(&format!("{role}@demo.example"), Some(role)).await;
            app.unchanged(tried.erased_by(&staff, "other")).await.problem(403, "forbidden");
        }
        for who in [&tried.sme, &tried.vendor] {
            app.unchanged(tried.erased_by(who, "other")).await.problem(403, "forbidden");
        }
        app.anon.post(&tried.path("/text-erasure"), json!({"reason_code": "other"})).await.problem(401, "unauthenticated");
        let officer = officer(app).await;
        let unknown = "/v1/trials/trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e/text-erasure";
        app.unchanged(officer.post(unknown, json!({"reason_code": "other"}))).await.problem(404, "not_found");
        for wrong in ["because", "well_founded", "Other"] {
            app.unchanged(tried.erased_by(&officer, wrong)).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
        }
        app.unchanged(tried.erased_by(&officer, " ")).await.fault(422, "invalid_values", "/reason_code", "empty");
        app.unchanged(officer.post(&tried.path("/text-erasure"), reason("other"))).await.fault(400, "malformed_json", "/reason_text", "unknown_field");
        app.unchanged(officer.act(&tried.path("/text-erasure"))).await.problem(415, "unsupported_media_type");
        officer.get(&tried.path("")).await.problem(404, "not_found");
        let administrator = app.person("admin@demo.example", Some(StaffRole::Administrator)).await;
        app.advance(Duration::from_secs(601));
        for staff in [&officer, &administrator] {
            app.unchanged(tried.erased_by(staff, "other")).await.problem(401, "reauthentication_needed");
        }
    }

    async fn nobody_erases_in_their_own_case(app) {
        let tried = confirmed(app).await;
        for (business, vendor) in [(true, false), (false, true)] {
            let of_a_side = officer(app).await;
            join(app, &of_a_side, &tried, business, vendor).await;
            app.unchanged(tried.erased_by(&of_a_side, "other")).await.problem(403, "conflict_of_interest");
        }
        let of_branch = officer(app).await;
        join_branch(app, &of_branch, &tried).await;
        app.unchanged(tried.erased_by(&of_branch, "other")).await.problem(403, "conflict_of_interest");
        // Who claimed or confirmed, and left since.
        for email in [&tried.vendor_email, &tried.sme_email] {
            let left = format!("DELETE FROM memberships WHERE account_id = (SELECT id FROM accounts WHERE email = '{email}')");
            app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(&left)?)).await.expect("left");
            let who = app.take_office(email, StaffRole::DataProtectionOfficer.into()).await;
            app.mails().await;
            app.unchanged(tried.erased_by(&who, "other")).await.problem(403, "conflict_of_interest");
        }
        let administrator = app.person("admin@demo.example", Some(StaffRole::Administrator)).await;
        assert_eq!(tried.erased_by(&administrator, "other").await.status, 204);
    }
}
