//! Inviting: what the inviter is told, what goes out, and what is refused.

use super::{UNKNOWN, accept, register, waiting};
use crate::members::{account, firms, person};
use crate::support::app::NOW;
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::members::MemberRole::{Manager, Member};
use dungthu::limits::Quotas;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

engines! {
    async fn an_invitation_says_what_it_is_and_goes_out_by_mail(app) {
        for firm in firms(app).await {
            let reply = firm.invite(&firm.owner, " New.Colleague@demo.example ", "manager").await;
            let made = reply.ok(201);
            assert_eq!(made["email"], "New.Colleague@demo.example");
            assert_eq!((&made["role"], &made["status"], &made["ended_at"]), (&json!("manager"), &json!("open"), &json!(null)));
            assert_eq!((text(&made, "created_at"), text(&made, "expires_at")), (NOW.to_string(), NOW.plus(7 * DAY).to_string()));
            assert_eq!(text(&made, "invited_by"), account(&firm.owner).await);
            let place = reply.header("location").expect("a place");
            assert_eq!(place, format!("{}/invitations/{}", firm.path, text(&made, "id")));
            let read = firm.owner.get(place).await;
            assert_eq!((read.ok(200), read.header("etag")), (made, Some("\"1\"")));
            let mail = app.one_mail().await;
            assert_eq!(mail.to, "New.Colleague@demo.example");
            assert!(mail.subject.starts_with("Invitation to join ") && mail.text.contains("as: manager"), "{mail:?}");
            assert!(mail.text.contains("Demo Person invites you") && mail.link(&app.config.public_url).starts_with("/pages/invitation/"));
        }
    }

    async fn known_and_unknown_addresses_are_answered_alike(app) {
        let known = person(app).await;
        let email = text(&known.get("/v1/me").await.ok(200), "email");
        for firm in firms(app).await {
            let (one, other) = (firm.invite(&firm.owner, &email, "member").await, firm.invite(&firm.owner, UNKNOWN, "member").await);
            let told = |reply: &crate::support::Reply, email: &str| {
                let id = text(&reply.ok(201), "id");
                let (status, headers, text) = reply.essence();
                let headers: Vec<_> = headers.into_iter().map(|(name, value)| (name, value.replace(&id, "<id>"))).collect();
                (status, headers, text.replace(&id, "<id>").replace(email, "<address>"))
            };
            let (mut one, mut other) = (told(&one, &email), told(&other, UNKNOWN));
            for told in [&mut one, &mut other] {
                told.1.retain(|(name, _)| name != "content-length");
            }
            assert_eq!(one, other);
            assert_eq!(app.mails().await.len(), 2);
        }
    }

    async fn the_address_is_in_no_event(app) {
        let firm = &firms(app).await[0];
        firm.invited(UNKNOWN, "member").await;
        app.mails().await;
        let digest = app.digest().await;
        let with_address: Vec<_> = digest.lines().filter(|line| line.contains(UNKNOWN)).filter_map(|line| line.split(':').next()).collect();
        assert_eq!(with_address, ["invitations"], "it stands in one row, which can be erased");
    }

    async fn a_member_cannot_be_invited(app) {
        for firm in firms(app).await {
            let member = firm.with(app, Member).await;
            let email = text(&member.get("/v1/me").await.ok(200), "email");
            app.unchanged(firm.invite(&firm.owner, &email.to_uppercase(), "manager")).await.problem(409, "already_member");
        }
    }

    async fn an_address_is_invited_once_at_a_time(app) {
        for firm in firms(app).await {
            let firm = firm.anew(app).await;
            let first = firm.invited(UNKNOWN, "member").await;
            app.mails().await;
            app.unchanged(firm.invite(&firm.owner, "UNKNOWN@demo.example", "owner")).await.problem(409, "invitation_exists");
            assert_eq!(firm.revoke(&firm.owner, &first).await.status, 204);
            firm.invite(&firm.owner, UNKNOWN, "owner").await.ok(201);
            // A week later it may be invited again: the other has expired, a day before anybody looks.
            app.advance(8 * DAY);
            let firm = firm.anew(app).await;
            let list = async || firm.owner.get(&format!("{}/invitations?limit=100", firm.path)).await.ok(200)["data"].clone();
            let over = list().await[0].clone();
            assert_eq!((&over["status"], &over["ended_at"]), (&json!("expired"), &over["expires_at"]));
            firm.invite(&firm.owner, UNKNOWN, "member").await.ok(201);
            // Found to be over, it has not ended later.
            let kept = list().await[1].clone();
            assert_eq!((&kept["id"], &kept["status"], &kept["ended_at"]), (&over["id"], &json!("expired"), &over["expires_at"]));
            app.mails().await;
        }
    }

    async fn at_most_fifty_are_open(app) {
        let firm = &firms(app).await[0];
        let mut last = String::new();
        for n in 0..50 {
            last = firm.invited(&format!("colleague{n}@demo.example"), "member").await;
        }
        app.mails().await;
        app.unchanged(firm.invite(&firm.owner, UNKNOWN, "member")).await.problem(409, "too_many_invitations");
        assert_eq!(firm.revoke(&firm.owner, &last).await.status, 204);
        firm.invite(&firm.owner, UNKNOWN, "member").await.ok(201);
        app.mails().await;
    }

    async fn managers_and_members_do_not_invite(app) {
        for firm in firms(app).await {
            for role in [Member, Manager] {
                let who = firm.with(app, role).await;
                app.unchanged(firm.invite(&who, UNKNOWN, "member")).await.problem(403, "forbidden");
            }
            let stranger = person(app).await;
            app.unchanged(firm.invite(&stranger, UNKNOWN, "member")).await.problem(404, "not_found");
        }
    }

    async fn what_is_no_address_and_no_role_is_refused(app) {
        for firm in firms(app).await {
            for wrong in ["", "a", "a@b", "a@demo.example\r\nBcc: b@demo.example"] {
                app.unchanged(firm.invite(&firm.owner, wrong, "member")).await.fault(422, "invalid_values", "/email", "not_an_email");
            }
            app.unchanged(firm.invite(&firm.owner, UNKNOWN, "boss")).await.fault(400, "malformed_json", "/role", "wrong_type");
        }
    }

    async fn an_address_that_has_had_its_mails_is_invited_without_one(app) {
        let (server, client) = app.another(|config| config.limits = Quotas { mails_a_day: 1, ..config.limits.clone() }).await;
        let [one, other] = firms(app).await;
        let path = |firm: &crate::members::Firm| format!("{}/invitations", firm.path);
        let body = || json!({"email": UNKNOWN, "role": "member"});
        let (first, second) = (one.owner.at(&client).post(&path(&one), body()).await, other.owner.at(&client).post(&path(&other), body()).await);
        assert_eq!((&first.ok(201)["status"], &second.ok(201)["status"]), (&json!("open"), &json!("open")));
        app.one_mail().await;
        // It waits there all the same.
        let invited = register(app, UNKNOWN).await;
        assert_eq!(waiting(&invited).await.len(), 2);
        accept(&invited, &text(&second.json(), "id")).await.ok(200);
        server.stop().await;
    }
}
