//! `cargo bench --bench tasks`: how long «what waits for me» takes over a generated programme, asked over HTTP by a business,
//! a vendor and staff, narrowed in every way, at first pages and deep ones. Bars are printed, reached or missed, never
//! asserted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bench that cannot go on panics, as a test does"
)]

#[path = "../common/client.rs"]
mod client;
#[path = "../common/mod.rs"]
mod common;
mod people;
#[path = "../common/serving.rs"]
mod serving;
#[path = "../common/times.rs"]
mod times;

use clap::{Parser, ValueEnum};
use client::Connection;
use common::process::Process;
use common::table::{Line, below, print};
use people::Somebody;
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};
use times::Times;

/// Milliseconds that 99 of 100 stay within.
const BAR: f64 = 20.0;

/// How much is there and how often it is asked; 5,000,000 trials take half an hour to generate.
#[derive(Parser)]
#[command(name = "tasks")]
struct Sizes {
    /// Trials of the generated programme
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(1_000..=5_000_000))]
    trials: u32,
    /// Times that each question is asked
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    times: u32,
    /// A database that was generated before, instead of new ones
    #[arg(long)]
    on: Option<String>,
    /// Databases to measure
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Engine::Sqlite, Engine::Postgres])]
    engine: Vec<Engine>,
    /// What `cargo bench` says to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

fn main() {
    let sizes = Sizes::parse();
    if !sizes.bench {
        println!("run by `cargo bench --bench tasks`");
        return;
    }
    let mut lines = Vec::new();
    if let Some(url) = &sizes.on {
        let engine = if url.starts_with("sqlite") { "SQLite" } else { "PostgreSQL" };
        let folder = tempfile::tempdir().expect("a folder");
        print(&measure(engine, &sizes, folder.path(), url));
        return;
    }
    for engine in &sizes.engine {
        let folder = tempfile::tempdir().expect("a folder");
        let (engine, url) = match engine {
            Engine::Sqlite => ("SQLite", Some(format!("sqlite://{}", folder.path().join("bench.db").display()))),
            Engine::Postgres => ("PostgreSQL", common::postgres_database("tasks")),
        };
        lines.extend(url.into_iter().flat_map(|url| {
            generate(engine, sizes.trials, folder.path(), &url);
            measure(engine, &sizes, folder.path(), &url)
        }));
    }
    print(&lines);
}

fn generate(engine: &str, trials: u32, folder: &Path, url: &str) {
    let trials = trials.to_string();
    let mut making = Process::start(folder, &["generate", "--trials", &trials, "--database-url", url]);
    assert!(making.child.wait().expect("a child").success(), "not generated");
    println!("{engine}: {trials} trials generated in {:.0} s", making.began.elapsed().as_secs_f64());
}

fn measure(engine: &str, sizes: &Sizes, folder: &Path, url: &str) -> Vec<Line> {
    let everybody = people::log_in(url);
    println!("{engine}: {} tasks", people::count(url));
    let limits = "account=10000000";
    let (server, address) = serving::start(folder, &["serve", "--database-url", url, "--limits", limits]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut lines = Vec::new();
    runtime.block_on(async {
        let mut connection = Connection::open(address).await;
        for somebody in &everybody {
            let asked = ask(&mut connection, somebody, sizes.times).await;
            let worst = asked.iter().max_by(|one, other| one.1.percentile(99.0).total_cmp(&other.1.percentile(99.0)));
            for (question, times) in &asked {
                println!(
                    "{engine}, {}, {question}: p50 {:.2} ms, p99 {:.2} ms",
                    somebody.name,
                    times.percentile(50.0),
                    times.percentile(99.0)
                );
            }
            let (question, times) = worst.expect("a question");
            let what = format!("p99, {}, the slowest of {} ({question}), {engine}", somebody.name, asked.len());
            lines.push(below(&what, times.percentile(99.0), BAR, "ms"));
        }
    });
    println!("{engine}: the server took {:.0} MB at most", server.memory("VmHWM").unwrap_or_default());
    lines
}

/// Every question of a person, and how long its answers took.
async fn ask(connection: &mut Connection, who: &Somebody, times: u32) -> Vec<(String, Times)> {
    let mut questions: Vec<(String, String)> =
        who.questions().into_iter().map(|query| (query.clone(), query)).collect();
    if let Some(deep) = deep(connection, who).await {
        questions.push(("the thirtieth page".to_owned(), deep));
    }
    let mut all = Vec::new();
    for (name, query) in questions {
        let request = who.request(&query);
        let mut took: Vec<Duration> = Vec::new();
        // The first ones warm it up.
        for number in 0..times + 20 {
            let began = Instant::now();
            let answer = connection.ask(&request).await;
            assert!(answer.status() == 200, "{}", answer.text());
            took.extend((number >= 20).then(|| began.elapsed()));
        }
        all.push((if name.is_empty() { "all".to_owned() } else { name }, Times::of(&took)));
    }
    all
}

/// The query of a page far behind, where there is one.
async fn deep(connection: &mut Connection, who: &Somebody) -> Option<String> {
    let mut query = "limit=100".to_owned();
    for _ in 0..30 {
        let answer = connection.ask(&who.request(&query)).await;
        let page: Value = serde_json::from_slice(answer.body).expect("a page");
        query = format!("limit=100&cursor={}", page["next_cursor"].as_str()?);
    }
    Some(query)
}
