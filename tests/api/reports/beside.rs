//! The same questions in SQL, on the tables as they are: written without a look at the engine.

use super::asked::{Asked, Values};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use dungthu::db::Conn;
use std::collections::BTreeMap;

/// What each dimension is in the table of trials.
pub const COLUMNS: [(&str, &str); 11] = [
    ("platform", "t.platform_id"),
    ("vendor", "t.vendor_id"),
    ("category", "t.category_code"),
    ("ministry", "t.ministry_code"),
    ("programme", "t.programme"),
    ("offer_days", "CAST(t.days AS TEXT)"),
    ("province", "t.province_code"),
    ("legacy_province", "coalesce(t.legacy_province_code, '')"),
    ("industry", "t.industry_version || ':' || t.industry_section"),
    ("size_class", "t.size_class"),
    ("channel", "t.channel"),
];

fn column(dimension: &str) -> &'static str {
    COLUMNS.iter().find(|(name, _)| *name == dimension).expect("a dimension").1
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

pub fn values(conn: &mut Conn) -> Values {
    let of = |(name, column): &(&'static str, &str)| {
        let sql = format!("SELECT DISTINCT {column} AS value FROM trials t ORDER BY 1");
        let rows: Vec<Value> = diesel::sql_query(sql).load(conn).expect("values");
        (*name, rows.into_iter().map(|row| row.value).collect())
    };
    COLUMNS.iter().map(of).collect()
}

/// Something that is counted: on which day, of which groups, what, and how often.
#[derive(Clone, Debug, QueryableByName)]
pub struct Fact {
    #[diesel(sql_type = BigInt)]
    pub day: i64,
    #[diesel(sql_type = Text)]
    pub one: String,
    #[diesel(sql_type = Text)]
    pub other: String,
    #[diesel(sql_type = Text)]
    pub what: String,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = BigInt)]
    pub times: i64,
}

/// The cell and what is counted in it.
pub type Key = (String, Vec<String>, String);

impl Fact {
    pub fn key(&self, asked: &Asked) -> Key {
        let groups = [&self.one, &self.other].into_iter().take(asked.groups.len()).cloned().collect();
        (asked.period(self.day), groups, self.what.clone())
    }
}

fn day(column: &str) -> String {
    format!("(({column}) / 1000000 + 25200) / 86400")
}

const A_DAY: i64 = 86_400_000_000;

/// All trials that are asked for, with what was known of them.
fn known(asked: &Asked, now: i64) -> String {
    let t = instant(asked, now);
    let within = |(of, values): &(&str, Vec<String>)| {
        let values: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
        format!(" AND {} IN ({})", column(of), values.join(","))
    };
    let filters: String = asked.filters.iter().map(within).collect();
    let group = |place: usize| asked.groups.get(place).map_or("''", |of| column(of));
    format!(
        "WITH x AS (SELECT trial_id, CAST(sum(days) AS BIGINT) * {A_DAY} AS moved FROM extensions WHERE status = 'agreed' AND answered_at > {t} GROUP BY trial_id), \
         c AS (SELECT k.trial_id, k.converted_at, k.already_customer, CASE \
           WHEN EXISTS (SELECT 1 FROM retention_checks r WHERE r.conversion_id = k.id AND r.side = 'business' AND r.days >= 90 AND r.status = 'retained' AND r.answered_at <= {t}) THEN 4 \
           WHEN k.checked_at <= {t} THEN 3 WHEN k.invoiced_at <= {t} THEN 2 ELSE 1 END AS level \
           FROM conversions k WHERE k.converted_at <= {t} AND (k.withdrawn_at IS NULL OR k.withdrawn_at > {t})), \
         w AS (SELECT {one} AS one, {other} AS other, t.id, t.root_key, t.granted, t.requested_at AS requested, t.respond_by, t.reason_code, \
           CASE WHEN t.accepted_at <= {t} THEN t.accepted_at END AS accepted, CASE WHEN t.provisioned_at <= {t} THEN t.provisioned_at END AS started, \
           CASE WHEN t.activated_at <= {t} THEN t.activated_at END AS activated, CASE WHEN t.engaged_at <= {t} THEN t.engaged_at END AS engaged, \
           CASE WHEN t.declined_at <= {t} THEN t.declined_at END AS declined, CASE WHEN t.unanswered_at <= {t} THEN t.unanswered_at END AS unanswered, \
           CASE WHEN t.cancelled_at <= {t} THEN t.cancelled_at END AS cancelled, \
           (SELECT min(a.claimed_at) FROM conversions a WHERE a.trial_id = t.id AND a.claimed_at <= {t}) AS claimed, \
           t.trial_end - coalesce(x.moved, 0) AS trial_end, t.window_end - coalesce(x.moved, 0) AS window_end, \
           CASE WHEN t.window_end - coalesce(x.moved, 0) <= {t} THEN 1 ELSE 0 END AS is_closed, \
           CASE WHEN t.trial_end - coalesce(x.moved, 0) <= {t} THEN 1 ELSE 0 END AS has_ended, \
           CASE WHEN t.respond_by <= {t} THEN 1 ELSE 0 END AS was_due, \
           CASE WHEN NOT c.already_customer THEN c.converted_at END AS converted, c.already_customer, coalesce(c.level, 0) AS level, \
           CASE WHEN c.already_customer THEN c.converted_at END AS already_at, \
           CASE WHEN NOT c.already_customer AND c.converted_at <= t.window_end - coalesce(x.moved, 0) THEN c.converted_at END AS counts \
           FROM trials t LEFT JOIN x ON x.trial_id = t.id LEFT JOIN c ON c.trial_id = t.id WHERE t.requested_at <= {t}{filters}), \
         d AS (SELECT k.trial_id, k.disputed_at, k.reason_code FROM conversions k WHERE k.disputed_at <= {t}), \
         v AS (SELECT k.trial_id, k.id, k.reason_code FROM conversions k WHERE k.withdrawn_at <= {t}) ",
        one = group(0),
        other = group(1),
    )
}

