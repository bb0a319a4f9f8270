//! An account whose address is taken back: what it invited others to since, and what it had left to nobody.

use crate::accounts::address_back::{moved, owner_again, reverse};
use crate::accounts::{OTHER_PASSWORD, log_in};
use crate::joining::contests::hand_over;
use crate::joining::invitations::{accept, waiting};
use crate::members::{firms, person};
use crate::support::client::text;
use crate::support::{Client, json};
use dungthu::accounts::members::MemberRole;
use dungthu::accounts::model::StaffRole;
use std::time::Duration;

const NEW: &str = "new@demo.example";
const WEEK: Duration = Duration::from_secs(7 * 86_400);

engines! {
    async fn invitations_that_were_made_since_are_taken_back(app) {
        for firm in firms(app).await {
            let (old, new) = (text(&firm.owner.get("/v1/me").await.ok(200), "email"), format!("new{}@demo.example", app.next()));
            let (friend, accomplice) = (person(app).await, person(app).await);
            let email = async |who: &Client| text(&who.get("/v1/me").await.ok(200), "email");
            let before = firm.invited(&email(&friend).await, "member").await;
            app.advance(Duration::from_secs(1));
            app.mails().await;
            let link = moved(app, &firm.owner, &new).await;
            let since = firm.invited(&email(&accomplice).await, "owner").await;
            app.mails().await;
            assert_eq!(reverse(app, &link).await.status, 204);
            app.unchanged(accept(&accomplice, &since)).await.problem(410, "invitation_gone");
            assert_eq!((waiting(&accomplice).await, waiting(&friend).await), (Vec::new(), vec![before.clone()]));
            accept(&friend, &before).await.ok(200);
            let owner = owner_again(app, &old).await;
            let there = owner.get(&format!("{}/invitations/{since}", firm.path)).await.ok(200);
            assert_eq!(there["status"], "revoked");
        }
    }

    async fn what_was_left_to_nobody_comes_back_with_the_account(app) {
        for firm in firms(app).await {
            let firm = firm.anew(app).await;
            let (old, new) = (text(&firm.owner.get("/v1/me").await.ok(200), "email"), format!("new{}@demo.example", app.next()));
            let link = moved(app, &firm.owner, &new).await;
            assert_eq!(firm.owner.act("/v1/me/deactivation").await.status, 204);
            let told = app.one_mail().await;
            assert!(told.to == new && told.text.contains("brings the account back, for 7 days"), "{told:?}");
            let auditor = app.person(&format!("auditor{}@demo.example", app.next()), Some(StaffRole::Auditor)).await;
            let left = auditor.get(&format!("{}/members", firm.path)).await.ok(200);
            assert_eq!(left["data"], json!([]), "staff read that nobody is there");
            assert_eq!(reverse(app, &link).await.status, 204);
            let owner = owner_again(app, &old).await;
            assert_eq!(firm.roles(&owner).await, ["owner"]);
            // Who ends the account before any change leaves nothing to come back, and is told of no way.
            app.advance(WEEK);
            let session = log_in(app, &old, OTHER_PASSWORD).await.ok(201);
            let owner = app.anon.with_token(session["token"].as_str().expect("a token"));
            assert_eq!(owner.act("/v1/me/deactivation").await.status, 204);
            let told = app.one_mail().await;
            assert!(!told.text.contains("brings the account back"), "{}", told.text);
        }
    }

    async fn who_comes_back_is_told_of_contests_that_were_opened_meanwhile(app) {
        for firm in firms(app).await {
            let firm = firm.anew(app).await;
            let (old, new) = (text(&firm.owner.get("/v1/me").await.ok(200), "email"), format!("new{}@demo.example", app.next()));
            let (contest, contester) = (firm.contest_body().await, person(app).await);
            let link = moved(app, &firm.owner, &new).await;
            assert_eq!(firm.owner.act("/v1/me/deactivation").await.status, 204);
            let made = contester.post("/v1/contests", contest).await.ok(201);
            app.advance(Duration::from_secs(2 * 86_400));
            app.mails().await;
            assert_eq!(reverse(app, &link).await.status, 204);
            let mails = app.mails().await;
            let told: Vec<&str> = mails.iter().filter(|it| it.text.contains("goes on")).map(|it| it.to.as_str()).collect();
            assert!(told.len() == 2 && told.contains(&old.as_str()), "{mails:?}");
            let at = format!("/v1/contests/{}", text(&made, "id"));
            let (reviewer, id) = (app.reviewer().await, text(&made, "id"));
            let goes_on = reviewer.get(&at).await.ok(200);
            assert!(text(&goes_on, "answer_by") > text(&made, "answer_by"), "{goes_on}");
            app.unchanged(hand_over(&reviewer, &id)).await.problem(409, "answer_awaited");
        }
    }

    async fn not_where_it_is_somebodys_by_now(app) {
        let [firm, _] = firms(app).await;
        let old = text(&firm.owner.get("/v1/me").await.ok(200), "email");
        let contest = firm.contest_body().await;
        let link = moved(app, &firm.owner, NEW).await;
        assert_eq!(firm.owner.act("/v1/me/deactivation").await.status, 204);
        let next = person(app).await;
        firm.admit(app, &next, MemberRole::Owner).await;
        app.mails().await;
        assert_eq!(reverse(app, &link).await.status, 204);
        let owner = owner_again(app, &old).await;
        app.unchanged(owner.get(&firm.path)).await.problem(404, "not_found");
        assert_eq!(firm.roles(&next).await, ["owner"]);
        owner.post("/v1/contests", contest).await.ok(201);
        app.mails().await;
    }

    async fn nor_where_it_was_somebodys_who_left_it_again(app) {
        for firm in firms(app).await {
            let firm = firm.anew(app).await;
            let (old, new) = (text(&firm.owner.get("/v1/me").await.ok(200), "email"), format!("new{}@demo.example", app.next()));
            let (contest, contester) = (firm.contest_body().await, person(app).await);
            let link = moved(app, &firm.owner, &new).await;
            assert_eq!(firm.owner.act("/v1/me/deactivation").await.status, 204);
            let made = contester.post("/v1/contests", contest).await.ok(201);
            hand_over(&app.reviewer().await, &text(&made, "id")).await.ok(200);
            assert_eq!(contester.act("/v1/me/deactivation").await.status, 204);
            app.mails().await;
            assert_eq!(reverse(app, &link).await.status, 204);
            app.unchanged(owner_again(app, &old).await.get(&firm.path)).await.problem(404, "not_found");
            app.mails().await;
        }
    }
}
