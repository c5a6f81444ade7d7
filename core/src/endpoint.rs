//! Where a request goes, when the caller overrides the cloud's own host.

use crate::{
    Error,
    text::{
        class::{is, is_digit, is_lower_case},
        scan::prefix_len,
    },
};

/// How a connection is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Scheme {
    /// TLS.
    Https,
    /// Plain HTTP: to a loopback address only, where the simulator is.
    Http,
}

impl Scheme {
    /// `https` or `http`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }
}

/// A checked endpoint: `https://host[:port]`, or `http://` with a loopback address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint<'a> {
    scheme: Scheme,
    authority: &'a str,
}

impl<'a> Endpoint<'a> {
    /// Check `endpoint`.
    ///
    /// The host is lower case: labels of at most 63 of `a-z 0-9 -`, 253 bytes in all, or an IPv6
    /// address in brackets; the port is 1 to 65535, and the scheme's own port is dropped, as HTTP
    /// clients do. There is no user name, path, query or fragment.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidEndpoint`] with the first byte that does not belong.
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl_core::{Endpoint, Error, Scheme};
    ///
    /// let endpoint = Endpoint::parse("http://127.0.0.1:4567")?;
    /// assert_eq!((endpoint.scheme(), endpoint.authority()), (Scheme::Http, "127.0.0.1:4567"));
    /// // Plain HTTP goes to this machine alone.
    /// assert_eq!(Endpoint::parse("http://cvm.example"), Err(Error::InvalidEndpoint { at: 7 }));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse(endpoint: &'a str) -> Result<Self, Error> {
        let (scheme, start) = scheme(endpoint).ok_or(Error::InvalidEndpoint { at: 0 })?;
        let authority = endpoint.get(start..).unwrap_or_default();
        let fault = |at: usize| Error::InvalidEndpoint { at: start.saturating_add(at) };
        let host = host_len(authority.as_bytes()).map_err(fault)?;
        let port = authority.get(host..).unwrap_or_default();
        if !port.is_empty() && !port.strip_prefix(':').is_some_and(|port| is_port(port.as_bytes()))
        {
            return Err(fault(host));
        }
        let host_text = authority.get(..host).unwrap_or_default();
        if scheme == Scheme::Http && !is_loopback(host_text) {
            return Err(fault(0));
        }
        let own_port = if scheme == Scheme::Https { ":443" } else { ":80" };
        let authority = authority.strip_suffix(own_port).unwrap_or(authority);
        Ok(Self { scheme, authority })
    }

    /// How the connection is made.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The value of the `Host` header: `host` or `host:port`.
    #[must_use]
    pub const fn authority(&self) -> &'a str {
        self.authority
    }
}

/// The scheme of `address` and the offset behind `://`.
pub(crate) fn scheme(address: &str) -> Option<(Scheme, usize)> {
    [("https://", Scheme::Https), ("http://", Scheme::Http)]
        .into_iter()
        .find(|(prefix, _)| address.starts_with(prefix))
        .map(|(prefix, scheme)| (scheme, prefix.len()))
}

/// The length of the host at the front of `authority`, or the first byte that no host holds.
///
/// The host ends at the first byte that is not part of one; what follows is the caller's to judge.
pub(crate) fn host_len(authority: &[u8]) -> Result<usize, usize> {
    if let Some((b'[', within)) = authority.split_first() {
        let part = |b: &u8| matches!(b, b':' | b'.' | b'0'..=b'9' | b'a'..=b'f');
        let len = within.iter().position(|b| !part(b)).unwrap_or(within.len());
        let end = len.wrapping_add(1);
        if authority.get(end) != Some(&b']') {
            return Err(end);
        }
        let holds = is_ipv6(within.get(..len).unwrap_or_default());
        return if holds { Ok(end.wrapping_add(1)) } else { Err(0) };
    }
    let len = prefix_len(authority, is_name_byte);
    check_labels(authority.get(..len).unwrap_or_default()).map(|()| len)
}

/// Check the labels of a host name, whose bytes [`is_name_byte`] has passed; the error is the start
/// of the label that does not hold.
fn check_labels(host: &[u8]) -> Result<(), usize> {
    let (mut start, mut last) = (0_usize, b'.');
    for (at, byte) in host.iter().copied().chain([b'.']).enumerate() {
        // No label is empty, starts or ends with `-`, or is longer than 63 bytes.
        let edge = last == b'.' || byte == b'.';
        if edge && matches!((last, byte), (b'.' | b'-', b'.' | b'-')) || at.wrapping_sub(start) > 63
        {
            return Err(start);
        }
        if byte == b'.' {
            start = at.wrapping_add(1);
        }
        last = byte;
    }
    if host.len() > 253 { Err(253) } else { Ok(()) }
}

