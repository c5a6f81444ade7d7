//! The console URL: the viewer page with the VNC URL in its query.
//!
//! The VNC URL comes from the network and goes into a page's address, so it is judged byte by byte
//! first; one that passes is put in exactly as it came. Both clouds send it percent-encoded once,
//! and decoding or encoding it again breaks the page (Tencent's current values hold an encoded
//! `&password=…`, Alibaba's a token that was encoded before: `%252F`).

use core::fmt;

use crate::{
    Error,
    endpoint::{Scheme, check_labels, host_len, is_loopback, is_name_byte, is_port, scheme},
    error::VncUrlFault,
    identifier::check_instance_id,
    provider::{Provider, Viewer},
    text::{
        Sink, SliceWriter,
        class::{is_alphanumeric, is_digit},
        hex,
        json::Text,
        percent,
        scan::prefix_len,
    },
};

/// Longest VNC URL that is taken, in bytes; the clouds' are about 300.
pub const VNC_URL_MAX: usize = 4096;

/// What the viewer page is told besides the VNC URL.
#[derive(Clone, Copy, Debug, Default)]
pub struct Guest<'a> {
    /// The instance that the console shows.
    pub instance_id: &'a str,
    /// Whether it runs Windows, for a page that asks ([`Viewer::asks_for_os`]).
    pub windows: Option<bool>,
    /// The viewer page instead of the provider's own, without `?`: pages move.
    pub page: Option<&'a str>,
}

impl Provider {
    /// Write the console URL for `vnc_url` into `buf`.
    ///
    /// Open it within [`Provider::vnc_url_valid_s`] seconds after the request was sent. It is a
    /// secret as long as it is valid: who has it has the console.
    ///
    /// # Errors
    ///
    /// - [`Error::BufferTooSmall`] with the exact length: then nothing was judged yet but the
    ///   length of the VNC URL.
    /// - [`Error::InvalidVncUrl`] with the byte and the reason; `buf` holds no URL then.
    /// - [`Error::OsMissing`] when the page must be told whether the guest runs Windows.
    /// - [`Error::InvalidInstanceId`], [`Error::InvalidViewer`].
    pub fn console_url<'b>(
        &self,
        vnc_url: &Text<'_>,
        guest: &Guest<'_>,
        buf: &'b mut [u8],
    ) -> Result<&'b str, Error> {
        check_instance_id(guest.instance_id)?;
        let page = match guest.page {
            Some(page) => check_page(page).map(|()| page)?,
            None => self.viewer.page,
        };
        let windows = match (self.viewer.asks_for_os(), guest.windows) {
            (true, None) => return Err(Error::OsMissing),
            (_, windows) => windows.unwrap_or_default(),
        };
        if vnc_url.is_empty() {
            return Err(Error::InvalidVncUrl { at: 0, fault: VncUrlFault::Empty });
        }
        if vnc_url.len() > VNC_URL_MAX {
            return Err(Error::InvalidVncUrl { at: VNC_URL_MAX, fault: VncUrlFault::TooLong });
        }
        let bare = vnc_url.starts_with("ws://") || vnc_url.starts_with("wss://");
        let form = if bare { Form::Bare } else { Form::Encoded };
        let mut out = SliceWriter::new(buf);
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = write_page(&mut out, page, &self.viewer);
        let start = out.len();
        let _ = match form {
            Form::Bare => vnc_url.write(&mut Encoder(&mut out)),
            Form::Encoded => vnc_url.write(&mut out),
        };
        if let Some(encoded) = out.written().get(start..) {
            Judge { encoded, at: 0, decoded: 0, form }
                .judge()
                .map_err(|(at, fault)| Error::InvalidVncUrl { at, fault })?;
        }
        let _ = write_guest(&mut out, &self.viewer, guest.instance_id, windows);
        out.finish()
    }
}

fn write_page(out: &mut SliceWriter<'_>, page: &str, viewer: &Viewer) -> fmt::Result {
    out.put([page.as_bytes(), b"?", viewer.vnc_url.as_bytes(), b"="])
}

