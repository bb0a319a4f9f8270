//! Early warnings: what each rule sees, what becomes of a warning, who sees to it, and by which terms is looked.

mod each;
mod equality;
mod lives;
mod owners;
mod pace;
mod races;
mod reading;
mod refusals;
mod rules;
mod staged;

use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::model::{Office, StaffRole};
use dungthu::db::Cause;
use dungthu::values::LocalDay;
use dungthu::warnings::WarningRule;
use dungthu::warnings::actions;
use dungthu::warnings::model::{Counted, Facts, Finding, SubjectKind, WarningUnit};
use serde_json::Value;
use std::time::Duration;

pub const DAY: Duration = Duration::from_secs(86_400);

/// What the rule of silence finds of a province that nobody has asked from for so many days.
pub fn silent(app: &TestApp, province: &str, days: i64) -> Finding {
    let as_of = app.clock.now().local_day().minus_days(1);
    let counted = |back: u32, numerator| {
        let to = as_of.minus_days(back);
        Counted { from: to.minus_days(13), to, numerator, denominator: None }
    };
    let facts = Facts {
        as_of,
        value: days,
        unit: WarningUnit::Days,
        threshold: 14,
        observed: counted(0, 0),
        compared_with: Some(counted(14, 12)),
        category_code: None,
        forecast: None,
    };
    Finding {
        rule: WarningRule::NoSignUp,
        subject_kind: SubjectKind::Province,
        subject_id: province.to_owned(),
        province_code: Some(province.to_owned()),
        facts,
        holds: days >= 14,
        due_working_days: 5,
    }
}

/// Takes in what was found this morning; how many warnings changed.
pub async fn look(app: &TestApp, found: Vec<Finding>) -> usize {
    look_on(app, app.clock.now().local_day(), found).await
}

async fn look_on(app: &TestApp, day: LocalDay, found: Vec<Finding>) -> usize {
    app.db.write(Cause::default(), move |tx| actions::look(tx, day, &found)).await.expect("a look")
}

/// What the worker sees this morning; how many warnings changed.
async fn morning(app: &TestApp) -> usize {
    app.server.worker.look_for_warnings().await.expect("a look")
}

pub fn path(warning: &Value, below: &str) -> String {
    format!("/v1/warnings/{}{below}", text(warning, "id"))
}

/// The warnings of a query, those first that were raised last.
pub async fn listed(who: &Client, query: &str) -> Vec<Value> {
    who.walk(&format!("/v1/warnings?limit=2{query}")).await.into_iter().flatten().collect()
}

/// The only warning there is.
pub async fn only(who: &Client) -> Value {
    let mut all = listed(who, "").await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// The steps of a warning's life, the first one first.
async fn steps(who: &Client, warning: &Value) -> Vec<String> {
    let pages = who.walk(&path(warning, "/changes?limit=2")).await;
    let mut steps: Vec<String> = pages.iter().flatten().map(|it| text(it, "what")).collect();
    steps.reverse();
    steps
}

async fn snooze(who: &Client, warning: &Value, until: &str) -> Reply {
    let body = json!({"until": until, "note": "Demo: sau Tết."});
    who.post(&path(warning, "/snooze"), body).await
}

async fn resolve(who: &Client, warning: &Value) -> Reply {
    who.post(&path(warning, "/resolution"), json!({"note": "Demo: đã gọi."})).await
}

async fn acknowledge(who: &Client, warning: &Value) -> Reply {
    who.post(&path(warning, "/acknowledgement"), json!({})).await
}

const ANALYST: &str = "analyst@demo.example";

async fn analyst(app: &TestApp) -> Client {
    app.person(ANALYST, Some(StaffRole::Analyst)).await
}

/// The officer of a province.
async fn officer(app: &TestApp, province: &str) -> Client {
    let email = format!("officer{province}@demo.example");
    app.person(&email, None).await;
    app.take_office(&email, Office { role: StaffRole::ProvinceOfficer, province: Some(province.to_owned()) }).await
}

/// Another day, on which the person logs in again.
async fn later(app: &TestApp, days: u32, email: &str) -> Client {
    app.advance(DAY * days);
    app.log_in_with_code(email).await
}
