//! Secrets of the server: from files, never weak where it matters, never repeated; and nobody is there by default.

use super::process::{BINARY, run, start, start_logged};
use crate::support::database::on_cluster;
use crate::support::{json, postgres};
use diesel::prelude::*;
use dungthu::db::schema::accounts;
use std::path::Path;
use std::process::{Command, Output};

/// What no output may hold.
const SECRET: &str = "hush-Zx41";
const STRONG: &str = "f3b1c2d4e5a697880a1b2c3d";
const OPEN: [&str; 6] =
    ["serve", "--listen", "0.0.0.0:0", "--public-url", "https://dungthu.example", "--mail=smtps://relay.example"];

fn output(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let mut command = Command::new(BINARY);
    command.args(arguments).envs(settings.iter().copied()).current_dir(folder).output().expect("the binary")
}

/// What a refused command said.
#[track_caller]
fn refused(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> String {
    let output = output(folder, arguments, settings);
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(!output.status.success(), "{arguments:?} {settings:?}: {said}");
    said
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder")
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_guessable_password_refuses_the_start_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let relay = |password: &str| format!("smtps://anna:{password}@relay.example");
    let database = |password: &str| format!("postgres://anna:{password}@db.example/dungthu");
    for password in ["", "postgres1", "dungthu-2026", "123456", "changeme", "matkhau123456"] {
        for command in ["serve", "migrate", "demo", "replay"] {
            let said = refused(folder.path(), &[command], &[("DUNGTHU_DATABASE_URL", &database(password))]);
            assert!(said.contains("the database's password") && said.contains("«\\password anna» in psql"), "{said}");
        }
        let said = refused(folder.path(), &["serve"], &[("DUNGTHU_MAIL", &relay(password))]);
        assert!(said.contains("the mail relay's password") && said.contains("anna:PASSWORD@host"), "{said}");
        assert!(password.is_empty() || !said.contains(password), "{said}");
    }
    let admin = ["admin", "create", "--email", "admin@demo.example", "--name", "Demo"];
    let said = refused(folder.path(), &admin, &[("DUNGTHU_MAIL", &relay("changeme"))]);
    assert!(said.contains("the mail relay's password"), "{said}");
    assert_eq!(files(folder.path()), Vec::<String>::new(), "no database, no key, no folder of mails");
    // What needs no secret asks for none.
    assert!(output(folder.path(), &["openapi"], &[("DUNGTHU_MAIL", &relay("changeme"))]).status.success());
}

#[test]
fn on_a_server_that_others_reach_a_database_beside_it_wants_a_password_too() {
    let Some(cluster) = postgres::url("postgres") else { return };
    on_cluster(&cluster, "CREATE DATABASE secrets");
    let folder = tempfile::tempdir().expect("a folder");
    let plain = postgres::url("secrets").expect("the cluster");
    let with = |password: &str| plain.replace("postgres@", &format!("postgres:{password}@"));
    for url in [plain.clone(), with("postgres")] {
        let said = refused(folder.path(), &OPEN, &[("DUNGTHU_DATABASE_URL", &url)]);
        assert!(said.contains("the database's password") && said.contains("«\\password postgres»"), "{said}");
    }
    let mut conn = PgConnection::establish(&plain).expect("the database");
    let none = accounts::table.count().get_result::<i64>(&mut conn).expect_err("no table yet");
    assert!(none.to_string().contains("does not exist"), "{none}");
    assert_eq!(files(folder.path()), Vec::<String>::new());
    // The cluster of the tests asks for no password: only the rule decides here.
    let open = ["migrate", "--listen", "0.0.0.0:1"];
    assert!(output(folder.path(), &open, &[("DUNGTHU_DATABASE_URL", &with(STRONG))]).status.success());
    assert!(output(folder.path(), &["migrate"], &[("DUNGTHU_DATABASE_URL", &plain)]).status.success());
}

#[test]
fn a_weak_or_open_key_refuses_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("data")).expect("a folder");
    let key = folder.path().join("data/secret.key");
    let counting: String = (0..32).map(|byte| format!("{byte:02x}")).collect();
    for weak in ["11".repeat(32), counting] {
        std::fs::write(&key, &weak).expect("a key");
        close(&key);
        let said = refused(folder.path(), &["serve", "--listen", "127.0.0.1:0"], &[]);
        assert!(said.contains("the key is weak") && said.contains("«rm data/secret.key»"), "{said}");
        assert!(!said.contains(&weak), "{said}");
    }
    assert_eq!(files(&folder.path().join("data")), ["secret.key"], "no database");
    std::fs::remove_file(&key).expect("removed");
    drop(start(folder.path(), Command::new(BINARY).args(["serve", "--listen", "127.0.0.1:0"])));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let made = std::fs::read_to_string(&key).expect("the key");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o640)).expect("opened");
        let said = refused(folder.path(), &["serve", "--listen", "127.0.0.1:0"], &[]);
        assert!(said.contains("«chmod 600 data/secret.key»") && !said.contains(made.trim()), "{said}");
    }
}

