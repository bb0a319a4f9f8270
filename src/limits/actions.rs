//! Taking from a limit of the database.

use super::log_ins::Keys;
use super::model::{Limit, Occasion};
use super::under_way::Tries;
use super::{Client, LogIn, Quotas, store};
use crate::db::{Conn, Tx};
use crate::error::{Code, Result};
use crate::secrets::Key;
use crate::values::Timestamp;

/// The limits of the database. Subjects are known to it by keyed digests alone.
#[derive(Clone)]
pub struct Limits {
    quotas: Quotas,
    key: Key,
    under_way: Tries,
}

impl Limits {
    pub fn new(quotas: Quotas, key: Key) -> Self {
        Self { quotas, key, under_way: Tries::default() }
    }

    fn digest(&self, limit: Limit, subject: &str) -> Vec<u8> {
        self.key.digest(&format!("limit\0{}\0{subject}", limit.as_str()))
    }

    /// Takes one, in the transaction of what it is taken for: what is rolled back was not taken.
    ///
    /// Errors: 429 where all are taken.
    pub fn take(&self, tx: &mut Tx<'_>, limit: Limit, subject: &str) -> Result<()> {
        let (key, now) = (self.digest(limit, subject), tx.now());
        let counter = store::lock(tx, &key, limit.as_str())?;
        if let Some(wait) = counter.full_for(now, limit.quota(&self.quotas)) {
            return Err(limit.refusal(&self.quotas, wait));
        }
        let counter = counter.one_more(now, limit.window());
        store::put(tx, &key, limit.as_str(), counter, counter.until)
    }

    /// Takes nothing: asked before work that is not worth doing when [`Limits::take`] would refuse.
    ///
    /// Errors: 429 where all are taken.
    pub fn check(&self, conn: &mut Conn, now: Timestamp, limit: Limit, subject: &str) -> Result<()> {
        let counter = store::find(conn, &self.digest(limit, subject), now)?;
        match counter.full_for(now, limit.quota(&self.quotas)) {
            Some(wait) => Err(limit.refusal(&self.quotas, wait)),
            None => Ok(()),
        }
    }

    /// Whether one more mail that anybody can cause may go to this address; takes it.
    pub fn may_mail(&self, tx: &mut Tx<'_>, occasion: Occasion<'_>, email_key: &str) -> Result<bool> {
        for (limit, subject) in occasion.limits(email_key) {
            match self.take(tx, limit, &subject) {
                Err(error) if error.code() == Code::TooManyRequests => return Ok(false),
                done => done?,
            }
        }
        Ok(true)
    }

    /// A link for a new password was used, or holds no more: the next one waits for nothing.
    pub fn link_gone(&self, tx: &mut Tx<'_>, email_key: &str) -> Result<()> {
        store::remove(tx, &self.digest(Limit::Resets, email_key))
    }

    /// One log-in that is about to be tried, counted by the account's address and by who asks.
    pub fn log_in(&self, email_key: &str, client: Client) -> LogIn {
        let here = client.neighbourhood().to_string();
        let of_address = |purpose: &str, only_here: bool| {
            let place = if only_here { here.as_str() } else { "" };
            self.key.digest(&format!("log in\0{purpose}\0{email_key}\0{place}"))
        };
        let of_client = |purpose: &str| self.key.digest(&format!("limit\0{purpose}\0{client}"));
        LogIn::new(self.quotas.clone(), Keys::new(of_address, of_client), self.under_way.clone())
    }
}
