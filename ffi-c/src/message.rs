//! The core's words as NUL-terminated texts, made while compiling: there is no second wording.

use core::ffi::{CStr, c_int};

use vncurl_core::{
    Error, RefusalKind,
    error::{ReplyFault, VncUrlFault},
};

use crate::status::{Failure, vncurl_status};

pub(crate) const OK: &CStr = c"success";

/// `$text`, a constant `&str`, with a NUL behind it.
macro_rules! terminated {
    ($text:expr) => {{
        const TEXT: &str = $text;
        const BYTES: [u8; TEXT.len() + 1] = with_nul(TEXT);
        const TERMINATED: &CStr = match CStr::from_bytes_with_nul(&BYTES) {
            Ok(text) => text,
            Err(_) => c"",
        };
        TERMINATED
    }};
}

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "it runs while compiling, where a fault is a compiler's error"
)]
const fn with_nul<const LEN: usize>(text: &str) -> [u8; LEN] {
    let mut bytes = [0; LEN];
    let mut at = 0;
    while at < text.len() {
        bytes[at] = text.as_bytes()[at];
        at += 1;
    }
    bytes
}

/// The messages of the core's errors that have one each, by number.
static OF_NUMBER: [(vncurl_status, &CStr); 25] = {
    use vncurl_status as Status;
    const AT: usize = 0;
    [
        (Status::BufferTooSmall, terminated!(Error::BufferTooSmall { needed: 0 }.message())),
        (Status::UnexpectedStatus, terminated!(Error::UnexpectedStatus { status: 0 }.message())),
        (Status::TimeOutOfRange, terminated!(Error::TimeOutOfRange.message())),
        (Status::SigningKeyMismatch, terminated!(Error::SigningKeyMismatch.message())),
        (Status::InvalidRegion, terminated!(Error::InvalidRegion { at: AT }.message())),
        (Status::RegionMissing, terminated!(Error::RegionMissing.message())),
        (Status::InvalidInstanceId, terminated!(Error::InvalidInstanceId { at: AT }.message())),
        (Status::InvalidKeyId, terminated!(Error::InvalidKeyId { at: AT }.message())),
        (Status::InvalidSecret, terminated!(Error::InvalidSecret { at: AT }.message())),
        (Status::InvalidToken, terminated!(Error::InvalidToken { at: AT }.message())),
        (Status::InvalidNonce, terminated!(Error::InvalidNonce { at: AT }.message())),
        (Status::InvalidEndpoint, terminated!(Error::InvalidEndpoint { at: AT }.message())),
        (Status::InvalidViewer, terminated!(Error::InvalidViewer { at: AT }.message())),
        (Status::OsMissing, terminated!(Error::OsMissing.message())),
        (Status::InvalidHeader, terminated!(Error::InvalidHeader { index: AT }.message())),
        (Status::InvalidRequestLine, terminated!(Error::InvalidRequestLine.message())),
        (Status::HostMissing, terminated!(Error::HostMissing.message())),
        (Status::SignatureVersionMismatch, terminated!(Error::SignatureVersionMismatch.message())),
        (Status::UnsupportedMethod, terminated!(Error::UnsupportedMethod.message())),
        (Status::UnknownSite, terminated!(Error::UnknownSite.message())),
        (Status::UnsupportedAction, terminated!(Error::UnsupportedAction.message())),
        (Status::PageOutOfRange, terminated!(Error::PageOutOfRange.message())),
        (Status::InvalidPassword, terminated!(Error::InvalidPassword { at: AT }.message())),
        (Status::InvalidSearch, terminated!(Error::InvalidSearch { at: AT }.message())),
        (Status::PasswordNotTaken, terminated!(Error::PasswordNotTaken.message())),
    ]
};

/// What a status means, whatever the call.
pub(crate) fn of_status(status: c_int) -> &'static CStr {
    const OTHERS: [(vncurl_status, &CStr); 6] = [
        (vncurl_status::Ok, OK),
        (vncurl_status::MalformedReply, c"the reply is not what the cloud documents"),
        (vncurl_status::InvalidVncUrl, c"the VNC URL cannot be put into a viewer page"),
        (vncurl_status::UnknownProvider, c"there is no provider of that name or number"),
        (
            vncurl_status::UnknownAlgorithm,
            c"there is no algorithm or signature version of that name",
        ),
        (vncurl_status::InvalidArgument, c"an argument breaks the rules of the header"),
    ];
    OF_NUMBER
        .iter()
        .chain(&OTHERS)
        .find(|(known, _)| *known as c_int == status)
        .map_or(c"unknown status", |(_, message)| message)
}

