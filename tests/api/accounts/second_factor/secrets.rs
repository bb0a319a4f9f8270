//! What is kept of secrets, and what is logged: nothing that opens anything.

use super::*;
use crate::commands::process::{BINARY, run, start_logged};
use std::path::Path;
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
    are_hidden(&secrets, &logged, folder.path());
}

/// No secret is in the log, nor in the database's files.
fn are_hidden(secrets: &[String], logged: &str, folder: &Path) {
    let data: Vec<Vec<u8>> = std::fs::read_dir(folder.join("data"))
        .expect("the data")
        .flatten()
        .filter_map(|file| std::fs::read(file.path()).ok())
        .collect();
    assert!(data.iter().map(Vec::len).sum::<usize>() > 100_000);
    for secret in secrets {
        // Six digits may stand in a log by chance, within a time or an id: as a whole word they do not.
        let word = |text: &str| {
            text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').any(|word| word == secret)
        };
        let long = secret.len() > 6;
        assert!(!(if long { logged.contains(secret.as_str()) } else { word(logged) }), "{secret} is logged");
        let bytes = Seed::parse(secret).map(|seed| seed.as_bytes().to_vec());
        for file in data.iter().filter(|_| long) {
            let holds = |bytes: &[u8]| file.windows(bytes.len()).any(|window| window == bytes);
            assert!(!holds(secret.as_bytes()) && !bytes.as_deref().is_some_and(holds), "{secret} is in a file");
        }
    }
}

/// The path of the link in the one mail to this address, which is waited for, and removed.
pub async fn link_for(folder: &Path, email: &str) -> String {
    for _ in 0..400 {
        let files = std::fs::read_dir(folder.join("data/mail")).into_iter().flatten().flatten();
        for path in files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|it| it == "eml")) {
            let mail = std::fs::read_to_string(&path).expect("a mail").replace("=\r\n", "").replace("=\n", "");
            if mail.lines().any(|line| line.starts_with("To:") && line.contains(email)) {
                let link = mail.split("/pages/").nth(1).unwrap_or_else(|| panic!("no link: {mail}"));
                std::fs::remove_file(path).expect("the mail");
                return format!("/pages/{}", link.split_whitespace().next().expect("a path"));
            }
        }
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no mail to {email}");
}

/// Links of mails are opened and used by their pages and by the API, with everything logged that can be.
#[test]
fn no_secret_of_a_mails_link_stands_in_a_log_or_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let mut secrets = vec![PASSWORD.to_owned(), crate::accounts::OTHER_PASSWORD.to_owned()];
    actix_web::rt::System::new().block_on(async {
        let mut serve = Command::new(BINARY);
        serve.args(["serve", "--listen", "127.0.0.1:0", "--log", "trace,actix_http=off"]);
        let server = start_logged(folder.path(), &mut serve, &log);
        let anon = &server.client;
        let mut follow = async |email: &str| {
            let link = link_for(folder.path(), email).await;
            let token = link.rsplit('/').next().expect("a token").to_owned();
            assert_eq!((token.len(), anon.get(&link).await.status), (43, 200), "{link}");
            secrets.push(token.clone());
            (link, token)
        };
        for email in [WHO, "other@demo.example"] {
            anon.post("/v1/accounts", json!({"email": email, "name": "Demo Person", "password": PASSWORD}))
                .await
                .ok(202);
            let (link, _) = follow(email).await;
            assert_eq!(anon.verify(&link, PASSWORD).await.status, 200);
        }
        for by_page in [true, false] {
            anon.post("/v1/password-resets", json!({"email": WHO})).await.ok(202);
            let (link, token) = follow(WHO).await;
            let set = if by_page {
                anon.press(&link, "password=ao+c%C3%A1+m%C3%B9a+thu+77").await.status
            } else {
                anon.post("/v1/password-resets/completion", json!({"token": token, "password": PASSWORD})).await.status
            };
            assert_eq!(set, if by_page { 200 } else { 204 });
            // Used up, it is told to be gone, and that is logged too.
            assert_eq!(anon.get(&link).await.status, 410);
            told_of_it(folder.path()).await;
        }
        let session = anon.post("/v1/sessions", json!({"email": WHO, "password": PASSWORD})).await.ok(201);
        let who = anon.with_token(&text(&session, "token"));
        let vendor = who.post("/v1/vendors", json!({"tax_code": "9900000023", "name": "Demo (demo)"})).await.ok(201);
        let invited = json!({"email": "invited@demo.example", "role": "member"});
        who.post(&format!("/v1/vendors/{}/invitations", text(&vendor, "id")), invited).await.ok(201);
        follow("invited@demo.example").await;
        who.post("/v1/me/address", json!({"email": "new@demo.example"})).await.ok(202);
        let (link, token) = follow("new@demo.example").await;
        assert_eq!(anon.post("/v1/address-changes/confirmation", json!({"token": token})).await.status, 204, "{link}");
        secrets.push(text(&session, "token"));
        assert!(server.terminate());
    });
    let logged = std::fs::read_to_string(&log).expect("a log");
    assert!(logged.contains("/pages/password-reset/{token}") && logged.contains("/pages/invitation/"), "{logged}");
    assert_eq!(secrets.len(), 9);
    are_hidden(&secrets, &logged, folder.path());
}

/// Waits for the mail that tells of a new password, so that the next one is the one with the link.
async fn told_of_it(folder: &Path) {
    for _ in 0..400 {
        let told = std::fs::read_dir(folder.join("data/mail")).into_iter().flatten().flatten().next();
        if let Some(mail) = told.filter(|mail| mail.path().extension().is_some_and(|it| it == "eml")) {
            return std::fs::remove_file(mail.path()).expect("the mail");
        }
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody is told");
}
