//! Which address asks: the peer's, or the one that a trusted proxy names.

use ipnet::IpNet;
use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// An address that asks. IPv6 counts by /64: whoever has one address of it has them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client(IpNet);

impl Client {
    pub fn new(address: IpAddr) -> Self {
        Self(network(address, 32, 64))
    }

    /// Whether all of it lies in a network.
    pub fn is_within(self, network: &IpNet) -> bool {
        network.contains(&self.0)
    }

    /// The network around it, for logs and for «where its owner logged in before»: a /24, or a /48 of IPv6.
    pub fn neighbourhood(self) -> IpNet {
        network(self.0.addr(), 24, 48)
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

fn network(address: IpAddr, v4: u8, v6: u8) -> IpNet {
    let address = address.to_canonical();
    let whole = IpNet::from(address);
    IpNet::new(address, if address.is_ipv4() { v4 } else { v6 }).map_or(whole, |network| network.trunc())
}

/// The address behind trusted proxies: the right-most of `X-Forwarded-For`, or of `Forwarded` (RFC 7239), that is no
/// trusted proxy itself. A peer that is not trusted speaks for itself, whatever it writes.
///
/// A proxy appends to one of the headers and passes the other on as the caller wrote it: where the two disagree, neither
/// is believed. Where a header cannot be read, the proxy that passed it on counts.
pub fn behind(peer: IpAddr, trusted: &[IpNet], x_forwarded_for: &[&str], forwarded: &[&str]) -> IpAddr {
    let peer = peer.to_canonical();
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    if !is_trusted(peer) {
        return peer;
    }
    let first_untrusted = |chain: Vec<Option<IpAddr>>| {
        let mut at = peer;
        for hop in chain.into_iter().rev() {
            let Some(hop) = hop else { return at };
            at = hop;
            if !is_trusted(at) {
                return at;
            }
        }
        at
    };
    let by_x = (!x_forwarded_for.is_empty()).then(|| first_untrusted(addresses(x_forwarded_for)));
    let by_standard = (!forwarded.is_empty()).then(|| first_untrusted(nodes(forwarded)));
    match (by_x, by_standard) {
        (Some(one), Some(other)) if one != other => peer,
        (one, other) => one.or(other).unwrap_or(peer),
    }
}

fn addresses(headers: &[&str]) -> Vec<Option<IpAddr>> {
    headers.iter().flat_map(|header| header.split(',')).map(|hop| address(hop.trim())).collect()
}

/// An address with or without port; IPv6 with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let plain = bare.parse::<IpAddr>().ok();
    plain.or_else(|| text.parse::<SocketAddr>().ok().map(|with_port| with_port.ip())).map(|ip| ip.to_canonical())
}

/// The `for` of each element; `None` where it is hidden, missing, given twice or not to be read.
fn nodes(headers: &[&str]) -> Vec<Option<IpAddr>> {
    let elements = headers.iter().flat_map(|header| split(header, ','));
    elements
        .map(|element| {
            let pairs = split(&element, ';').into_iter().filter_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.trim().eq_ignore_ascii_case("for").then(|| value.trim().trim_matches('"').to_owned())
            });
            let named: Vec<String> = pairs.collect();
            match named.as_slice() {
                [one] => address(one),
                _ => None,
            }
        })
        .collect()
}

/// Parts between separators that stand in no quoted string. A quote that is never closed would swallow what the proxy
/// appended: the last part is then one that cannot be read.
fn split(text: &str, separator: char) -> Vec<String> {
    let (mut parts, mut part, mut quoted, mut escaped) = (Vec::new(), String::new(), false, false);
    for letter in text.chars() {
        let ends = letter == separator && !quoted;
        quoted ^= letter == '"' && !escaped;
        escaped = quoted && letter == '\\' && !escaped;
        if ends {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(letter);
        }
    }
    parts.push(part);
    if quoted {
        parts.push(String::new());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, x: &[&str], standard: &[&str]) -> String {
        let trusted: Vec<IpNet> =
            ["10.0.0.0/8", "2001:db8:ffff::/48"].iter().map(|net| net.parse().expect("a network")).collect();
        behind(peer.parse().expect("an address"), &trusted, x, standard).to_string()
    }

    #[test]
    fn only_a_trusted_peer_speaks_for_others() {
        for (peer, x, standard, client) in [
            ("203.0.113.9", vec!["198.51.100.1"], vec!["for=198.51.100.1"], "203.0.113.9"),
            ("10.0.0.1", vec![], vec![], "10.0.0.1"),
            ("::ffff:10.0.0.1", vec!["198.51.100.1"], vec![], "198.51.100.1"),
            ("10.0.0.1", vec!["198.51.100.1"], vec![], "198.51.100.1"),
            ("10.0.0.1", vec!["6.6.6.6, 198.51.100.1"], vec![], "198.51.100.1"),
            ("10.0.0.1", vec!["6.6.6.6, 198.51.100.1, 10.0.0.2"], vec![], "198.51.100.1"),
            ("10.0.0.1", vec!["6.6.6.6", "198.51.100.1", "10.0.0.2"], vec![], "198.51.100.1"),
            ("10.0.0.1", vec!["10.0.0.3, 10.0.0.2"], vec![], "10.0.0.3"),
            ("10.0.0.1", vec!["198.51.100.1:4711"], vec![], "198.51.100.1"),
            ("10.0.0.1", vec!["[2001:db8::1]:4711"], vec![], "2001:db8::1"),
            ("10.0.0.1", vec!["[2001:db8::1]"], vec![], "2001:db8::1"),
            ("2001:db8:ffff::1", vec!["2001:db8::1"], vec![], "2001:db8::1"),
            // Not to be read: the hop that passed it on.
            ("10.0.0.1", vec!["unknown"], vec![], "10.0.0.1"),
            ("10.0.0.1", vec![""], vec![], "10.0.0.1"),
            ("10.0.0.1", vec!["6.6.6.6, nonsense, 10.0.0.2"], vec![], "10.0.0.2"),
            // RFC 7239.
            ("10.0.0.1", vec![], vec!["for=198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", vec![], vec!["For=\"[2001:db8::1]:4711\";proto=https;by=10.0.0.1"], "2001:db8::1"),
            ("10.0.0.1", vec![], vec!["for=6.6.6.6, for=198.51.100.1;host=\"a,b;c\", for=10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", vec![], vec!["for=6.6.6.6, for=_hidden"], "10.0.0.1"),
            ("10.0.0.1", vec![], vec!["proto=https"], "10.0.0.1"),
            ("10.0.0.1", vec![], vec!["for=6.6.6.6;for=7.7.7.7"], "10.0.0.1"),
            ("10.0.0.1", vec![], vec!["for=6.6.6.6;by=\", for=198.51.100.1"], "10.0.0.1"),
            // Both: only where they agree.
            ("10.0.0.1", vec!["198.51.100.1"], vec!["for=198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", vec!["198.51.100.1"], vec!["for=6.6.6.6"], "10.0.0.1"),
        ] {
            assert_eq!(seen(peer, &x, &standard), client, "{peer} {x:?} {standard:?}");
        }
    }

    #[test]
    fn ipv6_counts_by_its_64() {
        let client = |text: &str| Client::new(text.parse().expect("an address"));
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_eq!(client("::ffff:192.0.2.7"), client("192.0.2.7"));
        assert_ne!(client("192.0.2.7"), client("192.0.2.8"));
        assert_eq!(client("192.0.2.7").neighbourhood().to_string(), "192.0.2.0/24");
        assert_eq!(client("2001:db8:1:2::1").neighbourhood().to_string(), "2001:db8:1::/48");
    }
}
