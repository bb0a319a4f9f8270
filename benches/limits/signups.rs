//! Durable sign-ups through HTTP beside the bare loop and the bare pool: `POST /v1/trials` with a session and an
//! idempotency key, answered when the trial, its event, its mail and its key are on disk.

use super::counting::{self, Wire};
use super::drive::{Driven, drive};
use super::facts::SignUp;
use super::server::{config, dungthu};
use super::stage::Stage;
use super::{Sizes, bare};
use crate::common::postgres_database;
use crate::common::table::Line;
use crate::ratio::ratio;
use diesel::prelude::*;
use dungthu::db::schema::{events, idempotency_keys, outbox, trials};
use dungthu::db::{Conn, DatabaseUrl, Use};
use std::path::Path;
use std::time::Duration;

const CONNECTIONS: usize = 32;
/// Sign-ups before each round: pools fill, statements are prepared, caches warm up.
const WARM_UP: usize = 320;
/// Sign-ups one after the other: the first are not counted.
const FIRST: usize = 50;
const COUNTED: usize = 100;

/// Sign-ups of a whole run.
fn total(sizes: &Sizes) -> usize {
    FIRST + COUNTED + sizes.rounds * (WARM_UP + sizes.sign_ups)
}

pub fn on_sqlite(sizes: &Sizes, folder: &Path) -> Vec<Line> {
    let url = |name: &str| DatabaseUrl::Sqlite(folder.join(name));
    let (mut ours, mut limit) = (Stage::set(url("ours.db"), total(sizes)), Stage::set(url("limit.db"), total(sizes)));
    let place = ours.url.clone();
    let answer = one_by_one(&mut ours, place, folder, FIRST + COUNTED, || 0).1;
    let loop_on = |rows: &[SignUp]| bare::sqlite(&folder.join("limit.db"), rows, WARM_UP);
    counting::batches();
    let (line, batches) = rounds("sign-ups, SQLite", 0.2, sizes, folder, [&mut ours, &mut limit], &answer, loop_on);
    let (writes, largest) = (batches.iter().sum::<u32>(), batches.iter().max().copied().unwrap_or_default());
    let bar = "<= 32".to_owned();
    let measured = format!(
        "{:.1} on average, {largest} at most ({} commits)",
        f64::from(writes) / batches.len() as f64,
        batches.len()
    );
    vec![line, Line { what: "writes in a commit, SQLite".to_owned(), measured, bar, reached: largest <= 32 }]
}

pub fn on_postgres(sizes: &Sizes, folder: &Path) -> Vec<Line> {
    let made = postgres_database("ours").zip(postgres_database("bare"));
    let Some((url, bare_url)) = made else { return Vec::new() };
    let (server, database) = url.rsplit_once('/').expect("a database");
    let (host, port) = server.rsplit_once(':').expect("a port");
    let wire = Wire::to(port.parse().expect("a number"));
    let wired = DatabaseUrl::Postgres(format!("{host}:{}/{database}", wire.port));
    let mut ours = Stage::set(DatabaseUrl::Postgres(url.clone()), total(sizes));
    let mut limit = Stage::set(DatabaseUrl::Postgres(bare_url.clone()), total(sizes));
    let (trips, answer) = one_by_one(&mut ours, wired, folder, COUNTED, || wire.trips());
    let pool = |rows: &[SignUp]| bare::postgres(&bare_url, rows, WARM_UP);
    let (line, _) = rounds("sign-ups, PostgreSQL", 0.25, sizes, folder, [&mut ours, &mut limit], &answer, pool);
    let measured = format!("{:.2}", trips as f64 / COUNTED as f64);
    let what = "round trips a sign-up, PostgreSQL".to_owned();
    vec![line, Line { what, measured, bar: "printed".to_owned(), reached: true }]
}

/// Sign-ups one after the other, with nothing beside them: how much `count` grew during the last of them, and an answer.
fn one_by_one(
    stage: &mut Stage,
    url: DatabaseUrl,
    folder: &Path,
    counted: usize,
    count: impl Fn() -> u64,
) -> (u64, Vec<u8>) {
    let serving = dungthu(config(url, folder), false);
    drive(serving.address, 1, 201, stage.requests(FIRST + COUNTED - counted));
    let before = count();
    let driven = drive(serving.address, 1, 201, stage.requests(counted));
    let grown = count() - before;
    serving.stop();
    (grown, driven.sample)
}

/// Limit, ours, limit, ours, … Nothing else runs beside either.
fn rounds(
    what: &str,
    bar: f64,
    sizes: &Sizes,
    folder: &Path,
    [ours, limit]: [&mut Stage; 2],
    answer: &[u8],
    bare: impl Fn(&[SignUp]) -> Duration,
) -> (Line, Vec<u32>) {
    let rate = |took: Duration| sizes.sign_ups as f64 / took.as_secs_f64();
    let (mut limits, mut rates, mut batches) = (Vec::new(), Vec::new(), Vec::new());
    let before = [rows(&ours.url), rows(&limit.url)];
    for round in 1..=sizes.rounds {
        limits.push(rate(bare(&limit.rows(WARM_UP + sizes.sign_ups, answer))));
        let serving = dungthu(config(ours.url.clone(), folder), true);
        drive(serving.address, CONNECTIONS, 201, ours.requests(WARM_UP));
        drop(counting::batches());
        let requests = ours.requests(sizes.sign_ups);
        let Driven { took, .. } = drive(serving.address, CONNECTIONS, 201, requests);
        batches.extend(counting::batches());
        serving.stop();
        rates.push(rate(took));
        println!("{what}, round {round}: {:.0}/s, the limit {:.0}/s", rates[round - 1], limits[round - 1]);
    }
    let written = sizes.rounds * (WARM_UP + sizes.sign_ups);
    for (url, before) in [&ours.url, &limit.url].into_iter().zip(before) {
        let each = rows(url).map(|now| now - before[0]);
        assert_eq!(each, [written as i64; 4], "trials, events, mails, keys in {url}");
    }
    (ratio(what, limits, rates, bar), batches)
}

/// How many trials, events of theirs, mails of theirs and keys there are; one sign-up makes one of each.
fn rows(url: &DatabaseUrl) -> [i64; 4] {
    let mut conn = Conn::open(url, Use::Read).expect("the database");
    let conn = &mut conn;
    let requested = events::table.filter(events::kind.eq("trial.requested")).count().get_result(conn);
    let asked = outbox::table.filter(outbox::kind.eq("trial_requested")).count().get_result(conn);
    let (trials, keys) = (trials::table.count().get_result(conn), idempotency_keys::table.count().get_result(conn));
    [trials, requested, asked, keys].map(|count| count.expect("a count"))
}