fn close(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("closed");
    }
}

#[test]
fn urls_come_from_files_as_orchestrators_mount_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(place("database"), format!("sqlite://{}\n", place("mounted.db"))).expect("a secret");
    std::fs::write(place("mail"), format!("file:{}\r\n", place("letters"))).expect("a secret");
    close(Path::new(&place("mail")));
    actix_web::rt::System::new().block_on(async {
        let log = folder.path().join("log");
        let mut command = Command::new(BINARY);
        command.args(["serve", "--listen", "127.0.0.1:0", "--mail-file", &place("mail")]);
        let server = start_logged(folder.path(), command.env("DUNGTHU_DATABASE_URL_FILE", place("database")), &log);
        let person = json!({"email": "moi@demo.example", "name": "Demo", "password": "bông sen trắng 42"});
        server.client.post("/v1/accounts", person).await.ok(202);
        let base = server.base.clone();
        assert!(server.terminate(), "its mails are sent before it ends");
        let letters = files(Path::new(&place("letters")));
        assert_eq!(letters.len(), 1);
        // Its link leads to the port that the system chose.
        let letter = std::fs::read_to_string(Path::new(&place("letters")).join(&letters[0])).expect("the letter");
        let letter = letter.replace("=\r\n", "").replace("=\n", "");
        assert!(letter.contains(&format!("{base}/pages/")), "{base}: {letter}");
        assert!(Path::new(&place("mounted.db")).exists() && !folder.path().join("data/dungthu.db").exists());
        let log = std::fs::read_to_string(log).expect("the log");
        let warnings: Vec<&str> = log.lines().filter(|line| line.contains("can read this secret")).collect();
        assert!(matches!(warnings[..], [one] if one.contains(&place("database"))), "{log}");
    });
}

#[test]
fn a_file_and_a_value_together_or_a_file_without_one_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("postgres://anna:{SECRET}@db.example/dungthu");
    std::fs::write(folder.path().join("url"), &url).expect("a secret");
    std::fs::write(folder.path().join("two"), format!("{url}\n{url}\n")).expect("two lines");
    std::fs::write(folder.path().join("none"), "\n").expect("no line");
    std::fs::write(folder.path().join("wrong"), url.replace("postgres", "mysql")).expect("another scheme");
    let default = "sqlite://data/dungthu.db";
    for (arguments, settings, why) in [
        (
            vec!["serve", "--database-url-file", "url"],
            vec![("DUNGTHU_DATABASE_URL", url.as_str())],
            "unset DUNGTHU_DATABASE_URL»",
        ),
        (vec!["serve", "--database-url", default], vec![("DUNGTHU_DATABASE_URL_FILE", "url")], "leave one of them out"),
        (vec!["--database-url", default, "serve", "--database-url-file", "url"], vec![], "leave one of them out"),
        (vec!["serve", "--mail", "file:data/mail"], vec![("DUNGTHU_MAIL_FILE", "url")], "«unset DUNGTHU_MAIL»"),
        (vec!["serve", "--database-url-file", "absent"], vec![], "--database-url-file absent: No such file"),
        (vec!["serve", "--database-url-file", "two"], vec![], "two: one line is wanted"),
        (vec!["serve", "--database-url-file", "none"], vec![], "none: one line is wanted"),
        (vec!["serve", "--database-url-file", "wrong"], vec![], "begins with sqlite:// or postgres://"),
        (vec!["serve", "--mail-file", "url"], vec![], "mails go to file:FOLDER"),
    ] {
        let said = refused(folder.path(), &arguments, &settings);
        assert!(said.contains(why) && !said.contains(SECRET), "{arguments:?} {settings:?}: {said}");
    }
    assert_eq!(files(folder.path()), ["none", "two", "url", "wrong"], "nothing was written");
}

