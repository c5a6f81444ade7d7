//! A cloud's "no".

/// Why a request is refused, in the words of the cloud that is simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The cloud's code: `AuthFailure.SignatureFailure`, `SignatureDoesNotMatch`.
    pub code: &'static str,
    /// HTTP status of the reply: always 200 at Tencent, 400 and above at Alibaba.
    pub http_status: u16,
    /// For people; says what the simulator found. Never holds a secret or a token.
    pub message: String,
}

impl Refusal {
    /// A refusal of Tencent Cloud, which answers every request that it handles with status 200.
    pub(crate) fn tencent(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, http_status: 200, message: message.into() }
    }

    /// A refusal of Alibaba Cloud.
    pub(crate) fn alibaba(
        http_status: u16,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self { code, http_status, message: message.into() }
    }
}
