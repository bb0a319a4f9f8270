//! Passwords that the server logs in with: which of them protect nothing.

use crate::accounts;
use crate::values::{ServiceUrl, text};
use std::collections::BTreeSet;

/// What such passwords are made of, without marks, spaces, signs and digits; what is left of «P@ssw0rd» among them.
const WORDS: &str = "administrator postgresql postgres password passwd psswrd passwrd pssword dungthu changeme matkhau \
     example default welcome letmein qwerty database mailer secret strong change server tryitout super please admin login \
     guest root user test demo pass mail smtp your the my me db";

const SHORTEST: usize = 8;

/// Fewer different characters than these are no accident, as with people's passwords.
const DIFFERENT: usize = 5;

/// Digits alone are a password only where there are as many.
const DIGITS: usize = 16;

/// What the query of PostgreSQL's URL says where a password is not the way in, or stands in a file.
const OTHER_WAYS: [&str; 3] = ["passfile", "sslcert", "sslkey"];

/// Errors: why, and what to type instead.
pub fn refuse_of_database(url: &ServiceUrl) -> Result<(), String> {
    let password = url.password.as_deref();
    let by_socket = url.hosts.iter().all(|host| host.is_empty() || host.starts_with('/'));
    let other_way = by_socket || url.query.iter().any(|(name, _)| OTHER_WAYS.contains(&name.as_str()));
    if password.is_none() && other_way {
        return Ok(());
    }
    let Some(why) = weakness(password.unwrap_or_default(), url) else { return Ok(()) };
    let user = url.user.as_deref().unwrap_or("postgres");
    Err(format!(
        "the database's password {why} (--database-url, or its file). Make one with «openssl rand -hex 24», give it to the \
         database with «\\password {user}» in psql, and write it into the URL: postgres://{user}:PASSWORD@host/name"
    ))
}

/// A relay that wants no log-in has no password.
///
/// Errors: why, and what to type instead.
pub fn refuse_of_relay(url: &ServiceUrl) -> Result<(), String> {
    let (Some(user), password) = (url.user.as_deref(), url.password.as_deref()) else { return Ok(()) };
    let Some(why) = weakness(password.unwrap_or_default(), url) else { return Ok(()) };
    Err(format!(
        "the mail relay's password {why} (--mail, or its file). Have the relay's account given another, e.g. one made with \
         «openssl rand -hex 24», and write it into the URL: smtps://{user}:PASSWORD@host"
    ))
}

/// Why a password protects nothing.
fn weakness(password: &str, url: &ServiceUrl) -> Option<&'static str> {
    let length = password.chars().count();
    if length == 0 {
        return Some("is missing");
    }
    if length < SHORTEST {
        return Some("has fewer than 8 characters");
    }
    if password.chars().collect::<BTreeSet<_>>().len() < DIFFERENT {
        return Some("has fewer than 5 different characters");
    }
    let known = only_known_words(password, url) || accounts::is_common_password(password);
    known.then_some("is one that everybody tries first")
}

/// Whether nothing is left when the words, and the names in the URL, are struck out; digits do not count.
fn only_known_words(password: &str, url: &ServiceUrl) -> bool {
    let letters = |text: &str| text::fold(text).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let mut left = letters(password);
    if left.is_empty() {
        return password.chars().count() < DIGITS;
    }
    let names = url.hosts.iter().flat_map(|host| host.split('.')).chain(url.user.as_deref()).chain([url.path.as_str()]);
    let mut words: Vec<String> = names.map(letters).chain(WORDS.split_whitespace().map(str::to_owned)).collect();
    words.retain(|word| word.len() > 1);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words {
        left = left.replace(&word, " ");
    }
    left.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> ServiceUrl {
        ServiceUrl::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
    }

    #[test]
    fn passwords_that_everybody_tries_are_refused_and_not_repeated() {
        for password in [
            "",
            "password",
            "postgres",
            "dungthu",
            "admin",
            "123456",
            "changeme",
            "postgres123",
            "Password1!",
            "P%40ssw0rd",
            "dungthu2026",
            "admin-admin",
            "mysecretpassword",
            "change-me-please",
            "1234567890",
            "hunter2",
            "aaaaaaaaaaaa",
            "abababababab",
            "matkhau123456",
            "qwerty-123456",
            "try-it-out-2026",
            "anna-keeper-2026",
            "M%E1%BA%ADt kh%E1%BA%A9u 1",
        ] {
            let database = refuse_of_database(&url(&format!("postgres://anna:{password}@keeper.example:5432/shop")));
            let relay = refuse_of_relay(&url(&format!("smtp://anna:{password}@keeper.example")));
            for why in [database, relay].map(|refused| refused.expect_err(password)) {
                // These words stand in the refusal anyway.
                let hidden = ["", "password", "postgres"].contains(&password) || !why.contains(password);
                assert!(hidden && why.contains("anna:PASSWORD@") && why.contains("openssl rand"), "{why}");
            }
        }
    }

    #[test]
    fn passwords_that_somebody_made_are_taken() {
        for password in
            ["f3b1c2d4e5a69788", "correct horse battery", "bông sen trắng 42", "8301552911746632", "kX9-vq2w"]
        {
            let text = format!("postgres://dungthu:{password}@db/dungthu");
            assert_eq!(refuse_of_database(&url(&text)), Ok(()), "{password}");
        }
    }

    #[test]
    fn without_a_password_another_way_in_must_be_named() {
        for (text, taken) in [
            ("postgres://dungthu@db/dungthu", false),
            ("postgres://dungthu:@db/dungthu", false),
            ("postgres://dungthu@127.0.0.1/dungthu", false),
            ("postgres://dungthu@db/dungthu?passfile=/run/secrets/pgpass", true),
            ("postgres://dungthu@db/dungthu?sslcert=/run/secrets/client.crt", true),
            ("postgres://dungthu:postgres@db/dungthu?passfile=/run/secrets/pgpass", false),
            ("postgres:///dungthu", true),
            ("postgres://%2Fvar%2Frun%2Fpostgresql/dungthu", true),
        ] {
            assert_eq!(refuse_of_database(&url(text)).is_ok(), taken, "{text}");
        }
        assert_eq!(refuse_of_relay(&url("smtp://relay.example:25")), Ok(()));
        assert!(refuse_of_relay(&url("smtp://anna@relay.example:25")).is_err(), "lettre would not log in at all");
    }
}