/// What went wrong in a call.
pub(crate) fn of_failure(failure: Failure) -> &'static CStr {
    match failure {
        Failure::Core(Error::MalformedReply { fault, .. }) => of_reply_fault(fault),
        Failure::Core(Error::InvalidVncUrl { fault, .. }) => of_vnc_url_fault(fault),
        Failure::Core(error) => of_status(error.code()),
        Failure::UnknownProvider => of_status(vncurl_status::UnknownProvider as c_int),
        Failure::UnknownAlgorithm => of_status(vncurl_status::UnknownAlgorithm as c_int),
        Failure::Null => c"a pointer is NULL where none is allowed",
        Failure::NotUtf8 { .. } => c"a text is not UTF-8",
        Failure::ImpossibleLength => c"a length is larger than any object",
        Failure::StructSize => c"a struct_size is not the size of the struct in any version",
        Failure::Overlap => c"an argument lies inside the output buffer",
        Failure::TooManyHeaders => c"there are more headers than VNCURL_HEADERS_MAX",
        Failure::UnknownNumber => c"a number has no meaning where it stands",
        Failure::NotSet => c"a flow, retry, list, instance or limiter was not set by the library",
    }
}

fn of_reply_fault(fault: ReplyFault) -> &'static CStr {
    macro_rules! words {
        ($($fault:ident)*) => {
            match fault {
                $(ReplyFault::$fault => terminated!(
                    Error::MalformedReply { at: 0, fault: ReplyFault::$fault }.message()
                ),)*
                _ => of_status(vncurl_status::MalformedReply as c_int),
            }
        };
    }
    words!(NotUtf8 Syntax Truncated TooDeep DuplicateKey WrongType MissingKey)
}

fn of_vnc_url_fault(fault: VncUrlFault) -> &'static CStr {
    macro_rules! words {
        ($($fault:ident)*) => {
            match fault {
                $(VncUrlFault::$fault => terminated!(
                    Error::InvalidVncUrl { at: 0, fault: VncUrlFault::$fault }.message()
                ),)*
                _ => of_status(vncurl_status::InvalidVncUrl as c_int),
            }
        };
    }
    words!(
        Empty TooLong BrokenEscape Unencoded Forbidden DoubleEncoded NotWebSocket InvalidHost
        UserInfo
    )
}

/// Word and advice of every refusal, in the order of [`RefusalKind::ALL`].
static REFUSALS: [(&CStr, &CStr); RefusalKind::ALL.len()] = {
    macro_rules! rows {
        ($($kind:ident)*) => {
            [$((
                terminated!(RefusalKind::$kind.as_str()),
                terminated!(RefusalKind::$kind.advice()),
            ),)*]
        };
    }
    rows!(
        BadCredentials NoPermission ClockSkew Signature NotRunning Busy NotFound WrongRegion
        Throttled NotSupported BadRequest CloudFault Unknown
    )
};

/// Word and advice of the refusal with that number, from 1.
pub(crate) fn of_refusal(number: c_int) -> Option<(&'static CStr, &'static CStr)> {
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    REFUSALS.get(index).copied()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_own_word_and_advice() {
        for (number, kind) in (1..).zip(RefusalKind::ALL) {
            let (word, advice) = of_refusal(number).unwrap();
            assert_eq!(word.to_str().unwrap(), kind.as_str());
            assert_eq!(advice.to_str().unwrap(), kind.advice());
        }
        for none in [c_int::MIN, -1, 0, 14, c_int::MAX] {
            assert_eq!(of_refusal(none), None);
        }
    }

    #[test]
    fn every_number_has_words_and_every_fault_its_own() {
        for number in (1..=27).chain(100..=102) {
            assert_ne!(of_status(number), c"unknown status", "{number}");
        }
        let text = |error| of_failure(Failure::Core(error)).to_str().unwrap();
        for error in [
            Error::OsMissing,
            Error::MalformedReply { at: 1, fault: ReplyFault::MissingKey },
            Error::InvalidVncUrl { at: 1, fault: VncUrlFault::DoubleEncoded },
        ] {
            assert_eq!(text(error), error.message());
        }
    }
}
