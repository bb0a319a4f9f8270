//! The key of the secret file, and whether it is the one that this database's rows were stored with.

use crate::accounts::second_factor::{key_id, unopened};
use crate::businesses;
use crate::config::Config;
use crate::db::{Cause, Conn, Db, mark, marked};
use crate::error::Result as Outcome;
use crate::secrets::Key;

/// The mark that says which key the database was last opened with: its name, which tells nothing of it.
const MARK: &str = "secret_key";

/// What only the right key opens, or finds again.
struct Lost {
    second_factors: i64,
    households: i64,
}

/// The key of the secret file; a fresh one where nothing was stored with another yet.
///
/// Errors: what to do instead: the file is missing, or is another one, while the database holds what only the right key opens
/// or finds again.
pub async fn of(config: &Config, db: &Db) -> Result<Key, String> {
    let unread = |e| format!("{} cannot be read: {e}", config.database_url);
    let (found, file) = (Key::load(&config.secret_file)?, config.secret_file.display());
    let with = found.clone();
    let lost = db.read(move |conn| lost(conn, with.as_ref())).await.map_err(unread)?;
    let what = if found.is_some() { "is not the key" } else { "is missing" };
    if let Lost { second_factors, households } = lost
        && second_factors + households > 0
    {
        return Err(format!(
            "{file} {what}: the database holds {second_factors} second factor(s) and {households} household(s) that only the \
             key they were stored with opens. Restore the file from its backup; where there is none, start with an empty \
             database"
        ));
    }
    let key = found.map_or_else(|| Key::load_or_make(&config.secret_file), Ok)?;
    let name = key_id(&key).map_err(unread)?;
    let known = name.clone();
    if db.read(|conn| marked(conn, MARK)).await.map_err(unread)? != Some(known) {
        db.write(Cause::default(), move |tx| mark(tx, MARK, &name)).await.map_err(unread)?;
    }
    Ok(key)
}

/// A second factor names the key that sealed it. A household's digest does not: it needs the key of the mark, or any where the
/// database is older than the mark.
fn lost(conn: &mut Conn, key: Option<&Key>) -> Outcome<Lost> {
    let finds = match (key, marked(conn, MARK)?) {
        (Some(key), Some(marked)) => key_id(key)? == marked,
        (key, _) => key.is_some(),
    };
    let households = if finds { 0 } else { businesses::households(conn)? };
    Ok(Lost { second_factors: unopened(conn, key)?, households })
}
