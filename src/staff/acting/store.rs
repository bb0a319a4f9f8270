//! What the sessions say of acting.

use crate::accounts::{self, sessions};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::values::SessionId;

/// A session in which staff act for somebody.
#[derive(Clone, Debug)]
pub struct Acting {
    /// The name of who acts.
    pub by: String,
    pub reason: String,
}

/// The acting session of this id.
pub fn find(conn: &mut Conn, session: SessionId) -> Result<Acting> {
    let (by, reason) =
        sessions::acting(conn, session)?.ok_or_else(|| Error::internal("no session in which staff act"))?;
    Ok(Acting { by: accounts::addressee(conn, by)?.name, reason })
}
