//! Members are listed, given roles, removed; they leave. Others do not see them.

use super::{account, firms, person};
use crate::support::json;
use dungthu::accounts::members::MemberRole::{Manager, Member};

const NOBODY: &str = "acc_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e";

engines! {
    async fn members_know_each_other_and_are_paged(app) {
        for firm in firms(app).await {
            let (manager, member) = (firm.with(app, Manager).await, firm.with(app, Member).await);
            let pages = member.walk(&format!("{}/members?limit=1", firm.path)).await;
            assert_eq!(pages.len(), 3);
            let mut listed = Vec::new();
            for (page, who) in pages.iter().zip([&firm.owner, &manager, &member]) {
                let me = who.get("/v1/me").await.ok(200);
                assert_eq!((&page[0]["account_id"], &page[0]["email"], &page[0]["name"]), (&me["id"], &me["email"], &me["name"]));
                assert_eq!(page[0]["since"], crate::support::app::NOW.to_string());
                assert_eq!(manager.get(&firm.member(who).await).await.ok(200), page[0]);
                listed.push(page[0]["role"].clone());
            }
            assert_eq!(listed, ["owner", "manager", "member"]);
        }
    }

    async fn a_foreign_organization_is_not_there(app) {
        let stranger = person(app).await;
        for firm in firms(app).await {
            let (other, unknown) = (firm.path.clone(), format!("{}{}", firm.path[..firm.path.len() - 32].to_owned(), &NOBODY[4..]));
            let who = account(&firm.owner).await;
            for below in ["/members".to_owned(), format!("/members/{who}"), format!("/members/{NOBODY}")] {
                let foreign = app.unchanged(stranger.get(&format!("{other}{below}"))).await;
                foreign.problem(404, "not_found");
                assert_eq!(foreign.essence(), stranger.get(&format!("{unknown}{below}")).await.essence());
            }
            let foreign = app.unchanged(stranger.post(&format!("{other}/ownership-transfer"), json!({"member": who}))).await;
            foreign.problem(404, "not_found");
            assert_eq!(foreign.essence(), stranger.post(&format!("{unknown}/ownership-transfer"), json!({"member": who})).await.essence());
            app.unchanged(firm.give(&stranger, &firm.owner, "member")).await.problem(404, "not_found");
            app.unchanged(firm.remove(&stranger, &firm.owner)).await.problem(404, "not_found");
            let strangers = firm.member(&stranger).await;
            firm.owner.get(&strangers).await.problem(404, "not_found");
            app.unchanged(firm.give(&firm.owner, &stranger, "member")).await.problem(404, "not_found");
            for wrong in ["zz", "", &firm.id] {
                firm.owner.get(&format!("{}/members/{wrong}", firm.path)).await.problem(404, "not_found");
            }
        }
    }

    async fn a_role_is_given_by_who_has_read_the_present_version(app) {
        for firm in firms(app).await {
            let member = firm.with(app, Member).await;
            let path = firm.member(&member).await;
            let patch = |headers: &'static [(&'static str, &'static str)]| {
                let headers = [&[("Content-Type", "application/json")], headers].concat();
                let (owner, path) = (firm.owner.clone(), path.clone());
                async move { owner.send("PATCH", &path, &headers, json!({"role": "manager"}).to_string().into_bytes()).await }
            };
            app.unchanged(patch(&[])).await.problem(428, "version_missing");
            app.unchanged(patch(&[("If-Match", "\"7\"")])).await.problem(412, "version_stale");
            let given = firm.give(&firm.owner, &member, "manager").await;
            assert_eq!((given.ok(200)["role"].as_str(), given.header("etag")), (Some("manager"), Some("\"2\"")));
            let told = app.one_mail().await;
            assert!(told.subject.starts_with("Your role at ") && told.text.contains("now: manager"), "{told:?}");
            app.unchanged(patch(&[("If-Match", "\"1\"")])).await.problem(412, "version_stale");
            app.unchanged(firm.give(&firm.owner, &member, "manager")).await.ok(200);
            for wrong in [json!({"role": "boss"}), json!({"role": 1}), json!({})] {
                assert_eq!(app.unchanged(firm.owner.patch(&path, "\"2\"", wrong)).await.status, 400);
            }
        }
    }

    async fn who_is_removed_is_told_and_sees_nothing_more(app) {
        for firm in firms(app).await {
            let member = firm.with(app, Member).await;
            member.get(&firm.path).await.ok(200);
            assert_eq!(firm.remove(&firm.owner, &member).await.status, 204);
            let told = app.one_mail().await;
            assert!(told.subject.starts_with("You are no longer a member of "), "{told:?}");
            member.get(&firm.path).await.problem(404, "not_found");
            member.get(&format!("{}/members", firm.path)).await.problem(404, "not_found");
            assert_eq!(firm.roles(&firm.owner).await, ["owner"]);
        }
    }

    async fn who_leaves_gets_no_mail(app) {
        for firm in firms(app).await {
            for role in [Member, Manager] {
                let member = firm.with(app, role).await;
                assert_eq!(firm.remove(&member, &member).await.status, 204);
                member.get(&firm.path).await.problem(404, "not_found");
            }
            assert!(app.mails().await.is_empty());
        }
    }

    async fn a_mail_that_no_longer_fits_is_dropped(app) {
        for firm in firms(app).await {
            let member = firm.with(app, Member).await;
            firm.give(&firm.owner, &member, "manager").await.ok(200);
            assert_eq!(firm.remove(&firm.owner, &member).await.status, 204);
            firm.admit(app, &member, Member).await;
            // The removal is over; the role that is told is the present one.
            assert!(app.one_mail().await.text.contains("now: member"));
        }
    }
}
