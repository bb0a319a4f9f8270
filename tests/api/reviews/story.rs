//! From the first review to its answer, what is changed, and what is taken back.

use super::{ANSWER, TEXT, part, rating, refusal, review, shown, told, waiting};
use crate::support::client::text;
use crate::support::json;
use std::time::Duration;

engines! {
    async fn a_business_reviews_the_vendor_answers_and_everybody_reads(app) {
        let (tried, reviewer) = (app.activated().await, app.reviewer().await);
        let reply = tried.reviewed_by(&tried.sme, told()).await;
        assert_eq!((reply.header("location"), reply.header("etag")), (Some(tried.path("/review").as_str()), Some("\"1\"")));
        let made = reply.ok(201);
        for (member, want) in [
            ("trial_id", json!(tried.trial_id)), ("platform_id", json!(tried.platform_id)), ("fits_need", json!(5)), ("ease_of_use", json!(4)),
            ("support", json!(5)), ("value_for_money", json!(4)), ("text", json!(TEXT)), ("text_state", json!("waiting")), ("answer_state", json!("absent")),
            ("answer", json!(null)), ("written_at", json!("2026-11-16T02:00:00.000000Z")), ("changed_at", json!("2026-11-16T02:00:00.000000Z")), ("answered_at", json!(null)),
        ] {
            assert_eq!(made[member], want, "{member}");
        }
        let mail = app.one_mail().await;
        assert_eq!(mail.to, tried.vendor_email);
        for said in ["Công ty Demo (demo)", "Fits the need: 5", "Ease of use: 4", "help: 5", "Value for money: 4", &tried.trial_id] {
            assert!(mail.text.contains(said), "{said}: {}", mail.text);
        }
        assert!(!mail.text.contains(TEXT), "what was typed waits for staff");
        let seen = shown(app, &tried.platform_id).await;
        let want = json!({"id": made["id"], "size_class": "micro", "fits_need": 5, "ease_of_use": 4, "support": 5, "value_for_money": 4, "text": null,
            "answer": null, "changed_on": "2026-11-16", "answered_on": null});
        assert_eq!(seen, [want]);
        assert_eq!(rating(app, &tried.platform_id).await["overall"], json!({"mean": null, "bayesian_mean": 314.0 / 100.0}));
        let of_vendor = tried.review(&tried.vendor).await;
        assert_eq!((&of_vendor["text"], &of_vendor["text_state"], &of_vendor["fits_need"]), (&json!(null), &json!("waiting"), &json!(5)));

        let waits = waiting(&reviewer).await;
        assert_eq!((waits.len(), &waits[0]["review"], &waits[0]["waits_since"]), (1, &made, &made["written_at"]));
        assert_eq!(waits[0]["vendor_name"], "Nhà cung cấp Demo (demo)");
        app.advance(Duration::from_secs(60));
        tried.decided_by(&reviewer, "publication", part("text")).await.ok(200);
        assert_eq!(waiting(&reviewer).await.len(), 0);
        assert_eq!(shown(app, &tried.platform_id).await[0]["text"], TEXT);
        assert_eq!(tried.review(&tried.vendor).await["text"], TEXT);

        let answered = tried.answered_by(&tried.vendor).await.ok(200);
        assert_eq!((&answered["answer"], &answered["answer_state"], &answered["answered_at"]), (&json!(ANSWER), &json!("waiting"), &json!("2026-11-16T02:01:00.000000Z")));
        assert_eq!(tried.review(&tried.sme).await["answer"], json!(null), "it is shown once staff have published it");
        assert_eq!(app.mails().await.len(), 0);
        tried.decided_by(&reviewer, "publication", part("answer")).await.ok(200);
        let mail = app.one_mail().await;
        assert_eq!(mail.to, tried.sme_email);
        assert!(mail.text.contains("has answered the review") && !mail.text.contains(ANSWER), "{}", mail.text);
        let seen = &shown(app, &tried.platform_id).await[0];
        assert_eq!((&seen["answer"], &seen["answered_on"]), (&json!(ANSWER), &json!("2026-11-16")));
        let events = tried.vendor.get(&tried.path("/events?limit=100")).await.ok(200);
        let told: Vec<(String, String)> = events["data"].as_array().expect("events").iter().map(|it| (text(it, "kind"), text(it, "text_en"))).filter(|(kind, _)| kind.starts_with("review.")).collect();
        let want = [("review.written", "The business reviewed the platform."), ("review.text_published", "Staff published the review's text."),
            ("review.answered", "The vendor answered the review."), ("review.text_published", "Staff published the vendor's answer.")];
        assert_eq!(told, want.map(|(kind, text)| (kind.to_owned(), text.to_owned())));
        assert!(!events.to_string().contains(TEXT) && !events.to_string().contains(ANSWER), "no event holds what was typed");
    }

    async fn scores_count_at_once_and_another_text_waits_anew(app) {
        let (tried, reviewer) = (app.activated().await, app.reviewer().await);
        tried.reviewed_by(&tried.sme, told()).await.ok(201);
        tried.decided_by(&reviewer, "publication", part("text")).await.ok(200);
        tried.answered_by(&tried.vendor).await.ok(200);
        app.mails().await;
        app.advance(Duration::from_secs(86_400));
        let sme = app.log_in(&tried.sme_email).await;
        let changed = sme.patch(&tried.path("/review"), "\"3\"", json!({"support": 1})).await;
        assert_eq!(changed.header("etag"), Some("\"4\""));
        let changed = changed.ok(200);
        assert_eq!((&changed["support"], &changed["fits_need"], &changed["text_state"]), (&json!(1), &json!(5), &json!("published")));
        assert_eq!(shown(app, &tried.platform_id).await[0]["text"], TEXT, "the text is the same");
        assert_eq!(rating(app, &tried.platform_id).await["support"]["bayesian_mean"], 2.82);
        for same in [json!({"support": 1}), json!({"text": TEXT}), json!({"text": TEXT, "fits_need": 5}), json!({}), json!({"fits_need": null})] {
            let reply = app.unchanged(sme.patch(&tried.path("/review"), "\"4\"", same)).await;
            assert_eq!((reply.ok(200), reply.header("etag")), (changed.clone(), Some("\"4\"")));
        }
        let reworded = sme.patch(&tried.path("/review"), "*", json!({"text": "Giờ thì chậm."})).await.ok(200);
        assert_eq!((&reworded["text"], &reworded["text_state"]), (&json!("Giờ thì chậm."), &json!("waiting")));
        assert_eq!(shown(app, &tried.platform_id).await[0]["text"], json!(null));
        // The business has said something else since: the vendor may answer anew.
        let vendor = app.log_in(&tried.vendor_email).await;
        vendor.post(&tried.path("/review/answer"), json!({"answer": "Đã sửa."})).await.ok(200);
        let struck = sme.patch(&tried.path("/review"), "*", json!({"text": null})).await.ok(200);
        assert_eq!((&struck["text"], &struck["text_state"], &struck["text_reason_code"]), (&json!(null), &json!("absent"), &json!(null)));
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn what_is_taken_back_is_gone_and_can_be_written_anew(app) {
        let (tried, reviewer) = (app.activated().await, app.reviewer().await);
        tried.reviewed_by(&tried.sme, told()).await.ok(201);
        tried.decided_by(&reviewer, "publication", part("text")).await.ok(200);
        tried.answered_by(&tried.vendor).await.ok(200);
        let gone = tried.review_deleted_by(&tried.sme, "\"3\"").await;
        assert_eq!((gone.status, gone.bytes.len()), (204, 0), "{}", gone.text());
        for who in [&tried.sme, &tried.vendor, &reviewer] {
            who.get(&tried.path("/review")).await.problem(404, "not_found");
        }
        assert_eq!((shown(app, &tried.platform_id).await.len(), waiting(&reviewer).await.len()), (0, 0));
        let none = rating(app, &tried.platform_id).await;
        assert_eq!((&none["reviews"], &none["overall"]), (&json!(0), &json!({"mean": null, "bayesian_mean": null})));
        let rows = app.query(dungthu_rows).await;
        assert!(!rows.contains(TEXT) && !rows.contains(ANSWER), "{rows}");
        assert_eq!(app.mails().await.len(), 0, "a mail about what is gone is not sent");
        tried.reviewed_by(&tried.sme, review()).await.ok(201);
        assert_eq!(rating(app, &tried.platform_id).await["reviews"], 1);
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
        // Who goes on like that sends no more mails.
        for mails in [1, 0, 0] {
            assert_eq!(tried.review_deleted_by(&tried.sme, "*").await.status, 204);
            tried.reviewed_by(&tried.sme, review()).await.ok(201);
            assert_eq!(app.mails().await.len(), mails);
        }
    }

    async fn who_wrote_what_is_refused_learns_why_and_writes_anew(app) {
        let (tried, reviewer) = (app.activated().await, app.reviewer().await);
        tried.reviewed_by(&tried.sme, told()).await.ok(201);
        tried.answered_by(&tried.vendor).await.ok(200);
        app.mails().await;
        tried.decided_by(&reviewer, "refusal", refusal("text")).await.ok(200);
        let mail = app.one_mail().await;
        assert_eq!(mail.to, tried.sme_email);
        assert!(mail.text.contains("the text of your review") && mail.text.contains("It is not about the trial of this platform"), "{}", mail.text);
        assert!(!mail.text.contains(TEXT));
        let (mine, theirs) = (tried.review(&tried.sme).await, tried.review(&tried.vendor).await);
        assert_eq!((&mine["text"], &mine["text_state"], &mine["text_reason_code"]), (&json!(TEXT), &json!("refused"), &json!("off_topic")));
        assert_eq!((&theirs["text"], &theirs["text_state"], &theirs["text_reason_code"]), (&json!(null), &json!("refused"), &json!(null)));
        tried.decided_by(&reviewer, "refusal", refusal("answer")).await.ok(200);
        let mail = app.one_mail().await;
        assert_eq!(mail.to, tried.vendor_email);
        assert!(mail.text.contains("your answer to the review"), "{}", mail.text);
        assert_eq!(tried.review(&tried.sme).await["answer_reason_code"], json!(null));
        // Refused: another one can be given.
        tried.answered_by(&tried.vendor).await.ok(200);
        // What staff decided they may decide otherwise.
        tried.decided_by(&reviewer, "publication", part("text")).await.ok(200);
        assert_eq!(shown(app, &tried.platform_id).await[0]["text"], TEXT);
        tried.decided_by(&reviewer, "refusal", refusal("text")).await.ok(200);
        assert_eq!(shown(app, &tried.platform_id).await[0]["text"], json!(null));
        assert_eq!(rating(app, &tried.platform_id).await["reviews"], 1, "the scores count all the same");
        assert_eq!(app.one_mail().await.to, tried.sme_email);
    }
}

/// The rows of the reviews, as one text.
fn dungthu_rows(conn: &mut dungthu::db::Conn) -> String {
    crate::support::database::digest(conn).lines().filter(|line| line.starts_with("reviews")).collect()
}
