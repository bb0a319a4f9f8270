//! What reviewers say to vendors, and what comes of it.

use crate::catalog::{drafted, revised};
use crate::support::actors::assessment;
use crate::support::client::text;
use crate::support::json;
use crate::support::locks::{meeting, row};
use crate::support::lookups::work;
use dungthu::catalog::model::CHANGEABLE;
use serde_json::Value;

engines! {
    async fn a_change_request_names_places_of_the_version_and_is_answered(app) {
        let (seller, _, draft) = drafted(app).await;
        let (reviewer, at) = (app.reviewer().await, format!("/v1/platforms/{draft}"));
        seller.act(&format!("{at}/submission")).await.ok(200);
        reviewer.act(&format!("{at}/review")).await.ok(200);
        let ask = async |fields: Value| reviewer.post(&format!("{at}/change-request"), json!({"fields": fields})).await;
        for (fields, pointer, fault) in [
            (json!([]), "/fields", "no_entries"),
            (json!([{"pointer": "/summary_en", "comment": "x"}, {"pointer": "/profile/colour", "comment": "x"}]), "/fields/1/pointer", "no_such_field"),
            (json!([{"pointer": "summary_en", "comment": "x"}]), "/fields/0/pointer", "no_such_field"),
            (json!([{"pointer": "", "comment": "x"}]), "/fields/0/pointer", "empty"),
            (json!([{"pointer": "/slug", "comment": "x"}]), "/fields/0/pointer", "no_such_field"),
            (json!([{"pointer": "/", "comment": "x"}]), "/fields/0/pointer", "no_such_field"),
            (json!([{"pointer": "/summary_en", "comment": ""}]), "/fields/0/comment", "empty"),
            (json!([{"pointer": "/summary_en", "comment": "x".repeat(1001)}]), "/fields/0/comment", "too_long"),
            (Value::Array(vec![json!({"pointer": "/summary_en", "comment": "x"}); 51]), "/fields", "too_many"),
        ] {
            app.unchanged(ask(fields)).await.fault(422, "invalid_values", pointer, fault);
        }
        // What it can name is said, and is what a change takes.
        let refused = app.unchanged(ask(json!([{"pointer": "/slug", "comment": "x"}]))).await.problem(422, "invalid_values");
        let said = refused["errors"][0]["detail"].as_str().expect("a text").to_owned();
        for member in CHANGEABLE {
            assert!(said.contains(&format!("/{member}")), "{said}");
            let taken = seller.patch(&at, "*", json!({member: 1})).await;
            assert_ne!(taken.json()["errors"][0]["code"], "unknown_field", "{member}");
        }
        let slug = app.unchanged(seller.patch(&at, "*", json!({"slug": "x"}))).await;
        assert_eq!(slug.json()["errors"][0]["code"], "unknown_field");
        let asked = json!([{"pointer": "/profile/support", "comment": "Ai trả lời <b>khách</b> hàng?"}, {"pointer": "/summary_en", "comment": "Shorter."}, {"pointer": "/summary_en", "comment": "In whole sentences."}]);
        let back = ask(asked.clone()).await.ok(200);
        assert_eq!((&back["status"], &back["working_version"]["requested_changes"]), (&json!("changes_requested"), &asked));
        let mail = app.one_mail().await;
        assert!(mail.subject.contains("Please change the listing"), "{}", mail.subject);
        assert!(mail.text.contains("Support: Ai trả lời <b>khách</b> hàng?") && mail.text.contains("Summary (English): Shorter.") && !mail.text.contains("/summary"), "{}", mail.text);
        assert!(mail.text.matches("Summary (English)").count() == 1 && mail.text.contains("In whole sentences."), "a place is named once: {}", mail.text);
        let read = seller.get(&format!("/v1/listings/{draft}")).await.ok(200);
        assert_eq!(read, back, "its vendor reads what is asked");
        revised(&seller, &draft, json!({"summary_en": "Books."})).await.ok(200);
        let again = seller.act(&format!("{at}/submission")).await.ok(200);
        assert_eq!(again["working_version"]["requested_changes"], asked, "reviewers see what was asked for before");
        let published = app.published(&reviewer, &draft).await;
        assert_eq!((&published["summary_en"], &published["working_version"]), (&json!("Books."), &Value::Null));
        let kept = app.anon.get(&format!("{at}/versions/1")).await.ok(200);
        assert_eq!(kept["version"]["requested_changes"], json!([]), "that is between vendor and reviewers");
        app.mails().await;
    }

    async fn a_rejection_has_a_reason_and_the_vendor_writes_another_version(app) {
        let (seller, _, draft) = drafted(app).await;
        let (reviewer, at) = (app.reviewer().await, format!("/v1/platforms/{draft}"));
        seller.act(&format!("{at}/submission")).await.ok(200);
        reviewer.act(&format!("{at}/review")).await.ok(200);
        let reject = async |code: &str| reviewer.post(&format!("{at}/rejection"), json!({"reason_code": code, "reason_text": "Chưa rõ giá."})).await;
        app.unchanged(reject("security_incident")).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
        let rejected = reject("misleading").await.ok(200);
        let version = &rejected["working_version"];
        assert_eq!((&version["reason_code"], &version["reason_text"], &version["number"]), (&json!("misleading"), &json!("Chưa rõ giá."), &json!(1)));
        let mail = app.one_mail().await;
        assert!(mail.text.contains("What is said of it misleads") && !mail.text.contains("Chưa rõ giá"), "{}", mail.text);
        let next = revised(&seller, &draft, json!({"summary_vi": "Sổ sách, giá rõ ràng."})).await.ok(200);
        assert_eq!((&next["status"], &next["working_version"]["number"], &next["working_version"]["reason_code"]), (&json!("draft"), &json!(2), &Value::Null));
        assert_eq!(next["name"], rejected["name"], "what was written stays");
        let all = seller.get(&format!("/v1/listings/{draft}/versions")).await.ok(200);
        let statuses: Vec<&str> = all["data"].as_array().expect("a list").iter().filter_map(|it| it["status"].as_str()).collect();
        assert_eq!(statuses, ["draft", "rejected"]);
        revised(&seller, &draft, json!({"summary_vi": rejected["summary_vi"]})).await.ok(200);
        app.unchanged(seller.act(&format!("{at}/submission"))).await.problem(409, "same_as_rejected");
        // Nor is it something else because it is written otherwise; a figure is.
        let (vi, en) = ("SỔ SÁCH, kế tóan: cho cửa hàng nhỏ…", "Books – for \"small shops\"");
        revised(&seller, &draft, json!({"summary_vi": vi, "summary_en": en})).await.ok(200);
        app.unchanged(seller.act(&format!("{at}/submission"))).await.problem(409, "same_as_rejected");
        // Nor under another address.
        let mut elsewhere = app.platform_body(&text(&rejected, "vendor_id"));
        for member in ["name", "category_code", "summary_vi", "summary_en", "profile", "offers"] {
            elsewhere[member] = rejected[member].clone();
        }
        for offer in elsewhere["offers"].as_array_mut().expect("offers") {
            offer.as_object_mut().expect("an offer").remove("id");
        }
        let other = text(&seller.post("/v1/platforms", elsewhere).await.ok(201), "id");
        app.unchanged(seller.act(&format!("/v1/platforms/{other}/submission"))).await.problem(409, "same_as_rejected");
        revised(&seller, &draft, json!({"summary_vi": "Sổ sách, giá rõ ràng."})).await.ok(200);
        app.vetted(&seller, &draft).await;
        app.mails().await;
    }

    async fn what_is_published_is_not_what_was_rejected_since(app) {
        let (seller, _, id) = drafted(app).await;
        app.vetted(&seller, &id).await;
        let (reviewer, at) = (app.reviewer().await, format!("/v1/platforms/{id}"));
        let published = app.anon.get(&at).await.ok(200)["summary_vi"].clone();
        revised(&seller, &id, json!({"summary_vi": "SỔ SÁCH KẾ TOÁN CHO CỬA HÀNG NHỎ."})).await.ok(200);
        seller.act(&format!("{at}/submission")).await.ok(200);
        reviewer.post(&format!("{at}/rejection"), json!({"reason_code": "other"})).await.ok(200);
        app.unchanged(seller.act(&format!("{at}/submission"))).await.problem(409, "wrong_state");
        revised(&seller, &id, json!({"summary_vi": published})).await.ok(200);
        assert_eq!(seller.act(&format!("{at}/submission")).await.ok(200)["working_version"]["lane"], "fast");
        app.mails().await;
    }

    async fn of_two_decisions_at_once_one_holds(app) {
        let (seller, _, draft) = drafted(app).await;
        let (one, two, at) = (app.reviewer().await, app.reviewer().await, format!("/v1/platforms/{draft}"));
        seller.act(&format!("{at}/submission")).await.ok(200);
        one.act(&format!("{at}/review")).await.ok(200);
        app.mails().await;
        for who in [&one, &two] {
            who.post(&format!("{at}/assessments"), assessment([2; 6])).await.ok(201);
        }
        let rejected = async { two.post(&format!("{at}/rejection"), json!({"reason_code": "other"})).await };
        let publication = format!("{at}/publication");
        let both = futures_util::future::join(one.act(&publication), rejected);
        let (published, rejected) = meeting(app, row("platforms", &draft), 2, both, async {}).await;
        let (held, refused) = if published.status == 200 { (published, rejected) } else { (rejected, published) };
        let held = held.ok(200);
        let problem = refused.problem(409, "wrong_state");
        assert_eq!(problem["state"], held["status"]);
        assert_eq!(app.mails().await.len(), 1);
    }

    async fn a_decision_may_name_the_listing_that_it_is_meant_for(app) {
        let (seller, _, draft) = drafted(app).await;
        let (reviewer, at) = (app.reviewer().await, format!("/v1/platforms/{draft}"));
        seller.act(&format!("{at}/submission")).await.ok(200);
        let read = reviewer.get(&format!("/v1/listings/{draft}")).await.header("etag").expect("an ETag").to_owned();
        let meant = |what: &'static str, etag: String| {
            let (reviewer, at) = (reviewer.clone(), at.clone());
            async move { reviewer.send("POST", &format!("{at}/{what}"), &[("If-Match", etag.as_str())], Vec::new()).await }
        };
        app.unchanged(meant("review", "\"1\"".to_owned())).await.problem(412, "version_stale");
        meant("review", read.clone()).await.ok(200);
        for who in [&reviewer, &app.reviewer().await] {
            who.post(&format!("{at}/assessments"), assessment([2; 6])).await.ok(201);
        }
        app.unchanged(meant("publication", read)).await.problem(412, "version_stale");
        app.published_only(&reviewer, &draft).await;
        app.mails().await;
    }

    async fn what_waits_is_found_also_where_another_version_is_published(app) {
        let ((one, _, first), (_, _, _)) = (drafted(app).await, drafted(app).await);
        let reviewer = app.reviewer().await;
        let waiting = async |query: &str| {
            let list = reviewer.get(&format!("/v1/listings?{query}")).await.ok(200);
            list["data"].as_array().expect("a list").iter().map(|it| (text(it, "id"), text(it, "status"))).collect::<Vec<_>>()
        };
        app.vetted(&one, &first).await;
        assert_eq!(waiting("version_status=submitted").await, []);
        revised(&one, &first, json!({"name": "Tên mới (demo)"})).await.ok(200);
        one.act(&format!("/v1/platforms/{first}/submission")).await.ok(200);
        let found = vec![(first.clone(), "published".to_owned())];
        assert_eq!(waiting("version_status=submitted").await, found);
        assert_eq!(waiting("status=submitted").await, []);
        assert_eq!(waiting("status=published&version_status=submitted").await, found);
        let row = reviewer.get("/v1/listings?version_status=submitted").await.ok(200)["data"][0].clone();
        assert_ne!(row["name"], "Tên mới (demo)", "a list shows what people read");
        assert_eq!((&row["working_version"]["number"], &row["working_version"]["lane"]), (&json!(2), &json!("full")));
        assert_eq!(row["working_version"]["changed"], json!(["/name"]));
        app.mails().await;
    }

    async fn what_is_left_to_others_is_looked_up_at_once(app) {
        let (one, two, asking) = (app.reviewer().await, app.reviewer().await, app.reviewer().await);
        let mut statements = Vec::new();
        for many in [1, 3] {
            for _ in 0..many {
                let (seller, _, draft) = drafted(app).await;
                let at = format!("/v1/platforms/{draft}");
                seller.act(&format!("{at}/submission")).await.ok(200);
                one.act(&format!("{at}/review")).await.ok(200);
                for who in [&one, &two] {
                    who.post(&format!("{at}/assessments"), assessment([2; 6])).await.ok(201);
                }
            }
            let (tasks, work) = work(app, asking.get("/v1/tasks?kind=vet_listing")).await;
            assert_eq!(tasks.ok(200)["data"], json!([]), "both are in, and those who scored decide");
            statements.push(work.statements.len());
        }
        assert_eq!(statements[0], statements[1]);
        assert_eq!(one.get("/v1/tasks?kind=vet_listing").await.ok(200)["data"].as_array().map(Vec::len), Some(4));
        app.mails().await;
    }
}
