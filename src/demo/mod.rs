//! `dungthu demo`: a small programme played through the real actions with the clock moved, so that there is something to
//! see. Everybody and everything in it is plainly demo, and tax codes begin with 99.

mod cast;
mod lives;
mod play;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::secrets::Key;
use crate::{reactions, server};
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
    let key = Key::load_or_make(&config.secret_file)?;
    if cast::is_to_be_played(&db).await? {
        let until = db.now();
        let clock = Clock::ticking(lives::beginning(until), play::TICK);
        let past = Db::open(&config.database_url, clock.clone(), reactions::react).map_err(|e| e.to_string())?;
        play::play(&past, &clock, &key, until).await?;
    }
    let mail = config.mail.to_string();
    server::serve(config, db, |address| println!("{}", welcome(address, &mail))).await
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
         Mails           {mail}\n\nLog in with POST /v1/sessions; everybody's password is «{}»:\n{people}\nCtrl-C ends it.",
        cast::PASSWORD
    )
}
