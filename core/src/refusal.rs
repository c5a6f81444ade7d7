//! The cloud's "no", in one small vocabulary.
//!
//! Every code of both clouds maps to one word in [`CODES`]; the cloud's own code, message and
//! request id are kept beside it. Exact codes win over the part before the dot, and what is in
//! neither is `unknown`: never a guess that a retry helps.

mod codes;
#[cfg(feature = "compact")]
mod sums;

use core::fmt;

pub use self::codes::{CODES, Code};
#[cfg(feature = "compact")]
use self::sums::row;

use crate::text::{SliceWriter, Text, sink::shared};

/// Why the cloud said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RefusalKind {
    /// The key id is unknown or disabled, or the token is wrong or expired.
    BadCredentials,
    /// The key is good, and its owner may not do this.
    NoPermission,
    /// The request's time is too far from the cloud's.
    ClockSkew,
    /// The signature does not match: a wrong secret, or a request changed on its way.
    Signature,
    /// The instance is stopped, expired or gone, so it has no screen.
    NotRunning,
    /// The instance is between two states, or another operation is going on: try later.
    Busy,
    /// There is no such instance, at least not in this region.
    NotFound,
    /// The region does not exist, or is not the instance's.
    WrongRegion,
    /// Too many requests.
    Throttled,
    /// This kind of instance has no such console, or the product no such action.
    NotSupported,
    /// A parameter is wrong or missing.
    BadRequest,
    /// The cloud failed.
    CloudFault,
    /// A code that is in no list.
    Unknown,
}

impl RefusalKind {
    /// Every word, in the order of the documentation.
    pub const ALL: [Self; 13] = [
        Self::BadCredentials,
        Self::NoPermission,
        Self::ClockSkew,
        Self::Signature,
        Self::NotRunning,
        Self::Busy,
        Self::NotFound,
        Self::WrongRegion,
        Self::Throttled,
        Self::NotSupported,
        Self::BadRequest,
        Self::CloudFault,
        Self::Unknown,
    ];

    /// The word, such as `not-running`; the same on every surface.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadCredentials => "bad-credentials",
            Self::NoPermission => "no-permission",
            Self::ClockSkew => "clock-skew",
            Self::Signature => "signature",
            Self::NotRunning => "not-running",
            Self::Busy => "busy",
            Self::NotFound => "not-found",
            Self::WrongRegion => "wrong-region",
            Self::Throttled => "throttled",
            Self::NotSupported => "not-supported",
            Self::BadRequest => "bad-request",
            Self::CloudFault => "cloud-fault",
            Self::Unknown => "unknown",
        }
    }

    /// What to do about it, one sentence.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::BadCredentials => "check the key id and the token, and that the key is enabled",
            Self::NoPermission => {
                "let the key's owner call DescribeInstanceVncUrl on this instance"
            }
            Self::ClockSkew => {
                "set this machine's clock: the cloud refuses a time that is minutes off"
            }
            Self::Signature => {
                "check the secret; when it is right, something on the way changed the request"
            }
            Self::NotRunning => "start the instance: a console needs a running one",
            Self::Busy => "wait some seconds and ask again",
            Self::NotFound => "check the instance id, the region and whose key this is",
            Self::WrongRegion => "name the region that the instance is in",
            Self::Throttled => "wait a second and ask again, less often",
            Self::NotSupported => {
                "use another way in: this instance or product has no such console"
            }
            Self::BadRequest => "check the instance id and the region",
            Self::CloudFault => {
                "ask again; if it stays, give the request id to the cloud's support"
            }
            Self::Unknown => "look the code up in the cloud's documents",
        }
    }

    /// The word for a cloud's code.
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl_core::RefusalKind;
    ///
    /// assert_eq!(RefusalKind::of_code("AuthFailure.SignatureExpire"), RefusalKind::ClockSkew);
    /// assert_eq!(RefusalKind::of_code("Throttling.User"), RefusalKind::Throttled);
    /// assert_eq!(RefusalKind::of_code("SomethingNew"), RefusalKind::Unknown);
    /// ```
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        Self::of_bytes(code.as_bytes())
    }

    fn of_bytes(code: &[u8]) -> Self {
        let family = || row(code.split(|byte| *byte == b'.').next()?);
        row(code).or_else(family).unwrap_or(Self::Unknown)
    }
}

/// The word for a code or a family that is known.
#[cfg(not(feature = "compact"))]
fn row(wanted: &[u8]) -> Option<RefusalKind> {
    let mut all = CODES.iter().copied().flatten();
    all.find(|(code, _)| code.as_bytes() == wanted).map(|(_, kind)| *kind)
}

impl fmt::Display for RefusalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A well-formed reply that says no.
///
/// `Debug` and the text of [`Refusal::write_message`] hold nothing that was signed.
#[derive(Clone, Copy)]
pub struct Refusal<'a> {
    /// The word for the code.
    pub kind: RefusalKind,
    /// The cloud's own code.
    pub code: Text<'a>,
    /// The cloud's id of the call; empty when it sent none. Quote it in reports.
    pub request_id: Text<'a>,
    message: Text<'a>,
}

