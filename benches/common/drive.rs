//! Many connections on one thread. The same drives the server and its limit, so that both pay the same for being asked.

use crate::connection::Connection;
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What came of some requests.
pub struct Driven {
    pub took: Duration,
    /// The first answer's body.
    pub sample: Vec<u8>,
    /// Of all bodies together.
    pub bytes: usize,
}

/// Sends the requests over so many connections, each connection one after the other; every answer has this status.
pub fn drive(address: SocketAddr, connections: usize, status: u16, requests: Vec<Vec<u8>>) -> Driven {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let requests: Rc<[Vec<u8>]> = requests.into();
        let (next, seen) = (Rc::new(Cell::new(0)), Rc::new(RefCell::new((Vec::new(), 0))));
        let mut open = Vec::new();
        for _ in 0..connections {
            open.push(Connection::open(address).await);
        }
        let began = Instant::now();
        let tasks: Vec<_> = open
            .into_iter()
            .map(|one| tokio::task::spawn_local(ask(one, status, requests.clone(), next.clone(), seen.clone())))
            .collect();
        for task in tasks {
            task.await.expect("a connection");
        }
        let took = began.elapsed();
        let (sample, bytes) = seen.take();
        Driven { took, sample, bytes }
    })
}

async fn ask(
    mut connection: Connection,
    status: u16,
    requests: Rc<[Vec<u8>]>,
    next: Rc<Cell<usize>>,
    seen: Rc<RefCell<(Vec<u8>, usize)>>,
) {
    while let Some(request) = requests.get(next.replace(next.get() + 1)) {
        let answer = connection.ask(request).await;
        assert!(answer.status() == status, "{}", answer.text());
        let (sample, bytes) = &mut *seen.borrow_mut();
        *bytes += answer.body.len();
        if sample.is_empty() {
            sample.extend_from_slice(answer.body);
        }
    }
}
