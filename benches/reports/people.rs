//! Who asks and who signs up: people of the generated programme, logged in without a password.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use dungthu::accounts::model::Account;
use dungthu::accounts::second_factor::Proof;
use dungthu::accounts::sessions::{Origin, actions as sessions};
use dungthu::clock::Clock;
use dungthu::db::schema::{accounts as a, memberships as m, platforms as p, trials as t};
use dungthu::db::{Cause, Conn, DatabaseUrl, Db, Tx, Use};
use dungthu::error::{Error, Result};
use dungthu::secrets::Secret;
use std::collections::{BTreeMap, HashSet};

/// Trials that each firm asks for.
const EACH: usize = 12;

/// The values that occur of each dimension.
pub type Values = BTreeMap<&'static str, Vec<String>>;

/// What each dimension is in the table of trials.
const COLUMNS: [(&str, &str); 10] = [
    ("platform", "t.platform_id"),
    ("vendor", "t.vendor_id"),
    ("category", "t.category_code"),
    ("ministry", "t.ministry_code"),
    ("programme", "t.programme"),
    ("offer_days", "CAST(t.days AS TEXT)"),
    ("province", "t.province_code"),
    ("industry", "t.industry_version || ':' || t.industry_section"),
    ("size_class", "t.size_class"),
    ("channel", "t.channel"),
];

fn written<T: Send + 'static>(url: &str, write: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static) -> T {
    let url = DatabaseUrl::parse(url).expect("a url");
    actix_web::rt::System::new().block_on(async {
        let db = Db::open(&url, Clock::System, |_, _| Ok(())).expect("a database");
        db.write(Cause::default(), write).await.expect("it is written")
    })
}

pub fn read(url: &str) -> Conn {
    let mut conn = Conn::open(&DatabaseUrl::parse(url).expect("a url"), Use::Read).expect("the database");
    if let Conn::Postgres(conn) = &mut conn {
        conn.batch_execute("SET statement_timeout = 0").expect("time");
    }
    conn
}

/// What a generated programme lacks.
pub fn add_more(url: &str) {
    let mut conn = Conn::open(&DatabaseUrl::parse(url).expect("a url"), Use::Write).expect("the database");
    if let Conn::Postgres(conn) = &mut conn {
        conn.batch_execute("SET statement_timeout = 0").expect("time");
    }
    conn.batch_execute(include_str!("more.sql")).expect("more");
    conn.batch_execute("ANALYZE").expect("statistics");
}

fn session(tx: &mut Tx<'_>, account: &Account) -> Result<String> {
    let secret = Secret::random()?;
    let origin = Origin { network: "192.0.2.0/24".to_owned(), user_agent: None };
    sessions::log_in(tx, account, &secret, account.staff_role.is_some().then_some(Proof::Totp), &origin)?;
    Ok(secret.reveal().to_owned())
}

/// The token of somebody who may read figures.
pub fn log_in(url: &str) -> String {
    written(url, |tx| {
        let auditor = a::table.filter(a::email.eq("auditor@demo.example")).select(Account::as_select());
        let auditor: Account = auditor.first(&mut **tx)?;
        session(tx, &auditor)
    })
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

pub fn values(url: &str) -> Values {
    let mut conn = read(url);
    let of = |(name, column): &(&'static str, &str)| {
        let sql = format!("SELECT DISTINCT {column} AS value FROM (SELECT * FROM trials LIMIT 20000) t ORDER BY 1");
        let rows: Vec<Value> = diesel::sql_query(sql).load(&mut conn).expect("values");
        (*name, rows.into_iter().map(|row| row.value).collect())
    };
    COLUMNS.iter().map(of).collect()
}

/// So many requests of firms for platforms that they have not tried.
pub fn sign_ups(url: &str, count: usize) -> Vec<Vec<u8>> {
    written(url, move |tx| {
        let platforms: Vec<String> =
            p::table.filter(p::name.like("%(demo)")).order(p::id).select(p::id).load(&mut **tx)?;
        let people = m::table.inner_join(a::table).filter(m::business_id.is_not_null()).order(m::business_id.desc());
        let people = people.limit(count.div_ceil(EACH) as i64);
        let people: Vec<(Option<String>, Account)> =
            people.select((m::business_id, Account::as_select())).load(&mut **tx)?;
        let mut requests = Vec::new();
        for (business, account) in people {
            let (business, token) = (business.ok_or_else(|| Error::internal("no business"))?, session(tx, &account)?);
            let tried: HashSet<String> = t::table
                .filter(t::business_id.eq(&business))
                .select(t::platform_id)
                .load(&mut **tx)?
                .into_iter()
                .collect();
            let others = platforms.iter().filter(|platform| !tried.contains(*platform)).take(EACH);
            requests.extend(others.map(|platform| request(&business, platform, &token)));
        }
        // Firms take turns.
        let length = requests.len();
        Ok((0..length)
            .map(|place| requests[(place * EACH + place * EACH / length) % length].clone())
            .take(count)
            .collect())
    })
}

fn request(business: &str, platform: &str, token: &str) -> Vec<u8> {
    // A key has 64 characters at most.
    let key: String = [business, platform].iter().flat_map(|id| id.chars().skip(20)).collect();
    let body = format!(
        "{{\"business_id\": \"{business}\", \"platform_id\": \"{platform}\", \"need\": \"Demo\", \"contact_name\": \"Demo\", \
         \"contact_email\": \"contact@demo.example\", \"consent_to_pass_contact\": true, \"channel\": \"direct\"}}"
    );
    format!(
        "POST /v1/trials HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Idempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
