//! A key ends while something is done with it.

use super::using::caused_by;
use super::{DAY, Made, list_of, make_with, vendor};
use crate::bad_input::wire::Begun;
use crate::members::firm;
use crate::support::locks::meeting;
use crate::support::{Reply, TestApp, json};
use dungthu::accounts::keys::{
    self,
    Scope::{ListingsWrite, TrialsRead, TrialsWrite},
};
use dungthu::accounts::members::MemberRole;
use dungthu::db::Tx;
use futures_util::future::{LocalBoxFuture, join_all};
use std::time::Duration;

/// What is told to a system that was let in before something else happened, and whose body arrived after that.
async fn overtaken(app: &TestApp, made: &Made, path: &str, by: impl Future<Output = ()>) -> Reply {
    let bearer = format!("Bearer {}", made.token);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let begun = Begun::new(app.anon.address(), "POST", path, &headers, b"{}").await;
    // Whoever was let in is noted as a use.
    let let_in = async {
        while app.server.worker.note_uses().await.expect("noted") == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), let_in).await.expect("it is let in");
    by.await;
    app.mails().await;
    app.unchanged(begun.ended()).await
}

engines! {
    async fn a_key_that_ends_while_a_body_arrives_does_nothing_any_more(app) {
        let (tried, vendor) = vendor(app).await;
        let place = firm(tried.vendor.clone(), "vendors", vendor.clone());
        let maker = place.with(app, MemberRole::Owner).await;
        let made = async |days: i64| make_with(&maker, &vendor, &[TrialsWrite], json!({"expires_in_days": days})).await;
        let (revoked, orphaned) = (made(1).await, made(1).await);
        let path = tried.path("/acceptance");
        let revoke = async { assert_eq!(revoked.revoked_by(&maker).await.status, 204) };
        overtaken(app, &revoked, &path, revoke).await.problem(401, "unauthenticated");
        // Also where its maker is an owner again by then.
        let lose_and_regain = async {
            app.advance(Duration::from_secs(1));
            for role in ["manager", "owner"] {
                place.give(&tried.vendor, &maker, role).await.ok(200);
            }
        };
        overtaken(app, &orphaned, &path, lose_and_regain).await.problem(401, "unauthenticated");
        let (expired, fine) = (made(1).await, made(2).await);
        let wait = async { app.advance(DAY) };
        overtaken(app, &expired, &path, wait).await.problem(401, "unauthenticated");
        fine.at(&app.anon).act(&path).await.ok(200);
        app.mails().await;
    }

    async fn a_revocation_waits_for_what_is_being_done_with_the_key(app) {
        let (tried, vendor) = vendor(app).await;
        let made = make_with(&tried.vendor, &vendor, &[TrialsRead, TrialsWrite], json!({})).await;
        app.one_mail().await;
        let (digest, now) = (keys::Token::read(&made.token).expect("a key").digest(), app.db.now());
        let standing = app.query(move |conn| keys::standing(conn, &digest, now)).await.expect("a look").expect("a key");
        let shown = standing.key().expect("a key").clone();
        // What is done with it has looked at the key, and goes on for a while.
        let write = move |tx: &mut Tx<'_>| {
            assert!(keys::holds(tx, &shown)?);
            Ok(())
        };
        let still_used = async { drop(made.at(&app.anon).get("/v1/trials").await.ok(200)) };
        let revoked = meeting(app, write, 1, made.revoked_by(&tried.vendor), still_used).await;
        assert_eq!(revoked.status, 204);
        made.at(&app.anon).get("/v1/trials").await.problem(401, "unauthenticated");
        app.one_mail().await;
    }

    async fn who_uses_and_who_ends_keys_at_once_wait_for_each_other(app) {
        let (tried, vendor) = vendor(app).await;
        let place = firm(tried.vendor.clone(), "vendors", vendor.clone());
        let maker = place.with(app, MemberRole::Owner).await;
        let (one, two) = (make_with(&maker, &vendor, &[ListingsWrite], json!({})).await, make_with(&maker, &vendor, &[ListingsWrite], json!({})).await);
        app.expect_unsent();
        let mut all: Vec<LocalBoxFuture<'_, Reply>> = Vec::new();
        for turn in 0..24 {
            let made = if turn % 2 == 0 { &one } else { &two };
            let body = app.platform_body(&vendor);
            all.push(Box::pin(async move { made.at(&app.anon).post("/v1/platforms", body).await }));
            match turn {
                8 => all.push(Box::pin(one.revoked_by(&tried.vendor))),
                10 => all.push(Box::pin(two.rotation_by(&maker))),
                16 => all.push(Box::pin(place.give(&tried.vendor, &maker, "member"))),
                _ => {}
            }
        }
        let statuses: Vec<u16> = join_all(all).await.iter().map(|reply| reply.status).collect();
        // The rotation may come after its owner is none any more.
        assert!(statuses.iter().all(|status| [200, 201, 204, 401, 403].contains(status)), "{statuses:?}");
        assert_eq!(tried.vendor.get(&list_of(&vendor)).await.ok(200)["data"].as_array().map(Vec::len), Some(2 + usize::from(statuses[12] == 201)));
        let events = caused_by(app, &[&one.id, &two.id]).await;
        assert_eq!(events, statuses.iter().filter(|status| **status == 201).count() - usize::from(statuses[12] == 201));
    }
}
