//! `demo`, and the README's lines as a new user types them.

use super::process::{BINARY, run, start};
use crate::support::client::text;
use crate::support::database::on_cluster;
use crate::support::{json, postgres};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The shell block under a heading of the README.
fn block(heading: &str) -> String {
    let readme = std::fs::read_to_string("README.md").expect("the README");
    let section = readme.split(&format!("## {heading}\n")).nth(1).unwrap_or_else(|| panic!("no section {heading}"));
    let block = section.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a shell block");
    block.to_owned()
}

#[test]
fn the_demo_plays_shows_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    actix_web::rt::System::new().block_on(async {
        let first = start(folder.path(), Command::new(BINARY).args(["demo", "--listen", "127.0.0.1:0"]));
        let secret = first.greeting.lines().find_map(|line| line.split("dungthu totp ").nth(1)).expect("a secret");
        let code = run(folder.path(), &["totp", secret], "").stdout;
        let code = String::from_utf8_lossy(&code).trim().to_owned();
        let mut token = String::new();
        for role in ["business", "vendor", "reviewer", "administrator", "analyst"] {
            let line = first
                .greeting
                .lines()
                .find(|line| line.trim_start().starts_with(role))
                .unwrap_or_else(|| panic!("{}", first.greeting));
            let email = line.split_whitespace().last().expect("an address");
            let session = json!({"email": email, "password": "try-it-out-2026", "code": code});
            token = text(&first.client.post("/v1/sessions", session).await.ok(201), "token");
        }
        let funnel = "/v1/reports/funnel?group_by=province";
        let before = first.client.with_token(&token).get(funnel).await.ok(200);
        let total = &before["total"];
        for stage in ["started", "activated", "engaged", "claimed", "confirmed", "already_customer", "cancelled"] {
            assert!(total[stage].as_i64() > Some(0), "{stage}: {total}");
        }
        let ended: Vec<&str> = before["not_started"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|line| line["status"].as_str())
            .collect();
        for status in ["accepted", "cancelled", "declined", "requested"] {
            assert!(ended.contains(&status), "{status}: {ended:?}");
        }
        let listed = first.client.get("/v1/platforms?with_offer=true&limit=100").await.ok(200);
        let ids: Vec<String> = listed["data"].as_array().expect("platforms").iter().map(|it| text(it, "id")).collect();
        let (mut reviews, mut answered) = (0, false);
        for id in ids {
            let shown = first.client.get(&format!("/v1/platforms/{id}/reviews?limit=100")).await.ok(200);
            let shown = shown["data"].as_array().expect("reviews");
            reviews += shown.len();
            answered |= shown.iter().any(|it| it["text"].is_string() && it["answer"].is_string());
        }
        assert!(reviews > 20 && answered, "{reviews} reviews");
        assert!(first.terminate());
        let second = start(folder.path(), Command::new(BINARY).args(["demo", "--listen", "127.0.0.1:0"]));
        let after = second.client.with_token(&token).get(funnel).await.ok(200);
        assert_eq!(after["data"], before["data"], "it goes on with what is there");
        assert!(second.terminate());
    });
    // Without its key it says so, and makes none that would hide the loss.
    let key = folder.path().join("data/secret.key");
    std::fs::remove_file(&key).expect("removed");
    let lost = run(folder.path(), &["demo", "--listen", "127.0.0.1:0"], "");
    let said = String::from_utf8_lossy(&lost.stderr);
    assert!(!lost.status.success() && said.contains("secret.key is missing: the database holds"), "{said}");
    assert!(!key.exists());
}

#[test]
fn the_readmes_story_runs_as_it_stands() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = start(folder.path(), Command::new(BINARY).args(["demo", "--listen", "127.0.0.1:0"]));
    let mut shell = Command::new("bash");
    shell
        .args(["-euo", "pipefail", "-c", &block("The story")])
        .current_dir(folder.path())
        .env("API", &server.base)
        .env("DUNGTHU", BINARY);
    let ran = shell.output().expect("bash");
    let (said, errors) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{said}\n{errors}");
    assert!(said.contains("\"status\":\"confirmed\"") && said.contains("\"counts\":true"), "{said}");
    assert!(said.contains("\"definition\":\"funnel/2\""), "{said}");
}

fn begin(folder: &Path, url: &str) -> Child {
    let mut command = Command::new(BINARY);
    command.args(["demo", "--listen", "127.0.0.1:0", "--database-url", url]).current_dir(folder);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary")
}

/// Waits until all but one have ended: that one, and what the others said.
fn all_but_one(mut running: Vec<Child>) -> (Child, Vec<Output>) {
    let (began, mut ended) = (Instant::now(), Vec::new());
    while running.len() > 1 {
        assert!(began.elapsed() < Duration::from_secs(60), "{} still run", running.len());
        for n in (0..running.len()).rev() {
            if running[n].try_wait().expect("a state").is_some() {
                ended.push(running.remove(n).wait_with_output().expect("its end"));
            }
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    (running.remove(0), ended)
}

/// Three demos on one empty database: one plays, and the others say what really is; so does the next when the play was killed.
fn one_plays(folder: &Path, url: &str, remedy: &str) {
    let homes: Vec<_> = (0..3).map(|n| folder.join(n.to_string())).collect();
    homes.iter().for_each(|home| std::fs::create_dir(home).expect("a folder"));
    let (mut playing, others) = all_but_one(homes.iter().map(|home| begin(home, url)).collect());
    playing.kill().expect("killed");
    playing.wait().expect("its end");
    let next = begin(&homes[0], url).wait_with_output().expect("its end");
    for refused in others.iter().chain([&next]) {
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success() && said.contains("another «dungthu demo» is playing"), "{said}");
        assert!(said.contains(remedy) && said.contains("choose another --database-url"), "{said}");
    }
    let keys = homes.iter().filter(|home| home.join("data/secret.key").exists()).count();
    assert!(keys <= 1, "only who plays makes a key");
}

#[test]
fn of_demos_on_one_empty_file_one_plays() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("one.db").display().to_string();
    one_plays(folder.path(), &format!("sqlite://{file}"), &format!("remove {file}* and start again"));
}

#[test]
fn of_demos_on_one_empty_postgresql_one_plays() {
    let Some(cluster) = postgres::url("postgres") else { return };
    on_cluster(&cluster, "CREATE DATABASE demos");
    let folder = tempfile::tempdir().expect("a folder");
    let url = postgres::url("demos").expect("the cluster");
    one_plays(folder.path(), &url, "make the database anew (DROP DATABASE, CREATE DATABASE) and start again");
}
