//! Random histories of one platform: what is taken is what is open or kept, and never grows above the limit.

use super::{Firm, firm, lift, limit};
use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};
use diesel::prelude::*;
use dungthu::db::schema::{platform_places as p, trials as t, waiting_entries as w};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

const FIRMS: usize = 5;
const STEPS: usize = 40;

/// What one of the firms does, or the vendor.
#[derive(Clone, Copy, Debug)]
enum Step {
    Ask(usize),
    Wait(usize),
    Cancel(usize),
    Leave(usize),
    /// The newest trial is accepted, begun, used and kept: both sides say so.
    Keep(usize),
    /// The confirmation of the newest trial is withdrawn.
    Withdraw(usize),
    Limit(i64),
    Lift,
    /// So many hours pass.
    Hours(u64),
}

fn step() -> impl Strategy<Value = Step> {
    use proptest::prelude::*;
    prop_oneof![
        4 => (0..FIRMS).prop_map(Step::Ask),
        4 => (0..FIRMS).prop_map(Step::Wait),
        3 => (0..FIRMS).prop_map(Step::Cancel),
        2 => (0..FIRMS).prop_map(Step::Leave),
        3 => (0..FIRMS).prop_map(Step::Keep),
        3 => (0..FIRMS).prop_map(Step::Withdraw),
        2 => (1i64..4).prop_map(Step::Limit),
        1 => Just(Step::Lift),
        2 => (1u64..40).prop_map(Step::Hours),
    ]
}

/// (limit, taken, trials that hold a place, kept places, waiting), from the tables.
async fn counted(app: &TestApp, platform: &str) -> Option<(Option<i64>, i64, i64, i64, i64)> {
    let platform = platform.to_owned();
    let counted = move |conn: &mut dungthu::db::Conn| {
        let row: Option<(Option<i64>, i64)> =
            p::table.filter(p::platform_id.eq(&platform)).select((p::places, p::taken)).first(conn).optional()?;
        let open = ["requested", "accepted", "provisioned", "activated", "engaged"];
        let trials = || t::table.filter(t::platform_id.eq(&platform)).into_boxed();
        let held: i64 = trials().filter(t::holds_place).count().get_result(conn)?;
        let ended = trials().filter(t::holds_place).filter(diesel::dsl::not(t::status.eq_any(open)));
        assert_eq!(ended.count().get_result::<i64>(conn)?, 0, "what has ended holds no place");
        // Only who came back from a conversion may be without.
        let without = trials().filter(diesel::dsl::not(t::holds_place)).filter(t::status.eq_any(open));
        assert_eq!(
            without.filter(t::activated_at.is_null()).count().get_result::<i64>(conn)?,
            0,
            "a request without a place"
        );
        let entries =
            |status: &'static str| w::table.filter(w::platform_id.eq(platform.clone())).filter(w::status.eq(status));
        let (kept, waiting): (i64, i64) =
            (entries("offered").count().get_result(conn)?, entries("waiting").count().get_result(conn)?);
        Ok(row.map(|(limit, taken)| (limit, taken, held, kept, waiting)))
    };
    app.db.read(counted).await.expect("counts")
}

async fn first_of(firm: &Firm, list: &str, app: &TestApp) -> Option<String> {
    let who = app.log_in(&firm.email).await;
    let seen = who.get(list).await.ok(200);
    seen["data"].get(0).map(|row| text(row, "id"))
}

/// Each step as far as the trial allows it.
async fn keep(firm: &Firm, vendor: &Client, trial: &str) {
    let at = |step: &str| format!("/v1/trials/{trial}/{step}");
    vendor.act(&at("acceptance")).await;
    vendor.post(&at("provisioning"), json!({"access_reference": "demo"})).await;
    vendor.act(&at("activation")).await;
    let claim =
        json!({"plan": "Demo", "amount_vnd_per_month": 1, "starts_on": "2026-12-01", "already_customer": false});
    vendor.post(&at("conversion"), claim).await;
    firm.who.post(&at("conversion/confirmation"), json!({"already_customer": false})).await;
}

async fn take(app: &TestApp, tried: &Tried, firms: &mut [Firm], step: Step) {
    let platform = tried.platform_id.as_str();
    match step {
        Step::Ask(n) => drop(firms[n].ask(app, platform).await),
        Step::Wait(n) => drop(firms[n].wait(platform).await),
        Step::Cancel(n) => {
            if let Some(trial) = first_of(&firms[n], "/v1/trials", app).await {
                firms[n].cancel(&trial).await;
            }
        }
        Step::Leave(n) => {
            if let Some(entry) = first_of(&firms[n], "/v1/waiting-entries", app).await {
                firms[n].leave(&entry).await;
            }
        }
        Step::Keep(n) => {
            if let Some(trial) = first_of(&firms[n], "/v1/trials", app).await {
                keep(&firms[n], &tried.vendor, &trial).await;
            }
        }
        Step::Withdraw(n) => {
            if let Some(trial) = first_of(&firms[n], "/v1/trials", app).await {
                let body = json!({"reason_code": "confirmed_by_mistake"});
                firms[n].who.post(&format!("/v1/trials/{trial}/conversion/withdrawal"), body).await;
            }
        }
        Step::Limit(most) => drop(limit(tried, most).await.ok(200)),
        Step::Lift => drop(lift(&tried.vendor, tried).await.ok(200)),
        Step::Hours(hours) => {
            app.advance(std::time::Duration::from_secs(hours * 3_600));
            for firm in firms.iter_mut() {
                firm.who = app.log_in(&firm.email).await;
            }
        }
    }
    app.mails().await;
}

engines! {
    async fn what_is_taken_is_what_is_open_or_kept(app) {
        let steps = proptest::collection::vec(step(), STEPS).new_tree(&mut TestRunner::default()).expect("steps").current();
        let mut tried = app.requested().await;
        let mut firms = Vec::new();
        for _ in 0..FIRMS {
            firms.push(firm(app).await);
        }
        let mut before = None;
        for (at, one) in steps.iter().enumerate() {
            tried.vendor = app.log_in(&tried.vendor_email).await;
            take(app, &tried, &mut firms, *one).await;
            let now = counted(app, &tried.platform_id).await;
            let story = || format!("{at}: {one:?} of {steps:?}: {before:?} → {now:?}");
            if let Some((limit, taken, held, kept, waiting)) = now {
                assert_eq!(taken, held + kept, "{}", story());
                let was = before.map_or(taken, |(_, taken, ..): (Option<i64>, i64, i64, i64, i64)| taken);
                assert!(limit.is_none_or(|limit| taken <= limit.max(was)), "{}", story());
                assert!(waiting == 0 || limit.is_some_and(|limit| taken >= limit), "somebody waits for a free place: {}", story());
            }
            before = now;
        }
    }
}
