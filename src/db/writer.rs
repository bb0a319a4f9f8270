//! SQLite's one writer: a thread that takes the waiting writes, runs each in a savepoint of one `BEGIN IMMEDIATE`
//! transaction, commits once, and only then answers them all (group commit).
//!
//! Many plain transactions would collide on SQLite's single write lock, and each would pay its own fsync.

use super::conn::{Conn, DatabaseUrl, Use};
use super::{Cause, FollowUp, Tx};
use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use diesel::connection::SimpleConnection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use tokio::sync::oneshot;

/// Writes in one commit, at most: keeps the wait of the first one short.
const BATCH: usize = 32;

/// A waiting write. It runs against the writer's connection and afterwards learns whether the commit held.
trait Job: Send {
    /// Runs in a savepoint; `false` asks for the savepoint to be rolled back.
    fn run(&mut self, conn: &mut Conn, clock: &Clock, follow_up: FollowUp) -> bool;
    /// Answers the caller; `failed` is why the whole batch was lost, if it was.
    fn answer(self: Box<Self>, failed: Option<&Error>);
}

struct Write<T, F> {
    cause: Cause,
    f: F,
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl Error {
    /// What the members of a lost batch are told: the engine was busy, or is out of order.
    fn lost(&self) -> Code {
        if self.code() == Code::Busy { Code::Busy } else { Code::Unavailable }
    }
}

impl<T: Send, F: Fn(&mut Tx<'_>) -> Result<T> + Send> Job for Write<T, F> {
    fn run(&mut self, conn: &mut Conn, clock: &Clock, follow_up: FollowUp) -> bool {
        let run = catch_unwind(AssertUnwindSafe(|| Tx::run(conn, clock.now(), &self.cause, follow_up, &self.f)));
        let result = run.unwrap_or_else(|_| Err(Error::internal("a write panicked")));
        let kept = result.is_ok();
        self.result = Some(result);
        kept
    }

    fn answer(self: Box<Self>, failed: Option<&Error>) {
        let result = match (failed, self.result) {
            (None, Some(result)) => result,
            (Some(why), _) => Err(Error::because(why.lost(), why)),
            (None, None) => Err(Error::internal("a write was never run")),
        };
        // Nobody waits any more when the client went away: the write holds all the same.
        drop(self.reply.send(result));
    }
}

/// The writer's mailbox. The thread ends when the last handle is dropped.
pub struct Writer {
    jobs: mpsc::Sender<Box<dyn Job>>,
}

impl Writer {
    pub fn start(url: &DatabaseUrl, clock: Clock, follow_up: FollowUp) -> Result<Self> {
        let mut conn = Conn::open(url, Use::Write).map_err(|e| Error::because(Code::Unavailable, e))?;
        let (jobs, waiting) = mpsc::channel::<Box<dyn Job>>();
        let work = move || {
            while let Ok(first) = waiting.recv() {
                batch(&mut conn, &clock, follow_up, first, &waiting);
            }
        };
        std::thread::Builder::new().name("sqlite-writer".to_owned()).spawn(work).map_err(Error::internal)?;
        Ok(Self { jobs })
    }

    pub async fn write<T, F>(&self, cause: Cause, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let gone = |_| Error::because(Code::Unavailable, "the writer has stopped");
        self.jobs.send(Box::new(Write { cause, f, result: None, reply })).map_err(|e| gone(e.to_string()))?;
        answer.await.map_err(|e| gone(e.to_string()))?
    }
}

fn batch(
    conn: &mut Conn,
    clock: &Clock,
    follow_up: FollowUp,
    first: Box<dyn Job>,
    waiting: &mpsc::Receiver<Box<dyn Job>>,
) {
    let mut jobs = vec![first];
    let mut failed = conn.batch_execute("BEGIN IMMEDIATE").err().map(Error::from);
    let mut next = 0;
    while let (None, Some(job)) = (&failed, jobs.get_mut(next)) {
        failed = in_savepoint(conn, &mut **job, clock, follow_up).err().map(Error::from);
        next += 1;
        if jobs.len() < BATCH && next == jobs.len() {
            jobs.extend(waiting.try_recv());
        }
    }
    if failed.is_none() {
        failed = conn.batch_execute("COMMIT").err().map(Error::from);
    }
    if let Some(why) = &failed {
        tracing::error!(%why, writes = jobs.len(), "a batch of writes was rolled back");
        // After a full disk or an I/O error SQLite has rolled back already, and says so here.
        drop(conn.batch_execute("ROLLBACK"));
    }
    for job in jobs {
        job.answer(failed.as_ref());
    }
}

/// An error here means that the engine has rolled the whole transaction back, or can't be trusted to have kept it.
fn in_savepoint(conn: &mut Conn, job: &mut dyn Job, clock: &Clock, follow_up: FollowUp) -> diesel::QueryResult<()> {
    conn.batch_execute("SAVEPOINT one_write")?;
    if !job.run(conn, clock, follow_up) {
        conn.batch_execute("ROLLBACK TO one_write")?;
    }
    conn.batch_execute("RELEASE one_write")
}
