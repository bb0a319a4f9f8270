//! What waits for whom: it comes with what happens, and goes with it.

mod lists;
mod races;
mod reach;

use crate::database::schema::take_back;
use crate::support::client::text;
use crate::support::{Client, TestApp};
use diesel::prelude::*;
use dungthu::db::schema::tasks as t;
use dungthu::server;
use dungthu::tasks::model::Task;
use serde_json::Value;

/// What waits for somebody, in its order.
pub async fn tasks(who: &Client, query: &str) -> Vec<Value> {
    who.walk(&format!("/v1/tasks?limit=100{query}")).await.concat()
}

/// The kinds of what waits for somebody, in its order.
pub async fn kinds(who: &Client) -> Vec<String> {
    tasks(who, "").await.iter().map(|task| text(task, "kind")).collect()
}

async fn rows(app: &TestApp) -> Vec<Task> {
    app.query(|conn| {
        let all = t::table.order((t::about_id, t::holder, t::subject_id));
        all.select(Task::as_select()).load(conn).expect("tasks")
    })
    .await
}

/// The tasks are what the migration writes from the other tables alone; how many.
pub async fn as_migrated(app: &TestApp) -> usize {
    let written = rows(app).await;
    for migration in ["0085_listing_tasks", "0065_catalog_tasks", "0028_tasks"] {
        take_back(app, migration).await;
    }
    server::migrate(&app.config).await.expect("migrated");
    let migrated = rows(app).await;
    for (one, other) in written.iter().zip(&migrated) {
        assert_eq!(one, other, "written and migrated");
    }
    assert_eq!(written.len(), migrated.len());
    written.len()
}
