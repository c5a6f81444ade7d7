//! The console URL: the viewer page with the VNC URL in its query.
//!
//! The VNC URL comes from the network and goes into a page's address, so it is judged byte by byte
//! first; one that passes is put in exactly as it came. Both clouds send it percent-encoded once,
//! and decoding or encoding it again breaks the page (Tencent's current values hold an encoded
//! `&password=…`, Alibaba's a token that was encoded before: `%252F`).

mod judge;
mod websocket;

use core::fmt;

use self::judge::{AddressByte, Form, is_usual, judge};
use crate::{
    Error,
    endpoint::{Scheme, host_len, is_loopback, is_port, scheme},
    error::VncUrlFault,
    identifier::{check_instance_id, first_outside},
    provider::{Provider, Viewer},
    text::{
        Sink, SliceWriter, Text,
        class::{Class, class, is_alphanumeric},
        percent,
        sink::shared,
    },
};

/// Longest VNC URL that is taken, in bytes; the clouds' are about 300.
pub const VNC_URL_MAX: usize = 4096;

/// What the viewer page is told besides the VNC URL.
#[derive(Clone, Copy, Default)]
pub struct Guest<'a> {
    /// The instance that the console shows.
    pub instance_id: &'a str,
    /// Whether it runs Windows, for a page that asks ([`Viewer::asks_for_os`]).
    pub windows: Option<bool>,
    /// The viewer page instead of the provider's own, without `?`: pages move.
    pub page: Option<&'a str>,
    /// The instance's console password, 6 of `A-Z a-z 0-9`, for a page that takes one: Alibaba's.
    pub password: Option<&'a str>,
}

impl fmt::Debug for Guest<'_> {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guest")
            .field("instance_id", &self.instance_id)
            .field("windows", &self.windows)
            .field("page", &self.page)
            .finish_non_exhaustive()
    }
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
    /// - [`Error::InvalidInstanceId`], [`Error::InvalidViewer`], [`Error::InvalidPassword`];
    ///   [`Error::PasswordNotTaken`] when the provider's page takes none.
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl_core::{ALIBABA_ECS, Guest, Reply};
    ///
    /// let body = br#"{"VncUrl": "wss%3A%2F%2Fhz01-vncproxy.aliyun.com%2F%3Ftoken%3Dabc", "RequestId": "R-1"}"#;
    /// let Reply::VncUrl(reply) = ALIBABA_ECS.read_reply(200, body)? else { panic!("refused") };
    /// let guest = Guest {
    ///     instance_id: "i-bp1hzoinajzkh91h0001",
    ///     windows: Some(false),
    ///     ..Guest::default()
    /// };
    /// let mut buf = [0; 512];
    /// let url = ALIBABA_ECS.console_url(&reply.vnc_url, &guest, &mut buf)?;
    /// assert!(url.contains("vncUrl=wss%3A%2F%2Fhz01-vncproxy.aliyun.com%2F%3Ftoken%3Dabc"));
    /// # Ok::<(), vncurl_core::Error>(())
    /// ```
    pub fn console_url<'b>(
        &self,
        vnc_url: &Text<'_>,
        guest: &Guest<'_>,
        buf: &'b mut [u8],
    ) -> Result<&'b str, Error> {
        let (page, windows) = self.check_guest(guest)?;
        check_len(vnc_url)?;
        let mut out = SliceWriter::new(buf);
        let [page, name] = [page, self.viewer.vnc_url].map(str::as_bytes);
        let usual = vnc_url.as_bytes().filter(|vnc_url| is_usual(vnc_url));
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = shared(&mut out).put([page, b"?", name, b"=", usual.unwrap_or_default()]);
        if usual.is_none() {
            write_judged(&mut out, vnc_url)?;
        }
        let _ = write_guest(shared(&mut out), &self.viewer, guest, windows);
        out.finish()
    }
}

impl Provider {
    /// Check what the page is told, and give the page and whether the guest runs Windows.
    pub(crate) fn check_guest<'a>(&self, guest: &Guest<'a>) -> Result<(&'a str, bool), Error> {
        check_instance_id(guest.instance_id)?;
        let page = match guest.page {
            Some(page) => check_page(page).map(|()| page)?,
            None => self.viewer.page,
        };
        if let Some(password) = guest.password {
            self.check_password(password)?;
        }
        match (self.viewer.asks_for_os(), guest.windows) {
            (true, None) => Err(Error::OsMissing),
            (_, windows) => Ok((page, windows.unwrap_or_default())),
        }
    }

    fn check_password(&self, password: &str) -> Result<(), Error> {
        if self.viewer.guest.is_none() {
            return Err(Error::PasswordNotTaken);
        }
        let bytes = password.as_bytes();
        first_outside::<PasswordByte>(bytes, 6)
            .or_else(|| (bytes.len() < 6).then_some(bytes.len()))
            .map_or(Ok(()), |at| Err(Error::InvalidPassword { at }))
    }
}

class!(PasswordByte, |byte| is_alphanumeric(byte));

/// Check the length of a VNC URL.
fn check_len(vnc_url: &Text<'_>) -> Result<(), Error> {
    match vnc_url.len() {
        0 => Err(Error::InvalidVncUrl { at: 0, fault: VncUrlFault::Empty }),
        1..=VNC_URL_MAX => Ok(()),
        _ => Err(Error::InvalidVncUrl { at: VNC_URL_MAX, fault: VncUrlFault::TooLong }),
    }
}

/// Write a VNC URL of whatever spelling, percent-encoded once, and judge it unless the room ran out.
#[cold]
fn write_judged(out: &mut SliceWriter<'_>, vnc_url: &Text<'_>) -> Result<(), Error> {
    let start = out.len();
    let bare = vnc_url.starts_with("ws://") || vnc_url.starts_with("wss://");
    // A `SliceWriter` refuses nothing before `finish`.
    let _ = if bare {
        vnc_url.put_into(shared(&mut percent::Encoding { out: shared(out), escape: b"%" }))
    } else {
        vnc_url.put_into(shared(out))
    };
    let form = if bare { Form::Bare } else { Form::Encoded };
    match out.written().get(start..) {
        // Empty, too, when the room ran out.
        Some(encoded @ [_, ..]) => {
            judge(encoded, form).map_err(|(at, fault)| Error::InvalidVncUrl { at, fault })
        }
        _ => Ok(()),
    }
}

/// Alibaba's page is told about the guest; `true` and `false` in lower case.
fn write_guest(
    out: &mut (impl Sink + ?Sized),
    viewer: &Viewer,
    guest: &Guest<'_>,
    windows: bool,
) -> fmt::Result {
    let Some(names) = viewer.guest else {
        return Ok(());
    };
    let (id_name, windows_name) = (names.instance_id.as_bytes(), names.windows.as_bytes());
    let windows: &[u8] = if windows { b"=true" } else { b"=false" };
    let instance_id = guest.instance_id.as_bytes();
    out.put([b"&", id_name, b"=", instance_id, b"&", windows_name, windows])?;
    guest.password.map_or(Ok(()), |password| {
        out.put([b"&", names.password.as_bytes(), b"=", password.as_bytes()])
    })
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
    let belongs = |byte: u8| AddressByte::has(byte) && !matches!(byte, b'?' | b'#');
    match path.bytes().position(|byte| !belongs(byte)) {
        Some(at) => Err(fault(authority.len().saturating_add(at))),
        None => Ok(()),
    }
}
