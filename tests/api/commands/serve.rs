//! `serve`, `admin create`, `migrate`, `openapi`: safe when fresh, clear when refused.

use super::process::{BINARY, run, start, start_logged};
use crate::support::client::text;
use crate::support::json;
use std::process::Command;

fn system(body: impl AsyncFn()) {
    actix_web::rt::System::new().block_on(body());
}

#[test]
fn a_fresh_server_has_no_account_until_the_command_line_makes_one() {
    let folder = tempfile::tempdir().expect("a folder");
    system(async || {
        let server = start(folder.path(), Command::new(BINARY).args(["serve", "--listen", "127.0.0.1:0"]));
        let found = server.client.get("/v1/platforms?limit=100").await.ok(200);
        assert_eq!(found["data"].as_array().map(Vec::len), Some(64));
        let password = "hoa súng tím 77";
        for email in ["admin@demo.example", "admin", "root"] {
            server
                .client
                .post("/v1/sessions", json!({"email": email, "password": password}))
                .await
                .problem(401, "wrong_credentials");
        }
        let made = run(
            folder.path(),
            &["admin", "create", "--email", "admin@demo.example", "--name", "Demo", "--password-stdin"],
            &format!("{password}\n"),
        );
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        for (password, why) in [("Mật khẩu 123456", "Many people use"), ("quản trị 20262026", "little more than")]
        {
            let weak = ["admin", "create", "--email", "second@demo.example", "--name", "Demo", "--password-stdin"];
            let refused = run(folder.path(), &weak, &format!("{password}\n"));
            let told = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert!(!refused.status.success() && told.contains(why) && !told.contains(password), "{told}");
        }
        let again = run(folder.path(), &["admin", "create", "--email", "ADMIN@demo.example", "--name", "Demo"], "");
        assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("choose another --email"));
        let session = server
            .client
            .post("/v1/sessions", json!({"email": "admin@demo.example", "password": password}))
            .await
            .ok(201);
        let me = server.client.with_token(&text(&session, "token")).get("/v1/me").await.ok(200);
        assert_eq!(me["staff_role"], "administrator");
        assert!(server.terminate(), "SIGTERM ends it well");
    });
}

#[test]
fn an_officer_has_a_province_and_nobody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let officer = |more: &[&str]| {
        let create = ["admin", "create", "--email", "officer@demo.example", "--name", "Demo"];
        run(folder.path(), &[&create, more].concat(), "")
    };
    for (more, told) in [
        (&["--role", "province-officer"][..], "--province with a code of GET /v1/provinces"),
        (&["--role", "province-officer", "--province", "99"], "--province: This list has no such province code"),
        (&["--role", "auditor", "--province", "48"], "--province goes with --role province-officer"),
    ] {
        let refused = officer(more);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(told), "{said}");
    }
    let made = officer(&["--role", "province-officer", "--province", "48"]);
    assert!(String::from_utf8_lossy(&made.stdout).contains("officer@demo.example is province_officer"));
}

#[test]
fn no_password_is_made_but_a_link_by_which_its_owner_chooses_one_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = run(
        folder.path(),
        &["admin", "create", "--email", "reviewer@demo.example", "--name", "Demo", "--role", "reviewer"],
        "",
    );
    let printed = String::from_utf8_lossy(&made.stdout).into_owned();
    let link = printed.lines().find_map(|line| line.strip_prefix("link to choose a password (shown this once): "));
    let path = link.and_then(|link| link.find("/pages/").map(|at| link[at..].to_owned())).expect("a link");
    assert!(printed.contains("within 30 minutes") && printed.contains("staff need a second factor"), "{printed}");
    assert!(!printed.contains("otpauth") && !printed.contains("password:"), "{printed}");
    system(async || {
        let server = start(folder.path(), Command::new(BINARY).args(["serve", "--listen", "127.0.0.1:0"]));
        let session = |password: &str| json!({"email": "reviewer@demo.example", "password": password});
        let (chosen, other) = ("hoa súng tím 77", "ao cá mùa thu 77");
        let form = |password: &str| serde_urlencoded::to_string([("password", password)]).expect("a form");
        server.client.post("/v1/sessions", session(chosen)).await.problem(401, "wrong_credentials");
        assert_eq!(server.client.press(&path, &form("password1234")).await.status, 422, "a weak one is refused");
        assert_eq!(server.client.press(&path, &form(chosen)).await.status, 200);
        server.client.post("/v1/sessions", session(chosen)).await.ok(201);
        assert_eq!(server.client.press(&path, &form(other)).await.status, 410, "it works once");
        server.client.post("/v1/sessions", session(other)).await.problem(401, "wrong_credentials");
    });
}

