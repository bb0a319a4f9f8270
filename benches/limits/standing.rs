//! How long `serve` takes to be ready on an existing database, and what the demo holds in memory at rest.

use super::Sizes;
use crate::common::postgres_database;
use crate::common::process::Process;
use crate::common::table::{Line, below};
use crate::ratio::median;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
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
    // The first start migrates and seeds.
    drop(start(folder, "serve", standing));
    let took = (0..sizes.starts).map(|_| start(folder, "serve", standing).1.as_secs_f64()).collect();
    let ready = below(&format!("serve is ready, {engine}"), median(took), 0.5, "s");
    let at_rest = |what: &str| {
        let (process, _) = start(folder, "demo", demo);
        std::thread::sleep(REST);
        below(&format!("{what}, {engine}"), process.memory("VmRSS").unwrap_or(f64::NAN), 48.0, "MB")
    };
    vec![ready, at_rest("memory at rest, the demo just played"), at_rest("memory at rest, the demo's data found")]
}

fn start(folder: &Path, command: &str, url: &str) -> (Process, Duration) {
    let places = ["--database-url", url, "--listen", "127.0.0.1:0"];
    let mut process = Process::start(folder, &[&[command], places.as_slice()].concat());
    let took = wait_until_ready(&mut process);
    (process, took)
}

/// Waits until /readyz is 200; how long after the start that was.
fn wait_until_ready(process: &mut Process) -> Duration {
    let mut lines = BufReader::new(process.child.stdout.take().expect("a pipe")).lines();
    let address = loop {
        let line = lines.next().expect("it goes on").expect("a line");
        if let Some((_, rest)) = line.split_once("http://") {
            break rest.split(['/', ' ']).next().unwrap_or_default().to_owned();
        }
    };
    // Whatever else it says is read by nobody and must not stop it.
    std::thread::spawn(move || lines.for_each(drop));
    while !ready(&address) {
        assert!(process.began.elapsed() < Duration::from_secs(60), "never ready");
        std::thread::sleep(Duration::from_millis(2));
    }
    process.began.elapsed()
}

fn ready(address: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200")
}
