//! Owners let people in, or do not.

use super::{status, withdraw};
use crate::joining::invitations::accept;
use crate::members::{firms, person};
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::members::MemberRole::{Manager, Member, Owner};
use futures_util::future::{join, join_all};

engines! {
    async fn who_is_let_in_belongs_with_the_role(app) {
        for firm in firms(app).await {
            for role in ["member", "manager", "owner"] {
                let who = person(app).await;
                let id = firm.request_of(app, &who).await;
                let done = firm.approve(&firm.owner, &id, role).await.ok(200);
                assert_eq!((&done["status"], &done["role"]), (&json!("approved"), &json!(role)));
                assert_eq!(who.get(&firm.member(&who).await).await.ok(200)["role"], role);
                let told = app.one_mail().await;
                assert!(told.subject.starts_with("You are now a member of ") && told.text.contains(&format!("role is: {role}")), "{told:?}");
                assert_eq!(status(&who, &id).await, "approved");
                app.unchanged(firm.approve(&firm.owner, &id, role)).await.problem(409, "wrong_state");
                app.unchanged(withdraw(&who, &id)).await.problem(409, "wrong_state");
            }
        }
    }

    async fn who_is_let_in_is_not_invited_any_more(app) {
        for firm in firms(app).await {
            let who = person(app).await;
            let invitation = firm.invited(&text(&who.get("/v1/me").await.ok(200), "email"), "manager").await;
            let request = firm.request_of(app, &who).await;
            firm.approve(&firm.owner, &request, "member").await.ok(200);
            assert_eq!(firm.status(&invitation).await, "revoked");
            app.unchanged(accept(&who, &invitation)).await.problem(410, "invitation_gone");
            app.mails().await;
        }
    }

    async fn who_is_refused_is_told_why(app) {
        for firm in firms(app).await {
            let who = person(app).await;
            let id = firm.request_of(app, &who).await;
            app.unchanged(firm.refuse(&firm.owner, &id, "no_capacity")).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
            let done = firm.refuse(&firm.owner, &id, "not_of_the_organization").await.ok(200);
            assert_eq!((&done["status"], &done["reason_code"]), (&json!("refused"), &json!("not_of_the_organization")));
            let told = app.one_mail().await;
            assert!(told.subject.ends_with("was refused") && told.text.replace('\n', " ").contains("does not work for the organization"), "{told:?}");
            who.get(&firm.path).await.problem(404, "not_found");
            app.unchanged(firm.approve(&firm.owner, &id, "member")).await.problem(409, "wrong_state");
        }
    }

    async fn owners_alone_see_and_answer(app) {
        let [business, vendor] = firms(app).await;
        for (firm, other) in [(&business, &vendor), (&vendor, &business)] {
            let who = person(app).await;
            let id = firm.request_of(app, &who).await;
            let path = format!("{}/join-requests", firm.path);
            for role in [Member, Manager] {
                let colleague = firm.with(app, role).await;
                colleague.get(&path).await.problem(403, "forbidden");
                app.unchanged(firm.approve(&colleague, &id, "member")).await.problem(403, "forbidden");
                app.unchanged(firm.refuse(&colleague, &id, "other")).await.problem(403, "forbidden");
            }
            for stranger in [&who, &other.owner] {
                stranger.get(&path).await.problem(404, "not_found");
                app.unchanged(firm.approve(stranger, &id, "member")).await.problem(404, "not_found");
            }
            // Another organization's request does not exist under one's own path.
            app.unchanged(other.approve(&other.owner, &id, "member")).await.problem(404, "not_found");
            app.unchanged(other.refuse(&other.owner, &id, "other")).await.problem(404, "not_found");
        }
    }

    async fn requests_are_listed_by_status_and_paged(app) {
        for firm in firms(app).await {
            let mut made = Vec::new();
            for _ in 0..3 {
                made.insert(0, firm.request_of(app, &person(app).await).await);
            }
            firm.refuse(&firm.owner, &made[1], "other").await.ok(200);
            app.mails().await;
            let ids = |pages: Vec<Vec<serde_json::Value>>| pages.concat().iter().map(|it| text(it, "id")).collect::<Vec<_>>();
            let path = format!("{}/join-requests", firm.path);
            assert_eq!(ids(firm.owner.walk(&format!("{path}?limit=1")).await), made);
            assert_eq!(ids(firm.owner.walk(&format!("{path}?limit=1&status=open")).await), [made[0].clone(), made[2].clone()]);
            assert_eq!(ids(firm.owner.walk(&format!("{path}?limit=1&status=refused")).await), [made[1].clone()]);
        }
    }

    async fn approved_and_withdrawn_at_once_it_is_one_of_the_two(app) {
        for firm in firms(app).await {
            for _ in 0..4 {
                let who = person(app).await;
                let id = firm.request_of(app, &who).await;
                let (approved, withdrawn) = join(firm.approve(&firm.owner, &id, "member"), withdraw(&who, &id)).await;
                let belongs = who.get(&firm.path).await.status == 200;
                assert!([(200, 409, true), (409, 200, false)].contains(&(approved.status, withdrawn.status, belongs)), "{approved:?} {withdrawn:?}");
                assert_eq!(status(&who, &id).await, if belongs { "approved" } else { "withdrawn" });
                assert_eq!(app.mails().await.len(), usize::from(belongs));
            }
        }
    }

    async fn of_answers_at_once_one_counts(app) {
        for firm in firms(app).await {
            let (who, other) = (person(app).await, firm.with(app, Owner).await);
            let id = firm.request_of(app, &who).await;
            let (approved, refused) = join(
                join_all([firm.approve(&firm.owner, &id, "member"), firm.approve(&other, &id, "manager")]),
                firm.refuse(&other, &id, "other"),
            ).await;
            let mut statuses: Vec<u16> = approved.iter().chain([&refused]).map(|reply| reply.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409, 409]);
            app.one_mail().await;
        }
    }

    async fn who_has_joined_otherwise_cannot_be_let_in_again(app) {
        for firm in firms(app).await {
            let who = person(app).await;
            let id = firm.request_of(app, &who).await;
            firm.admit(app, &who, Manager).await;
            app.unchanged(firm.approve(&firm.owner, &id, "member")).await.problem(409, "already_member");
            withdraw(&who, &id).await.ok(200);
        }
    }
}
