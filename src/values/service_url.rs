//! URLs of what the server logs in to, the database and the mail relay: who, with which password, where.
//!
//! Their two readers, libpq and lettre, disagree on where a user's part ends when its special characters are not
//! percent-encoded; then part of a password would be taken for a host and shown. Such a URL is refused here.

use std::net::IpAddr;

/// What to type instead of a URL that can be read in two ways.
const ENCODE: &str = "write it as scheme://user:password@host:port/…, with the special characters of user and password \
     percent-encoded: @ is %40, / is %2F, : is %3A, ? is %3F, # is %23, % is %25";

/// The parts of such a URL, decoded. There is no `Debug`: a password is in it.
pub struct ServiceUrl {
    pub user: Option<String>,
    pub password: Option<String>,
    /// Without ports; PostgreSQL's may be several, or none for its local socket.
    pub hosts: Vec<String>,
    pub path: String,
    pub query: Vec<(String, String)>,
}

impl ServiceUrl {
    /// Errors: what to type instead; never a part of what was given.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::read(text).ok_or_else(|| ENCODE.to_owned())
    }

    fn read(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once("://")?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = place.split_once('/').unwrap_or((place, ""));
        let (login, hosts) = match authority.split_once('@') {
            Some((login, hosts)) => (Some(login), hosts),
            None => (None, authority),
        };
        if [hosts, path, query].iter().any(|part| part.contains(['@', '#'])) || login.is_some_and(|it| it.contains('#'))
        {
            return None;
        }
        let (user, password) = login.map_or((None, None), |login| match login.split_once(':') {
            Some((user, password)) => (Some(user), Some(password)),
            None => (Some(login), None),
        });
        let decoded = |part: Option<&str>| part.map_or(Some(None), |part| decode(part).map(Some));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Some(Self {
            user: decoded(user)?,
            password: decoded(password)?,
            hosts: hosts.split(',').map(host).collect::<Option<_>>()?,
            path: decode(path)?,
            query: pairs.map(pair).collect::<Option<_>>()?,
        })
    }

    /// Whether all of it is on this machine.
    pub fn is_local(&self) -> bool {
        self.hosts.iter().all(|host| Self::is_local_host(host))
    }

    /// Whether a host of such a URL is this machine.
    pub fn is_local_host(host: &str) -> bool {
        let socket = host.is_empty() || host.starts_with(['/', '@']);
        let address = host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback());
        socket || address || host.eq_ignore_ascii_case("localhost")
    }
}

/// The host of `host:port` or `[address]:port`.
fn host(text: &str) -> Option<String> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => rest
            .split_once(']')
            .map(|(address, port)| (address, port.strip_prefix(':').or(port.is_empty().then_some(port))))?,
        None => text.split_once(':').map_or((text, Some("")), |(host, port)| (host, Some(port))),
    };
    port?.bytes().all(|byte| byte.is_ascii_digit()).then(|| decode(host))?
}

fn pair(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=').filter(|(_, value)| !value.contains('='))?;
    Some((decode(name)?, decode(value)?))
}

fn decode(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(if byte == b'%' { digit(bytes.next()?)? << 4 | digit(bytes.next()?)? } else { byte });
    }
    String::from_utf8(decoded).ok().filter(|text| !text.contains('\0'))
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<String>, Option<String>, Vec<String>, String) {
        let url = ServiceUrl::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"));
        (url.user, url.password, url.hosts, url.path)
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn each_part_is_found_and_decoded() {
        let hosts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            parts("postgres://an%40na:h%3Au%2Fsh@db:5432/dungthu?sslmode=require"),
            (some("an@na"), some("h:u/sh"), hosts(&["db"]), "dungthu".to_owned())
        );
        assert_eq!(parts("smtp://relay.example:25"), (None, None, hosts(&["relay.example"]), String::new()));
        assert_eq!(parts("smtps://u:@relay"), (some("u"), some(""), hosts(&["relay"]), String::new()));
        assert_eq!(parts("postgres://u@[::1]:5432,b/x"), (some("u"), None, hosts(&["::1", "b"]), "x".to_owned()));
        assert_eq!(parts("postgres:///x"), (None, None, hosts(&[""]), "x".to_owned()));
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused_without_repeating_it() {
        for text in [
            "postgres://u:hu@sh@db/x",
            "postgres://u:hu/sh@db/x",
            "postgres://u:hu?sh@db/x",
            "postgres://u:hu#sh@db/x",
            "postgres://u:hu%sh@db/x",
            "postgres://u:hush",
            "postgres://[::1]hush/x",
            "postgres://db/x?password=hu&sh",
            "postgres://db/x?password=hu=sh",
            "postgres://u:hu%00sh@db/x",
        ] {
            let refused = ServiceUrl::parse(text).err().unwrap_or_else(|| panic!("{text} is taken"));
            assert!(!refused.contains("sh@") && !refused.contains("hush") && refused.contains("%40"), "{refused}");
        }
    }

    #[test]
    fn only_this_machine_is_local() {
        for (text, local) in [
            ("postgres:///x", true),
            ("postgres://%2Fvar%2Frun%2Fpostgresql/x", true),
            ("postgres://LOCALHOST/x", true),
            ("postgres://127.0.0.9,[::1]/x", true),
            ("postgres://[::ffff:127.0.0.1]/x", true),
            ("postgres://127.0.0.1,db/x", false),
            ("postgres://db/x", false),
            ("postgres://localhost.example/x", false),
            ("postgres://10.0.0.1/x", false),
            ("postgres://0.0.0.0/x", false),
        ] {
            assert_eq!(ServiceUrl::parse(text).is_ok_and(|url| url.is_local()), local, "{text}");
        }
    }
}
