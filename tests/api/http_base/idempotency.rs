//! A request with an `Idempotency-Key` is carried out once, and its answer is given again byte by byte.

use crate::support::actors::PASSWORD;
use crate::support::{Reply, TestApp, json};
use std::time::Duration;

/// Everything of an answer but its id, its date and the mark of a replay.
fn given(reply: &Reply) -> (u16, Vec<(String, String)>, String) {
    let (status, mut headers, body) = reply.essence();
    headers.retain(|(name, _)| name != "idempotent-replayed");
    (status, headers, body)
}

async fn forgotten_after(app: &TestApp, hours: u64) {
    app.advance(Duration::from_secs(hours * 3_600));
    app.db.write(dungthu::db::Cause::default(), dungthu::http::forget_old_keys).await.expect("tidied");
}

engines! {
    async fn a_retry_is_given_the_first_answer(app) {
        let who = app.person("who@demo.example", None).await;
        let body = app.business_body();
        let first = who.post_with_key("/v1/businesses", "key-1", body.clone()).await;
        first.ok(201);
        assert_eq!(first.header("idempotent-replayed"), None);
        app.advance(Duration::from_secs(3_600));
        for key in ["key-1", "\"key-1\""] {
            let again = app.unchanged(who.post_with_key("/v1/businesses", key, body.clone())).await;
            assert_eq!(again.header("idempotent-replayed"), Some("true"));
            assert_eq!((given(&again), &again.bytes), (given(&first), &first.bytes));
        }
        who.post_with_key("/v1/businesses", "key-2", body).await.problem(409, "tax_code_taken");
    }

    async fn a_command_without_a_body_is_carried_out_once(app) {
        let tried = app.requested().await;
        let at = tried.path("/acceptance");
        let keyed = || tried.vendor.send("POST", &at, &[("Idempotency-Key", "accept-1")], Vec::new());
        let first = keyed().await;
        first.ok(200);
        let again = app.unchanged(keyed()).await;
        assert_eq!((again.header("idempotent-replayed"), given(&again)), (Some("true"), given(&first)));
        app.unchanged(tried.vendor.act(&at)).await.problem(409, "wrong_state");
        assert_eq!(app.one_mail().await.to, tried.sme_email);
    }

    async fn a_key_holds_for_one_version(app) {
        let tried = app.requested().await;
        let tag = tried.vendor.get(&tried.path("")).await.header("etag").expect("an ETag").to_owned();
        let at = tried.path("/acceptance");
        let headers = |tag| [("Idempotency-Key", "accept-1"), ("If-Match", tag)];
        let first = tried.vendor.send("POST", &at, &headers(&tag), Vec::new()).await;
        first.ok(200);
        let again = app.unchanged(tried.vendor.send("POST", &at, &headers(&tag), Vec::new())).await;
        assert_eq!(given(&again), given(&first));
        let other = app.unchanged(tried.vendor.send("POST", &at, &headers("\"99\""), Vec::new())).await;
        other.problem(422, "idempotency_mismatch");
        let unmatched = [("Idempotency-Key", "accept-1")];
        app.unchanged(tried.vendor.send("POST", &at, &unmatched, Vec::new())).await.problem(422, "idempotency_mismatch");
        app.mails().await;
    }

    async fn an_answer_without_content_is_given_again(app) {
        let person = json!({"email": "new@demo.example", "name": "Demo Person", "password": PASSWORD});
        let register = || app.anon.post_with_key("/v1/accounts", "register-1", person.clone());
        let first = register().await;
        first.ok(202);
        assert_eq!(given(&app.unchanged(register()).await), given(&first));
        let link = app.one_mail().await.link(&app.config.public_url);
        let token = json!({"token": link.rsplit('/').next(), "password": PASSWORD});
        let verify = || app.anon.post_with_key("/v1/accounts/verification", "verify-1", token.clone());
        assert_eq!(verify().await.status, 204);
        let again = app.unchanged(verify()).await;
        assert_eq!((again.status, again.header("idempotent-replayed"), again.bytes.len()), (204, Some("true"), 0));
        app.unchanged(app.anon.post("/v1/accounts/verification", token.clone())).await.problem(410, "link_gone");
    }

    async fn a_key_holds_for_one_request(app) {
        let who = app.person("who@demo.example", None).await;
        let body = app.business_body();
        who.post_with_key("/v1/businesses", "key-1", body.clone()).await.ok(201);
        let refused = app.unchanged(who.post_with_key("/v1/businesses", "key-1", app.business_body())).await;
        refused.problem(422, "idempotency_mismatch");
        let spaced = format!("{body} ").into_bytes();
        let headers = [("Content-Type", "application/json"), ("Idempotency-Key", "key-1")];
        app.unchanged(who.send("POST", "/v1/businesses", &headers, spaced)).await.problem(422, "idempotency_mismatch");
        let elsewhere = json!({"tax_code": app.tax_code(), "name": "Nhà cung cấp Demo (demo)"});
        who.post_with_key("/v1/vendors", "key-1", elsewhere).await.ok(201);
    }

    async fn a_key_holds_for_one_resource(app) {
        let (one, two) = (app.requested().await, app.requested().await);
        let both = app.person("both@demo.example", None).await;
        for tried in [&one, &two] {
            let vendor = tried.sme.get(&tried.path("")).await.ok(200)["vendor_id"].as_str().expect("an id").to_owned();
            let account = both.get("/v1/me").await.ok(200)["id"].as_str().expect("an id").to_owned();
            let added = app.db.write(dungthu::db::Cause::default(), move |tx| {
                use dungthu::values::{AccountId, TypedId, VendorId};
                let (account, vendor) = (AccountId::parse(&account).expect("an id"), VendorId::parse(&vendor).expect("an id"));
                dungthu::accounts::add_vendor_member(tx, account, vendor)
            });
            added.await.expect("a member");
        }
        let keyed = async |path: &str| both.send("POST", path, &[("Idempotency-Key", "same")], Vec::new()).await;
        keyed(&one.path("/acceptance")).await.ok(200);
        app.unchanged(keyed(&two.path("/acceptance"))).await.problem(422, "idempotency_mismatch");
        app.mails().await;
    }

    async fn the_keys_of_two_people_do_not_meet(app) {
        let (one, two) = (app.person("one@demo.example", None).await, app.person("two@demo.example", None).await);
        let (first, second) = (app.business_body(), app.business_body());
        let of_one = one.post_with_key("/v1/businesses", "same", first.clone()).await.ok(201);
        let of_two = two.post_with_key("/v1/businesses", "same", second).await.ok(201);
        assert_ne!(of_one["id"], of_two["id"]);
        two.post_with_key("/v1/businesses", "other", first.clone()).await.problem(409, "tax_code_taken");
        assert_eq!(one.post_with_key("/v1/businesses", "same", first).await.ok(201), of_one);
    }

    async fn a_refusal_does_not_use_the_key_up(app) {
        let who = app.person("who@demo.example", None).await;
        let mut body = app.business_body();
        body["province_code"] = json!("00");
        for _ in 0..2 {
            app.unchanged(who.post_with_key("/v1/businesses", "key-1", body.clone())).await.problem(422, "invalid_values");
        }
        body["province_code"] = json!("79");
        who.post_with_key("/v1/businesses", "key-1", body).await.ok(201);
    }

    async fn the_answer_of_a_log_in_is_not_kept(app) {
        app.person("who@demo.example", None).await;
        let credentials = json!({"email": "who@demo.example", "password": PASSWORD});
        let first = app.anon.post_with_key("/v1/sessions", "log-in-1", credentials.clone()).await.ok(201);
        let token = first["token"].as_str().expect("a token");
        assert!(!app.digest().await.contains(token), "the token is in a table");
        app.unchanged(app.anon.post_with_key("/v1/sessions", "log-in-1", credentials.clone())).await.problem(409, "answer_not_kept");
        app.anon.with_token(token).get("/v1/me").await.ok(200);
        app.anon.post_with_key("/v1/sessions", "log-in-2", credentials).await.ok(201);
    }

    async fn a_key_is_forgotten_after_two_days(app) {
        let register = || app.anon.post_with_key("/v1/accounts", "key-1", json!({"email": "a@demo.example", "name": "Demo Person", "password": PASSWORD}));
        register().await.ok(202);
        forgotten_after(app, 48).await;
        assert_eq!(register().await.header("idempotent-replayed"), Some("true"), "48 hours are kept");
        forgotten_after(app, 1).await;
        let anew = register().await;
        assert_eq!((anew.status, anew.header("idempotent-replayed")), (202, None));
        assert_eq!(app.mails().await.len(), 2);
    }

    async fn a_key_that_is_none_is_refused(app) {
        let who = app.person("who@demo.example", None).await;
        for key in ["", "\"\"", "a\"b", "two words", &"x".repeat(65), "tab\there", "khóa"] {
            let refused = app.unchanged(who.post_with_key("/v1/businesses", key, app.business_body())).await;
            refused.problem(400, "invalid_idempotency_key");
        }
        let twice = [("Content-Type", "application/json"), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")];
        let refused = who.send("POST", "/v1/businesses", &twice, app.business_body().to_string().into_bytes());
        app.unchanged(refused).await.problem(400, "invalid_idempotency_key");
        who.post_with_key("/v1/businesses", &"x".repeat(64), app.business_body()).await.ok(201);
    }
}