#[test]
fn the_log_says_of_every_refusal_what_it_was_where_from_and_which_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--limits", "registrations=1"];
    system(async || {
        let server = start_logged(folder.path(), Command::new(BINARY).args(arguments), &log);
        let person = |password: &str| json!({"email": "who@demo.example", "name": "Demo", "password": password});
        let post = |path: &'static str, body| server.client.post(path, body);
        let mut refused = Vec::new();
        post("/v1/accounts", person("hoa súng tím 77")).await.ok(202);
        for (reply, code) in [
            (post("/v1/accounts", person("hoa súng tím 77")).await, "too_many_requests"),
            (post("/v1/accounts", person("hush")).await, "invalid_values"),
            (post("/v1/sessions", json!({"email": "who@demo.example", "is_admin": true})).await, "malformed_json"),
            (server.client.get("/v1/platforms?nothing=known").await, "invalid_query"),
            (server.client.with_token("forged").get("/v1/me").await, "unauthenticated"),
        ] {
            let id = reply.problem(reply.status, code)["request_id"].as_str().expect("an id").to_owned();
            refused.push((id, reply.status, code));
        }
        assert!(server.terminate());
        let log = std::fs::read_to_string(&log).expect("the log");
        let lines: Vec<serde_json::Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        for (id, status, code) in refused {
            let line = lines.iter().find(|line| line["request_id"] == id && line["message"] == "request");
            let line = line.unwrap_or_else(|| panic!("no line of {id}, {code}: {log}"));
            assert_eq!((&line["status"], &line["code"]), (&json!(status), &json!(code)));
            assert!(
                line["timestamp"].is_string() && line["network"] == "127.0.0.0/24" && line["route"].is_string(),
                "{line}"
            );
        }
        assert!(!log.contains("hush") && !log.contains("hoa súng tím"), "{log}");
    });
}

#[test]
fn what_cannot_be_is_refused_with_what_to_type_instead() {
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, said) in [
        (vec!["serve", "--listen", "0.0.0.0:0"], "also give --public-url"),
        (vec!["serve", "--listen", "0.0.0.0:0", "--public-url", "https://demo.example"], "also give --mail"),
        (
            vec![
                "serve",
                "--listen",
                "0.0.0.0:0",
                "--public-url",
                "http://demo.example",
                "--mail",
                "smtp://127.0.0.1:25",
            ],
            "also give --public-url https://",
        ),
        (vec!["demo", "--listen", "0.0.0.0:0"], "use «dungthu serve»"),
        (vec!["serve", "--database-url", "data/x.db"], "begins with sqlite:// or postgres://"),
        (vec!["serve", "--mail", "postfix"], "smtp://host:port"),
        (vec!["serve", "--public-url", "demo.example"], "begins with https://"),
        (vec!["admin", "create", "--email", "nobody", "--name", "Demo"], "--email: Not an e-mail address"),
        (
            vec!["admin", "create", "--email", "a@demo.example", "--name", "Demo", "--password-stdin"],
            "A password needs",
        ),
        (vec!["serv"], "serve"),
        (vec!["serve", "--workers", "600"], "to 512"),
        (vec!["serve", "--log", "zz=zz=zz"], "dungthu=debug"),
    ] {
        let refused = run(folder.path(), &arguments, "short\n");
        let error = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && error.contains(said), "{arguments:?}: {error}");
    }
}

#[test]
fn a_database_with_other_accounts_is_not_for_the_demo() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = run(folder.path(), &["admin", "create", "--email", "admin@demo.example", "--name", "Demo"], "");
    assert!(made.status.success());
    let refused = run(folder.path(), &["demo", "--listen", "127.0.0.1:0"], "");
    assert!(
        !refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("choose another --database-url")
    );
}

