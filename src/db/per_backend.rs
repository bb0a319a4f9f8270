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
