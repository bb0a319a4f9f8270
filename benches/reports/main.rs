//! `cargo bench --bench reports`: how long reports take over a generated programme, asked over HTTP by one client: the standing
//! questions (funnel and cohorts, by period and one dimension) and random others, beside the same aggregate in SQL on the same
//! engine and in DuckDB on the same rows; how soon after its start a server answers them, what others wait for meanwhile, and
//! how much memory it takes; how soon a sign-up is counted on two servers. Bars are printed, reached or missed, never asserted.

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

mod asking;
mod beside;
#[path = "../common/client.rs"]
#[allow(dead_code, reason = "this bench looks at no answer's headers")]
mod client;
#[path = "../common/mod.rs"]
mod common;
mod following;
mod people;
#[path = "../common/serving.rs"]
mod serving;
#[path = "../common/times.rs"]
mod times;

use clap::{Parser, ValueEnum};
use common::process::Process;
use common::table::{Line, below, print};
use std::path::Path;

/// How much is there and how often it is asked; 5,000,000 trials take a quarter of an hour to generate, and 15 GB.
#[derive(Parser)]
#[command(name = "reports")]
pub struct Sizes {
    /// Trials of the generated programme
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(1_000..=5_000_000))]
    trials: u32,
    /// Random questions of each report, and times that each standing one is asked
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(20..=10_000))]
    times: u32,
    /// Sign-ups each second of which it is looked when they are counted; 0 for none
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(0..=5_000))]
    rate: u32,
    /// Seconds of these sign-ups
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// A database that was generated before, instead of new ones
    #[arg(long)]
    on: Option<String>,
    /// Databases to measure
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Engine::Sqlite, Engine::Postgres])]
    engine: Vec<Engine>,
    /// A Python that has the package duckdb; without it nothing is asked of DuckDB
    #[arg(long, default_value = "python3")]
    python: String,
    /// What `cargo bench` says to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Sqlite,
    Postgres,
}

fn main() {
    let sizes = Sizes::parse();
    if !sizes.bench {
        println!("run by `cargo bench --bench reports`");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    if let Some(url) = &sizes.on {
        let engine = if url.starts_with("sqlite") { Engine::Sqlite } else { Engine::Postgres };
        print(&measure(engine, &sizes, folder.path(), url));
        return;
    }
    let mut lines = Vec::new();
    for engine in &sizes.engine {
        let url = match engine {
            Engine::Sqlite => Some(format!("sqlite://{}", folder.path().join("bench.db").display())),
            Engine::Postgres => common::postgres_database("reports"),
        };
        lines.extend(url.into_iter().flat_map(|url| {
            generate(sizes.trials, folder.path(), &url);
            measure(*engine, &sizes, folder.path(), &url)
        }));
    }
    print(&lines);
}

fn generate(trials: u32, folder: &Path, url: &str) {
    let trials = trials.to_string();
    let mut making = Process::start(folder, &["generate", "--trials", &trials, "--database-url", url]);
    assert!(making.child.wait().expect("a child").success(), "not generated");
    println!("{url}: {trials} trials generated in {:.0} s", making.began.elapsed().as_secs_f64());
    people::add_more(url);
}

fn measure(engine: Engine, sizes: &Sizes, folder: &Path, url: &str) -> Vec<Line> {
    let name = if engine == Engine::Sqlite { "SQLite" } else { "PostgreSQL" };
    let analyst = people::log_in(url);
    let limits = "account=10000000,account-writes=10000000,anonymous=10000000,trials-a-day=10000000";
    let serve = ["serve", "--database-url", url, "--limits", limits];
    let (server, address) = serving::start(folder, &serve);
    let (ready, meanwhile) = asking::until_ready(address, &analyst, server.began);
    let at_rest = server.memory("VmRSS").unwrap_or_default();
    let mut lines = vec![
        below(&format!("reports are answered after the start, {name}"), ready, 10.0, "s"),
        below(&format!("p99 of GET /v1/platforms meanwhile, {name}"), meanwhile, 100.0, "ms"),
    ];
    lines.extend(asking::ask(name, address, &analyst, sizes, &people::values(url)));
    let most = server.memory("VmHWM").unwrap_or_default();
    println!("{name}: {at_rest:.0} MB when all were read, {most:.0} MB at most");
    lines.push(below(&format!("memory at most, {name}"), most, 400.0, "MB"));
    beside::print(name, address, &analyst, url, &sizes.python);
    if sizes.rate > 0 {
        let second = serving::start(folder, &serve);
        asking::until_ready(second.1, &analyst, second.0.began);
        let there: &[_] = if engine == Engine::Sqlite { &[address] } else { &[address, second.1] };
        let requests = people::sign_ups(url, (sizes.rate * sizes.seconds) as usize);
        lines.extend(following::follow(name, there, [address, second.1], &analyst, requests, sizes.rate));
    }
    lines
}