#[test]
fn the_demos_database_is_not_served_as_a_real_one() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(start(folder.path(), Command::new(BINARY).args(["demo", "--listen", "127.0.0.1:0"])).terminate());
    let refused = run(folder.path(), &["serve", "--listen", "127.0.0.1:0"], "");
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("holds the demo"));
}

#[test]
fn the_document_is_written_to_standard_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = run(folder.path(), &["openapi"], "");
    let document: serde_json::Value = serde_json::from_slice(&written.stdout).expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
}

/// A SIGTERM is told to balancers before anybody is turned away: still listening, not ready, connections asked to close.
#[test]
fn a_stop_is_announced_before_it_happens() {
    let folder = tempfile::tempdir().expect("a folder");
    system(async || {
        let server = start(folder.path(), Command::new(BINARY).args(["serve", "--listen", "127.0.0.1:0"]));
        assert_eq!(server.client.get("/readyz").await.status, 200);
        server.ask_to_stop();
        let mut last = server.client.get("/readyz").await;
        while last.status == 200 {
            last = server.client.get("/readyz").await;
        }
        last.problem(503, "unavailable");
        let answered = server.client.get("/v1/platforms?limit=1").await;
        assert_eq!((answered.status, answered.header("connection")), (200, Some("close")));
        assert!(server.ended_well());
    });
}

/// Requests that are open when the stop is asked for are answered; log-ins take long enough to be open.
#[test]
fn a_stop_fails_no_open_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let password = "hoa súng tím 77";
    let line = format!("{password}\n");
    let admin = ["admin", "create", "--email", "admin@demo.example", "--name", "Demo", "--password-stdin"];
    assert!(run(folder.path(), &admin, &line).status.success());
    system(async || {
        let server = start(folder.path(), Command::new(BINARY).args(["serve", "--listen", "127.0.0.1:0"]));
        let session = json!({"email": "admin@demo.example", "password": password});
        // The first makes the connections; the stop is asked for while the others wait for their turn to be hashed.
        server.client.post("/v1/sessions", session.clone()).await.ok(201);
        let client = server.client.clone();
        let open = (0..24).map(|_| client.post("/v1/sessions", session.clone()));
        let stop = async {
            client.get("/livez").await;
            server.ask_to_stop();
        };
        let (answers, ()) = futures_util::future::join(futures_util::future::join_all(open), stop).await;
        let answered = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(answered, answers.len());
        assert!(server.ended_well());
    });
}

/// A real I/O error: the operating system refuses to let the files grow (EFBIG becomes SQLITE_IOERR).
#[test]
fn an_io_error_is_answered_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(run(folder.path(), &["migrate"], ""));
    let large = std::fs::read_dir(folder.path().join("data"))
        .expect("the data")
        .flatten()
        .map(|file| file.metadata().map_or(0, |m| m.len()))
        .max();
    // The start itself writes some 30 KB behind what is there.
    let blocks = large.expect("a database") / 512 + 80;
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec {BINARY} serve --listen 127.0.0.1:0 --mail file:mail");
    system(async || {
        let server = start(folder.path(), Command::new("sh").args(["-c", &script]));
        let mut outcomes = Vec::new();
        for n in 0..400 {
            let person =
                json!({"email": format!("p{n}@demo.example"), "name": "D".repeat(90), "password": "bông sen trắng 42"});
            let reply = server.client.post("/v1/accounts", person).await;
            outcomes.push(reply.status);
            if reply.status == 503 {
                reply.problem(503, "unavailable");
                break;
            }
        }
        assert_eq!(outcomes.last(), Some(&503), "the limit was met");
        assert_eq!(server.client.get("/livez").await.status, 200);
        drop(server);
        let kept = outcomes.iter().filter(|status| **status == 202).count();
        let url = folder.path().join("data/dungthu.db");
        let mut conn =
            <diesel::SqliteConnection as diesel::Connection>::establish(&url.to_string_lossy()).expect("the database");
        let count: i64 =
            diesel::RunQueryDsl::get_result(diesel::QueryDsl::count(dungthu::db::schema::accounts::table), &mut conn)
                .expect("a count");
        assert_eq!(usize::try_from(count), Ok(kept), "every acknowledged registration is there, and no other");
    });
}
