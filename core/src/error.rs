//! Every way a call can fail, each with a permanent number.

use core::fmt;

/// Why a call failed.
///
/// There is one error type for the whole crate. It is `Copy`, holds numbers and no text of the
/// caller's, and so can be logged beside a request without repeating a secret. A "no" from the
/// cloud is not an error here: it is a well-formed reply, see [`Refusal`](crate::Refusal).
///
/// `at` is always an offset in bytes from the start of the text that is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error {
    /// The output buffer is too short.
    ///
    /// `needed` is the length, in bytes, that the very same call writes when it succeeds; call
    /// again with that much room. What the buffer holds now is unspecified.
    BufferTooSmall {
        /// Exact length of the whole output, in bytes.
        needed: usize,
    },
    /// The reply's body is not one JSON or XML document of the shape that the cloud documents.
    MalformedReply {
        /// Offset of the first byte that cannot be read.
        at: usize,
        /// What is wrong there.
        fault: ReplyFault,
    },
    /// The HTTP status is not one that the service gives, and the body is no refusal: a gateway
    /// or a proxy answered.
    UnexpectedStatus {
        /// The HTTP status.
        status: u16,
    },
    /// The VNC URL in the reply cannot be put into a viewer page.
    InvalidVncUrl {
        /// Offset of the byte, in the VNC URL as the cloud sent it.
        at: usize,
        /// What is wrong there.
        fault: VncUrlFault,
    },
    /// The timestamp is outside 1970-01-01 to 9999-12-31, the range that a signature can hold.
    TimeOutOfRange,
    /// The signing key was derived for another UTC day, service or algorithm: derive it anew.
    SigningKeyMismatch,
    /// The region is not `[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?`.
    InvalidRegion {
        /// Offset of the first byte that does not belong.
        at: usize,
    },
    /// This provider needs a region, and none was given.
    RegionMissing,
    /// The instance id is not `[A-Za-z0-9][A-Za-z0-9_-]{0,63}`.
    InvalidInstanceId {
        /// Offset of the first byte that does not belong.
        at: usize,
    },
    /// The key id is empty, longer than 128 bytes, or holds a blank, comma, quote or byte that is
    /// not printable ASCII.
    InvalidKeyId {
        /// Offset of the first byte that does not belong.
        at: usize,
    },
    /// The secret is empty, longer than 128 bytes, or holds a blank, comma, quote or byte that is
    /// not printable ASCII.
    InvalidSecret {
        /// Offset of the first byte that does not belong.
        at: usize,
    },
    /// The security token is empty, longer than 4,096 bytes, or holds a blank, comma, quote or
    /// byte that is not printable ASCII.
    InvalidToken {
        /// Offset of the first byte that does not belong.
        at: usize,
    },
    /// The nonce is not 1 to 64 of `A-Z a-z 0-9 -`, or, for Tencent's signature version 1, not a
    /// positive number of 1 to 18 digits.
    InvalidNonce {
        /// Offset of the first byte that does not belong.
        at: usize,
    },
    /// The endpoint is not `https://host[:port]`, nor `http://` with a loopback address.
    InvalidEndpoint {
        /// Offset of the first byte that does not belong.
        at: usize,
    },
    /// The viewer page is not an `https://` address without `?` and `#`, nor `http://` with a
    /// loopback address.
    InvalidViewer {
        /// Offset of the first byte that does not belong.
        at: usize,
    },
    /// The viewer page must be told whether the guest runs Windows, and nobody said.
    OsMissing,
    /// A header to be signed has an empty name, a name with a byte that is no token character, a
    /// value with a line break or NUL, or a name that came before.
    InvalidHeader {
        /// Position of the header in the list, from 0.
        index: usize,
    },
    /// The method, path, query or service to be signed holds a byte that no request line can.
    InvalidRequestLine,
    /// The algorithm signs the host, and the headers hold none.
    HostMissing,
    /// The signature version is of another cloud than the provider.
    SignatureVersionMismatch,
    /// The signature version has no such method: where it puts the parameters is fixed.
    UnsupportedMethod,
    /// The provider's cloud has no hosts of that site.
    UnknownSite,
    /// The provider has no such action.
    UnsupportedAction,
    /// The page starts too far on, or asks for none or for more instances than the cloud lists at
    /// once.
    PageOutOfRange,
    /// The console password is not 6 of `A-Z a-z 0-9`.
    InvalidPassword {
        /// Offset of the first byte that does not belong.
        at: usize,
    },
    /// The text to search for is empty, longer than 128 bytes, or holds a control.
    InvalidSearch {
        /// Offset of the first byte that does not belong.
        at: usize,
    },
    /// The provider's viewer page takes no console password.
    PasswordNotTaken,
}

