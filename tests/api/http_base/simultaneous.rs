//! Identical requests that arrive in the same moment have one effect and one answer.

use crate::support::{Reply, json};
use futures_util::future::join_all;

const AT_ONCE: usize = 50;

/// Everything that all the answers of one key share.
fn shared(replies: &[Reply]) -> usize {
    let first = replies.first().expect("an answer");
    for reply in replies {
        assert_eq!((reply.status, reply.text()), (first.status, first.text()));
        assert_eq!((reply.header("etag"), reply.header("location")), (first.header("etag"), first.header("location")));
    }
    replies.iter().filter(|reply| reply.header("idempotent-replayed") == Some("true")).count()
}

engines! {
    async fn of_identical_registrations_one_takes_effect(app) {
        let who = app.person("who@demo.example", None).await;
        let body = app.business_body();
        let replies = join_all((0..AT_ONCE).map(|_| who.post_with_key("/v1/businesses", "key", body.clone()))).await;
        replies[0].ok(201);
        assert_eq!(shared(&replies), AT_ONCE - 1, "one was carried out, all others replayed");
        let me = who.get("/v1/me").await.ok(200);
        assert_eq!(me["businesses"].as_array().map(Vec::len), Some(1));
    }

    async fn of_identical_requests_for_a_trial_one_sends_a_mail(app) {
        let tried = app.requested().await;
        tried.vendor.post(&tried.path("/decline"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        let body = app.trial_body(&tried.business_id, &tried.platform_id);
        let replies = join_all((0..AT_ONCE).map(|_| tried.sme.post_with_key("/v1/trials", "key", body.clone()))).await;
        replies[0].ok(201);
        assert_eq!(shared(&replies), AT_ONCE - 1);
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }

    async fn without_a_key_the_rules_alone_decide(app) {
        let tried = app.requested().await;
        tried.vendor.post(&tried.path("/decline"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        let body = app.trial_body(&tried.business_id, &tried.platform_id);
        let replies = join_all((0..AT_ONCE).map(|_| tried.sme.post("/v1/trials", body.clone()))).await;
        let (made, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 201);
        assert_eq!(made.len(), 1);
        for reply in refused {
            reply.problem(409, "second_trial");
        }
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }
}
