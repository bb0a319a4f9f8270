//! `dungthu generate`: a big database for benches, by direct inserts: its rows are what the rules make of planned lives, but
//! no action ran, so that there are no events and no mails. Everybody and everything in it is plainly demo, and tax codes
//! begin with 99.

mod calendar;
mod cast;
mod firm;
mod life;
mod store;

use crate::accounts::passwords::Hasher;
use crate::accounts::second_factor::Seed;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Cause, Conn, Db, Tx, schema::accounts};
use crate::demo::play;
use crate::error::Error;
use crate::secrets::Secret;
use crate::values::LocalDay;
use crate::{key, rules, server};
use calendar::Calendar;
use clap::Args;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use firm::{TRIALS, World};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use life::Frame;
use std::sync::Arc;

/// What is to be generated.
#[derive(Args, Clone, Debug)]
pub struct Generate {
    /// Trials, four of each firm
    #[arg(long, default_value_t = 16_000, value_parser = clap::value_parser!(u32).range(1_000..=5_000_000))]
    pub trials: u32,
    /// The same seed and day give the same rows, but for what opens the accounts and finds households again
    #[arg(long, default_value_t = 2021)]
    pub seed: u64,
    /// The day at whose beginning everything stands: what has been due since, the first server settles [default: today]
    #[arg(long, value_parser = day)]
    pub on: Option<LocalDay>,
}

fn day(text: &str) -> Result<LocalDay, String> {
    LocalDay::parse(text).ok_or_else(|| "a day, e.g. 2026-11-16".to_owned())
}

/// Days over which the firms registered.
const DAYS: u32 = 730;

/// Firms in one transaction: their rows fit into one statement each on both engines.
const AT_ONCE: usize = 100;

/// Transactions at once: PostgreSQL runs them side by side, SQLite commits them together, and each page that many of them
/// change is written once.
const UNDER_WAY: [usize; 2] = [32, 8];

/// Each row has its places in a dozen indexes: with the pages of a server's connection SQLite reads and writes most of them again
/// and again.
const SQLITE_PAGES: &str = "PRAGMA cache_size = -49152";

/// Fills an empty database and prints who can log in.
///
/// Errors: what to type instead; a database that holds accounts already.
pub async fn run(config: &Config, generate: &Generate) -> Result<(), String> {
    let worded = |error: Error| format!("the database cannot be generated: {error}");
    let key = key::of(config, &server::open_database(config, Clock::System).await?).await?;
    // What is recorded of second factors has nothing to follow.
    let db = Db::open(&config.database_url, Clock::System, |_, _| Ok(())).map_err(worded)?;
    refuse_used(&db).await?;
    let password = Secret::random().map_err(worded)?;
    let totp = Seed::random().map_err(worded)?;
    let hasher = Hasher::new().map_err(worded)?;
    let hash = hasher.hash(password.reveal().to_owned()).await.map_err(worded)?;
    let until = generate.on.unwrap_or_else(|| db.now().local_day()).start();
    let from = until.local_day().minus_days(DAYS).start();
    let (seed, opens, sealed) = (generate.seed, hash.clone(), (totp.clone(), key.clone()));
    let enter = move |tx: &mut Tx<'_>| {
        let opening = cast::Opening { password_hash: &opens, seed: &sealed.0, key: &sealed.1 };
        cast::enter(tx, World::stream(seed, 0), from, &opening)
    };
    let cast = db.write(Cause::default(), enter).await.map_err(worded)?;
    let frame = move |conn: &mut Conn| {
        let rules = rules::on(conn, until.local_day())?;
        let calendar = Calendar::read(conn, &rules, from.local_day(), until.local_day())?;
        Ok(Frame { rules, calendar, until })
    };
    let frame = db.read(frame).await.map_err(worded)?;
    let map = play::map(&db).await.map_err(worded)?;
    let trials = generate.trials as usize;
    fill(&db, World { seed, from, frame, map, key, cast, password_hash: hash, trials }).await.map_err(worded)?;
    println!("{}", welcome(generate, password.reveal(), &totp.base32()));
    Ok(())
}

/// Errors: there are accounts.
async fn refuse_used(db: &Db) -> Result<(), String> {
    let look = |conn: &mut Conn| Ok(accounts::table.select(accounts::id).limit(1).load::<String>(conn)?.len());
    match db.read(look).await.map_err(|e| e.to_string())? {
        0 => Ok(()),
        _ => Err(format!("{} is in use: it holds accounts; choose another --database-url", db.url())),
    }
}

/// Writes all firms, some at a time: no more than those of a transaction are in memory for each connection.
async fn fill(db: &Db, world: World) -> crate::error::Result<()> {
    if db.url().is_sqlite() {
        db.write(Cause::default(), |tx| Ok(tx.batch_execute(SQLITE_PAGES)?)).await?;
    }
    let (bar, world) = (progress(world.trials), Arc::new(world));
    let firms = world.firms();
    let batches = (1..=firms).step_by(AT_ONCE).map(|first| first..(first + AT_ONCE).min(firms + 1));
    let written = batches.map(|firms| {
        let (batch, count) = (world.clone(), firms.len());
        let rows = move |tx: &mut Tx<'_>| store::insert(tx, batch.rows(firms.clone())?);
        async move { db.write(Cause::default(), rows).await.map(|()| count) }
    });
    let [sqlite, postgres] = UNDER_WAY;
    let under_way = if db.url().is_sqlite() { sqlite } else { postgres };
    let mut written = stream::iter(written).buffer_unordered(under_way);
    while let Some(firms) = written.try_next().await? {
        bar.inc((firms * TRIALS) as u64);
    }
    bar.finish_and_clear();
    db.write(Cause::default(), store::count).await
}

fn progress(trials: usize) -> ProgressBar {
    let bar = ProgressBar::new(trials as u64).with_message("Generating trials");
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn welcome(generate: &Generate, password: &str, totp: &str) -> String {
    let people: String = cast::LOGINS.iter().map(|(role, email)| format!("  {role:<16}{email}\n")).collect();
    format!(
        "{} trials, for benches only: there are no events and no mails of them.\n\nEverybody's password (shown this once) is \
         «{password}»:\n{people}\nStaff log in with a code too: dungthu totp {totp}",
        generate.trials
    )
}
