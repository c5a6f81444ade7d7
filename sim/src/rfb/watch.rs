//! Reads along what a client says to another server, to know when a person did something.

use super::message::{self, Found, Message};

/// What is to come from the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Version,
    Security,
    Init,
    Messages,
    /// Not understood, so every byte counts as something a person did.
    Lost,
}

/// Follows the bytes of one client. It understands RFB 3.7 and 3.8 with the security types None
/// and VNC authentication, and the extensions of `parse_extended`.
pub(crate) struct Watch {
    phase: Phase,
    held: Vec<u8>,
    skip: u64,
}

impl Watch {
    pub(crate) fn new() -> Self {
        Self { phase: Phase::Version, held: Vec::new(), skip: 0 }
    }

    /// Whether these bytes hold a key or a pointer event.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> bool {
        let bytes = [core::mem::take(&mut self.held).as_slice(), bytes].concat();
        let mut rest = bytes.as_slice();
        let mut touched = false;
        while !rest.is_empty() {
            let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(rest.len());
            self.skip = self.skip.saturating_sub(skipped as u64);
            rest = rest.get(skipped..).unwrap_or(&[]);
            match self.step(rest, &mut touched) {
                Some(len) => rest = rest.get(len..).unwrap_or(&[]),
                None => break,
            }
        }
        self.held = rest.to_vec();
        touched
    }

    /// How many bytes were understood; `None` when more are needed.
    fn step(&mut self, bytes: &[u8], touched: &mut bool) -> Option<usize> {
        let first = *bytes.first()?;
        match self.phase {
            Phase::Version => {
                let version = bytes.get(..12)?;
                let known = version == b"RFB 003.007\n" || version == b"RFB 003.008\n";
                self.phase = if known { Phase::Security } else { Phase::Lost };
                Some(12)
            }
            Phase::Security => {
                self.phase = if matches!(first, 1 | 2) { Phase::Init } else { Phase::Lost };
                // The answer to the challenge of VNC authentication.
                self.skip = if first == 2 { 16 } else { 0 };
                Some(1)
            }
            Phase::Init => {
                self.phase = Phase::Messages;
                Some(1)
            }
            Phase::Messages => match message::parse_extended(bytes) {
                Ok(Some(Found { message, len, skip })) => {
                    *touched |= matches!(message, Message::Key { .. } | Message::Pointer { .. });
                    self.skip = skip.into();
                    Some(len)
                }
                Ok(None) => None,
                Err(_) => {
                    self.phase = Phase::Lost;
                    Some(0)
                }
            },
            Phase::Lost => {
                *touched = true;
                Some(bytes.len())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"\x04\x01\0\0\0\0\0a";

    fn begun(security: &[u8]) -> Watch {
        let mut watch = Watch::new();
        assert!(!watch.feed(b"RFB 003.008\n"));
        assert!(!watch.feed(security));
        assert!(!watch.feed(&[1]));
        watch
    }

    #[test]
    fn only_keys_and_pointer_are_something_a_person_did() {
        let password = [b"\x02".as_slice(), KEY, KEY].concat();
        for security in [b"\x01".as_slice(), &password] {
            let mut watch = begun(security);
            for (bytes, touched) in [
                (b"\x03\x01\0\0\0\0\x02\x80\x01\x90".as_slice(), false),
                (b"\x02\0\0\x02\x04\x04\x04\x04\x05\x05\x05\x05", false),
                (b"\x06\0\0\0\0\0\0\x02\x04\x04", false),
                (b"\x06\0\0\0\xff\xff\xff\xfe\x04\x04", false),
                (b"\x96\x01\0\0\0\0\x02\x80\x01\x90", false),
                (b"\xf8\0\0\0\0\0\0\0\x03\x04\x04\x04", false),
                (b"\xfa\0\x01\x02", false),
                (b"\xfb\0\x02\x80\x01\x90\x01\0\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04\x04", false),
                (KEY, true),
                (b"\x05\0\0\x01\0\x01", true),
                (b"\xff\0\0\x01\0\0\0a\0\0\0\x1e", true),
                (b"\x03\x01\0\0\0\0\x02\x80\x01\x90", false),
            ] {
                assert_eq!(watch.feed(bytes), touched, "{bytes:?}");
                let by_byte = bytes.iter().fold(false, |seen, byte| watch.feed(&[*byte]) | seen);
                assert_eq!(by_byte, touched, "{bytes:?} byte by byte");
            }
        }
    }

    #[test]
    fn what_is_not_understood_counts_as_something_a_person_did() {
        let mut old = Watch::new();
        assert!(!old.feed(b"RFB 003.003\n"));
        assert!(old.feed(&[1]));
        let mut secret = Watch::new();
        secret.feed(b"RFB 003.008\n");
        assert!(!secret.feed(&[19]) && secret.feed(&[0]));
        let mut lost = begun(&[1]);
        assert!(lost.feed(&[7]) && lost.feed(&[3]));
    }
}
