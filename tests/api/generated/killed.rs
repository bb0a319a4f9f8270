//! Three servers on one database, killed with -9 and started again while deadlines fall due: each is settled exactly once,
//! with its facts and its mails. `DUNGTHU_DUE` says how many fall due at least; 1,500 by default, so that some kills meet something due.

use super::asked_for;
use crate::commands::process::{BINARY, Running, run, start};
use crate::support::database::on_cluster;
use crate::support::postgres;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use dungthu::db::{Conn, DatabaseUrl, Use};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const DUE: u32 = 1_500;
const SERVERS: usize = 3;

/// The day at whose beginning the generated programme stands: so long ago that what waited then is due by now.
const LONG_AGO: &str = "2025-01-15";

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn rows(url: &DatabaseUrl, sql: &str) -> Vec<(String, i64)> {
    let mut conn = Conn::open(url, Use::Read).expect("the database");
    let rows: Vec<Counted> = diesel::sql_query(sql).load(&mut conn).expect(sql);
    rows.into_iter().map(|row| (row.what, row.number)).collect()
}

fn number(url: &DatabaseUrl, sql: &str) -> i64 {
    rows(url, &format!("SELECT 'all' AS what, count(*) AS number FROM {sql}")).iter().map(|row| row.1).sum()
}

fn serve(folder: &Path, url: &str) -> Running {
    start(
        folder,
        Command::new(BINARY).args(["serve", "--listen", "127.0.0.1:0", "--mail", "file:mail", "--database-url", url]),
    )
}

/// Kills one after the other, each a little later than the last, until nothing is due; how often while something was.
fn kill_until_done(folder: &Path, url: &str, due: &str) -> u32 {
    let known = DatabaseUrl::parse(url).expect("a url");
    let (began, mut kills) = (Instant::now(), 0);
    let patience = Duration::from_secs(120 + u64::from(asked_for("DUNGTHU_DUE", DUE)) / 10);
    let mut servers: Vec<Running> = (0..SERVERS).map(|_| serve(folder, url)).collect();
    while number(&known, due) > 0 {
        assert!(began.elapsed() < patience, "{} are still due", number(&known, due));
        std::thread::sleep(Duration::from_millis(u64::from(30 + kills * 37 % 140)));
        drop(servers.remove(0));
        kills += u32::from(number(&known, due) > 0);
        servers.push(serve(folder, url));
    }
    kills
}

/// What of each kind was done, and the facts that stand for it. Nothing else is in the events: no action ran.
const FACTS: [(&str, &str, i64); 7] = [
    ("trial.nudge", "trial.nudged", 1),
    ("trial.escalation", "trial.escalated", 1),
    ("trial.unanswered", "trial.unanswered", 1),
    ("trial.reminder", "trial.reminded", 1),
    ("trial.end", "trial.expired", 1),
    ("claim.reminder", "conversion.reminded", 1),
    ("retention.check", "retention.asked", 2),
];

/// Mails and the facts that they are of, with how many people hear of each.
const MAILS: [(&str, &str); 4] = [
    ("trial.nudged", "trial_nudge"),
    ("trial.escalated", "trial_delayed"),
    ("conversion.reminded", "conversion_reminder"),
    ("retention.asked", "retention_asked"),
];

fn check(url: &DatabaseUrl) {
    for (deadline, fact, each) in FACTS {
        // A generated reminder that went out before did so at its instant, and has no fact.
        let late = "state = 'done' AND settled_at > due_at";
        let done = number(url, &format!("deadlines WHERE kind = '{deadline}' AND {late}"));
        assert_eq!(number(url, &format!("events WHERE kind = '{fact}'")), done * each, "{deadline}");
    }
    let skipped = number(url, "deadlines WHERE state = 'skipped'");
    assert_eq!(number(url, "events WHERE kind = 'deadline.skipped'"), skipped);
    let twice = |table: &str, by: &str| {
        rows(url, &format!("SELECT {by} AS what, count(*) AS number FROM {table} GROUP BY {by} HAVING count(*) > 1"))
    };
    // Facts say which step they are of; a check's own id is left out of its fact.
    let none: [(String, i64); 0] = [];
    assert_eq!(twice("events WHERE kind NOT IN ('retention.asked', 'second_factor.installed')", "kind || body"), none);
    assert_eq!(twice("retention_checks", "conversion_id || side || days"), none);
    assert_eq!(twice("outbox", "kind || account_id || subject_id"), none, "each mail once");
    for (fact, mail) in MAILS {
        let facts = number(url, &format!("events WHERE kind = '{fact}'"));
        assert_eq!(number(url, &format!("outbox WHERE kind = '{mail}'")), facts, "{mail}");
    }
}

/// Mails that went out, by their `Message-ID`: one that is there twice had begun twice, as its row says.
fn check_mails(folder: &Path, url: &DatabaseUrl) {
    let mut sent: Vec<String> = Vec::new();
    for file in std::fs::read_dir(folder.join("mail")).expect("the mails").flatten() {
        let text = String::from_utf8_lossy(&std::fs::read(file.path()).expect("a mail")).into_owned();
        // Who is killed while writing leaves half a mail.
        sent.extend(text.lines().find_map(|line| line.strip_prefix("Message-ID: <")).map(str::to_owned));
    }
    for (id, begun) in rows(url, "SELECT id AS what, started AS number FROM outbox") {
        let times = sent.iter().filter(|it| it.contains(&id)).count() as i64;
        assert!(times <= begun, "{id} went out {times} times and had begun {begun} times");
    }
    assert!(!sent.is_empty());
}

fn survive(folder: &Path, url: &str) {
    let due = asked_for("DUNGTHU_DUE", DUE);
    let trials = (due * 3).max(1_000).to_string();
    let made = run(folder, &["generate", "--trials", &trials, "--on", LONG_AGO, "--database-url", url], "");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let known = DatabaseUrl::parse(url).expect("a url");
    let now = dungthu::clock::Clock::System.now().as_micros();
    let waiting = format!("deadlines WHERE state = 'waiting' AND due_at <= {now}");
    let first = number(&known, &waiting);
    assert!(first >= i64::from(due), "only {first} are due");
    let kills = kill_until_done(folder, url, &waiting);
    println!("{first} deadlines were due; {kills} kills");
    assert!(kills >= 3, "only {kills} kills while something was due");
    let settled = number(&known, "deadlines WHERE state <> 'waiting'");
    assert!(settled >= first && number(&known, "deadlines WHERE put_off_until IS NOT NULL") == 0);
    check(&known);
    check_mails(folder, &known);
}

#[test]
fn sqlite_settles_each_deadline_once() {
    let folder = tempfile::tempdir().expect("a folder");
    survive(folder.path(), &format!("sqlite://{}", folder.path().join("data.db").display()));
}

#[test]
fn postgres_settles_each_deadline_once() {
    let Some(cluster) = postgres::url("postgres") else { return };
    on_cluster(&cluster, "CREATE DATABASE killed");
    let folder = tempfile::tempdir().expect("a folder");
    survive(folder.path(), &postgres::url("killed").expect("the cluster"));
}
