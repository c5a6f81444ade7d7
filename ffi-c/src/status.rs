//! What a call returns, and what it says about a failure.

use core::ffi::{c_char, c_int};

use vncurl_core::Error;

use crate::message;

/// How a call ended. 0 is success; the numbers never change, and up to 99 they are the same in
/// every language. Later versions may add some, so take an unknown one for a failure.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum vncurl_status {
    /// It succeeded.
    Ok = 0,
    /// The output buffer is too short; the exact length needed is in *len.
    BufferTooSmall = 1,
    /// The reply's body is not one document, JSON or XML, of the shape that the cloud documents.
    MalformedReply = 2,
    /// The HTTP status is not one that the service gives: a gateway or a proxy answered.
    UnexpectedStatus = 3,
    /// The VNC URL in the reply cannot be put into a viewer page.
    InvalidVncUrl = 4,
    /// The timestamp is outside the years 1970 to 9999.
    TimeOutOfRange = 5,
    /// The signing key is not set, or belongs to another UTC day, service or algorithm.
    SigningKeyMismatch = 6,
    /// The region is not 1 to 32 of a-z, 0-9 and -, with no - at either end.
    InvalidRegion = 7,
    /// This provider needs a region.
    RegionMissing = 8,
    /// The instance id is not 1 to 64 of A-Z, a-z, 0-9, _ and -, starting with a letter or digit.
    InvalidInstanceId = 9,
    /// The key id is not 1 to 128 printable ASCII characters without blank, comma or quote.
    InvalidKeyId = 10,
    /// The secret is not 1 to 128 printable ASCII characters without blank, comma or quote.
    InvalidSecret = 11,
    /// The token is not 1 to 4096 printable ASCII characters without blank, comma or quote.
    InvalidToken = 12,
    /// The nonce is not 1 to 64 of A-Z, a-z, 0-9 and -.
    InvalidNonce = 13,
    /// The endpoint is not `https://host[:port]`, nor `http://` with a loopback address.
    InvalidEndpoint = 14,
    /// The viewer page is not an https:// address without ? and #, nor http:// with a loopback
    /// address.
    InvalidViewer = 15,
    /// The viewer page must be told whether the guest runs Windows.
    OsMissing = 16,
    /// A header to be signed has an invalid or repeated name, or a line break in its value.
    InvalidHeader = 17,
    /// The method, path, query or service to be signed holds a character that no request line can.
    InvalidRequestLine = 18,
    /// The algorithm signs the host, and the headers hold none.
    HostMissing = 19,
    /// The signature version is of another cloud than the provider.
    SignatureVersionMismatch = 20,
    /// The signature version has no such method: where it puts the parameters is fixed.
    UnsupportedMethod = 21,
    /// The provider's cloud has no hosts of that site.
    UnknownSite = 22,
    /// The provider has no such action.
    UnsupportedAction = 23,
    /// The page does not start at a multiple of its length, or asks for none or for more instances
    /// than the cloud lists at once.
    PageOutOfRange = 24,
    /// The console password is not 6 of `A-Z a-z 0-9`.
    InvalidPassword = 25,
    /// The text to search for is empty, longer than 128 bytes, or holds a control.
    InvalidSearch = 26,
    /// The provider's viewer page takes no console password.
    PasswordNotTaken = 27,
    /// There is no provider of that name or number.
    UnknownProvider = 100,
    /// There is no algorithm or signature version of that name.
    UnknownAlgorithm = 101,
    /// An argument breaks the rules at the top of this header: NULL where none is allowed, text
    /// that is not UTF-8, an impossible length, a struct_size that no version had, an overlap, a
    /// number without a meaning, a flow, retry, list or limiter that was never set.
    InvalidArgument = 102,
}

/// VNCURL_NO_PLACE, which `cbindgen.toml` puts into the header.
const NO_PLACE: usize = usize::MAX;

/// What went wrong, and where. A struct that never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_error {
    /// What the call returned.
    pub status: vncurl_status,
    /// The byte at which the fault is, counted from 0, in the text that the status names; for
    /// VNCURL_STATUS_INVALID_HEADER the position of the header; else VNCURL_NO_PLACE.
    pub at: usize,
    /// The cause in English: static, NUL-terminated, without any of the caller's text. For some
    /// statuses it says more than vncurl_strerror().
    pub message: *const c_char,
}

