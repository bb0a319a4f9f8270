//! An import and a request for a trial in the same moment: one of them is first, and no firm has both.

use super::{csv, import, platform, row};
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use diesel::prelude::*;
use dungthu::db::schema::{imported_trials as i, trials as t};
use futures_util::future::{join, join_all};

/// Rounds of the race: the two meet in different ways.
const ROUNDS: usize = 6;

async fn firm(app: &TestApp, owner: &Client) -> (String, String) {
    let (code, mut body) = (app.tax_code(), app.business_body());
    body["tax_code"] = json!(code);
    (text(&owner.post("/v1/businesses", body).await.ok(201), "id"), code)
}

engines! {
    async fn no_firm_has_both_an_imported_and_a_requested_trial(app) {
        let (id, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let sme = app.person("sme@demo.example", None).await;
        let mut first = [0, 0];
        for round in 0..ROUNDS {
            let mut firms = Vec::new();
            for _ in 0..4 {
                firms.push(firm(app, &sme).await);
            }
            // Rows that nobody asks for make the import longer in some rounds.
            let others = (0..round * 20).map(|_| app.tax_code());
            let rows: Vec<String> = firms.iter().map(|(_, code)| code.clone()).chain(others).map(|code| row(&code, &slug, "")).collect();
            let file = csv(&rows);
            let asked = join_all(firms.iter().map(|(business, _)| sme.post("/v1/trials", app.trial_body(business, &id))));
            let ((outcome, _), answers) = join(import(app, file.path(), false), asked).await;
            let taken = answers.iter().filter(|answer| answer.status == 201).count();
            let brought_in = outcome.is_ok_and(|outcome| outcome.faults == 0 && outcome.added > 0);
            assert!(answers.iter().all(|answer| [201, 409].contains(&answer.status)));
            assert_eq!(brought_in, taken == 0, "all of the file, or as if it had not been there");
            first[usize::from(brought_in)] += 1;
        }
        let both = app.query(|conn| {
            let same = t::root_key.eq(i::root_key).and(t::platform_id.eq(i::platform_id));
            i::table.inner_join(t::table.on(same)).count().get_result::<i64>(conn).expect("a count")
        }).await;
        assert_eq!(both, 0, "first were {first:?}");
        app.mails().await;
    }
}
