//! The console addresses that were issued: their shape, their 15 seconds, and how a value that
//! comes back differs from the one that went out.

use std::collections::VecDeque;

use base64ct::{Base64, Encoding as _};

use crate::instance::Instance;
use crate::percent;
use crate::random::{self, NoRandomness};

/// How long an address is good, in milliseconds. Both clouds say 15 s.
pub(crate) const VALID_MS: u64 = 15_000;

/// Addresses that are remembered; the oldest go first.
const REMEMBERED: usize = 1_000;

/// One address.
pub(crate) struct Issued {
    /// The value as it stood in the reply.
    pub(crate) vnc_url: String,
    pub(crate) instance: &'static Instance,
    pub(crate) since_ms: u64,
}

impl Issued {
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
#[derive(Default)]
pub(crate) struct Addresses {
    issued: VecDeque<Issued>,
}

impl Addresses {
    /// Issue an address of `instance` that points at `authority`, the simulator itself.
    pub(crate) fn issue(
        &mut self,
        now_ms: u64,
        authority: &str,
        instance: &'static Instance,
    ) -> Result<String, NoRandomness> {
        let vnc_url = if instance.is_tencent() {
            tencent_value(authority, instance.windows, &random::bytes()?)
        } else {
            alibaba_value(authority, &random::bytes()?)
        };
        if self.issued.len() >= REMEMBERED {
            self.issued.pop_front();
        }
        self.issued.push_back(Issued { vnc_url: vnc_url.clone(), instance, since_ms: now_ms });
        Ok(vnc_url)
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

/// Tencent's shape: base64 of base64, so that no `+` or `/` is left, and encoded once as a whole.
///
/// Current samples of the documents end in `password`, `isWindows` and `isUbuntu`; that the last
/// is always false is the simulator's choice.
fn tencent_value(authority: &str, windows: bool, random: &[u8; 54]) -> String {
    let token = Base64::encode_string(Base64::encode_string(random).as_bytes());
    percent::encode(
        format!("ws://{authority}/vnc?s={token}&password=&isWindows={windows}&isUbuntu=false")
            .as_bytes(),
    )
}

/// Alibaba's shape: the token is encoded, then the address around it is.
///
/// A `/` and a `+` are put into every token and its length makes `=` appear, so that each value
/// shows a decoder that takes off one layer too many.
fn alibaba_value(authority: &str, random: &[u8; 46]) -> String {
    let mut token = Base64::encode_string(random);
    token.replace_range(3..4, "/");
    token.replace_range(6..7, "+");
    let token = percent::encode(token.as_bytes());
    percent::encode(format!("ws://{authority}/websockify/?s={token}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::INSTANCES;

    const AUTHORITY: &str = "127.0.0.1:4567";

    #[test]
    fn a_tencent_value_is_encoded_once_and_ends_in_the_documented_tail() {
        let value = tencent_value(AUTHORITY, true, &[0xfb; 54]);
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
            let value = alibaba_value(AUTHORITY, &[byte; 46]);
            assert!(value.starts_with("ws%3A%2F%2F127.0.0.1%3A4567%2Fwebsockify%2F%3Fs%3D"));
            for twice in ["%252F", "%252B", "%253D%253D"] {
                assert!(value.contains(twice), "{twice} in {value}");
            }
            assert_eq!(peel(&value).0, 2);
        }
    }

    #[test]
    fn two_addresses_of_one_machine_differ() {
        let mut addresses = Addresses::default();
        for instance in &INSTANCES {
            let first = addresses.issue(0, AUTHORITY, instance).unwrap();
            assert_ne!(first, addresses.issue(0, AUTHORITY, instance).unwrap());
        }
    }

    #[test]
    fn memory_of_addresses_is_bounded_and_forgets_the_oldest() {
        let mut addresses = Addresses::default();
        let first = addresses.issue(0, AUTHORITY, &INSTANCES[0]).unwrap();
        for _ in 1..REMEMBERED {
            addresses.issue(1, AUTHORITY, &INSTANCES[0]).unwrap();
        }
        assert!(matches!(addresses.recognise(&first), Recognised::Exact(_)));
        addresses.issue(2, AUTHORITY, &INSTANCES[0]).unwrap();
        assert!(matches!(addresses.recognise(&first), Recognised::Unknown));
        assert_eq!(addresses.iter().count(), REMEMBERED);
    }
}
