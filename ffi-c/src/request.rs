//! The signed request for a VNC URL.

use core::{ffi::c_char, mem::size_of, ptr};

use vncurl_core::{Call, Credentials, Provider, Request, sign::SigningKey};

use crate::{
    call::vncurl_call,
    credentials::vncurl_credentials,
    fill::{Filled, Output, fill},
    lent::{Lent, Versioned},
    signing_key::vncurl_signing_key,
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// A signed request. Its texts lie in the buffer that the call filled.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_request {
    /// sizeof (struct vncurl_request); set it before the call.
    pub struct_size: usize,
    /// "POST" or "GET".
    pub method: vncurl_str,
    /// "https", or "http" to a loopback address. Follow no redirect.
    pub scheme: vncurl_str,
    /// Host, or host:port: the authority of the URL and the Host header's value, which is signed.
    pub host: vncurl_str,
    /// "/", with "?" and the query when there is one. It is signed.
    pub path_and_query: vncurl_str,
    /// Every header but Host and Content-Length, which HTTP libraries add themselves: lines
    /// "Name: value" that end in CR LF. Send each unchanged: some are signed.
    pub headers: vncurl_str,
    /// The body, byte for byte as signed; empty where the parameters are in the query.
    pub body: vncurl_str,
    /// The whole request as HTTP/1.1 bytes, for a device without an HTTP library.
    pub http1: vncurl_str,
}

// SAFETY: repr(C), `struct_size` first, pointers and lengths alone.
unsafe impl Versioned for vncurl_request {}

impl Filled for vncurl_request {
    const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        method: vncurl_str::EMPTY,
        scheme: vncurl_str::EMPTY,
        host: vncurl_str::EMPTY,
        path_and_query: vncurl_str::EMPTY,
        headers: vncurl_str::EMPTY,
        body: vncurl_str::EMPTY,
        http1: vncurl_str::EMPTY,
    };
}

impl vncurl_request {
    pub(crate) fn of(request: &Request<'_>) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            method: vncurl_str::of(request.method()),
            scheme: vncurl_str::of(request.scheme().as_str()),
            host: vncurl_str::of(request.host()),
            path_and_query: vncurl_str::of(request.path_and_query()),
            headers: vncurl_str::of(header_lines(request)),
            body: vncurl_str::of(request.body()),
            http1: vncurl_str { ptr: request.http1().as_ptr().cast(), len: request.http1().len() },
        }
    }
}

/// The lines of [`Request::headers`] as they stand in the message.
fn header_lines<'b>(request: &Request<'b>) -> &'b str {
    let message = core::str::from_utf8(request.http1()).unwrap_or_default();
    let lines = |(first, _): (&str, &str)| {
        let start = first.as_ptr().addr().checked_sub(message.as_ptr().addr())?;
        let body = request.body().len().checked_add("\r\n".len())?;
        message.get(start..message.len().checked_sub(body)?)
    };
    request.headers().next().and_then(lines).unwrap_or_default()
}

/// One header. A struct that never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_header {
    /// Such as "Content-Type".
    pub name: vncurl_str,
    /// Without blanks around it.
    pub value: vncurl_str,
}

/// Write the signed request that asks a cloud for the VNC URL of an instance.
///
/// The arguments are checked first: a region such as "evil.example/#" or an id with a line break
/// is an error, never a request. Same arguments, same bytes.
///
/// In
///   provider     name of a provider, e.g. "tencent-cvm"
///   instance_id  the instance, e.g. "ins-r9hr2upy"
///   call         region, endpoint, nonce, timestamp, way to sign
///   credentials  key id, secret and token. With a kept key the secret is not looked at
///   kept         the key that vncurl_signing_key_derive() or vncurl_signing_key_for() made of the
///                same credentials, for this UTC day; NULL derives it now
///
/// Out
///   buf, cap     receives the request: HTTP/1.1, ASCII, not NUL-terminated, at most cap bytes.
///                About 700 bytes, more with a token; 8192 are always enough for "tc3" and "acs3",
///                16384 for the older signatures, which encode the token. NULL with cap 0 only
///                measures
///   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
///                0 on any other failure
///   out          the parts, which lie in buf; empty on failure
///   error        what went wrong and where; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL, _UNKNOWN_PROVIDER, _REGION_MISSING,
///   _SIGNING_KEY_MISMATCH, _TIME_OUT_OF_RANGE, _UNKNOWN_ALGORITHM for a signature version that
///   there is not, _SIGNATURE_VERSION_MISMATCH, _UNSUPPORTED_METHOD, _UNKNOWN_SITE, an
///   _INVALID_... that names the argument, or _INVALID_ARGUMENT. On failure the bytes in buf are
///   unspecified.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
///
/// Timing
///   The signature stays valid for minutes: who reads buf can send it. Sign again to send again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_request_write(
    provider: vncurl_str,
    instance_id: vncurl_str,
    call: *const vncurl_call,
    credentials: *const vncurl_credentials,
    kept: *const vncurl_signing_key,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_request,
    error: *mut vncurl_error,
) -> vncurl_status {
    let asked = Asked { provider, call, credentials, kept };
    let write = |lent: &Lent, signer: &Signer<'_>, room: &mut [u8]| {
        // SAFETY: the header's "Pointers" covers `instance_id`.
        let instance_id = unsafe { lent.text(instance_id)? };
        let Signer { provider, call, credentials, key } = signer;
        Ok(vncurl_request::of(&provider.vnc_request(instance_id, call, credentials, key, room)?))
    };
    let output = Output { buf, cap, len, error };
    // SAFETY: the header's "Pointers" covers them all.
    unsafe { fill_request(asked, output, out, write) }
}

