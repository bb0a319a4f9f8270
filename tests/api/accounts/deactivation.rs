//! The end of an account.

use super::{OTHER_PASSWORD, ask_for_reset, log_in, register, reset_link};
use crate::joining::contests::hand_over;
use crate::members::{firm, firms, person};
use crate::support::actors::{PASSWORD, TOTP_SECRET};
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json, lookups};
use dungthu::accounts::members::MemberRole;
use dungthu::accounts::model::StaffRole;
use futures_util::future::join_all;
use std::time::Duration;

const WHO: &str = "who@demo.example";

async fn deactivate(who: &Client) -> Reply {
    who.act("/v1/me/deactivation").await
}

/// The account is no more, and the owner was told.
async fn is_over(app: &TestApp, who: &Client, email: &str) {
    let told = app.one_mail().await;
    assert_eq!(
        (told.to.as_str(), told.subject.as_str()),
        (email, "Your account at Dùng thử (Try it out) is deactivated")
    );
    who.get("/v1/me").await.problem(401, "unauthenticated");
}

engines! {
    async fn a_deactivated_account_opens_nothing(app) {
        let here = app.person(WHO, None).await;
        let there = app.log_in(WHO).await;
        let (server, other) = app.another(|_| {}).await;
        let reset = reset_link(app, WHO).await;
        here.post("/v1/me/address", json!({"email": "new@demo.example"})).await.ok(202);
        let links: Vec<String> = app.mails().await.iter().map(|mail| mail.link(&app.config.public_url)).collect();
        let done = deactivate(&here).await;
        assert_eq!((done.status, done.bytes.len()), (204, 0));
        is_over(app, &here, WHO).await;
        there.at(&other).get("/v1/me").await.problem(401, "unauthenticated");
        for link in links.iter().chain([&reset]) {
            assert_eq!(app.unchanged(app.anon.get(link)).await.status, 410, "{link}");
            assert_eq!(app.unchanged(app.anon.press(link, "password=x")).await.status, 410, "{link}");
        }
        server.stop().await;
    }

    async fn it_is_answered_as_an_unknown_address_is(app) {
        let who = app.person(WHO, None).await;
        assert_eq!(deactivate(&who).await.status, 204);
        is_over(app, &who, WHO).await;
        log_in(app, "first@demo.example", PASSWORD).await.problem(401, "wrong_credentials");
        let (unknown, work) = lookups::work(app, log_in(app, "unknown@demo.example", PASSWORD)).await;
        let (same, as_much) = lookups::work(app, log_in(app, WHO, PASSWORD)).await;
        assert_eq!((same.essence(), as_much), (unknown.essence(), work));
        for path in ["/v1/password-resets", "/v1/accounts/verification-mails"] {
            let ask = |email: &'static str| app.anon.post(path, json!({"email": email}));
            let (unknown, work) = lookups::work(app, ask("unknown@demo.example")).await;
            let (same, as_much) = lookups::work(app, ask(WHO)).await;
            assert_eq!((same.essence(), as_much), (unknown.essence(), work));
        }
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn its_address_is_free(app) {
        let old = app.person(WHO, None).await;
        let id = old.get("/v1/me").await.ok(200)["id"].clone();
        assert_eq!(deactivate(&old).await.status, 204);
        is_over(app, &old, WHO).await;
        register(app, WHO, OTHER_PASSWORD).await.ok(202);
        let link = app.one_mail().await.link(&app.config.public_url);
        assert_eq!(app.anon.verify(&link, OTHER_PASSWORD).await.status, 200);
        let session = log_in(app, WHO, OTHER_PASSWORD).await.ok(201);
        assert_ne!(session["account_id"], id, "somebody new");
        log_in(app, WHO, PASSWORD).await.problem(401, "wrong_credentials");
        ask_for_reset(app, WHO).await.ok(202);
        app.one_mail().await;
    }

    async fn the_last_owner_cannot_go_and_is_told_of_what(app) {
        let [mut business, vendor] = firms(app).await;
        let also = app.vendor(&business.owner).await;
        business.with(app, MemberRole::Manager).await;
        firm(business.owner.clone(), "vendors", also.clone()).with(app, MemberRole::Member).await;
        app.mails().await;
        let refused = app.unchanged(deactivate(&business.owner)).await.problem(409, "last_owner_of");
        let detail = refused["detail"].as_str().expect("a text");
        assert!(detail.contains(&business.id) && detail.contains(&also) && !detail.contains(&vendor.id), "{detail}");
        business.with(app, MemberRole::Owner).await;
        let refused = app.unchanged(deactivate(&business.owner)).await.problem(409, "last_owner_of");
        assert!(refused["detail"].as_str().is_some_and(|text| text.contains(&also) && !text.contains(&business.id)), "{refused}");
        let heir = firm(business.owner.clone(), "vendors", also).with(app, MemberRole::Owner).await;
        let gone = std::mem::replace(&mut business.owner, heir);
        let email = gone.get("/v1/me").await.ok(200)["email"].as_str().expect("a text").to_owned();
        assert_eq!(deactivate(&gone).await.status, 204);
        is_over(app, &gone, &email).await;
    }

    async fn who_alone_owns_a_firms_seat_stays_for_the_people_of_its_parts(app) {
        let [head, _] = firms(app).await;
        let branch = head.branch(app).await;
        let local = branch.with(app, MemberRole::Owner).await;
        app.mails().await;
        let refused = app.unchanged(deactivate(&head.owner)).await.problem(409, "last_owner_of");
        assert!(refused["detail"].as_str().is_some_and(|text| text.contains(&head.id) && !text.contains(&branch.id)), "{refused}");
        // Of the part alone nobody has to stay.
        assert_eq!(branch.remove(&head.owner, &local).await.status, 204);
        app.mails().await;
        assert_eq!(deactivate(&head.owner).await.status, 204);
        app.mails().await;
    }

    async fn memberships_end_with_the_account(app) {
        let [business, vendor] = firms(app).await;
        let who = person(app).await;
        business.admit(app, &who, MemberRole::Manager).await;
        vendor.admit(app, &who, MemberRole::Member).await;
        let email = who.get("/v1/me").await.ok(200)["email"].as_str().expect("a text").to_owned();
        assert_eq!(deactivate(&who).await.status, 204);
        is_over(app, &who, &email).await;
        for firm in [&business, &vendor] {
            let members = firm.owner.get(&format!("{}/members", firm.path)).await.ok(200);
            assert_eq!(members["data"].as_array().map(Vec::len), Some(1));
        }
    }

    async fn of_two_owners_who_go_at_once_one_stays(app) {
        let [business, vendor] = firms(app).await;
        business.with(app, MemberRole::Member).await;
        vendor.with(app, MemberRole::Member).await;
        for firm in [business, vendor] {
            let other = firm.with(app, MemberRole::Owner).await;
            let answers = join_all([&firm.owner, &other].map(deactivate)).await;
            let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [204, 409]);
            app.one_mail().await;
        }
    }

    async fn who_alone_belongs_to_a_business_goes_and_who_can_show_that_it_is_theirs_has_it(app) {
        let tried = app.activated().await;
        let business = firm(tried.sme.clone(), "businesses", tried.business_id.clone());
        let (contest, mut again) = (business.contest_body().await, app.business_body());
        again["tax_code"] = contest["tax_code"].clone();
        assert_eq!(deactivate(&tried.sme).await.status, 204);
        app.mails().await;
        let who = person(app).await;
        app.unchanged(who.post("/v1/businesses", again)).await.problem(409, "tax_code_taken");
        let id = text(&who.post("/v1/contests", contest).await.ok(201), "id");
        // Nobody is left to answer, and nobody is waited for.
        hand_over(&app.reviewer().await, &id).await.ok(200);
        assert_eq!(business.roles(&who).await, ["owner"]);
        assert_eq!(who.get(&tried.path("")).await.ok(200)["status"], "activated", "it has gone on");
        app.mails().await;
    }

    async fn a_contest_that_waits_for_who_goes_waits_no_more(app) {
        let [business, _] = firms(app).await;
        let branch = business.branch(app).await;
        let local = branch.with(app, MemberRole::Owner).await;
        let id = business.contest_of(app, &person(app).await).await;
        let reviewer = app.reviewer().await;
        // The firm needs its owner as long as somebody else belongs to any part of it.
        app.unchanged(deactivate(&business.owner)).await.problem(409, "last_owner_of");
        assert_eq!(deactivate(&local).await.status, 204);
        app.unchanged(hand_over(&reviewer, &id)).await.problem(409, "answer_awaited");
        assert_eq!(deactivate(&business.owner).await.status, 204);
        hand_over(&reviewer, &id).await.ok(200);
        app.mails().await;
    }

    async fn of_many_from_one_session_at_once_one_holds(app) {
        let who = person(app).await;
        let answers = join_all((0..8).map(|_| deactivate(&who))).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 401, 401, 401, 401, 401, 401, 401]);
        app.one_mail().await;
    }

    async fn the_last_administrator_cannot_go(app) {
        let one = app.person("one@demo.example", Some(StaffRole::Administrator)).await;
        app.person("reviewer@demo.example", Some(StaffRole::Reviewer)).await;
        app.unchanged(deactivate(&one)).await.problem(409, "last_administrator");
        let two = app.person("two@demo.example", Some(StaffRole::Administrator)).await;
        let answers = join_all([&one, &two].map(deactivate)).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409]);
        app.one_mail().await;
    }

    async fn it_wants_proof_of_the_last_ten_minutes(app) {
        let who = app.person(WHO, Some(StaffRole::Analyst)).await;
        app.unchanged(deactivate(&app.anon)).await.problem(401, "unauthenticated");
        app.advance(Duration::from_secs(601));
        app.unchanged(deactivate(&who)).await.problem(401, "reauthentication_needed");
        let proof = json!({"password": PASSWORD, "code": app.code(TOTP_SECRET)});
        assert_eq!(who.post("/v1/sessions/current/reauthentication", proof).await.status, 200);
        assert_eq!(deactivate(&who).await.status, 204);
        is_over(app, &who, WHO).await;
    }

    async fn what_waits_to_be_sent_is_not_sent(app) {
        let who = app.person(WHO, None).await;
        ask_for_reset(app, WHO).await.ok(202);
        app.server.worker.answer_inquiries().await.expect("answered");
        assert_eq!(deactivate(&who).await.status, 204);
        is_over(app, &who, WHO).await;
    }
}