/// What is wrong with a reply's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ReplyFault {
    /// The body is not UTF-8.
    NotUtf8,
    /// A byte that JSON, or XML, does not allow here.
    Syntax,
    /// The body ends too early.
    Truncated,
    /// Objects and arrays, or elements, stand more than 32 deep.
    TooDeep,
    /// A key that is read stands twice in its object.
    DuplicateKey,
    /// A key that is read has a value of another type.
    WrongType,
    /// The object ends without the key that carries the answer.
    MissingKey,
}

/// What is wrong with a VNC URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum VncUrlFault {
    /// It is empty.
    Empty,
    /// It is longer than 4,096 bytes.
    TooLong,
    /// A `%` is not followed by two hexadecimal digits.
    BrokenEscape,
    /// A byte that is neither unreserved nor part of a `%XX`, such as a bare `&`: the value would
    /// add parameters to the viewer page.
    Unencoded,
    /// A byte that no WebSocket address holds: a control, a blank, `"`, `<`, `>`, `\` or no ASCII.
    Forbidden,
    /// It was percent-encoded twice.
    DoubleEncoded,
    /// It is not a `ws://` or `wss://` address.
    NotWebSocket,
    /// The address has no valid host, or a port outside 1 to 65535.
    InvalidHost,
    /// The address holds a user name or password.
    UserInfo,
}

impl Error {
    /// The number of this failure in the C and Python bindings.
    ///
    /// Numbers are never reused or changed; 0 means success and is not in this list.
    #[must_use]
    pub const fn code(self) -> i32 {
        match self {
            Self::BufferTooSmall { .. } => 1,
            Self::MalformedReply { .. } => 2,
            Self::UnexpectedStatus { .. } => 3,
            Self::InvalidVncUrl { .. } => 4,
            Self::TimeOutOfRange => 5,
            Self::SigningKeyMismatch => 6,
            Self::InvalidRegion { .. } => 7,
            Self::RegionMissing => 8,
            Self::InvalidInstanceId { .. } => 9,
            Self::InvalidKeyId { .. } => 10,
            Self::InvalidSecret { .. } => 11,
            Self::InvalidToken { .. } => 12,
            Self::InvalidNonce { .. } => 13,
            Self::InvalidEndpoint { .. } => 14,
            Self::InvalidViewer { .. } => 15,
            Self::OsMissing => 16,
            Self::InvalidHeader { .. } => 17,
            Self::InvalidRequestLine => 18,
            Self::HostMissing => 19,
            Self::SignatureVersionMismatch => 20,
            Self::UnsupportedMethod => 21,
            Self::UnknownSite => 22,
            Self::UnsupportedAction => 23,
            Self::PageOutOfRange => 24,
            Self::InvalidPassword { .. } => 25,
            Self::InvalidSearch { .. } => 26,
            Self::PasswordNotTaken => 27,
        }
    }

    /// Where the fault is: an offset in bytes, or the position of a header; nothing for the
    /// failures that have no place.
    #[must_use]
    pub const fn at(self) -> Option<usize> {
        match self {
            Self::MalformedReply { at, .. }
            | Self::InvalidVncUrl { at, .. }
            | Self::InvalidRegion { at }
            | Self::InvalidInstanceId { at }
            | Self::InvalidKeyId { at }
            | Self::InvalidSecret { at }
            | Self::InvalidToken { at }
            | Self::InvalidNonce { at }
            | Self::InvalidEndpoint { at }
            | Self::InvalidViewer { at }
            | Self::InvalidPassword { at }
            | Self::InvalidSearch { at }
            | Self::InvalidHeader { index: at } => Some(at),
            _ => None,
        }
    }

