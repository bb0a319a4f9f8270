//! A generated database: everything of a programme, consistent and always the same; for benches alone.

use super::{TRIALS, fill};
use crate::catalog::figures::kept_and_counted;
use crate::commands::process::{BINARY, run, start};
use crate::support::client::text;
use crate::support::json;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use dungthu::db::Conn;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// What a query `SELECT … AS what, count(*) AS number` counts.
fn counted(conn: &mut Conn, sql: &str) -> BTreeMap<String, i64> {
    let rows: Vec<Counted> = diesel::sql_query(sql).load(conn).expect(sql);
    rows.into_iter().map(|row| (row.what, row.number)).collect()
}

/// Queries that must find nothing: what no constraint of a table can say.
const NEVER: [&str; 12] = [
    "SELECT id AS what FROM events WHERE kind NOT IN ('second_factor.installed', 'seed.loaded')",
    "SELECT id AS what FROM outbox",
    "SELECT tax_code AS what FROM businesses WHERE tax_code IS NOT NULL AND tax_code NOT LIKE '99%'",
    "SELECT tax_code AS what FROM vendors WHERE tax_code NOT LIKE '99%'",
    "SELECT id AS what FROM accounts WHERE email NOT LIKE '%@demo.example'",
    "SELECT b.id AS what FROM businesses b WHERE NOT EXISTS (SELECT 1 FROM memberships m WHERE m.business_id = b.id)
        OR NOT EXISTS (SELECT 1 FROM business_sizes s WHERE s.business_id = b.id AND s.size_class = b.size_class)",
    "SELECT t.id AS what FROM trials t JOIN businesses b ON b.id = t.business_id
        WHERE b.root_key <> t.root_key OR b.province_code <> t.province_code OR b.size_class <> t.size_class",
    "SELECT id AS what FROM trials WHERE accepted_at < requested_at OR provisioned_at < accepted_at
        OR activated_at < provisioned_at OR engaged_at < activated_at OR expired_at <= trial_end",
    // An open request has its deadline, and so has a trial that runs.
    "SELECT t.id AS what FROM trials t WHERE t.status IN ('requested', 'provisioned', 'activated', 'engaged')
        AND NOT EXISTS (SELECT 1 FROM deadlines d WHERE d.subject_id = t.id)",
    "SELECT c.id AS what FROM conversions c JOIN trials t ON t.id = c.trial_id
        WHERE c.status = 'confirmed' AND NOT c.already_customer AND t.status <> 'converted' AND c.converted_at <= t.window_end",
    "SELECT c.id AS what FROM conversions c WHERE c.status = 'disputed'
        AND NOT EXISTS (SELECT 1 FROM unsettled_conversions u WHERE u.conversion_id = c.id)",
    "SELECT t.id AS what FROM trials t WHERE t.granted AND NOT EXISTS (SELECT 1 FROM trial_grants g WHERE g.trial_id = t.id)",
];

