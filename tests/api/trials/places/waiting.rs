//! Who waits gets a place in turn, for a limited time.

use super::{firm, lift, limit, limited, places, seen_by};
use crate::conversions::withdrawals::confirmed;
use crate::support::client::text;
use crate::support::{TestApp, json};
use crate::tasks::kinds;
use diesel::connection::SimpleConnection;
use dungthu::db::Cause;
use dungthu::values::Timestamp;

fn go_to(app: &TestApp, instant: &str) {
    let to: jiff::Timestamp = instant.parse().expect("an instant");
    app.clock.advance_to(Timestamp::from_micros(to.as_microsecond()));
}

engines! {
    async fn a_place_that_gets_free_goes_to_who_waits_longest(app) {
        let tried = limited(app, 1).await;
        let (first, second) = (firm(app).await, firm(app).await);
        assert_eq!(places(&tried).await, [json!(1), json!(1), json!(0), json!(0)]);
        app.unchanged(first.ask(app, &tried.platform_id)).await.problem(409, "no_place");
        let (one, two) = (first.waits(&tried.platform_id).await, second.waits(&tried.platform_id).await);
        assert_eq!((first.entry(&one).await["ahead"].clone(), second.entry(&two).await["ahead"].clone()), (json!(0), json!(1)));
        assert_eq!(app.mails().await.len(), 0);
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        let mails = app.mails().await;
        let told = mails.iter().find(|mail| mail.to == first.email).expect("the first in the list is told");
        // Monday, 16 November 2026: two working days.
        assert!(told.subject.contains("your turn") && told.text.contains("18 November 2026"), "{}", told.text);
        assert!(mails.len() == 2 && !mails.iter().any(|mail| mail.to == second.email), "and the vendor of the cancellation");
        let entry = first.entry(&one).await;
        assert_eq!((&entry["status"], &entry["ahead"], &entry["offered_until"]), (&json!("offered"), &json!(null), &json!("2026-11-18T16:59:59.999999Z")));
        // It is kept: nobody else gets it, waiting or not.
        assert_eq!(places(&tried).await, [json!(1), json!(1), json!(0), json!(1)]);
        app.unchanged(second.ask(app, &tried.platform_id)).await.problem(409, "no_place");
        first.ask(app, &tried.platform_id).await.ok(201);
        assert_eq!(first.entry(&one).await["status"], "taken");
        assert_eq!(places(&tried).await, [json!(1), json!(1), json!(0), json!(1)]);
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
        app.unchanged(first.leave(&one)).await.problem(409, "wrong_state");
    }

    async fn of_a_suspended_platform_no_place_is_offered(app) {
        let tried = limited(app, 1).await;
        let (first, reviewer) = (firm(app).await, app.reviewer().await);
        let one = first.waits(&tried.platform_id).await;
        let at = format!("/v1/platforms/{}", tried.platform_id);
        reviewer.post(&format!("{at}/suspension"), json!({"reason_code": "other"})).await.ok(200);
        for refused in [limit(&tried, 5), limit(&tried, 1)] {
            let problem = app.unchanged(refused).await.problem(409, "wrong_state");
            assert_eq!((&problem["state"], &problem["possible"]), (&json!("suspended"), &json!(["change_platform", "archive_platform"])));
        }
        app.unchanged(lift(&tried.vendor, &tried)).await.problem(409, "wrong_state");
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        assert!(app.mails().await.iter().all(|mail| mail.to != first.email), "nobody is told of what cannot be had");
        assert_eq!((&first.entry(&one).await["status"], places(&tried).await), (&json!("waiting"), [json!(1), json!(0), json!(1), json!(1)]));
        reviewer.act(&format!("{at}/reinstatement")).await.ok(200);
        let mails = app.mails().await;
        assert!(mails.iter().any(|mail| mail.to == first.email && mail.subject.contains("your turn")), "{mails:?}");
        assert_eq!(first.entry(&one).await["status"], "offered");
        first.ask(app, &tried.platform_id).await.ok(201);
        app.mails().await;
    }

    async fn what_is_kept_on_a_platform_that_is_suspended_is_taken_back_and_no_turn_is_lost(app) {
        let tried = limited(app, 1).await;
        let (first, second, reviewer) = (firm(app).await, firm(app).await, app.reviewer().await);
        let (one, two) = (first.waits(&tried.platform_id).await, second.waits(&tried.platform_id).await);
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        assert_eq!((&first.entry(&one).await["status"], kinds(&first.who).await), (&json!("offered"), vec!["take_place".to_owned()]));
        let at = format!("/v1/platforms/{}", tried.platform_id);
        reviewer.post(&format!("{at}/suspension"), json!({"reason_code": "other"})).await.ok(200);
        app.unchanged(first.ask(app, &tried.platform_id)).await.problem(409, "platform_not_available");
        let mails = app.mails().await;
        let told = mails.iter().find(|mail| mail.to == first.email).expect("who waits is told");
        assert!(told.subject.contains("on hold") && told.text.contains("(demo) keeps its"), "{}: {}", told.subject, told.text);
        assert!(mails.iter().all(|mail| mail.to != second.email), "{mails:?}");
        let entry = first.entry(&one).await;
        assert_eq!((&entry["status"], &entry["ahead"], &entry["offered_until"]), (&json!("waiting"), &json!(0), &json!(null)));
        assert_eq!((places(&tried).await, kinds(&first.who).await), ([json!(1), json!(0), json!(1), json!(2)], Vec::new()));
        // The time for which it was kept passes, and means nothing any more.
        go_to(app, "2026-11-20T17:00:00Z");
        assert_eq!(app.mails().await.len(), 0);
        let (first, second, reviewer) = (first.again(app).await, second.again(app).await, app.reviewer().await);
        reviewer.act(&format!("{at}/reinstatement")).await.ok(200);
        let mails = app.mails().await;
        assert!(mails.iter().any(|mail| mail.to == first.email && mail.subject.contains("your turn")), "{mails:?}");
        let (entry, behind) = (first.entry(&one).await, second.entry(&two).await);
        assert_eq!((&entry["status"], &entry["offered_until"]), (&json!("offered"), &json!("2026-11-25T16:59:59.999999Z")));
        assert_eq!((&behind["status"], &behind["ahead"]), (&json!("waiting"), &json!(0)));
        first.ask(app, &tried.platform_id).await.ok(201);
        app.mails().await;
    }

    async fn what_lapses_before_anybody_looks_at_a_suspended_platform_is_taken_back(app) {
        let tried = limited(app, 1).await;
        let (first, reviewer) = (firm(app).await, app.reviewer().await);
        let one = first.waits(&tried.platform_id).await;
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        let at = format!("/v1/platforms/{}", tried.platform_id);
        reviewer.post(&format!("{at}/suspension"), json!({"reason_code": "other"})).await.ok(200);
        // As if what takes it back had gone wrong.
        let gone = "DELETE FROM deadlines WHERE kind = 'places.again'";
        app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(gone)?)).await.expect("gone");
        go_to(app, "2026-11-18T17:00:00Z");
        let mails = app.mails().await;
        assert!(mails.iter().any(|mail| mail.to == first.email && mail.subject.contains("on hold")), "{mails:?}");
        let (first, vendor) = (first.again(app).await, app.log_in(&tried.vendor_email).await);
        assert_eq!((&first.entry(&one).await["status"], seen_by(&vendor, &tried).await), (&json!("waiting"), [json!(1), json!(0), json!(1), json!(1)]));
    }

    async fn an_offer_lapses_and_the_next_is_told(app) {
        let tried = limited(app, 1).await;
        let (first, second) = (firm(app).await, firm(app).await);
        let (one, two) = (first.waits(&tried.platform_id).await, second.waits(&tried.platform_id).await);
        tried.vendor.post(&tried.path("/decline"), json!({"reason_code": "no_capacity"})).await.ok(200);
        app.mails().await;
        go_to(app, "2026-11-18T16:59:59.999999Z");
        assert_eq!(app.mails().await.len(), 0, "the last instant is in time");
        go_to(app, "2026-11-18T17:00:00Z");
        let mut told: Vec<(String, bool)> = app.mails().await.into_iter().map(|mail| (mail.to, mail.subject.contains("your turn"))).collect();
        told.sort_unstable();
        let mut want = vec![(first.email.clone(), false), (second.email.clone(), true)];
        want.sort_unstable();
        assert_eq!(told, want);
        let (first, second) = (first.again(app).await, second.again(app).await);
        let (one, two) = (first.entry(&one).await, second.entry(&two).await);
        assert_eq!((&one["status"], &two["status"], &two["offered_until"]), (&json!("lapsed"), &json!("offered"), &json!("2026-11-23T16:59:59.999999Z")));
        app.unchanged(first.ask(app, &tried.platform_id)).await.problem(409, "no_place");
        first.waits(&tried.platform_id).await;
    }

    async fn who_leaves_the_list_leaves_the_place_to_the_next(app) {
        let tried = limited(app, 1).await;
        let (first, second, third) = (firm(app).await, firm(app).await, firm(app).await);
        let one = first.waits(&tried.platform_id).await;
        let (two, three) = (second.waits(&tried.platform_id).await, third.waits(&tried.platform_id).await);
        assert_eq!(second.leave(&two).await.ok(200)["status"], "withdrawn");
        assert_eq!(third.entry(&three).await["ahead"], 1);
        assert_eq!(app.mails().await.len(), 0);
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        first.leave(&one).await.ok(200);
        assert_eq!(app.one_mail().await.to, third.email);
        assert_eq!(third.leave(&three).await.ok(200)["status"], "withdrawn");
        assert_eq!(places(&tried).await, [json!(1), json!(0), json!(1), json!(0)], "nobody waits: the place is free");
        // The deadlines of both offers come and make no sense any more.
        go_to(app, "2026-11-19T00:00:00Z");
        assert_eq!(app.mails().await.len(), 0);
        let vendor = app.log_in(&tried.vendor_email).await;
        assert_eq!(seen_by(&vendor, &tried).await, [json!(1), json!(0), json!(1), json!(0)]);
    }

    async fn a_higher_limit_serves_as_many_as_fit_and_none_serves_all(app) {
        let tried = limited(app, 1).await;
        let mut entries = Vec::new();
        for _ in 0..4 {
            let firm = firm(app).await;
            let id = firm.waits(&tried.platform_id).await;
            entries.push((firm, id));
        }
        let seen = limit(&tried, 3).await.ok(200);
        assert_eq!((&seen["taken"], &seen["free"], &seen["waiting"]), (&json!(3), &json!(0), &json!(2)));
        let told: Vec<String> = app.mails().await.into_iter().map(|mail| mail.to).collect();
        assert_eq!(told, [entries[0].0.email.clone(), entries[1].0.email.clone()]);
        // A lower limit takes nothing away, and gives nothing before it holds again.
        let seen = limit(&tried, 1).await.ok(200);
        assert_eq!((&seen["taken"], &seen["free"]), (&json!(3), &json!(0)));
        entries[0].0.ask(app, &tried.platform_id).await.ok(201);
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        assert_eq!(places(&tried).await, [json!(1), json!(2), json!(0), json!(2)]);
        app.mails().await;
        let lifted = lift(&tried.vendor, &tried).await.ok(200);
        assert_eq!(lifted, json!({"platform_id": tried.platform_id, "places": null, "taken": null, "free": null, "waiting": 0}));
        let told: Vec<String> = app.mails().await.into_iter().map(|mail| mail.to).collect();
        assert_eq!(told, [entries[2].0.email.clone(), entries[3].0.email.clone()]);
        firm(app).await.ask(app, &tried.platform_id).await.ok(201);
        entries[3].0.ask(app, &tried.platform_id).await.ok(201);
        assert_eq!(entries[3].0.entry(&entries[3].1).await["status"], "taken");
        // Limited anew, everything that was taken meanwhile is counted: three trials and two kept places.
        assert_eq!(limit(&tried, 9).await.ok(200)["taken"], 5);
        app.mails().await;
    }

    async fn what_ends_by_itself_leaves_its_place_too(app) {
        let tried = limited(app, 1).await;
        let waits = firm(app).await;
        let id = waits.waits(&tried.platform_id).await;
        // Nobody answers: the request ends, ten working days after the staff were told.
        for instant in ["2026-11-18T17:00:00Z", "2026-11-23T17:00:00Z", "2026-12-08T16:59:59.999999Z"] {
            go_to(app, instant);
            app.mails().await;
        }
        let who = app.log_in(&waits.email).await;
        assert_eq!(who.get(&format!("/v1/waiting-entries/{id}")).await.ok(200)["status"], "waiting");
        go_to(app, "2026-12-08T17:00:00Z");
        assert_eq!(app.mails().await.iter().filter(|mail| mail.to == waits.email).count(), 1);
        assert_eq!(who.get(&format!("/v1/waiting-entries/{id}")).await.ok(200)["status"], "offered");
        app.log_in(&waits.email).await.post("/v1/trials", app.trial_body(&waits.business, &tried.platform_id)).await.ok(201);
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }

    async fn an_expired_trial_leaves_its_place(app) {
        let tried = app.activated().await;
        limit(&tried, 1).await.ok(200);
        let waits = firm(app).await;
        waits.waits(&tried.platform_id).await;
        go_to(app, "2027-02-14T17:00:00Z");
        let told: Vec<String> = app.mails().await.into_iter().filter(|mail| mail.subject.contains("your turn")).map(|mail| mail.to).collect();
        assert_eq!(told, [waits.email]);
    }

    async fn no_limit_is_exceeded_by_a_withdrawn_confirmation(app) {
        let tried = confirmed(app).await;
        limit(&tried, 1).await.ok(200);
        let (holds, waits) = (firm(app).await, firm(app).await);
        let other = text(&holds.ask(app, &tried.platform_id).await.ok(201), "id");
        waits.waits(&tried.platform_id).await;
        let full = [json!(1), json!(1), json!(0), json!(1)];
        assert_eq!(places(&tried).await, full);
        tried.withdrawn_by(&tried.sme, "confirmed_by_mistake").await.ok(200);
        assert_eq!(tried.sme.get(&tried.path("")).await.ok(200)["status"], "activated", "nobody loses the trial by it");
        assert_eq!(places(&tried).await, full, "it goes on without a place");
        // Its end gives nothing to who waits, as it held nothing; the other's does.
        app.mails().await;
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        assert_eq!(places(&tried).await, full);
        assert!(!app.mails().await.iter().any(|mail| mail.to == waits.email));
        holds.cancel(&other).await.ok(200);
        assert!(app.mails().await.iter().any(|mail| mail.to == waits.email));
        assert_eq!(places(&tried).await, [json!(1), json!(1), json!(0), json!(0)]);
    }

    async fn without_a_limit_a_withdrawn_confirmation_has_its_place_back(app) {
        let tried = confirmed(app).await;
        tried.withdrawn_by(&tried.sme, "confirmed_by_mistake").await.ok(200);
        limit(&tried, 2).await.ok(200);
        assert_eq!(places(&tried).await, [json!(2), json!(1), json!(1), json!(0)]);
        app.mails().await;
    }

    async fn the_list_is_ones_own(app) {
        let tried = limited(app, 1).await;
        let (first, second) = (firm(app).await, firm(app).await);
        let one = first.waits(&tried.platform_id).await;
        let two = second.waits(&tried.platform_id).await;
        let list = first.who.get("/v1/waiting-entries").await.ok(200);
        assert_eq!((list["data"].as_array().map(Vec::len), text(&list["data"][0], "id")), (Some(1), one.clone()));
        assert_eq!(first.who.get("/v1/waiting-entries?status=offered").await.ok(200)["data"], json!([]));
        first.who.get(&format!("/v1/waiting-entries/{two}")).await.problem(404, "not_found");
        app.unchanged(first.leave(&two)).await.problem(404, "not_found");
    }
}
