//! `cargo bench --bench replay`: a whole year on both engines, its time and its memory beside their bars.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a bench that cannot go on panics, as a test does"
)]

#[path = "../common/mod.rs"]
mod common;

use common::process::Process;
use common::table::{Line, below};
use std::path::Path;
use std::time::Duration;

/// A replay that takes longer is ended: it missed its bar by far.
const AT_MOST: Duration = Duration::from_secs(30 * 60);

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("run by `cargo bench --bench replay`");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite = format!("sqlite://{}", folder.path().join("replay.db").display());
    let mut lines = replay("SQLite", folder.path(), &sqlite, 3.0);
    if let Some(postgres) = common::postgres_database("replay") {
        lines.extend(replay("PostgreSQL", folder.path(), &postgres, 6.0));
    }
    common::table::print(&lines);
}

fn replay(engine: &str, folder: &Path, url: &str, minutes: f64) -> Vec<Line> {
    let (ended, took, most) = to_its_end(Process::start(folder, &["replay", "--database-url", url]));
    let time = if ended { took.as_secs_f64() / 60.0 } else { f64::INFINITY };
    vec![
        below(&format!("a year replayed, {engine}"), time, minutes, "min"),
        below(&format!("most memory of the replay, {engine}"), most, 300.0, "MB"),
    ]
}

/// Whether it ended well, its time and the most memory it had.
fn to_its_end(mut process: Process) -> (bool, Duration, f64) {
    let mut most: f64 = 0.0;
    while process.began.elapsed() < AT_MOST {
        if let Some(status) = process.child.try_wait().expect("a child") {
            return (status.success(), process.began.elapsed(), most);
        }
        most = most.max(process.memory("VmHWM").unwrap_or_default());
        std::thread::sleep(Duration::from_millis(50));
    }
    (false, process.began.elapsed(), most)
}
