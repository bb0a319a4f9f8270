//! `cargo bench --bench deadlines`: due deadlines that the worker settles, with all that follows from them, beside a bare
//! update loop over the same rows. Two databases that are generated alike; rounds alternate between them. Bars are
//! printed, reached or missed, never asserted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a bench that cannot go on panics, as a test does"
)]

mod bare;
#[path = "../common/mod.rs"]
mod common;

use clap::Parser;
use common::process::Process;
use common::table::{Line, below, print};
use diesel::prelude::*;
use dungthu::clock::Clock;
use dungthu::clockwork;
use dungthu::db::schema::deadlines as d;
use dungthu::db::{Conn, DatabaseUrl, Db};
use dungthu::deadlines::DeadlineKind;
use dungthu::reactions;
use dungthu::values::Timestamp;
use std::path::Path;
use std::time::{Duration, Instant};

/// Deadlines in one transaction of the worker, and in one of the bare loop.
const PER_COMMIT: usize = 64;

/// The day at whose beginning the generated programme stands: what waited then is due by now.
const LONG_AGO: &str = "2025-01-15";

/// How much is done; the defaults take some minutes.
#[derive(Parser)]
#[command(name = "deadlines")]
struct Sizes {
    /// Rounds; their median counts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: u32,
    /// Deadlines in a round, in whole transactions
    #[arg(long, default_value_t = 2_560, value_parser = clap::value_parser!(u32).range(64..=100_000))]
    deadlines: u32,
    /// What `cargo bench` says to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

/// By what one deadline is known.
pub struct Key {
    subject: String,
    kind: String,
    step: i64,
}

fn main() {
    let sizes = Sizes::parse();
    if !sizes.bench {
        println!("run by `cargo bench --bench deadlines`");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite =
        ["worker", "bare"].map(|name| format!("sqlite://{}", folder.path().join(format!("{name}.db")).display()));
    let mut lines = measure("SQLite", &sizes, folder.path(), &sqlite);
    if let (Some(worker), Some(bare)) = (common::postgres_database("worker"), common::postgres_database("bare")) {
        lines.extend(measure("PostgreSQL", &sizes, folder.path(), &[worker, bare]));
    }
    print(&lines);
}

fn measure(engine: &str, sizes: &Sizes, folder: &Path, urls: &[String; 2]) -> Vec<Line> {
    // One in two trials brings a deadline; a round more than is measured warms both up.
    let trials = (sizes.deadlines * (sizes.rounds + 2) * 3).clamp(1_000, 5_000_000).to_string();
    let mut most: f64 = 0.0;
    for url in urls {
        let made = ["generate", "--trials", &trials, "--on", LONG_AGO, "--database-url", url];
        most = most.max(to_its_end(Process::start(folder, &made), &trials));
    }
    let url = |place: usize| DatabaseUrl::parse(&urls[place]).expect("a url");
    let per_round = (sizes.deadlines as usize).next_multiple_of(PER_COMMIT);
    let (mut worker, mut bare) = (Vec::new(), Vec::new());
    actix_web::rt::System::new().block_on(async {
        let db = Db::open(&url(0), Clock::System, reactions::react).expect("the worker's database");
        let twin = Db::open(&url(1), Clock::System, reactions::react).expect("the other");
        let mut loop_over = bare::Loop::open(&url(1));
        for round in 0..=sizes.rounds {
            let rows = twin.read(move |conn| Ok(next(conn, per_round))).await.expect("what is due");
            assert_eq!(rows.len(), per_round, "enough is due");
            let (settled, took) = settle(&db, per_round).await;
            let alone = loop_over.settle(&rows, PER_COMMIT);
            if round > 0 {
                worker.push(settled as f64 / took.as_secs_f64());
                bare.push(per_round as f64 / alone.as_secs_f64());
            }
        }
    });
    vec![
        ratio(&format!("due deadlines, {engine}"), bare, worker, 0.3),
        below(&format!("most memory of generate, {trials} trials, {engine}"), most, 100.0, "MB"),
    ]
}

/// Waits until all is generated; the most memory that it took.
fn to_its_end(mut process: Process, trials: &str) -> f64 {
    let mut most: f64 = 0.0;
    loop {
        if let Some(status) = process.child.try_wait().expect("a child") {
            assert!(status.success(), "not generated");
            println!("{trials} trials generated in {:.1} s", process.began.elapsed().as_secs_f64());
            return most;
        }
        most = most.max(process.memory("VmHWM").unwrap_or_default());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The next that are due, in the worker's order.
fn next(conn: &mut Conn, most: usize) -> Vec<Key> {
    let due = d::table.filter(d::state.eq("waiting")).filter(d::due_at.le(Clock::System.now()));
    let ordered = due.order((d::due_at, d::subject_id, d::kind, d::step)).limit(most as i64);
    let rows: Vec<(String, DeadlineKind, i64, Timestamp)> =
        ordered.select((d::subject_id, d::kind, d::step, d::due_at)).load(conn).expect("deadlines");
    rows.into_iter().map(|(subject, kind, step, _)| Key { subject, kind: kind.to_string(), step }).collect()
}

/// Settles as many as the server's worker does it: how many, and how long it took.
async fn settle(db: &Db, wanted: usize) -> (usize, Duration) {
    let (mut settled, began) = (0, Instant::now());
    while settled < wanted {
        let some = clockwork::settle_due(db).await.expect("the worker");
        assert!(some > 0, "enough is due");
        settled += some;
    }
    (settled, began.elapsed())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn ratio(what: &str, limit: Vec<f64>, ours: Vec<f64>, bar: f64) -> Line {
    let rounds: Vec<String> = limit.iter().zip(&ours).map(|(limit, ours)| format!("{:.3}", ours / limit)).collect();
    let (limit, ours) = (median(limit), median(ours));
    let measured = format!("{:.3} = {ours:.0}/s of {limit:.0}/s (rounds {})", ours / limit, rounds.join(" "));
    Line { what: what.to_owned(), measured, bar: format!(">= {bar}"), reached: ours / limit >= bar }
}
