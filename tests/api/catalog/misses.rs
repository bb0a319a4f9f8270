//! Searches that found nothing, counted for staff.

use super::search::encoded;
use crate::support::{TestApp, json};
use serde_json::Value;
use std::time::Duration;

async fn search(app: &TestApp, typed: &str) -> Value {
    app.anon.get(&format!("/v1/platforms?q={}", encoded(typed))).await.ok(200)
}

async fn listed(app: &TestApp) -> Vec<(String, String, i64)> {
    let rows = app.analyst().await.walk("/v1/search-misses?limit=2").await.concat();
    let cell = |row: &Value, member: &str| row[member].as_str().expect("a text").to_owned();
    rows.iter().map(|row| (cell(row, "day"), cell(row, "words"), row["count"].as_i64().expect("a count"))).collect()
}

engines! {
    async fn what_people_look_for_in_vain_is_counted_by_day(app) {
        for typed in ["bệnh án điện tử", "BỆNH ÁN, điện-tử", "benh an dien tu", "xổ số", "zzzz", "zzzz", "bán vé", "kế toán"] {
            search(app, typed).await;
        }
        // Words that say little look for nothing.
        for typed in ["của", "phần mềm của", "the best software"] {
            search(app, typed).await;
        }
        // The second page of nothing, and a filter that leaves nothing, are no searches in vain.
        app.anon.get("/v1/platforms?q=misa&with_offer=true").await.ok(200);
        assert_eq!(listed(app).await, [], "not yet written down");
        assert_eq!(app.server.worker.note_misses().await.expect("the worker"), 4);
        app.advance(Duration::from_secs(86_400));
        search(app, "xổ số").await;
        search(app, "zzzz").await;
        app.server.worker.note_misses().await.expect("the worker");
        search(app, "zzzz").await;
        app.server.worker.note_misses().await.expect("the worker");
        assert_eq!(app.server.worker.note_misses().await.expect("the worker"), 0);
        let row = |day: &str, words: &str, count| (day.to_owned(), words.to_owned(), count);
        let first = [row("2026-11-17", "zzzz", 2), row("2026-11-17", "xo so", 1)];
        let second = [row("2026-11-16", "benh an dien tu", 3), row("2026-11-16", "zzzz", 2), row("2026-11-16", "ban ve", 1), row("2026-11-16", "xo so", 1)];
        assert_eq!(listed(app).await, [&first[..], &second[..]].concat());
    }

    async fn nothing_of_a_person_is_kept(app) {
        for typed in ["zzz0912345678", "zzz 0912 345 678", "zzz@demo.example", "zzz www.demo.example"] {
            assert_eq!(search(app, typed).await["data"], json!([]), "{typed}");
        }
        assert_eq!(app.unchanged(app.server.worker.note_misses()).await.expect("the worker"), 0);
        assert_eq!(listed(app).await, []);
    }

    async fn they_are_forgotten_after_ninety_days(app) {
        search(app, "zzzz").await;
        app.server.worker.note_misses().await.expect("the worker");
        app.advance(Duration::from_secs(90 * 86_400));
        app.server.worker.tidy().await.expect("the worker");
        assert_eq!(listed(app).await.len(), 1);
        app.advance(Duration::from_secs(86_400));
        app.server.worker.tidy().await.expect("the worker");
        assert_eq!(listed(app).await, []);
    }
}
