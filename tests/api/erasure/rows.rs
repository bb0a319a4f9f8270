//! The rows about a trial, column by column as the schema has them: a column of text that is new fails here until it is said
//! whether it is erased.

use crate::support::TestApp;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use dungthu::db::Conn;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Columns that hold what people typed.
const TYPED: [(&str, &[&str]); 7] = [
    ("cases", &["decision_text", "reason_text"]),
    ("conversions", &["check_note", "reason_text", "resolution_text"]),
    ("extensions", &["answer_text", "reason_text"]),
    ("retention_checks", &["reason_text"]),
    ("reviews", &["answer", "text"]),
    ("trial_grants", &["reason"]),
    ("trials", &["need", "reason_text"]),
];

/// Columns of text that stay: who, what, where, when and why by a code; names; the contact, which goes with the consent; and
/// facts of ids and numbers.
const KEPT: &str = "id trial_id business_id vendor_id platform_id conversion_id subject_id about_id rules_id root_key programme \
    requested_by asked_by answered_by cancelled_by claimed_by checked_by resolved_by withdrawn_by opened_by decided_by granted_by \
    shown_by written_by text_decided_by answer_decided_by asked_by_side claimed_by_side side holder status state kind stage channel period why reason_code answer_code \
    resolution_code decision_code text_reason_code answer_reason_code province_code legacy_province_code category_code ministry_code industry_version industry_section size_class \
    starts_on started_on week_of plan access_reference contact_name contact_email contact_phone consent_text facts \
    seller_tax_code symbol at_end";

/// What a change of a row brings with it; what is erased waits for nobody.
const STAMPED: [&str; 3] = ["version", "updated_at", "waits_since"];

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_text: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    row: String,
}

/// A table's row.
pub type Stored = (String, Value);

/// The columns of every table, and whether they are text.
fn all_tables(conn: &mut Conn) -> BTreeMap<String, Vec<(String, bool)>> {
    let sql = match conn {
        Conn::Sqlite(_) => {
            "SELECT m.name AS place, c.name AS name, c.type = 'TEXT' AS is_text FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
        Conn::Postgres(_) => {
            "SELECT c.table_name::text AS place, c.column_name::text AS name, c.data_type = 'text' AS is_text FROM information_schema.columns c \
             JOIN information_schema.tables t USING (table_schema, table_name) WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
        }
    };
    let mut tables: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    for it in diesel::sql_query(sql).load::<Column>(conn).expect("the columns") {
        tables.entry(it.place).or_default().push((it.name, it.is_text));
    }
    tables
}

/// As [`all_tables`], of those about trials.
fn tables(conn: &mut Conn) -> BTreeMap<String, Vec<(String, bool)>> {
    let mut tables = all_tables(conn);
    let about_trials = |(name, _): &(String, bool)| ["trial_id", "conversion_id"].contains(&name.as_str());
    tables.retain(|table, columns| table == "trials" || columns.iter().any(about_trials));
    tables
}

/// The rows of a table, an object each.
fn rows(conn: &mut Conn, table: &str, columns: &[(String, bool)]) -> Vec<Value> {
    let sql = match conn {
        Conn::Postgres(_) => format!("SELECT to_jsonb(t)::text AS row FROM {table} t"),
        Conn::Sqlite(_) => {
            let member =
                |name: &str| format!("'{name}', CASE typeof({name}) WHEN 'blob' THEN hex({name}) ELSE {name} END");
            let members: Vec<String> = columns.iter().map(|(name, _)| member(name)).collect();
            format!("SELECT json_object({}) AS row FROM {table}", members.join(", "))
        }
    };
    let rows: Vec<Row> = diesel::sql_query(sql).load(conn).expect("the rows");
    rows.iter().map(|it| serde_json::from_str(&it.row).expect("an object")).collect()
}

/// The rows about a trial, and those about others.
pub async fn of_trial_and_others(app: &TestApp, trial: &str) -> (Vec<Stored>, Vec<Stored>) {
    let id = trial.to_owned();
    app.query(move |conn| {
        let tables = tables(conn);
        let all: Vec<Stored> = tables
            .iter()
            .flat_map(|(table, columns)| {
                rows(conn, table, columns).into_iter().map(|row| (table.clone(), row)).collect::<Vec<_>>()
            })
            .collect();
        let of_trial = |(table, row): &Stored| table == "trials" && row["id"] == *id || row["trial_id"] == *id;
        let conversions: Vec<Value> =
            all.iter().filter(|it| it.0 == "conversions" && of_trial(it)).map(|(_, row)| row["id"].clone()).collect();
        all.into_iter().partition(|it| of_trial(it) || conversions.contains(&it.1["conversion_id"]))
    })
    .await
}

/// Which columns of text hold anything, of those that people type.
pub fn filled(rows: &[Stored]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (table, row) in rows {
        let columns = TYPED.iter().find(|(name, _)| name == table).map_or(&[][..], |(_, columns)| *columns);
        let typed = columns.iter().filter(|column| row[**column].as_str().is_some_and(|text| !text.is_empty()));
        found.extend(typed.map(|column| format!("{table}.{column}")));
    }
    found
}

/// Every column that people type.
pub fn typed() -> BTreeSet<String> {
    let each = TYPED.iter().flat_map(|(table, columns)| columns.iter().map(move |column| format!("{table}.{column}")));
    each.collect()
}

/// The rows without what is typed and what a change stamps: what must stay.
pub fn kept(rows: &[Stored]) -> Vec<String> {
    let typed = typed();
    let stays =
        |table: &str, name: &String| !typed.contains(&format!("{table}.{name}")) && !STAMPED.contains(&name.as_str());
    let line = |(table, row): &Stored| {
        let members = row.as_object().expect("an object").iter().filter(|(name, _)| stays(table, name));
        format!("{table}: {}", Value::Object(members.map(|(name, value)| (name.clone(), value.clone())).collect()))
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort();
    lines
}

/// Columns of text about trials of which nobody has said whether they are erased.
pub async fn undecided(app: &TestApp) -> Vec<String> {
    let (kept, typed): (BTreeSet<&str>, _) = (KEPT.split_whitespace().collect(), typed());
    let tables = app.query(tables).await;
    assert!(tables.len() >= TYPED.len() + 5, "only {:?}", tables.keys());
    let texts = tables.iter().flat_map(|(table, columns)| {
        columns.iter().filter(|(_, is_text)| *is_text).map(move |(name, _)| (name, format!("{table}.{name}")))
    });
    texts
        .filter(|(name, place)| !kept.contains(name.as_str()) && !typed.contains(place))
        .map(|(_, place)| place)
        .collect()
}

/// The columns of text of these tables, in the order of their names.
pub async fn texts_of(app: &TestApp, named: &'static [&'static str]) -> Vec<String> {
    let mut tables = app.query(all_tables).await;
    tables.retain(|table, _| named.contains(&table.as_str()));
    let texts = tables.iter().flat_map(|(table, columns)| {
        columns.iter().filter(|(_, is_text)| *is_text).map(move |(name, _)| format!("{table}.{name}"))
    });
    texts.collect::<BTreeSet<_>>().into_iter().collect()
}
