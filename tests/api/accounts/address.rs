//! Another address: confirmed by the new one, told to the old one, which can stop it.

use super::{OTHER_PASSWORD, complete_reset, log_in, register, reset_link, token};
use crate::support::actors::{PASSWORD, claim};
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json, lookups};
use futures_util::future::{join, join_all};
use std::time::Duration;

const OLD: &str = "old@demo.example";
const NEW: &str = "new@demo.example";
const DAY: Duration = Duration::from_secs(86_400);

pub(super) async fn ask(who: &Client, email: &str) -> Reply {
    who.post("/v1/me/address", json!({"email": email})).await
}

/// The link that stops the change, and the one that confirms it.
pub struct Links {
    pub stop: String,
    pub confirm: String,
}

/// Asks for the new address; the old one is told and the new one asked.
pub async fn asked(app: &TestApp, who: &Client, new: &str) -> Links {
    let old = text(&who.get("/v1/me").await.ok(200), "email");
    assert_eq!(ask(who, new).await.ok(202), json!({"status": "confirmation_mail_sent"}));
    let mails = app.mails().await;
    let to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, [old.as_str(), new]);
    assert_eq!(mails[0].subject, "Your account at Dùng thử (Try it out) is to get another email address");
    assert_eq!(mails[1].subject, "Confirm your new email address at Dùng thử (Try it out)");
    assert!(mails[0].text.contains(new) && !mails[1].text.contains(&old), "{}", mails[1].text);
    let [stop, confirm] = [0, 1].map(|n| mails[n].link(&app.config.public_url));
    Links { stop, confirm }
}

pub async fn confirm(app: &TestApp, link: &str) -> Reply {
    app.anon.post("/v1/address-changes/confirmation", json!({"token": token(link)})).await
}

async fn stop(app: &TestApp, link: &str) -> Reply {
    app.anon.post("/v1/address-changes/cancellation", json!({"token": token(link)})).await
}

impl Links {
    async fn hold_no_more(&self, app: &TestApp) {
        for link in [&self.stop, &self.confirm] {
            assert_eq!(app.unchanged(app.anon.get(link)).await.status, 410, "{link}");
            assert_eq!(app.unchanged(app.anon.press(link, "")).await.status, 410, "{link}");
        }
        app.unchanged(confirm(app, &self.confirm)).await.problem(410, "link_gone");
        app.unchanged(stop(app, &self.stop)).await.problem(410, "link_gone");
    }
}

async fn has(who: &Client, email: &str) {
    assert_eq!(who.get("/v1/me").await.ok(200)["email"], email);
}

async fn the_old_address_is_told(app: &TestApp, new: &str) {
    let told = app.one_mail().await;
    assert_eq!(told.subject, "Your account at Dùng thử (Try it out) has another email address now");
    assert!(told.to == OLD && told.text.contains(new) && told.text.contains("within 7 days"), "{}", told.text);
}

