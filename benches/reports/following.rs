//! How soon a sign-up is counted: so many a second are made, and meanwhile each server is asked, one question after the other,
//! whether all that were answered before it are counted.

use crate::asking::{block_on, request};
use crate::client::Connection;
use crate::common::table::{Line, below};
use crate::times::Times;
use dungthu::clock::Clock;
use serde_json::Value;
use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Connections that sign up.
const CONNECTIONS: usize = 32;

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(20);

/// Signs up at these servers, and asks those.
pub fn follow(
    name: &str,
    there: &[SocketAddr],
    asked: [SocketAddr; 2],
    token: &str,
    requests: Vec<Vec<u8>>,
    rate: u32,
) -> Vec<Line> {
    let (wanted, answered) = (requests.len() as u64, Arc::new(AtomicU64::new(0)));
    let before = asked.map(|address| block_on(async { count(&mut Connection::open(address).await, token).await }));
    let askers: Vec<_> = asked
        .into_iter()
        .zip(before)
        .map(|(address, before)| {
            let (answered, token) = (answered.clone(), token.to_owned());
            std::thread::spawn(move || block_on(lags(address, &token, &answered, before, wanted)))
        })
        .collect();
    let took = block_on(sign_up(there, requests, rate, &answered));
    let reached = wanted as f64 / took.as_secs_f64();
    println!("{name}: {wanted} sign-ups in {:.1} s, {reached:.0} a second", took.as_secs_f64());
    let mut lines = Vec::new();
    for (place, asker) in (1..).zip(askers) {
        let lags = Times::of(&asker.join().expect("who asks"));
        let [p50, p99, most] = [50.0, 99.0, 100.0].map(|percent| lags.percentile(percent));
        println!(
            "{name}, server {place}: counted p50 {p50:.1} ms, p99 {p99:.1} ms, at most {most:.1} ms after the answer ({})",
            lags.0.len()
        );
        let what = format!("a sign-up is counted, at most, {reached:.0} a second, server {place} of 2, {name}");
        lines.push(below(&what, most, 1_000.0, "ms"));
    }
    lines
}

/// Requests of today that wait.
async fn count(connection: &mut Connection, token: &str) -> u64 {
    let today = Clock::System.now().local_day();
    let path = format!("/v1/reports/funnel?from={}&to={}", today.minus_days(1), today.plus_days(1));
    let answer = connection.ask(&request(&path, token)).await;
    assert!(answer.status() == 200, "{}", answer.text());
    let answer: Value = serde_json::from_slice(answer.body).expect("a funnel");
    let waiting = answer["not_started"].as_array().expect("lines").iter().filter(|line| line["status"] == "requested");
    waiting.map(|line| line["requests"].as_u64().expect("a number")).sum()
}

/// How long it took after each look until all that had been answered by then were counted.
async fn lags(address: SocketAddr, token: &str, answered: &AtomicU64, before: u64, wanted: u64) -> Vec<Duration> {
    let mut connection = Connection::open(address).await;
    let mut lags = Vec::new();
    loop {
        let (known, looked) = (answered.load(Ordering::SeqCst), Instant::now());
        while count(&mut connection, token).await < before + known {
            assert!(looked.elapsed() < Duration::from_secs(60), "never counted");
        }
        lags.push(looked.elapsed());
        if known == wanted {
            return lags;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Each request when it is due; the connections take turns.
async fn sign_up(there: &[SocketAddr], requests: Vec<Vec<u8>>, rate: u32, answered: &Arc<AtomicU64>) -> Duration {
    let (requests, next): (Rc<[Vec<u8>]>, _) = (requests.into(), Rc::new(Cell::new(0_usize)));
    let began = Instant::now();
    let local = tokio::task::LocalSet::new();
    for place in 0..CONNECTIONS {
        let (requests, next, answered) = (requests.clone(), next.clone(), answered.clone());
        let address = there[place % there.len()];
        local.spawn_local(async move {
            let mut connection = Connection::open(address).await;
            while let Some(request) = requests.get(next.replace(next.get() + 1)) {
                let due = began + Duration::from_secs(1) * (next.get() as u32 - 1) / rate;
                tokio::time::sleep_until(due.into()).await;
                let answer = connection.ask(request).await;
                assert!(answer.status() == 201, "{}", answer.text());
                answered.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    local.await;
    began.elapsed()
}
