//! Somebody who works while others log in: the catalog, «who am I» and a registration of a business, each at a steady
//! small rate. A time begins when its request was due: what waits for the one before it is not hidden.

use crate::client::Connection;
use crate::people;
use crate::times::Times;
use dungthu::values::TaxCode;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

pub const ROUTES: [&str; 3] = ["GET /v1/platforms", "GET /v1/me", "POST /v1/businesses"];

/// Who works, and how often they ask for each route.
#[derive(Clone)]
pub struct Worker {
    address: SocketAddr,
    /// Sessions of one who reads and of one who writes.
    reader: String,
    writer: String,
    every: Duration,
    /// The next business.
    serial: Arc<AtomicUsize>,
}

impl Worker {
    pub fn new(address: SocketAddr, rate: u8) -> Self {
        let sessions = async { (people::session(address, 0).await, people::session(address, 1).await) };
        let (reader, writer) = people::block_on(sessions);
        let every = Duration::from_secs(1) / u32::from(rate);
        Self { address, reader, writer, every, serial: Arc::default() }
    }

    /// Works until `body` has ended; the times of each route, and what `body` gave.
    pub fn beside<T>(&self, body: impl FnOnce() -> T) -> ([Times; 3], T) {
        let stop = Arc::new(AtomicBool::new(false));
        let (worker, stopped) = (self.clone(), stop.clone());
        let thread = std::thread::spawn(move || people::block_on(worker.work(&stopped)));
        let done = body();
        stop.store(true, Ordering::SeqCst);
        (thread.join().expect("it ends").map(|times| Times::of(&times)), done)
    }

    async fn work(&self, stop: &AtomicBool) -> [Vec<Duration>; 3] {
        let read = |path: &str, token: &str| {
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes()
        };
        let (catalog, me) = (read("/v1/platforms?limit=20", &self.reader), read("/v1/me", &self.reader));
        let (one, two, three) = futures_util::join!(
            self.ask(stop, 0, 200, || catalog.clone()),
            self.ask(stop, 1, 200, || me.clone()),
            self.ask(stop, 2, 201, || self.business())
        );
        [one, two, three]
    }

    /// One route; the three begin a third of the interval apart.
    async fn ask(&self, stop: &AtomicBool, place: u32, status: u16, request: impl Fn() -> Vec<u8>) -> Vec<Duration> {
        let mut connection = Connection::open(self.address).await;
        let (mut due, mut times) = (Instant::now() + self.every * place / 3, Vec::new());
        while !stop.load(Ordering::SeqCst) {
            tokio::time::sleep_until(due.into()).await;
            let answer = connection.ask(&request()).await;
            assert!(answer.status() == status, "{}", answer.text());
            times.push(due.elapsed());
            due += self.every;
        }
        times
    }

    fn business(&self) -> Vec<u8> {
        let code = std::iter::repeat_with(|| self.serial.fetch_add(1, Ordering::SeqCst))
            .find_map(|serial| TaxCode::with_check_digit(&format!("99{serial:07}")));
        let body = json!({"tax_code": code.expect("a code").to_string(), "name": "Công ty TNHH Demo (demo)",
            "province_code": "79", "industry_section": "G", "employees": 8, "revenue_vnd": 4_000_000_000_i64});
        people::post("/v1/businesses", &format!("Authorization: Bearer {}\r\n", self.writer), &body)
    }
}
