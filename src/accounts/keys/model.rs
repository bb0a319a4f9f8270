//! Keys, parsed at the edge and as stored.

use super::holder::Holder;
use super::lifecycle::{self, KeyStatus};
use crate::error::FaultCode;
use crate::faults::Faults;
use crate::limits::Client;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, ApiKeyId, Timestamp};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const NAME_LENGTH: usize = 100;

/// Days that a key holds: at least, at most, and when nobody says.
pub const DAYS: std::ops::RangeInclusive<i64> = 1..=366;
pub const DEFAULT_DAYS: i64 = 90;

/// Scopes that are named of a key.
pub const MOST_SCOPES: usize = 10;

/// Networks that a key may be bound to.
pub const MOST_NETWORKS: usize = 20;

/// A kind of operation that keys can be made for. The table of access says which operation wants which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub enum Scope {
    /// Read trials and what happened to them.
    #[serde(rename = "trials.read")]
    TrialsRead,
    /// Answer requests for trials, hand over access, report use, end trials.
    #[serde(rename = "trials.write")]
    TrialsWrite,
    #[serde(rename = "conversions.read")]
    ConversionsRead,
    /// Claim conversions. Only people confirm them.
    #[serde(rename = "conversions.write")]
    ConversionsWrite,
    #[serde(rename = "listings.read")]
    ListingsRead,
    /// Draft listings, change drafts, hand them in.
    #[serde(rename = "listings.write")]
    ListingsWrite,
    /// Read the programme's figures; for systems of provinces and ministries.
    #[serde(rename = "reports.read")]
    ReportsRead,
}

text_enum!(Scope {
    TrialsRead = "trials.read",
    TrialsWrite = "trials.write",
    ConversionsRead = "conversions.read",
    ConversionsWrite = "conversions.write",
    ListingsRead = "listings.read",
    ListingsWrite = "listings.write",
    ReportsRead = "reports.read",
});

/// What a key opens, and from where.
#[derive(Clone, Debug)]
pub struct Rights {
    /// Each once, in the order of their declaration.
    pub scopes: Vec<Scope>,
    /// None: from anywhere.
    pub networks: Vec<IpNet>,
    /// Days that a key of these rights holds.
    pub days: i64,
}

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub name: String,
    pub rights: Rights,
}

/// A key, as stored: all but its secret.
#[derive(Clone, Debug)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub holder: Holder,
    pub name: String,
    pub prefix: String,
    pub rights: Rights,
    pub made_by: AccountId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub rotated_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    pub replaces: Option<ApiKeyId>,
    /// To within an hour.
    pub last_used_at: Option<Timestamp>,
}

impl ApiKey {
    /// `maker_may`: its maker is still what one must be to make it.
    pub fn status(&self, maker_may: bool, now: Timestamp) -> KeyStatus {
        lifecycle::status(self, maker_may, now)
    }
}

/// A key with which a request was made.
#[derive(Clone, Debug)]
pub struct Shown {
    pub id: ApiKeyId,
    pub holder: Holder,
    pub made_by: AccountId,
    pub scopes: Vec<Scope>,
    pub networks: Vec<IpNet>,
    pub last_used_at: Option<Timestamp>,
}

impl Shown {
    /// Whether the key may be used from there.
    pub fn is_for(&self, client: Client) -> bool {
        self.networks.is_empty() || self.networks.iter().any(|network| client.is_within(network))
    }
}

/// Words with spaces between, as they stand in the table.
pub(super) fn words<T: ToString>(all: &[T]) -> String {
    all.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

/// Bits of its prefix that a network of IPv4 and one of IPv6 have at least: a wider one restricts nothing.
const WIDEST: (u8, u8) = (8, 16);

/// The networks that are meant: an address alone is one. A client of IPv6 is known by its /64, so none is narrower.
pub fn networks(faults: &mut Faults, pointer: &str, texts: &[String]) -> Option<Vec<IpNet>> {
    if texts.len() > MOST_NETWORKS {
        faults.add(pointer, FaultCode::OutOfRange, format!("0 – {MOST_NETWORKS}"));
        return None;
    }
    let mut read = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        match network(text) {
            Some(network) if restricts(&network) => read.push(network),
            Some(_) => {
                let (v4, v6) = WIDEST;
                let possible = format!("IPv4 /{v4} – /32, IPv6 /{v6} – /64");
                faults.add(&format!("{pointer}/{place}"), FaultCode::NetworkTooWide, possible);
            }
            None => faults.add(&format!("{pointer}/{place}"), FaultCode::NotANetwork, "203.0.113.0/24, 2001:db8::/64"),
        }
    }
    (read.len() == texts.len()).then_some(read)
}

fn network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let network = text.parse().ok().or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from))?;
    let wide = matches!(network, IpNet::V4(_)) || network.prefix_len() <= 64;
    wide.then(|| network.trunc())
}

fn restricts(network: &IpNet) -> bool {
    let (v4, v6) = WIDEST;
    network.prefix_len() >= if matches!(network, IpNet::V4(_)) { v4 } else { v6 }
}

/// The scopes that are meant, each once.
pub fn scopes(faults: &mut Faults, pointer: &str, given: &[Scope]) -> Option<Vec<Scope>> {
    if !(1..=MOST_SCOPES).contains(&given.len()) {
        faults.add(pointer, FaultCode::OutOfRange, format!("1 – {MOST_SCOPES}"));
        return None;
    }
    Some(Scope::ALL.iter().copied().filter(|scope| given.contains(scope)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_kept_in_their_one_form() {
        for (text, kept) in [
            ("203.0.113.7", Some("203.0.113.7/32")),
            ("203.0.113.7/24", Some("203.0.113.0/24")),
            (" 10.1.2.3/8 ", Some("10.0.0.0/8")),
            ("2001:db8:1:2::/64", Some("2001:db8:1:2::/64")),
            ("2001:DB8::1/32", Some("2001:db8::/32")),
            ("2001:db8::1", None),
            ("2001:db8::/65", None),
            ("::ffff:203.0.113.7", None),
            ("203.0.113.0/33", None),
            ("example.vn", None),
            ("", None),
        ] {
            assert_eq!(network(text).map(|it| it.to_string()).as_deref(), kept, "{text}");
        }
    }

    #[test]
    fn what_restricts_nothing_is_no_restriction() {
        let told = |text: &str| {
            let mut faults = Faults::default();
            let read = networks(&mut faults, "/networks", &[text.to_owned()]);
            let first = faults.into_all().first().map(|it| it.code);
            assert_eq!(read.is_none(), first.is_some(), "{text}");
            first
        };
        for text in ["0.0.0.0/0", "128.0.0.0/1", "10.0.0.0/7", "::/0", "2000::/3", "2001::/15"] {
            assert_eq!(told(text), Some(FaultCode::NetworkTooWide), "{text}");
        }
        for text in ["10.0.0.0/8", "10.0.0.0/9", "2001::/16", "2001:db8::/64"] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn a_scope_that_is_named_twice_is_one() {
        let mut faults = Faults::default();
        let given = [Scope::ListingsRead, Scope::TrialsRead, Scope::ListingsRead];
        assert_eq!(scopes(&mut faults, "", &given), Some(vec![Scope::TrialsRead, Scope::ListingsRead]));
        assert_eq!(scopes(&mut faults, "", &[]), None);
        assert_eq!(scopes(&mut faults, "", &[Scope::TrialsRead; MOST_SCOPES + 1]), None);
    }
}
