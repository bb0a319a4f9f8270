//! What everybody reads: of published platforms, nothing of whose review it is, and no more work for more reviews.

use super::{ANSWER, TEXT, another, part, rating, review, shown, told};
use crate::support::client::text;
use crate::support::lookups::work;
use crate::support::{TestApp, Tried, json};
use serde_json::Value;
use std::time::Duration;

/// A trial of a household, whose number is a person's.
async fn of_household(app: &TestApp) -> Tried {
    let first = app.activated().await;
    let vendor = text(&first.vendor.get(&first.path("")).await.ok(200), "vendor_id");
    let mut body = app.platform_body(&vendor);
    body["offers"][0]["days"] = json!({"household": 90, "micro": 90});
    let platform_id = text(&first.vendor.post("/v1/platforms", body).await.ok(201), "id");
    app.vetted(&first.vendor, &platform_id).await;
    let sme = app.person("bi.mat@demo.example", None).await;
    let mut firm = app.business_body();
    (firm["tax_code"], firm["name"]) = (json!("079082345678"), json!("Hộ kinh doanh Bí Mật"));
    let business_id = text(&sme.post("/v1/businesses", firm).await.ok(201), "id");
    let trial = sme.post("/v1/trials", app.trial_body(&business_id, &platform_id)).await.ok(201);
    let tried = Tried { sme, business_id, platform_id, trial_id: text(&trial, "id"), ..first };
    tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
    tried.vendor.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
    tried.vendor.act(&tried.path("/activation")).await.ok(200);
    app.mails().await;
    tried
}

async fn compared(app: &TestApp, names: &str) -> Value {
    app.anon.get(&format!("/v1/comparison?platforms={names}")).await.ok(200)
}

