//! Many log-ins at the same moment: what they get, what the others get meanwhile, and what it takes of memory. Who is told
//! that the server is busy tries again after a second, sooner than they are told to.

use crate::beside::{ROUTES, Worker};
use crate::client::Connection;
use crate::common::table::{Line, below};
use crate::people::{self, MOST, PASSWORD, WRONG};
use crate::{Place, Sizes};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Long enough for threads to come to rest.
const REST: Duration = Duration::from_secs(3);

/// Between two tries: a fifth of what `Retry-After` asks for, so that the queue is never empty.
const PAUSE: Duration = Duration::from_secs(1);

/// Nobody tries for longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// How much the flood may add: the queue of hashes is bounded, and a hash takes 19 MiB.
const MEMORY: f64 = 64.0;

/// Answers by their status.
type Answers = BTreeMap<u16, usize>;

struct Flooded {
    first: Answers,
    all: Answers,
    took: Duration,
}

pub fn measure(sizes: &Sizes, place: &Place<'_>) -> Vec<Line> {
    let Place { engine, .. } = place;
    let people = usize::from(sizes.log_ins);
    let (process, address) = people::serve(place, people.max(2), &["--limits", MOST]);
    std::thread::sleep(REST);
    let memory = |name: &str| process.memory(name).unwrap_or(f64::NAN);
    let rest = memory("VmRSS");
    let worker = Worker::new(address, sizes.rate);
    let (alone, ()) = worker.beside(|| std::thread::sleep(Duration::from_secs(sizes.alone.into())));
    let before = memory("VmRSS");
    let (meanwhile, flooded) = worker.beside(|| people::block_on(flood(address, people)));
    let peak = memory("VmHWM");
    std::thread::sleep(REST);
    let mut lines: Vec<Line> = ROUTES
        .iter()
        .zip(alone.iter().zip(&meanwhile))
        .map(|(route, (alone, meanwhile))| {
            let [one, two] = [50.0, 99.0].map(|percent| (alone.percentile(percent), meanwhile.percentile(percent)));
            let measured = format!(
                "p50 {:.1} → {:.1} ms (×{:.1}), p99 {:.1} → {:.1} ms (×{:.1}); {} and {} requests",
                one.0,
                one.1,
                one.1 / one.0,
                two.0,
                two.1,
                two.1 / two.0,
                alone.0.len(),
                meanwhile.0.len()
            );
            printed(format!("{route} alone → while {people} log in, {engine}"), measured)
        })
        .collect();
    let measured = format!(
        "first {}; in all {} within {:.1} s",
        told(&flooded.first),
        told(&flooded.all),
        flooded.took.as_secs_f64()
    );
    lines.push(printed(format!("answers to {people} log-ins at once, {engine}"), measured));
    let mut grown = below(&format!("memory that {people} log-ins add, {engine}"), peak - before, MEMORY, "MB");
    grown.measured += &format!(" (rest {rest:.1}, before {before:.1}, most {peak:.1}, after {:.1})", memory("VmRSS"));
    lines.push(grown);
    lines
}

pub fn printed(what: String, measured: String) -> Line {
    println!("{what}: {measured}");
    Line { what, measured, bar: "printed".to_owned(), reached: true }
}

fn told(answers: &Answers) -> String {
    answers.iter().map(|(status, count)| format!("{count}×{status}")).collect::<Vec<_>>().join(" ")
}

/// Everybody connects, then everybody asks.
async fn flood(address: SocketAddr, people: usize) -> Flooded {
    let mut ready = Vec::new();
    for _ in 0..people {
        ready.push(Connection::open(address).await);
    }
    let (first, all) = (Rc::new(RefCell::new(Answers::new())), Rc::new(RefCell::new(Answers::new())));
    let began = Instant::now();
    let tasks: Vec<_> = ready
        .into_iter()
        .enumerate()
        .map(|(number, connection)| tokio::task::spawn_local(person(number, connection, first.clone(), all.clone())))
        .collect();
    for task in tasks {
        task.await.expect("a person");
    }
    Flooded { first: first.take(), all: all.take(), took: began.elapsed() }
}

async fn person(number: usize, mut connection: Connection, first: Rc<RefCell<Answers>>, all: Rc<RefCell<Answers>>) {
    let password = if number.is_multiple_of(2) { PASSWORD } else { WRONG };
    let request = people::log_in(&people::known(number), password, "");
    let (began, mut counted) = (Instant::now(), Some(first));
    while began.elapsed() < PATIENCE {
        let status = connection.ask(&request).await.status();
        for answers in counted.take().iter().chain([&all]) {
            *answers.borrow_mut().entry(status).or_default() += 1;
        }
        if status != 503 {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
