//! What the benches share: the table, processes and the PostgreSQL cluster, the tests' own but with every commit on disk.

#[path = "../../tests/api/support/postgres.rs"]
pub mod postgres;
pub mod process;
pub mod table;

const POSTGRES_SETTINGS: &str = "-c fsync=on -c full_page_writes=on -c synchronous_commit=on";

/// A new, empty database in the cluster; its name is used once.
pub fn postgres_database(name: &str) -> Option<String> {
    use diesel::{Connection, RunQueryDsl};
    let admin = postgres::url("postgres")?;
    let mut conn = diesel::PgConnection::establish(&admin).expect("the cluster");
    diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut conn).expect("a database");
    postgres::url(name)
}