    /// What went wrong, in words that hold for every place; [`Error::at`] has the place.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::BufferTooSmall { .. } => "the output buffer is too short",
            Self::MalformedReply { fault, .. } => fault.message(),
            Self::UnexpectedStatus { .. } => {
                "the HTTP status is not one of the service: a gateway or proxy answered"
            }
            Self::InvalidVncUrl { fault, .. } => fault.message(),
            Self::TimeOutOfRange => "the timestamp is outside the years 1970 to 9999",
            Self::SigningKeyMismatch => {
                "the signing key belongs to another UTC day, service or algorithm"
            }
            Self::InvalidRegion { .. } => {
                "the region is not 1 to 32 of a-z, 0-9 and -, with no - at either end"
            }
            Self::RegionMissing => "this provider needs a region",
            Self::InvalidInstanceId { .. } => {
                "the instance id is not 1 to 64 of A-Z, a-z, 0-9, _ and -, starting with a letter or digit"
            }
            Self::InvalidKeyId { .. } => {
                "the key id is not 1 to 128 printable ASCII characters without blank, comma or quote"
            }
            Self::InvalidSecret { .. } => {
                "the secret is not 1 to 128 printable ASCII characters without blank, comma or quote"
            }
            Self::InvalidToken { .. } => {
                "the token is not 1 to 4096 printable ASCII characters without blank, comma or quote"
            }
            Self::InvalidNonce { .. } => {
                "the nonce is not 1 to 64 of A-Z, a-z, 0-9 and -, or for Tencent's version 1 a number of 1 to 18 digits"
            }
            Self::InvalidEndpoint { .. } => {
                "the endpoint is not https://host[:port], nor http:// with a loopback address"
            }
            Self::InvalidViewer { .. } => {
                "the viewer page is not an https:// address without ? and #, nor http:// with a loopback address"
            }
            Self::OsMissing => "the viewer page must be told whether the guest runs Windows",
            Self::InvalidHeader { .. } => {
                "a header to be signed has an invalid or repeated name, or a line break in its value"
            }
            Self::InvalidRequestLine => {
                "the method, path, query or service to be signed holds a character that no request line can"
            }
            Self::HostMissing => "the algorithm signs the host, and no host header was given",
            Self::SignatureVersionMismatch => {
                "the signature version is of another cloud than the provider"
            }
            Self::UnsupportedMethod => "the signature version knows no such method",
            Self::UnknownSite => "this cloud has no such site",
            Self::UnsupportedAction => "this provider has no such action",
            Self::PageOutOfRange => {
                "the page starts too far on, or asks for none or for more instances than the cloud lists at once"
            }
            Self::InvalidPassword { .. } => "the console password is not 6 of A-Z, a-z and 0-9",
            Self::PasswordNotTaken => "this provider's viewer page takes no console password",
            Self::InvalidSearch { .. } => {
                "the text to search for is empty, longer than 128 bytes, or holds a control character"
            }
        }
    }
}

impl ReplyFault {
    const fn message(self) -> &'static str {
        match self {
            Self::NotUtf8 => "the reply is not UTF-8",
            Self::Syntax => "the reply is not valid JSON or XML",
            Self::Truncated => "the reply ends too early",
            Self::TooDeep => "the reply nests deeper than 32 levels",
            Self::DuplicateKey => "the reply holds a key twice",
            Self::WrongType => "the reply holds a value of an unexpected type",
            Self::MissingKey => "the reply lacks the key that carries the answer",
        }
    }
}

impl VncUrlFault {
    const fn message(self) -> &'static str {
        match self {
            Self::Empty => "the VNC URL is empty",
            Self::TooLong => "the VNC URL is longer than 4096 bytes",
            Self::BrokenEscape => "the VNC URL holds a % without two hexadecimal digits",
            Self::Unencoded => {
                "the VNC URL holds a character that should have been percent-encoded"
            }
            Self::Forbidden => "the VNC URL holds a character that no WebSocket address has",
            Self::DoubleEncoded => "the VNC URL was percent-encoded twice",
            Self::NotWebSocket => "the VNC URL is not a ws:// or wss:// address",
            Self::InvalidHost => "the VNC URL has no valid host and port",
            Self::UserInfo => "the VNC URL holds a user name or password",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())?;
        match *self {
            Self::BufferTooSmall { needed } => write!(f, ": {needed} bytes are needed"),
            Self::UnexpectedStatus { status } => write!(f, " (HTTP {status})"),
            Self::InvalidHeader { index } => write!(f, " (header {index})"),
            _ => match self.at() {
                Some(at) => write!(f, " (at byte {at})"),
                None => Ok(()),
            },
        }
    }
}

impl core::error::Error for Error {}
