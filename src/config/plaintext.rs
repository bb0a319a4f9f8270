//! What the server speaks to without TLS: refused across a network, unless the host is named.

use crate::values::ServiceUrl;

/// What PostgreSQL's `sslmode` must be, so that libpq looks at the certificate (its default takes what it gets).
const CHECKED: [&str; 2] = ["verify-full", "verify-ca"];

/// Errors: which host, and what to type instead.
pub fn refuse_of_database(url: &ServiceUrl, allowed: &[String]) -> Result<(), String> {
    let mode = url.query.iter().rev().find(|(name, _)| name == "sslmode").map(|(_, value)| value.as_str());
    let checked = mode.is_some_and(|mode| CHECKED.contains(&mode));
    refuse(
        url,
        checked,
        allowed,
        "the database",
        "add ?sslmode=verify-full to its URL (and build with --features postgres-tls)",
    )
}

/// Errors: which host, and what to type instead.
pub fn refuse_of_relay(url: &ServiceUrl, scheme: &str, allowed: &[String]) -> Result<(), String> {
    let demanded = url.query.iter().any(|(name, value)| name == "tls" && value == "required");
    let way = "write smtps://… or smtp://…?tls=required";
    refuse(url, scheme == "smtps" || demanded, allowed, "the mail relay", way)
}

fn refuse(url: &ServiceUrl, tls: bool, allowed: &[String], what: &str, way: &str) -> Result<(), String> {
    let unnamed = |host: &&String| !ServiceUrl::is_local_host(host) && !allowed.contains(host);
    match url.hosts.iter().find(unnamed) {
        Some(host) if !tls => Err(format!(
            "{what} on {host} would be spoken to without TLS, where others can read along: {way}. Where the way there is \
             safe by itself, name it: --plaintext-to {host} (DUNGTHU_PLAINTEXT_TO)"
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> ServiceUrl {
        ServiceUrl::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
    }

    #[test]
    fn across_a_network_tls_is_demanded_or_the_host_is_named() {
        for (text, taken) in [
            ("postgres://anna:hush@db.example/dungthu", false),
            ("postgres://anna:hush@db.example/dungthu?sslmode=prefer", false),
            ("postgres://anna:hush@db.example/dungthu?sslmode=require", false),
            ("postgres://anna:hush@db.example/dungthu?sslmode=verify-full&sslmode=disable", false),
            ("postgres://anna:hush@127.0.0.1,db.example/dungthu", false),
            ("postgres://anna:hush@db.example/dungthu?sslmode=verify-full", true),
            ("postgres://anna:hush@127.0.0.1/dungthu", true),
            ("postgres:///dungthu", true),
        ] {
            assert_eq!(refuse_of_database(&url(text), &[]).is_ok(), taken, "{text}");
            assert_eq!(refuse_of_database(&url(text), &["db.example".to_owned()]), Ok(()), "{text}");
        }
        for (scheme, rest, taken) in [
            ("smtp", "relay.example", false),
            ("smtp", "anna:hush@relay.example:587?tls=opportunistic", false),
            ("smtp", "anna:hush@relay.example:587?tls=required", true),
            ("smtps", "anna:hush@relay.example", true),
            ("smtp", "localhost:25", true),
        ] {
            let text = format!("{scheme}://{rest}");
            assert_eq!(refuse_of_relay(&url(&text), scheme, &[]).is_ok(), taken, "{text}");
            assert_eq!(refuse_of_relay(&url(&text), scheme, &["relay.example".to_owned()]), Ok(()), "{text}");
        }
        let why = refuse_of_relay(&url("smtp://anna:hush@relay.example"), "smtp", &["other.example".to_owned()]);
        let why = why.expect_err("another host");
        assert!(why.contains("on relay.example") && why.contains("--plaintext-to relay.example"), "{why}");
        assert!(!why.contains("hush"), "{why}");
    }
}