#[test]
fn no_refusal_repeats_a_password() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, mail) = (["DUNGTHU_DATABASE_URL", "--database-url"], ["DUNGTHU_MAIL", "--mail"]);
    for ([variable, flag], url) in [
        (database, format!("mysql://anna:{SECRET}@db.example/dungthu")),
        (database, format!("postgres://anna:{SECRET}/7@db.example/dungthu")),
        (database, format!("postgres://anna:7@{SECRET}@db.example/dungthu")),
        (database, format!("postgres://anna:%zz{SECRET}@db.example/dungthu")),
        (mail, format!("http://anna:{SECRET}@relay.example")),
        (mail, format!("smtp://anna:7?tls={SECRET}@relay.example")),
        (mail, format!("smtp://relay.example?tls={SECRET}")),
    ] {
        for said in [
            refused(folder.path(), &["migrate"], &[(variable, &url)]),
            refused(folder.path(), &["migrate", flag, &url], &[]),
        ] {
            assert!(!said.contains(SECRET) && said.contains(flag), "{said}");
        }
    }
    let away = format!("postgres://127.0.0.1:1/dungthu?password={SECRET}");
    let said = refused(folder.path(), &["migrate"], &[("DUNGTHU_DATABASE_URL", &away)]);
    assert!(!said.contains(SECRET) && said.contains("cannot be opened"), "{said}");
    let help = run(folder.path(), &["serve", "--help"], "");
    assert!(String::from_utf8_lossy(&help.stdout).contains("DUNGTHU_DATABASE_URL_FILE"));
}

#[test]
fn a_fresh_database_has_nobody_and_the_start_says_how_the_first_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let command = || {
        let mut command = Command::new(BINARY);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        command
    };
    actix_web::rt::System::new().block_on(async {
        let server = start(folder.path(), &mut command());
        assert!(server.greeting.contains("«dungthu admin create --email"), "{}", server.greeting);
        let mut conn = SqliteConnection::establish(&folder.path().join("data/dungthu.db").to_string_lossy())
            .expect("the database");
        assert_eq!(accounts::table.count().get_result(&mut conn), Ok(0_i64));
        for email in
            ["admin@demo.example", "sme1@demo.example", "admin@dungthu.example", "admin", "root", "postgres", ""]
        {
            for password in ["try-it-out-2026", "admin", "password", "dungthu", "changeme", ""] {
                let session = json!({"email": email, "password": password});
                server.client.post("/v1/sessions", session).await.problem(401, "wrong_credentials");
            }
        }
        assert!(server.terminate());
    });
    let reviewer = ["admin", "create", "--email", "r@demo.example", "--name", "Demo", "--role", "reviewer"];
    assert!(run(folder.path(), &reviewer, "").status.success());
    let server = start(folder.path(), &mut command());
    assert!(server.greeting.contains("no administrator yet"), "a reviewer is none: {}", server.greeting);
    drop(server);
    assert!(
        run(folder.path(), &["admin", "create", "--email", "a@demo.example", "--name", "Demo"], "").status.success()
    );
    assert!(!start(folder.path(), &mut command()).greeting.contains("administrator"));
}