engines! {
    async fn nothing_tells_whose_review_it_is(app) {
        let (tried, reviewer) = (of_household(app).await, app.reviewer().await);
        tried.reviewed_by(&tried.sme, told()).await.ok(201);
        tried.answered_by(&tried.vendor).await.ok(200);
        tried.decided_by(&reviewer, "publication", part("text")).await.ok(200);
        tried.decided_by(&reviewer, "publication", part("answer")).await.ok(200);
        app.mails().await;
        let slug = text(&app.anon.get(&format!("/v1/platforms/{}", tried.platform_id)).await.ok(200), "slug");
        let seen = app.anon.get(&format!("/v1/platforms/{slug}/reviews")).await;
        let item = seen.ok(200)["data"][0].clone();
        let members: Vec<&str> = item.as_object().expect("an object").keys().map(String::as_str).collect();
        let want = ["answer", "answered_on", "changed_on", "ease_of_use", "fits_need", "id", "size_class", "support", "text", "value_for_money"];
        let mut sorted = members.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, want);
        assert_eq!((&item["size_class"], &item["text"], &item["answer"]), (&json!("household"), &json!(TEXT), &json!(ANSWER)));
        let me = text(&tried.sme.get("/v1/me").await.ok(200), "id");
        let answers = [seen.text(), compared(app, &slug).await.to_string(), rating(app, &slug).await.to_string()];
        for secret in ["Bí Mật", "bi.mat", "Demo Person", "Demo Owner", "678", &tried.trial_id, &tried.business_id, &me] {
            // Ids and digests hold digits of all kinds.
            let held = |answer: &String| answer.contains(secret) && secret != "678" || answer.contains("\"678\"");
            assert!(!answers.iter().any(held), "{secret}: {answers:?}");
        }
    }

    async fn plain_means_are_withheld_below_five_reviews(app) {
        let first = app.activated().await;
        let others = [another(app, &first).await, another(app, &first).await, another(app, &first).await, another(app, &first).await];
        let scores = [(5, 5, 5, 5), (4, 5, 3, 4), (2, 1, 3, 2), (5, 4, 4, 3), (1, 3, 2, 5)];
        // Of overall and of fits_need: the plain mean and the Bayesian one, computed by hand.
        let want = [
            (json!(null), json!(3.18), json!(null), json!(3.18)), // (120 + 20) ÷ 44, (30 + 5) ÷ 11
            (json!(null), json!(3.25), json!(null), json!(3.25)), // (120 + 36) ÷ 48, (30 + 9) ÷ 12
            (json!(null), json!(3.15), json!(null), json!(3.15)), // (120 + 44) ÷ 52 = 3.1538, (30 + 11) ÷ 13 = 3.1538
            (json!(null), json!(3.21), json!(null), json!(3.29)), // (120 + 60) ÷ 56 = 3.2143, (30 + 16) ÷ 14 = 3.2857
            (json!(3.55), json!(3.18), json!(3.4), json!(3.13)),  // 71 ÷ 20, (120 + 71) ÷ 60 = 3.1833; 17 ÷ 5, (30 + 17) ÷ 15 = 3.1333
        ];
        let tried = std::iter::once(&first).chain(&others);
        for (number, ((tried, (a, b, c, d)), (mean, bayesian, question, of_question))) in (1..).zip(tried.zip(scores).zip(want)) {
            let body = json!({"fits_need": a, "ease_of_use": b, "support": c, "value_for_money": d});
            tried.reviewed_by(&tried.sme, body).await.ok(201);
            let seen = rating(app, &first.platform_id).await;
            assert_eq!(seen["reviews"], number);
            assert_eq!((&seen["overall"]["mean"], &seen["overall"]["bayesian_mean"]), (&mean, &bayesian), "{number}");
            assert_eq!((&seen["fits_need"]["mean"], &seen["fits_need"]["bayesian_mean"]), (&question, &of_question), "{number}");
        }
        assert_eq!(compared(app, &first.platform_id).await["data"][0]["rating"], rating(app, &first.platform_id).await);
        let listed: Vec<Value> = shown(app, &first.platform_id).await.iter().map(|it| it["fits_need"].clone()).collect();
        assert_eq!(listed, [1, 5, 2, 4, 5].map(|score| json!(score)), "newest first, over pages");
        let etag = app.anon.get(&format!("/v1/platforms/{}/rating", first.platform_id)).await.header("etag").expect("an ETag").to_owned();
        let gone = first.review_deleted_by(&first.sme, "*").await;
        assert_eq!(gone.status, 204);
        let four = app.anon.send("GET", &format!("/v1/platforms/{}/rating", first.platform_id), &[("If-None-Match", &etag)], Vec::new()).await.ok(200);
        assert_eq!((&four["reviews"], &four["overall"]["mean"]), (&json!(4), &json!(null)));
        app.mails().await;
    }

    async fn a_read_takes_the_same_work_however_many_reviews_there_are(app) {
        let first = app.activated().await;
        first.reviewed_by(&first.sme, told()).await.ok(201);
        app.mails().await;
        let at = format!("/v1/platforms/{}", first.platform_id);
        let read = async || {
            let mut all = Vec::new();
            for path in [format!("{at}/reviews"), format!("{at}/rating"), format!("/v1/comparison?platforms={}", first.platform_id)] {
                let (reply, done) = work(app, app.anon.get(&path)).await;
                reply.ok(200);
                all.push(done);
            }
            all
        };
        let before = read().await;
        assert_eq!(before.iter().map(|it| it.statements.len()).collect::<Vec<_>>(), [1, 1, 1], "{before:?}");
        for _ in 0..3 {
            let tried = another(app, &first).await;
            tried.reviewed_by(&tried.sme, told()).await.ok(201);
        }
        app.mails().await;
        assert_eq!(read().await, before);
    }

    async fn only_what_is_published_is_read_and_it_may_be_kept(app) {
        let tried = app.activated().await;
        let vendor = text(&tried.vendor.get(&tried.path("")).await.ok(200), "vendor_id");
        let draft = text(&tried.vendor.post("/v1/platforms", app.platform_body(&vendor)).await.ok(201), "id");
        for unknown in [draft.as_str(), "no-such-platform", "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "Misa-Amis"] {
            app.anon.get(&format!("/v1/platforms/{unknown}/reviews")).await.problem(404, "not_found");
            app.anon.get(&format!("/v1/platforms/{unknown}/rating")).await.problem(404, "not_found");
        }
        // A real platform that nobody has claimed has no trials, and so no reviews.
        for path in ["/v1/platforms/misa-amis/reviews", "/v1/platforms/misa-amis/rating", "/v1/comparison?platforms=misa-amis"] {
            let reply = app.anon.get(path).await;
            reply.ok(200);
            assert_eq!(reply.header("cache-control"), Some("public, no-cache"));
            let etag = reply.header("etag").expect("an ETag").to_owned();
            assert_eq!(app.anon.send("GET", path, &[("If-None-Match", &etag)], Vec::new()).await.status, 304);
        }
        assert_eq!(app.anon.get("/v1/platforms/misa-amis/reviews").await.ok(200), json!({"data": [], "next_cursor": null}));
        assert_eq!(rating(app, "misa-amis").await["reviews"], 0);
    }

    async fn platforms_stand_side_by_side_in_the_order_that_was_asked_for(app) {
        let (one, two) = (app.activated().await, app.activated().await);
        two.reviewed_by(&two.sme, review()).await.ok(201);
        app.mails().await;
        let whole = async |name: &str| app.anon.get(&format!("/v1/platforms/{name}")).await.ok(200);
        let slug = text(&whole(&two.platform_id).await, "slug");
        let names = format!("{slug},misa-amis,{}", one.platform_id);
        let seen = compared(app, &names).await;
        let data = seen["data"].as_array().expect("platforms");
        assert_eq!(data.len(), 3);
        for (item, name) in data.iter().zip(names.split(',')) {
            assert_eq!(item["platform"], whole(name).await, "the platform as it is read alone");
            assert_eq!(item["rating"], rating(app, name).await);
        }
        assert_eq!((&data[0]["rating"]["reviews"], &data[1]["rating"]["reviews"]), (&json!(1), &json!(0)));
        let four = format!("{names},base-vn");
        assert_eq!(compared(app, &four).await["data"].as_array().map(Vec::len), Some(4));
    }

    async fn what_cannot_be_compared_is_named(app) {
        let tried = app.activated().await;
        let slug = text(&app.anon.get(&format!("/v1/platforms/{}", tried.platform_id)).await.ok(200), "slug");
        let vendor = text(&tried.vendor.get(&tried.path("")).await.ok(200), "vendor_id");
        let draft = text(&tried.vendor.post("/v1/platforms", app.platform_body(&vendor)).await.ok(201), "id");
        app.advance(Duration::from_secs(1));
        let ask = async |names: &str| app.anon.get(&format!("/v1/comparison?platforms={names}")).await;
        let faults = |codes: &[&str]| codes.iter().map(|code| ("platforms".to_owned(), (*code).to_owned())).collect::<Vec<_>>();
        for (names, codes) in [
            ("", &["empty"][..]),
            (",", &["empty_place", "empty_place"]),
            ("misa-amis,", &["empty_place"]),
            ("%20misa-amis", &["unknown_platform"]),
            ("misa-amis;base-vn", &["unknown_platform"]),
            ("misa-amis,misa-amis", &["repeated_platform"]),
            ("a,b,c,d,e", &["too_many"]),
            (&format!("{slug},{}", tried.platform_id), &["repeated_platform"]),
            (&format!("nowhere,{slug},{draft},{slug}"), &["unknown_platform", "unknown_platform", "repeated_platform"]),
        ] {
            assert_eq!(ask(names).await.faults(400, "invalid_query"), faults(codes), "{names}");
        }
        let refused = ask(&format!("nowhere,{slug},{draft},{slug}")).await.json();
        for (place, named) in ["nowhere", &draft, &slug].into_iter().enumerate() {
            assert!(text(&refused["errors"][place], "detail").contains(named), "{refused}");
        }
        let long = ask(&"x".repeat(5_000)).await.json();
        assert!(text(&long["errors"][0], "detail").len() < 200, "no more than a name is said again");
        app.anon.get("/v1/comparison").await.fault(400, "invalid_query", "platforms", "missing_field");
        app.anon.get("/v1/comparison?platforms=misa-amis&platforms=base-vn").await.fault(400, "invalid_query", "platforms", "repeated_parameter");
    }
}
