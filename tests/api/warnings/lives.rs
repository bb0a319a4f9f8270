//! What becomes of a warning: raised once, seen, snoozed, resolved; and it ends by itself.

use super::{
    ANALYST, DAY, acknowledge, analyst, later, listed, look, look_on, only, path, resolve, silent, snooze, steps,
};
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use serde_json::Value;
use std::time::Duration;

async fn here(app: &TestApp) -> Client {
    app.log_in_with_code(ANALYST).await
}

async fn status(who: &Client, warning: &Value) -> String {
    text(&who.get(&path(warning, "")).await.ok(200), "status")
}

engines! {
    async fn a_warning_is_raised_once_and_its_owner_is_told(app) {
        let who = analyst(app).await;
        assert_eq!(look(app, vec![silent(app, "48", 13), silent(app, "79", 14)]).await, 1);
        let mail = app.one_mail().await;
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), (ANALYST, "Early warning: No new requests for trials: Hồ Chí Minh"));
        let warning = only(&who).await;
        for words in ["Requests for trials from 2 November 2026 to 15 November 2026: 0.", "none for 14 days", "there were 12.", "The threshold is 14 days.", "by 23 November 2026", &text(&warning, "id")] {
            assert!(mail.text.replace('\n', " ").contains(words), "{words}: {}", mail.text);
        }
        let me = who.get("/v1/me").await.ok(200);
        assert_eq!((&warning["owner_id"], &warning["status"], &warning["rule"]), (&me["id"], &json!("raised"), &json!("no_sign_up")));
        // Five working days after Monday, 16 November.
        assert_eq!((&warning["due_on"], &warning["ended_at"], &warning["end_facts"]), (&json!("2026-11-23"), &json!(null), &json!(null)));
        assert_eq!((&warning["raised_at"], &warning["facts"]["as_of"]), (&json!("2026-11-16T02:00:00.000000Z"), &json!("2026-11-15")));
        // Neither later on the day nor on other days.
        assert_eq!(app.unchanged(look(app, vec![silent(app, "79", 14), silent(app, "01", 20)])).await, 0);
        app.advance(DAY);
        assert_eq!(look(app, vec![silent(app, "79", 15)]).await, 0);
        let who = here(app).await;
        assert_eq!(only(&who).await, warning);
        assert_eq!(steps(&who, &warning).await, ["raised"]);
    }

    async fn one_that_ends_by_itself_says_so_whatever_was_done(app) {
        let mut who = analyst(app).await;
        let provinces = ["01", "48", "79", "92"];
        look(app, provinces.map(|it| silent(app, it, 14)).to_vec()).await;
        assert_eq!(app.mails().await.len(), 4);
        let all = listed(&who, "").await;
        let of = |province: &str| all.iter().find(|it| it["subject_id"] == province).expect("its warning").clone();
        acknowledge(&who, &of("48")).await.ok(200);
        snooze(&who, &of("79"), "2026-12-16").await.ok(200);
        resolve(&who, &of("92")).await.ok(200);
        app.advance(DAY);
        // Of one there are figures still, of the others none.
        assert_eq!(look(app, vec![silent(app, "01", 3)]).await, 4);
        who = here(app).await;
        let subjects: Vec<String> = app.mails().await.into_iter().map(|it| it.subject).collect();
        assert_eq!(subjects.len(), 3, "who resolved it is not told: {subjects:?}");
        assert!(subjects.iter().all(|it| it.starts_with("Early warning over: ")) && !subjects.iter().any(|it| it.contains("Cần Thơ")), "{subjects:?}");
        for (province, wanted, last) in [("01", "ended", ["raised", "ended"].to_vec()), ("48", "ended", ["raised", "acknowledged", "ended"].to_vec()), ("79", "ended", ["raised", "snoozed", "ended"].to_vec()), ("92", "resolved", ["raised", "resolved", "ended"].to_vec())] {
            let now = who.get(&path(&of(province), "")).await.ok(200);
            assert_eq!((text(&now, "status"), text(&now, "ended_at")), (wanted.to_owned(), "2026-11-17T02:00:00.000000Z".to_owned()), "{province}");
            assert_eq!((&now["snoozed_until"], steps(&who, &now).await), (&json!(null), last.iter().map(ToString::to_string).collect()), "{province}");
            assert_eq!(now["end_facts"]["value"], if province == "01" { json!(3) } else { json!(null) });
        }
        // What comes back is another warning.
        app.advance(DAY);
        assert_eq!(look(app, provinces.map(|it| silent(app, it, 14)).to_vec()).await, 4);
        assert_eq!((app.mails().await.len(), listed(&here(app).await, "").await.len()), (4, 8));
    }

    async fn what_is_snoozed_comes_again_on_its_day(app) {
        let who = analyst(app).await;
        look(app, vec![silent(app, "79", 14)]).await;
        app.mails().await;
        let warning = only(&who).await;
        let snoozed = snooze(&who, &warning, "2026-11-19").await.ok(200);
        assert_eq!((&snoozed["status"], &snoozed["snoozed_until"]), (&json!("snoozed"), &json!("2026-11-19")));
        for days in [15, 16] {
            app.advance(DAY);
            assert_eq!(look(app, vec![silent(app, "79", days)]).await, 0, "{days}");
        }
        app.advance(DAY);
        assert_eq!(look(app, vec![silent(app, "79", 17)]).await, 1);
        assert_eq!(app.one_mail().await.subject, "Early warning: No new requests for trials: Hồ Chí Minh");
        let who = here(app).await;
        let again = only(&who).await;
        assert_eq!((&again["id"], &again["status"], &again["snoozed_until"]), (&warning["id"], &json!("raised"), &json!(null)));
        // Five working days after Thursday, 19 November: Tuesday, 24 November, is a holiday.
        assert_eq!((&again["facts"]["value"], &again["due_on"], &again["raised_at"]), (&json!(17), &json!("2026-11-27"), &warning["raised_at"]));
        let changes = who.get(&path(&warning, "/changes")).await.ok(200)["data"].clone();
        let told: Vec<(String, bool, Value, Value)> = changes.as_array().expect("changes").iter().map(|it| (text(it, "what"), it["changed_by"].is_string(), it["snoozed_until"].clone(), it["note"].clone())).collect();
        assert_eq!(told, [
            ("raised_again".to_owned(), false, json!(null), json!(null)),
            ("snoozed".to_owned(), true, json!("2026-11-19"), json!("Demo: sau Tết.")),
            ("raised".to_owned(), false, json!(null), json!(null)),
        ]);
        // It can be put off again, and to another day.
        snooze(&who, &warning, "2026-11-21").await.ok(200);
        snooze(&who, &warning, "2026-11-20").await.ok(200);
        app.advance(DAY);
        assert_eq!(look(app, vec![silent(app, "79", 18)]).await, 1);
        app.one_mail().await;
    }

    async fn where_nothing_was_looked_at_on_the_day_it_comes_again_on_the_next(app) {
        let who = analyst(app).await;
        look(app, vec![silent(app, "79", 14)]).await;
        app.mails().await;
        snooze(&who, &only(&who).await, "2026-11-17").await.ok(200);
        app.advance(DAY * 5);
        assert_eq!(look(app, vec![silent(app, "79", 19)]).await, 1);
        app.one_mail().await;
    }

    async fn what_is_resolved_is_raised_again_only_once_it_has_ended(app) {
        let who = analyst(app).await;
        look(app, vec![silent(app, "79", 14)]).await;
        app.mails().await;
        let warning = only(&who).await;
        let done = resolve(&who, &warning).await.ok(200);
        assert_eq!((&done["status"], &done["ended_at"]), (&json!("resolved"), &json!(null)));
        for days in [15, 16, 17] {
            app.advance(DAY);
            assert_eq!(look(app, vec![silent(app, "79", days)]).await, 0);
        }
        app.advance(DAY);
        assert_eq!(look(app, vec![silent(app, "79", 2)]).await, 1);
        app.advance(DAY);
        assert_eq!(look(app, vec![silent(app, "79", 14)]).await, 1);
        app.one_mail().await;
        let who = here(app).await;
        let all: Vec<String> = listed(&who, "").await.iter().map(|it| text(it, "status")).collect();
        assert_eq!(all, ["raised", "resolved"]);
    }

    async fn a_mail_that_no_longer_fits_is_not_sent(app) {
        let who = analyst(app).await;
        look(app, vec![silent(app, "79", 14), silent(app, "01", 14), silent(app, "48", 14)]).await;
        for warning in listed(&who, "").await {
            match text(&warning, "subject_id").as_str() {
                "79" => resolve(&who, &warning).await.ok(200),
                // Who has only seen it is told all the same, when it is due.
                "01" => acknowledge(&who, &warning).await.ok(200),
                _ => continue,
            };
        }
        let mails = app.mails().await;
        assert_eq!(mails.len(), 2);
        assert!(!mails.iter().any(|it| it.subject.contains("Hồ Chí Minh")));
        // Who has left the office by then is told nothing.
        app.advance(DAY);
        look(app, vec![silent(app, "79", 15), silent(app, "01", 15), silent(app, "48", 15), silent(app, "92", 15)]).await;
        app.set_office(ANALYST, None).await;
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn it_is_looked_once_a_day_from_nine_in_the_morning_on(app) {
        let who = analyst(app).await;
        let worker = &app.server.worker;
        // It is nine o'clock; there is nothing to see, and it was looked.
        assert_eq!(worker.look_for_warnings().await.expect("a look"), 0);
        assert_eq!(look(app, vec![silent(app, "79", 14)]).await, 0, "the day has had its look");
        app.advance(DAY - Duration::from_micros(1));
        app.unchanged(async { assert_eq!(worker.look_for_warnings().await.expect("a look"), 0) }).await;
        app.advance(Duration::from_micros(1));
        let before = app.digest().await;
        worker.look_for_warnings().await.expect("a look");
        assert!(app.digest().await != before, "the look is kept");
        app.unchanged(async { assert_eq!(worker.look_for_warnings().await.expect("a look"), 0) }).await;
        // A clock that goes back looks at no day twice.
        let yesterday = app.clock.now().local_day().minus_days(1);
        assert_eq!(look_on(app, yesterday, vec![silent(app, "79", 14)]).await, 0);
        drop(who);
        assert_eq!(listed(&here(app).await, "").await.len(), 0);
    }

    async fn an_act_says_where_it_stands_then(app) {
        let who = analyst(app).await;
        look(app, vec![silent(app, "79", 14)]).await;
        app.mails().await;
        let warning = only(&who).await;
        let noted = who.post(&path(&warning, "/acknowledgement"), json!({"note": "Demo: tôi xem."})).await;
        assert_eq!((noted.ok(200)["status"].clone(), noted.header("etag")), (json!("acknowledged"), Some("\"2\"")));
        assert_eq!(status(&who, &warning).await, "acknowledged");
        let last = who.get(&path(&warning, "/changes?limit=1")).await.ok(200)["data"][0].clone();
        let me = who.get("/v1/me").await.ok(200)["id"].clone();
        assert_eq!((&last["note"], &last["number"], &last["changed_by"], &last["owner_id"]), (&json!("Demo: tôi xem."), &json!(2), &me, &me));
        resolve(&who, &warning).await.ok(200);
        drop(later(app, 1, ANALYST).await);
    }
}
