//! The signed request for a VNC URL.

use core::{ffi::c_char, mem::size_of, ptr};

use vncurl_core::{Call, Endpoint, Request};

use crate::{
    credentials::vncurl_credentials,
    fill::{Filled, Output, fill},
    lent::{Lent, Versioned},
    signing_key::vncurl_signing_key,
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// What every call to a cloud takes, whatever it asks for.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_call {
    /// sizeof (struct vncurl_call).
    pub struct_size: usize,
    /// The cloud's region, such as "ap-guangzhou".
    pub region: vncurl_str,
    /// Where to send the request, `https://host[:port]`, or `http://` with a loopback address;
    /// empty: the cloud's own host.
    pub endpoint: vncurl_str,
    /// Unique for each request, 1 to 64 of A-Z, a-z, 0-9 and -; 32 hexadecimal digits from a
    /// random source are right. Alibaba refuses one that it has seen; Tencent takes none.
    pub nonce: vncurl_str,
    /// Unix seconds. Tencent refuses a request that is more than 300 s from its clock, Alibaba one
    /// that is more than 15 minutes from its own.
    pub timestamp: u64,
}

// SAFETY: repr(C), `struct_size` first, pointers and integers alone.
unsafe impl Versioned for vncurl_call {}

/// A signed request. Its texts lie in the buffer that vncurl_request_write() filled.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_request {
    /// sizeof (struct vncurl_request); set it before the call.
    pub struct_size: usize,
    /// "POST".
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
    /// The body, byte for byte as signed; empty for Alibaba.
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
    fn of(request: &Request<'_>) -> Self {
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
///   call         region, endpoint, nonce, timestamp
///   credentials  key id, secret and token. With a kept key the secret is not looked at
///   kept         the key that vncurl_signing_key_derive() made of the same credentials, for this
///                UTC day; NULL derives it now
///
/// Out
///   buf, cap     receives the request: HTTP/1.1, ASCII, not NUL-terminated, at most cap bytes.
///                About 700 bytes, more with a token; 8192 are always enough. NULL with cap 0
///                only measures
///   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
///                0 on any other failure
///   out          the parts, which lie in buf; empty on failure
///   error        what went wrong and where; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL, _UNKNOWN_PROVIDER, _REGION_MISSING,
///   _SIGNING_KEY_MISMATCH, _TIME_OUT_OF_RANGE, an _INVALID_... that names the argument, or
///   _INVALID_ARGUMENT. On failure the bytes in buf are unspecified.
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
    let write = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the header's "Pointers" covers what is lent.
        let (provider, instance_id, call, credentials, kept) = unsafe {
            (
                lent.provider(provider)?,
                lent.text(instance_id)?,
                lent.call(call)?,
                lent.credentials(credentials)?,
                lent.signing_key(kept)?,
            )
        };
        let derived;
        let key = if let Some(kept) = kept {
            kept
        } else {
            derived = provider.signing_key(&credentials, call.timestamp)?;
            &derived
        };
        let request = provider.vnc_request(instance_id, &call, &credentials, key, room)?;
        Ok((request.http1().len(), vncurl_request::of(&request)))
    };
    let output = Output { buf, cap, len, error };
    // SAFETY: the header's "Pointers" covers `buf`, `cap`, `len`, `out` and `error`.
    unsafe { fill(output, out, write) }
}

impl Lent {
    /// Safety as for [`Lent::required`], and each text as for [`Lent::text`].
    unsafe fn call<'a>(&self, place: *const vncurl_call) -> Result<Call<'a>, Failure> {
        // SAFETY: the caller's contract is the same.
        unsafe {
            let given = self.required(place)?;
            let endpoint = self.optional_text(given.endpoint)?;
            Ok(Call {
                region: self.optional_text(given.region)?,
                endpoint: endpoint.map(Endpoint::parse).transpose()?,
                timestamp: given.timestamp,
                nonce: self.text(given.nonce)?,
                ..Call::default()
            })
        }
    }
}

/// Name a header of a request, for an HTTP library.
///
/// In
///   request      filled by vncurl_request_write(), whose buffer is unchanged
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
