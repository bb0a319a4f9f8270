//! The database of the bench: platforms that are published, and the same search by `LIKE`.

use super::generated;
use clap::Parser;
use dungthu::catalog::Catalog;
use dungthu::clock::Clock;
use dungthu::config::Config;
use dungthu::db::DatabaseUrl;
use dungthu::secrets::Key;
use dungthu::server;
use dungthu::values::text::fold;
use dungthu::values::{EventId, Timestamp, TypedId};
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::{Duration, Instant};

fn config(file: &Path) -> Config {
    #[derive(Parser)]
    struct Defaults {
        #[command(flatten)]
        config: Config,
    }
    let mut config = Defaults::parse_from(["dungthu"]).config;
    config.database_url = DatabaseUrl::parse(&format!("sqlite://{}", file.display())).expect("a url");
    config
}

/// Makes the database; how long a catalog takes to be read and indexed.
pub fn set(file: &Path, platforms: usize) -> Duration {
    let config = config(file);
    actix_web::rt::System::new().block_on(async {
        let db = server::open_database(&config, Clock::System).await.expect("a database");
        insert(&mut Connection::open(file).expect("the file"), platforms);
        let key = Key::load_or_make(&file.with_extension("key")).expect("a key");
        let began = Instant::now();
        Catalog::new(key).follow(&db).await.expect("an index");
        began.elapsed()
    })
}

fn insert(conn: &mut Connection, platforms: usize) {
    let tx = conn.transaction().expect("a transaction");
    // The column that a search by `LIKE` needs is the bench's alone.
    tx.execute("ALTER TABLE platforms ADD COLUMN search_text TEXT", []).expect("a column");
    for number in 0..platforms {
        let it = generated::platform(number);
        publish(&tx, &it);
        say_more(&tx, &it.id, number);
    }
    tx.commit().expect("the platforms");
}

fn publish(conn: &Connection, it: &generated::Generated) {
    let text = fold(&[it.name.as_str(), &it.vendor, &it.summary_vi, &it.summary_en].join(" "));
    conn.prepare(
        "INSERT INTO platforms (id, slug, name, vendor_name, category_code, summary_vi, summary_en, status, search_text, sort_key,
         published_at, created_at, updated_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'published', ?8, ?9, 0, 0, 0, 1)",
    )
    .expect("a statement")
    .execute(params![it.id, it.slug, it.name, it.vendor, it.category, it.summary_vi, it.summary_en, text, fold(&it.name)])
    .expect("a platform");
}

/// What lists are narrowed by.
fn say_more(conn: &Connection, id: &str, number: usize) {
    let profile = format!("{{\"security_level\": {}}}", number % 5 + 1);
    conn.prepare("INSERT INTO platform_profiles (platform_id, profile) VALUES (?1, ?2)")
        .expect("a statement")
        .execute(params![id, profile])
        .expect("a profile");
    let (price, days) = ([0, 150_000, 400_000, 900_000, 2_500_000][number / 3 % 5], 30 * (number / 7 % 3 + 1));
    conn.prepare(
        "INSERT INTO offers (platform_id, valid_from, micro_days, small_days, price_vnd_per_month, included_vi, included_en, at_end)
         VALUES (?1, '2026-01-01', ?2, ?2, ?3, '', '', 'stops')",
    )
    .expect("a statement")
    .execute(params![id, days as i64, price])
    .expect("an offer");
}

/// One more, first by name.
pub fn publish_another(file: &Path) {
    let it = generated::Generated {
        slug: "a-new-one".to_owned(),
        name: "0 first".to_owned(),
        ..generated::platform(20_000)
    };
    let conn = Connection::open(file).expect("the file");
    conn.busy_timeout(Duration::from_secs(5)).expect("a timeout");
    publish(&conn, &it);
    conn.execute(
        "INSERT INTO events (id, at, kind, subject_id, body) VALUES (?1, 0, 'platform.published', ?2, '{}')",
        params![EventId::new_at(Timestamp::default()).as_str(), it.id],
    )
    .expect("a fact");
}

/// The same words asked of the database, all to occur, by name, twenty: half on each of two connections.
pub fn by_like(file: &Path, queries: &[String]) -> Duration {
    let began = Instant::now();
    std::thread::scope(|scope| {
        let (one, other) = queries.split_at(queries.len() / 2);
        for half in [one, other] {
            scope.spawn(move || {
                let conn = Connection::open(file).expect("the file");
                for query in half {
                    let words: Vec<String> = fold(query).split(' ').map(|word| format!("%{word}%")).collect();
                    let all = vec!["search_text LIKE ?"; words.len()].join(" AND ");
                    let text = format!(
                        "SELECT * FROM platforms WHERE status = 'published' AND {all} ORDER BY sort_key, id LIMIT 21"
                    );
                    let mut statement = conn.prepare(&text).expect("a statement");
                    let mut rows = statement.query(rusqlite::params_from_iter(words)).expect("rows");
                    while rows.next().expect("a row").is_some() {}
                }
            });
        }
    });
    began.elapsed()
}
