//! `cargo bench --bench log_ins`: what log-ins do to everybody else, what their time tells of an address, and how far
//! guesses at one account come. The program is a process of its own; everything is on loopback, and ends by itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a bench that cannot go on panics, as a test does"
)]

mod beside;
#[path = "../common/client.rs"]
mod client;
#[path = "../common/mod.rs"]
mod common;
mod flood;
mod guesses;
mod people;
#[path = "../common/serving.rs"]
mod serving;
mod telling;
#[path = "../common/times.rs"]
mod times;

use clap::{Parser, ValueEnum};
use common::table::Line;

/// How much is done; the defaults take some four minutes.
#[derive(Parser)]
#[command(name = "log_ins")]
pub struct Sizes {
    /// People who log in at the same moment; every other one types a wrong password
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u16).range(10..=5000))]
    log_ins: u16,
    /// Requests a second of each of the other routes
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u8).range(1..=100))]
    rate: u8,
    /// Seconds that the other routes are asked alone
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u8).range(2..=120))]
    alone: u8,
    /// Tries with known and with unknown addresses, each
    #[arg(long, default_value_t = 250, value_parser = clap::value_parser!(u16).range(50..=5000))]
    tries: u16,
    /// Seconds of guessing at one account
    #[arg(long, default_value_t = 35, value_parser = clap::value_parser!(u8).range(5..=240))]
    guessing: u8,
    /// Only these
    #[arg(long, value_delimiter = ',', default_value = "flood,telling,guesses")]
    only: Vec<Part>,
    /// On one engine only
    #[arg(long, value_delimiter = ',', default_value = "sqlite,postgres")]
    engine: Vec<Engine>,
    /// What `cargo bench` says to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Many log-ins at once
    Flood,
    /// What the time tells of an address
    Telling,
    /// Guesses at one account
    Guesses,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

/// Where one part is measured.
pub struct Place<'a> {
    pub engine: &'static str,
    pub url: String,
    pub folder: &'a std::path::Path,
}

fn main() {
    let sizes = Sizes::parse();
    if !sizes.bench {
        println!("run by `cargo bench --bench log_ins`");
        return;
    }
    type Measure = fn(&Sizes, &Place<'_>) -> Vec<Line>;
    let parts: [(Part, &str, Measure); 3] = [
        (Part::Flood, "flood", flood::measure),
        (Part::Telling, "telling", telling::measure),
        (Part::Guesses, "guesses", guesses::measure),
    ];
    let mut lines = Vec::new();
    for engine in &sizes.engine {
        for (_, name, measure) in parts.iter().filter(|(part, _, _)| sizes.only.contains(part)) {
            let folder = tempfile::tempdir().expect("a folder");
            let (engine, url) = match engine {
                Engine::Sqlite => ("SQLite", Some(format!("sqlite://{}", folder.path().join("bench.db").display()))),
                Engine::Postgres => ("PostgreSQL", common::postgres_database(name)),
            };
            if let Some(url) = url {
                lines.extend(measure(&sizes, &Place { engine, url, folder: folder.path() }));
            }
        }
    }
    common::table::print(&lines);
}
