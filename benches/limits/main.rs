//! `cargo bench --bench limits`: what the server does of what this machine can. Each limit is measured in the same run, in
//! rounds that alternate with the server's; `bare` and `constant` hold the limits. Bars are printed, reached or missed, never asserted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_precision_loss,
    reason = "a bench that cannot go on panics, as a test does"
)]

mod bare;
mod catalog;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/client.rs"]
mod connection;
#[path = "../common/constant.rs"]
mod constant;
mod counting;
#[path = "../common/drive.rs"]
#[allow(dead_code, reason = "only the bench of the catalog counts bytes")]
mod drive;
mod facts;
#[path = "../common/ratio.rs"]
mod ratio;
mod server;
#[path = "../common/serving.rs"]
mod serving;
mod signups;
mod stage;
mod standing;

use clap::{Parser, ValueEnum};
use common::table::Line;

/// How much is done; the defaults take some minutes.
#[derive(Parser)]
#[command(name = "limits")]
pub struct Sizes {
    /// Rounds of each measurement; their median counts
    #[arg(long, default_value_t = 5, value_parser = number(1..=99))]
    rounds: usize,
    /// Sign-ups in a round
    #[arg(long, default_value_t = 6_000, value_parser = number(100..=100_000))]
    sign_ups: usize,
    /// Reads of the catalog in a round
    #[arg(long, default_value_t = 20_000, value_parser = number(100..=1_000_000))]
    reads: usize,
    /// Starts of `serve`
    #[arg(long, default_value_t = 9, value_parser = number(1..=99))]
    starts: usize,
    /// Only these
    #[arg(long, value_delimiter = ',', default_value = "sign-ups,catalog,standing")]
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
    SignUps,
    Catalog,
    Standing,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

fn number(range: std::ops::RangeInclusive<usize>) -> impl Fn(&str) -> Result<usize, String> + Clone {
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("a number from {} to {}", range.start(), range.end()))
    }
}

type Measure = fn(&Sizes, &std::path::Path) -> Vec<Line>;

fn main() {
    let sizes = Sizes::parse();
    if !sizes.bench {
        println!("run by `cargo bench --bench limits`");
        return;
    }
    counting::begin();
    server::log();
    let measures: [(Part, Engine, Measure); 6] = [
        (Part::SignUps, Engine::Sqlite, signups::on_sqlite),
        (Part::SignUps, Engine::Postgres, signups::on_postgres),
        (Part::Catalog, Engine::Sqlite, catalog::on_sqlite),
        (Part::Catalog, Engine::Postgres, catalog::on_postgres),
        (Part::Standing, Engine::Sqlite, standing::on_sqlite),
        (Part::Standing, Engine::Postgres, standing::on_postgres),
    ];
    let mut lines = Vec::new();
    for (part, engine, measure) in measures {
        if sizes.only.contains(&part) && sizes.engine.contains(&engine) {
            let folder = tempfile::tempdir().expect("a folder");
            lines.extend(measure(&sizes, folder.path()));
        }
    }
    common::table::print(&lines);
}
