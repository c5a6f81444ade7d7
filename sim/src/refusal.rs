//! A cloud's "no".

use core::fmt;
use std::borrow::Cow;

/// Why a request is refused, in the words of the cloud that is simulated.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The cloud's code: `AuthFailure.SignatureFailure`, `SignatureDoesNotMatch`.
    pub code: Cow<'static, str>,
    /// HTTP status of the reply: always 200 at Tencent, 400 and above at Alibaba.
    pub http_status: u16,
    /// For people; says what the simulator found. Never holds a secret or a token.
    pub message: String,
    /// What Alibaba appends to the message of `SignatureDoesNotMatch`, else empty: the server's
    /// string to sign, which holds every signed parameter, a token included. It is sent as the
    /// cloud sends it, and stands nowhere else.
    pub echo: String,
    /// How long to wait, in milliseconds, when the cloud says so.
    pub retry_after_ms: Option<u64>,
}

impl Refusal {
    /// A refusal of Tencent Cloud, which answers every request that it handles with status 200.
    pub(crate) fn tencent(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::alibaba(200, code, message)
    }

    /// A refusal of Alibaba Cloud.
    pub(crate) fn alibaba(
        http_status: u16,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            http_status,
            message: message.into(),
            echo: String::new(),
            retry_after_ms: None,
        }
    }
}

/// Without the echo, which can hold a token.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("code", &self.code)
            .field("http_status", &self.http_status)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}
