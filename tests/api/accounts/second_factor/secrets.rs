//! What is kept of secrets, and what is logged: nothing that opens anything.

use super::*;
use crate::commands::process::{BINARY, run, start_logged};
use std::process::Command;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

engines! {
    async fn no_secret_stands_in_a_table(app) {
        let who = enrolled(app).await;
        let pending = text(&who.client.act("/v1/me/totp").await.ok(200), "secret");
        log_in(app, Some(&who.recovery_codes[0])).await.ok(201);
        app.mails().await;
        let kept = app.digest().await.to_lowercase();
        for secret in [&who.secret, &pending] {
            let seed = Seed::parse(secret).expect("a seed");
            assert!(!kept.contains(&secret.to_lowercase()) && !kept.contains(&hex(seed.as_bytes())), "{secret} is kept");
            assert!(!kept.contains(&hex(secret.as_bytes())), "{secret} is kept");
        }
        for code in &who.recovery_codes {
            let letters = code.replace('-', "").to_lowercase();
            assert!(!kept.contains(&code.to_lowercase()) && !kept.contains(&letters) && !kept.contains(&hex(letters.to_uppercase().as_bytes())), "{code} is kept");
        }
    }
}

/// The whole of a person's dealings with the second factor, with everything logged that can be: no secret is in the log,
/// nor in the database's files.
#[test]
fn no_secret_stands_in_a_log_or_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let admin = ["admin", "create", "--email", WHO, "--name", "Demo", "--password-stdin", "--with-totp"];
    let made = run(folder.path(), &admin, &format!("{PASSWORD}\n"));
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    let secret = said
        .lines()
        .find_map(|line| line.strip_prefix("authenticator secret (shown this once): "))
        .expect("a secret")
        .to_owned();
    let code = || String::from_utf8_lossy(&run(folder.path(), &["totp", "-"], &secret).stdout).trim().to_owned();
    let mut secrets = vec![secret.clone(), PASSWORD.to_owned()];
    let log = folder.path().join("log");
    actix_web::rt::System::new().block_on(async {
        let mut serve = Command::new(BINARY);
        serve.args(["serve", "--listen", "127.0.0.1:0", "--log", "trace,actix_http=off"]);
        let server = start_logged(folder.path(), &mut serve, &log);
        let used = code();
        let session = json!({"email": WHO, "password": PASSWORD, "code": used});
        let token = text(&server.client.post("/v1/sessions", session.clone()).await.ok(201), "token");
        server.client.post("/v1/sessions", session).await.problem(401, "wrong_second_factor");
        let who = server.client.with_token(&token);
        let new = text(&who.act("/v1/me/totp").await.ok(200), "secret");
        let first = Seed::parse(&new).expect("a seed").code_at(dungthu::clock::Clock::System.now()).expect("a code");
        let codes = recovery_codes(&activate(&who, &first).await.ok(200));
        renew(&who, &codes[0]).await.ok(200);
        remove(&who, &codes[1]).await.problem(409, "second_factor_obligatory");
        secrets.extend([token, new, used, first]);
        secrets.extend(codes);
        assert!(server.terminate());
    });
    let logged = std::fs::read_to_string(&log).expect("a log");
    assert!(logged.contains("/v1/me/totp/activation"), "{logged}");
    let data: Vec<Vec<u8>> = std::fs::read_dir(folder.path().join("data"))
        .expect("the data")
        .flatten()
        .filter_map(|file| std::fs::read(file.path()).ok())
        .collect();
    assert!(data.iter().map(Vec::len).sum::<usize>() > 100_000);
    for secret in &secrets {
        // Six digits may stand in a log by chance, within a time or an id: as a whole word they do not.
        let word = |text: &str| {
            text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').any(|word| word == secret)
        };
        let long = secret.len() > 6;
        assert!(!(if long { logged.contains(secret.as_str()) } else { word(&logged) }), "{secret} is logged");
        let bytes = Seed::parse(secret).map(|seed| seed.as_bytes().to_vec());
        for file in data.iter().filter(|_| long) {
            let holds = |bytes: &[u8]| file.windows(bytes.len()).any(|window| window == bytes);
            assert!(!holds(secret.as_bytes()) && !bytes.as_deref().is_some_and(holds), "{secret} is in a file");
        }
    }
}
