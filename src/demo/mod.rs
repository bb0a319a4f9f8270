//! `dungthu demo`: a small programme played through the real actions with the clock moved, so that there is something to
//! see. Everybody and everything in it is plainly demo, and tax codes begin with 99.

pub(crate) mod cast;
pub(crate) mod lives;
pub(crate) mod play;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Cause, Db};
use crate::error::Error;
use crate::{key, reactions, server};
use std::net::SocketAddr;

/// Plays the demo where it was not played yet, then serves.
///
/// Errors: what to type instead.
pub async fn run(config: &Config) -> Result<(), String> {
    if !config.listen.ip().is_loopback() {
        return Err("the demo's passwords are known to everybody, so it listens on loopback only; use «dungthu serve»"
            .to_owned());
    }
    // Nothing is written when it could not listen anyway.
    drop(
        std::net::TcpListener::bind(config.listen)
            .map_err(|e| format!("{}: {e}; choose another with --listen", config.listen))?,
    );
    let db = server::open_database(config, Clock::System).await?;
    if cast::is_to_be_played(&db).await? {
        first_time(config, &db).await?;
    }
    let mail = config.mail.to_string();
    server::serve(config, db, |address| println!("{}", welcome(address, &mail))).await
}

async fn first_time(config: &Config, db: &Db) -> Result<(), String> {
    let (until, worded) = (db.now(), |error: Error| format!("the demo cannot be played: {error}"));
    let from = lives::beginning(until);
    let clock = Clock::ticking(from, play::TICK);
    let past = Db::open(&config.database_url, clock.clone(), reactions::react).map_err(worded)?;
    cast::begin(&past).await?;
    // Only who plays notes by which key the database is opened: another one that starts at once may have another.
    let key = match key::of(config, db).await {
        Ok(key) => key,
        Err(why) => {
            past.write(Cause::default(), cast::give_up).await.map_err(worded)?;
            return Err(why);
        }
    };
    let scene = cast::enter(&past, Some(&key)).await.map_err(worded)?;
    let map = play::map(&past).await.map_err(worded)?;
    let lives = lives::plan(&map, &key).ok_or("the demo cannot be played: seed/ lacks its provinces or industries")?;
    let programme = play::Programme { lives, from, until };
    play::play(&past, &clock, scene, programme, "Playing the demo programme").await.map_err(worded)?;
    past.write(Cause::default(), cast::end).await.map_err(worded)
}

/// The demo's passwords are known to everybody: its database is never served as a real one.
///
/// Errors: what to type instead.
pub async fn refuse_to_serve(db: &Db) -> Result<(), String> {
    if cast::was_played(db).await? {
        return Err(format!("{} holds the demo; choose another --database-url, or use «dungthu demo»", db.url()));
    }
    Ok(())
}

fn welcome(address: SocketAddr, mail: &str) -> String {
    let people: String = cast::LOGINS.iter().map(|(role, email)| format!("  {role:<16}{email}\n")).collect();
    format!(
        "\nDùng thử — demo / bản trình diễn\n\n  API             http://{address}/v1\n  Documents       http://{address}/docs/\n  \
         Mails           {mail}\n\nLog in with POST /v1/sessions; everybody's password is «{}»:\n{people}\n\
         Staff log in with a code too: dungthu totp {}\n\nCtrl-C ends it.",
        cast::PASSWORD,
        cast::TOTP_SECRET
    )
}