/// The arguments that all requests have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) provider: vncurl_str,
    pub(crate) call: *const vncurl_call,
    pub(crate) credentials: *const vncurl_credentials,
    pub(crate) kept: *const vncurl_signing_key,
}

/// The same, read.
#[derive(Debug)]
pub(crate) struct Signer<'a> {
    pub(crate) provider: &'static Provider,
    pub(crate) call: Call<'a>,
    pub(crate) credentials: Credentials<'a>,
    pub(crate) key: &'a SigningKey,
}

/// Let `write` write a signed request into the caller's buffer.
///
/// # Safety
///
/// `asked` as for [`Lent`], the others as for [`fill`].
pub(crate) unsafe fn fill_request(
    asked: Asked,
    output: Output,
    out: *mut vncurl_request,
    write: impl FnOnce(&Lent, &Signer<'_>, &mut [u8]) -> Result<vncurl_request, Failure>,
) -> vncurl_status {
    let sign = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the caller's contract is the same.
        let (provider, call, credentials, kept) = unsafe {
            (
                lent.provider(asked.provider)?,
                lent.call(asked.call)?,
                lent.credentials(asked.credentials)?,
                lent.signing_key(asked.kept)?,
            )
        };
        let derived;
        let key = if let Some(kept) = kept {
            kept
        } else {
            derived = provider.signing_key_for(&call, &credentials)?;
            &derived
        };
        let request = write(lent, &Signer { provider, call, credentials, key }, room)?;
        Ok((request.http1.len, request))
    };
    // SAFETY: the caller's contract is the same.
    unsafe { fill(output, out, sign) }
}

/// Name a header of a request, for an HTTP library.
///
/// In
///   request      filled by a call whose buffer is unchanged
///   index        from 0
///
/// Out
///   out          name and value, which lie in that buffer; empty past the last one
///
/// Returns
///   true, or false past the last header and for NULL or another struct_size. Host and
///   Content-Length are not among the headers: HTTP libraries add them.
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_request_header(
    request: *const vncurl_request,
    index: usize,
    out: *mut vncurl_header,
) -> bool {
    let call = |lent: &Lent| {
        // SAFETY: the header's "Pointers" covers `request`, and its texts lie in the buffer.
        let lines = unsafe { lent.bytes(lent.required(request)?.headers)? };
        let line = lines.split(|byte| *byte == b'\n').nth(index);
        // Whatever the failure is called: nobody is told but that there is no header.
        let (name, value) = line.and_then(name_and_value).ok_or(Failure::UnknownNumber)?;
        Ok(vncurl_header { name: vncurl_str::of_bytes(name), value: vncurl_str::of_bytes(value) })
    };
    // SAFETY: the header's "Pointers" covers `out`; nobody asks for the error.
    unsafe { crate::fill::fill_struct(out, ptr::null_mut(), call) == vncurl_status::Ok }
}

/// The parts of `Name: value`, which ends in CR.
fn name_and_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
    Some((name, value.strip_prefix(b": ")?.strip_suffix(b"\r")?))
}

impl Filled for vncurl_header {
    const VERSIONED: bool = false;
    const EMPTY: Self = Self { name: vncurl_str::EMPTY, value: vncurl_str::EMPTY };
}
