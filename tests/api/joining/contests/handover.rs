//! A handover: one owner, nobody else, and an owner at all times.

use super::withdrawn::unwrapped;
use super::{answer, hand_over, reject};
use crate::members::{account, firms, person};
use crate::support::client::text;
use crate::support::{Client, json};
use dungthu::accounts::members::MemberRole::{Manager, Member, Owner};
use dungthu::accounts::model::StaffRole;
use futures_util::future::{join, join_all};

async fn email(who: &Client) -> String {
    text(&who.get("/v1/me").await.ok(200), "email")
}

engines! {
    async fn who_contested_becomes_the_only_owner_and_all_are_told(app) {
        let reviewer = app.reviewer().await;
        for firm in firms(app).await {
            let who = person(app).await;
            let others = [firm.with(app, Owner).await, firm.with(app, Manager).await, firm.with(app, Member).await];
            let id = firm.answered(app, &who).await;
            let done = hand_over(&reviewer, &id).await.ok(200);
            assert_eq!((&done["status"], &done["reason_code"], &done["reason_text"]), (&json!("handed_over"), &json!(null), &json!("Đã đối chiếu giấy chứng nhận.")));
            assert_eq!(firm.roles(&who).await, ["owner"]);
            assert_eq!(who.get(&firm.member(&who).await).await.ok(200)["role"], "owner");
            for other in others.iter().chain([&firm.owner]) {
                other.get(&firm.path).await.problem(404, "not_found");
            }
            let mails = app.mails().await;
            let (granted, gone): (Vec<_>, Vec<_>) = mails.iter().partition(|mail| mail.subject.contains("handed over to you"));
            assert_eq!((granted.len(), gone.len()), (1, 4));
            assert!(gone.iter().all(|mail| mail.subject.starts_with("You no longer belong to ")), "{gone:?}");
            // The new owner governs at once.
            firm.invite(&who, "colleague@demo.example", "member").await.ok(201);
            app.mails().await;
        }
    }

    async fn other_contests_go_on_against_the_new_owner(app) {
        let reviewer = app.reviewer().await;
        for firm in firms(app).await {
            let (who, friend) = (person(app).await, person(app).await);
            let (other, id) = (firm.answered(app, &friend).await, firm.answered(app, &who).await);
            let at = format!("/v1/contests/{other}");
            let read = reviewer.get(&at).await;
            let stale = read.header("etag").expect("an ETag").to_owned();
            let former = read.ok(200);
            assert_eq!((text(&former, "answered_by"), text(&former, "answered_by_name")), (account(&firm.owner).await, "Demo Person".to_owned()));
            assert_eq!(firm.owner.get(&at).await.ok(200)["answered_by"], json!(null));
            hand_over(&reviewer, &id).await.ok(200);
            let (told, rest): (Vec<_>, Vec<_>) = app.mails().await.into_iter().partition(|it| it.subject.starts_with("The ownership of "));
            assert!(told.len() == 1 && told[0].to == email(&who).await, "the new owner: {told:?}");
            let against = unwrapped(&told[0].text);
            assert!(against.contains("against you as its owner") && !against.contains("Your contest"), "{against}");
            // Who opened it learns that somebody else answers now, not who that is.
            let told: Vec<_> = rest.iter().filter(|it| it.subject.starts_with("Your contest of ")).collect();
            assert!(told.len() == 1 && told[0].to == email(&friend).await, "{told:?}");
            let (text_of_it, by) = (unwrapped(&told[0].text), text(&former, "answer_by"));
            assert!(text_of_it.contains("goes on, against that owner") && !text_of_it.contains(&email(&who).await), "{text_of_it}");
            assert!(text_of_it.contains(&format!("{} November 2026", &by[8..10])), "{text_of_it}, {by}");
            let now = friend.get(&at).await.ok(200);
            assert_eq!((&now["status"], &now["answered_at"], &now["answer_by"]), (&json!("open"), &json!(null), &former["answer_by"]));
            // Nobody decides by what the former owners said, nor by what was read before.
            let headers = [("Content-Type", "application/json"), ("If-Match", stale.as_str())];
            let rejection = json!({"reason_code": "other"}).to_string().into_bytes();
            let reject_it = format!("{at}/rejection");
            app.unchanged(reviewer.send("POST", &reject_it, &headers, rejection)).await.problem(412, "version_stale");
            app.unchanged(hand_over(&reviewer, &other)).await.problem(409, "answer_awaited");
            app.unchanged(answer(&firm.owner, &other)).await.problem(404, "not_found");
            answer(&who, &other).await.ok(200);
            assert_ne!(reviewer.get(&at).await.header("etag"), Some(stale.as_str()));
            hand_over(&reviewer, &other).await.ok(200);
            assert_eq!(firm.roles(&friend).await, ["owner"]);
            app.mails().await;
        }
    }

    async fn nobody_decides_beside_a_contest_of_their_own(app) {
        let reviewer = app.reviewer().await;
        for firm in firms(app).await {
            let (own, next) = (person(app).await, person(app).await);
            let (mine, theirs) = (firm.contest_of(app, &own).await, firm.answered(app, &next).await);
            let staff = app.take_office(&email(&own).await, StaffRole::Reviewer.into()).await;
            app.unchanged(hand_over(&staff, &theirs)).await.problem(403, "conflict_of_interest");
            reject(&reviewer, &mine, "other").await.ok(200);
            app.mails().await;
        }
    }

    async fn a_member_who_contested_is_raised(app) {
        for firm in firms(app).await {
            let manager = firm.with(app, Manager).await;
            let id = firm.answered(app, &manager).await;
            hand_over(&app.reviewer().await, &id).await.ok(200);
            assert_eq!(firm.roles(&manager).await, ["owner"]);
            assert_eq!(app.mails().await.len(), 2);
        }
    }

    async fn invitations_of_former_owners_are_void_and_trials_go_on(app) {
        let tried = app.activated().await;
        let firm = crate::members::firm(tried.sme.clone(), "businesses", tried.business_id.clone());
        let (invited, who) = (person(app).await, person(app).await);
        let invitation = firm.invited(&text(&invited.get("/v1/me").await.ok(200), "email"), "owner").await;
        let id = firm.answered(app, &who).await;
        hand_over(&app.reviewer().await, &id).await.ok(200);
        app.mails().await;
        app.unchanged(crate::joining::invitations::accept(&invited, &invitation)).await.problem(410, "invitation_gone");
        assert_eq!(who.get(&tried.path("")).await.ok(200)["status"], "activated");
        tried.sme.get(&tried.path("")).await.problem(404, "not_found");
    }

    async fn handed_over_and_transferred_at_once_there_is_one_owner(app) {
        for firm in firms(app).await {
            let (who, colleague) = (person(app).await, firm.with(app, Manager).await);
            let id = firm.answered(app, &who).await;
            let reviewer = app.reviewer().await;
            let (path, to) = (format!("{}/ownership-transfer", firm.path), json!({"member": account(&colleague).await}));
            let (handed, transferred) = join(hand_over(&reviewer, &id), firm.owner.post(&path, to)).await;
            assert_eq!(handed.status, 200, "{}", handed.text());
            assert!([200, 404].contains(&transferred.status), "{}", transferred.text());
            assert_eq!(firm.roles(&who).await, ["owner"], "whichever came first");
            for former in [&firm.owner, &colleague] {
                former.get(&firm.path).await.problem(404, "not_found");
            }
            app.mails().await;
        }
    }

    async fn nobody_becomes_an_owner_who_is_gone(app) {
        for firm in firms(app).await {
            let (who, asker) = (person(app).await, person(app).await);
            let (contest, request) = (firm.answered(app, &who).await, firm.request_of(app, &asker).await);
            for gone in [&who, &asker] {
                assert_eq!(gone.act("/v1/me/deactivation").await.status, 204);
            }
            app.mails().await;
            let reviewer = app.reviewer().await;
            app.unchanged(hand_over(&reviewer, &contest)).await.problem(409, "wrong_state");
            app.unchanged(firm.approve(&firm.owner, &request, "owner")).await.problem(409, "wrong_state");
            // Both ended with the account.
            app.unchanged(reject(&reviewer, &contest, "other")).await.problem(409, "wrong_state");
            app.unchanged(firm.refuse(&firm.owner, &request, "other")).await.problem(409, "wrong_state");
            assert_eq!(firm.roles(&firm.owner).await, ["owner"]);
        }
    }

    async fn of_decisions_at_once_one_holds(app) {
        for firm in firms(app).await {
            let who = person(app).await;
            let id = firm.answered(app, &who).await;
            let (one, two) = (app.reviewer().await, app.reviewer().await);
            let (handed, rejected) = join(join_all([hand_over(&one, &id), hand_over(&two, &id)]), reject(&two, &id, "other")).await;
            let mut statuses: Vec<u16> = handed.iter().chain([&rejected]).map(|reply| reply.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409, 409]);
            let owner = if rejected.status == 200 { &firm.owner } else { &who };
            assert_eq!(firm.roles(owner).await, ["owner"]);
            app.mails().await;
        }
    }

    async fn handed_over_while_owners_leave_there_is_one_owner(app) {
        for firm in firms(app).await {
            let (who, other) = (person(app).await, firm.with(app, Owner).await);
            let id = firm.contest_of(app, &who).await;
            answer(&other, &id).await.ok(200);
            let reviewer = app.reviewer().await;
            let (handed, left) = join(hand_over(&reviewer, &id), firm.remove(&other, &other)).await;
            assert_eq!(handed.status, 200, "{}", handed.text());
            assert!([204, 404].contains(&left.status), "{}", left.text());
            assert_eq!(firm.roles(&who).await, ["owner"]);
            app.mails().await;
        }
    }

    async fn what_happened_is_recorded_with_ids_and_codes(app) {
        let firm = &firms(app).await[0];
        let who = person(app).await;
        let id = firm.answered(app, &who).await;
        hand_over(&app.reviewer().await, &id).await.ok(200);
        app.mails().await;
        let subject = firm.id.clone();
        let events = app.query(move |conn| dungthu::db::history(conn, &subject, None, 100).expect("events")).await;
        let kinds: Vec<&str> = events.iter().map(|it| it.kind.as_str()).collect();
        assert_eq!(kinds, ["business.registered", "contest.opened", "contest.answered", "organization.handed_over", "member.replaced"]);
        assert_eq!(events[3].body, json!({"organization": firm.id, "contest": id, "to": account(&who).await}));
    }
}
