//! Secrets that open nothing here: expired, revoked, used, cut, or made for something else.

use super::row::{Ask, Row, page, problem, row};
use super::world::World;
use crate::support::actors::PASSWORD;
use crate::support::{TestApp, json};

pub fn rows(app: &TestApp, world: &World) -> Vec<Row> {
    let mut rows = bearers(app, world);
    rows.extend(verifications(world));
    rows.extend(resets(world));
    rows.extend(pages(world));
    rows.extend(log_ins(world));
    rows.extend(idempotency_keys(app, world));
    rows
}

fn bearers(app: &TestApp, world: &World) -> Vec<Row> {
    let tokens = &world.tokens;
    let session = tokens.session.as_str();
    let mut rows = Vec::new();
    for (what, header) in [
        ("nothing", String::new()),
        ("a scheme alone", "Bearer".to_owned()),
        ("a scheme and a space", "Bearer ".to_owned()),
        ("a token alone", session.to_owned()),
        ("another scheme", format!("Basic {session}")),
        ("two spaces", format!("Bearer  {session}")),
        ("a token twice", format!("Bearer {session} {session}")),
        ("a token that lacks its tail", format!("Bearer {}", &session[..42])),
        ("a token that lacks its head", format!("Bearer {}", &session[1..])),
        ("a token that goes on", format!("Bearer {session}A")),
        ("a token in lower case", format!("Bearer {}", session.to_lowercase())),
        ("a token of the right length", format!("Bearer {}", "A".repeat(43))),
        ("a piece of SQL", "Bearer ' OR 1=1 --".to_owned()),
        ("an expired token", format!("Bearer {}", tokens.expired_session)),
        ("a revoked token", format!("Bearer {}", tokens.revoked_session)),
        ("a verification link's token", format!("Bearer {}", tokens.verification)),
        ("a used verification link's token", format!("Bearer {}", tokens.used_verification)),
        ("a conversion link's token", format!("Bearer {}", tokens.answer)),
        ("an id", format!("Bearer {}", world.requested.trial_id)),
    ] {
        let refusal = || problem(401, "unauthenticated");
        let read = Ask::get(&world.anon, "/v1/me").header("Authorization", &header);
        rows.push(row(format!("reading with {what}"), read, refusal()));
        let write = Ask::post(&world.anon, "/v1/businesses", &app.business_body()).header("Authorization", &header);
        rows.push(row(format!("writing with {what}"), write, refusal()));
    }
    rows
}

/// Tokens that verify no address.
fn no_verifications(world: &World) -> Vec<(&'static str, String)> {
    let (tokens, good) = (&world.tokens, world.tokens.verification.as_str());
    vec![
        ("a used token", tokens.used_verification.clone()),
        ("an expired token", tokens.expired_verification.clone()),
        ("a conversion link's token", tokens.answer.clone()),
        ("a session's token", tokens.session.clone()),
        ("an expired session's token", tokens.expired_session.clone()),
        ("a token that lacks its tail", good[..42].to_owned()),
        ("a token that goes on", format!("{good}A")),
        ("a token in lower case", good.to_lowercase()),
        ("a word", "x".to_owned()),
        ("5,000 letters", "A".repeat(5_000)),
    ]
}

fn verifications(world: &World) -> Vec<Row> {
    let others = [("nothing", String::new()), ("a NUL", "\0".to_owned())];
    let with_nul = format!("{}\0", world.tokens.verification);
    let others = others.into_iter().chain([("a token and a NUL", with_nul)]);
    let verify = |(what, token): (&str, String)| {
        let ask = Ask::post(
            &world.anon,
            "/v1/accounts/verification",
            &json!({"token": token, "password": "ao cá mùa thu 77"}),
        );
        row(format!("verification by {what}"), ask, problem(410, "link_gone"))
    };
    no_verifications(world).into_iter().chain(others).map(verify).collect()
}

/// Tokens that set no password and change no address.
fn resets(world: &World) -> Vec<Row> {
    let good = ("a verification link's token", world.tokens.verification.clone());
    let mut rows = Vec::new();
    for (what, token) in no_verifications(world).into_iter().chain([good]) {
        let body = json!({"token": token, "password": "ao cá mùa thu 77"});
        let ask = Ask::post(&world.anon, "/v1/password-resets/completion", &body);
        rows.push(row(format!("a new password by {what}"), ask, problem(410, "link_gone")));
        for act in ["confirmation", "cancellation", "reversal"] {
            let ask = Ask::post(&world.anon, format!("/v1/address-changes/{act}"), &json!({"token": token}));
            rows.push(row(format!("the {act} of a new address by {what}"), ask, problem(410, "link_gone")));
        }
        for pages in ["address", "address-stop", "address-return"] {
            let path = format!("/pages/{pages}/{token}");
            rows.push(row(format!("the {pages} page of {what}"), Ask::get(&world.anon, path.as_str()), page(410)));
            let press = Ask::new(&world.anon, "POST", path, "");
            rows.push(row(format!("the button of the {pages} page of {what}"), press, page(410)));
        }
        let path = format!("/pages/password-reset/{token}");
        rows.push(row(format!("the password page of {what}"), Ask::get(&world.anon, path.as_str()), page(410)));
        let press = Ask::new(&world.anon, "POST", path, "password=ao+c%C3%A1+m%C3%B9a+thu+77");
        let press = press.header("Content-Type", "application/x-www-form-urlencoded");
        rows.push(row(format!("the button of the password page of {what}"), press, page(410)));
    }
    rows
}

