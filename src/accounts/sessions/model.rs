//! What is known of a session.

use crate::limits::Client;
use crate::values::{AccountId, SessionId, Timestamp, text};
use diesel::prelude::*;

/// Characters of what a program calls itself that are kept.
pub const USER_AGENT_LENGTH: usize = 200;

/// Where a session is opened from. Personal: it is kept with the session alone.
#[derive(Clone, Debug)]
pub struct Origin {
    pub network: String,
    pub user_agent: Option<String>,
}

impl Origin {
    /// `user_agent` is the header as it came.
    pub fn new(client: Client, user_agent: &[u8]) -> Self {
        let user_agent = text::shown(&String::from_utf8_lossy(user_agent), USER_AGENT_LENGTH);
        Self { network: client.neighbourhood().to_string(), user_agent }
    }
}

/// An open session, as its person sees it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::sessions)]
pub struct Session {
    pub id: SessionId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub last_used_at: Timestamp,
    pub second_factor_at: Option<Timestamp>,
    pub network: Option<String>,
    pub user_agent: Option<String>,
    /// Who of the staff acts in it.
    pub acting_by: Option<AccountId>,
}
