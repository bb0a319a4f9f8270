//! Every bad input is a row of one table: what is asked, and the refusal that it meets. No row of any table of the
//! database changes, and no mail is sent or waits. What looks bad and is legal stands in `accepted`.

mod accepted;
mod bodies;
mod cases;
mod conversions;
pub mod firms;
mod ids;
mod lists;
mod nul;
pub mod operations;
mod row;
mod tokens;
mod trials;
mod values;
pub mod wire;
mod world;

use crate::support::{TestApp, lookups};
use row::{Refusal, Row};
use std::collections::BTreeSet;
use world::World;

/// The whole table.
fn table(app: &TestApp, world: &World) -> Vec<Row> {
    let sections = [
        firms::rows,
        values::rows,
        trials::rows,
        conversions::rows,
        cases::rows,
        bodies::rows,
        lists::rows,
        tokens::rows,
        ids::rows,
    ];
    let rows: Vec<Row> = sections.iter().flat_map(|section| section(app, world)).collect();
    let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names.len(), rows.len(), "a name finds its row");
    rows
}

/// What is wrong with the answer to a row, or with what it left behind. `before` is the digest of the database.
async fn judged(app: &TestApp, row: &Row, before: &mut String) -> Vec<String> {
    let mut wrong = Vec::new();
    let (reply, queries) = match &row.never_looked_up {
        Some(id) => lookups::of(id, row.ask.answer()).await,
        None => (row.ask.answer().await, 0),
    };
    match reply.and_then(|reply| Refusal::told_by(&reply)) {
        Ok(told) if told == row.refusal => {}
        Ok(told) => wrong.push(format!("wanted {}, got {told}", row.refusal)),
        Err(other) => wrong.push(format!("wanted {}, got {other}", row.refusal)),
    }
    if queries > 0 {
        wrong.push(format!("looked up in {queries} queries"));
    }
    let after = app.digest().await;
    if after != *before {
        let rows = before.lines().zip(after.lines()).filter(|(was, is)| was != is);
        let tables: Vec<&str> = rows.filter_map(|(was, _)| was.split(':').next()).collect();
        wrong.push(format!("changed {}", tables.join(", ")));
        *before = after;
    }
    let (waiting, sent) = (app.waiting_mails().await, app.relay.take().len());
    if waiting > 0 || sent > 0 {
        wrong.push(format!("{waiting} mails wait, {sent} were sent"));
        app.mails().await;
        *before = app.digest().await;
    }
    wrong
}

engines! {
    async fn every_bad_input_meets_its_refusal(app) {
        let world = World::made(app).await;
        let rows = table(app, &world);
        let (mut before, mut failures) = (app.digest().await, Vec::new());
        for row in &rows {
            let wrong = judged(app, row, &mut before).await;
            failures.extend(wrong.iter().map(|wrong| format!("{}: {wrong}", row.name)));
        }
        assert!(failures.is_empty(), "of {} rows:\n{}", rows.len(), failures.join("\n"));
    }
}