fn pages(world: &World) -> Vec<Row> {
    let (tokens, good) = (&world.tokens, world.tokens.answer.as_str());
    let no_answers = [
        ("a used token", tokens.used_answer.clone()),
        ("a verification link's token", tokens.verification.clone()),
        ("a session's token", tokens.session.clone()),
        ("a token that lacks its tail", good[..42].to_owned()),
        ("a token that goes on", format!("{good}A")),
        ("a NUL", "%00".to_owned()),
    ];
    let of_verification = no_verifications(world).into_iter().map(|(what, token)| ("verification", what, token));
    let of_conversion = no_answers.into_iter().map(|(what, token)| ("conversion", what, token));
    let mut rows = Vec::new();
    for (purpose, what, token) in of_verification.chain(of_conversion) {
        let path = format!("/pages/{purpose}/{token}");
        rows.push(row(format!("the {purpose} page of {what}"), Ask::get(&world.anon, path.as_str()), page(410)));
        let press = Ask::new(&world.anon, "POST", path, "answer=confirm");
        let press = press.header("Content-Type", "application/x-www-form-urlencoded");
        rows.push(row(format!("the button of the {purpose} page of {what}"), press, page(410)));
    }
    for form in
        ["", "answer=maybe", "answer=dispute&reason=because", "answer=confirm&answer=dispute", "answer=confirm&plan=x"]
    {
        let press = Ask::new(&world.anon, "POST", format!("/pages/conversion/{good}"), form);
        let press = press.header("Content-Type", "application/x-www-form-urlencoded");
        rows.push(row(format!("the conversion page's form {form:?}"), press, page(422)));
    }
    rows
}

fn log_ins(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (what, email, password, refusal) in [
        ("a wrong password", "holder@demo.example", "bông sen trắng 43", problem(401, "wrong_credentials")),
        ("no password", "holder@demo.example", "", problem(401, "wrong_credentials")),
        ("a password and a NUL", "holder@demo.example", "bông sen trắng 42\0", problem(401, "wrong_credentials")),
        ("an unknown address", "nobody@demo.example", PASSWORD, problem(401, "wrong_credentials")),
        ("an address and a NUL", "holder@demo.example\0", PASSWORD, problem(401, "wrong_credentials")),
        ("a piece of SQL", "' OR 1=1 --", PASSWORD, problem(401, "wrong_credentials")),
        ("an address that waits", "new@demo.example", PASSWORD, problem(401, "wrong_credentials")),
    ] {
        let ask = Ask::post(&world.anon, "/v1/sessions", &json!({"email": email, "password": password}));
        rows.push(row(format!("a log-in with {what}"), ask, refusal));
    }
    let current = |current: &str, new: &str| {
        Ask::post(&world.stranger, "/v1/me/password", &json!({"current_password": current, "new_password": new}))
    };
    let wrong = current("bông sen trắng 43", "ao cá mùa thu 77");
    rows.push(row("a new password for a wrong one", wrong, problem(401, "wrong_credentials")));
    let same = current(PASSWORD, PASSWORD);
    rows.push(row("the same password anew", same, super::row::value("/new_password", "same_password")));
    for (what, password, fault) in [
        ("11 letters", "bông sen 42", "password_too_short"),
        ("one letter, often", "aaaaaaaaaaaaaaaa", "password_guessable"),
        ("the address", "new.person 2026", "password_guessable"),
    ] {
        let person = json!({"email": "new.person@demo.example", "name": "Demo", "password": password});
        let ask = Ask::post(&world.anon, "/v1/accounts", &person);
        rows.push(row(format!("a password of {what}"), ask, super::row::value("/password", fault)));
    }
    rows
}

fn idempotency_keys(app: &TestApp, world: &World) -> Vec<Row> {
    let ask = || Ask::post(&world.stranger, "/v1/businesses", &app.business_body());
    let refusal = || problem(400, "invalid_idempotency_key");
    let long = "x".repeat(65);
    let mut rows = Vec::new();
    for key in ["", "\"\"", "two words", "tab\there", "khóa", &long] {
        rows.push(row(format!("the idempotency key {key:?}"), ask().header("Idempotency-Key", key), refusal()));
    }
    let twice = ask().header("Idempotency-Key", "a").header("Idempotency-Key", "b");
    rows.push(row("two idempotency keys", twice, refusal()));
    rows
}
