//! One transaction, seen from an action: a connection, the instant, the cause, and the events to record.

use super::{Conn, FollowUp, insert_all, schema};
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::values::{AccountId, ApiKeyId, EventId, RequestId, Timestamp, TypedId};
use diesel::prelude::*;
use ipnet::IpNet;
use std::fmt::Display;
use std::ops::{Deref, DerefMut};

/// Who and which request caused a transaction.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cause {
    pub account: Option<AccountId>,
    pub request: Option<RequestId>,
    /// Who of the staff acts for the account.
    pub acting: Option<AccountId>,
    /// The key by which the account acts, where it is not a session.
    pub api_key: Option<ApiKeyId>,
    /// The neighbourhood of who asks, where somebody does.
    pub network: Option<IpNet>,
}

/// An event as it will stand in the table.
#[derive(Debug)]
pub struct Recorded {
    id: EventId,
    at: Timestamp,
    /// Whose request or link it was.
    account: Option<AccountId>,
    body: String,
    pub event: Event,
}

/// One transaction. It is a [`Conn`] too, so that what reads in a store can read in a transaction.
pub struct Tx<'c> {
    conn: &'c mut Conn,
    now: Timestamp,
    cause: Cause,
    /// Whose link was used, where nobody is logged in.
    link_holder: Option<AccountId>,
    recorded: Vec<Recorded>,
    /// The versions that the request is meant for, until one was compared with them.
    meant_for: Option<Vec<String>>,
}

impl<'c> Tx<'c> {
    /// Runs an action, appends its events and what follows from them. Committing is the caller's.
    pub(super) fn run<T>(
        conn: &'c mut Conn,
        now: Timestamp,
        cause: &Cause,
        follow_up: FollowUp,
        f: &impl Fn(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut tx = Tx { conn, now, cause: *cause, link_holder: None, recorded: Vec::new(), meant_for: None };
        let done = f(&mut tx)?;
        let recorded = std::mem::take(&mut tx.recorded);
        tx.append(&recorded)?;
        follow_up(&mut tx, &recorded)?;
        if tx.recorded.is_empty() { Ok(done) } else { Err(Error::internal("what follows from events records none")) }
    }

    /// The instant of this transaction: read when it runs, and not before any stamp it has seen.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Another server's clock may be ahead: after a row stamped `at` was read, now is not before it.
    pub fn not_before(&mut self, at: Timestamp) {
        self.now = self.now.max(at);
    }

    pub fn cause(&self) -> Cause {
        self.cause
    }

    /// Whose request this is, or whose link was used.
    pub fn acts(&self) -> Option<AccountId> {
        self.cause.account.or(self.link_holder)
    }

    /// The neighbourhood of who asks, as events of refused tries say it.
    pub fn network(&self) -> Option<String> {
        self.cause.network.map(|network| network.to_string())
    }

    /// What is recorded from here on, this account did: it holds the link of a mail, and nobody is logged in.
    pub fn by_link_of(&mut self, account: AccountId) {
        self.link_holder = Some(account);
    }

    /// The request is meant for what has one of these versions (`If-Match`); `*`: whatever it has.
    pub fn meant_for(&mut self, versions: Vec<String>) {
        self.meant_for = Some(versions);
    }

    /// What is about to change has this version now.
    ///
    /// Errors: 412 where the request was meant for another.
    pub fn expects(&mut self, version: impl Display) -> Result<()> {
        let Some(versions) = self.meant_for.take() else { return Ok(()) };
        let version = version.to_string();
        let meant = versions.iter().any(|tag| tag == "*" || *tag == version);
        if meant { Ok(()) } else { Err(Error::new(Code::VersionStale)) }
    }

    pub fn new_id<I: TypedId>(&self) -> I {
        I::new_at(self.now)
    }

    /// Notes a fact: it is appended, and what follows from it happens, before the commit.
    pub fn record(&mut self, event: Event) -> Result<()> {
        let body = serde_json::to_string(&event).map_err(Error::internal)?;
        let account = self.cause.account.or(self.link_holder);
        self.recorded.push(Recorded { id: self.new_id(), at: self.now, account, body, event });
        Ok(())
    }

    fn append(&mut self, recorded: &[Recorded]) -> Result<()> {
        use schema::events as e;
        let cause = self.cause;
        let row = |it: &Recorded| {
            let (kind, subject) = (it.event.kind(), it.event.subject().to_owned());
            (
                (
                    e::id.eq(it.id),
                    e::at.eq(it.at),
                    e::kind.eq(kind),
                    e::subject_id.eq(subject),
                    e::body.eq(it.body.clone()),
                ),
                (e::account_id.eq(it.account), e::request_id.eq(cause.request)),
                (e::acting_account_id.eq(cause.acting), e::api_key_id.eq(cause.api_key)),
            )
        };
        insert_all!(self.conn, e::table, recorded, row);
        Ok(())
    }
}

impl Deref for Tx<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}
