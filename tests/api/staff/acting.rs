//! An administrator acts for somebody: seen by them, recorded under both names, and never in what only they may do.

use super::*;
use crate::members::account;
use crate::support::TestApp;
use crate::support::actors::{PASSWORD, TOTP_SECRET};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
const MINUTE: Duration = Duration::from_secs(60);

pub async fn act_for(by: &Client, account: &str) -> Reply {
    by.post(&format!("/v1/accounts/{account}/acting-sessions"), json!({"reason": "Asked us on the telephone."})).await
}

/// A session in which this administrator acts for this account.
pub async fn acting(app: &TestApp, by: &Client, account: &str) -> Client {
    app.anon.with_token(&text(&act_for(by, account).await.ok(201), "token"))
}

/// The administrator, by a token that proves who it is anew.
async fn proved(app: &TestApp, admin: &Client) -> Client {
    let proof = json!({"password": PASSWORD, "code": app.code(TOTP_SECRET)});
    admin.with_token(&text(&admin.post("/v1/sessions/current/reauthentication", proof).await.ok(200), "token"))
}

async fn delete(by: &Client, path: &str) {
    assert_eq!(by.send("DELETE", path, &[], Vec::new()).await.status, 204, "{path}");
}

engines! {
    async fn acting_is_told_and_recorded_under_both_names(app) {
        let admin = administrator(app, 1).await;
        let who = app.person("who@demo.example", None).await;
        let business = app.business(&who).await;
        let id = account(&who).await;
        let session = act_for(&admin, &id).await.ok(201);
        assert_eq!((&session["account_id"], &session["expires_at"]), (&json!(id), &json!("2026-11-16T02:30:00.000000Z")));
        let mail = app.one_mail().await;
        let told = mail.text.replace('\n', " ");
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("who@demo.example", "Staff are acting for you at Dùng thử (Try it out)"));
        assert!(told.contains("Demo Person, an administrator") && told.contains("Asked us on the telephone.") && told.contains("30 minutes"), "{told}");
        let acting = app.anon.with_token(&text(&session, "token"));
        let admin_id = account(&admin).await;
        assert_eq!(acting.get("/v1/me").await.ok(200)["acting_account_id"], admin_id.as_str());
        assert_eq!(who.get("/v1/me").await.ok(200)["acting_account_id"], Value::Null);
        acting.patch(&format!("/v1/businesses/{business}"), "\"1\"", json!({"employees": 9})).await.ok(200);
        let facts = admin.get(&format!("/v1/audit-events?account_id={id}&limit=1")).await.ok(200);
        assert_eq!((&facts["data"][0]["kind"], &facts["data"][0]["acting_account_id"]), (&json!("business.changed"), &json!(admin_id)));
        // What was done in somebody's place is found by who did it, too, between what was done in one's own.
        let page = |limit: u8, cursor: &str| format!("/v1/audit-events?account_id={admin_id}&limit={limit}{cursor}");
        let did = admin.get(&page(2, "")).await.ok(200);
        assert_eq!((&did["data"][0], &did["data"][1]["kind"], &did["data"][1]["subject_id"]), (&facts["data"][0], &json!("acting.started"), &json!(id)));
        let newest = admin.get(&page(1, "")).await.ok(200);
        let behind = admin.get(&page(1, &format!("&cursor={}", text(&newest, "next_cursor")))).await.ok(200);
        assert_eq!((&newest["data"][0], &behind["data"][0]), (&did["data"][0], &did["data"][1]));
        // What was done meanwhile does not stand under the person's name alone, and the person sees who it was and why.
        let sizes = who.get(&format!("/v1/businesses/{business}/size-history")).await.ok(200)["data"].clone();
        let by = |row: &Value| (row["changed_by"].clone(), row["acting_account_id"].clone());
        assert_eq!((by(&sizes[0]), by(&sizes[1])), ((json!(id), Value::Null), (json!(id), json!(admin_id))));
        let seen = who.get("/v1/me/sign-ins?limit=1").await.ok(200)["data"][0].clone();
        assert_eq!((&seen["kind"], &seen["acting_account_id"], &seen["acting_reason"]), (&json!("acting.started"), &json!(admin_id), &json!("Asked us on the telephone.")));
        app.advance(Duration::from_secs(30 * 60));
        acting.get("/v1/me").await.problem(401, "unauthenticated");
    }

    async fn who_acts_does_nothing_that_only_the_person_may(app) {
        let tried = app.activated().await;
        let admin = administrator(app, 1).await;
        let acting = app.anon.with_token(&text(&act_for(&admin, &account(&tried.sme).await).await.ok(201), "token"));
        let for_vendor = app.anon.with_token(&text(&act_for(&admin, &account(&tried.vendor).await).await.ok(201), "token"));
        app.mails().await;
        acting.get(&tried.path("")).await.ok(200);
        let claim = crate::support::actors::claim();
        for (who, path, body) in [
            (&acting, tried.path("/conversion"), claim.clone()), (&for_vendor, tried.path("/conversion"), claim),
            (&acting, tried.path("/conversion/confirmation"), json!({"already_customer": false})), (&acting, tried.path("/cancellation"), json!({"reason_code": "other"})),
            (&acting, "/v1/trials".to_owned(), app.trial_body(&tried.business_id, &tried.platform_id)), (&acting, "/v1/businesses".to_owned(), app.business_body()),
            (&acting, "/v1/sessions/current/reauthentication".to_owned(), json!({"password": crate::support::actors::PASSWORD})), (&acting, "/v1/me/totp".to_owned(), json!({})),
            (&acting, format!("/v1/businesses/{}/invitations", tried.business_id), json!({"email": "x@demo.example", "role": "owner"})),
        ] {
            app.unchanged(who.post(&path, body)).await.problem(403, "in_person_only");
        }
    }

    async fn nobody_acts_for_staff_for_themselves_or_for_nobody(app) {
        let (admin, reviewer) = (administrator(app, 1).await, app.reviewer().await);
        for who in [&admin, &reviewer] {
            let id = account(who).await;
            app.unchanged(act_for(&admin, &id)).await.problem(409, "acting_for_staff");
        }
        app.unchanged(act_for(&admin, "acc_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e")).await.problem(404, "not_found");
        let who = account(&app.person("who@demo.example", None).await).await;
        app.unchanged(act_for(&reviewer, &who)).await.problem(403, "forbidden");
        app.unchanged(admin.post(&format!("/v1/accounts/{who}/acting-sessions"), json!({"reason": " "}))).await.fault(422, "invalid_values", "/reason", "empty");
    }

    async fn who_acts_gains_nothing_by_an_office_that_comes_meanwhile(app) {
        let admin = administrator(app, 1).await;
        let who = account(&app.person("who@demo.example", None).await).await;
        let acting = app.anon.with_token(&text(&act_for(&admin, &who).await.ok(201), "token"));
        propose(&admin, "who@demo.example", Some("auditor")).await.ok(201);
        app.mails().await;
        acting.get("/v1/audit-events").await.problem(401, "unauthenticated");
    }

    async fn who_acts_is_out_when_the_own_sessions_end(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let who = app.person("who@demo.example", None).await;
        let acting = app.anon.with_token(&text(&act_for(&one, &account(&who).await).await.ok(201), "token"));
        acting.get("/v1/me").await.ok(200);
        acting.get("/v1/me/sessions").await.problem(403, "in_person_only");
        let administrator = account(&one).await;
        assert_eq!(two.send("DELETE", &format!("/v1/accounts/{administrator}/sessions"), &[], Vec::new()).await.status, 204);
        acting.get("/v1/me").await.problem(401, "unauthenticated");
        who.get("/v1/me").await.ok(200);
        app.mails().await;
    }

    async fn who_acts_is_out_when_the_session_ends_in_which_it_began(app) {
        let here = administrator(app, 1).await;
        app.advance(MINUTE);
        let there = app.log_in_with_code("admin1@demo.example").await;
        let other = administrator(app, 2).await;
        let who = app.person("who@demo.example", None).await;
        let id = account(&who).await;
        let by = [acting(app, &here, &id).await, acting(app, &there, &id).await, acting(app, &other, &id).await];
        let (server, elsewhere) = app.another(|_| ()).await;
        let alive = async || {
            let mut statuses = Vec::new();
            for it in &by {
                statuses.push(it.get("/v1/me").await.status);
                assert_eq!(it.at(&elsewhere).get("/v1/me").await.status, *statuses.last().expect("a status"));
            }
            statuses
        };
        assert_eq!(alive().await, [200, 200, 200]);
        // Ended by its id, in another session; a new token is the same session.
        app.advance(MINUTE);
        let there = proved(app, &there).await;
        assert_eq!(alive().await, [200, 200, 200]);
        let sessions = there.get("/v1/me/sessions").await.ok(200)["data"].clone();
        let first = sessions.as_array().expect("sessions").iter().find(|it| it["current"] == false).expect("the other one");
        delete(&there, &format!("/v1/me/sessions/{}", text(first, "id"))).await;
        assert_eq!(alive().await, [401, 200, 200]);
        let seen = who.get("/v1/me/sessions").await.ok(200)["data"].clone();
        assert_eq!(seen.as_array().expect("sessions").iter().filter(|it| it["acting_account_id"].is_string()).count(), 2);
        app.unchanged(by[0].get("/v1/me")).await.problem(401, "unauthenticated");
        delete(&there, "/v1/sessions/current").await;
        assert_eq!(alive().await, [401, 401, 200]);
        who.get("/v1/me").await.ok(200);
        app.mails().await;
        server.stop().await;
    }

    async fn who_acts_is_out_when_the_session_is_old_or_idle_in_which_it_began(app) {
        let (used, idle) = (administrator(app, 1).await, administrator(app, 2).await);
        let who = app.person("who@demo.example", None).await;
        let id = account(&who).await;
        let listed = async || who.get("/v1/me/sessions").await.ok(200)["data"].as_array().map(Vec::len);
        app.advance(55 * MINUTE);
        // Its last use is not written down.
        let unseen = acting(app, &proved(app, &idle).await, &id).await;
        app.advance(5 * MINUTE - Duration::from_micros(1));
        unseen.get("/v1/me").await.ok(200);
        used.get("/v1/me").await.ok(200);
        app.advance(Duration::from_micros(1));
        app.unchanged(unseen.get("/v1/me")).await.problem(401, "unauthenticated");
        assert_eq!(listed().await, Some(1));
        // The other one is used on, and is too old in the end.
        for _ in 0..21 {
            app.server.worker.note_uses().await.expect("noted");
            app.advance(HOUR / 2);
            used.get("/v1/me").await.ok(200);
        }
        app.server.worker.note_uses().await.expect("noted");
        app.advance(15 * MINUTE);
        let late = acting(app, &proved(app, &used).await, &id).await;
        app.advance(15 * MINUTE - Duration::from_micros(1));
        late.get("/v1/me").await.ok(200);
        assert_eq!(listed().await, Some(2));
        app.advance(Duration::from_micros(1));
        app.unchanged(late.get("/v1/me")).await.problem(401, "unauthenticated");
        assert_eq!(listed().await, Some(1));
        app.mails().await;
    }

    async fn who_acts_is_out_when_the_office_ends(app) {
        let (one, two, three) = (administrator(app, 1).await, administrator(app, 2).await, administrator(app, 3).await);
        let who = app.person("who@demo.example", None).await;
        let by = acting(app, &three, &account(&who).await).await;
        let change = propose(&one, "admin3@demo.example", None).await.ok(201);
        by.get("/v1/me").await.ok(200);
        decide(&two, &change, "approval").await.ok(200);
        by.get("/v1/me").await.problem(401, "unauthenticated");
        who.get("/v1/me").await.ok(200);
        app.mails().await;
    }

    async fn an_administrator_ends_somebodys_sessions_on_every_server(app) {
        let admin = administrator(app, 1).await;
        let (here, there) = (app.person("who@demo.example", None).await, app.log_in("who@demo.example").await);
        let id = account(&here).await;
        let (server, other) = app.another(|_| ()).await;
        let ended = admin.send("DELETE", &format!("/v1/accounts/{id}/sessions"), &[], Vec::new()).await;
        assert_eq!(ended.status, 204);
        here.get("/v1/me").await.problem(401, "unauthenticated");
        there.at(&other).get("/v1/me").await.problem(401, "unauthenticated");
        admin.get("/v1/me").await.ok(200);
        let told = app.one_mail().await;
        assert_eq!((told.to.as_str(), told.subject.as_str()), ("who@demo.example", "You were logged out everywhere at Dùng thử (Try it out)"));
        assert!(told.text.replace('\n', " ").contains("An administrator of Dùng thử (Try it out) has ended all sessions"), "{}", told.text);
        let facts = admin.get(&format!("/v1/audit-events?subject={id}&limit=1")).await.ok(200);
        assert_eq!((&facts["data"][0]["kind"], &facts["data"][0]["body"]["sessions"]), (&json!("sessions.ended_by_staff"), &json!(2)));
        let unknown = admin.send("DELETE", "/v1/accounts/acc_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e/sessions", &[], Vec::new());
        app.unchanged(unknown).await.problem(404, "not_found");
        server.stop().await;
    }
}
