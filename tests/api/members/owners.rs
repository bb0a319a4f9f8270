//! There is always an owner, whatever happens at once.

use super::{account, firms, person};
use crate::support::json;
use dungthu::accounts::members::MemberRole::{Manager, Member, Owner};
use futures_util::future::{join, join_all};

engines! {
    async fn what_gives_a_firm_away_wants_proof_of_the_last_ten_minutes(app) {
        for firm in firms(app).await {
            let firm = firm.anew(app).await;
            let (member, asker) = (firm.with(app, Member).await, person(app).await);
            let request = firm.request_of(app, &asker).await;
            app.advance(std::time::Duration::from_secs(601));
            let stale = "reauthentication_needed";
            app.unchanged(firm.transfer(&firm.owner, &member)).await.problem(401, stale);
            app.unchanged(firm.give(&firm.owner, &member, "owner")).await.problem(401, stale);
            app.unchanged(firm.remove(&firm.owner, &member)).await.problem(401, stale);
            app.unchanged(firm.invite(&firm.owner, "mine@demo.example", "owner")).await.problem(401, stale);
            app.unchanged(firm.approve(&firm.owner, &request, "owner")).await.problem(401, stale);
            let firm = firm.anew(app).await;
            firm.transfer(&firm.owner, &member).await.ok(200);
            app.mails().await;
        }
    }

    async fn the_last_owner_cannot_go(app) {
        for firm in firms(app).await {
            let (owner, manager) = (&firm.owner, firm.with(app, Manager).await);
            app.unchanged(firm.remove(owner, owner)).await.problem(409, "last_owner");
            for role in ["manager", "member"] {
                app.unchanged(firm.give(owner, owner, role)).await.problem(409, "last_owner");
            }
            assert_eq!(firm.give(owner, owner, "owner").await.status, 200, "what one is already changes nothing");
            firm.give(owner, &manager, "owner").await.ok(200);
            assert_eq!(app.mails().await.len(), 1);
            assert_eq!(firm.remove(owner, owner).await.status, 204);
            app.unchanged(firm.remove(&manager, &manager)).await.problem(409, "last_owner");
            owner.get(&firm.path).await.problem(404, "not_found");
        }
    }

    async fn of_two_owners_who_leave_at_once_one_stays(app) {
        for firm in firms(app).await {
            for _ in 0..5 {
                let (one, two) = (firm.with(app, Owner).await, firm.with(app, Owner).await);
                let etag = [("If-Match", "*")];
                // Three owners at most, and one of them is known to go.
                if firm.owner.get(&firm.path).await.status == 200 {
                    assert_eq!(firm.remove(&firm.owner, &firm.owner).await.status, 204);
                }
                let others: Vec<_> = one.get(&format!("{}/members?limit=100", firm.path)).await.ok(200)["data"].as_array().expect("a list").clone();
                let (of_one, of_two) = (firm.member(&one).await, firm.member(&two).await);
                for other in others {
                    let path = format!("{}/members/{}", firm.path, other["account_id"].as_str().expect("an id"));
                    if path != of_one && path != of_two {
                        assert_eq!(one.send("DELETE", &path, &etag, Vec::new()).await.status, 204);
                    }
                }
                let (left, right) = join(one.send("DELETE", &of_one, &etag, Vec::new()), two.send("DELETE", &of_two, &etag, Vec::new())).await;
                let mut statuses = [left.status, right.status];
                statuses.sort_unstable();
                assert_eq!(statuses, [204, 409], "{} {}", left.text(), right.text());
                let stays = if left.status == 409 { &one } else { &two };
                assert_eq!(firm.roles(stays).await, ["owner"]);
            }
            app.mails().await;
        }
    }

    async fn of_owners_who_demote_each_other_at_once_one_stays(app) {
        for firm in firms(app).await {
            let other = firm.with(app, Owner).await;
            let (of_one, of_two) = (firm.member(&firm.owner).await, firm.member(&other).await);
            let all = join_all([
                firm.owner.patch(&of_two, "*", json!({"role": "member"})), other.patch(&of_one, "*", json!({"role": "member"})),
                firm.owner.patch(&of_one, "*", json!({"role": "manager"})), other.patch(&of_two, "*", json!({"role": "manager"})),
            ]).await;
            assert!(all.iter().all(|reply| [200, 403, 409].contains(&reply.status)), "{all:?}");
            let mut owners = firm.roles(&other).await;
            owners.retain(|role| role == "owner");
            assert_eq!(owners.len(), 1, "{all:?}");
            app.mails().await;
        }
    }

    async fn ownership_is_handed_on_in_one_step(app) {
        for firm in firms(app).await {
            let member = firm.with(app, Member).await;
            let done = firm.transfer(&firm.owner, &member).await.ok(200);
            assert_eq!((&done["role"], &done["account_id"]), (&json!("owner"), &json!(account(&member).await)));
            assert_eq!(firm.roles(&member).await, ["manager", "owner"]);
            let mails = app.mails().await;
            assert_eq!(mails.len(), 2);
            for (mail, role) in mails.iter().zip(["now: manager", "now: owner"]) {
                assert!(mail.subject.starts_with("The ownership of ") && mail.text.replace('\n', " ").contains(role), "{mail:?}");
            }
            app.unchanged(firm.transfer(&firm.owner, &member)).await.problem(403, "forbidden");
        }
    }

    async fn ownership_goes_to_another_member_alone(app) {
        for firm in firms(app).await {
            let stranger = person(app).await;
            for to in [&stranger, &firm.owner] {
                app.unchanged(firm.transfer(&firm.owner, to)).await.fault(422, "invalid_values", "/member", "unknown_reference");
            }
        }
    }

    async fn of_two_transfers_at_once_one_holds(app) {
        for firm in firms(app).await {
            let (one, two) = (firm.with(app, Member).await, firm.with(app, Manager).await);
            let (left, right) = join(firm.transfer(&firm.owner, &one), firm.transfer(&firm.owner, &two)).await;
            let mut statuses = [left.status, right.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 403]);
            let mut roles = firm.roles(&one).await;
            roles.retain(|role| role == "owner");
            assert_eq!(roles.len(), 1);
            assert_eq!(app.mails().await.len(), 2);
        }
    }
}
