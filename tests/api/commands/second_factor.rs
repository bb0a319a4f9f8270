//! The second factor at the command line: made with the account, its codes for scripts, and taken away when it is lost.

use super::process::{BINARY, run, start};
use crate::support::client::text;
use crate::support::json;
use std::path::Path;
use std::process::Command;

const ADMIN: &str = "admin@demo.example";
const PASSWORD: &str = "hoa súng tím 77";

fn said(folder: &Path, arguments: &[&str], input: &str) -> String {
    let ran = run(folder, arguments, input);
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

#[test]
fn a_script_sets_staff_up_and_an_operator_takes_a_lost_factor_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let admin = ["admin", "create", "--email", ADMIN, "--name", "Demo", "--password-stdin", "--with-totp"];
    let made = said(folder.path(), &admin, &format!("{PASSWORD}\n"));
    let secret = made.lines().find_map(|line| line.strip_prefix("authenticator secret (shown this once): "));
    let secret = secret.expect("a secret");
    assert!(made.contains(&format!("otpauth://totp/dungthu:admin%40demo.example?secret={secret}")), "{made}");
    actix_web::rt::System::new().block_on(async {
        let server = start(folder.path(), Command::new(BINARY).args(["serve", "--listen", "127.0.0.1:0"]));
        let session = |code: Option<&str>| json!({"email": ADMIN, "password": PASSWORD, "code": code});
        server.client.post("/v1/sessions", session(None)).await.problem(401, "second_factor_needed");
        let code = said(folder.path(), &["totp", secret], "");
        let token = text(&server.client.post("/v1/sessions", session(Some(code.trim()))).await.ok(201), "token");
        let who = server.client.with_token(&token);
        who.get("/v1/vendors").await.ok(200);

        let unsure = run(folder.path(), &["admin", "reset-second-factor", "--email", ADMIN], "");
        assert!(!unsure.status.success() && String::from_utf8_lossy(&unsure.stderr).contains("--assured"));
        who.get("/v1/vendors").await.ok(200);
        let reset = ["admin", "reset-second-factor", "--email", ADMIN, "--assured", "in-person"];
        let reset = said(folder.path(), &reset, "");
        assert!(reset.contains("no second factor any more"), "{reset}");
        who.get("/v1/me").await.problem(401, "unauthenticated");
        let token = text(&server.client.post("/v1/sessions", session(None)).await.ok(201), "token");
        server.client.with_token(&token).get("/v1/vendors").await.problem(403, "second_factor_required");
    });
}

#[test]
fn what_cannot_be_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, why) in [
        (["totp", "GEZDGNBV"].as_slice(), "32 letters and digits of base32"),
        (
            &["admin", "reset-second-factor", "--email", "nobody@demo.example", "--assured", "in-person"],
            "nobody has the address",
        ),
    ] {
        let refused = run(folder.path(), arguments, "");
        let error = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && error.contains(why), "{arguments:?}: {error}");
    }
    said(folder.path(), &["admin", "create", "--email", ADMIN, "--name", "Demo"], "");
    let refused =
        run(folder.path(), &["admin", "reset-second-factor", "--email", ADMIN, "--assured", "vouched-for"], "");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("has no second factor"));
}
