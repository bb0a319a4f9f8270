//! Who am I, once logged in.

use crate::support::actors::PASSWORD;
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::model::StaffRole;

engines! {
    async fn a_person_sees_who_they_are_and_where_they_belong(app) {
        let who = app.person("Who@demo.example", None).await;
        let me = who.get("/v1/me").await.ok(200);
        let bare = json!({"id": me["id"], "email": "Who@demo.example", "name": "Demo Person", "locale": "en", "staff_role": null, "acting_account_id": null, "second_factor": {"active": false, "recovery_codes_left": 0}, "businesses": [], "vendors": []});
        assert_eq!(me, bare);
        let (first, second, vendor) = (app.business(&who).await, app.business(&who).await, app.vendor(&who).await);
        app.mails().await;
        let me = who.get("/v1/me").await.ok(200);
        let mut businesses: Vec<&str> = me["businesses"].as_array().expect("a list").iter().filter_map(|id| id.as_str()).collect();
        businesses.sort_unstable();
        assert_eq!((businesses, &me["vendors"]), (vec![first.as_str(), second.as_str()], &json!([vendor])));
    }

    async fn staff_see_their_role(app) {
        for (role, name) in [(StaffRole::Reviewer, "reviewer"), (StaffRole::Analyst, "analyst"), (StaffRole::Administrator, "administrator")] {
            let staff = app.person(&format!("{name}@demo.example"), Some(role)).await;
            assert_eq!(staff.get("/v1/me").await.ok(200)["staff_role"], name);
        }
    }

    async fn a_log_in_says_who_logged_in(app) {
        app.person("who@demo.example", None).await;
        let reply = app.anon.post("/v1/sessions", json!({"email": "who@demo.example", "password": PASSWORD})).await;
        let session = reply.ok(201);
        assert_eq!((reply.header("location"), reply.header("cache-control")), (Some("/v1/me"), Some("no-store")));
        let me = app.anon.with_token(&text(&session, "token")).get("/v1/me").await.ok(200);
        assert_eq!(me["id"], session["account_id"]);
    }

    async fn staff_roles_are_not_for_everybody_to_use(app) {
        let tried = app.requested().await;
        let analyst = app.analyst().await;
        for who in [&tried.sme, &tried.vendor, &analyst] {
            who.get("/v1/vendors").await.problem(403, "forbidden");
            let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
            app.unchanged(who.act(&format!("/v1/vendors/{vendor}/approval"))).await.problem(403, "forbidden");
            app.unchanged(who.act(&format!("/v1/platforms/{}/publication", tried.platform_id))).await.problem(403, "forbidden");
        }
        app.anon.get("/v1/vendors").await.problem(401, "unauthenticated");
    }
}
