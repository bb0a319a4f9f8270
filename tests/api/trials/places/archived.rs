//! A platform that its vendor archives: nobody waits for it any more, and everybody who did is told so once.

use super::{Firm, firm, lift, limit, limited, seen_by};
use crate::database::schema::take_back;
use crate::support::client::text;
use crate::support::{TestApp, Tried, json};
use crate::tasks::kinds;
use diesel::connection::SimpleConnection;
use dungthu::db::Cause;
use dungthu::server;
use std::time::Duration;

/// A place is kept for the first, and the second waits.
async fn waiting(app: &TestApp) -> (Tried, [(Firm, String); 2]) {
    let tried = limited(app, 1).await;
    let (first, second) = (firm(app).await, firm(app).await);
    let (one, two) = (first.waits(&tried.platform_id).await, second.waits(&tried.platform_id).await);
    tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
    (tried, [(first, one), (second, two)])
}

async fn archive(tried: &Tried) {
    tried.vendor.act(&format!("/v1/platforms/{}/archive", tried.platform_id)).await.ok(200);
}

/// As if what follows from it had never been planned.
async fn unplanned(app: &TestApp) {
    let gone = "DELETE FROM deadlines WHERE kind = 'places.again'";
    app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(gone)?)).await.expect("gone");
}

/// Both were told once that nobody can have it, and wait no more.
async fn told(app: &TestApp, firms: &[(Firm, String); 2]) {
    let mails = app.mails().await;
    for (firm, entry) in firms {
        let own: Vec<_> = mails.iter().filter(|mail| mail.to == firm.email).collect();
        assert!(own.len() == 1 && own[0].subject.contains("can no longer be tried"), "{mails:?}");
        assert!(own[0].text.replace('\n', " ").contains("out of the catalog for good"), "{}", own[0].text);
        let entry = firm.entry(entry).await;
        assert_eq!((&entry["status"], &entry["ahead"]), (&json!("discontinued"), &json!(null)));
        assert!(entry["ended_at"].is_string(), "{entry}");
        assert_eq!(kinds(&firm.who).await, Vec::<String>::new());
    }
}

engines! {
    async fn who_waits_for_what_is_archived_is_told_and_waits_no_more(app) {
        let (tried, firms) = waiting(app).await;
        app.mails().await;
        assert_eq!(kinds(&firms[0].0.who).await, ["take_place"]);
        archive(&tried).await;
        told(app, &firms).await;
        assert_eq!(seen_by(&tried.vendor, &tried).await, [json!(1), json!(0), json!(1), json!(0)]);
        for (firm, entry) in &firms {
            let problem = app.unchanged(firm.leave(entry)).await.problem(409, "wrong_state");
            assert_eq!((&problem["state"], &problem["possible"]), (&json!("discontinued"), &json!([])));
            app.unchanged(firm.wait(&tried.platform_id)).await.problem(409, "platform_not_available");
            app.unchanged(firm.ask(app, &tried.platform_id)).await.problem(409, "platform_not_available");
        }
        // Nobody changes its places, and the time for which the place was kept means nothing any more.
        for refused in [limit(&tried, 5).await, lift(&tried.vendor, &tried).await] {
            let problem = refused.problem(409, "wrong_state");
            assert_eq!((&problem["state"], &problem["possible"]), (&json!("archived"), &json!([])));
        }
        assert_eq!(seen_by(&tried.vendor, &tried).await, [json!(1), json!(0), json!(1), json!(0)]);
        app.advance(Duration::from_secs(10 * 86_400));
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn what_was_suspended_first_is_the_same(app) {
        let (tried, firms) = waiting(app).await;
        app.mails().await;
        let suspension = format!("/v1/platforms/{}/suspension", tried.platform_id);
        app.reviewer().await.post(&suspension, json!({"reason_code": "other"})).await.ok(200);
        archive(&tried).await;
        told(app, &firms).await;
    }

    async fn no_mail_invites_to_what_is_archived(app) {
        let (tried, firms) = waiting(app).await;
        // The mail that the place is kept has not gone out yet.
        archive(&tried).await;
        unplanned(app).await;
        assert!(app.mails().await.iter().all(|mail| firms.iter().all(|(firm, _)| mail.to != firm.email)));
        // Nor one that it has lapsed, which says that it can be asked for again.
        app.advance(Duration::from_secs(4 * 86_400));
        let again = [firms[0].0.email.clone(), firms[1].0.email.clone()];
        let [one, two] = firms.map(|(_, entry)| entry);
        let who = [app.log_in(&again[0]).await, app.log_in(&again[1]).await];
        let firm = |n: usize| Firm { who: who[n].clone(), email: again[n].clone(), business: String::new() };
        told(app, &[(firm(0), one), (firm(1), two)]).await;
    }

    async fn what_was_archived_before_there_was_an_end_ends_with_the_migration(app) {
        let (tried, firms) = waiting(app).await;
        app.mails().await;
        archive(&tried).await;
        unplanned(app).await;
        take_back(app, "0067_discontinued").await;
        server::migrate(&app.config).await.expect("migrated");
        told(app, &firms).await;
        // And back again: nobody waits.
        take_back(app, "0067_discontinued").await;
        server::migrate(&app.config).await.expect("migrated");
        assert_eq!(firms[0].0.entry(&firms[0].1).await["status"], "withdrawn");
    }

    async fn what_is_possible_after_the_end_is_what_the_platform_admits(app) {
        let tried = limited(app, 1).await;
        let (first, second) = (firm(app).await, firm(app).await);
        let one = first.waits(&tried.platform_id).await;
        let possible = async |who: &Firm, entry: &str| {
            let problem = app.unchanged(who.leave(entry)).await.problem(409, "wrong_state");
            problem["possible"].clone()
        };
        first.leave(&one).await.ok(200);
        assert_eq!(possible(&first, &one).await, json!(["join_waiting_list"]), "no place is free");
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        assert_eq!(possible(&first, &one).await, json!(["request_trial"]), "one is free");
        // Taken, and running: there is no second trial to wait for.
        second.ask(app, &tried.platform_id).await.ok(201);
        let again = first.waits(&tried.platform_id).await;
        limit(&tried, 2).await.ok(200);
        let trial = text(&first.ask(app, &tried.platform_id).await.ok(201), "id");
        assert_eq!(possible(&first, &again).await, json!([]), "its trial is asked for");
        // Taken, and cancelled before it began: it can wait again once all places are taken.
        first.cancel(&trial).await.ok(200);
        assert_eq!(possible(&first, &again).await, json!(["request_trial"]));
        limit(&tried, 1).await.ok(200);
        assert_eq!(possible(&first, &again).await, json!(["join_waiting_list"]));
        app.mails().await;
    }
}
