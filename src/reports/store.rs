//! What figures are asked of tables: all else is in memory.

use super::imported::Imported;
use crate::db::Conn;
use crate::db::schema::programme_rules as rules;
use crate::error::Result;
use crate::values::LocalDay;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

#[derive(QueryableByName)]
struct ImportedRow {
    #[diesel(sql_type = BigInt)]
    trials: i64,
    #[diesel(sql_type = BigInt)]
    firms: i64,
    #[diesel(sql_type = BigInt)]
    firms_registered: i64,
    #[diesel(sql_type = BigInt)]
    converted: i64,
}

/// What was imported of the trials that started in the period, of these provinces; of all where none is named.
pub fn imported(conn: &mut Conn, from: LocalDay, to: LocalDay, provinces: &[String]) -> Result<Imported> {
    // Binds stand in the order of their first use: SQLite silently finds nothing otherwise. Codes have two digits each.
    let sql = "SELECT count(*) AS trials, count(DISTINCT i.root_key) AS firms, count(i.converted_on) AS converted, \
               count(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM businesses b WHERE b.root_key = i.root_key) THEN i.root_key END) AS firms_registered \
               FROM imported_trials i WHERE i.started_on >= $1 AND i.started_on <= $2 AND ($3 = '' OR $3 LIKE '%' || i.province_code || '%')";
    let query = diesel::sql_query(sql).bind::<Text, _>(from).bind::<Text, _>(to);
    let row: ImportedRow = query.bind::<Text, _>(provinces.join(",")).get_result(conn)?;
    let ImportedRow { trials, firms, firms_registered, converted } = row;
    Ok(Imported { evidence_level: 0, trials, firms, firms_registered, converted })
}

/// Days of all windows that rules have.
pub fn window_days(conn: &mut Conn) -> Result<Vec<i64>> {
    Ok(rules::table.select(rules::window_days).distinct().order(rules::window_days).load(conn)?)
}
