//! The console addresses that were issued: their shape, their 15 seconds, and how a value that
//! comes back differs from the one that went out.

use std::collections::VecDeque;

use base64ct::{Base64, Encoding as _};

use crate::instance::Instance;
use crate::percent;
use crate::random::{self, NoRandomness};

/// How long an address is good, in milliseconds. Both clouds say 15 s.
pub(crate) const VALID_MS: u64 = 15_000;

/// How long a console may go without a key or a pointer event: what Alibaba says of its page 0.0.8.
pub(crate) const KEEPALIVE_MS: u64 = 300_000;

/// Addresses that are remembered whatever their age; the oldest go first.
const REMEMBERED: usize = 1_000;

/// Most addresses that are remembered, because they are still good: 15 s of 2,000 calls a second.
const GOOD_CAP: usize = 30_000;

/// One address.
pub(crate) struct Issued {
    /// The value as it stood in the reply.
    pub(crate) vnc_url: String,
    pub(crate) instance: &'static Instance,
    pub(crate) since_ms: u64,
    /// Path and query of the address, as a WebSocket client asks for them.
    target: String,
    /// How long a console may go without a key or a pointer event.
    pub(crate) keepalive_ms: u64,
    /// A console was opened with it.
    pub(crate) opened: bool,
    /// A console that was opened with it has closed.
    pub(crate) closed: bool,
}

impl Issued {
    /// Whether it opens no more consoles: Tencent's opens one; Alibaba's any number (of its 15
    /// seconds) until one of them has closed.
    pub(crate) fn is_used(&self) -> bool {
        self.closed || self.opened && self.instance.is_tencent()
    }

    /// First millisecond at which the address is no longer good.
    pub(crate) fn expires_ms(&self) -> u64 {
        self.since_ms.saturating_add(VALID_MS)
    }
}

