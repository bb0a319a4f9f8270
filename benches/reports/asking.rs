//! Questions over HTTP, one after the other.

use super::Sizes;
use crate::client::Connection;
use crate::common::table::{Line, below};
use crate::people::Values;
use crate::times::Times;
use dungthu::clock::Clock;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const REPORTS: [&str; 7] = ["funnel", "cohorts", "ended-rate", "flow", "time-to-convert", "service-levels", "reasons"];

/// What is asked every day: over all days, by period and one dimension.
const STANDING: [&str; 16] = [
    "funnel?interval=month&group_by=province",
    "funnel?interval=month&group_by=platform",
    "funnel?interval=month&group_by=vendor",
    "funnel?interval=month&group_by=category",
    "funnel?interval=month&group_by=industry",
    "funnel?interval=week&group_by=size_class",
    "funnel?interval=month&group_by=channel",
    "funnel?interval=day",
    "funnel?group_by=ministry",
    "cohorts?interval=month",
    "cohorts?interval=quarter&group_by=size_class",
    "cohorts?interval=quarter&group_by=channel",
    "cohorts?interval=quarter&group_by=offer_days",
    "cohorts?interval=year&group_by=province&weeks=12",
    "cohorts?interval=month&group_by=size_class&weeks=12",
    "cohorts?group_by=platform&weeks=26",
];

pub fn request(path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes()
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

/// Seconds from the start of the process until a report is answered; and the p99 in milliseconds of another GET meanwhile.
pub fn until_ready(address: SocketAddr, token: &str, began: Instant) -> (f64, f64) {
    let done = Arc::new(AtomicBool::new(false));
    let stop = done.clone();
    let other = std::thread::spawn(move || {
        let mut times = Vec::new();
        block_on(async {
            let mut connection = Connection::open(address).await;
            let request = b"GET /v1/platforms HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
            while !stop.load(Ordering::SeqCst) {
                let asked = Instant::now();
                assert_eq!(connection.ask(request).await.status(), 200);
                times.push(asked.elapsed());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        Times::of(&times)
    });
    let ready = block_on(async {
        let mut connection = Connection::open(address).await;
        let request = request("/v1/reports/funnel", token);
        loop {
            let answer = connection.ask(&request).await;
            if answer.status() == 200 {
                break began.elapsed();
            }
            assert_eq!(answer.status(), 503, "{}", answer.text());
        }
    });
    done.store(true, Ordering::SeqCst);
    let times = other.join().expect("the other client");
    println!(
        "others meanwhile: {} GETs, p50 {:.2} ms, p99 {:.2} ms",
        times.0.len(),
        times.percentile(50.0),
        times.percentile(99.0)
    );
    (ready.as_secs_f64(), times.percentile(99.0))
}

/// The body and the time of an answer; `None` where the question has too many cells.
async fn timed(connection: &mut Connection, path: &str, token: &str) -> Option<Duration> {
    let request = request(path, token);
    let began = Instant::now();
    let answer = connection.ask(&request).await;
    let took = began.elapsed();
    if answer.status() == 400 && String::from_utf8_lossy(answer.body).contains("too_many_cells") {
        return None;
    }
    assert!(answer.status() == 200, "{path}: {}", answer.text());
    Some(took)
}

pub fn ask(name: &str, address: SocketAddr, token: &str, sizes: &Sizes, values: &Values) -> Vec<Line> {
    let large = sizes.trials > 500_000;
    block_on(async {
        let mut connection = Connection::open(address).await;
        let (mut standing, mut lines) = (Vec::new(), Vec::new());
        let from = Clock::System.now().local_day().minus_days(740);
        for question in STANDING {
            let mark = if question.contains('?') { '&' } else { '?' };
            let path = format!("/v1/reports/{question}{mark}from={from}");
            let mut times = Vec::new();
            for _ in 0..sizes.times {
                times.extend(timed(&mut connection, &path, token).await);
            }
            tell(name, question, &times);
            standing.extend(times);
        }
        lines.push(line(&format!("p99 of the standing questions, {name}"), &standing, 20.0));
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        for report in REPORTS {
            let mut times = Vec::new();
            while times.len() < sizes.times as usize {
                let path = random(&mut rng, report, values);
                times.extend(timed(&mut connection, &path, token).await);
            }
            tell(name, &format!("{report}, random"), &times);
            let bar = if large { 100.0 } else { 20.0 };
            lines.push(line(&format!("p99 of random questions, {report}, {name}"), &times, bar));
        }
        lines
    })
}

fn tell(name: &str, what: &str, times: &[Duration]) {
    let times = Times::of(times);
    let [p50, p99, most] = [50.0, 99.0, 100.0].map(|percent| times.percentile(percent));
    println!("{name}, {what}: p50 {p50:.2} ms, p99 {p99:.2} ms, at most {most:.2} ms ({})", times.0.len());
}

fn line(what: &str, times: &[Duration], bar: f64) -> Line {
    let times = Times::of(times);
    let mut line = below(what, times.percentile(99.0), bar, "ms");
    line.measured = format!("{} (p50 {:.2} ms)", line.measured, times.percentile(50.0));
    line
}

/// Up to two groupings and two filters, over any part of two years, as of now or of a day before.
fn random(rng: &mut ChaCha8Rng, report: &str, values: &Values) -> String {
    let today = Clock::System.now().local_day();
    let (ago, length) = (rng.random_range(0..740_u32), rng.random_range(0..740_u32));
    let (from, to) = (today.minus_days(ago), today.minus_days(ago.saturating_sub(length)));
    let mut path = format!("/v1/reports/{report}?from={from}&to={to}");
    if rng.random_bool(0.6) {
        let interval = ["week", "month", "quarter", "year"][rng.random_range(0..4)];
        path += &format!("&interval={interval}");
    }
    let names: Vec<&str> = values.keys().copied().collect();
    let mut two = || {
        let count = rng.random_range(0..=2);
        let mut some: Vec<&str> = (0..count).map(|_| names[rng.random_range(0..names.len())]).collect();
        some.dedup();
        some
    };
    let (groups, filters) = (two(), two());
    if !groups.is_empty() {
        path += &format!("&group_by={}", groups.join(","));
    }
    for of in filters {
        let all = &values[of];
        let some: Vec<&str> =
            (0..rng.random_range(1..=3)).map(|_| all[rng.random_range(0..all.len())].as_str()).collect();
        path += &format!("&{of}={}", some.join(","));
    }
    if rng.random_bool(0.3) {
        path += &format!("&as_of={}", today.minus_days(rng.random_range(1..400)));
    }
    path
}