/// Alibaba's page is told about the guest; `true` and `false` in lower case.
fn write_guest(
    out: &mut SliceWriter<'_>,
    viewer: &Viewer,
    instance_id: &str,
    windows: bool,
) -> fmt::Result {
    let Some(names) = viewer.guest else {
        return Ok(());
    };
    let (id_name, windows_name) = (names.instance_id.as_bytes(), names.windows.as_bytes());
    let windows: &[u8] = if windows { b"=true" } else { b"=false" };
    out.put([b"&", id_name, b"=", instance_id.as_bytes(), b"&", windows_name, windows])
}

/// Percent-encodes what it passes on.
struct Encoder<'w, 'b>(&'w mut SliceWriter<'b>);

impl Sink for Encoder<'_, '_> {
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        pieces.into_iter().try_for_each(|piece| percent::write_encoded(self.0, piece))
    }
}

/// How the cloud sent the VNC URL.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Percent-encoded once, as both clouds do.
    Encoded,
    /// Not encoded: `wss://…`.
    Bare,
}

/// Longest authority that is taken: a host of 253 bytes, a colon and five digits.
const AUTHORITY_MAX: usize = 259;

/// Judges a VNC URL that stands percent-encoded once in the console URL.
///
/// Places are counted in the form in which the cloud sent it.
struct Judge<'a> {
    encoded: &'a [u8],
    /// Bytes of the encoded form that were read.
    at: usize,
    /// Bytes of the decoded form that were read.
    decoded: usize,
    form: Form,
}

type Fault = (usize, VncUrlFault);

impl Judge<'_> {
    fn judge(mut self) -> Result<(), Fault> {
        if !self.usual_start() {
            self.scheme()?;
            self.authority()?;
        }
        loop {
            let rest = self.encoded.get(self.at..).unwrap_or_default();
            // Most of an address, at fewer tests than all unreserved bytes take.
            let plain = prefix_len(rest, is_alphanumeric);
            self.at = self.at.wrapping_add(plain);
            self.decoded = self.decoded.wrapping_add(plain);
            if self.next()?.is_none() {
                return Ok(());
            }
        }
    }

    /// Step over scheme, host and port as the clouds spell them; whatever is spelled otherwise is
    /// left to be read byte by byte, which finds the fault in it if there is one.
    fn usual_start(&mut self) -> bool {
        let prefix: &[u8] =
            if self.encoded.starts_with(b"wss") { b"wss%3A%2F%2F" } else { b"ws%3A%2F%2F" };
        let Some(rest) = self.encoded.strip_prefix(prefix) else { return false };
        let (host, rest) = split_prefix(rest, is_name_byte);
        let (port, behind) = match rest.strip_prefix(b"%3A") {
            Some(rest) => split_prefix(rest, is_digit),
            None => (&b""[..], rest),
        };
        let has_port = behind.len() != rest.len();
        let usual = check_labels(host).is_ok()
            && is_port(port) == has_port
            && (behind.is_empty() || behind.starts_with(b"%2F"));
        if usual {
            self.at = self.encoded.len().wrapping_sub(behind.len());
            // Three escapes in the scheme and one before a port, each two bytes longer.
            let escapes = 3usize.wrapping_add(usize::from(has_port));
            self.decoded = self.at.wrapping_sub(escapes.wrapping_mul(2));
        }
        usual
    }

    /// `ws://` or `wss://`
    fn scheme(&mut self) -> Result<(), Fault> {
        const SCHEME: &[u8] = b"ws://";
        let mut matched = 0;
        while let Some(expected) = SCHEME.get(matched) {
            let place = self.place();
            match self.next() {
                Ok(Some(byte)) if byte == *expected => matched = matched.wrapping_add(1),
                Ok(Some(b's')) if matched == 2 && self.decoded == 3 => {}
                // `ws%3A`, decoded once from `ws%253A`.
                Ok(Some(b'%')) if matched == 2 => return Err((place, VncUrlFault::DoubleEncoded)),
                // The start of an address, half of it encoded: the fault that is there.
                Err(fault) if matched >= 2 => return Err(fault),
                _ => return Err((0, VncUrlFault::NotWebSocket)),
            }
        }
        Ok(())
    }

    /// Host and port, up to the path, the query or the end.
    fn authority(&mut self) -> Result<(), Fault> {
        let place = self.place();
        let invalid = (place, VncUrlFault::InvalidHost);
        let mut authority = heapless::Vec::<u8, AUTHORITY_MAX>::new();
        loop {
            let at = self.place();
            match self.next()? {
                None | Some(b'/' | b'?' | b'#') => break,
                Some(b'@') => return Err((at, VncUrlFault::UserInfo)),
                Some(byte) => authority.push(byte.to_ascii_lowercase()).map_err(|_| invalid)?,
            }
        }
        let host = host_len(&authority).map_err(|_| invalid)?;
        match authority.get(host..) {
            Some([]) => Ok(()),
            Some([b':', port @ ..]) if is_port(port) => Ok(()),
            _ => Err(invalid),
        }
    }

    /// The next byte of the address itself, decoded once.
    fn next(&mut self) -> Result<Option<u8>, Fault> {
        let place = self.place();
        let Some(byte) = self.encoded.get(self.at).copied() else {
            return Ok(None);
        };
        let (byte, len) = match byte {
            b'%' => {
                let digit = |offset| {
                    self.encoded.get(self.at.wrapping_add(offset)).copied().and_then(hex::value)
                };
                match (digit(1), digit(2)) {
                    (Some(high), Some(low)) => (high << 4 | low, 3),
                    _ => return Err((place, VncUrlFault::BrokenEscape)),
                }
            }
            byte if percent::is_unreserved(byte) => (byte, 1),
            byte if is_forbidden(byte) => return Err((place, VncUrlFault::Forbidden)),
            _ => return Err((place, VncUrlFault::Unencoded)),
        };
        if is_forbidden(byte) {
            return Err((place, VncUrlFault::Forbidden));
        }
        self.at = self.at.saturating_add(len);
        self.decoded = self.decoded.saturating_add(1);
        Ok(Some(byte))
    }

    fn place(&self) -> usize {
        match self.form {
            Form::Encoded => self.at,
            Form::Bare => self.decoded,
        }
    }
}