impl vncurl_error {
    /// That nothing went wrong.
    pub(crate) const NONE: Self =
        Self { status: vncurl_status::Ok, at: NO_PLACE, message: message::OK.as_ptr() };

    pub(crate) fn of(failure: Option<Failure>) -> Self {
        let Some(failure) = failure else {
            return Self::NONE;
        };
        Self {
            status: failure.status(),
            at: failure.at().unwrap_or(NO_PLACE),
            message: message::of_failure(failure).as_ptr(),
        }
    }
}

/// Why a call failed: the core's reasons, and those that only C can give.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure {
    Core(Error),
    UnknownProvider,
    UnknownAlgorithm,
    /// NULL where none is allowed.
    Null,
    /// A text is not UTF-8.
    NotUtf8 {
        at: usize,
    },
    /// Longer than any object.
    ImpossibleLength,
    /// `struct_size` is that of no version's struct.
    StructSize,
    /// What is lent lies inside the output buffer.
    Overlap,
    /// More headers than VNCURL_HEADERS_MAX.
    TooManyHeaders,
    /// A number that means nothing where it stands, such as an HTTP status of 65536.
    UnknownNumber,
    /// A flow, retry, list, instance or limiter that the library did not set.
    NotSet,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl Failure {
    fn status(self) -> vncurl_status {
        match self {
            Self::Core(error) => vncurl_status::of_error(error),
            Self::UnknownProvider => vncurl_status::UnknownProvider,
            Self::UnknownAlgorithm => vncurl_status::UnknownAlgorithm,
            _ => vncurl_status::InvalidArgument,
        }
    }

    fn at(self) -> Option<usize> {
        match self {
            Self::Core(error) => error.at(),
            Self::NotUtf8 { at } => Some(at),
            _ => None,
        }
    }
}

impl vncurl_status {
    fn of_error(error: Error) -> Self {
        match error {
            Error::BufferTooSmall { .. } => Self::BufferTooSmall,
            Error::MalformedReply { .. } => Self::MalformedReply,
            Error::UnexpectedStatus { .. } => Self::UnexpectedStatus,
            Error::InvalidVncUrl { .. } => Self::InvalidVncUrl,
            Error::TimeOutOfRange => Self::TimeOutOfRange,
            Error::SigningKeyMismatch => Self::SigningKeyMismatch,
            Error::InvalidRegion { .. } => Self::InvalidRegion,
            Error::RegionMissing => Self::RegionMissing,
            Error::InvalidInstanceId { .. } => Self::InvalidInstanceId,
            Error::InvalidKeyId { .. } => Self::InvalidKeyId,
            Error::InvalidSecret { .. } => Self::InvalidSecret,
            Error::InvalidToken { .. } => Self::InvalidToken,
            Error::InvalidNonce { .. } => Self::InvalidNonce,
            Error::InvalidEndpoint { .. } => Self::InvalidEndpoint,
            Error::InvalidViewer { .. } => Self::InvalidViewer,
            Error::OsMissing => Self::OsMissing,
            Error::InvalidHeader { .. } => Self::InvalidHeader,
            Error::InvalidRequestLine => Self::InvalidRequestLine,
            Error::HostMissing => Self::HostMissing,
            Error::SignatureVersionMismatch => Self::SignatureVersionMismatch,
            Error::UnsupportedMethod => Self::UnsupportedMethod,
            Error::UnknownSite => Self::UnknownSite,
            Error::UnsupportedAction => Self::UnsupportedAction,
            Error::PageOutOfRange => Self::PageOutOfRange,
            Error::InvalidPassword { .. } => Self::InvalidPassword,
            Error::InvalidSearch { .. } => Self::InvalidSearch,
            Error::PasswordNotTaken => Self::PasswordNotTaken,
            // `tests/header.rs` fails until an error of the core has its number here.
            _ => Self::InvalidArgument,
        }
    }
}

/// Describe a status.
///
/// In
///   status       what a function returned; any number may be passed
///
/// Returns
///   static, NUL-terminated English without a full stop; "unknown status" for a number that is
///   none
#[unsafe(no_mangle)]
pub extern "C" fn vncurl_strerror(status: c_int) -> *const c_char {
    message::of_status(status).as_ptr()
}