/// What a value on a viewer page is.
pub(crate) enum Recognised<'a> {
    /// Byte for byte what was issued.
    Exact(&'a Issued),
    /// Issued, but encoded once more (or more often) since.
    OverEncoded(&'a Issued),
    /// Issued, but decoded since.
    UnderEncoded(&'a Issued),
    /// Issued, with other changes: something appended, digits in another case.
    Altered(&'a Issued),
    /// Never issued, or forgotten.
    Unknown,
}

/// Every address that is remembered, the oldest first.
pub(crate) struct Addresses {
    issued: VecDeque<Issued>,
    /// `ws://127.0.0.1:4567`, or `wss` with TLS: what every address begins with.
    origin: String,
}

impl Addresses {
    /// None yet; those that will be issued point at `origin`, the simulator itself.
    pub(crate) fn new(origin: String) -> Self {
        Self { issued: VecDeque::new(), origin }
    }

    /// Scheme, host and port of every address.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Issue an address of `instance`.
    pub(crate) fn issue(
        &mut self,
        now_ms: u64,
        instance: &'static Instance,
    ) -> Result<String, NoRandomness> {
        let target = if instance.is_tencent() {
            tencent_target(instance.windows, &random::bytes()?)
        } else {
            alibaba_target(&random::bytes()?)
        };
        let vnc_url = percent::encode(format!("{}{target}", self.origin).as_bytes());
        while self.issued.len() >= REMEMBERED
            && self.issued.front().is_some_and(|oldest| {
                now_ms >= oldest.expires_ms() || self.issued.len() >= GOOD_CAP
            })
        {
            self.issued.pop_front();
        }
        self.issued.push_back(Issued {
            vnc_url: vnc_url.clone(),
            instance,
            since_ms: now_ms,
            target,
            keepalive_ms: KEEPALIVE_MS,
            opened: false,
            closed: false,
        });
        Ok(vnc_url)
    }

    /// The address that a WebSocket client asks for by this path and query.
    pub(crate) fn by_target(&self, target: &str) -> Option<&Issued> {
        self.issued.iter().find(|issued| issued.target == target)
    }

    pub(crate) fn by_target_mut(&mut self, target: &str) -> Option<&mut Issued> {
        self.issued.iter_mut().find(|issued| issued.target == target)
    }

    /// The address with exactly this value.
    pub(crate) fn by_value_mut(&mut self, vnc_url: &str) -> Option<&mut Issued> {
        self.issued.iter_mut().find(|issued| issued.vnc_url == vnc_url)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Issued> {
        self.issued.iter()
    }

    /// Compare the raw value of a viewer page's query with what was issued.
    pub(crate) fn recognise(&self, raw: &str) -> Recognised<'_> {
        if let Some(issued) = self.issued.iter().find(|issued| issued.vnc_url == raw) {
            return Recognised::Exact(issued);
        }
        let (layers, bare) = peel(raw);
        let found = self.issued.iter().find_map(|issued| {
            let (issued_layers, issued_bare) = peel(&issued.vnc_url);
            same_address(&bare, &issued_bare).then_some((issued, issued_layers))
        });
        match found {
            None => Recognised::Unknown,
            Some((issued, of_issued)) if layers > of_issued => Recognised::OverEncoded(issued),
            Some((issued, of_issued)) if layers < of_issued => Recognised::UnderEncoded(issued),
            Some((issued, _)) => Recognised::Altered(issued),
        }
    }
}

/// Decode until nothing changes, at most five times; how often that was, and what remains.
fn peel(value: &str) -> (u8, Vec<u8>) {
    let mut bare = value.as_bytes().to_vec();
    for layers in 0..5 {
        match percent::decode(&bare) {
            Some(decoded) if decoded != bare => bare = decoded,
            _ => return (layers, bare),
        }
    }
    (5, bare)
}

/// Whether `bare` has the address and the whole token of `issued`.
///
/// After the token it may differ: a page's query is cut at a bare `&`, and what people append
/// stands there too.
fn same_address(bare: &[u8], issued: &[u8]) -> bool {
    let token_end = issued.iter().position(|&byte| byte == b'&').unwrap_or(issued.len());
    issued.get(..token_end).is_some_and(|address| bare.starts_with(address))
}

/// Tencent's shape: base64 of base64, so that no `+` or `/` is left; the whole is encoded once.
///
/// Current samples of the documents end in `password`, `isWindows` and `isUbuntu`; that the last
/// is always false is the simulator's choice.
fn tencent_target(windows: bool, random: &[u8; 54]) -> String {
    let token = Base64::encode_string(Base64::encode_string(random).as_bytes());
    format!("/vnc?s={token}&password=&isWindows={windows}&isUbuntu=false")
}

/// Alibaba's shape: the token is encoded, then the address around it is.
///
/// A `/` and a `+` are put into every token and its length makes `=` appear, so that each value
/// shows a decoder that takes off one layer too many.
fn alibaba_target(random: &[u8; 46]) -> String {
    let mut token = Base64::encode_string(random);
    token.replace_range(3..4, "/");
    token.replace_range(6..7, "+");
    format!("/websockify/?s={}", percent::encode(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::INSTANCES;

    const AUTHORITY: &str = "127.0.0.1:4567";

    fn value(target: &str) -> String {
        percent::encode(format!("ws://{AUTHORITY}{target}").as_bytes())
    }

    #[test]
    fn a_tencent_value_is_encoded_once_and_ends_in_the_documented_tail() {
        let value = value(&tencent_target(true, &[0xfb; 54]));
        assert!(value.starts_with("ws%3A%2F%2F127.0.0.1%3A4567%2Fvnc%3Fs%3D"), "{value}");
        assert!(value.ends_with("%26password%3D%26isWindows%3Dtrue%26isUbuntu%3Dfalse"), "{value}");
        assert_eq!(peel(&value).0, 1);
        let token = value.split("s%3D").nth(1).unwrap().split("%26").next().unwrap();
        let inner = Base64::decode_vec(token).unwrap();
        assert_eq!(Base64::decode_vec(str::from_utf8(&inner).unwrap()).unwrap(), [0xfb; 54]);
    }

    #[test]
    fn an_alibaba_value_is_encoded_twice_inside_whatever_the_random_bytes() {
        for byte in [0x00, 0x5a, 0xfb, 0xff] {
            let value = value(&alibaba_target(&[byte; 46]));
            assert!(value.starts_with("ws%3A%2F%2F127.0.0.1%3A4567%2Fwebsockify%2F%3Fs%3D"));
            for twice in ["%252F", "%252B", "%253D%253D"] {
                assert!(value.contains(twice), "{twice} in {value}");
            }
            assert_eq!(peel(&value).0, 2);
        }
    }

    #[test]
    fn two_addresses_of_one_machine_differ() {
        let mut addresses = Addresses::new(format!("ws://{AUTHORITY}"));
        for instance in &INSTANCES {
            let first = addresses.issue(0, instance).unwrap();
            assert_ne!(first, addresses.issue(0, instance).unwrap());
        }
    }

    #[test]
    fn a_good_address_is_remembered_and_memory_is_bounded() {
        let mut addresses = Addresses::new(format!("ws://{AUTHORITY}"));
        let issue = |addresses: &mut Addresses, ms| addresses.issue(ms, &INSTANCES[0]).unwrap();
        let first = issue(&mut addresses, 0);
        for _ in 0..REMEMBERED {
            issue(&mut addresses, VALID_MS - 1);
        }
        assert!(matches!(addresses.recognise(&first), Recognised::Exact(_)));
        assert_eq!(addresses.iter().count(), REMEMBERED + 1);
        issue(&mut addresses, VALID_MS);
        assert!(matches!(addresses.recognise(&first), Recognised::Unknown));
        assert_eq!(addresses.iter().count(), REMEMBERED + 1);
        for _ in 0..GOOD_CAP {
            issue(&mut addresses, VALID_MS);
        }
        assert_eq!(addresses.iter().count(), GOOD_CAP);
        issue(&mut addresses, VALID_MS * 2);
        assert_eq!(addresses.iter().count(), REMEMBERED);
    }
}
