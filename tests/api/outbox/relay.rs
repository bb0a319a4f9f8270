//! Relays that are down, refuse, or are served by two workers at once.

use crate::support::{TestApp, json};
use diesel::prelude::*;
use dungthu::db::{Cause, schema::outbox as o};
use dungthu::mail::Kind;
use dungthu::mail::outbox::{self, NewMail, Settle};
use dungthu::mail::{MailUrl, Outcome, Transport};
use dungthu::worker::Worker;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// States of all rows, oldest first.
async fn states(app: &TestApp) -> Vec<String> {
    app.query(|conn| o::table.order(o::id).select(o::state).load(conn).expect("the outbox")).await
}

async fn registrations(app: &TestApp, count: usize) {
    for n in 0..count {
        let person = json!({"email": format!("p{n}@demo.example"), "name": "Demo", "password": "bông sen trắng 42"});
        app.anon.post("/v1/accounts", person).await.ok(202);
    }
}

fn worker(app: &TestApp, mail: &MailUrl) -> Worker {
    Worker {
        db: app.db.clone(),
        uses: Default::default(),
        misses: Default::default(),
        figures: Default::default(),
        transport: Transport::open(mail).expect("a transport"),
        public_url: app.config.public_url.clone(),
        mail_from: app.config.mail_from.clone(),
        mail_reply_to: None,
    }
}

engines! {
    async fn a_relay_that_is_down_for_an_hour_loses_nothing(app) {
        registrations(app, 3).await;
        app.relay.refuse(Some("421 4.3.2 come back later"));
        let mut rounds = 0;
        for _ in 0..60 {
            rounds += app.work().await;
            app.advance(MINUTE);
        }
        assert_eq!(app.relay.take().len(), 0);
        assert_eq!(states(app).await, ["waiting"; 3]);
        assert_eq!(rounds, 3 * 5, "at 0, 1, 6, 21 and 51 minutes: the back-off spares the relay");
        app.relay.refuse(None);
        app.advance(MINUTE * 60);
        let mut to: Vec<String> = app.mails().await.into_iter().map(|mail| mail.to).collect();
        to.sort();
        assert_eq!(to, ["p0@demo.example", "p1@demo.example", "p2@demo.example"]);
        assert_eq!(states(app).await, ["sent"; 3]);
    }

    async fn nobody_listens_and_the_mail_waits(app) {
        registrations(app, 1).await;
        let nobody = worker(app, &MailUrl::parse("smtp://127.0.0.1:1").expect("a url"));
        assert_eq!(nobody.send_due().await.expect("a round"), 1);
        assert_eq!(states(app).await, ["waiting"]);
        app.advance(MINUTE * 2);
        assert_eq!(app.mails().await.len(), 1);
    }

    async fn a_mail_refused_for_ever_is_not_tried_again(app) {
        registrations(app, 1).await;
        app.relay.refuse(Some("550 5.1.1 nobody here"));
        assert_eq!(app.work().await, 1);
        app.relay.refuse(None);
        app.advance(MINUTE * 60 * 24);
        assert_eq!(app.mails().await.len(), 0);
        assert_eq!(states(app).await, ["failed"]);
        let answer: Option<String> = app.query(|conn| o::table.select(o::answer).first(conn).expect("a row")).await;
        assert!(answer.is_some_and(|answer| answer.contains("550")), "the relay's answer is kept");
    }

    async fn after_four_days_it_is_given_up(app) {
        registrations(app, 1).await;
        app.relay.refuse(Some("451 4.7.1 greylisted"));
        for _ in 0..200 {
            app.work().await;
            app.advance(MINUTE * 60);
        }
        assert_eq!(states(app).await, ["failed"]);
        let tries: i64 = app.query(|conn| o::table.select(o::started).first(conn).expect("a row")).await;
        assert_eq!(tries, 15, "looked at once an hour: after 0, 1, 2, 3, 4, 5, 7, 11 and 19 hours, then twice a day");
    }

    async fn two_workers_send_each_mail_once(app) {
        registrations(app, 9).await;
        let other = worker(app, &app.config.mail);
        let (mine, theirs) = futures_util::future::join(app.work(), other.send_due()).await;
        assert_eq!(mine + theirs.expect("a round"), 9);
        assert_eq!(app.mails().await.len(), 9);
        assert_eq!(states(app).await, ["sent"; 9]);
    }

    async fn a_worker_that_died_is_followed_by_another_and_then_by_nobody(app) {
        registrations(app, 1).await;
        for _ in 0..3 {
            let rows = app.db.write(Cause::default(), |tx| outbox::lease(tx, b"a worker that dies")).await.expect("a lease");
            assert_eq!(rows.len(), 1);
            assert_eq!(app.work().await, 0, "leased by somebody else");
            app.advance(MINUTE * 31);
        }
        assert_eq!(app.work().await, 0);
        assert_eq!(states(app).await, ["parked"], "three starts without an end: it may be the mail that kills");
    }

    async fn a_late_workers_result_is_refused(app) {
        registrations(app, 1).await;
        let late = app.db.write(Cause::default(), |tx| outbox::lease(tx, b"late")).await.expect("a lease");
        app.advance(MINUTE * 31);
        assert_eq!(app.mails().await.len(), 1);
        let row = late.first().cloned().expect("a row");
        let settled = app.db.write(Cause::default(), move |tx| outbox::settle(tx, &row, b"late", &Settle::Tried(Outcome::Never("550".into())))).await;
        assert!(!settled.expect("an answer"), "the lease has passed on");
        assert_eq!(states(app).await, ["sent"]);
    }

    async fn what_no_longer_fits_is_dropped_with_a_reason(app) {
        let tried = app.requested().await;
        app.expect_unsent();
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        let again = app.db.write(Cause::default(), {
            let trial = tried.trial_id.clone();
            move |tx| {
                let to = o::table.select(o::account_id).first(&mut **tx)?;
                outbox::enqueue(tx, &[NewMail { kind: Kind::TrialRequested, to, subject_id: trial.clone() }])
            }
        });
        again.await.expect("a row");
        app.mails().await;
        let row: (String, Option<String>) = app.query(move |conn| o::table.order(o::id.desc()).select((o::state, o::answer)).first(conn).expect("a row")).await;
        assert_eq!(row, ("dropped".to_owned(), Some("answered meanwhile".to_owned())));
    }
}
