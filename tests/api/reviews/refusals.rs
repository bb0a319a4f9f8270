//! Who may not, when not, and what is no review.

use super::{part, refusal, review, told};
use crate::conversions::join;
use crate::support::client::text;
use crate::support::{Reply, TestApp, Tried, json};
use dungthu::accounts::model::StaffRole;
use serde_json::Value;

/// Where the refusal says that it stands, and what it says can be done.
#[track_caller]
fn stands(reply: &Reply, status: u16, code: &str) -> (String, Vec<String>) {
    let problem = reply.problem(status, code);
    let possible =
        problem["possible"].as_array().expect("a list").iter().map(|it| it.as_str().expect("a word").to_owned());
    (text(&problem, "state"), possible.collect())
}

async fn answered(app: &TestApp) -> Tried {
    let tried = app.activated().await;
    tried.reviewed_by(&tried.sme, told()).await.ok(201);
    tried.answered_by(&tried.vendor).await.ok(200);
    app.mails().await;
    tried
}

engines! {
    async fn only_who_has_used_the_platform_reviews_it_and_once(app) {
        let early = app.requested().await;
        let refused = app.unchanged(early.reviewed_by(&early.sme, review())).await;
        assert_eq!(stands(&refused, 409, "not_yet_activated"), ("requested".to_owned(), vec!["cancel_trial".to_owned()]));
        early.vendor.act(&early.path("/acceptance")).await.ok(200);
        early.vendor.post(&early.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        app.mails().await;
        app.unchanged(early.reviewed_by(&early.sme, review())).await.problem(409, "not_yet_activated");
        let tried = app.activated().await;
        tried.sme.get(&tried.path("/review")).await.problem(404, "not_found");
        // Also after the trial's end.
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        tried.reviewed_by(&tried.sme, review()).await.ok(201);
        app.mails().await;
        let refused = app.unchanged(tried.reviewed_by(&tried.sme, told())).await;
        assert_eq!(stands(&refused, 409, "review_exists"), ("absent".to_owned(), vec!["change_review".to_owned(), "delete_review".to_owned()]));
        for foreign in [&early.sme, &early.vendor] {
            let refused = app.unchanged(tried.reviewed_by(foreign, review())).await;
            assert!([403, 404].contains(&refused.status), "{}", refused.text());
            foreign.get(&tried.path("/review")).await.problem(404, "not_found");
        }
    }

    async fn a_second_trial_of_a_firm_gives_no_second_review(app) {
        let tried = app.activated().await;
        tried.reviewed_by(&tried.sme, review()).await.ok(201);
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        let granted = json!({"business_id": tried.business_id, "platform_id": tried.platform_id, "reason": "Demo."});
        app.reviewer().await.post("/v1/trial-grants", granted).await.ok(201);
        let trial_id = text(&tried.sme.post("/v1/trials", app.trial_body(&tried.business_id, &tried.platform_id)).await.ok(201), "id");
        let second = Tried { trial_id, ..tried };
        second.vendor.act(&second.path("/acceptance")).await.ok(200);
        second.vendor.post(&second.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        second.vendor.act(&second.path("/activation")).await.ok(200);
        app.mails().await;
        app.unchanged(second.reviewed_by(&second.sme, review())).await.problem(409, "review_exists");
    }

    async fn each_side_says_its_own_and_nobody_speaks_for_both(app) {
        let tried = answered(app).await;
        app.unchanged(tried.answered_by(&tried.sme)).await.problem(403, "forbidden");
        app.unchanged(tried.reviewed_by(&tried.vendor, review())).await.problem(403, "forbidden");
        app.unchanged(tried.review_deleted_by(&tried.vendor, "*")).await.problem(403, "forbidden");
        // The other side with an organization of its own kind is told whose it is.
        app.business(&tried.vendor).await;
        let vendor = app.log_in(&tried.vendor_email).await;
        let named = |possible: &[&str]| ("waiting".to_owned(), possible.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(stands(&app.unchanged(tried.reviewed_by(&vendor, review())).await, 409, "for_one_side"), named(&[]));
        assert_eq!(stands(&app.unchanged(vendor.patch(&tried.path("/review"), "*", json!({"support": 1}))).await, 409, "for_one_side"), named(&[]));
        assert_eq!(stands(&app.unchanged(tried.review_deleted_by(&vendor, "*")).await, 409, "for_one_side"), named(&[]));
        let both = app.person("both@demo.example", None).await;
        join(app, &both, &tried, true, true).await;
        let patch = json!({"support": 1});
        app.unchanged(tried.review_deleted_by(&both, "*")).await.problem(403, "conflict_of_interest");
        app.unchanged(both.patch(&tried.path("/review"), "*", patch)).await.problem(403, "conflict_of_interest");
        app.unchanged(both.patch(&tried.path("/review"), "*", json!({}))).await.problem(403, "conflict_of_interest");
        app.unchanged(tried.answered_by(&both)).await.problem(403, "conflict_of_interest");
        let fresh = app.activated().await;
        join(app, &both, &fresh, true, true).await;
        app.unchanged(fresh.reviewed_by(&both, review())).await.problem(403, "conflict_of_interest");
        tried.vendor.get(&tried.path("/review")).await.ok(200);
    }

    async fn refusals_tell_the_state_and_what_can_be_done(app) {
        let (tried, reviewer) = (answered(app).await, app.reviewer().await);
        let waits = |possible: &[&str]| ("waiting".to_owned(), possible.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(stands(&app.unchanged(tried.answered_by(&tried.vendor)).await, 409, "wrong_state"), waits(&[]));
        tried.decided_by(&reviewer, "publication", part("answer")).await.ok(200);
        app.mails().await;
        let refused = app.unchanged(tried.decided_by(&reviewer, "publication", part("answer"))).await;
        assert_eq!(stands(&refused, 409, "wrong_state").0, "published");
        assert_eq!(stands(&refused, 409, "wrong_state").1, ["publish_review_text", "refuse_review_text"]);
        tried.decided_by(&reviewer, "refusal", refusal("text")).await.ok(200);
        app.mails().await;
        assert_eq!(stands(&app.unchanged(tried.decided_by(&reviewer, "refusal", refusal("text"))).await, 409, "wrong_state").0, "refused");
        let plain = app.activated().await;
        plain.reviewed_by(&plain.sme, review()).await.ok(201);
        app.mails().await;
        for (verdict, body) in [("publication", part("text")), ("publication", part("answer")), ("refusal", refusal("text")), ("refusal", refusal("answer"))] {
            let refused = app.unchanged(plain.decided_by(&reviewer, verdict, body)).await;
            assert_eq!(stands(&refused, 409, "wrong_state"), ("absent".to_owned(), Vec::new()));
        }
    }

    async fn nothing_is_done_on_a_version_that_was_not_read(app) {
        let (tried, reviewer) = (answered(app).await, app.reviewer().await);
        let at = |below: &str| tried.path(&format!("/review{below}"));
        let json = ("Content-Type", "application/json");
        let send = |who: &crate::support::Client, method: &'static str, path: String, etag: Option<&'static str>, body: Value| {
            let who = who.clone();
            async move {
                let headers: Vec<(&str, &str)> = [Some(json), etag.map(|etag| ("If-Match", etag))].into_iter().flatten().collect();
                let body = if method == "DELETE" { Vec::new() } else { body.to_string().into_bytes() };
                who.send(method, &path, &headers, body).await
            }
        };
        for (who, method, path, body) in [
            (&tried.sme, "PATCH", at(""), json!({"support": 1})),
            (&tried.sme, "DELETE", at(""), json!(null)),
            (&reviewer, "POST", at("/publication"), part("text")),
            (&reviewer, "POST", at("/refusal"), refusal("text")),
        ] {
            app.unchanged(send(who, method, path.clone(), None, body.clone())).await.problem(428, "version_missing");
            // The answer has made it another one.
            app.unchanged(send(who, method, path, Some("\"1\""), body)).await.problem(412, "version_stale");
        }
        app.unchanged(send(&tried.vendor, "POST", at("/answer"), Some("\"1\""), json!({"answer": "Demo."}))).await.problem(412, "version_stale");
        send(&reviewer, "POST", at("/publication"), Some("\"2\""), part("text")).await.ok(200);
    }

    async fn what_is_no_review_is_refused_by_name(app) {
        let tried = app.activated().await;
        let with = |member: &str, value: Value| {
            let mut body = told();
            body[member] = value;
            body
        };
        for member in ["fits_need", "ease_of_use", "support", "value_for_money"] {
            let at = format!("/{member}");
            for score in [0, 6, -1, i64::MAX] {
                app.unchanged(tried.reviewed_by(&tried.sme, with(member, json!(score)))).await.fault(422, "invalid_values", &at, "out_of_range");
            }
            for score in [json!(1.5), json!("5"), json!(null), json!([5]), json!(true)] {
                app.unchanged(tried.reviewed_by(&tried.sme, with(member, score))).await.fault(400, "malformed_json", &at, "wrong_type");
            }
            let mut without = told();
            without.as_object_mut().expect("an object").remove(member);
            app.unchanged(tried.reviewed_by(&tried.sme, without)).await.fault(400, "malformed_json", &at, "missing_field");
        }
        let both = json!({"fits_need": 0, "ease_of_use": 4, "support": 9, "value_for_money": 4, "text": " "});
        let faults = app.unchanged(tried.reviewed_by(&tried.sme, both)).await.faults(422, "invalid_values");
        let want = [("/fits_need", "out_of_range"), ("/support", "out_of_range"), ("/text", "empty")];
        assert_eq!(faults, want.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        for letter in ["a", "ộ", "🌱"] {
            let long = with("text", json!(letter.repeat(2_001)));
            app.unchanged(tried.reviewed_by(&tried.sme, long)).await.fault(422, "invalid_values", "/text", "too_long");
        }
        app.unchanged(tried.reviewed_by(&tried.sme, with("text", json!("De\u{1b}mo")))).await.fault(422, "invalid_values", "/text", "forbidden_character");
        app.unchanged(tried.reviewed_by(&tried.sme, with("title", json!("Demo")))).await.fault(400, "malformed_json", "/title", "unknown_field");
        tried.reviewed_by(&tried.sme, with("text", json!("ộ".repeat(2_000)))).await.ok(201);
        app.mails().await;
        let patch = async |body: Value| app.unchanged(tried.sme.patch(&tried.path("/review"), "*", body)).await;
        patch(json!({"support": 6})).await.fault(422, "invalid_values", "/support", "out_of_range");
        patch(json!({"support": 4.5})).await.fault(400, "malformed_json", "/support", "wrong_type");
        patch(json!({"text": ""})).await.fault(422, "invalid_values", "/text", "empty");
        patch(json!({"text": 5})).await.fault(400, "malformed_json", "/text", "wrong_type");
        let answer = async |body: Value| app.unchanged(tried.vendor.post(&tried.path("/review/answer"), body)).await;
        answer(json!({"answer": "a".repeat(2_001)})).await.fault(422, "invalid_values", "/answer", "too_long");
        answer(json!({"answer": null})).await.fault(400, "malformed_json", "/answer", "wrong_type");
        let reviewer = app.reviewer().await;
        let decide = async |verdict: &str, body: Value| app.unchanged(tried.decided_by(&reviewer, verdict, body)).await;
        decide("publication", part("title")).await.fault(400, "malformed_json", "/part", "wrong_type");
        decide("refusal", json!({"part": "text", "reason_code": "no_capacity"})).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
        decide("refusal", part("text")).await.fault(400, "malformed_json", "/reason_code", "missing_field");
    }

    async fn staff_say_nothing_for_a_side(app) {
        let tried = answered(app).await;
        for role in [StaffRole::Reviewer, StaffRole::Administrator] {
            let staff = app.person(&format!("{role}@demo.example"), Some(role)).await;
            app.unchanged(tried.reviewed_by(&staff, review())).await.problem(403, "forbidden");
            app.unchanged(tried.review_deleted_by(&staff, "*")).await.problem(403, "forbidden");
            app.unchanged(tried.answered_by(&staff)).await.problem(403, "forbidden");
        }
    }
}
