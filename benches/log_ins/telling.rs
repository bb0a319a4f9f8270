//! Whether the time of an answer tells if an address is known: the same request with known and with unknown addresses, one
//! after the other, the first of a pair by turns.

use crate::client::Connection;
use crate::common::table::Line;
use crate::people::{self, MOST, PASSWORD, WRONG};
use crate::times::Times;
use crate::{Place, Sizes};
use serde_json::json;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Pairs before those that count.
const WARM_UP: usize = 10;

/// A request that anybody can make with an address: its name, how it is written, and the status of its answer.
type Request = (&'static str, fn(&str) -> Vec<u8>, u16);

const REQUESTS: [Request; 3] = [
    ("log-in with a wrong password", |email| people::log_in(email, WRONG, ""), 401),
    (
        "registration",
        |email| people::post("/v1/accounts", "", &json!({"email": email, "name": "Người Demo", "password": PASSWORD})),
        202,
    ),
    ("password reset", |email| people::post("/v1/password-resets", "", &json!({"email": email})), 202),
];

pub fn measure(sizes: &Sizes, place: &Place<'_>) -> Vec<Line> {
    let tries = usize::from(sizes.tries);
    let (_process, address) = people::serve(place, WARM_UP + tries, &["--limits", MOST]);
    let lines = REQUESTS.iter().map(|request| line(request, place.engine, address, tries));
    lines.collect()
}

fn line(request: &Request, engine: &str, address: SocketAddr, tries: usize) -> Line {
    let (known, unknown) = people::block_on(ask(request, address, tries));
    let (share, chance) = longer_than(&known, &unknown);
    let shown = |times: &Times| format!("p50 {:.2} p99 {:.2} ms", times.percentile(50.0), times.percentile(99.0));
    let difference = known.percentile(50.0) - unknown.percentile(50.0);
    let measured = format!(
        "known {}, unknown {}; p50 differs by {difference:+.2} ms; a known one takes longer in {:.0}% of pairs, {tries} each",
        shown(&known),
        shown(&unknown),
        share * 100.0
    );
    let what = format!("{}: known and unknown addresses, {engine}", request.0);
    println!("{what}: {measured}");
    let bar = format!("50 ± {:.0}%, what chance gives", chance * 100.0);
    Line { what, measured, bar, reached: (share - 0.5).abs() <= chance }
}

async fn ask((name, request, status): &Request, address: SocketAddr, tries: usize) -> (Times, Times) {
    let mut connection = Connection::open(address).await;
    let mut times: [Vec<Duration>; 2] = Default::default();
    let word = name.split(' ').next().unwrap_or_default();
    for pair in 0..WARM_UP + tries {
        let asked = [request(&people::known(pair)), request(&format!("{word}{pair}@unknown.example"))];
        for turn in 0..2 {
            let which = (pair + turn) % 2;
            let began = Instant::now();
            let answer = connection.ask(&asked[which]).await;
            let took = began.elapsed();
            assert!(answer.status() == *status, "{}", answer.text());
            if pair >= WARM_UP {
                times[which].push(took);
            }
        }
    }
    let [known, unknown] = times.map(|times| Times::of(&times));
    (known, unknown)
}

/// How often one of these is longer than one of the others: a half where nothing tells them apart (Mann and Whitney
/// 1947); and how far from a half chance alone comes in 99 of 100 runs.
fn longer_than(these: &Times, others: &Times) -> (f64, f64) {
    let below = |time: f64| others.0.partition_point(|other| *other < time) as f64;
    let within = |time: f64| others.0.partition_point(|other| *other <= time) as f64;
    let longer: f64 = these.0.iter().map(|time| f64::midpoint(below(*time), within(*time))).sum();
    let (n, m) = (these.0.len() as f64, others.0.len() as f64);
    (longer / (n * m), 2.576 * ((n + m + 1.0) / (12.0 * n * m)).sqrt())
}