/// The length of the host name at the front of `encoded`, which a `%` or the end must follow; 0 when
/// it is none, and for a name that is longer than a label. A name with two of `-` and `.` in a row
/// ends before them.
pub(crate) fn usual_name_len(encoded: &[u8]) -> usize {
    const BLOCK: usize = 16;
    // Letters and digits have one of these bits; `-`, `.` and `%` have none.
    const IN_WORD: u8 = 0x50;
    let holds = |byte: u8, next: u8| is_name_byte(byte) & !is((byte | next) & IN_WORD, 0);
    let mut rest = encoded;
    if let Some((block, behind)) = rest.split_first_chunk::<BLOCK>()
        && let Some(next) = rest.get(1..).and_then(|rest| rest.first_chunk::<BLOCK>())
    {
        let mut count = 0u8;
        for (byte, next) in block.iter().zip(next) {
            count = count.wrapping_add(u8::from(holds(*byte, *next)));
        }
        if usize::from(count) == BLOCK {
            rest = behind;
        }
    }
    while let Some((byte, behind)) = rest.split_first()
        && holds(*byte, *behind.first().unwrap_or(&b'%'))
    {
        rest = behind;
    }
    let len = encoded.len().wrapping_sub(rest.len());
    let starts_well = encoded.first().is_some_and(|first| first & IN_WORD != 0);
    if starts_well && len <= 63 { len } else { 0 }
}

/// Whether `byte` may stand in a host name.
#[inline]
const fn is_name_byte(byte: u8) -> bool {
    is_lower_case(byte) | is_digit(byte) | is(byte, b'-') | is(byte, b'.')
}

/// Whether `digits` are a port of 1 to 65535.
pub(crate) fn is_port(digits: &[u8]) -> bool {
    is_number(digits, 1, 0xffff)
}

/// Whether `digits` are a decimal number from `min` to `max` without a zero in front.
#[cfg_attr(feature = "compact", inline(never))]
fn is_number(digits: &[u8], min: u32, max: u32) -> bool {
    let mut number = 0u32;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        // At most ten times the largest number and nine more.
        number = number.wrapping_mul(10).wrapping_add(u32::from(digit));
        if digit > 9 || number > max {
            return false;
        }
    }
    number >= min && !matches!(digits, [] | [b'0', _, ..])
}

/// Whether `address` is an IPv6 address (RFC 4291, section 2.2): eight groups, or fewer around one
/// `::`; a dotted quad may stand for the last two.
fn is_ipv6(address: &[u8]) -> bool {
    let (mut rest, mut groups, mut gap) = (address, 0u8, false);
    if let Some(behind) = rest.strip_prefix(b"::") {
        (rest, gap) = (behind, true);
    }
    while !(gap && rest.is_empty()) {
        let len = rest.iter().position(|byte| *byte == b':').unwrap_or(rest.len());
        let (group, behind) = rest.split_at_checked(len).unwrap_or_default();
        let hex = matches!(len, 1..=4) && group.iter().all(u8::is_ascii_hexdigit);
        // Nothing follows a dotted quad.
        if groups > 7 || !(hex || behind.is_empty() && is_ipv4(group)) {
            return false;
        }
        groups = groups.saturating_add(if hex { 1 } else { 2 });
        rest = match behind {
            [] => break,
            [_] => return false,
            [_, b':', behind @ ..] => {
                if core::mem::replace(&mut gap, true) {
                    return false;
                }
                behind
            }
            [_, behind @ ..] => behind,
        };
    }
    if gap { groups < 8 } else { groups == 8 }
}

/// Whether `address` is four numbers below 256 with dots between.
fn is_ipv4(address: &[u8]) -> bool {
    let (mut rest, mut octets) = (address, 0u8);
    loop {
        let len = rest.iter().position(|byte| *byte == b'.').unwrap_or(rest.len());
        let (octet, behind) = rest.split_at_checked(len).unwrap_or_default();
        octets = octets.saturating_add(1);
        if octets > 4 || !is_number(octet, 0, 0xff) {
            return false;
        }
        let Some((_, behind)) = behind.split_first() else { return octets == 4 };
        rest = behind;
    }
}

