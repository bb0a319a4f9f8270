//! Nothing in a request's path grows with what is there: every statement finds its rows by an index. SQLite tells how it would
//! run a statement whatever is in the tables; PostgreSQL has the same indexes.

use crate::access::world::World;
use crate::bad_input::operations::operations;
use crate::generated::year;
use crate::support::app::run;
use crate::support::lookups;
use crate::support::{Engine, TestApp};
use dungthu::db::DatabaseUrl;
use std::collections::BTreeSet;

/// Tables whose size people decide on, not how many trials there are.
// Warnings that hold are read on a morning; of a rule and a subject there is one.
const SMALL: [&str; 29] = [
    "warning_rules",
    "warning_looks",
    "warnings",
    "ministries",
    "categories",
    "provinces",
    "industries",
    "criteria",
    "holidays",
    "holiday_changes",
    "holiday_change_days",
    "reasons",
    "marks",
    "programme_rules",
    "signal_rules",
    "deadline_turn",
    "platforms",
    "offers",
    "platform_profiles",
    "listing_versions",
    "platform_suspensions",
    "platform_figures",
    "platform_rechecks",
    "platform_transfers",
    "assessments",
    "conflicts_of_interest",
    "vendors",
    "event_order",
    // Events that wait for a place in their order, 1,000 at most.
    "numbered",
];

/// Each operation, as its example has it, by somebody of each kind, for what is theirs and what is others'.
async fn every_operation(app: &TestApp) {
    let world = World::made(app).await;
    let kinds = [
        "somebody",
        "owner of the business",
        "owner of the vendor",
        "reviewer",
        "province_officer",
        "auditor",
        "administrator",
    ];
    let people: Vec<_> = world.people.iter().filter(|who| kinds.contains(&who.name.as_str())).collect();
    assert_eq!(people.len(), kinds.len());
    let mut all = operations();
    // What ends something comes last.
    all.sort_by_key(|it| ["GET", "POST", "PUT", "PATCH", "DELETE"].iter().position(|method| it.method == *method));
    for operation in &all {
        let ids =
            world.ids(operation).map_or_else(|| vec![operation.unknown_id()], |(own, foreign)| vec![own, foreign]);
        for (who, id) in people.iter().flat_map(|who| ids.iter().map(move |id| (who, id))) {
            operation.ask(&who.client, id, "").answer().await.expect("an answer");
        }
    }
    app.mails().await;
    app.server.worker.tidy().await.expect("tidied");
}

/// Steps that read a whole table, or a whole index with nothing that ends it.
fn scans(database: &rusqlite::Connection, statement: &str) -> Vec<String> {
    let mut plan = database.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).expect("a statement");
    let parameters = plan.parameter_count();
    let nothing = vec![rusqlite::types::Null; parameters];
    let steps = plan.query_map(rusqlite::params_from_iter(nothing), |row| row.get::<_, String>(3)).expect("a plan");
    let steps: Vec<String> = steps.map(|step| step.expect("a step")).collect();
    let ends = statement.contains("LIMIT");
    let grows = |step: &&String| {
        let Some(rest) = step.strip_prefix("SCAN ") else { return false };
        let table = rest.split(' ').next().unwrap_or_default();
        let in_order = rest.contains("USING") && ends;
        !SMALL.contains(&table)
            && !rest.ends_with("VALUES CLAUSE")
            && !table.starts_with('(')
            && !in_order
            && rest != "CONSTANT ROW"
    };
    steps.iter().filter(grows).cloned().collect()
}

/// What the figures are counted from is read whole, once: when a server starts, or here when it is asked first.
const READ_ONCE: [&str; 2] = [
    "SELECT `trials`.`id`, `trials`.`root_key`, `trials`.`granted`",
    "SELECT `extensions`.`trial_id`, `trials`.`root_key`, `extensions`.`answered_at`",
];

/// What these statements would read whole.
fn read_whole(app: &TestApp, statements: Vec<String>) -> String {
    let DatabaseUrl::Sqlite(path) = app.db.url() else { panic!("SQLite") };
    let database = rusqlite::Connection::open(path).expect("the database");
    let each: BTreeSet<String> = statements.into_iter().collect();
    assert!(each.len() > 30, "only {} statements", each.len());
    // What looks for one of no values looks nowhere; a row that nothing refers to yet is looked for only while it is owed one.
    let nowhere = |sql: &String| sql.contains("(1=0)") || sql.starts_with("INSERT") && sql.contains("), (");
    let once = |sql: &String| !sql.contains(" IN (") && READ_ONCE.iter().any(|read| sql.starts_with(read));
    let asked = each.iter().filter(|sql| !nowhere(sql) && !once(sql));
    let found = asked.flat_map(|sql| scans(&database, sql).into_iter().map(move |step| format!("{step}: {sql}")));
    found.collect::<Vec<_>>().join("\n")
}

#[test]
fn no_request_reads_a_whole_table() {
    run(Engine::Sqlite, async |app| {
        let ((), work) = lookups::work(app, every_operation(app)).await;
        assert_eq!(read_whole(app, work.statements), "");
    });
}

#[test]
fn the_worker_reads_no_whole_table() {
    run(Engine::Sqlite, async |app| {
        let from = year::begun(app).await;
        let lived = async {
            year::walk(app, from).await;
            drop(app.mails().await);
        };
        let ((), work) = lookups::work(app, lived).await;
        assert_eq!(read_whole(app, work.statements), "");
    });
}
