//! Judges the VNC URL that stands in a console URL.
//!
//! An address as the clouds spell it is passed at a few tests for many bytes. Whatever is spelled
//! otherwise is read byte by byte, which finds the fault in it if there is one.

use crate::{
    COMPACT,
    endpoint::{host_len, is_port, usual_name_len},
    error::VncUrlFault,
    text::{
        class::{Class, class, is, is_alphanumeric, is_within},
        hex, percent,
        scan::all_of_pairs,
    },
};

/// How the cloud sent the VNC URL.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Percent-encoded once, as both clouds do.
    Encoded,
    /// Not encoded: `wss://…`.
    Bare,
}

/// The byte, in the form in which the cloud sent the address, and what is wrong with it.
pub(super) type Fault = (usize, VncUrlFault);

/// Judge a VNC URL that stands percent-encoded once in the console URL.
pub(super) fn judge(encoded: &[u8], form: Form) -> Result<(), Fault> {
    let mut judge = Judge { encoded, at: 0, decoded: 0, form, place: 0 };
    judge.judge().map_err(|fault| (judge.place, fault))
}

/// Whether `encoded` is a valid address with a host name as [`usual_name_len`] takes it.
#[inline]
pub(super) fn is_usual(encoded: &[u8]) -> bool {
    if COMPACT {
        return false;
    }
    let secure = encoded.strip_prefix(b"wss%3A%2F%2F");
    let Some(rest) = secure.or_else(|| encoded.strip_prefix(b"ws%3A%2F%2F")) else { return false };
    let (host, mut rest) = rest.split_at_checked(usual_name_len(rest)).unwrap_or_default();
    if let Some(port) = rest.strip_prefix(b"%3A") {
        let Some(behind) = behind_port(port) else { return false };
        rest = behind;
    }
    !host.is_empty() && (rest.is_empty() || rest.strip_prefix(b"%2F").is_some_and(is_sound))
}

/// What follows the port at the front of `digits`.
fn behind_port(digits: &[u8]) -> Option<&[u8]> {
    let (mut port, mut rest) = (0u32, digits);
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        port = port.wrapping_mul(10).wrapping_add(u32::from(*digit & 15));
        rest = behind;
    }
    // Five digits fit into the number.
    let holds = matches!(digits.len().wrapping_sub(rest.len()), 1..=5) && port <= 0xffff;
    (holds && digits.first() != Some(&b'0')).then_some(rest)
}

/// Whether `encoded` holds nothing but unreserved bytes and escapes of what is usual in an address.
fn is_sound(encoded: &[u8]) -> bool {
    let mut rest = encoded;
    loop {
        // Most of an address, at fewer tests than all unreserved bytes take.
        while let Some((block, behind)) = rest.split_first_chunk()
            && all_of_pairs(block, is_alphanumeric)
        {
            rest = behind;
        }
        // What fills no block is covered by one that overlaps what was looked at before.
        if rest.len() < BLOCK
            && let Some(block) = encoded.last_chunk::<BLOCK>()
            && all_of_pairs(block, is_alphanumeric)
        {
            return true;
        }
        let Some(len) = rest.iter().position(|byte| !is_alphanumeric(*byte)) else { return true };
        rest = match rest.get(len..) {
            Some([b'%', high, low, behind @ ..]) if is_usual_escape(*high, *low) => behind,
            Some([byte, behind @ ..]) if percent::is_unreserved(*byte) => behind,
            _ => return false,
        };
    }
}

/// Whether the two digits of an escape are those of a sign in the first half of ASCII that may be
/// in an address.
const fn is_usual_escape(high: u8, low: u8) -> bool {
    match high {
        b'2' => matches!(low, b'1' | b'3'..=b'9' | b'A'..=b'F'),
        b'3' => matches!(low, b'0'..=b'9' | b'A' | b'B' | b'D' | b'F'),
        _ => false,
    }
}

/// The byte of the two digits of an escape, and what follows them.
#[inline]
fn unescape(digits: &[u8]) -> Option<(u8, &[u8])> {
    let (&[high, low], behind) = digits.split_first_chunk()?;
    Some((hex::value(high)? << 4 | hex::value(low)?, behind))
}

