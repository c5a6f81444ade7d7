//! What the cloud answered, borrowed from the body.

use crate::{
    Error, Refusal,
    provider::{Answer, Provider},
    text::Text,
};

/// A well-formed reply: the VNC URL, or a refusal.
#[derive(Clone, Copy, Debug)]
pub enum Reply<'a> {
    /// The cloud gave the address.
    VncUrl(VncUrl<'a>),
    /// The cloud said no.
    Refusal(Refusal<'a>),
}

/// The address that the cloud gave.
#[derive(Clone, Copy, Debug)]
pub struct VncUrl<'a> {
    /// The VNC URL as it arrived, not yet checked: hand it to
    /// [`Provider::console_url`](crate::Provider::console_url), which checks it.
    pub vnc_url: Text<'a>,
    /// The cloud's id of the call; empty when it sent none.
    pub request_id: Text<'a>,
}

impl Provider {
    /// Read the reply to [`Provider::vnc_request`].
    ///
    /// `status` is the HTTP status, `body` the whole body.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedReply`] with the byte at which the body stops being the documented JSON,
    /// and [`Error::UnexpectedStatus`] when a gateway answered instead of the service.
    pub fn read_reply<'a>(&self, status: u16, body: &'a [u8]) -> Result<Reply<'a>, Error> {
        Ok(match (self.api.read_reply)(self, status, body)? {
            Answer::VncUrl { vnc_url, request_id } => Reply::VncUrl(VncUrl { vnc_url, request_id }),
            Answer::Refusal { code, message, request_id } => {
                Reply::Refusal(Refusal::new(code, message, request_id))
            }
        })
    }
}
