//! Trials of past days, as rows: copies of one that was lived, with other stamps. Each leaves an event, so that the figures follow.

use crate::conversions::withdrawals::confirmed;
use crate::support::{Engine, TestApp, Tried};
use diesel::prelude::*;
use dungthu::db::{Cause, Conn, Tx};
use dungthu::events::Event;
use dungthu::values::{ConversionId, LocalDay, TrialId};

/// A trial and its conversion that others are copied from; and its vendor.
pub struct Pattern {
    pub tried: Tried,
    pub vendor_id: String,
    pub conversion_id: String,
}

/// When what happened to a trial, in days before today; what did not happen is left out.
#[derive(Clone, Default)]
pub struct Lived {
    pub requested: u32,
    pub accepted: Option<u32>,
    pub started: Option<u32>,
    pub activated: Option<u32>,
    pub ended: Option<u32>,
    pub converted: Option<u32>,
    /// 79 when left out.
    pub province: Option<&'static str>,
    /// That of the pattern when left out.
    pub platform: Option<String>,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

pub async fn pattern(app: &TestApp) -> Pattern {
    let tried = confirmed(app).await;
    app.mails().await;
    let trial = tried.trial_id.clone();
    let found = app.query(move |conn| {
        let sql = format!("SELECT vendor_id || ' ' || id AS name FROM conversions WHERE trial_id = '{trial}'");
        diesel::sql_query(sql).get_result::<Name>(conn).expect("its conversion").name
    });
    let found = found.await;
    let (vendor_id, conversion_id) = found.split_once(' ').expect("two ids");
    Pattern { tried, vendor_id: vendor_id.to_owned(), conversion_id: conversion_id.to_owned() }
}

fn noon(day: LocalDay) -> String {
    (day.start().as_micros() + 43_200_000_000).to_string()
}

fn columns(tx: &mut Tx<'_>, engine: Engine, table: &str) -> Vec<String> {
    let sql = match engine {
        Engine::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
        Engine::Postgres => format!(
            "SELECT column_name::text AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'"
        ),
    };
    diesel::sql_query(sql).load::<Name>(&mut **tx).expect("its columns").into_iter().map(|it| it.name).collect()
}

/// Copies a row, with other values in some columns.
fn copy(tx: &mut Tx<'_>, engine: Engine, table: &str, id: &str, others: &[(&str, String)]) {
    let names = columns(tx, engine, table);
    let value =
        |name: &String| others.iter().find(|(it, _)| it == name).map_or(name.clone(), |(_, value)| value.clone());
    let values: Vec<String> = names.iter().map(value).collect();
    let sql = format!(
        "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE id = '{id}'",
        names.join(", "),
        values.join(", ")
    );
    let conn: &mut Conn = tx;
    assert_eq!(diesel::sql_query(sql).execute(conn).expect("a copy"), 1);
}

fn stamps(today: LocalDay, it: &Lived) -> Vec<(&'static str, String)> {
    let null = || "NULL".to_owned();
    let at = |days: Option<u32>| days.map_or_else(null, |days| noon(today.minus_days(days)));
    let end = |days: u32, more: u32| today.minus_days(days).plus_days(more).end().as_micros().to_string();
    let ended = it.started.map(|started| it.ended.unwrap_or(0).min(started));
    let status = match (it.activated, it.started, it.accepted) {
        (Some(_), ..) => "activated",
        (_, Some(_), _) => "provisioned",
        (.., Some(_)) => "accepted",
        _ => "requested",
    };
    // A trial that goes on ends in ninety days.
    let ends = |more: u32| match (ended, it.ended) {
        (None, _) => null(),
        (_, Some(days)) => end(days, more),
        _ => end(0, 90 + more),
    };
    vec![
        ("requested_at", at(Some(it.requested))),
        ("consent_at", at(Some(it.requested))),
        ("respond_by", end(it.requested, 2)),
        ("accepted_at", at(it.accepted)),
        ("provisioned_at", at(it.started)),
        ("activated_at", at(it.activated)),
        ("started_on", it.started.map_or_else(null, |days| format!("'{}'", today.minus_days(days)))),
        ("trial_end", ends(0)),
        ("window_end", ends(60)),
        ("status", format!("'{status}'")),
        ("province_code", format!("'{}'", it.province.unwrap_or("79"))),
    ]
}

impl Pattern {
    /// So many trials that were lived like this, each of a firm of its own.
    pub async fn lived(&self, app: &TestApp, times: usize, it: Lived) {
        let (engine, today) = (app.engine, app.clock.now().local_day());
        let keys: Vec<u32> = (0..times).map(|_| app.next()).collect();
        let (trial_id, conversion_id) = (self.tried.trial_id.clone(), self.conversion_id.clone());
        let write = move |tx: &mut Tx<'_>| {
            for key in &keys {
                let trial: TrialId = tx.new_id();
                let mut values = stamps(today, &it);
                values.push(("id", format!("'{trial}'")));
                values.push(("root_key", format!("'{:010}'", 9_950_000_000_u64 + u64::from(*key))));
                if let Some(platform) = &it.platform {
                    values.push(("platform_id", format!("'{platform}'")));
                }
                copy(tx, engine, "trials", &trial_id, &values);
                if let Some(converted) = it.converted {
                    let (id, at): (ConversionId, _) = (tx.new_id(), noon(today.minus_days(converted)));
                    let values = [
                        ("id", format!("'{id}'")),
                        ("trial_id", format!("'{trial}'")),
                        ("claimed_at", at.clone()),
                        ("converted_at", at),
                    ];
                    copy(tx, engine, "conversions", &conversion_id, &values);
                }
                tx.record(Event::TrialHeartbeat { trial, week_of: today.monday() })?;
            }
            Ok(())
        };
        app.db.write(Cause::default(), write).await.expect("trials");
        // What the clock has brought meanwhile.
        app.mails().await;
    }
}