/// What has to be there, each with its tables' own words.
fn check(conn: &mut Conn) {
    let [kept, trials] = kept_and_counted(conn);
    assert!(kept.len() == 60 && kept == trials, "the figures of the platforms");
    for sql in NEVER {
        let found = counted(conn, &format!("SELECT what, CAST(1 AS BIGINT) AS number FROM ({sql}) AS found LIMIT 3"));
        assert!(found.is_empty(), "{sql}: {found:?}");
    }
    let stages = counted(conn, "SELECT status AS what, count(*) AS number FROM trials GROUP BY status");
    let all = dungthu::trials::TrialStatus::ALL.iter().map(|status| status.as_str());
    assert!(all.clone().all(|status| stages.get(status).is_some_and(|number| *number > 0)), "{stages:?}");
    assert_eq!(stages.values().sum::<i64>(), i64::from(TRIALS));
    let share = |status: &str| stages[status] as f64 / f64::from(TRIALS);
    // As the replay deals them out: of 13 requests 10 start, and of those 1.25 stay.
    assert!((0.06..0.14).contains(&share("converted")) && (0.05..0.1).contains(&share("declined")), "{stages:?}");
    let outcomes = counted(conn, "SELECT status AS what, count(*) AS number FROM conversions GROUP BY status");
    assert!(["claimed", "confirmed", "disputed"].iter().all(|status| outcomes[*status] > 100), "{outcomes:?}");
    let provinces =
        counted(conn, "SELECT province_code AS what, count(*) AS number FROM trials GROUP BY province_code");
    assert_eq!(provinces.len(), 34);
    let waiting =
        counted(conn, "SELECT kind AS what, count(*) AS number FROM deadlines WHERE state = 'waiting' GROUP BY kind");
    for kind in ["trial.nudge", "trial.reminder", "trial.end", "claim.reminder", "retention.check"] {
        assert!(waiting.get(kind).is_some_and(|number| *number > 0), "{kind}: {waiting:?}");
    }
    let platforms = counted(conn, "SELECT platform_id AS what, count(*) AS number FROM trials GROUP BY platform_id");
    let more = counted(
        conn,
        "SELECT 'grants' AS what, count(*) AS number FROM trial_grants UNION ALL SELECT 'wishes', count(*) FROM extensions UNION ALL SELECT 'checks', count(*) FROM retention_checks",
    );
    assert!(platforms.len() == 60 && more.values().all(|number| *number > 0), "{more:?}");
    if let Conn::Sqlite(_) = conn {
        let broken = counted(conn, "SELECT \"table\" AS what, rowid AS number FROM pragma_foreign_key_check");
        assert!(broken.is_empty(), "{broken:?}");
    }
}

engines! {
    async fn a_generated_database_has_every_stage_and_holds_every_rule(app) {
        fill(app, TRIALS, "2026-11-16").await;
        app.query(check).await;
        assert!(crate::tasks::as_migrated(app).await > 500);
        let again = Box::pin(dungthu::generate::run(&app.config, &dungthu::generate::Generate { trials: 1_000, seed: 7, on: None })).await;
        let before = app.digest().await;
        assert!(again.is_err_and(|why| why.contains("is in use: it holds accounts")), "a database in use is left alone");
        assert_eq!(app.digest().await, before);
        let auditor = app.person("a-test@demo.example", Some(dungthu::accounts::model::StaffRole::Auditor)).await;
        let funnel = auditor.get("/v1/reports/funnel?interval=month&from=2024-11-01&to=2026-11-16").await.ok(200);
        let total = &funnel["total"];
        let (started, confirmed) = (total["started"].as_i64().expect("started"), total["confirmed"].as_i64().expect("confirmed"));
        let in_table = app.query(|conn| counted(conn, "SELECT 'started' AS what, count(*) AS number FROM trials WHERE started_on IS NOT NULL AND NOT granted")).await;
        assert_eq!(started, in_table["started"], "{total}");
        assert!((0.08..0.17).contains(&(confirmed as f64 / started as f64)), "{total}");
        let list = auditor.get("/v1/trials?status=engaged&limit=100").await.ok(200);
        let first = &list["data"][0];
        let trial = auditor.get(&format!("/v1/trials/{}", first["id"].as_str().expect("an id"))).await.ok(200);
        assert_eq!((&trial["status"], &trial["id"]), (&json!("engaged"), &first["id"]));
        assert_eq!(auditor.get(&format!("/v1/trials/{}/events", first["id"].as_str().expect("an id"))).await.ok(200)["data"], json!([]));
        let waiting = auditor.get("/v1/conversions?limit=100").await.ok(200);
        assert_eq!(waiting["data"].as_array().map(Vec::len), Some(100));
    }
}

