//! What runs beside the requests: each step is a function that tests run by hand; the loop wakes when something was
//! committed, and every second besides.

use crate::accounts::{Uses, inquiries, keys};
use crate::catalog::evidence::actions as evidence;
use crate::catalog::images;
use crate::catalog::misses::{self, Misses};
use crate::clockwork;
use crate::db::{Cause, Db, Tx};
use crate::error::Result;
use crate::http::forget_old_keys;
use crate::joining::invitations;
use crate::limits;
use crate::mail::outbox::{self, Settle};
use crate::mail::{Outcome, Queued, Transport};
use crate::reactions::compose::{Composed, compose};
use crate::reports::Figures;
use crate::secrets::Secret;
use crate::warnings;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What the worker works with.
#[derive(Clone)]
pub struct Worker {
    pub db: Db,
    /// Sessions and API keys in use at this server.
    pub uses: Uses,
    /// What was searched for at this server and not found.
    pub misses: Misses,
    /// What is asked of trials on a morning.
    pub figures: Figures,
    pub transport: Transport,
    pub public_url: String,
    pub mail_from: String,
    pub mail_reply_to: Option<String>,
}

/// Longest pause between two looks at what is due.
const PAUSE: Duration = Duration::from_secs(1);

/// Wait after a failure, e.g. while the database is away.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

impl Worker {
    /// Forgets what is kept for a time only: idempotency keys, counters of limits, addresses of past invitations,
    /// images and documents that no listing names, old searches that found nothing.
    pub async fn tidy(&self) -> Result<usize> {
        let forget = |tx: &mut Tx<'_>| {
            let kept = forget_old_keys(tx)? + limits::forget_old(tx)? + invitations::forget_addresses(tx)?;
            let kept = kept + images::forget_unnamed(tx)? + evidence::forget_unnamed(tx)?;
            Ok(kept + misses::forget_old(tx)?)
        };
        self.db.write(Cause::default(), forget).await
    }

    /// Writes down which sessions and API keys were used; how many.
    pub async fn note_uses(&self) -> Result<usize> {
        self.uses.write_down(&self.db).await
    }

    /// Writes down what was searched for and not found; how many texts.
    pub async fn note_misses(&self) -> Result<usize> {
        self.misses.write_down(&self.db).await
    }

    /// Tells of API keys that end soon; of how many.
    pub async fn remind(&self) -> Result<usize> {
        self.db.write(Cause::default(), keys::actions::announce_ends).await
    }

    /// Answers what was asked about addresses, each question in a transaction of its own; how many there were.
    pub async fn answer_inquiries(&self) -> Result<usize> {
        let mut answered = 0;
        for inquiry in self.db.read(inquiries::waiting).await? {
            let (id, cause) = (inquiry.id, Cause { request: inquiry.request_id, ..Cause::default() });
            match self.db.write(cause, move |tx| inquiries::actions::answer(tx, &inquiry)).await {
                Ok(()) => answered += 1,
                // It waits on, and holds nothing else up.
                Err(error) => tracing::warn!(%error, inquiry = id.as_str(), "an inquiry cannot be answered"),
            }
        }
        Ok(answered)
    }

    /// Settles a batch of deadlines that have come; how many.
    pub async fn settle_deadlines(&self) -> Result<usize> {
        clockwork::settle_due(&self.db).await
    }

    /// Looks for early warnings, once a morning, over the figures of the day before; how many warnings were raised, raised again, handed on or ended. Of
    /// several servers that look, one writes.
    pub async fn look_for_warnings(&self) -> Result<usize> {
        let now = self.db.now();
        let Some(look) = self.db.read(move |conn| warnings::due(conn, now)).await? else { return Ok(0) };
        let day = look.day;
        let found = self.figures.ask(&self.db, move |table| warnings::findings(table, &look)).await?;
        self.db.write(Cause::default(), move |tx| warnings::actions::look(tx, day, &found)).await
    }

    /// Works as long as the server is to go on, and ends after the batch under way. Where it is killed instead, nothing
    /// is lost: what was leased is taken up again.
    pub async fn run(self, go_on: Arc<AtomicBool>) {
        let (mut tidied, mut looked) = (None, None);
        while go_on.load(Ordering::SeqCst) {
            let hour = self.db.now().as_micros() / 3_600_000_000;
            if tidied != Some(hour) && self.tidy().await.is_ok() && self.remind().await.is_ok() {
                tidied = Some(hour);
            }
            if looked != Some(hour) {
                looked = Some(hour);
                if let Err(error) = self.look_for_warnings().await {
                    tracing::warn!(%error, "early warnings are looked for in the next hour");
                }
            }
            if let Err(error) = self.note_uses().await {
                tracing::debug!(%error, "uses are written down later");
            }
            if let Err(error) = self.note_misses().await {
                tracing::debug!(%error, "misses are written down later");
            }
            match self.work_once().await {
                Ok(0) => drop(tokio::time::timeout(PAUSE, self.db.committed()).await),
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "the worker waits");
                    tokio::time::sleep(AFTER_FAILURE).await;
                }
            }
        }
    }

    async fn work_once(&self) -> Result<usize> {
        Ok(self.answer_inquiries().await? + self.settle_deadlines().await? + self.send_due().await?)
    }

    /// Sends one batch of what is due; how many rows were taken.
    ///
    /// Rows are leased, letters composed and outcomes written in transactions of their own; sending is in none.
    pub async fn send_due(&self) -> Result<usize> {
        let now = self.db.now();
        if !self.db.read(move |conn| outbox::is_any_due(conn, now)).await? {
            return Ok(0);
        }
        let lease = Secret::random()?.digest();
        let token = lease.clone();
        let rows = self.db.write(Cause::default(), move |tx| outbox::lease(tx, &token)).await?;
        let mut settled = Vec::with_capacity(rows.len());
        for row in &rows {
            settled.push((row.clone(), self.attempt(row).await));
        }
        self.db
            .write(Cause::default(), move |tx| {
                for (row, settle) in &settled {
                    outbox::settle(tx, row, &lease, settle)?;
                }
                Ok(())
            })
            .await?;
        Ok(rows.len())
    }

    async fn attempt(&self, row: &Queued) -> Settle {
        let (wanted, public_url) = (row.clone(), self.public_url.clone());
        let composed = self.db.write(Cause::default(), move |tx| compose(tx, &wanted, &public_url)).await;
        let letter = match composed {
            Ok(Composed::Letter(letter)) => letter,
            Ok(Composed::Unfit(why)) => return Settle::Drop(why.to_owned()),
            Err(error) => {
                tracing::error!(%error, mail = row.id.as_str(), "a mail cannot be composed");
                return Settle::Tried(Outcome::Later(error.code().as_str().to_owned()));
            }
        };
        match letter.message(&self.mail_from, self.mail_reply_to.as_deref()) {
            Ok(message) => Settle::Tried(self.transport.send(message).await),
            Err(error) => {
                tracing::error!(%error, mail = row.id.as_str(), "a mail cannot be written");
                Settle::Tried(Outcome::Never(error.code().as_str().to_owned()))
            }
        }
    }
}
