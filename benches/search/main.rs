//! `cargo bench --bench search`: how long a search takes among many platforms, each query asked once so that no kept answer
//! helps; how much faster that is than the same words by `LIKE`; how long a new index takes and what reads wait for
//! meanwhile; reads beside constants of as many bytes, among few platforms and many; how much memory the server takes. On SQLite: what is searched lies in memory, whatever the database. Bars are printed, reached or missed,
//! never asserted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bench that cannot go on panics, as a test does"
)]

#[path = "../common/mod.rs"]
#[allow(dead_code, reason = "this bench needs no PostgreSQL")]
mod common;
#[path = "../common/client.rs"]
mod connection;
#[path = "../common/constant.rs"]
mod constant;
#[path = "../common/drive.rs"]
#[allow(dead_code, reason = "this bench looks at no answer twice")]
mod drive;
#[path = "../../tests/api/support/generated.rs"]
#[allow(dead_code, reason = "the tests also ask what was judged")]
mod generated;
#[path = "../common/ratio.rs"]
mod ratio;
mod reads;
#[path = "../common/serving.rs"]
mod serving;
mod stage;
#[path = "../common/times.rs"]
mod times;

use clap::Parser;
use common::process::Process;
use common::table::{Line, below, print};
use connection::Connection;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use times::Times;

/// How much is there.
#[derive(Parser)]
#[command(name = "search")]
struct Sizes {
    /// Published platforms beside the 64 of the seed
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=10_000))]
    platforms: u32,
    /// What `cargo bench` says to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

/// Different queries, each asked once.
const QUERIES: usize = 500;

fn main() {
    let sizes = Sizes::parse();
    if !sizes.bench {
        println!("run by `cargo bench --bench search`");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("bench.db");
    let rebuilt = stage::set(&file, sizes.platforms as usize);
    let mut lines =
        vec![below("a new index, with its reads of the database", rebuilt.as_secs_f64() * 1_000.0, 1_000.0, "ms")];
    let queries: Vec<String> = (0..QUERIES).map(query).collect();
    lines.extend(serve(folder.path(), &file, &queries, sizes.platforms));
    print(&lines);
}

/// Words of a function and of a trade, or the beginnings of some: all different.
fn query(number: usize) -> String {
    let (function, trade) = (generated::FUNCTIONS[number % 20], generated::TRADES[number / 20 % 20]);
    match number / 400 {
        0 if number.is_multiple_of(2) => format!("{} {}", function.0, trade.0),
        0 => format!("{} {}", trade.1, function.1),
        _ => format!("{} kế toán {}", function.0, &trade.1[..4]),
    }
}

fn start(folder: &Path, file: &Path) -> (Process, SocketAddr) {
    let url = format!("sqlite://{}", file.display());
    // The log is written as in production, to where it costs no disk.
    serving::start(folder, &["serve", "--database-url", &url, "--limits", "anonymous=10000000"])
}

/// Reads per second among 100 platforms.
fn among_few(folder: &Path) -> [f64; 3] {
    let file = folder.join("few.db");
    stage::set(&file, 100);
    let (_server, address) = start(folder, &file);
    reads::rates(address)
}

fn serve(folder: &Path, file: &Path, queries: &[String], platforms: u32) -> Vec<Line> {
    let few = among_few(folder);
    let (server, address) = start(folder, file);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (asked, whole) = runtime.block_on(search(address, queries));
    let rate = queries.len() as f64 / whole.as_secs_f64();
    println!("searches: p50 {:.2} ms, p99 {:.2} ms, {rate:.0}/s", asked.percentile(50.0), asked.percentile(99.0));
    let like = queries.len() as f64 / stage::by_like(file, queries).as_secs_f64();
    println!("by LIKE, two connections: {like:.0}/s");
    let slowest = runtime.block_on(while_rebuilding(address, file));
    println!("the slowest of the reads while an index was made: {slowest:.2} ms");
    let ratio = rate / like;
    let mut lines = vec![
        below("p99 of a search, 2 connections", asked.percentile(99.0), 10.0, "ms"),
        Line {
            what: "rate of searches ÷ that of LIKE".to_owned(),
            measured: format!("{ratio:.1}"),
            bar: "≥ 20".to_owned(),
            reached: ratio >= 20.0,
        },
        below("the slowest read while an index is made", slowest, 100.0, "ms"),
    ];
    lines.extend(reads::beside_constants(address, platforms));
    lines.extend(reads::flat(few, reads::rates(address), platforms));
    lines.push(below("memory of the server at most", server.memory("VmHWM").unwrap_or(f64::NAN), 150.0, "MB"));
    lines
}

fn request(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n").into_bytes()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Half of the queries on each of two connections: how long each took, and all together.
async fn search(address: SocketAddr, queries: &[String]) -> (Times, Duration) {
    let began = Instant::now();
    let half = async |some: &[String]| {
        let (mut connection, mut took) = (Connection::open(address).await, Vec::new());
        for query in some {
            let request = request(&format!("/v1/platforms?q={}", encoded(query)));
            let began = Instant::now();
            let answer = connection.ask(&request).await;
            assert!(answer.status() == 200, "{}", answer.text());
            took.push(began.elapsed());
        }
        took
    };
    let (one, other) = queries.split_at(queries.len() / 2);
    let (one, other) = futures_util::future::join(half(one), half(other)).await;
    (Times::of(&[one, other].concat()), began.elapsed())
}

/// Something is published elsewhere, and a server makes a new index: milliseconds of the slowest read within two seconds.
async fn while_rebuilding(address: SocketAddr, file: &Path) -> f64 {
    let mut connection = Connection::open(address).await;
    let first = connection.ask(&request("/v1/platforms?sort=name&limit=1")).await.body.to_vec();
    stage::publish_another(file);
    let (began, mut took, mut number) = (Instant::now(), Vec::new(), 0);
    while began.elapsed() < Duration::from_secs(2) {
        number += 1;
        let asked = Instant::now();
        let answer = connection.ask(&request(&format!("/v1/platforms?limit=1&q=traceability+{number}"))).await;
        assert!(answer.status() == 200, "{}", answer.text());
        took.push(asked.elapsed());
    }
    let then = connection.ask(&request("/v1/platforms?sort=name&limit=1")).await.body.to_vec();
    assert_ne!(first, then, "a new index was made");
    Times::of(&took).percentile(100.0)
}
