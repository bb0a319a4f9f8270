//! What is to be reached: who sets, changes and withdraws targets, who reads them, and many at once as a file.

mod bulk;
mod faulty_files;
mod progress;
mod races;
mod reading;
mod refusals;
mod story;

use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::model::{Office, StaffRole};
use serde_json::Value;

/// A target of the whole programme.
pub fn quarter() -> Value {
    json!({"metric": "conversions", "from": "2027-01-01", "to": "2027-03-31", "value": 400, "reason": "Demo: kế hoạch quý."})
}

/// As [`quarter`], with some members changed.
pub fn with(members: &Value) -> Value {
    let mut whole = quarter();
    for (member, value) in members.as_object().expect("members") {
        whole[member] = value.clone();
    }
    whole
}

pub fn path(target: &Value, below: &str) -> String {
    format!("/v1/targets/{}{below}", text(target, "id"))
}

async fn set(who: &Client, members: Value) -> Value {
    who.post("/v1/targets", with(&members)).await.ok(201)
}

async fn withdraw(who: &Client, target: &Value) -> Reply {
    who.post(&path(target, "/withdrawal"), json!({"reason": "Demo: bỏ."})).await
}

/// The officer of a province.
pub async fn officer(app: &TestApp, province: &str) -> Client {
    let email = format!("officer{province}@demo.example");
    app.person(&email, None).await;
    app.take_office(&email, Office { role: StaffRole::ProvinceOfficer, province: Some(province.to_owned()) }).await
}

async fn sent_with(who: &Client, query: &str, csv: impl AsRef<[u8]>) -> Reply {
    let path = format!("/v1/targets/import{query}");
    who.send("POST", &path, &[("Content-Type", "text/csv")], csv.as_ref().to_vec()).await
}

async fn sent(who: &Client, csv: impl AsRef<[u8]>) -> Reply {
    sent_with(who, "", csv).await
}

async fn saved(who: &Client, query: &str) -> String {
    let file = who.get(&format!("/v1/targets/export{query}")).await;
    assert_eq!((file.status, file.header("content-type")), (200, Some("application/octet-stream")), "{}", file.text());
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"targets.csv\""));
    file.text()
}

/// New, changed, unchanged.
#[track_caller]
fn counts(reply: &Reply) -> [i64; 3] {
    let out = reply.ok(200);
    let all = ["new", "changed", "unchanged"];
    let counted = all.map(|member| out[member].as_i64().expect("a number"));
    let rows = out["rows"].as_array().expect("rows");
    let listed = all.map(|member| rows.iter().filter(|row| row["outcome"] == member).count() as i64);
    assert_eq!((counted, counted.iter().sum::<i64>()), (listed, out["targets"].as_i64().expect("a number")));
    counted
}

/// The ids of a list.
async fn ids(who: &Client, query: &str) -> Vec<String> {
    let pages = who.walk(&format!("/v1/targets?limit=2{query}")).await;
    pages.iter().flatten().map(|target| text(target, "id")).collect()
}
