//! Answering: who may, once, and while the invitation holds.

use super::{UNKNOWN, accept, refuse, register, waiting};
use crate::members::{Firm, account, firms, person};
use crate::support::client::text;
use crate::support::locks::{locked, meeting};
use crate::support::{Client, TestApp, json};
use dungthu::accounts::members::MemberRole::Owner;
use futures_util::future::{join, join_all};
use std::time::Duration;

const WEEK: Duration = Duration::from_secs(7 * 86_400);

/// Somebody who is invited, and the invitation.
async fn invited(app: &TestApp, firm: &Firm, role: &str) -> (Client, String) {
    let who = person(app).await;
    let id = firm.invited(&text(&who.get("/v1/me").await.ok(200), "email"), role).await;
    app.mails().await;
    (who, id)
}

engines! {
    async fn who_accepts_belongs_with_the_role(app) {
        for firm in firms(app).await {
            for role in ["member", "manager", "owner"] {
                let (who, id) = invited(app, &firm, role).await;
                who.get(&firm.path).await.problem(404, "not_found");
                let done = accept(&who, &id).await.ok(200);
                assert_eq!((&done["status"], &done["role"]), (&json!("accepted"), &json!(role)));
                let member = who.get(&firm.member(&who).await).await.ok(200);
                assert_eq!(member["role"], role);
                assert_eq!(firm.status(&id).await, "accepted");
                assert!(waiting(&who).await.is_empty());
                app.unchanged(accept(&who, &id)).await.problem(410, "invitation_gone");
                app.unchanged(refuse(&who, &id)).await.problem(410, "invitation_gone");
            }
        }
    }

    async fn who_refuses_does_not_belong(app) {
        for firm in firms(app).await {
            let (who, id) = invited(app, &firm, "member").await;
            assert_eq!(refuse(&who, &id).await.ok(200)["status"], "refused");
            assert_eq!(firm.status(&id).await, "refused");
            app.unchanged(accept(&who, &id)).await.problem(410, "invitation_gone");
            who.get(&firm.path).await.problem(404, "not_found");
        }
    }

    async fn an_invitation_is_of_its_address_alone(app) {
        for firm in firms(app).await {
            let ((who, id), stranger) = (invited(app, &firm, "member").await, person(app).await);
            let unknown = "inv_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e";
            for act in ["acceptance", "refusal"] {
                let foreign = app.unchanged(stranger.act(&format!("/v1/invitations/{id}/{act}"))).await;
                foreign.problem(404, "not_found");
                assert_eq!(foreign.essence(), stranger.act(&format!("/v1/invitations/{unknown}/{act}")).await.essence());
                // Nor the owner's who made it.
                app.unchanged(firm.owner.act(&format!("/v1/invitations/{id}/{act}"))).await.problem(404, "not_found");
            }
            assert_eq!((waiting(&who).await, waiting(&stranger).await), (vec![id], vec![]));
        }
    }

    async fn it_waits_for_who_registers_later(app) {
        for firm in firms(app).await {
            let email = format!("later{}@demo.example", app.next());
            let id = firm.invited(&email.to_uppercase(), "manager").await;
            let who = register(app, &email).await;
            let list = who.get("/v1/me/invitations").await.ok(200);
            let mine = &list["data"][0];
            assert_eq!((text(mine, "id"), &mine["role"], &mine["invited_by_name"]), (id.clone(), &json!("manager"), &json!("Demo Person")));
            let column = if firm.id.starts_with("biz") { "business_id" } else { "vendor_id" };
            assert_eq!(mine[column], json!(firm.id));
            assert!(text(mine, "organization_name").ends_with("(demo)"));
            accept(&who, &id).await.ok(200);
            assert_eq!(who.get(&firm.member(&who).await).await.ok(200)["role"], "manager");
        }
    }

    async fn it_holds_for_seven_days(app) {
        for firm in firms(app).await {
            let firm = firm.anew(app).await;
            let (late, id) = invited(app, &firm, "member").await;
            let other = invited(app, &firm, "member").await;
            let email = text(&late.get("/v1/me").await.ok(200), "email");
            let other_email = text(&other.0.get("/v1/me").await.ok(200), "email");
            app.advance(WEEK - Duration::from_micros(1));
            accept(&app.log_in(&other_email).await, &other.1).await.ok(200);
            app.advance(Duration::from_micros(1));
            let (late, firm) = (app.log_in(&email).await, firm.anew(app).await);
            assert_eq!(firm.status(&id).await, "expired");
            app.unchanged(accept(&late, &id)).await.problem(410, "invitation_gone");
            assert!(waiting(&late).await.is_empty());
            app.unchanged(firm.revoke(&firm.owner, &id)).await.problem(410, "invitation_gone");
        }
    }

    async fn one_that_is_taken_back_is_over(app) {
        for firm in firms(app).await {
            let (who, id) = invited(app, &firm, "member").await;
            assert_eq!(firm.revoke(&firm.owner, &id).await.status, 204);
            assert!(waiting(&who).await.is_empty());
            app.unchanged(accept(&who, &id)).await.problem(410, "invitation_gone");
            app.unchanged(firm.revoke(&firm.owner, &id)).await.problem(412, "version_stale");
        }
    }

    async fn it_is_void_when_the_inviter_is_no_longer_an_owner(app) {
        for firm in firms(app).await {
            let other = firm.with(app, Owner).await;
            let (who, id) = invited(app, &firm, "member").await;
            assert_eq!(firm.give(&other, &firm.owner, "manager").await.status, 200);
            app.unchanged(accept(&who, &id)).await.problem(410, "invitation_gone");
            assert_eq!(who.get("/v1/me/invitations").await.ok(200)["data"][0]["status"], "void");
            let seen = other.get(&format!("{}/invitations/{id}", firm.path)).await.ok(200);
            assert_eq!(seen["status"], "void");
            // Another owner invites anew: what is void does not stand in the way.
            let email = text(&who.get("/v1/me").await.ok(200), "email");
            let again = text(&firm.invite(&other, &email, "member").await.ok(201), "id");
            accept(&who, &again).await.ok(200);
            app.mails().await;
        }
    }

    async fn it_stays_void_when_the_inviter_is_an_owner_again(app) {
        for firm in firms(app).await {
            let other = firm.with(app, Owner).await;
            for removed in [false, true] {
                let (who, id) = invited(app, &firm, "member").await;
                app.advance(Duration::from_secs(1));
                if removed {
                    assert_eq!(firm.remove(&other, &firm.owner).await.status, 204);
                    let email = text(&firm.owner.get("/v1/me").await.ok(200), "email");
                    let back = text(&firm.invite(&other, &email, "owner").await.ok(201), "id");
                    accept(&firm.owner, &back).await.ok(200);
                } else {
                    assert_eq!(firm.give(&other, &firm.owner, "manager").await.status, 200);
                    assert_eq!(firm.give(&other, &firm.owner, "owner").await.status, 200);
                }
                app.mails().await;
                app.unchanged(accept(&who, &id)).await.problem(410, "invitation_gone");
                assert_eq!(firm.status(&id).await, "void");
                // What the owner gives now holds.
                let email = text(&who.get("/v1/me").await.ok(200), "email");
                let again = text(&firm.invite(&firm.owner, &email, "member").await.ok(201), "id");
                accept(&who, &again).await.ok(200);
                app.mails().await;
            }
        }
    }

    async fn of_an_invitation_accepted_twice_at_once_one_holds(app) {
        for firm in firms(app).await {
            let (who, id) = invited(app, &firm, "member").await;
            let mut statuses: Vec<u16> = join_all((0..4).map(|_| accept(&who, &id))).await.iter().map(|it| it.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 410, 410, 410]);
            let mut roles = firm.roles(&firm.owner).await;
            roles.sort();
            assert_eq!(roles, ["member", "owner"]);
        }
    }

    // Two sessions at two servers: nothing but the organization makes one wait for the other. And somebody else.
    async fn of_two_who_accept_one_invitation_at_once_one_joins(app) {
        let (server, there) = app.another(|_| {}).await;
        for firm in firms(app).await {
            let (who, id) = invited(app, &firm, "manager").await;
            let email = text(&who.get("/v1/me").await.ok(200), "email");
            let (also, stranger) = (app.log_in(&email).await.at(&there), person(app).await);
            let owners = format!("SELECT 1 FROM memberships WHERE business_id = '{0}' OR vendor_id = '{0}' FOR UPDATE", firm.id);
            let all = join(join(accept(&who, &id), accept(&also, &id)), accept(&stranger, &id));
            let ((one, two), foreign) = meeting(app, locked(owners), 2, all, async {}).await;
            foreign.problem(404, "not_found");
            let (joined, late) = if one.status == 200 { (one, two) } else { (two, one) };
            assert_eq!(joined.ok(200)["role"], "manager");
            late.problem(410, "invitation_gone");
            assert_eq!(firm.roles(&firm.owner).await, ["owner", "manager"]);
        }
        server.stop().await;
    }

    async fn accepted_and_taken_back_at_once_it_is_one_of_the_two(app) {
        for firm in firms(app).await {
            for _ in 0..4 {
                let (who, id) = invited(app, &firm, "member").await;
                let (joined, revoked) = join(accept(&who, &id), firm.revoke(&firm.owner, &id)).await;
                let belongs = who.get(&firm.path).await.status == 200;
                assert!([(200, 412, true), (200, 410, true), (410, 204, false)].contains(&(joined.status, revoked.status, belongs)), "{joined:?} {revoked:?}");
                assert_eq!(firm.status(&id).await, if belongs { "accepted" } else { "revoked" });
            }
        }
    }

    async fn who_belongs_already_stays_what_they_are(app) {
        for firm in firms(app).await {
            let (who, id) = invited(app, &firm, "owner").await;
            firm.admit(app, &who, dungthu::accounts::members::MemberRole::Member).await;
            app.unchanged(accept(&who, &id)).await.problem(409, "already_member");
            assert_eq!(firm.roles(&firm.owner).await, ["owner", "member"]);
        }
    }

    async fn unverified_addresses_see_nothing(app) {
        let firm = &firms(app).await[0];
        let id = firm.invited(UNKNOWN, "member").await;
        // Somebody who registers the address of another cannot log in, and another address sees nothing.
        let other = register(app, "other@demo.example").await;
        assert!(waiting(&other).await.is_empty());
        app.unchanged(accept(&other, &id)).await.problem(404, "not_found");
        assert_eq!(account(&other).await.len(), 36);
    }
}