/// The rows of two databases but for what opens the accounts, seals second factors and finds households.
fn comparable(url: &str) -> String {
    let url = dungthu::db::DatabaseUrl::parse(url).expect("a url");
    let mut conn = Conn::open(&url, dungthu::db::Use::Read).expect("the database");
    let tables = [
        (
            "trials",
            "id || status || updated_at || coalesce(trial_end, 0) || platform_id || business_id || requested_by || days",
        ),
        ("businesses", "id || name || province_code || employees || size_class || coalesce(tax_code, '')"),
        ("accounts", "id || email || name || created_at"),
        ("conversions", "id || status || claimed_at || coalesce(answered_by, '')"),
        ("deadlines", "subject_id || kind || step || due_at"),
        ("platforms", "id || slug || category_code"),
    ];
    let rows = |(table, columns): (&str, &str)| {
        let sql =
            format!("SELECT {columns} AS what, CAST(1 AS BIGINT) AS number FROM {table} WHERE id <> '' ORDER BY 1");
        let sql = if table == "deadlines" { sql.replace("id <> ''", "kind <> ''") } else { sql };
        let sql = if table == "platforms" { sql.replace("id <> ''", "vendor_id IS NOT NULL") } else { sql };
        let rows: Vec<Counted> = diesel::sql_query(sql).load(&mut conn).expect(table);
        rows.into_iter().map(|row| row.what + "\n").collect::<String>()
    };
    tables.map(rows).concat()
}

#[test]
fn the_same_seed_gives_the_same_rows_wherever_the_process_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = |file: &str, zone: &str, seed: &str| {
        let url = format!("sqlite://{}", folder.path().join(file).display());
        let wanted = ["generate", "--trials", "1000", "--on", "2026-11-16", "--seed", seed, "--database-url", &url];
        let made =
            Command::new(BINARY).args(wanted).env("TZ", zone).current_dir(folder.path()).output().expect("the binary");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        (comparable(&url), String::from_utf8_lossy(&made.stdout).into_owned())
    };
    let (here, _) = made("a.db", "Asia/Ho_Chi_Minh", "7");
    let (there, _) = made("b.db", "America/New_York", "7");
    let (other, _) = made("c.db", "Asia/Ho_Chi_Minh", "8");
    assert!(here == there, "another zone, the same rows");
    assert!(here != other, "another seed, other rows");
}

/// What is printed behind these words, up to a sign.
fn printed<'a>(said: &'a str, before: &str, until: &[char]) -> &'a str {
    said.split_once(before).expect(before).1.split(until).next().expect("a word")
}

#[test]
fn who_is_printed_can_log_in_and_finds_what_is_theirs() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = run(folder.path(), &["generate", "--trials", "1000"], "");
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(made.status.success() && said.contains("for benches only"), "{}", String::from_utf8_lossy(&made.stderr));
    let (password, secret) = (printed(&said, "«", &['»']), printed(&said, "dungthu totp ", &['\n', ' ']));
    let code = run(folder.path(), &["totp", "-"], secret);
    let code = String::from_utf8_lossy(&code.stdout).trim().to_owned();
    actix_web::rt::System::new().block_on(async {
        let server = start(
            folder.path(),
            Command::new(BINARY).args(["serve", "--listen", "127.0.0.1:0", "--mail", "smtp://127.0.0.1:1"]),
        );
        for (email, path, least) in [
            ("sme1@demo.example", "/v1/trials", 4),
            ("vendor1@demo.example", "/v1/trials?limit=100", 10),
            ("reviewer@demo.example", "/v1/conversions", 10),
        ] {
            let staff = email.starts_with("reviewer");
            let body = if staff {
                json!({"email": email, "password": password, "code": code})
            } else {
                json!({"email": email, "password": password})
            };
            let session = server.client.post("/v1/sessions", body).await.ok(201);
            let seen: Value = server.client.with_token(&text(&session, "token")).get(path).await.ok(200);
            assert!(seen["data"].as_array().is_some_and(|all| all.len() >= least), "{email}: {seen}");
        }
    });
    let help = run(folder.path(), &["generate", "--help"], "");
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    assert!(help.contains("for benches only") && help.contains("past the actions"), "{help}");
    for (trials, told) in [("999", "1000..=5000000"), ("5000001", "1000..=5000000")] {
        let refused = run(folder.path(), &["generate", "--trials", trials], "");
        assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains(told));
    }
}
