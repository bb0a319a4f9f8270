//! Statements that Diesel does not compile for both engines at once (`ON CONFLICT`, batch inserts, row locks) are
//! compiled for each: `per_backend!(conn, |c| diesel::insert_into(..).on_conflict_do_nothing().execute(c))`.

macro_rules! per_backend {
    ($conn:expr, |$c:ident| $statement:expr) => {
        match $conn {
            crate::db::Conn::Sqlite($c) => $statement,
            crate::db::Conn::Postgres($c) => $statement,
        }
    };
}
pub(crate) use per_backend;

/// Inserts a row of each of a slice, some hundreds in a statement. One alone is a statement that the connection has prepared
/// already: what most transactions insert.
macro_rules! insert_all {
    ($conn:expr, $table:expr, $all:expr, $row:expr) => {
        for some in $all.chunks(256) {
            match some {
                [one] => drop(diesel::insert_into($table).values($row(one)).execute($conn)?),
                some => {
                    let rows: Vec<_> = some.iter().map($row).collect();
                    crate::db::per_backend!($conn, |conn| diesel::insert_into($table).values(rows).execute(conn))?;
                }
            }
        }
    };
}
pub(crate) use insert_all;