/// Bytes that are looked at together.
const BLOCK: usize = 32;

/// Longest authority that is taken: a host of 253 bytes, a colon and five digits.
const AUTHORITY_MAX: usize = 259;

/// Reads a VNC URL byte by byte, up to the first fault.
struct Judge<'a> {
    encoded: &'a [u8],
    /// Bytes of the encoded form that were read.
    at: usize,
    /// Bytes of the decoded form that were read.
    decoded: usize,
    form: Form,
    /// The byte that was read last, or the one at fault: counted in the form in which the cloud sent
    /// the address.
    place: usize,
}

impl Judge<'_> {
    fn judge(&mut self) -> Result<(), VncUrlFault> {
        self.scheme()?;
        self.authority()?;
        while self.next()?.is_some() {}
        Ok(())
    }

    /// `ws://` or `wss://`
    fn scheme(&mut self) -> Result<(), VncUrlFault> {
        const SCHEME: &[u8] = b"ws://";
        let mut matched = 0;
        while let Some(expected) = SCHEME.get(matched) {
            match self.next() {
                Ok(Some(byte)) if byte == *expected => matched = matched.wrapping_add(1),
                Ok(Some(b's')) if matched == 2 && self.decoded == 3 => {}
                // `ws%3A`, decoded once from `ws%253A`.
                Ok(Some(b'%')) if matched == 2 => return Err(VncUrlFault::DoubleEncoded),
                // The start of an address, half of it encoded: the fault that is there.
                Err(fault) if matched >= 2 => return Err(fault),
                _ => return Err(self.fault_at(0, VncUrlFault::NotWebSocket)),
            }
        }
        Ok(())
    }

    /// Host and port, up to the path, the query or the end.
    fn authority(&mut self) -> Result<(), VncUrlFault> {
        let start = self.next_place();
        let mut authority = heapless::Vec::<u8, AUTHORITY_MAX>::new();
        loop {
            let byte = match self.next()? {
                None | Some(b'/' | b'?' | b'#') => break,
                Some(b'@') => return Err(VncUrlFault::UserInfo),
                Some(byte) => byte.to_ascii_lowercase(),
            };
            if authority.push(byte).is_err() {
                return Err(self.fault_at(start, VncUrlFault::InvalidHost));
            }
        }
        let port = host_len(&authority).ok().and_then(|host| authority.get(host..));
        match port {
            Some([]) => Ok(()),
            Some([b':', port @ ..]) if is_port(port) => Ok(()),
            _ => Err(self.fault_at(start, VncUrlFault::InvalidHost)),
        }
    }

    /// The next byte of the address itself, decoded once.
    fn next(&mut self) -> Result<Option<u8>, VncUrlFault> {
        self.place = self.next_place();
        let rest = self.encoded.get(self.at..).unwrap_or_default();
        let (byte, behind) = match rest {
            [] => return Ok(None),
            [b'%', digits @ ..] => unescape(digits).ok_or(VncUrlFault::BrokenEscape)?,
            [byte, behind @ ..] => (*byte, behind),
        };
        if !AddressByte::has(byte) {
            return Err(VncUrlFault::Forbidden);
        }
        let len = rest.len().wrapping_sub(behind.len());
        if len == 1 && !percent::Unreserved::has(byte) {
            return Err(VncUrlFault::Unencoded);
        }
        self.at = self.at.wrapping_add(len);
        self.decoded = self.decoded.wrapping_add(1);
        Ok(Some(byte))
    }

    fn next_place(&self) -> usize {
        match self.form {
            Form::Encoded => self.at,
            Form::Bare => self.decoded,
        }
    }

    fn fault_at(&mut self, place: usize, fault: VncUrlFault) -> VncUrlFault {
        self.place = place;
        fault
    }
}

class!(
    /// A byte that an address may hold, and that ends neither an attribute nor a script's string.
    pub(super) AddressByte,
    |byte| is_within(byte, b'!', b'~')
        & !is(byte, b'"')
        & !is(byte, b'<')
        & !is(byte, b'>')
        & !is(byte, b'\\')
);
