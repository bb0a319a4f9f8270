//! Guesses at one account, by the default limits and the real clock: an attacker who has an address for every guess and
//! never waits, and the owner, who logs in from home meanwhile.

use crate::client::Connection;
use crate::common::table::Line;
use crate::flood::printed;
use crate::people::{self, PASSWORD, WRONG};
use crate::times::Times;
use crate::{Place, Sizes};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_millis(50);
/// Slower than an address that is not logged in may write.
const OWNER_EVERY: Duration = Duration::from_secs(2);
const HOME: &str = "198.51.100.7";
const ELSEWHERE: &str = "203.0.113.7";

/// The rule of `limits`: so many failures in a row are free, then a pause of a second that doubles to a quarter of an hour.
const FREE: usize = 5;
const LONGEST: u64 = 900;

pub fn measure(sizes: &Sizes, place: &Place<'_>) -> Vec<Line> {
    let (_process, address) = people::serve(place, 1, &["--trusted-proxies", "127.0.0.1"]);
    let seconds = u64::from(sizes.guessing);
    let until = Instant::now() + Duration::from_secs(seconds);
    let (guessed, owner, elsewhere) = people::block_on(async {
        // The owner has been at home before.
        let known = try_from(address, HOME, PASSWORD).await.0;
        assert_eq!(known, 201, "the owner logs in");
        let (guessed, owner) = futures_util::join!(guess(address, until), stay(address, until));
        (guessed, owner, try_from(address, ELSEWHERE, PASSWORD).await)
    });
    let hashed = guessed.iter().filter(|status| **status == 401).count();
    let refused = guessed.iter().filter(|status| **status == 429).count();
    let most = by_the_rule(seconds);
    let what = format!("guesses at one account that reach a hash, {}", place.engine);
    let measured = format!(
        "{hashed} of {} in {seconds} s, {refused} refused; by the pauses {} in the first hour, then {} an hour",
        guessed.len(),
        by_the_rule(3_600),
        3_600 / LONGEST
    );
    println!("{what}: {measured}");
    let slowed = Line {
        what,
        measured,
        bar: format!("<= {most}"),
        reached: hashed <= most && hashed + refused == guessed.len(),
    };
    let (taken, times) = (owner.iter().filter(|(status, _)| *status == 201).count(), owner.iter().map(|it| it.1));
    let times = Times::of(&times.collect::<Vec<_>>());
    let what = format!("the owner's log-ins from home meanwhile, {}", place.engine);
    let measured = format!("{taken} of {} taken, p50 {:.1} ms", owner.len(), times.percentile(50.0));
    println!("{what}: {measured}");
    let home = Line { what, measured, bar: "all".to_owned(), reached: taken == owner.len() };
    let what = format!("the owner from a place never seen, {}", place.engine);
    let told = format!("{}, to wait {} s (never more than {LONGEST})", elsewhere.0, elsewhere.1);
    vec![slowed, home, printed(what, told)]
}

/// Guesses that the pauses let through within so many seconds.
fn by_the_rule(seconds: u64) -> usize {
    let (mut guesses, mut at, mut pause) = (FREE, 1, 1);
    while at <= seconds {
        guesses += 1;
        pause = (pause * 2).min(LONGEST);
        at += pause;
    }
    guesses
}

/// The status, and how long to wait.
async fn try_from(address: SocketAddr, from: &str, password: &str) -> (u16, u64) {
    let mut connection = Connection::open(address).await;
    let header = format!("X-Forwarded-For: {from}\r\n");
    let answer = connection.ask(&people::log_in(&people::known(0), password, &header)).await;
    (answer.status(), answer.header("retry-after").and_then(|text| text.parse().ok()).unwrap_or_default())
}

/// Every guess from a neighbourhood of its own.
async fn guess(address: SocketAddr, until: Instant) -> Vec<u16> {
    let mut statuses = Vec::new();
    while Instant::now() < until {
        let number = statuses.len();
        let from = format!("10.{}.{}.1", number / 256 % 256, number % 256);
        statuses.push(try_from(address, &from, WRONG).await.0);
        tokio::time::sleep(EVERY).await;
    }
    statuses
}

async fn stay(address: SocketAddr, until: Instant) -> Vec<(u16, Duration)> {
    let mut statuses = Vec::new();
    while Instant::now() < until {
        let began = Instant::now();
        statuses.push((try_from(address, HOME, PASSWORD).await.0, began.elapsed()));
        tokio::time::sleep(OWNER_EVERY).await;
    }
    statuses
}
