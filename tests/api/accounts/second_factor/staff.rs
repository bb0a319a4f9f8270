//! Staff must have a second factor: without it in the session there is nothing to do but enrol.

use super::*;
use crate::document::form::{document, operations};
use dungthu::accounts::model::StaffRole;
use dungthu::accounts::second_factor::{Assured, actions};
use dungthu::db::Cause;

const OPEN: [&str; 7] =
    ["get_me", "log_out", "reauthenticate", "start_totp", "activate_totp", "remove_totp", "renew_recovery_codes"];

async fn without(app: &TestApp, role: StaffRole) -> Client {
    let email = format!("{role}@demo.example");
    app.account(&email, Some(role)).await;
    app.log_in(&email).await
}

engines! {
    async fn without_it_every_other_operation_is_refused(app) {
        for role in StaffRole::ALL {
            let who = without(app, *role).await;
            let (mut refused, mut open) = (0, Vec::new());
            for (method, path, operation) in operations(&document()) {
                let id = text(&operation, "operationId");
                if operation["security"].as_array().is_some_and(Vec::is_empty) {
                    continue;
                }
                if OPEN.contains(&id.as_str()) {
                    open.push(id);
                    continue;
                }
                let path = path.replace("{id}", "trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e");
                let headers = [("Content-Type", "application/json"), ("If-Match", "\"1\"")];
                app.unchanged(who.send(&method, &path, &headers, b"{}".to_vec())).await.problem(403, "second_factor_required");
                refused += 1;
            }
            assert!(refused > 25 && open.len() == OPEN.len(), "{refused} {open:?}");
            who.get("/v1/platforms").await.ok(200);
        }
    }

    async fn enrolling_opens_the_rest_at_once(app) {
        let client = without(app, StaffRole::Reviewer).await;
        assert_eq!(client.get("/v1/me").await.ok(200)["staff_role"], "reviewer");
        let who = enrol(app, client).await;
        who.client.get("/v1/vendors").await.ok(200);
        app.advance(STEP);
        let code = app.code(&who.secret);
        let again = json!({"email": "reviewer@demo.example", "password": PASSWORD, "code": code});
        let again = app.anon.with_token(&text(&app.anon.post("/v1/sessions", again).await.ok(201), "token"));
        again.get("/v1/vendors").await.ok(200);
    }

    async fn a_session_from_before_is_opened_by_proof_anew(app) {
        let account = app.account(WHO, Some(StaffRole::Analyst)).await;
        let before = app.log_in(WHO).await;
        app.install_totp(account).await;
        before.get("/v1/reports/funnel").await.problem(403, "second_factor_required");
        reauthenticate(&before, PASSWORD, None).await.problem(401, "second_factor_needed");
        assert_eq!(reauthenticate(&before, PASSWORD, Some(&app.code(TOTP_SECRET))).await.status, 200);
        before.get("/v1/reports/funnel").await.ok(200);
    }

    async fn staff_cannot_go_without_but_can_replace(app) {
        let who = enrol(app, without(app, StaffRole::Administrator).await).await;
        app.advance(STEP);
        app.unchanged(remove(&who.client, &app.code(&who.secret))).await.problem(409, "second_factor_obligatory");
        let new = text(&who.client.act("/v1/me/totp").await.ok(200), "secret");
        activate(&who.client, &app.code(&new)).await.ok(200);
        app.one_mail().await;
        who.client.get("/v1/vendors").await.ok(200);
    }

    async fn an_operator_takes_a_lost_one_away(app) {
        let who = enrolled(app).await;
        let reset = |email: &'static str| app.db.write(Cause::default(), move |tx| actions::reset(tx, email, Assured::CalledBack));
        assert_eq!(app.unchanged(reset("nobody@demo.example")).await.expect_err("refused").code().as_str(), "not_found");
        reset(WHO).await.expect("a reset");
        let mail = app.one_mail().await;
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), (WHO, "The second factor of your account at Dùng thử (Try it out) was reset"));
        // What happened, what to do, and whom to write to.
        let said = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["An operator of the programme has just reset", "your password alone opens the account", "«forgot password»", "by answering this mail"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        who.client.get("/v1/me").await.problem(401, "unauthenticated");
        let kept = app.digest().await;
        let events = kept.lines().find(|line| line.starts_with("events:")).expect("the events");
        assert!(events.contains("called_back"), "how it was made sure is recorded: {events}");
        let anew = app.log_in(WHO).await;
        assert_eq!(told(&anew).await, (false, 0));
        assert_eq!(app.unchanged(reset(WHO)).await.expect_err("refused").code().as_str(), "no_second_factor");
    }
}
