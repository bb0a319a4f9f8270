//! Contests that are taken back, and those of who ends the account.

use super::{answer, hand_over, reject};
use crate::joining::invitations::mailed_link;
use crate::members::{account, firms, person};
use crate::support::client::text;
use crate::support::locks::{meeting, row};
use crate::support::{Client, Reply, json};
use dungthu::accounts::members::MemberRole::{Manager, Member};
use dungthu::accounts::model::StaffRole;
use futures_util::future::join;
use std::time::Duration;

async fn withdraw(who: &Client, id: &str) -> Reply {
    who.act(&format!("/v1/contests/{id}/withdrawal")).await
}

/// A mail's text, without its line breaks.
pub fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn deactivate(who: &Client) -> u16 {
    who.act("/v1/me/deactivation").await.status
}

engines! {
    async fn who_contests_takes_it_back_and_owners_are_told(app) {
        let reviewer = app.reviewer().await;
        for firm in firms(app).await {
            let (who, other) = (person(app).await, person(app).await);
            let id = firm.contest_of(app, &who).await;
            for foreign in [&other, &firm.owner, &reviewer] {
                app.unchanged(withdraw(foreign, &id)).await.problem(404, "not_found");
            }
            let done = withdraw(&who, &id).await;
            assert_eq!(done.header("etag"), Some("\"2\""));
            let done = done.ok(200);
            assert_eq!((&done["status"], &done["decided_at"]), (&json!("withdrawn"), &json!(null)));
            assert!(done["withdrawn_at"].is_string() && done["reason_code"].is_null(), "{done}");
            let told = app.one_mail().await;
            let owner = text(&firm.owner.get("/v1/me").await.ok(200), "email");
            assert!(told.subject.ends_with("was withdrawn") && told.to == owner, "{told:?}");
            for over in [withdraw(&who, &id).await, answer(&firm.owner, &id).await, hand_over(&reviewer, &id).await, reject(&reviewer, &id, "other").await] {
                over.problem(409, "wrong_state");
            }
            assert_eq!(firm.roles(&firm.owner).await, ["owner"]);
            let listed = reviewer.walk("/v1/contests?status=withdrawn&limit=100").await.concat();
            assert!(listed.iter().any(|it| it["id"] == json!(id)), "{listed:?}");
            // It is free to be contested by others, and by the same after a month alone.
            app.unchanged(firm.contested_by(&who)).await.problem(409, "contested_lately");
            let next = firm.contest_of(app, &other).await;
            answer(&firm.owner, &next).await.ok(200);
            reject(&reviewer, &next, "other").await.ok(200);
            app.unchanged(firm.contested_by(&other)).await.problem(409, "contested_lately");
            app.mails().await;
        }
    }

    async fn owners_are_told_that_another_contest_goes_on(app) {
        let reviewer = app.reviewer().await;
        for firm in firms(app).await {
            let (one, two, three) = (person(app).await, person(app).await, person(app).await);
            let (first, second, third) = (firm.contest_of(app, &one).await, firm.contest_of(app, &two).await, firm.contest_of(app, &three).await);
            withdraw(&one, &first).await.ok(200);
            let told = unwrapped(&app.one_mail().await.text);
            assert!(told.contains("Another contest of the organization is still open") && !told.contains("Nothing changes"), "{told}");
            reject(&reviewer, &second, "other").await.ok(200);
            let owner = text(&firm.owner.get("/v1/me").await.ok(200), "email");
            for mail in app.mails().await {
                let goes_on = unwrapped(&mail.text).contains("another contest of it is still open");
                assert_eq!((goes_on, mail.text.contains("Nothing changes")), (mail.to == owner, mail.to != owner), "{mail:?}");
            }
            withdraw(&three, &third).await.ok(200);
            assert!(app.one_mail().await.text.contains("Nothing changes"));
        }
    }

    async fn the_same_person_contests_again_after_a_month(app) {
        let ([firm, _], who) = (firms(app).await, person(app).await);
        let email = text(&who.get("/v1/me").await.ok(200), "email");
        let id = firm.contest_of(app, &who).await;
        withdraw(&who, &id).await.ok(200);
        let body = firm.contest_body().await;
        app.advance(Duration::from_secs(29 * 86_400));
        let who = app.log_in(&email).await;
        app.unchanged(who.post("/v1/contests", body.clone())).await.problem(409, "contested_lately");
        app.advance(Duration::from_secs(86_400));
        let who = app.log_in(&email).await;
        who.post("/v1/contests", body).await.ok(201);
        app.mails().await;
    }

    async fn what_is_decided_is_not_taken_back(app) {
        let reviewer = app.reviewer().await;
        for firm in firms(app).await {
            let who = person(app).await;
            let id = firm.contest_of(app, &who).await;
            reject(&reviewer, &id, "other").await.ok(200);
            app.mails().await;
            app.unchanged(withdraw(&who, &id)).await.problem(409, "wrong_state");
        }
    }

    async fn they_end_with_the_account(app) {
        for firm in firms(app).await {
            let (who, other) = (person(app).await, person(app).await);
            let (id, gone) = (firm.contest_of(app, &who).await, account(&who).await);
            assert_eq!(deactivate(&who).await, 204);
            let mut subjects: Vec<String> = app.mails().await.into_iter().map(|mail| mail.subject).collect();
            subjects.sort();
            assert!(subjects.len() == 2 && subjects.iter().any(|it| it.ends_with("was withdrawn")), "{subjects:?}");
            let reviewer = app.reviewer().await;
            let read = reviewer.get(&format!("/v1/contests/{id}")).await.ok(200);
            assert_eq!(read["status"], "withdrawn");
            app.unchanged(hand_over(&reviewer, &id)).await.problem(409, "wrong_state");
            let auditor = app.person(&format!("auditor{}@demo.example", app.next()), Some(StaffRole::Auditor)).await;
            let facts = auditor.walk(&format!("/v1/audit-events?limit=100&account_id={gone}")).await.concat();
            let fact = facts.iter().find(|it| it["kind"] == "contest.withdrawn").expect("a fact");
            assert_eq!(fact["body"]["contest"], json!(id));
            // Others are not kept from it.
            firm.contest_of(app, &other).await;
        }
    }

    async fn a_refused_end_leaves_them_open(app) {
        let [business, vendor] = firms(app).await;
        vendor.with(app, Member).await;
        let id = business.contest_of(app, &vendor.owner).await;
        app.unchanged(vendor.owner.act("/v1/me/deactivation")).await.problem(409, "last_owner_of");
        assert_eq!(vendor.owner.get(&format!("/v1/contests/{id}")).await.ok(200)["status"], "open");
    }

    async fn handed_over_and_gone_at_once_nobody_gone_owns_the_organization(app) {
        for firm in firms(app).await {
            // Who belongs to it already meets the owners' lock twice.
            for belongs in [false, true] {
                let firm = firm.anew(app).await;
                let who = if belongs { firm.with(app, Manager).await } else { person(app).await };
                let id = firm.answered(app, &who).await;
                let reviewer = app.reviewer().await;
                let both = join(hand_over(&reviewer, &id), deactivate(&who));
                let (handed, gone) = meeting(app, row("contests", &id), 2, both, async {}).await;
                match (handed.status, gone) {
                    (409, 204) => assert_eq!(firm.roles(&firm.owner).await, ["owner"]),
                    // Who alone has an organization may go; it is left to be contested.
                    (200, 204) => {
                        firm.owner.get(&firm.path).await.problem(404, "not_found");
                        app.mails().await;
                        break;
                    }
                    (handed, gone) => panic!("{handed} {gone}"),
                }
                app.mails().await;
            }
        }
    }

    async fn let_in_by_a_link_and_gone_at_once_nobody_belongs_who_is_gone(app) {
        for firm in firms(app).await {
            for _ in 0..3 {
                let who = person(app).await;
                firm.invited(&text(&who.get("/v1/me").await.ok(200), "email"), "member").await;
                let link = mailed_link(app).await;
                let both = join(app.anon.press(&link, ""), deactivate(&who));
                // Both have looked at the account by then, and neither has changed it.
                let lock = row("accounts", &account(&who).await);
                let (pressed, gone) = meeting(app, lock, 2, both, async {}).await;
                assert!(gone == 204 && [200, 409, 410].contains(&pressed.status), "{gone} {}", pressed.text());
                assert_eq!(firm.roles(&firm.owner).await, ["owner"]);
                app.mails().await;
            }
        }
    }

    async fn approved_and_gone_at_once_nobody_belongs_who_is_gone(app) {
        for firm in firms(app).await {
            for _ in 0..3 {
                let who = person(app).await;
                let id = firm.request_of(app, &who).await;
                let both = join(firm.approve(&firm.owner, &id, "member"), deactivate(&who));
                let lock = row("accounts", &account(&who).await);
                let (approved, gone) = meeting(app, lock, 2, both, async {}).await;
                assert!(gone == 204 && [200, 409].contains(&approved.status), "{gone} {}", approved.text());
                assert_eq!(firm.roles(&firm.owner).await, ["owner"]);
                app.mails().await;
            }
        }
    }
}
