//! The twin migrations, and schemas that are older or newer than the program.

use crate::support::{Engine, TestApp};
use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use dungthu::db::{Cause, Conn, SchemaState};
use dungthu::server;

#[derive(diesel::QueryableByName, PartialEq, Debug)]
struct Column {
    #[diesel(sql_type = diesel::sql_types::Text)]
    place: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    kind: String,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    required: bool,
}

/// Every column of every table and view, as the program sees it.
fn columns(conn: &mut Conn) -> Vec<Column> {
    let sql = match conn {
        Conn::Sqlite(_) => {
            "SELECT m.name || '.' || c.name AS place, CASE WHEN m.type = 'view' THEN 'view' WHEN c.name IN ('active', 'already_customer', 'follows_seat', 'granted', 'had_second_factor', 'holds_place', 'is_sme', 'mandatory') THEN 'bool' ELSE lower(c.type) END AS kind, \
             c.\"notnull\" = 1 AND m.type = 'table' AS required FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type IN ('table', 'view') AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY 1"
        }
        Conn::Postgres(_) => {
            "SELECT (c.table_name || '.' || c.column_name) COLLATE \"C\" AS place, CASE WHEN t.table_type = 'VIEW' THEN 'view' \
             ELSE CASE c.data_type WHEN 'bigint' THEN 'integer' WHEN 'bytea' THEN 'blob' WHEN 'boolean' THEN 'bool' ELSE c.data_type END END AS kind, \
             c.is_nullable = 'NO' AND t.table_type <> 'VIEW' AS required FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) \
             WHERE c.table_schema = 'public' AND c.table_name NOT LIKE '\\_\\_%' ORDER BY 1"
        }
    };
    diesel::sql_query(sql).load(conn).expect("the columns")
}

fn folders(engine: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(format!("migrations/{engine}"))
        .expect("migrations")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_migrations_are_twins() {
    assert_eq!(folders("sqlite"), folders("postgres"));
    let seen = std::sync::Mutex::new(Vec::new());
    for engine in [Engine::Sqlite, Engine::Postgres] {
        crate::support::app::run(engine, async |app| {
            let columns = app.query(columns).await;
            assert!(columns.len() > 200, "{}", columns.len());
            seen.lock().expect("a list").push(columns);
        });
    }
    if let [sqlite, postgres] = seen.lock().expect("a list").as_slice() {
        assert_eq!(sqlite, postgres);
    }
}

/// Takes the newest migration back.
async fn take_one_back(app: &TestApp) {
    take_back(app, &folders("sqlite").pop().expect("a migration")).await;
}

/// Takes a migration back, by its own `down.sql`.
pub async fn take_back(app: &TestApp, migration: &str) {
    let engine = if app.engine == Engine::Sqlite { "sqlite" } else { "postgres" };
    let down = std::fs::read_to_string(format!("migrations/{engine}/{migration}/down.sql")).expect("its down.sql");
    let version = migration.split('_').next().expect("a number").to_owned();
    let undo = move |tx: &mut dungthu::db::Tx<'_>| {
        tx.batch_execute(&down)?;
        Ok(tx.batch_execute(&format!("DELETE FROM __diesel_schema_migrations WHERE version = '{version}'"))?)
    };
    app.db.write(Cause::default(), undo).await.expect("taken back");
}

engines! {
    async fn an_older_schema_is_refused_until_it_is_migrated(app) {
        take_one_back(app).await;
        assert_eq!(app.db.schema_state().await.expect("a state"), SchemaState::Older(1));
        let refused = server::open_database(&app.config, app.clock.clone()).await.err().expect("refused");
        assert!(refused.contains("lacks 1 migration(s)") && refused.contains("dungthu migrate"), "{refused}");
        app.anon.get("/readyz").await.problem(503, "unavailable");
        server::migrate(&app.config).await.expect("migrated");
        assert_eq!(app.db.schema_state().await.expect("a state"), SchemaState::Current);
        assert_eq!(app.anon.get("/readyz").await.status, 200);
    }

    async fn a_newer_schema_is_refused(app) {
        let newer = |tx: &mut dungthu::db::Tx<'_>| Ok(tx.batch_execute("INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('9999', CURRENT_TIMESTAMP)")?);
        app.db.write(Cause::default(), newer).await.expect("a newer schema");
        for refused in [server::open_database(&app.config, app.clock.clone()).await.err(), server::migrate(&app.config).await.err()] {
            assert!(refused.is_some_and(|text| text.contains("newer dungthu")));
        }
        app.anon.get("/readyz").await.problem(503, "unavailable");
    }

    async fn every_view_reads_as_people_read(app) {
        let sql = "SELECT created_at || '' AS place, 'x' AS kind, true AS required FROM platforms_readable LIMIT 1";
        let row = app.query(move |conn| diesel::sql_query(sql).get_result::<Column>(conn)).await.expect("a row");
        assert_eq!(row.place, crate::support::app::NOW.to_string());
    }
}