engines! {
    async fn a_new_address_is_the_accounts_once_it_is_confirmed(app) {
        let who = app.person(OLD, None).await;
        let links = asked(app, &who, NEW).await;
        for _ in 0..2 {
            let page = app.unchanged(app.anon.get(&links.confirm)).await;
            assert!(page.status == 200 && page.text().contains(NEW), "{}", page.text());
        }
        has(&who, OLD).await;
        assert_eq!(app.anon.press(&links.confirm, "").await.status, 200);
        has(&who, NEW).await;
        the_old_address_is_told(app, NEW).await;
        log_in(app, OLD, PASSWORD).await.problem(401, "wrong_credentials");
        log_in(app, NEW, PASSWORD).await.ok(201);
        links.hold_no_more(app).await;
        register(app, OLD, OTHER_PASSWORD).await.ok(202);
        assert_eq!(app.one_mail().await.subject, "Confirm your email address at Dùng thử (Try it out)", "the old one is free");
    }

    async fn the_api_confirms_too_and_case_may_change(app) {
        let who = app.person(OLD, None).await;
        let links = asked(app, &who, "Old@Demo.example").await;
        let done = confirm(app, &links.confirm).await;
        assert_eq!((done.status, done.bytes.len()), (204, 0));
        has(&who, "Old@Demo.example").await;
        the_old_address_is_told(app, "Old@Demo.example").await;
        links.hold_no_more(app).await;
    }

    async fn the_old_address_stops_it(app) {
        let who = app.person(OLD, None).await;
        for by_page in [true, false] {
            let links = asked(app, &who, NEW).await;
            let page = app.unchanged(app.anon.get(&links.stop)).await;
            assert!(page.status == 200 && page.text().contains("Stop the change"), "{}", page.text());
            let stopped = if by_page { app.anon.press(&links.stop, "").await.status } else { stop(app, &links.stop).await.status };
            assert_eq!(stopped, if by_page { 200 } else { 204 });
            links.hold_no_more(app).await;
        }
        has(&who, OLD).await;
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn of_confirming_and_stopping_at_once_one_counts(app) {
        for n in 0..3 {
            let who = app.person(&format!("old{n}@demo.example"), None).await;
            let new = format!("new{n}@demo.example");
            let links = asked(app, &who, &new).await;
            let (confirmed, stopped) = join(confirm(app, &links.confirm), stop(app, &links.stop)).await;
            let mut statuses = [confirmed.status, stopped.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [204, 410]);
            assert_eq!(who.get("/v1/me").await.ok(200)["email"] == new, confirmed.status == 204);
            assert_eq!(app.mails().await.len(), usize::from(confirmed.status == 204));
        }
    }

    async fn somebody_elses_address_is_answered_alike_and_its_owner_is_told(app) {
        let who = app.person(OLD, None).await;
        let owner = app.person("Owner@demo.example", None).await;
        register(app, "waiting@demo.example", PASSWORD).await.ok(202);
        app.mails().await;
        let (answer, work) = lookups::work(app, ask(&who, NEW)).await;
        app.mails().await;
        assert!(work.hashes == 0 && work.statements.len() > 3, "{work:?}");
        for (email, subject) in [
            ("owner@demo.example", "Somebody wanted to use your email address at Dùng thử (Try it out)"),
            ("waiting@demo.example", "Confirm your new email address at Dùng thử (Try it out)"),
        ] {
            let (same, as_much) = lookups::work(app, ask(&who, email)).await;
            assert_eq!((same.essence(), &as_much), (answer.essence(), &work), "{email}");
            let mails = app.mails().await;
            assert_eq!((mails.len(), mails[0].to.as_str(), mails[1].to.to_lowercase().as_str()), (2, OLD, email));
            assert_eq!(mails[1].subject, subject);
            assert!(!mails[1].text.contains(OLD), "nobody learns who asked: {}", mails[1].text);
        }
        has(&owner, "Owner@demo.example").await;
        has(&who, OLD).await;
    }

    async fn of_two_who_want_one_address_one_gets_it(app) {
        for n in 0..3 {
            let wanted = format!("wanted{n}@demo.example");
            let mut people = Vec::new();
            for m in 0..2 {
                let who = app.person(&format!("person{n}{m}@demo.example"), None).await;
                let links = asked(app, &who, &wanted).await;
                people.push((who, links));
            }
            let answers = join_all(people.iter().map(|(_, links)| confirm(app, &links.confirm))).await;
            let won: Vec<bool> = answers.iter().map(|answer| answer.status == 204).collect();
            assert_eq!(won.iter().filter(|won| **won).count(), 1, "{answers:?}");
            for ((who, links), won) in people.iter().zip(won) {
                assert_eq!(who.get("/v1/me").await.ok(200)["email"] == wanted, won);
                assert_eq!(app.anon.get(&links.confirm).await.status, 410);
                app.unchanged(confirm(app, &links.confirm)).await.problem(410, "link_gone");
            }
            app.one_mail().await;
            log_in(app, &wanted, PASSWORD).await.ok(201);
        }
    }

    async fn an_address_that_somebody_registered_meanwhile_is_theirs(app) {
        let who = app.person(OLD, None).await;
        let links = asked(app, &who, NEW).await;
        app.person(NEW, None).await;
        assert_eq!(app.unchanged(app.anon.get(&links.confirm)).await.status, 410);
        app.unchanged(confirm(app, &links.confirm)).await.problem(410, "link_gone");
        has(&who, OLD).await;
        log_in(app, NEW, PASSWORD).await.ok(201);
    }

    async fn a_later_wish_takes_the_place_of_an_earlier_one(app) {
        let who = app.person(OLD, None).await;
        let first = asked(app, &who, "first@demo.example").await;
        let second = asked(app, &who, NEW).await;
        first.hold_no_more(app).await;
        assert_eq!(confirm(app, &second.confirm).await.status, 204);
        the_old_address_is_told(app, NEW).await;
        has(&who, NEW).await;
    }

    async fn a_new_password_ends_what_somebody_else_asked_for(app) {
        let who = app.person(OLD, None).await;
        let links = asked(app, &who, NEW).await;
        let link = reset_link(app, OLD).await;
        assert_eq!(complete_reset(app, &link, OTHER_PASSWORD).await.status, 204);
        app.mails().await;
        app.unchanged(confirm(app, &links.confirm)).await.problem(410, "link_gone");
        log_in(app, OLD, OTHER_PASSWORD).await.ok(201);
    }

    async fn both_links_hold_for_a_day(app) {
        let who = app.person(OLD, None).await;
        let links = asked(app, &who, NEW).await;
        app.advance(DAY - Duration::from_micros(1));
        assert_eq!(app.anon.get(&links.stop).await.status, 200);
        assert_eq!(app.anon.get(&links.confirm).await.status, 200);
        app.advance(Duration::from_micros(1));
        links.hold_no_more(app).await;
        log_in(app, OLD, PASSWORD).await.ok(201);
    }

    async fn it_wants_proof_and_another_address(app) {
        let who = app.person(OLD, None).await;
        app.unchanged(ask(&who, OLD)).await.fault(422, "invalid_values", "/email", "same_address");
        app.unchanged(ask(&app.anon, NEW)).await.problem(401, "unauthenticated");
        app.advance(Duration::from_secs(601));
        app.unchanged(ask(&who, NEW)).await.problem(401, "reauthentication_needed");
    }

    async fn links_for_a_new_password_that_went_to_the_old_address_are_void(app) {
        let who = app.person(OLD, None).await;
        let reset = reset_link(app, OLD).await;
        let links = asked(app, &who, NEW).await;
        assert_eq!(confirm(app, &links.confirm).await.status, 204);
        the_old_address_is_told(app, NEW).await;
        app.unchanged(complete_reset(app, &reset, OTHER_PASSWORD)).await.problem(410, "link_gone");
    }

    async fn so_are_the_links_of_every_other_mail_that_went_there(app) {
        let tried = app.activated().await;
        let at = tried.path("/conversion");
        tried.vendor.post(&at, claim()).await.ok(201);
        let answer = app.one_mail().await.link(&app.config.public_url);
        assert_eq!(app.anon.get(&answer).await.status, 200);
        let links = asked(app, &tried.sme, NEW).await;
        assert_eq!(confirm(app, &links.confirm).await.status, 204);
        app.one_mail().await;
        assert_eq!(app.unchanged(app.anon.get(&answer)).await.status, 410);
        assert_eq!(app.unchanged(app.anon.press(&answer, "answer=confirm")).await.status, 410);
        assert_eq!(tried.sme.get(&at).await.ok(200)["status"], "claimed");
        tried.sme.post(&format!("{at}/confirmation"), json!({"already_customer": false})).await.ok(200);
        app.one_mail().await;
    }

    async fn the_secrets_are_in_no_table_and_open_nothing_else(app) {
        let who = app.person(OLD, None).await;
        let links = asked(app, &who, NEW).await;
        let kept = app.digest().await;
        assert!(!kept.contains(token(&links.confirm)) && !kept.contains(token(&links.stop)));
        let events = kept.lines().find(|line| line.starts_with("events:")).expect("the events");
        assert!(events.contains("address_change.asked") && !events.contains("@demo.example"), "{events}");
        app.unchanged(confirm(app, &links.stop)).await.problem(410, "link_gone");
        app.unchanged(stop(app, &links.confirm)).await.problem(410, "link_gone");
        app.unchanged(complete_reset(app, &links.confirm, OTHER_PASSWORD)).await.problem(410, "link_gone");
    }
}
