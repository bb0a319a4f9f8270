//! Requests to join of who ends the account.

use super::{admit, status, withdraw};
use crate::members::{account, firms, person};
use crate::support::client::text;
use crate::support::locks::{meeting, row};
use crate::support::{Client, TestApp, json};
use diesel::prelude::*;
use dungthu::accounts::members::MemberRole;
use dungthu::accounts::model::StaffRole;
use dungthu::db::Cause;
use dungthu::db::schema::join_requests as j;
use futures_util::future::join;
use serde_json::Value;
use std::time::Duration;

/// Who acts and what happened to the account's requests, as auditors read it.
async fn withdrawals(app: &TestApp, who: &str) -> Vec<Value> {
    let auditor = app.person(&format!("auditor{}@demo.example", app.next()), Some(StaffRole::Auditor)).await;
    let all = auditor.walk(&format!("/v1/audit-events?limit=100&account_id={who}")).await.concat();
    all.into_iter().filter(|it| it["kind"] == "join.withdrawn").collect()
}

async fn deactivate(who: &Client) -> u16 {
    who.act("/v1/me/deactivation").await.status
}

engines! {
    async fn they_are_withdrawn_with_the_account(app) {
        let [business, vendor] = firms(app).await;
        let (who, other) = (person(app).await, person(app).await);
        let gone = account(&who).await;
        let mut ids = vec![business.request_of(app, &who).await, vendor.request_of(app, &who).await];
        let (refused, stays) = (business.request_of(app, &other).await, vendor.request_of(app, &other).await);
        business.refuse(&business.owner, &refused, "other").await.ok(200);
        app.mails().await;
        assert_eq!(deactivate(&who).await, 204);
        assert!(app.one_mail().await.subject.ends_with("is deactivated"), "owners are told nothing");
        for (firm, waits) in [(&business, vec![]), (&vendor, vec![stays.clone()])] {
            let open = firm.owner.get(&format!("{}/join-requests?status=open", firm.path)).await.ok(200);
            assert_eq!(open["data"].as_array().expect("a list").iter().map(|it| text(it, "id")).collect::<Vec<_>>(), waits);
            let ended = firm.owner.get(&format!("{}/join-requests?status=withdrawn", firm.path)).await.ok(200);
            assert_eq!(ended["data"].as_array().map(Vec::len), Some(1));
            assert!(ended["data"][0]["ended_at"].is_string(), "{ended}");
        }
        app.unchanged(business.approve(&business.owner, &ids[0], "member")).await.problem(409, "wrong_state");
        let mut recorded: Vec<String> = withdrawals(app, &gone).await.iter().map(|it| text(&it["body"], "request")).collect();
        ids.sort();
        recorded.sort();
        assert_eq!(recorded, ids);
        // Nor are they staff's to decide when the owners' time is over.
        app.advance(Duration::from_secs(14 * 86_400 + 1));
        let reviewer = app.reviewer().await;
        let left = reviewer.walk("/v1/join-requests?limit=100").await.concat();
        assert_eq!(left.iter().map(|it| text(it, "id")).collect::<Vec<_>>(), [stays]);
        app.unchanged(admit(&reviewer, &ids[1], "member")).await.problem(409, "wrong_state");
    }

    async fn a_refused_end_leaves_them_open(app) {
        let [business, vendor] = firms(app).await;
        vendor.with(app, MemberRole::Member).await;
        let id = business.request_of(app, &vendor.owner).await;
        app.unchanged(vendor.owner.act("/v1/me/deactivation")).await.problem(409, "last_owner_of");
        assert_eq!(status(&vendor.owner, &id).await, "open");
        withdraw(&vendor.owner, &id).await.ok(200);
    }

    async fn let_in_and_gone_at_once_nobody_belongs_who_is_gone(app) {
        for firm in firms(app).await {
            for _ in 0..2 {
                let who = person(app).await;
                let id = firm.request_of(app, &who).await;
                let both = join(firm.approve(&firm.owner, &id, "member"), deactivate(&who));
                let lock = row("join_requests", &id);
                let (approved, gone) = meeting(app, lock, 2, both, async {}).await;
                assert_eq!(gone, 204);
                assert!([200, 409].contains(&approved.status), "{}", approved.text());
                assert_eq!(firm.roles(&firm.owner).await, ["owner"]);
                let open = firm.owner.get(&format!("{}/join-requests?status=open", firm.path)).await.ok(200);
                assert_eq!(open["data"], json!([]));
                app.mails().await;
            }
        }
    }

    async fn asked_from_another_session_at_once_nothing_waits(app) {
        let [business, _] = firms(app).await;
        for _ in 0..2 {
            let email = format!("two{}@demo.example", app.next());
            let (here, there) = (app.person(&email, None).await, app.log_in(&email).await);
            let (asked, gone) = join(business.asked_by(&here), deactivate(&there)).await;
            assert!([201, 401].contains(&asked.status) && gone == 204, "{} {gone}", asked.text());
            let open = move |tx: &mut dungthu::db::Tx<'_>| {
                Ok(j::table.filter(j::status.eq("open")).count().get_result::<i64>(&mut **tx)?)
            };
            assert_eq!(app.db.write(Cause::default(), open).await.expect("a count"), 0);
            app.mails().await;
        }
    }
}