/// Whether `host` names this machine: `localhost`, `127.0.0.0/8`, `[::1]`.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "[::1]") || host.starts_with("127.") && is_ipv4(host.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::format;

    use super::*;

    #[test]
    fn endpoints_are_a_scheme_a_host_and_a_port() {
        for (text, scheme, authority) in [
            ("https://cvm.tencentcloudapi.com", Scheme::Https, "cvm.tencentcloudapi.com"),
            ("https://a:8443", Scheme::Https, "a:8443"),
            ("https://a:443", Scheme::Https, "a"),
            ("https://[2001:db8::1]:444", Scheme::Https, "[2001:db8::1]:444"),
            ("http://127.0.0.1:80", Scheme::Http, "127.0.0.1"),
            ("http://127.1.2.3:8080", Scheme::Http, "127.1.2.3:8080"),
            ("http://localhost:1", Scheme::Http, "localhost:1"),
            ("http://[::1]:65535", Scheme::Http, "[::1]:65535"),
        ] {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!((endpoint.scheme(), endpoint.authority()), (scheme, authority), "{text}");
        }
    }

    #[test]
    fn an_address_in_brackets_is_what_the_standard_library_parses() {
        for text in [
            "::",
            "::1",
            "1::",
            "1::2",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "::ffff:1.2.3.4",
            "1:2:3:4:5:6:1.2.3.4",
            "2001:db8::1",
            "",
            ":",
            ":::",
            "1",
            "1:2",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7:8::",
            "::1::",
            "12345::",
            "1.2.3.4",
            "1.2.3.4::",
            "::1.2.3",
            "::1.2.3.256",
            "::1.2.3.04",
            "::1.2.3.4:1",
            "1:2:3:4:5:6:7:1.2.3.4",
            ":1",
            "1:",
        ] {
            assert_eq!(
                is_ipv6(text.as_bytes()),
                text.parse::<core::net::Ipv6Addr>().is_ok(),
                "{text}"
            );
        }
    }

    #[test]
    fn every_order_of_the_parts_of_an_address_is_judged_as_the_standard_library_does() {
        let mut addresses = std::vec![std::string::String::new()];
        for at in 0.. {
            let Some(address) = addresses.get(at).cloned() else { break };
            let parsed = address.parse::<core::net::Ipv6Addr>().is_ok();
            assert_eq!(is_ipv6(address.as_bytes()), parsed, "{address}");
            if address.len() < 17 {
                addresses
                    .extend([":", "::", "1:", "f:", "1.2.3.4"].map(|part| address.clone() + part));
            }
            if addresses.len() > 200_000 {
                break;
            }
        }
        for quad in ["1.2.3.4", "0.0.0.0", "255.255.255.255", "256.1.1.1", "1.2.3", "1.2.3.4.5"] {
            assert_eq!(is_ipv4(quad.as_bytes()), quad.parse::<core::net::Ipv4Addr>().is_ok());
        }
        for quad in ["", ".", "1.2.3.", ".1.2.3", "01.2.3.4", "1.2.3.00", "a.1.1.1", "1.2.3.4 "] {
            assert_eq!(is_ipv4(quad.as_bytes()), quad.parse::<core::net::Ipv4Addr>().is_ok());
        }
    }

    #[test]
    fn whatever_else_an_address_can_hold_is_refused_at_its_place() {
        let long = format!("https://{}", "a.".repeat(127) + "a");
        let label = format!("https://{}", "a".repeat(64));
        let cases: [(&str, usize); 25] = [
            ("", 0),
            ("cvm.tencentcloudapi.com", 0),
            ("ftp://a", 0),
            ("HTTPS://a", 0),
            ("https://", 8),
            ("https://a/", 9),
            ("https://a?x", 9),
            ("https://a#x", 9),
            ("https://u@a", 9),
            ("https://u:p@a", 9),
            ("https://A", 8),
            ("https://a..b", 10),
            ("https://-a", 8),
            ("https://a-", 8),
            ("https://a:0", 9),
            ("https://a:65536", 9),
            ("https://a:", 9),
            ("https://a:1x", 9),
            ("https://a%41", 9),
            ("https://a\r\n", 9),
            ("https://\u{ff41}", 8),
            ("http://evil.example", 7),
            ("http://127.0.0.1.evil.example", 7),
            (&long, 8 + 253),
            (&label, 8),
        ];
        for (text, at) in cases {
            assert_eq!(Endpoint::parse(text), Err(Error::InvalidEndpoint { at }), "{text}");
        }
        assert!(!is_loopback("127.0.0.01") && !is_loopback("127.0.0.256") && !is_loopback("127.1"));
        for (text, at) in [("https://[::1", 12), ("https://[[::1]", 9), ("https://[1]", 8)] {
            assert_eq!(Endpoint::parse(text), Err(Error::InvalidEndpoint { at }), "{text}");
        }
    }
}