/// A byte that no WebSocket address holds, and that could end an attribute or a script's string.
const fn is_forbidden(byte: u8) -> bool {
    !byte.is_ascii_graphic() || matches!(byte, b'"' | b'<' | b'>' | b'\\')
}

/// The bytes at the front of `text` that pass, and what follows them.
fn split_prefix(text: &[u8], belongs: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    text.split_at_checked(prefix_len(text, belongs)).unwrap_or_default()
}

/// Check a viewer page: `https://`, or `http://` to a loopback address; host and port as in an
/// endpoint; then a path of printable ASCII without `?`, `#`, `"`, `<`, `>`, `\`.
///
/// # Errors
///
/// [`Error::InvalidViewer`] with the first byte that does not belong.
pub fn check_page(page: &str) -> Result<(), Error> {
    let (scheme, start) = scheme(page).ok_or(Error::InvalidViewer { at: 0 })?;
    let fault = |at: usize| Error::InvalidViewer { at: start.saturating_add(at) };
    let rest = page.get(start..).unwrap_or_default();
    let end = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = host_len(authority.as_bytes()).map_err(fault)?;
    let (host, port) = authority.split_at_checked(host).unwrap_or((authority, ""));
    let port_holds = |port: &[u8]| port.strip_prefix(b":").is_some_and(is_port);
    if !port.is_empty() && !port_holds(port.as_bytes()) {
        return Err(fault(host.len()));
    }
    if scheme == Scheme::Http && !is_loopback(host) {
        return Err(fault(0));
    }
    let belongs = |byte: u8| !is_forbidden(byte) && !matches!(byte, b'?' | b'#');
    match path.bytes().position(|byte| !belongs(byte)) {
        Some(at) => Err(fault(authority.len().saturating_add(at))),
        None => Ok(()),
    }
}
