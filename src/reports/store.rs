//! The funnel's queries: one aggregate each, the same text on both engines.

use super::funnel::{GroupBy, Imported, NotStarted, Period, Stages};
use crate::db::Conn;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

#[derive(QueryableByName)]
struct StageRow {
    #[diesel(sql_type = Text)]
    group_key: String,
    #[diesel(sql_type = BigInt)]
    started: i64,
    #[diesel(sql_type = BigInt)]
    activated: i64,
    #[diesel(sql_type = BigInt)]
    engaged: i64,
    #[diesel(sql_type = BigInt)]
    claimed: i64,
    #[diesel(sql_type = BigInt)]
    confirmed: i64,
    #[diesel(sql_type = BigInt)]
    already_customer: i64,
    #[diesel(sql_type = BigInt)]
    cancelled: i64,
    #[diesel(sql_type = BigInt)]
    windows_closed: i64,
}

/// Stages of the trials that started in the period, by group.
pub fn stages(conn: &mut Conn, group_by: GroupBy, period: Period, province: Option<&str>) -> Result<Vec<Stages>> {
    let key = group_by.key();
    let sql = format!(
        "SELECT {key} AS group_key, count(*) AS started, count(t.activated_at) AS activated, count(t.engaged_at) AS engaged, \
         count(CASE WHEN EXISTS (SELECT 1 FROM conversions a WHERE a.trial_id = t.id) THEN 1 END) AS claimed, \
         count(CASE WHEN NOT c.already_customer THEN 1 END) AS confirmed, \
         count(CASE WHEN c.already_customer THEN 1 END) AS already_customer, count(t.cancelled_at) AS cancelled, \
         count(CASE WHEN t.window_end <= $1 THEN 1 END) AS windows_closed \
         FROM trials t LEFT JOIN conversions c ON c.trial_id = t.id AND c.status = 'confirmed' \
         WHERE NOT t.granted AND t.started_on >= $2 AND t.started_on <= $3 AND ($4 IS NULL OR t.province_code = $4) GROUP BY 1 ORDER BY 1"
    );
    // Binds stand in the order of their first use: SQLite silently finds nothing otherwise.
    let query = diesel::sql_query(sql).bind::<BigInt, _>(period.as_of.as_micros());
    let query = query.bind::<Text, _>(period.from).bind::<Text, _>(period.to);
    let query = query.bind::<Nullable<Text>, _>(province);
    let rows: Vec<StageRow> = query.load(conn)?;
    let out = |row: StageRow| Stages {
        group: row.group_key,
        started: row.started,
        activated: row.activated,
        engaged: row.engaged,
        claimed: row.claimed,
        confirmed: row.confirmed,
        already_customer: row.already_customer,
        cancelled: row.cancelled,
        windows_closed: row.windows_closed,
        confirmed_so_far: None,
    };
    Ok(rows.into_iter().map(|row| out(row).with_rate()).collect())
}

#[derive(QueryableByName)]
struct NotStartedRow {
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<Text>)]
    reason_code: Option<String>,
    #[diesel(sql_type = BigInt)]
    requests: i64,
}

/// Requests made between two instants that have not started, by state and reason.
pub fn not_started(conn: &mut Conn, period: Period, province: Option<&str>) -> Result<Vec<NotStarted>> {
    let sql = "SELECT t.status, t.reason_code, count(*) AS requests FROM trials t \
               WHERE NOT t.granted AND t.started_on IS NULL AND t.requested_at >= $1 AND t.requested_at <= $2 AND ($3 IS NULL OR t.province_code = $3) \
               GROUP BY t.status, t.reason_code ORDER BY t.status, coalesce(t.reason_code, '')";
    let begin = period.from.start().as_micros();
    let query = diesel::sql_query(sql).bind::<BigInt, _>(begin).bind::<BigInt, _>(period.to.end().as_micros());
    let rows: Vec<NotStartedRow> = query.bind::<Nullable<Text>, _>(province).load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| NotStarted { status: row.status, reason_code: row.reason_code, requests: row.requests })
        .collect())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Second trials, granted by staff, that started in the period: counted nowhere else.
pub fn second_trials(conn: &mut Conn, period: Period, province: Option<&str>) -> Result<i64> {
    let sql = "SELECT count(*) AS count FROM trials t WHERE t.granted AND t.started_on >= $1 AND t.started_on <= $2 \
               AND ($3 IS NULL OR t.province_code = $3)";
    let query = diesel::sql_query(sql).bind::<Text, _>(period.from).bind::<Text, _>(period.to);
    let query = query.bind::<Nullable<Text>, _>(province);
    Ok(query.get_result::<Count>(conn)?.count)
}

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

/// What was imported of the trials that started in the period.
pub fn imported(conn: &mut Conn, period: Period, province: Option<&str>) -> Result<Imported> {
    let sql = "SELECT count(*) AS trials, count(DISTINCT i.root_key) AS firms, count(i.converted_on) AS converted, \
               count(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM businesses b WHERE b.root_key = i.root_key) THEN i.root_key END) AS firms_registered \
               FROM imported_trials i WHERE i.started_on >= $1 AND i.started_on <= $2 AND ($3 IS NULL OR i.province_code = $3)";
    let query = diesel::sql_query(sql).bind::<Text, _>(period.from).bind::<Text, _>(period.to);
    let row: ImportedRow = query.bind::<Nullable<Text>, _>(province).get_result(conn)?;
    let ImportedRow { trials, firms, firms_registered, converted } = row;
    Ok(Imported { evidence_level: 0, trials, firms, firms_registered, converted })
}
