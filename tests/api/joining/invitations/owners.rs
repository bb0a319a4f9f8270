//! Owners list what they have invited, and take it back.

use super::UNKNOWN;
use crate::members::{firms, person};
use crate::support::client::text;
use dungthu::accounts::members::MemberRole::{Manager, Member};

engines! {
    async fn invitations_are_paged_newest_first(app) {
        for firm in firms(app).await {
            let mut made = Vec::new();
            for n in 0..3 {
                made.insert(0, firm.invited(&format!("colleague{n}@demo.example"), "member").await);
            }
            app.mails().await;
            let listed = firm.owner.walk(&format!("{}/invitations?limit=1", firm.path)).await;
            assert_eq!(listed.len(), 3);
            assert_eq!(listed.concat().iter().map(|it| text(it, "id")).collect::<Vec<_>>(), made);
        }
    }

    async fn they_are_the_owners_to_see_and_to_take_back(app) {
        let [business, vendor] = firms(app).await;
        for (firm, other) in [(&business, &vendor), (&vendor, &business)] {
            let id = firm.invited(UNKNOWN, "member").await;
            app.mails().await;
            let path = format!("{}/invitations", firm.path);
            for role in [Member, Manager] {
                let who = firm.with(app, role).await;
                for path in [path.clone(), format!("{path}/{id}")] {
                    who.get(&path).await.problem(403, "forbidden");
                }
                app.unchanged(firm.revoke(&who, &id)).await.problem(403, "forbidden");
            }
            for who in [person(app).await, other.owner.clone()] {
                who.get(&format!("{path}/{id}")).await.problem(404, "not_found");
                app.unchanged(firm.revoke(&who, &id)).await.problem(404, "not_found");
            }
            // Another organization's invitation does not exist under one's own path.
            app.unchanged(other.revoke(&other.owner, &id)).await.problem(404, "not_found");
            let unread = app.unchanged(firm.owner.send("DELETE", &format!("{path}/{id}"), &[], Vec::new())).await;
            unread.problem(428, "version_missing");
            assert_eq!(firm.revoke(&firm.owner, &id).await.status, 204);
        }
    }
}
