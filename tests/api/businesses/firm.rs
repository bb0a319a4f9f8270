//! A firm is one: who owns its seat owns its parts, whoever that is by then.

use crate::joining::invitations::accept;
use crate::members::{Firm, firms, person};
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use dungthu::accounts::members::MemberRole::{Manager, Member, Owner};

/// A firm's head, with a branch.
async fn with_branch(app: &TestApp) -> (Firm, Firm) {
    let [head, _] = firms(app).await;
    let branch = head.branch(app).await;
    (head, branch)
}

async fn email(who: &Client) -> String {
    text(&who.get("/v1/me").await.ok(200), "email")
}

engines! {
    async fn who_becomes_an_owner_owns_the_parts_and_who_leaves_owns_none(app) {
        let (head, branch) = with_branch(app).await;
        let (owner, next) = (&head.owner, person(app).await);
        let invitation = head.invited(&email(&next).await, "owner").await;
        accept(&next, &invitation).await.ok(200);
        assert_eq!(branch.roles(&next).await, ["owner", "owner"]);
        assert_eq!(head.remove(owner, owner).await.status, 204);
        for part in [&head, &branch] {
            app.unchanged(owner.get(&part.path)).await.problem(404, "not_found");
            assert_eq!(part.roles(&next).await, ["owner"]);
        }
        let third = head.branch_of(app, &next).await;
        assert_eq!(third.roles(&next).await, ["owner"]);
        app.mails().await;
    }

    async fn roles_at_the_seat_are_followed_by_the_parts(app) {
        let (head, branch) = with_branch(app).await;
        let (owner, asker) = (&head.owner, person(app).await);
        let request = head.request_of(app, &asker).await;
        let waits = branch.request_of(app, &asker).await;
        head.approve(owner, &request, "owner").await.ok(200);
        assert_eq!(branch.roles(&asker).await, ["owner", "owner"]);
        let closed = asker.get(&format!("/v1/join-requests/{waits}")).await.ok(200);
        assert_eq!(closed["status"], "withdrawn", "who belongs asks no more");
        head.give(owner, &asker, "member").await.ok(200);
        assert_eq!(branch.roles(owner).await, ["owner", "member"]);
        head.transfer(owner, &asker).await.ok(200);
        assert_eq!(branch.roles(&asker).await, ["manager", "owner"]);
        head.give(&asker, owner, "owner").await.ok(200);
        assert_eq!(head.remove(&asker, owner).await.status, 204);
        assert_eq!(branch.roles(&asker).await, ["owner"]);
        app.mails().await;
        let subject = branch.id.clone();
        let events = app.query(move |conn| dungthu::db::history(conn, &subject, None, 100).expect("events")).await;
        let followed: Vec<_> = events.iter().filter(|it| it.kind == "member.followed").map(|it| it.body["role"].clone()).collect();
        assert_eq!(followed, [json!("owner"), json!("member"), json!("owner"), json!("manager"), json!("owner"), json!(null)]);
    }

    async fn who_has_been_an_owner_goes_from_the_parts_with_what_they_are_at_the_seat(app) {
        let (head, branch) = with_branch(app).await;
        let (owner, local) = (&head.owner, branch.with(app, Manager).await);
        let former = head.with(app, Member).await;
        head.admit(app, &local, Member).await;
        for (role, there) in [("owner", "owner"), ("manager", "manager"), ("member", "member")] {
            head.give(owner, &former, role).await.ok(200);
            assert_eq!(branch.roles(owner).await, ["owner", "manager", there]);
        }
        assert_eq!(head.remove(owner, &former).await.status, 204);
        app.unchanged(former.get(&branch.path)).await.problem(404, "not_found");
        let code = text(&owner.get(&branch.path).await.ok(200), "tax_code");
        let followed = async || {
            let mut mails = app.mails().await;
            mails.retain(|it| it.text.contains(&code));
            mails
        };
        let (told, to) = (followed().await, email(&former).await);
        // What is sent says what holds when it is sent.
        assert!(told.len() == 4 && told.iter().all(|it| it.to == to && it.text.contains("You no longer belong to")), "{told:?}");
        // Whom the part let in itself it keeps, whatever they are at the seat.
        head.give(owner, &local, "manager").await.ok(200);
        assert_eq!(head.remove(owner, &local).await.status, 204);
        assert_eq!(branch.roles(&local).await, ["owner", "manager"]);
        head.give(owner, &head.with(app, Member).await, "owner").await.ok(200);
        let told = followed().await;
        assert!(told.len() == 1 && told[0].text.contains("\nowner."), "{told:?}");
    }

    async fn nobody_comes_back_into_a_part_by_an_invitation_from_before(app) {
        let (head, branch) = with_branch(app).await;
        let (owner, former, colleague) = (&head.owner, head.with(app, Member).await, head.with(app, Member).await);
        let (one, two) = (branch.invited(&email(&former).await, "manager").await, branch.invited(&email(&colleague).await, "member").await);
        head.give(owner, &former, "owner").await.ok(200);
        assert_eq!(branch.status(&one).await, "revoked", "who belongs is not invited");
        for (who, waits) in [(&former, &one), (&colleague, &two)] {
            assert_eq!(head.remove(owner, who).await.status, 204);
            app.unchanged(accept(who, waits)).await.problem(410, "invitation_gone");
        }
        assert_eq!(branch.status(&two).await, "revoked");
        // Who was put out may be invited anew.
        let again = branch.invited(&email(&former).await, "member").await;
        accept(&former, &again).await.ok(200);
        assert_eq!(branch.roles(owner).await, ["owner", "member"]);
        app.mails().await;
    }

    async fn nor_into_the_whole_by_one_from_before_they_left_a_part_whatever_their_address(app) {
        let (head, branch) = with_branch(app).await;
        let (owner, former) = (&head.owner, branch.with(app, Member).await);
        let (whole, other) = (head.invited(&email(&former).await, "owner").await, head.invited(&email(&person(app).await).await, "member").await);
        app.mails().await;
        let links = crate::accounts::address::asked(app, &former, "moved@demo.example").await;
        assert_eq!(crate::accounts::address::confirm(app, &links.confirm).await.status, 204);
        assert_eq!(branch.remove(owner, &former).await.status, 204);
        assert_eq!((head.status(&whole).await.as_str(), head.status(&other).await.as_str()), ("revoked", "open"));
        app.mails().await;
    }

    async fn a_role_that_a_part_gives_itself_follows_the_seat_no_more(app) {
        let (head, branch) = with_branch(app).await;
        let (owner, who) = (&head.owner, head.with(app, Member).await);
        for role in ["owner", "manager"] {
            head.give(owner, &who, role).await.ok(200);
        }
        branch.give(owner, &who, "owner").await.ok(200);
        head.give(owner, &who, "member").await.ok(200);
        assert_eq!(branch.roles(owner).await, ["owner", "owner"]);
        app.mails().await;
    }

    async fn what_a_part_has_of_its_own_stays(app) {
        let (head, branch) = with_branch(app).await;
        let (manager, local) = (branch.with(app, Manager).await, branch.with(app, Owner).await);
        let next = head.with(app, Member).await;
        head.transfer(&head.owner, &next).await.ok(200);
        assert_eq!(branch.roles(&next).await, ["manager", "manager", "owner", "owner"]);
        for of_branch in [&manager, &local] {
            of_branch.get(&branch.path).await.ok(200);
            of_branch.get(&head.path).await.problem(404, "not_found");
        }
        // The firm's owner is put out of no part of it, and leaves it at its seat.
        for refused in [
            branch.remove(&local, &next), branch.remove(&next, &next),
        ] {
            app.unchanged(refused).await.problem(409, "owns_the_firm");
        }
        app.unchanged(branch.give(&local, &next, "member")).await.problem(409, "owns_the_firm");
        app.unchanged(branch.transfer(&next, &manager)).await.problem(409, "owns_the_firm");
        assert_eq!(branch.remove(&next, &local).await.status, 204);
        app.mails().await;
    }

    async fn of_a_firm_whose_owners_come_and_go_at_once_every_part_has_the_same(app) {
        for _ in 0..3 {
            let (head, branch) = with_branch(app).await;
            let (one, two) = (head.with(app, Manager).await, head.with(app, Manager).await);
            let (owner, to) = (&head.owner, crate::members::account(&one).await);
            let path = format!("{}/ownership-transfer", head.path);
            let body = crate::businesses::body_with(app, &[("tax_code", json!(format!("{}-901", text(&owner.get(&head.path).await.ok(200), "tax_code"))))]);
            let (given, transferred, made) = futures_util::future::join3(
                head.give(owner, &two, "owner"), owner.post(&path, json!({"member": to})), owner.post("/v1/businesses", body),
            ).await;
            assert_eq!(transferred.status, 200, "{}", transferred.text());
            assert!([200, 403].contains(&given.status) && [201, 403].contains(&made.status), "{} {}", given.text(), made.text());
            let owners = async |part: &Firm| part.roles(&one).await.iter().filter(|it| *it == "owner").count();
            assert_eq!(owners(&branch).await, owners(&head).await);
            if made.status == 201 {
                let part = crate::members::firm(one.clone(), "businesses", text(&made.ok(201), "id"));
                assert_eq!(owners(&part).await, owners(&head).await);
            }
            app.mails().await;
        }
    }

    async fn who_ends_the_account_leaves_the_parts_to_the_other_owners(app) {
        let (head, branch) = with_branch(app).await;
        let next = head.with(app, Member).await;
        head.give(&head.owner, &next, "owner").await.ok(200);
        assert_eq!(head.owner.act("/v1/me/deactivation").await.status, 204);
        for part in [&head, &branch] {
            assert_eq!(part.roles(&next).await, ["owner"]);
        }
        app.mails().await;
    }

    async fn who_contests_a_firm_does_not_answer_for_its_owners(app) {
        let (head, branch) = with_branch(app).await;
        let (local, who) = (branch.with(app, Owner).await, person(app).await);
        let mut contests = Vec::new();
        for contester in [&local, &who] {
            let made = contester.post("/v1/contests", head.contest_body().await).await.ok(201);
            contests.push(format!("/v1/contests/{}/answer", text(&made, "id")));
        }
        app.mails().await;
        let said = json!({"statement": "Công ty là của người này."});
        for answer in &contests {
            app.unchanged(local.post(answer, said.clone())).await.problem(403, "conflict_of_interest");
            head.owner.post(answer, said.clone()).await.ok(200);
        }
        app.mails().await;
    }

    async fn owners_of_a_branch_are_heard_where_their_firm_is_contested(app) {
        let (head, branch) = with_branch(app).await;
        let (local, manager, who) = (branch.with(app, Owner).await, branch.with(app, Manager).await, person(app).await);
        let id = text(&who.post("/v1/contests", branch.contest_body().await).await.ok(201), "id");
        let told: Vec<String> = app.mails().await.into_iter().map(|mail| mail.to).collect();
        assert!(told.len() == 2 && told.contains(&email(&local).await) && told.contains(&email(&head.owner).await), "{told:?}");
        let at = format!("/v1/contests/{id}");
        assert_eq!(local.get("/v1/me/contests").await.ok(200)["data"][0]["id"], json!(id));
        assert_eq!(local.get(&at).await.ok(200)["statement"].as_str().map(str::is_empty), Some(false));
        manager.get(&at).await.problem(404, "not_found");
        let said = json!({"statement": "Chi nhánh do tôi điều hành."});
        app.unchanged(manager.post(&format!("{at}/answer"), said.clone())).await.problem(403, "forbidden");
        app.unchanged(person(app).await.post(&format!("{at}/answer"), said.clone())).await.problem(404, "not_found");
        assert_eq!(local.post(&format!("{at}/answer"), said).await.ok(200)["answer"], "Chi nhánh do tôi điều hành.");
        who.act(&format!("{at}/withdrawal")).await.ok(200);
        assert_eq!(app.mails().await.len(), 2);
    }
}