/// A count of trials for which something holds, by the day of an instant.
fn count(asked: &Asked, what: &str, at: &str, holds: &str) -> String {
    let (day, (first, last)) = (day(at), asked.days);
    format!(
        "SELECT {day} AS day, one, other, {what} AS what, CAST(0 AS BIGINT) AS number, count(*) AS times FROM w \
         WHERE NOT granted AND {at} IS NOT NULL AND ({holds}) AND {day} BETWEEN {first} AND {last} GROUP BY 1, 2, 3, 4"
    )
}

/// What is counted in a report: name, the instant whose day decides, condition.
fn counts(report: &str) -> Vec<(&'static str, &'static str, &'static str)> {
    let answered_on = "coalesce(accepted, declined) <= respond_by";
    match report {
        "funnel" => vec![
            ("/started", "started", "1 = 1"),
            ("/activated", "started", "activated IS NOT NULL"),
            ("/engaged", "started", "engaged IS NOT NULL"),
            ("/claimed", "started", "claimed IS NOT NULL"),
            ("/cancelled", "started", "cancelled IS NOT NULL"),
            ("/maturity/closed", "started", "is_closed = 1"),
            ("/confirmed", "started", "converted IS NOT NULL"),
            ("/already_customer", "started", "already_customer"),
            ("/evidenced", "started", "converted IS NOT NULL AND level >= 2"),
            ("/checked", "started", "converted IS NOT NULL AND level >= 3"),
            ("/retained", "started", "converted IS NOT NULL AND level >= 4"),
            ("/cohort_rate/numerator", "started", "counts IS NOT NULL"),
        ],
        "ended-rate" => vec![
            ("/ended_rate/denominator", "trial_end", "started IS NOT NULL AND has_ended = 1"),
            ("/maturity/closed", "trial_end", "started IS NOT NULL AND has_ended = 1 AND is_closed = 1"),
            ("/ended_rate/numerator", "trial_end", "started IS NOT NULL AND has_ended = 1 AND counts IS NOT NULL"),
        ],
        "flow" => vec![
            ("/requested", "requested", "1 = 1"),
            ("/accepted", "accepted", "1 = 1"),
            ("/started", "started", "1 = 1"),
            ("/activated", "activated", "1 = 1"),
            ("/engaged", "engaged", "1 = 1"),
            ("/cancelled", "cancelled", "1 = 1"),
            ("/conversions", "converted", "1 = 1"),
            ("/already_customer", "already_at", "1 = 1"),
        ],
        "service-levels" => vec![
            ("/requests", "requested", "1 = 1"),
            ("/accepted", "requested", "accepted IS NOT NULL"),
            ("/declined", "requested", "declined IS NOT NULL"),
            ("/unanswered", "requested", "unanswered IS NOT NULL"),
            ("/cancelled", "requested", "accepted IS NULL AND cancelled IS NOT NULL"),
            ("/waiting", "requested", "coalesce(accepted, declined, unanswered, cancelled) IS NULL"),
            (
                "/answered_in_time/denominator",
                "requested",
                "accepted IS NOT NULL OR declined IS NOT NULL OR (was_due = 1 AND (cancelled IS NULL OR cancelled > respond_by))",
            ),
            ("/answered_in_time/numerator", "requested", answered_on),
            ("/accepted_in_time/numerator", "requested", "accepted <= respond_by"),
            ("/unanswered_share/numerator", "requested", "unanswered IS NOT NULL"),
            ("/to_accept/count", "requested", "accepted IS NOT NULL"),
            ("/to_provision/count", "requested", "accepted IS NOT NULL AND started IS NOT NULL"),
        ],
        other => panic!("{other} is counted otherwise"),
    }
}