/// Behind these words Alibaba echoes what was signed, key id and token included.
const ECHO: &str = "tring to sign is";

/// The same with what stands before the echo itself.
const ECHO_START: &str = "tring to sign is:";

/// What an echoed string to sign says about a signature that does not match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Echo {
    /// The cloud echoed none, as Tencent never does.
    Absent,
    /// Both sides signed the same text, so the secret is wrong.
    Same,
    /// The texts differ, so something changed the request on its way, or it was signed wrongly.
    Differs {
        /// Offset of the first byte of the own string to sign that differs.
        at: usize,
    },
}

impl<'a> Refusal<'a> {
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn new(code: Text<'a>, message: Text<'a>, request_id: Text<'a>) -> Self {
        let mut buf = [0; 96];
        let mut out = SliceWriter::new(&mut buf);
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = code.put_into(shared(&mut out));
        // A code that is longer than every known one is unknown.
        let kind = out.finish_bytes().map_or(RefusalKind::Unknown, RefusalKind::of_bytes);
        Self { kind, code, request_id, message }
    }

    /// Write the cloud's message for a person or a log: without the string to sign that Alibaba
    /// echoes, since that holds the key id and the token.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    pub fn write_message(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let (shown, echo) = self.message.split_behind(ECHO);
        shown.write(out)?;
        if echo { out.write_str(": (withheld: it holds the key id)") } else { Ok(()) }
    }

    /// Compare the string to sign that Alibaba echoes for a signature that does not match with
    /// `own`, the string that was signed here.
    #[must_use]
    pub fn compare_echo(&self, own: &str) -> Echo {
        match self.message.same_behind(ECHO_START, own) {
            None => Echo::Absent,
            Some((_, true)) => Echo::Same,
            Some((at, false)) => Echo::Differs { at },
        }
    }

    /// The cloud's message as it came. It may hold the key id and the token: not for a log.
    #[must_use]
    pub const fn raw_message(&self) -> Text<'a> {
        self.message
    }
}

impl fmt::Debug for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("kind", &self.kind)
            .field("code", &format_args!("{}", self.code))
            .field("request_id", &format_args!("{}", self.request_id))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::string::String;

    use super::{
        RefusalKind::{
            BadCredentials, BadRequest, Busy, CloudFault, NoPermission, NotRunning, NotSupported,
            Throttled, WrongRegion,
        },
        *,
    };

    #[test]
    fn exact_codes_win_over_families_and_the_unknown_stays_unknown() {
        for (code, kind) in [
            ("UnsupportedOperation.InstanceStateRebooting", Busy),
            ("UnsupportedOperation.InstanceStateStopped", NotRunning),
            ("UnsupportedOperation.SpecialInstanceType", NotSupported),
            ("InvalidParameterValue.InstanceIdMalformed", BadRequest),
            ("InvalidInstanceId.Malformed", BadRequest),
            ("InvalidRegionId.NotFound", WrongRegion),
            ("RequestLimitExceeded.UinLimitExceeded", Throttled),
            ("Throttling.User", Throttled),
            ("AuthFailure.SecretIdNotFound", BadCredentials),
            ("Forbidden.RAM", NoPermission),
            ("InternalError.DescribeInstanceStatus", CloudFault),
            ("OperationDenied", RefusalKind::Unknown),
            ("NewThing.NotReady", RefusalKind::Unknown),
            ("", RefusalKind::Unknown),
        ] {
            assert_eq!(RefusalKind::of_code(code), kind, "{code}");
        }
    }

    #[test]
    fn an_echoed_string_to_sign_is_withheld() {
        let message = "Specified signature is not matched with our calculation. server string to \
                       sign is:GET&AccessKeyId%3Dmarker";
        let refusal = Refusal::new(
            Text::plain("SignatureDoesNotMatch"),
            Text::plain(message),
            Text::plain("R-1"),
        );
        let mut shown = String::new();
        refusal.write_message(&mut shown).unwrap();
        assert!(shown.ends_with("server string to sign is: (withheld: it holds the key id)"));
        assert!(!std::format!("{shown} {refusal:?}").contains("marker"));
        assert_eq!(refusal.raw_message(), *message);
        assert_eq!(refusal.compare_echo("GET&AccessKeyId%3Dmarker"), Echo::Same);
        assert_eq!(refusal.compare_echo("GET&AccessKeyId%3DMarker"), Echo::Differs { at: 18 });
        assert_eq!(refusal.compare_echo("GET&"), Echo::Differs { at: 4 });
        assert_eq!(refusal.compare_echo("GET&AccessKeyId%3Dmarker%26"), Echo::Differs { at: 24 });
        let silent = Refusal { message: Text::plain("no"), ..refusal };
        assert_eq!(silent.compare_echo("GET&"), Echo::Absent);
    }
}
