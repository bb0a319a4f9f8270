//! An address that is taken back: by the one from before, for a week, whatever was changed since.

use super::address::{asked, confirm};
use super::keys::{key_body, make};
use super::{OTHER_PASSWORD, complete_reset, log_in, register, token};
use crate::members::firms;
use crate::support::actors::PASSWORD;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::members::MemberRole;
use dungthu::accounts::model::StaffRole;
use futures_util::future::join;
use std::time::Duration;

const OLD: &str = "old@demo.example";
const NEW: &str = "new@demo.example";
const THIRD: &str = "third@demo.example";
const WEEK: Duration = Duration::from_secs(7 * 86_400);

/// Whoever has a session moves the account to another address: the link that takes it back.
pub async fn moved(app: &TestApp, who: &Client, new: &str) -> String {
    let links = asked(app, who, new).await;
    assert_eq!(confirm(app, &links.confirm).await.status, 204);
    let told = app.one_mail().await;
    assert_ne!(told.to, new);
    told.link(&app.config.public_url)
}

pub async fn reverse(app: &TestApp, link: &str) -> Reply {
    app.anon.post("/v1/address-changes/reversal", json!({"token": token(link)})).await
}

async fn is_gone(app: &TestApp, link: &str) {
    assert_eq!(app.unchanged(app.anon.get(link)).await.status, 410);
    assert_eq!(app.unchanged(app.anon.press(link, "")).await.status, 410);
    app.unchanged(reverse(app, link)).await.problem(410, "link_gone");
}

/// Who took the account over is told at each address in between, and the owner's mail chooses a password with which the
/// account opens.
async fn the_owner_has_it_again(app: &TestApp, thief: &Client, between: &[&str]) {
    thief.get("/v1/me").await.problem(401, "unauthenticated");
    let all = [between, &[OLD]].concat();
    for email in &all {
        log_in(app, email, PASSWORD).await.problem(401, "wrong_credentials");
    }
    let mails = app.mails().await;
    let to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, all);
    for told in &mails[..between.len()] {
        assert_eq!(told.subject, "An account at Dùng thử (Try it out) has its former email address again");
        assert!(!told.text.contains(OLD) && !told.text.contains("/pages/"), "{}", told.text);
    }
    let link = mails[between.len()].link(&app.config.public_url);
    assert_eq!(complete_reset(app, &link, OTHER_PASSWORD).await.status, 204);
    app.one_mail().await;
    let session = log_in(app, OLD, OTHER_PASSWORD).await.ok(201);
    let owner = app.anon.with_token(session["token"].as_str().expect("a token"));
    assert_eq!(owner.get("/v1/me").await.ok(200)["email"], OLD);
    let told = owner.get("/v1/me/sign-ins").await.ok(200)["data"].to_string();
    assert!(told.contains("address_change.reversed"), "{told}");
}

/// Sets up another second factor, in place of one that is there.
async fn enrol(app: &TestApp, who: &Client) {
    let secret = text(&who.act("/v1/me/totp").await.ok(200), "secret");
    who.post("/v1/me/totp/activation", json!({"code": app.code(&secret)})).await.ok(200);
    app.mails().await;
}

/// After the reversal: whoever reads the old mailbox alone gets no further.
async fn the_mailbox_alone_opens_nothing(app: &TestApp) {
    let mails = app.mails().await;
    let reset = mails.last().expect("a mail").link(&app.config.public_url);
    complete_reset(app, &reset, OTHER_PASSWORD).await.problem(401, "second_factor_needed");
}

/// The account again, by the mail that the reversal sends.
pub async fn owner_again(app: &TestApp, email: &str) -> Client {
    let mails = app.mails().await;
    let reset = mails.iter().rev().find(|it| it.to == email).expect("a mail").link(&app.config.public_url);
    assert_eq!(complete_reset(app, &reset, OTHER_PASSWORD).await.status, 204);
    app.mails().await;
    let session = log_in(app, email, OTHER_PASSWORD).await.ok(201);
    app.anon.with_token(session["token"].as_str().expect("a token"))
}

