//! The page behind an invitation's link: looking changes nothing, and the link proves the address.

use super::{UNKNOWN, accept, mailed_link, register};
use crate::members::{account, firms, person};
use crate::support::client::text;
use crate::support::{Reply, TestApp, json};
use dungthu::accounts::model::StaffRole;
use futures_util::future::join_all;
use std::time::Duration;

fn is_gone(page: &Reply) {
    assert_eq!((page.status, page.header("content-type")), (410, Some("text/html; charset=utf-8")), "{}", page.text());
}

async fn holds_no_more(app: &TestApp, link: &str) {
    is_gone(&app.unchanged(app.anon.get(link)).await);
    is_gone(&app.unchanged(app.anon.press(link, "")).await);
}

engines! {
    async fn the_page_says_who_invites_to_what_and_its_button_joins(app) {
        for firm in firms(app).await {
            let who = person(app).await;
            firm.invited(&text(&who.get("/v1/me").await.ok(200), "email"), "manager").await;
            let link = mailed_link(app).await;
            for _ in 0..2 {
                let page = app.unchanged(app.anon.get(&link)).await;
                assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
                for part in ["(demo)", "<dd>manager</dd>", "<dd>Demo Person</dd>", "<form method=\"post\""] {
                    assert!(page.text().contains(part), "{part}: {}", page.text());
                }
            }
            assert_eq!(app.anon.press(&link, "").await.status, 200);
            assert_eq!(who.get(&firm.member(&who).await).await.ok(200)["role"], "manager");
            holds_no_more(app, &link).await;
            let auditor = app.person(&format!("auditor{}@demo.example", app.next()), Some(StaffRole::Auditor)).await;
            let facts = auditor.get(&format!("/v1/audit-events?subject={}&limit=1", firm.id)).await.ok(200);
            let fact = &facts["data"][0];
            assert_eq!((&fact["kind"], &fact["account_id"]), (&json!("invitation.accepted"), &json!(account(&who).await)));
        }
    }

    async fn the_page_speaks_the_readers_language(app) {
        let firm = &firms(app).await[0];
        firm.invited(UNKNOWN, "manager").await;
        let link = mailed_link(app).await;
        let vi = app.anon.send("GET", &link, &[("Accept-Language", "vi")], Vec::new()).await.text();
        assert!(vi.contains("Lời mời tham gia") && vi.contains("<dd>quản lý</dd>"), "{vi}");
    }

    async fn without_an_account_it_says_to_register_first(app) {
        for firm in firms(app).await {
            let email = format!("fresh{}@demo.example", app.next());
            firm.invited(&email, "member").await;
            let link = mailed_link(app).await;
            let page = app.unchanged(app.anon.get(&link)).await;
            assert_eq!(page.status, 200);
            assert!(page.text().contains(&format!("{email} has no account yet")) && !page.text().contains("<form"), "{}", page.text());
            let pressed = app.unchanged(app.anon.press(&link, "")).await;
            assert!(pressed.status == 409 && pressed.text().contains("has no account yet"), "{}", pressed.text());
            let who = register(app, &email).await;
            assert!(app.anon.get(&link).await.text().contains("<form"));
            assert_eq!(app.anon.press(&link, "").await.status, 200);
            assert_eq!(who.get(&firm.path).await.status, 200);
        }
    }

    async fn who_holds_an_office_is_told_that_nothing_is_done(app) {
        let firm = &firms(app).await[0];
        let (who, office) = (person(app).await, StaffRole::Auditor);
        let email = text(&who.get("/v1/me").await.ok(200), "email");
        firm.invited(&email, "member").await;
        let link = mailed_link(app).await;
        app.set_office(&email, Some(office.into())).await;
        for (language, title) in [("en", "You have not joined"), ("vi", "Chưa tham gia tổ chức")] {
            let page = app.unchanged(app.anon.send("POST", &link, &[("Accept-Language", language), ("Content-Type", "application/x-www-form-urlencoded")], Vec::new())).await;
            assert_eq!(page.status, 403, "{}", page.text());
            for part in [format!("<title>{title} · "), format!("<h1>{title}</h1>")] {
                assert!(page.text().contains(&part), "{}", page.text());
            }
        }
        app.set_office(&email, None).await;
        assert!(app.anon.press(&link, "").await.text().contains("<h1>Done</h1>"));
    }

    async fn who_is_a_member_already_is_told_so(app) {
        let firm = &firms(app).await[0];
        let who = person(app).await;
        firm.invited(&text(&who.get("/v1/me").await.ok(200), "email"), "member").await;
        let link = mailed_link(app).await;
        firm.admit(app, &who, dungthu::accounts::members::MemberRole::Member).await;
        let page = app.unchanged(app.anon.press(&link, "")).await;
        assert!(page.status == 200 && page.text().contains("<h1>A member already</h1>"), "{}", page.text());
    }

    async fn of_presses_and_an_acceptance_at_once_one_joins(app) {
        for firm in firms(app).await {
            let who = person(app).await;
            let id = firm.invited(&text(&who.get("/v1/me").await.ok(200), "email"), "member").await;
            let link = mailed_link(app).await;
            let (presses, accepted) = futures_util::future::join(join_all((0..3).map(|_| app.anon.press(&link, ""))), accept(&who, &id)).await;
            let mut statuses: Vec<u16> = presses.iter().chain([&accepted]).map(|reply| reply.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 410, 410, 410]);
            assert_eq!(firm.roles(&firm.owner).await, ["owner", "member"]);
        }
    }

    async fn a_link_ends_with_its_invitation(app) {
        let firm = &firms(app).await[0];
        let id = firm.invited(UNKNOWN, "member").await;
        let link = mailed_link(app).await;
        assert_eq!(firm.revoke(&firm.owner, &id).await.status, 204);
        holds_no_more(app, &link).await;
        firm.invited(UNKNOWN, "member").await;
        let link = mailed_link(app).await;
        app.advance(Duration::from_secs(7 * 86_400) - Duration::from_micros(1));
        assert_eq!(app.anon.get(&link).await.status, 200);
        app.advance(Duration::from_micros(1));
        holds_no_more(app, &link).await;
    }

    async fn a_mail_that_no_longer_fits_is_dropped(app) {
        for firm in firms(app).await {
            let id = firm.invited(UNKNOWN, "member").await;
            assert_eq!(firm.revoke(&firm.owner, &id).await.status, 204);
            assert!(app.mails().await.is_empty());
        }
    }

    async fn no_other_secret_opens_it_and_none_is_stored(app) {
        let firm = &firms(app).await[0];
        firm.invited(UNKNOWN, "member").await;
        let link = mailed_link(app).await;
        let token = link.rsplit('/').next().expect("a token");
        assert!(!app.digest().await.contains(token), "the token is in a table");
        for wrong in ["x", &token[..42], &format!("{token}A"), &token.to_lowercase(), "%00"] {
            holds_no_more(app, &format!("/pages/invitation/{wrong}")).await;
        }
        is_gone(&app.unchanged(app.anon.get(&format!("/pages/verification/{token}"))).await);
    }

    async fn an_address_is_forgotten_a_month_after_its_invitation(app) {
        let firm = &firms(app).await[0];
        firm.invited(UNKNOWN, "member").await;
        app.mails().await;
        app.advance(Duration::from_secs(37 * 86_400));
        app.server.worker.tidy().await.expect("tidied");
        assert!(app.digest().await.contains(UNKNOWN));
        app.advance(Duration::from_micros(1));
        app.server.worker.tidy().await.expect("tidied");
        assert!(!app.digest().await.contains(UNKNOWN), "the address is erased");
        let firm = firm.anew(app).await;
        let list = firm.owner.get(&format!("{}/invitations", firm.path)).await.ok(200);
        assert!(list["data"][0]["email"].is_null() && list["data"][0]["status"] == "expired", "{list}");
    }
}
