//! The signature alone, step by step: for requests that vncurl does not write, and for finding out
//! where two signatures part.

use core::{
    ffi::{c_char, c_int},
    fmt::Write,
};

use vncurl_core::{
    Credentials,
    sign::{self, Signable},
    text::SliceWriter,
};

use crate::{
    credentials::vncurl_credentials,
    fill::{NO_STRUCT, Output, fill},
    fmt_writer::FmtWriter,
    lent::{Lent, Versioned},
    request::vncurl_header,
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// vncurl_sign(): write the canonical request; in the sorted-parameter family, the parameters
/// sorted by name.
pub const VNCURL_STEP_CANONICAL_REQUEST: c_int = 1;
/// vncurl_sign(): write the string to sign.
pub const VNCURL_STEP_STRING_TO_SIGN: c_int = 2;
/// vncurl_sign(): write the signature: 64 hexadecimal digits; in the sorted-parameter family,
/// base64.
pub const VNCURL_STEP_SIGNATURE: c_int = 3;
/// vncurl_sign(): write the value of the Authorization header; in the sorted-parameter family, the
/// parameter "Signature=..." as it is appended to the query or the form.
pub const VNCURL_STEP_AUTHORIZATION: c_int = 4;

/// The most headers that vncurl_sign() takes.
pub const VNCURL_HEADERS_MAX: usize = 32;

/// The parts of a request that a signature covers.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_signable {
    /// sizeof (struct vncurl_signable).
    pub struct_size: usize,
    /// Such as "POST".
    pub method: vncurl_str,
    /// Starts with "/", as sent.
    pub path: vncurl_str,
    /// What follows the "?", as sent; empty when there is none.
    pub query: vncurl_str,
    /// The headers to sign, and no others; any order, names of any case. Blanks around a value do
    /// not count.
    pub headers: *const vncurl_header,
    /// How many: at most VNCURL_HEADERS_MAX.
    pub header_count: usize,
    /// The body's bytes, or the text that is signed in their place ("UNSIGNED-PAYLOAD").
    pub payload: vncurl_str,
}

// SAFETY: repr(C), `struct_size` first, pointers and lengths alone.
unsafe impl Versioned for vncurl_signable {}

/// Sign any request, and write one step of the way.
///
/// Nothing is known here of a provider, and key id and secret are taken as they are: the only
/// checks are those that keep one text from passing for another.
///
/// There are two families. Tencent's "TC3-HMAC-SHA256" and Alibaba's "ACS3-HMAC-SHA256" sign a
/// canonical request, and the signature stands in a header. Tencent's "HmacSHA1" and "HmacSHA256"
/// and Alibaba's "HMAC-SHA1" sign all parameters of the query and of the form that is the payload,
/// sorted by name without "Signature", and the signature is one more parameter.
///
/// In
///   algorithm    one of these five names
///   signable     what is signed. In the sorted-parameter family the payload is a form or empty,
///                and of the headers Host alone counts, which Tencent's must hold
///   credentials  key id and secret; the token is not looked at: when it is sent, it is a header
///   timestamp    Unix seconds; for TC3 the same as in X-TC-Timestamp. The sorted-parameter family
///                ignores it: its time is a parameter
///   service      for TC3 the first label of the host, such as "cvm"; the others ignore it
///   step         VNCURL_STEP_..., which text to write
///
/// Out
///   buf, cap     receives the text: not NUL-terminated, at most cap bytes.
///                NULL with cap 0 only measures
///   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
///                0 on any other failure
///   error        what went wrong and where; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL, _UNKNOWN_ALGORITHM, _TIME_OUT_OF_RANGE,
///   _INVALID_HEADER (error->at is its position), _INVALID_REQUEST_LINE, also for a form that does
///   not decode to text, _HOST_MISSING, or _INVALID_ARGUMENT. On failure the bytes in buf are
///   unspecified.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
///
/// Timing
///   A signature stays valid for minutes. The time taken does not depend on what the secret holds,
///   only on its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_sign(
    algorithm: vncurl_str,
    signable: *const vncurl_signable,
    credentials: *const vncurl_credentials,
    timestamp: u64,
    service: vncurl_str,
    step: c_int,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    error: *mut vncurl_error,
) -> vncurl_status {
    let write = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the header's "Pointers" covers what is lent.
        let (algorithm, given, credentials, service) = unsafe {
            (
                lent.text(algorithm)?,
                lent.required(signable)?,
                lent.credentials(credentials)?,
                lent.text(service)?,
            )
        };
        let algorithm = sign::by_name(algorithm).ok_or(Failure::UnknownAlgorithm)?;
        let mut headers = [("", ""); VNCURL_HEADERS_MAX];
        // SAFETY: the header's "Pointers" covers the texts.
        let signable = unsafe { lent.signable(&given, &mut headers)? };
        let signed = algorithm.sign(
            &signable,
            &Credentials { token: None, ..credentials },
            timestamp,
            service,
        )?;
        let mut text = SliceWriter::new(room);
        let out = &mut FmtWriter(&mut text);
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = match step {
            VNCURL_STEP_CANONICAL_REQUEST => signed.write_canonical_request(out),
            VNCURL_STEP_STRING_TO_SIGN => signed.write_string_to_sign(out),
            VNCURL_STEP_SIGNATURE => out.write_str(signed.signature().as_str()),
            VNCURL_STEP_AUTHORIZATION => signed.write_authorization(out),
            _ => return Err(Failure::UnknownNumber),
        };
        Ok((text.finish()?.len(), ()))
    };
    let output = Output { buf, cap, len, error };
    // SAFETY: the header's "Pointers" covers `buf`, `cap`, `len` and `error`.
    unsafe { fill(output, NO_STRUCT, write) }
}

impl Lent {
    /// What is to be signed, with its headers in `headers`.
    ///
    /// # Safety
    ///
    /// The texts as for [`Lent::text`], the headers as for [`Lent::array`].
    unsafe fn signable<'a>(
        &self,
        given: &vncurl_signable,
        headers: &'a mut [(&'a str, &'a str); VNCURL_HEADERS_MAX],
    ) -> Result<Signable<'a>, Failure> {
        let places = headers.get_mut(..given.header_count).ok_or(Failure::TooManyHeaders)?;
        // SAFETY: the caller's contract is the same; a header is pointers and lengths alone.
        let lent = unsafe { self.array(given.headers, given.header_count)? };
        for (place, header) in places.iter_mut().zip(lent) {
            // SAFETY: the caller's contract is the same.
            *place = unsafe { (self.text(header.name)?, self.text(header.value)?) };
        }
        // SAFETY: the caller's contract is the same.
        let (method, path, query, payload) = unsafe {
            (
                self.text(given.method)?,
                self.text(given.path)?,
                self.text(given.query)?,
                self.bytes(given.payload)?,
            )
        };
        Ok(Signable::new(method, path, query, places, payload)?)
    }
}
