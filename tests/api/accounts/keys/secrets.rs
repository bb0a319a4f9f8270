//! What is kept of a key, and what is logged or looked up: nothing that opens anything.

use super::{Made, key_body, list_of, make, vendor};
use crate::accounts::second_factor::secrets::link_for;
use crate::commands::process::{BINARY, start_logged};
use crate::support::actors::PASSWORD;
use crate::support::client::text;
use crate::support::{json, lookups};
use dungthu::secrets::Secret;
use std::process::Command;

/// How a digest stands among the values bound to a query.
fn bound(token: &str) -> String {
    format!("{:?}", Secret::digest_of(token))
}

engines! {
    async fn a_wrong_checksum_is_refused_without_a_look_up(app) {
        let (tried, vendor) = vendor(app).await;
        let made = make(&tried.vendor, &vendor, key_body()).await;
        app.one_mail().await;
        let (reply, queries) = lookups::of(&bound(&made.token), made.at(&app.anon).get("/v1/trials")).await;
        reply.ok(200);
        assert!(queries > 0, "a look-up is seen");
        let last = if made.token.ends_with('A') { "B" } else { "A" };
        let (front, sum) = made.token.split_at(57);
        let typo = format!("{}{last}", &made.token[..62]);
        let swapped = format!("{front}{}{}", &sum[..1], sum[1..].chars().rev().collect::<String>());
        let other = format!("dtk_00000000{}", &made.token[12..]);
        for wrong in [typo, swapped, other, made.token[..62].to_owned(), format!("{}A", made.token), made.token.to_uppercase()] {
            if wrong == made.token {
                continue;
            }
            let (reply, queries) = lookups::of(&bound(&wrong), app.anon.with_token(&wrong).get("/v1/trials")).await;
            reply.problem(401, "unauthenticated");
            assert_eq!(queries, 0, "{wrong} was looked up");
        }
    }

    async fn no_key_stands_in_a_table(app) {
        let (tried, vendor) = vendor(app).await;
        let made = Made::read(&tried.vendor.post_with_key(&list_of(&vendor), "one", key_body()).await, &list_of(&vendor));
        let again = tried.vendor.post_with_key(&format!("{}/rotation", made.path()), "two", json!({})).await;
        let new = Made::read(&again, &list_of(&vendor));
        for made in [&made, &new] {
            made.at(&app.anon).post_with_key(&tried.path("/acceptance"), "three", json!({})).await;
        }
        app.mails().await;
        let kept = app.digest().await.to_lowercase();
        for made in [&made, &new] {
            let secret = made.token[13..56].to_lowercase();
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(kept.contains(&made.id) && !kept.contains(&secret) && !kept.contains(&hex), "{} is kept", made.token);
        }
    }
}

/// A key's whole life with everything logged that can be: it is in no log, nor in the database's files.
#[test]
fn no_key_stands_in_a_log_or_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let email = "owner@demo.example";
    let log = folder.path().join("log");
    let mut tokens = Vec::new();
    actix_web::rt::System::new().block_on(async {
        let mut serve = Command::new(BINARY);
        serve.args(["serve", "--listen", "127.0.0.1:0", "--log", "trace,actix_http=off"]);
        let server = start_logged(folder.path(), &mut serve, &log);
        let person = json!({"email": email, "name": "Demo Person", "password": PASSWORD});
        server.client.post("/v1/accounts", person).await.ok(202);
        let link = link_for(folder.path(), email).await;
        assert_eq!(server.client.verify(&link, PASSWORD).await.status, 200);
        let session = json!({"email": email, "password": PASSWORD});
        let owner =
            server.client.with_token(&text(&server.client.post("/v1/sessions", session).await.ok(201), "token"));
        let vendor = json!({"tax_code": "9900000016", "name": "Nhà cung cấp Demo (demo)"});
        let vendor = text(&owner.post("/v1/vendors", vendor).await.ok(201), "id");
        let old = make(&owner, &vendor, key_body()).await;
        let new = old.rotated_by(&owner).await;
        for made in [&old, &new] {
            made.at(&server.client).get("/v1/trials").await.ok(200);
            made.at(&server.client).get("/v1/me").await.problem(403, "session_needed");
            tokens.push(made.token.clone());
        }
        assert_eq!(new.revoked_by(&owner).await.status, 204);
        new.at(&server.client).get("/v1/trials").await.problem(401, "unauthenticated");
        assert!(server.terminate());
    });
    let logged = std::fs::read_to_string(&log).expect("a log");
    assert!(logged.contains("/api-keys/"), "{logged}");
    let files = std::fs::read_dir(folder.path().join("data")).expect("the data").flatten();
    let data: Vec<Vec<u8>> = files.filter_map(|file| std::fs::read(file.path()).ok()).collect();
    assert!(data.iter().map(Vec::len).sum::<usize>() > 100_000);
    for token in &tokens {
        let secret = &token[13..56];
        assert!(!logged.contains(secret), "{token} is logged");
        assert!(
            !data.iter().any(|file| file.windows(secret.len()).any(|window| window == secret.as_bytes())),
            "{token} is in a file"
        );
    }
}
