//! How long `serve` takes to be ready on an existing database, and what the demo holds in memory at rest.

use super::Sizes;
use crate::common::postgres_database;
use crate::common::table::{Line, below};
use crate::ratio::median;
use crate::serving::start;
use std::path::Path;
use std::time::Duration;

/// Long enough for the worker's first looks and for threads to come to rest.
const REST: Duration = Duration::from_secs(4);

pub fn on_sqlite(sizes: &Sizes, folder: &Path) -> Vec<Line> {
    let url = |name: &str| format!("sqlite://{}", folder.join(name).display());
    lines("SQLite", sizes, folder, &url("standing.db"), &url("demo.db"))
}

pub fn on_postgres(sizes: &Sizes, folder: &Path) -> Vec<Line> {
    let made = postgres_database("standing").zip(postgres_database("demo"));
    made.map(|(standing, demo)| lines("PostgreSQL", sizes, folder, &standing, &demo)).unwrap_or_default()
}

fn lines(engine: &str, sizes: &Sizes, folder: &Path, standing: &str, demo: &str) -> Vec<Line> {
    let serve = || start(folder, &["serve", "--database-url", standing]).0.began.elapsed();
    // The first start migrates and seeds.
    serve();
    let took = (0..sizes.starts).map(|_| serve().as_secs_f64()).collect();
    let ready = below(&format!("serve is ready, {engine}"), median(took), 0.5, "s");
    let at_rest = |what: &str| {
        let (process, _) = start(folder, &["demo", "--database-url", demo]);
        std::thread::sleep(REST);
        below(&format!("{what}, {engine}"), process.memory("VmRSS").unwrap_or(f64::NAN), 48.0, "MB")
    };
    vec![ready, at_rest("memory at rest, the demo just played"), at_rest("memory at rest, the demo's data found")]
}
