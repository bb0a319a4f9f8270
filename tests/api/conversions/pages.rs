//! The link of the mail that asks for an answer, and the page behind it.

use super::{claimed, join};
use crate::members::account;
use crate::support::actors::claim;
use crate::support::client::text;
use crate::support::smtp::Received;
use crate::support::{Reply, TestApp, json};
use diesel::connection::SimpleConnection;
use dungthu::accounts::model::StaffRole;
use dungthu::db::Cause;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

fn is_gone(page: &Reply) {
    assert_eq!((page.status, page.header("content-type")), (410, Some("text/html; charset=utf-8")), "{}", page.text());
    assert!(page.text().contains("This link no longer works"), "{}", page.text());
}

async fn holds_no_more(app: &TestApp, link: &str) {
    is_gone(&app.unchanged(app.anon.get(link)).await);
    is_gone(&app.unchanged(app.anon.press(link, "answer=confirm")).await);
    is_gone(&app.unchanged(app.anon.press(link, "answer=dispute&reason=other")).await);
}

engines! {
    async fn looking_at_the_page_changes_nothing(app) {
        let (_, link) = claimed(app).await;
        for _ in 0..2 {
            let page = app.unchanged(app.anon.get(&link)).await;
            assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
            assert_eq!((page.header("referrer-policy"), page.header("cache-control")), (Some("no-referrer"), Some("no-store")));
            assert!(page.text().contains("VND 250,000") && page.text().contains("Demo cơ bản"), "{}", page.text());
        }
    }

    async fn a_claim_is_disputed_on_the_page_with_a_reason(app) {
        let (tried, link) = claimed(app).await;
        assert_eq!(app.anon.press(&link, "answer=dispute&reason=not_asked").await.status, 200);
        let disputed = tried.vendor.get(&tried.path("/conversion")).await.ok(200);
        assert_eq!((&disputed["status"], &disputed["reason_code"]), (&json!("disputed"), &json!("not_asked")));
        let mail = app.one_mail().await;
        assert_eq!(mail.to, tried.vendor_email);
        assert!(mail.text.contains("was not asked for or not agreed"), "{}", mail.text);
        holds_no_more(app, &link).await;
    }

    async fn the_record_says_who_answered_by_the_link(app) {
        let (tried, link) = claimed(app).await;
        let who = account(&tried.sme).await;
        assert_eq!(app.anon.press(&link, "answer=confirm").await.status, 200);
        app.mails().await;
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let facts = auditor.get(&format!("/v1/audit-events?subject={}&limit=1", tried.trial_id)).await.ok(200);
        let fact = &facts["data"][0];
        assert_eq!((&fact["kind"], &fact["account_id"]), (&json!("conversion.confirmed"), &json!(who)));
        assert!(fact["request_id"].is_string() && fact["at"].is_string(), "{fact}");
    }

    async fn a_wrong_answer_leaves_the_link_as_it_is(app) {
        let (tried, link) = claimed(app).await;
        for form in [
            "answer=dispute&reason=because", "answer=dispute", "answer=dispute&reason=", "answer=maybe", "", "reason=other",
            "answer=confirm&answer=dispute", "answer=confirm&plan=other", "answer=confirm&already_customer=perhaps",
        ] {
            let refused = app.unchanged(app.anon.press(&link, form)).await;
            assert_eq!(refused.status, 422, "{form}: {}", refused.text());
            assert!(refused.text().contains("<form method=\"post\""), "the page is shown again: {form}");
        }
        assert_eq!(app.anon.press(&link, "answer=confirm").await.status, 200);
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }

    async fn a_link_is_used_once(app) {
        let (_, link) = claimed(app).await;
        assert_eq!(app.anon.press(&link, "answer=confirm").await.status, 200);
        app.mails().await;
        holds_no_more(app, &link).await;
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn a_link_is_gone_once_the_claim_was_answered_otherwise(app) {
        for confirm in [true, false] {
            let (tried, link) = claimed(app).await;
            if confirm {
                tried.confirmed_by(&tried.sme).await.ok(200);
            } else {
                tried.disputed_by(&tried.sme, "other").await.ok(200);
            }
            app.mails().await;
            holds_no_more(app, &link).await;
        }
    }

    async fn the_link_of_a_disputed_claim_does_not_answer_the_next(app) {
        let (tried, old) = claimed(app).await;
        tried.disputed_by(&tried.sme, "wrong_amount").await.ok(200);
        app.mails().await;
        tried.claimed_by(&tried.vendor).await.ok(201);
        let new = app.one_mail().await.link(&app.config.public_url);
        holds_no_more(app, &old).await;
        assert_eq!(app.anon.press(&new, "answer=confirm").await.status, 200);
        app.mails().await;
    }

    async fn a_link_holds_for_thirty_days(app) {
        let (tried, link) = claimed(app).await;
        app.advance(30 * DAY - Duration::from_micros(1));
        assert_eq!(app.anon.get(&link).await.status, 200);
        app.advance(Duration::from_micros(1));
        holds_no_more(app, &link).await;
        let sme = app.log_in(&tried.sme_email).await;
        tried.confirmed_by(&sme).await.ok(200);
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }

    async fn who_left_the_side_that_is_asked_answers_no_more(app) {
        let tried = app.activated().await;
        let colleague = app.person("colleague@demo.example", None).await;
        join(app, &colleague, &tried, false, true).await;
        tried.claimed_by(&tried.sme).await.ok(201);
        let link_of = |mails: &[Received], to: &str| mails.iter().find(|mail| mail.to == to).expect("a mail").link(&app.config.public_url);
        let mails = app.mails().await;
        let (link, of_owner) = (link_of(&mails, "colleague@demo.example"), link_of(&mails, &tried.vendor_email));
        assert_eq!(app.anon.get(&link).await.status, 200);
        let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
        let me = text(&colleague.get("/v1/me").await.ok(200), "id");
        let leave = colleague.send("DELETE", &format!("/v1/vendors/{vendor}/members/{me}"), &[("If-Match", "\"1\"")], Vec::new()).await;
        assert_eq!(leave.status, 204, "{}", leave.text());
        holds_no_more(app, &link).await;
        assert_eq!(app.anon.press(&of_owner, "answer=confirm").await.status, 200);
        app.mails().await;
    }

    async fn a_mail_to_who_left_meanwhile_is_not_sent(app) {
        let tried = app.activated().await;
        let colleague = app.person("colleague@demo.example", None).await;
        join(app, &colleague, &tried, false, true).await;
        tried.claimed_by(&tried.sme).await.ok(201);
        let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
        let me = text(&colleague.get("/v1/me").await.ok(200), "id");
        let leave = colleague.send("DELETE", &format!("/v1/vendors/{vendor}/members/{me}"), &[("If-Match", "\"1\"")], Vec::new()).await;
        assert_eq!(leave.status, 204, "{}", leave.text());
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }

    async fn only_a_verified_address_answers(app) {
        let (tried, link) = claimed(app).await;
        let address = tried.sme_email.clone();
        let unverify = move |tx: &mut dungthu::db::Tx<'_>| {
            Ok(tx.batch_execute(&format!("UPDATE accounts SET verified_at = NULL WHERE email = '{address}'"))?)
        };
        app.db.write(Cause::default(), unverify).await.expect("not verified");
        holds_no_more(app, &link).await;
    }

    async fn no_other_secret_opens_the_page(app) {
        let (_, link) = claimed(app).await;
        let token = link.rsplit('/').next().expect("a token").to_owned();
        for wrong in [&token[..42], &format!("{token}A"), &token.to_lowercase(), "x", "%00", "%FF", &"A".repeat(4_000)] {
            let page = app.unchanged(app.anon.get(&format!("/pages/conversion/{wrong}"))).await;
            assert!(matches!(page.status, 404 | 410), "{wrong}: {} {}", page.status, page.text());
        }
        let page = app.unchanged(app.anon.get(&format!("/pages/verification/{token}"))).await;
        assert_eq!(page.status, 410, "a link opens its own purpose's page");
        assert_eq!(app.unchanged(app.anon.press(&format!("/pages/verification/{token}"), "")).await.status, 410);
    }

    async fn what_was_typed_is_text_on_the_page_and_in_the_mail(app) {
        let tried = app.activated().await;
        let mut claim = claim();
        claim["plan"] = json!("<script>alert(1)</script>{{ 7*7 }}");
        tried.vendor.post(&tried.path("/conversion"), claim).await.ok(201);
        let mail = app.one_mail().await;
        let page = app.anon.get(&mail.link(&app.config.public_url)).await.text();
        for html in [&mail.html, &page] {
            assert!(!html.contains("<script") && html.contains("&lt;script") && html.contains("{{ 7*7 }}"), "{html}");
        }
    }
}