#[test]
fn a_lost_key_or_another_one_refuses_the_start_where_something_needs_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = folder.path().join("data/secret.key");
    let start_once = |admin: &[&str]| {
        let create = ["admin", "create", "--email", "a@demo.example", "--name", "Demo"];
        assert!(run(folder.path(), &[&create, admin].concat(), "").status.success());
    };
    // Nothing was stored with it yet: another one is made.
    drop(start(folder.path(), Command::new(BINARY).args(["serve", "--listen", "127.0.0.1:0"])));
    std::fs::remove_file(&key).expect("a key");
    start_once(&["--with-totp"]);
    let kept = std::fs::read(&key).expect("a key");
    std::fs::remove_file(&key).expect("a key");
    let more = ["admin", "create", "--email", "b@demo.example", "--name", "Demo", "--with-totp"];
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &more] {
        let said = refused(folder.path(), command, &[]);
        assert!(
            said.contains("is missing: the database holds 1 second factor(s)") && said.contains("Restore"),
            "{said}"
        );
        assert!(!key.exists(), "none is made anew without a word");
    }
    std::fs::write(&key, "9c1f7be04a6d2358e1b70c94f5a83d6e2bd04719c68a5ef3071db29c8e46f53a\n").expect("another key");
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("closed");
    let said = refused(folder.path(), &["serve", "--listen", "127.0.0.1:0"], &[]);
    assert!(said.contains("is not the key"), "{said}");
    std::fs::write(&key, kept).expect("from its backup");
    assert!(start(folder.path(), Command::new(BINARY).args(["serve", "--listen", "127.0.0.1:0"])).terminate());
}

#[test]
fn nothing_goes_to_another_machine_without_tls_but_where_it_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("postgres://anna:{STRONG}@db.example/dungthu");
    for (settings, host) in [
        ([("DUNGTHU_DATABASE_URL", database.as_str()), ("DUNGTHU_PLAINTEXT_TO", "relay.example")], "db.example"),
        ([("DUNGTHU_MAIL", "smtp://relay.example"), ("DUNGTHU_PLAINTEXT_TO", "db.example")], "relay.example"),
    ] {
        for command in ["serve", "migrate", "demo", "replay"] {
            let said = refused(folder.path(), &[command], &settings);
            assert!(said.contains("without TLS") && said.contains(&format!("--plaintext-to {host}")), "{said}");
            assert!(!said.contains(STRONG), "{said}");
        }
    }
    assert_eq!(files(folder.path()), Vec::<String>::new(), "nothing is written");
    let named = [("DUNGTHU_MAIL", "smtp://relay.example"), ("DUNGTHU_PLAINTEXT_TO", "db.example,relay.example")];
    assert!(output(folder.path(), &["migrate"], &named).status.success());
}

/// The rights that others than the owner have to everything within a folder.
#[cfg(unix)]
fn rights_of_others(folder: &Path) -> Vec<String> {
    use std::os::unix::fs::PermissionsExt;
    let mut open = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder").flatten() {
        let mode = entry.metadata().expect("its rights").permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            open.push(format!("{}: {mode:o}", entry.path().display()));
        }
        if entry.path().is_dir() {
            open.extend(rights_of_others(&entry.path()));
        }
    }
    open
}

#[cfg(unix)]
#[test]
fn what_the_server_writes_is_its_owners_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut serve = Command::new("sh");
    serve.args(["-c", "umask 000; exec \"$0\" \"$@\"", BINARY, "serve", "--listen", "127.0.0.1:0"]);
    actix_web::rt::System::new().block_on(async {
        let server = start(folder.path(), &mut serve);
        let person = json!({"email": "who@demo.example", "name": "Demo", "password": "bông sen trắng 42"});
        server.client.post("/v1/accounts", person).await.ok(202);
        while !folder.path().join("data/mail").exists() {
            actix_web::rt::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let made = files(&folder.path().join("data"));
        assert_eq!(made, ["dungthu.db", "dungthu.db-shm", "dungthu.db-wal", "mail", "secret.key"]);
        let open = rights_of_others(folder.path());
        // Within a folder that is closed, lettre leaves its files to the umask.
        assert!(open.iter().all(|it| it.contains("/data/mail/")), "{open:?}");
        assert!(server.terminate());
    });
}
