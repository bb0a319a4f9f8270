//! A replayed year: the figures that were asked for, the same from the same seed on both engines, whichever way they are
//! added up, and nothing in them of what must not be counted.

use super::process::run;
use crate::catalog::figures::kept_and_counted;
use crate::support::database::on_cluster;
use crate::support::postgres;
use diesel::prelude::*;
use dungthu::clock::Clock;
use dungthu::db::{Conn, DatabaseUrl, Db, Use, schema};
use dungthu::reactions;
use dungthu::reports::Figures;
use dungthu::reports::figures::{Dimension, Table};
use dungthu::reports::funnel::{Funnel, funnel};
use dungthu::reports::question::Question;
use dungthu::values::LocalDay;
use std::path::Path;

/// Replays 160 firms of which 20 stay; what was printed.
fn replay(folder: &Path, url: &str, seed: &str) -> String {
    let asked = ["replay", "--businesses", "160", "--conversions", "20", "--seed", seed, "--database-url", url];
    let played = run(folder, &asked, "");
    let (said, errors) = (String::from_utf8_lossy(&played.stdout), String::from_utf8_lossy(&played.stderr));
    assert!(played.status.success(), "{said}\n{errors}");
    said.into_owned()
}

fn url(folder: &Path, name: &str) -> String {
    format!("sqlite://{}", folder.join(name).display())
}

/// The funnel of 2021, by every group.
fn funnels(url: &str) -> Vec<Funnel> {
    let day = |text: &str| LocalDay::parse(text).expect("a day");
    let year = Question { interval: None, ..Question::by_month(day("2021-01-01"), day("2021-12-31")) };
    let url = DatabaseUrl::parse(url).expect("a url");
    actix_web::rt::System::new().block_on(async {
        let db = Db::open(&url, Clock::System, reactions::react).expect("the database");
        let all = move |table: &Table| {
            let by = |dimension: &Dimension| Question { group_by: vec![*dimension], ..year.clone() };
            Dimension::ALL.iter().map(|dimension| funnel(table, &by(dimension), None)).collect()
        };
        Figures::default().ask(&db, all).await.expect("the funnels")
    })
}

fn check(url: &str) {
    let funnels = funnels(url);
    for seen in &funnels {
        let by = &seen.about.group_by;
        assert_eq!((seen.total.started, seen.total.confirmed, seen.firms), (160, 20, 160), "{by:?}");
        assert_eq!(seen.total, funnels[0].total, "{by:?}: however they are grouped, the sums are the same");
        assert_eq!((seen.total.already_customer, seen.second_trials), (16, 16));
        let never: Vec<(&str, i64)> = seen.not_started.iter().map(|it| (it.status, it.requests)).collect();
        assert_eq!(never, [("cancelled", 16), ("declined", 16), ("requested", 16)]);
        assert!(seen.total.claimed >= 20 + 3 * 16 && seen.total.engaged > 0);
    }
    let provinces = funnels.iter().find(|seen| seen.about.group_by == [Dimension::Province]).expect("by province");
    assert!(provinces.data.len() > 20, "spread over the country: {}", provinces.data.len());
}

/// What lists of the catalog are ordered by is what the year came to.
fn check_figures(url: &str) {
    let mut conn = Conn::open(&DatabaseUrl::parse(url).expect("a url"), Use::Read).expect("the database");
    let [kept, counted] = kept_and_counted(&mut conn);
    assert!(kept.len() > 5 && kept == counted, "{kept:?}\n{counted:?}");
}

/// States of the outbox: nothing waits to be sent.
fn check_mails(url: &str) {
    let mut conn = Conn::open(&DatabaseUrl::parse(url).expect("a url"), Use::Read).expect("the database");
    let states: Vec<String> =
        schema::outbox::table.select(schema::outbox::state).distinct().load(&mut conn).expect("states");
    assert_eq!(states, ["dropped"]);
    let mails: i64 = schema::outbox::table.count().get_result(&mut conn).expect("a count");
    assert!(mails > 500, "written all the same: {mails}");
}

#[test]
fn a_year_adds_up_and_comes_out_the_same_on_both_engines() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (url(folder.path(), "a.db"), url(folder.path(), "b.db"));
    let said = replay(folder.path(), &first, "7");
    assert!(said.contains("Trials started 160, confirmed 20: 12.5%") && said.contains("Definition funnel/2"), "{said}");
    check(&first);
    check_figures(&first);
    check_mails(&first);
    assert_ne!(replay(folder.path(), &second, "8"), said, "another seed, another year");
    let Some(cluster) = postgres::url("postgres") else { return };
    on_cluster(&cluster, "CREATE DATABASE replayed");
    let third = postgres::url("replayed").expect("the cluster");
    assert_eq!(replay(folder.path(), &third, "7"), said);
    check(&third);
    check_figures(&third);
    check_mails(&third);
}

#[test]
fn a_replay_wants_an_empty_database_and_possible_figures() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = run(folder.path(), &["admin", "create", "--email", "admin@demo.example", "--name", "Demo"], "");
    assert!(made.status.success());
    for (arguments, said) in [
        (vec!["replay"], "choose another --database-url"),
        (vec!["replay", "--businesses", "100", "--conversions", "90"], "--conversions 25 or fewer"),
        (vec!["replay", "--from", "2021-13-01"], "a day, e.g. 2021-01-01"),
        (vec!["replay", "--days", "3"], "200..=1000"),
    ] {
        let refused = run(folder.path(), &arguments, "");
        let error = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && error.contains(said), "{arguments:?}: {error}");
    }
}
