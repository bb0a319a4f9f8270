//! What is counted while the server works: writes in each commit of SQLite's writer, and round trips to PostgreSQL.

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Writes in each commit since the last look.
static BATCHES: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Counts the savepoints of one connection's transactions.
struct Savepoints(u32);

/// Every connection made from now on is counted.
pub fn begin() {
    set_default_instrumentation(|| Some(Box::new(Savepoints(0)))).expect("no connection yet");
}

/// Writes in each commit since the last time.
pub fn batches() -> Vec<u32> {
    std::mem::take(&mut BATCHES.lock().expect("a lock"))
}

impl Instrumentation for Savepoints {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let InstrumentationEvent::StartQuery { query, .. } = event else { return };
        // Rendering a query costs as much as a small statement does: only what is as large as a text alone is rendered,
        // which BEGIN, SAVEPOINT and COMMIT are.
        if size_of_val(query) != size_of::<&str>() {
            return;
        }
        match query.to_string().as_str() {
            "BEGIN IMMEDIATE" => self.0 = 0,
            "SAVEPOINT one_write" => self.0 += 1,
            "COMMIT" if self.0 > 0 => BATCHES.lock().expect("a lock").push(std::mem::take(&mut self.0)),
            _ => {}
        }
    }
}

/// Stands between a server and PostgreSQL and counts how often the direction turns: each question is one round trip,
/// however it is made up.
pub struct Wire {
    pub port: u16,
    trips: Arc<AtomicU64>,
}

impl Wire {
    /// To the cluster on this port.
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let here = listener.local_addr().expect("an address").port();
        let trips = Arc::new(AtomicU64::new(0));
        let counted = trips.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else { return };
                let asked = Arc::new(AtomicBool::new(false));
                let (to_server, to_client) =
                    (server.try_clone().expect("a socket"), client.try_clone().expect("a socket"));
                let (asks, trips) = (asked.clone(), counted.clone());
                std::thread::spawn(move || {
                    carry(client, to_server, || {
                        if !asks.swap(true, Ordering::SeqCst) {
                            trips.fetch_add(1, Ordering::SeqCst);
                        }
                    });
                });
                std::thread::spawn(move || carry(server, to_client, || asked.store(false, Ordering::SeqCst)));
            }
        });
        Self { port: here, trips }
    }

    /// Round trips until now.
    pub fn trips(&self) -> u64 {
        self.trips.load(Ordering::SeqCst)
    }
}

/// Carries bytes until one side hangs up.
fn carry(mut from: TcpStream, mut to: TcpStream, seen: impl Fn()) {
    let mut buffer = vec![0; 64 * 1024];
    drop(to.set_nodelay(true));
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        seen();
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    drop(to.shutdown(Shutdown::Both));
}