/// Why, and by the instant whose day decides.
const OUTCOME: &str = "CASE WHEN started IS NULL AND declined IS NOT NULL THEN 'declined' WHEN started IS NULL AND unanswered IS NOT NULL THEN 'unanswered' \
    WHEN started IS NULL AND cancelled IS NOT NULL THEN 'cancelled_before_start' WHEN started IS NULL OR counts IS NOT NULL THEN '' \
    WHEN already_customer THEN 'already_customer' \
    WHEN EXISTS (SELECT 1 FROM v WHERE v.trial_id = w.id) THEN 'withdrawn' \
    WHEN EXISTS (SELECT 1 FROM d WHERE d.trial_id = w.id) THEN 'disputed' \
    WHEN cancelled IS NOT NULL THEN 'cancelled' WHEN is_closed = 1 THEN 'expired' ELSE '' END";

/// Confirmations that were taken back, by the day of that.
fn withdrawn(asked: &Asked, now: i64) -> String {
    let (day, (first, last)) = (day("k.withdrawn_at"), asked.days);
    format!(
        "SELECT {day} AS day, one, other, '/withdrawn' AS what, CAST(0 AS BIGINT) AS number, count(*) AS times FROM w \
         JOIN conversions k ON k.trial_id = w.id AND k.withdrawn_at <= {} WHERE NOT granted AND {day} BETWEEN {first} AND {last} GROUP BY 1, 2, 3, 4",
        instant(asked, now)
    )
}

/// As of when, in microseconds.
fn instant(asked: &Asked, now: i64) -> i64 {
    asked.as_of.map_or(now, |day| (day + 1) * A_DAY - 25_200_000_000 - 1)
}

/// All facts that the answer counts.
pub fn facts(conn: &mut Conn, asked: &Asked, now: i64) -> Vec<Fact> {
    let (first, last) = asked.days;
    let parts = match asked.report {
        "reasons" => {
            let last = |of: &str, order: &str| {
                format!(
                    "WHEN EXISTS (SELECT 1 FROM {of} WHERE {of}.trial_id = w.id) THEN (SELECT {of}.reason_code FROM {of} WHERE {of}.trial_id = w.id ORDER BY {order} DESC LIMIT 1)"
                )
            };
            let reason = format!(
                "CASE WHEN started IS NULL THEN reason_code WHEN already_customer THEN NULL {} {} WHEN cancelled IS NOT NULL THEN reason_code END",
                last("v", "v.id"),
                last("d", "d.disputed_at")
            );
            let what = format!("{OUTCOME} || ':' || coalesce({reason}, '')");
            vec![count(asked, &what, "coalesce(started, requested)", &format!("{OUTCOME} <> ''"))]
        }
        "time-to-convert" => {
            let times = |what: &str, from: &str| {
                format!(
                    "SELECT {day} AS day, one, other, '{what}' AS what, counts / 1000000 - {from} / 1000000 AS number, CAST(1 AS BIGINT) AS times FROM w \
                     WHERE NOT granted AND counts IS NOT NULL AND {from} IS NOT NULL AND {day} BETWEEN {first} AND {last}",
                    day = day("started")
                )
            };
            vec![times("/from_start", "started"), times("/from_activation", "activated")]
        }
        "cohorts" => vec![format!(
            "SELECT {day} AS day, one, other, CASE WHEN is_closed = 1 THEN 'closed' ELSE 'open' END AS what, \
             coalesce({converted} - {day}, CAST(-1 AS BIGINT)) AS number, count(*) AS times FROM w \
             WHERE NOT granted AND started IS NOT NULL AND {day} BETWEEN {first} AND {last} GROUP BY 1, 2, 3, 4, 5",
            day = day("started"),
            converted = day("counts")
        )],
        report => counts(report)
            .into_iter()
            .map(|(what, at, holds)| count(asked, &format!("'{what}'"), at, holds))
            .chain((report == "flow").then(|| withdrawn(asked, now)))
            .collect(),
    };
    let sql = format!("{}{}", known(asked, now), parts.join(" UNION ALL "));
    diesel::sql_query(&sql).load(conn).unwrap_or_else(|error| panic!("{error}: {sql}"))
}

/// Sums of facts by cell and name.
pub fn summed(facts: &[Fact], asked: &Asked) -> BTreeMap<Key, i64> {
    let mut sums = BTreeMap::new();
    for fact in facts {
        *sums.entry(fact.key(asked)).or_default() += fact.times;
    }
    sums
}

/// Distinct firms of the trials that started.
pub fn firms(conn: &mut Conn, asked: &Asked, now: i64) -> i64 {
    let (day, (first, last)) = (day("started"), asked.days);
    let sql = format!(
        "{}SELECT CAST(count(DISTINCT root_key) AS TEXT) AS value FROM w WHERE NOT granted AND started IS NOT NULL AND {day} BETWEEN {first} AND {last}",
        known(asked, now)
    );
    let row: Value = diesel::sql_query(&sql).get_result(conn).expect(&sql);
    row.value.parse().expect("a number")
}