engines! {
    async fn whoever_moves_an_address_does_not_keep_the_account(app) {
        for by_page in [true, false] {
            let thief = app.person(OLD, None).await;
            let link = moved(app, &thief, NEW).await;
            let page = app.unchanged(app.anon.get(&link)).await;
            assert!(page.status == 200 && page.text().contains(NEW) && page.text().contains("Take the former address back"), "{}", page.text());
            let back = if by_page { app.anon.press(&link, "").await } else { reverse(app, &link).await };
            assert_eq!(back.status, if by_page { 200 } else { 204 });
            the_owner_has_it_again(app, &thief, &[NEW]).await;
            is_gone(app, &link).await;
            let owner = log_in(app, OLD, OTHER_PASSWORD).await.ok(201);
            let owner = app.anon.with_token(owner["token"].as_str().expect("a token"));
            assert_eq!(owner.act("/v1/me/deactivation").await.status, 204);
            app.mails().await;
        }
    }

    // Who took the account over holds the address in between: a mail to it would bring them back.
    async fn who_goes_back_by_another_change_leaves_no_link_where_the_account_was(app) {
        let who = app.person(OLD, None).await;
        let first = moved(app, &who, NEW).await;
        let links = asked(app, &who, OLD).await;
        assert_eq!(confirm(app, &links.confirm).await.status, 204);
        assert_eq!(app.mails().await.len(), 0);
        is_gone(app, &first).await;
        assert_eq!(who.get("/v1/me").await.ok(200)["email"], OLD);
        // Later it is a change like others.
        moved(app, &who, NEW).await;
        app.advance(WEEK + Duration::from_secs(1));
        let who = app.log_in(NEW).await;
        moved(app, &who, OLD).await;
    }

    async fn a_second_change_does_not_shut_the_owner_out(app) {
        let thief = app.person(OLD, None).await;
        let owners = moved(app, &thief, NEW).await;
        let thiefs = moved(app, &thief, THIRD).await;
        let waits = asked(app, &thief, "fourth@demo.example").await;
        assert_eq!(reverse(app, &owners).await.status, 204);
        the_owner_has_it_again(app, &thief, &[NEW, THIRD]).await;
        is_gone(app, &thiefs).await;
        app.unchanged(confirm(app, &waits.confirm)).await.problem(410, "link_gone");
    }

    // The second mail was still to be sent, or the thief takes the own change back first: neither takes anything from the owner.
    async fn nor_does_a_later_change_that_is_taken_back(app) {
        let thief = app.person(OLD, None).await;
        let owners = moved(app, &thief, NEW).await;
        let thiefs = moved(app, &thief, THIRD).await;
        assert_eq!(reverse(app, &thiefs).await.status, 204);
        app.mails().await;
        assert_eq!(reverse(app, &owners).await.status, 204);
        the_owner_has_it_again(app, &thief, &[NEW]).await;
    }

    async fn a_mail_about_a_change_that_was_taken_back_meanwhile_is_not_sent(app) {
        let thief = app.person(OLD, None).await;
        let owners = moved(app, &thief, NEW).await;
        let links = asked(app, &thief, THIRD).await;
        assert_eq!(confirm(app, &links.confirm).await.status, 204);
        assert_eq!(reverse(app, &owners).await.status, 204);
        the_owner_has_it_again(app, &thief, &[NEW, THIRD]).await;
    }

    async fn of_another_change_and_taking_back_at_once_the_owner_has_the_last_word(app) {
        for n in 0..3 {
            let old = format!("old{n}@demo.example");
            let thief = app.person(&old, None).await;
            let owners = moved(app, &thief, &format!("new{n}@demo.example")).await;
            let links = asked(app, &thief, &format!("third{n}@demo.example")).await;
            let (_, back) = join(confirm(app, &links.confirm), reverse(app, &owners)).await;
            assert_eq!(back.status, 204);
            for mail in app.mails().await {
                assert!(!mail.text.contains("/pages/address-return/"), "{}", mail.text);
            }
            app.unchanged(confirm(app, &links.confirm)).await.problem(410, "link_gone");
            log_in(app, &old, PASSWORD).await.problem(401, "wrong_credentials");
            thief.get("/v1/me").await.problem(401, "unauthenticated");
        }
    }

    async fn nor_does_who_ends_the_account_end_the_way_back(app) {
        let [firm, _] = firms(app).await;
        for told_before in [true, false] {
            let thief = app.person(OLD, None).await;
            firm.admit(app, &thief, MemberRole::Manager).await;
            let link = if told_before { Some(moved(app, &thief, NEW).await) } else { None };
            if !told_before {
                let links = asked(app, &thief, NEW).await;
                assert_eq!(confirm(app, &links.confirm).await.status, 204);
            }
            assert_eq!(thief.act("/v1/me/deactivation").await.status, 204);
            let mails = app.mails().await;
            let link = link.unwrap_or_else(|| {
                mails.iter().find(|it| it.to == OLD).expect("a way back").link(&app.config.public_url)
            });
            assert_eq!(app.unchanged(app.anon.get(&link)).await.status, 200);
            let back = app.anon.press(&link, "").await;
            assert!(back.status == 200 && back.text().contains("ask an owner to invite you"), "{}", back.text());
            the_owner_has_it_again(app, &thief, &[NEW]).await;
            is_gone(app, &link).await;
            let owner = log_in(app, OLD, OTHER_PASSWORD).await.ok(201);
            let owner = app.anon.with_token(owner["token"].as_str().expect("a token"));
            assert_eq!(owner.get("/v1/me").await.ok(200)["businesses"], json!([]));
            // Who ends their own account leaves no other way back.
            app.advance(WEEK);
            let owner = log_in(app, OLD, OTHER_PASSWORD).await.ok(201);
            let owner = app.anon.with_token(owner["token"].as_str().expect("a token"));
            assert_eq!(owner.act("/v1/me/deactivation").await.status, 204);
            app.mails().await;
            is_gone(app, &link).await;
        }
    }

    async fn what_gives_access_and_was_made_since_ends_with_the_change(app) {
        let [_, firm] = firms(app).await;
        let (thief, old) = (&firm.owner, text(&firm.owner.get("/v1/me").await.ok(200), "email"));
        let before = make(thief, &firm.id, key_body()).await;
        app.advance(Duration::from_secs(1));
        app.mails().await;
        let link = moved(app, thief, NEW).await;
        let secret = text(&thief.act("/v1/me/totp").await.ok(200), "secret");
        thief.post("/v1/me/totp/activation", json!({"code": app.code(&secret)})).await.ok(200);
        let since = make(thief, &firm.id, key_body()).await;
        app.mails().await;
        assert_eq!(reverse(app, &link).await.status, 204);
        since.at(&app.anon).get("/v1/trials").await.problem(401, "unauthenticated");
        before.at(&app.anon).get("/v1/trials").await.ok(200);
        let mails = app.mails().await;
        assert!(mails.iter().any(|it| it.to == old && it.subject.contains("key")), "{mails:?}");
        let reset = mails.last().expect("a mail").link(&app.config.public_url);
        assert_eq!(complete_reset(app, &reset, OTHER_PASSWORD).await.status, 204);
        let session = log_in(app, &old, OTHER_PASSWORD).await.ok(201);
        let owner = app.anon.with_token(session["token"].as_str().expect("a token"));
        assert_eq!(owner.get("/v1/me").await.ok(200)["second_factor"]["active"], json!(false));
        let subject = text(&session, "account_id");
        let events = app.query(move |conn| dungthu::db::history(conn, &subject, None, 100).expect("events")).await;
        assert_eq!(events.iter().filter(|it| it.kind == "second_factor.taken_back").count(), 1);
        app.mails().await;
    }

    async fn a_second_factor_from_before_the_change_stays(app) {
        let thief = app.person(OLD, None).await;
        let secret = text(&thief.act("/v1/me/totp").await.ok(200), "secret");
        thief.post("/v1/me/totp/activation", json!({"code": app.code(&secret)})).await.ok(200);
        app.mails().await;
        app.advance(Duration::from_secs(1));
        let link = moved(app, &thief, NEW).await;
        assert_eq!(reverse(app, &link).await.status, 204);
        let mails = app.mails().await;
        let reset = mails.last().expect("a mail").link(&app.config.public_url);
        complete_reset(app, &reset, OTHER_PASSWORD).await.problem(401, "second_factor_needed");
    }

    async fn nor_is_the_account_without_one_where_it_was_replaced_since(app) {
        let who = app.person(OLD, None).await;
        enrol(app, &who).await;
        app.advance(Duration::from_secs(1));
        let link = moved(app, &who, NEW).await;
        app.advance(Duration::from_secs(60));
        enrol(app, &who).await;
        assert_eq!(reverse(app, &link).await.status, 204);
        the_mailbox_alone_opens_nothing(app).await;
    }

    // Staff have one anyway; who came to an office since the change has set it up since, too.
    async fn nor_where_it_is_of_staff(app) {
        let officer = app.person(OLD, Some(StaffRole::Auditor)).await;
        let link = moved(app, &officer, NEW).await;
        app.advance(Duration::from_secs(60));
        enrol(app, &officer).await;
        assert_eq!(reverse(app, &link).await.status, 204);
        the_mailbox_alone_opens_nothing(app).await;
        let who = app.person("later@demo.example", None).await;
        let link = moved(app, &who, THIRD).await;
        app.take_office(THIRD, StaffRole::Auditor.into()).await;
        app.mails().await;
        assert_eq!(reverse(app, &link).await.status, 204);
        the_mailbox_alone_opens_nothing(app).await;
    }

    async fn one_from_between_the_question_and_the_change_ends_and_is_told(app) {
        let thief = app.person(OLD, None).await;
        let links = asked(app, &thief, NEW).await;
        app.advance(Duration::from_secs(1));
        enrol(app, &thief).await;
        app.advance(Duration::from_secs(1));
        assert_eq!(confirm(app, &links.confirm).await.status, 204);
        let link = app.one_mail().await.link(&app.config.public_url);
        assert_eq!(reverse(app, &link).await.status, 204);
        let owner = owner_again(app, OLD).await;
        assert_eq!(owner.get("/v1/me").await.ok(200)["second_factor"]["active"], json!(false));
        let told = owner.get("/v1/me/sign-ins").await.ok(200)["data"].to_string();
        assert!(told.contains("second_factor.taken_back"), "{told}");
    }

    async fn it_can_be_taken_back_for_seven_days(app) {
        let who = app.person(OLD, None).await;
        let link = moved(app, &who, NEW).await;
        app.advance(WEEK - Duration::from_micros(1));
        assert_eq!(app.anon.get(&link).await.status, 200);
        app.advance(Duration::from_micros(1));
        is_gone(app, &link).await;
        log_in(app, NEW, PASSWORD).await.ok(201);
    }

    async fn not_where_the_address_is_somebody_elses_by_now(app) {
        let who = app.person(OLD, None).await;
        let link = moved(app, &who, NEW).await;
        register(app, OLD, OTHER_PASSWORD).await.ok(202);
        let verification = app.one_mail().await.link(&app.config.public_url);
        assert_eq!(app.anon.verify(&verification, OTHER_PASSWORD).await.status, 200);
        is_gone(app, &link).await;
        log_in(app, NEW, PASSWORD).await.ok(201);
    }

    async fn a_registration_of_the_address_that_waits_is_overtaken(app) {
        let thief = app.person(OLD, None).await;
        let link = moved(app, &thief, NEW).await;
        register(app, OLD, PASSWORD).await.ok(202);
        let verification = app.one_mail().await.link(&app.config.public_url);
        assert_eq!(reverse(app, &link).await.status, 204);
        the_owner_has_it_again(app, &thief, &[NEW]).await;
        assert_eq!(app.unchanged(app.anon.verify(&verification, PASSWORD)).await.status, 410);
    }
}
